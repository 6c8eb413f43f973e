"""What was meant for the shell or for this program, and went to the server instead."""

from tutor.core.events import Exchange
from tutor.slips.finding import Finding
from tutor.slips.line import Line

NAMES = frozenset(
    """help hint why state map envelope b64 cram unb64 detail lang starttls send drop undo again
    catchup switch listen predict note mark save reveal quit""".split()
)
"""The program's own commands, which a colon precedes; a test holds them against its registry."""
_TOLD = NAMES - {"starttls", "send", "lang"}  # these are verbs of one of the protocols
_CALLS = frozenset({"telnet", "nc", "ncat", "netcat", "openssl"})
_MOST_WORDS = 2
"""A longer line is a sentence that happens to begin so."""


def shell_line(event: Exchange, line: Line) -> Finding | None:
    """A call of a server, typed while one is connected."""
    words = event.command.line.lower().split(maxsplit=1) if event.command is not None else []
    if not words or words[0] not in _CALLS:
        return None
    return _told_once(words[0], line)


def without_colon(event: Exchange, line: Line) -> Finding | None:
    """A command of this program without its colon."""
    command = event.command
    words = command.line.lower().split() if command is not None else []
    if not words or words[0] not in _TOLD or len(words) > _MOST_WORDS or line.early:
        return None
    if command is not None and command.known and len(words) == 1:  # HELP, and the server has none
        return None
    return _told_once(words[0], line)


def _told_once(word: str, line: Line) -> Finding | None:
    if word in line.shared.meant:
        return None
    line.shared.meant.add(word)
    return Finding("pop3" if line.protocol == "pop3" else "", {"word": word})
