"""Not a terminal: lines from stdin are said as a person would, each after the reply to the last."""

from typing import NamedTuple

from tutor.core import order
from tutor.core.spec import Listens
from tutor.net.talk import Talk
from tutor.shell.script import Script


class Outcome(NamedTuple):
    """How it ended: everything said, or why not (`closed`, `silent`), and what was left."""

    reason: str = ""
    unsaid: int = 0
    first: bytes = b""


async def speak(talk: Talk, script: Script, *, pipeline: bool = False) -> Outcome:
    """Say the script on the current connection, wait for the last replies, close."""
    await script.open()
    if not await talk.wait(lambda: _greeted(talk)):
        return await _end(talk, script, "silent")
    while await _turn(talk, pipeline=pipeline):
        if talk.link is None:
            return await _end(talk, script, "closed")
        data = await _next(talk, script)
        if data is None:
            return await _finish(talk, script)
        talk.say(data)
        await talk.drain()
    return await _end(talk, script, "silent")


async def _next(talk: Talk, script: Script) -> bytes | None:
    conversation = talk.conversation
    if conversation is not None and conversation.owed:
        return await script.octets(conversation.owed) or None
    if conversation is not None and conversation.listens is Listens.TEXT:
        return await script.text() or None
    line = await script.line()
    return None if line is None else line + b"\r\n"


async def _turn(talk: Talk, *, pipeline: bool) -> bool:
    """Wait until it is our turn; False if the server stays silent."""
    conversation = talk.conversation
    if conversation is not None and conversation.owed:
        return True
    if pipeline:
        return await talk.wait(lambda: not _shakes_hands(talk))
    return await talk.wait(lambda: talk.settled)


def _greeted(talk: Talk) -> bool:
    conversation = talk.conversation
    return talk.link is None or (conversation is not None and conversation.greeted)


def _shakes_hands(talk: Talk) -> bool:
    """STARTTLS is the one command that nothing can be sent behind."""
    conversation = talk.conversation
    if talk.link is None or conversation is None:
        return False
    if conversation.listens is Listens.HANDSHAKE:
        return True
    moves = (command.phrase.move for command in conversation.pending)
    return any(order.leads_to_handshake(conversation.protocol, move) for move in moves)


async def _finish(talk: Talk, script: Script) -> Outcome:
    """All is said: wait for the last replies and close."""
    answered = await talk.wait(lambda: talk.link is None or talk.settled)
    if not answered:
        return await _end(talk, script, "silent")
    conversation = talk.conversation
    if talk.link is not None and conversation is not None and conversation.state == "CLOSED":
        # After its goodbye the server closes; that it does is part of the lesson.
        await talk.wait(lambda: talk.link is None, timeout=2.0)
    await talk.hang_up()
    return Outcome("closed") if _broke_off(talk) else Outcome()


def _broke_off(talk: Talk) -> bool:
    """Whether the server left a command without its reply."""
    conversation = talk.conversation
    return conversation is not None and bool(conversation.unanswered)


async def _end(talk: Talk, script: Script, reason: str) -> Outcome:
    await talk.hang_up("timeout" if reason == "silent" else "")
    left = await script.left()
    if reason == "closed" and not left and not _broke_off(talk):
        return Outcome()
    return Outcome(reason, len(left), left[0] if left else b"")
