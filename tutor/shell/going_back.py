"""`:undo` and `:again`: a new connection, brought to where an earlier one stood."""

import asyncio

from tutor.net.link import Target
from tutor.page import Role
from tutor.shell.repl import Repl
from tutor.shell.retrace import Rewind, Spoken, matters


async def undo(repl: Repl) -> None:
    """Back before the last command; the practice server only."""
    target, rewind = repl.talk.target, repl.rewind
    if not repl.practice or target is None or rewind is None:
        repl.tell("ui.undo.practice", Role.WARN)
        return
    if repl.retrace.is_over:
        repl.tell("ui.undo.over", Role.WARN)
        return
    before, last = repl.retrace.split(cut=repl.talk.link is None)
    if last is None and not before:
        repl.tell("ui.undo.nothing", Role.WARN)
        return
    repl.muted = True
    try:
        await _walk_back(repl, target, rewind, before, last)
    finally:
        repl.muted = False
    if last is None:
        repl.tell("ui.undo.cut")
    else:
        repl.tell("ui.undo.line" if last.verb == "?" else "ui.undo.done", verb=last.verb)
    if repl.guide is not None:
        repl.guide.present()
    else:
        repl.suggest_next()


async def _walk_back(
    repl: Repl, target: Target, rewind: Rewind, before: list[Spoken], last: Spoken | None
) -> None:
    """To where these lines lead, on a new connection, with the mailboxes as they were. The lesson
    is there again, too, and hears nothing of the way."""
    guide, was = repl.guide, repl.talk.current
    mark = last.mark if last is not None else repl.mark()
    stood, place = mark if isinstance(mark, tuple) else (mark, None)
    if guide is None:
        await _walk(repl, target, rewind, before, stood)
        return
    guide.clear()
    try:
        await _walk(repl, target, rewind, before, stood)
    except BaseException:
        guide.give_up()
        raise
    back_to = place if last is not None and isinstance(place, int) else None
    guide.go_back(back_to, was, repl.talk.current)


async def _walk(
    repl: Repl, target: Target, rewind: Rewind, before: list[Spoken], stood: object
) -> None:
    await repl.talk.hang_up("undo")
    async with asyncio.timeout(repl.talk.timeout):
        while rewind.is_busy():
            await asyncio.sleep(0.01)
    rewind.restore(stood)
    await repl.talk.connect(target)
    await repl.talk.wait(repl.ready)
    for spoken in filter(matters, before):
        repl.talk.say(spoken.line + b"\r\n")
        await repl.talk.wait(repl.ready)
    # What was sent on the way is in the mailboxes already.
    rewind.restore(stood)
    repl.retrace.go_on(before)


async def again(repl: Repl) -> None:
    """Reconnect and say again what is harmless to say again."""
    target, lines = repl.talk.target, repl.retrace.harmless()
    if target is None:
        repl.tell("ui.not.connected")
        return
    await repl.talk.hang_up("again")
    if not await repl.connect(target):
        return
    for line in lines:
        if repl.talk.link is None:
            return
        await repl.say_line(line.decode("utf-8", "surrogateescape"))
    repl.tell("ui.again.done")
