"""`:catchup` and `--from`: steps said for a learner who fell behind, in seconds and silently.

The lines go the way of everything that is typed, through the real socket, so that the lesson stands
afterwards as if they had been typed. The steps are written down as assisted before they are said.
"""

import asyncio

from tutor.lesson import Lesson, Question, Serve, Step, solving
from tutor.page import Role
from tutor.shell.guiding.guide import Guide
from tutor.shell.local.lately import Lately
from tutor.shell.repl import Repl

MOST_AGAIN = 12
"""Lines beyond its own that a step gets where the learner stands elsewhere than the lesson means:
a connection opened anew, a login."""


async def catch_up(repl: Repl, guide: Guide, until: int) -> bool:
    """Say the lines of the steps before this one (counted from 0); whether that led there.

    Nothing is shown and nothing is asked; questions are passed over. Where the learner has gone
    astray, the way to his step is walked again from the lesson's beginning. Whoever calls says
    what to do now (`Guide.present`), and what the lesson does by itself then (`Repl.keep_up`).
    """
    silent, shown = repl.foresight.silent, repl.muted
    repl.foresight.silent = repl.muted = True
    try:
        while (step := guide.progress.step) is not None and guide.progress.index < until:
            if guide.waits:
                guide.go_on()
            own = {"again": True} if guide.progress.earlier.own(step.id) else {}
            guide.remark("step", step=step.id, passed=True, assisted=True, catchup=True, **own)
            if guide.progress.step is step and not await _said(repl, guide, step):
                break
        if guide.waits and guide.progress.step is not None:
            guide.go_on()
    finally:
        repl.foresight.silent, repl.muted = silent, shown
    return guide.progress.index >= until


async def command(repl: Repl, named: str) -> None:
    """`:catchup [STEP]`: this step, or those before another one, said for the learner."""
    guide = repl.guide
    if guide is None:
        repl.tell("ui.catchup.none", Role.WARN)
        return
    total = len(guide.lesson.steps)
    until = number(guide.lesson, named) if named else guide.progress.index + 1
    if until is None:
        repl.tell("ui.catchup.which", Role.WARN, total=total)
    elif guide.real:
        repl.tell("ui.catchup.real", Role.WARN)
    elif guide.progress.step is None:
        repl.tell("ui.lesson.done")
    elif until <= guide.progress.index:
        repl.tell("ui.catchup.there", number=guide.progress.index + 1)
    else:
        await go_to(repl, guide, until)


async def go_to(repl: Repl, guide: Guide, until: int) -> bool:
    """Catch up, and say what was said and what to do now; whether it led there."""
    first, lately = guide.progress.index + 1, Lately()
    repl.talk.session.add(lately)
    try:
        found = await catch_up(repl, guide, until)
    finally:
        repl.talk.session.remove(lately)
    last = guide.progress.index
    if last >= first and not guide.help.types:
        _tell(repl, guide, first, last)
    if last >= first:
        lately.show(repl)
    if not found:
        repl.tell("ui.catchup.stuck", Role.WARN)
    guide.present()
    repl.keep_up()
    return found


def _tell(repl: Repl, guide: Guide, first: int, last: int) -> None:
    """Which steps were said: again, for who did them himself before, or in his place."""
    steps = guide.lesson.steps[first - 1 : last]
    own = sum(guide.progress.earlier.own(step.id) for step in steps)
    kind = "" if not own else ".own" if own == len(steps) else ".mixed"
    key = f"ui.catchup.step{'' if last == first else 's'}{kind}"
    repl.tell(key, first=first, last=last, own=own)


def number(lesson: Lesson, named: str) -> int | None:
    """The place (from 0) of a step that is named by its id or its number; None for neither."""
    at = lesson.find(named)
    if at is None and named.isascii() and named.isdecimal() and len(named) < 6:
        at = int(named) - 1
    return at if at is not None and 0 <= at < len(lesson.steps) else None


# -- one step ------------------------------------------------------------------------------------


async def _said(repl: Repl, guide: Guide, step: Step) -> bool:
    """Say one step; whether it passed."""
    repl.keep_up()
    here = guide.progress.index
    if await _own_lines(repl, guide, step, here):
        return True
    if isinstance(step, Serve):
        if repl.client is not None:
            repl.client.forget()
        repl.keep_up()
    elif not await _walked_again(repl, guide):
        return False
    for line in step.lines:
        await _say(repl, line)
    return guide.progress.index > here


async def _own_lines(repl: Repl, guide: Guide, step: Step, here: int) -> bool:
    """The step's own lines where its first one is next, else what leads on from here."""
    wanted = guide.progress.wanted()
    at_begin = wanted is None or (bool(step.lines) and wanted.text == step.lines[0])
    for line in step.lines if at_begin else ():
        await _say(repl, line)
    for _ in range(len(step.lines) + MOST_AGAIN):
        wanted = guide.progress.wanted()
        if guide.progress.index != here or wanted is None or repl.done:
            break
        await _say(repl, wanted.text)
    return guide.progress.index > here


async def _say(repl: Repl, line: str) -> None:
    """A line, as if it were typed; what is for the program is so whoever listens."""
    if line.startswith(":") and repl.is_local(line):
        await repl.run_local(line)
    else:
        await repl.take(line)
    await repl.talk.wait(repl.ready)


async def _walked_again(repl: Repl, guide: Guide) -> bool:
    """The way to this step from the lesson's beginning: new connections, and mailboxes and faults
    as they were. Nothing is judged meanwhile. False where there is no going back."""
    rewind, talk, lesson = repl.rewind, repl.talk, guide.lesson
    if rewind is None:
        return False
    first = talk.target_of(1)
    guide.remark("pause", what="takeover")
    try:
        for each in list(talk.open):
            repl.turn_to(each)
            await talk.hang_up("again")
        repl.turn_to(0)
        # No wire tells when the server lets go of a mailbox: nothing would wake `talk.wait`.
        async with asyncio.timeout(talk.timeout):
            while rewind.is_busy():
                await asyncio.sleep(0.01)
        rewind.renew()
        guide.stage(guide.progress.step, None)
        if first is not None and not solving.opens_itself(lesson):
            await talk.connect(first)
            await talk.wait(repl.ready)
        before: Step | None = None
        for step in lesson.steps[: guide.progress.index]:
            guide.stage(before, step)
            before = step
            for line in () if isinstance(step, Question | Serve) else step.lines:
                await _say(repl, line)
        guide.stage(before, guide.progress.step)
    finally:
        guide.remark("pause", what="back")
    return True
