"""The chapters of a session: what one is doing at each exchange, as a post would divide it."""

from collections.abc import Mapping
from types import MappingProxyType

from tutor.core.events import Exchange

_PHASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "connect": ("GREETING", "EHLO", "HELO", "LHLO", "CAPA", "STARTTLS", "STLS"),
        "authenticate": ("AUTH", "AUTH-RESPONSE", "AUTH-CANCEL", "USER", "PASS", "APOP"),
        "transaction": ("MAIL", "RCPT", "DATA", ".", "BDAT", "VRFY", "EXPN"),
        "maildrop": ("STAT", "LIST", "UIDL", "RETR", "TOP", "DELE"),
        "leave": ("QUIT",),
    }
)
_OF = {verb: phase for phase, verbs in _PHASES.items() for verb in verbs}
PHASES = tuple(_PHASES)
"""Their names, in the usual order; their words are `page.phase.NAME`."""


def phase(event: Exchange) -> str | None:
    """The chapter that an exchange belongs to; None where it goes on with the one before it."""
    return _OF.get(event.command.verb) if event.command is not None else None
