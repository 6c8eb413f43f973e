"""`connect` at a terminal: the prompt around a sitting."""

import asyncio

from tutor.net.link import Target
from tutor.net.ways import Ways
from tutor.shell.prompt import Above, Keyboard
from tutor.shell.sitting import Plan, sitting
from tutor.world import World


def run(world: World, target: Target | None, ways: Ways) -> int:
    """A free session at the prompt; returns the exit code."""
    plan = Plan(contexts=ways.context, timeout=ways.timeout, family=ways.family)
    return asyncio.run(converse(world, plan, target))


async def converse(world: World, plan: Plan, target: Target | None = None) -> int:
    """Sit at the prompt until the learner leaves."""
    above = Above(world)
    keyboard: Keyboard | None = None

    async def ask(question: str, hidden: bool) -> str:
        return await keyboard.ask(question, hidden) if keyboard is not None else ""

    async with sitting(world, plan, above, ask) as repl:
        keyboard = Keyboard(repl, above)
        if target is not None:
            await repl.connect(target)
            if repl.talk.link is None and repl.talk.conversation is None:
                return 3
        elif plan.guide is None:
            repl.tell("ui.shell.help")
        if plan.guide is not None:
            plan.guide.begin()
        await keyboard.run()
        return 0
