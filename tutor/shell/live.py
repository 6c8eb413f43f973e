"""A sitting at a terminal: the prompt around it, or one line at a time under --plain."""

import asyncio

from tutor.net.link import Target
from tutor.net.ways import Ways
from tutor.shell.prompt import Above, Keyboard, quietly
from tutor.shell.repl import Repl
from tutor.shell.sitting import Plan, sitting
from tutor.shell.teletype import Paper, Teletype
from tutor.world import World


def run(world: World, target: Target | None, ways: Ways) -> int:
    """A free session at the prompt; returns the exit code."""
    plan = Plan(contexts=ways.context, timeout=ways.timeout, family=ways.family)
    return asyncio.run(converse(world, plan, target))


async def converse(world: World, plan: Plan, target: Target | None = None) -> int:
    """Sit at the prompt until the learner leaves."""
    above = Paper(world) if world.plain else Above(world)
    reader: Keyboard | Teletype | None = None

    async def ask(question: str, hidden: bool) -> str:
        return await reader.ask(question, hidden) if reader is not None else ""

    async with sitting(world, plan, above, ask) as repl:
        quietly(repl)
        reader = Teletype(repl) if isinstance(above, Paper) else Keyboard(repl, above)
        if plan.guide is not None:
            plan.guide.begin()
        elif target is None:
            repl.tell("ui.shell.help")
        opening = _Opening(repl, target) if target is not None else None
        await reader.run(opening.run() if opening is not None else None)
        return 3 if opening is not None and not opening.connected else 0


class _Opening:
    """The connection that a sitting begins with; without it there is nothing to sit for."""

    def __init__(self, repl: Repl, target: Target) -> None:
        self.connected = False
        self._repl = repl
        self._target = target

    async def run(self) -> None:
        """Connect; leave if it cannot be done."""
        try:
            self.connected = await self._repl.connect(self._target)
        finally:
            self._repl.done = self._repl.done or not self.connected
