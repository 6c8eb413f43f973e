"""`:send`: a whole file as message text."""

import asyncio

from tutor.core.spec import Listens
from tutor.page import Role
from tutor.shell.repl import Repl

BLOCK = 64 * 1024
"""Octets of a file that are sent at a time."""


async def send(repl: Repl, data: bytes) -> None:
    """Send a file as message text: CRLF line ends, dots stuffed, ended by its dot."""
    if repl.listens is not Listens.TEXT:
        repl.tell("ui.send.data", Role.WARN)
        return
    lines = data.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
    stuffed = b"".join(b"." * line.startswith(b".") + line + b"\r\n" for line in lines)
    try:
        if not await _in_blocks(repl, stuffed):
            return
    finally:
        repl.sending = None
    repl.tell("ui.send.done", octets=f"{len(stuffed):,}", lines=len(lines))
    repl.talk.say(b".\r\n")
    repl.spoke_at = repl.talk.clock()
    await repl.pause()


async def _in_blocks(repl: Repl, stuffed: bytes) -> bool:
    """Send block after block; False where the connection ends on the way."""
    for start in range(0, len(stuffed), BLOCK):
        repl.sending = start, len(stuffed)
        repl.talk.say(stuffed[start : start + BLOCK])
        await repl.talk.drain()
        # A big letter leaves room for the pinned row and for what the server says.
        await asyncio.sleep(0)
        if repl.talk.link is None:
            return False
    return True
