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
    before, last = repl.retrace.split(cut=repl.talk.link is None)
    if last is None and not before:
        repl.tell("ui.undo.nothing", Role.WARN)
        return
    mark = last.mark if last is not None else repl.mark()
    repl.muted = True
    try:
        await _walk_back(repl, target, rewind, before, mark)
    finally:
        repl.muted = False
    verb = last.verb if last is not None else ""
    repl.tell("ui.undo.done" if verb else "ui.undo.cut", verb=verb)
    if repl.guide is not None:
        repl.guide.present()
    else:
        repl.suggest_next()


async def _walk_back(
    repl: Repl, target: Target, rewind: Rewind, before: list[Spoken], mark: object
) -> None:
    """To where these lines lead, on a new connection, with the mailboxes as they were."""
    stood, place = mark if isinstance(mark, tuple) else (mark, None)
    await repl.talk.hang_up("undo")
    async with asyncio.timeout(repl.talk.timeout):
        while rewind.is_busy():
            await asyncio.sleep(0.01)
    rewind.restore(stood)
    if repl.guide is not None:
        repl.guide.clear()
    await repl.talk.connect(target)
    await repl.talk.wait(repl.ready)
    for spoken in filter(matters, before):
        repl.talk.say(spoken.line + b"\r\n")
        await repl.talk.wait(repl.ready)
    # What was sent on the way is in the mailboxes already.
    rewind.restore(stood)
    repl.retrace.go_on(before)
    if repl.guide is not None and place is not None:
        repl.guide.go_back(place)


async def again(repl: Repl) -> None:
    """Reconnect and say again what is harmless to say again."""
    target, lines = repl.talk.target, repl.retrace.harmless()
    if target is None:
        repl.tell("ui.not.connected")
        return
    await repl.talk.hang_up("again")
    repl.retrace.forget()
    if not await repl.connect(target):
        return
    for line in lines:
        if repl.talk.link is None:
            return
        await repl.say_line(line.decode("utf-8", "surrogateescape"))
    repl.tell("ui.again.done")
