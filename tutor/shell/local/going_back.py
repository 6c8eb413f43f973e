"""`:undo` and `:again`: a new connection, brought to where an earlier one stood."""

import asyncio
from typing import NamedTuple

from tutor.net.link import Target
from tutor.page import Role
from tutor.shell.repl import Repl
from tutor.shell.retrace import Rewind, Spoken, matters


class _Way(NamedTuple):
    """The way back: where to connect, what was said `before` the `last` command (None: all of it,
    up to a cut), and the connection that nothing was said on, which was opened since; 0: none."""

    target: Target
    before: list[Spoken]
    last: Spoken | None
    unused: int = 0


async def undo(repl: Repl) -> None:
    """Back before the last command, on whatever connection it was said; the practice server
    only."""
    talk, rewind = repl.talk, repl.rewind
    stood, muted = talk.current, repl.muted
    talk.current = repl.retrace.last or stood
    try:
        target = talk.target
        if rewind is None or (target is not None and not target.played):
            repl.tell("ui.undo.practice", Role.WARN)
            return
        before, last = repl.retrace.split(cut=talk.link is None)
        if target is None or (last is None and not before):
            _nothing(repl)
            return
        unused = stood if last is not None and not repl.retrace.used(stood) else 0
        repl.muted = True
        await _walk_back(repl, rewind, _Way(target, before, last, unused))
        stood = talk.current
    finally:
        repl.muted = muted
        talk.current = stood
    if last is None:
        repl.tell("ui.undo.cut")
    else:
        repl.tell("ui.undo.done" if last.name else "ui.undo.line", verb=last.name)
    if repl.guide is not None:
        repl.guide.present()
    else:
        repl.suggest_next()


def _nothing(repl: Repl) -> None:
    """Nothing is left to take back; in a lesson there is always a way on."""
    helps = repl.guide is not None and repl.guide.help.hints != "none"
    repl.tell("ui.undo.nothing.lesson" if helps else "ui.undo.nothing", Role.WARN)


async def _walk_back(repl: Repl, rewind: Rewind, way: _Way) -> None:
    """To where these lines lead, on a new connection, with the mailboxes as they were. The lesson
    is there again, too, and hears nothing of the way."""
    guide, was = repl.guide, repl.talk.current
    mark = way.last.mark if way.last is not None else repl.mark()
    stood, place = mark if isinstance(mark, tuple) else (mark, None)
    if guide is None:
        await _walk(repl, rewind, way, stood)
        return
    guide.clear()
    try:
        await _walk(repl, rewind, way, stood)
    except BaseException:
        guide.give_up()
        raise
    back_to = place if way.last is not None and isinstance(place, int) else None
    guide.go_back(back_to, was, repl.talk.current)


async def _walk(repl: Repl, rewind: Rewind, way: _Way, stood: object) -> None:
    talk, was, before = repl.talk, repl.talk.current, way.before
    if way.unused:
        talk.current = way.unused
        await talk.hang_up("undo")
        talk.current = was
    others, listened = _open_mailboxes(repl), repl.retrace.listened
    await talk.hang_up("undo")
    async with asyncio.timeout(talk.timeout):
        while rewind.is_busy(others):
            await asyncio.sleep(0.01)
    rewind.restore(stood)
    await talk.connect(way.target)
    await talk.wait(repl.ready)
    for number, spoken in enumerate((*before, None)):
        if listened is not None and repl.overheard and number == min(listened, len(before)):
            repl.overheard()  # to say it again is no news to whoever has looked at it
        if spoken is not None and matters(spoken):
            talk.say(spoken.line + b"\r\n")
            await talk.wait(repl.ready)
    # What was sent on the way is in the mailboxes already.
    rewind.restore(stood)
    repl.retrace.go_on(was, before, listened)


def _open_mailboxes(repl: Repl) -> int:
    """How many mailboxes the other open connections hold (RFC 1939 4: one each)."""
    talk = repl.talk
    others = (talk.session.conversations.get(n) for n in talk.open if n != talk.current)
    return sum(each is not None and each.state == "TRANSACTION" for each in others)


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
