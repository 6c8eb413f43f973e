"""A sitting at a terminal: the prompt around it, or one line at a time under --plain."""

import asyncio
from collections.abc import Callable
from typing import Any

from tutor.net.link import Target
from tutor.net.ways import Ways
from tutor.shell.lessons.sitting import Plan, Show, sitting
from tutor.shell.repl import Repl
from tutor.shell.terminal.above import Above
from tutor.shell.terminal.prompt import Keyboard
from tutor.world import World


def run(world: World, target: Target | None, ways: Ways) -> int:
    """A free session at the prompt; returns the exit code."""
    plan = Plan(contexts=ways.context, timeout=ways.timeout, family=ways.family)
    return asyncio.run(converse(world, plan, target))


async def converse(world: World, plan: Plan, target: Target | None = None) -> int:
    """Sit at the prompt until the learner leaves."""
    if plan.plays:
        return await _show(world, plan, target)
    above, reads = _desk(world)
    reader = None

    async def ask(question: str, hidden: bool, keys: str) -> str:
        return await reader.ask(question, hidden, keys) if reader is not None else ""

    async with sitting(world, plan, above, ask) as repl:
        _quietly(repl)
        reader = reads(repl)
        opening = _Opening(repl, target, plan.start)
        await reader.run(opening.run())
        return 3 if opening.failed else 0


async def _show(world: World, plan: Plan, target: Target | None) -> int:
    """Show a lesson that plays by itself, until it is over or somebody leaves."""
    from tutor.shell.showing import watching

    above, shows = _stage(world)
    shown = watching.Reading(above)
    desk = None

    async def ask(question: str, hidden: bool, keys: str) -> str:
        return await desk.ask(question, hidden, keys) if desk is not None else ""

    async with sitting(world, plan, shown, ask) as repl:
        _quietly(repl)
        desk = shows(repl)
        opening = _Opening(repl, target, plan.start)
        if repl.guide is not None:
            desk.show = watching.Show(repl, repl.guide, shown, auto=plan.auto, opening=target)
        await desk.run(opening.run())
        return 3 if opening.failed else 0


def _desk(world: World) -> tuple[Show, Callable[[Repl], Any]]:
    """Where lines are shown, and who reads what is typed: the prompt, or plain lines on paper."""
    if world.plain:
        from tutor.shell.terminal.teletype import Paper, Teletype

        return Paper(world), Teletype
    above = Above(world)
    return above, lambda repl: Keyboard(repl, above)


def _stage(world: World) -> tuple[Show, Callable[[Repl], Any]]:
    """The same where the program types."""
    if world.plain:
        from tutor.shell.showing.lectern import Lectern
        from tutor.shell.terminal.teletype import Paper

        return Paper(world), Lectern
    from tutor.shell.showing.podium import Podium

    above = Above(world)
    return above, lambda repl: Podium(repl, above)


class _Opening:
    """What a sitting begins with: a lesson's first card, or a connection, or how to make one.

    It comes when the keyboard is already listened to: who types early loses nothing.
    """

    def __init__(self, repl: Repl, target: Target | None, start: int = 0) -> None:
        self.failed = False
        self._start = start
        self._repl = repl
        self._target = target

    async def run(self) -> None:
        """Begin; without the connection that was asked for there is nothing to sit for."""
        repl, then = self._repl, ""
        if repl.guide is not None and repl.guide.review:
            from tutor.shell.lessons import reviewing

            then = await reviewing.ask(repl, repl.guide.review)
        if repl.guide is not None and not repl.done:
            repl.guide.begin()
            repl.keep_up()
        elif self._target is None:
            repl.tell("ui.shell.help")
        if self._target is not None and not repl.done:
            self.failed = True
            try:
                self.failed = not await repl.connect(self._target)
            finally:
                repl.done = repl.done or self.failed
        if repl.guide is not None and self._start and not repl.done:
            from tutor.shell.local import catching_up

            await catching_up.go_to(repl, repl.guide, self._start)
        if then and not repl.done:
            await repl.run_local(then)


def _quietly(repl: Repl) -> None:
    """Faults in the event loop become sentences: no traceback ever reaches the learner."""

    def tell(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            repl.stumble(error)

    asyncio.get_running_loop().set_exception_handler(tell)
