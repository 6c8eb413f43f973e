"""What was meant for the shell or for this program, and went to the server instead."""

from tutor.core.events import Exchange
from tutor.slips.finding import Finding
from tutor.slips.line import Line

NAMES = frozenset(
    """help hint why state map envelope b64 cram unb64 detail lang starttls send drop undo again
    catchup switch listen predict note mark save reveal quit""".split()
)
"""The program's own commands, which a colon precedes; a test holds them against its registry."""
_CALLS = frozenset({"TELNET", "NC", "NCAT", "NETCAT", "OPENSSL"})
_MOST_WORDS = 2
"""A longer line is a sentence that happens to begin so."""


def shell_line(event: Exchange, line: Line) -> Finding | None:
    """A call of a server, typed while one is connected."""
    words = event.command.line.split(maxsplit=1) if event.command is not None else []
    if not words or words[0].upper() not in _CALLS:
        return None
    return Finding(_spoken(line), {"word": words[0].lower()})


def without_colon(event: Exchange, line: Line) -> Finding | None:
    """A command of this program without its colon."""
    words = event.command.line.lower().split() if event.command is not None else []
    if not words or words[0] not in NAMES or len(words) > _MOST_WORDS or line.last[0] == ".":
        return None
    return Finding(_spoken(line), {"word": words[0]})


def _spoken(line: Line) -> str:
    return "pop3" if line.protocol == "pop3" else ""
