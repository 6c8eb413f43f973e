"""Not a terminal: lines from stdin are said as a person would, each after the reply to the last."""

import asyncio
from typing import NamedTuple

from tutor.core import order
from tutor.core.spec import Listens
from tutor.net.talk import Talk
from tutor.shell.script import Script

LINGER = 2.0
"""Seconds in which a server that has said goodbye may close the connection itself."""


class Outcome(NamedTuple):
    """How it ended: everything said, or why not (`closed`, `silent`), and how many lines are left.

    `unanswered` says that the server owes a reply.
    """

    reason: str = ""
    unsaid: int = 0
    unanswered: bool = False


async def speak(talk: Talk, script: Script, *, pipeline: bool = False) -> Outcome:
    """Say the script on the current connection, wait for the last replies, close."""
    await script.open()
    if not await talk.wait(lambda: _greeted(talk)):
        return await _silent(talk, script)
    last = b""
    while await _turn(talk, pipeline=pipeline):
        if _is_over(talk):
            return await _closed(talk, script, last)
        data = await _next(talk, script)
        if _is_over(talk):
            script.back(data or b"")
            return await _closed(talk, script, last)
        if data is None:
            return await _finish(talk, script)
        talk.say(data)
        last = data
        if not await talk.drain():
            break
    return await _silent(talk, script)


async def _next(talk: Talk, script: Script) -> bytes | None:
    """What to say next; None when nothing is left, or the connection is over before it came."""
    reading = asyncio.create_task(_read(talk, script))
    try:
        await talk.outlast(reading)
    finally:
        if not reading.done():
            reading.cancel()
            await asyncio.wait({reading})
    return None if reading.cancelled() else reading.result()


async def _read(talk: Talk, script: Script) -> bytes | None:
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
    settled = await talk.wait(lambda: talk.settled)
    # A reply and the end of the line often come one behind the other.
    await asyncio.sleep(0)
    return settled


def _greeted(talk: Talk) -> bool:
    return talk.link is None or talk.greeted


def _is_over(talk: Talk) -> bool:
    """Whether nothing may be said any more: the line is closed, or the server has said so (421)."""
    conversation = talk.conversation
    if talk.link is None or conversation is None:
        return True
    return conversation.key == conversation.protocol.closed


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
    if not await talk.wait(lambda: _is_over(talk) or talk.settled):
        return await _silent(talk, script)
    if _is_over(talk):
        return await _closed(talk, script, b"")
    await talk.hang_up()
    return Outcome()


async def _closed(talk: Talk, script: Script, last: bytes) -> Outcome:
    """The server has ended it, because `last` asked for it or for reasons of its own."""
    # After its goodbye the server closes; that it does is part of the lesson.
    await talk.wait(lambda: talk.link is None, timeout=LINGER)
    await talk.hang_up()
    unsaid = await script.left()
    conversation = talk.conversation
    unanswered = conversation is not None and bool(conversation.unanswered)
    asked_for = script.ended or last.strip().upper() == b"QUIT"
    if not unsaid and not unanswered and asked_for:
        return Outcome()
    return Outcome("closed", unsaid, unanswered)


async def _silent(talk: Talk, script: Script) -> Outcome:
    """The server says nothing any more."""
    await talk.hang_up("timeout")
    return Outcome("silent", await script.left(), unanswered=True)
