"""The lesson's own lines, typed by the program: which one is next, and many of them at once.

What is typed goes the way of everything that is typed (the Repl), so that it is judged like it.
"""

import asyncio

from tutor.lesson import Question, answers
from tutor.net.link import Target
from tutor.shell.guiding.guide import Guide
from tutor.shell.repl import Repl

MOST_AGAIN = 12
"""Lines beyond its own that a step gets, where a server answered otherwise than the lesson meant:
a connection opened anew and a login."""


class Player:
    """The cursor in the lines of the step that is done now."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._index = -1
        self._at = 0
        self._led = -1

    @property
    def said(self) -> int:
        """How many lines of this step were typed."""
        return self._at if self._guide.progress.index == self._index else 0

    @property
    def begun(self) -> bool:
        """Whether a line of this step was typed already."""
        return self.said > 0

    def next(self) -> str | None:
        """The line to type now, or the answer to give; None where the lesson has none."""
        progress = self._guide.progress
        step, at = progress.step, self.said
        if step is None:
            return None
        if isinstance(step, Question):
            return None if at else str(answers.right(step))
        if at < len(step.lines) and self._led != progress.index:
            return step.lines[at]
        wanted = progress.wanted() if at < len(step.lines) + MOST_AGAIN else None
        return wanted.text if wanted is not None else None

    def take(self) -> str | None:
        """The line to type now, which is typed by this."""
        line = self.next()
        if line is not None:
            self._at = self.said + 1
            self._index = self._guide.progress.index
        return line

    def follow(self) -> None:
        """Somebody else has typed: this step goes by what leads on from where things stand."""
        self._led, self._index, self._at = self._guide.progress.index, -1, 0

    @property
    def ends(self) -> bool:
        """Whether the next line is the last one of its step."""
        step = self._guide.progress.step
        return step is not None and self.said == len(step.lines) - 1


async def renew(repl: Repl, guide: Guide, opening: Target | None) -> None:
    """Everything as when the lesson began: no connection but its own, the practice server as it
    was, the learner at the first step."""
    talk, rewind = repl.talk, repl.rewind
    guide.away = True  # what is hung up now was not done by anybody
    for number in talk.open:
        talk.current = number
        await talk.hang_up("undo")
    talk.current = 0
    if rewind is not None:
        async with asyncio.timeout(talk.timeout):
            while rewind.is_busy():
                await asyncio.sleep(0.01)
        guide.clear()
        rewind.renew()
    if repl.client is not None:
        repl.client.forget()
    repl.retrace.forget()
    guide.restart()
    guide.away, guide.explains = False, None
    if opening is not None:
        await repl.connect(opening)


async def say(repl: Repl, line: str) -> None:
    """Type a line, and wait until the next one may be typed."""
    await repl.take(line)
    await repl.talk.wait(repl.ready)


async def walk(repl: Repl, guide: Guide, until: int, lines: int = 0) -> Player | None:
    """From where the lesson began to these lines of this step (from 0), in silence. Gives the
    cursor that stands there; None where the lesson's lines did not lead there."""
    player, silent = Player(guide), repl.foresight.silent
    repl.muted = repl.foresight.silent = True
    try:
        while guide.progress.index < until or (guide.waits and guide.progress.step is not None):
            if guide.waits:
                guide.go_on()
                repl.keep_up()
            elif (line := player.take()) is not None:
                await say(repl, line)
            else:
                break
        for _ in range(lines):
            line = player.take() if guide.progress.index == until else None
            if line is not None:
                await say(repl, line)
    finally:
        repl.muted, repl.foresight.silent = False, silent
    return player if guide.progress.index == until else None


async def play(repl: Repl, guide: Guide) -> bool:
    """The whole lesson without waiting for anybody; whether it was finished."""
    player = Player(guide)
    repl.foresight.silent = True
    while not repl.done and not guide.finished:
        if guide.waits:
            guide.go_on()
            repl.keep_up()
        elif (line := player.take()) is not None:
            await say(repl, line)
        else:
            break
    return guide.progress.step is None
