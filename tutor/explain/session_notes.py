"""What the live session would say about one line, which here stands alone."""

from tutor.annotate import COMMAND, REPLY, Note, notes
from tutor.core.events import Command, Exchange, Reply
from tutor.core.spec import Class, Facts, Phrase, Protocol, Status


def command_of(phrase: Phrase, shown: str = "") -> Command:
    """A line of the client, as if it had just been said."""
    return Command(phrase, shown, True, False, 0.0, violations=phrase.violations)


def of_command(said: Command) -> list[Note]:
    """What the session would say about a line of the client."""
    return [note for note in notes(_exchange(said, None, Class.NONE)) if note.on == COMMAND]


def of_breaches(said: Command) -> list[Note]:
    """What it would say about the rules that the line breaks."""
    return [Note(COMMAND, (f"violation.{name}",), role="warn") for name in said.violations]


def of_reply(protocol: Protocol, status: Status, shown: str) -> list[Note]:
    """What the session would say about a line of the server, to a command that nobody knows."""
    enhanced, response = protocol.grammar.codes(status, None)
    asks = status.kind is Class.INTERMEDIATE and status.code in ("334", "+")
    verb = "AUTH" if asks and status.text.strip() else ""
    command = command_of(Phrase(verb, verb, known=bool(verb)))
    reply = Reply(status.code, (shown,), 0, enhanced=enhanced, response_code=response)
    said = _exchange(command, reply, status.kind, status.violations)
    return [note for note in notes(said) if note.on == REPLY]


def _exchange(
    command: Command, reply: Reply | None, kind: Class, breaches: tuple[str, ...] = ()
) -> Exchange:
    return Exchange(0.0, 0.0, 1, command, reply, kind, "", "", (), Facts(), False, breaches, {})
