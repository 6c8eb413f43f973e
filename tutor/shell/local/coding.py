"""Local commands that turn text into what a login wants, and back."""

import base64
import binascii

from tutor.core.spec import Listens
from tutor.page import Line, Role, Span, info
from tutor.shell.local.encoding import base64_of
from tutor.shell.local.registry import local
from tutor.shell.repl import Repl


@local("b64", "[TEXT]")
async def _b64(repl: Repl, text: str) -> None:
    if text:
        repl.show([Line((Span(base64_of(text), Role.LABEL),), 5, 5)])
        return
    hidden = await repl.ask("ui.b64.ask", hidden=True)
    if not hidden:
        repl.tell("ui.b64.nothing")
        return
    repl.answer = base64_of(hidden)
    repl.tell("ui.b64.ready" if repl.listens is Listens.SASL else "ui.b64.later")


@local("cram", "NAME [CODE]")
async def _cram(repl: Repl, text: str) -> None:
    from tutor.shell.local import responding

    await responding.respond(repl, text)


@local("unb64", "TEXT [CHARSET]")
async def _unb64(repl: Repl, text: str) -> None:
    text, _, charset = text.partition(" ")
    try:
        clear = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        repl.tell("ui.unb64.bad", Role.WARN)
        return
    repl.show([info(_as_text(clear, charset.strip()))])


def _as_text(octets: bytes, charset: str) -> str:
    """Octets in quotes: as text of this charset (UTF-8), or each that is none as \\xNN."""
    if charset:
        from tutor.message import charsets

        return repr(charsets.decode(octets, charset))
    try:
        return repr(octets.decode())
    except UnicodeDecodeError:
        return repr(octets).removeprefix("b")
