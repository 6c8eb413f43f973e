"""What an exchange teaches about its connection, by its verb.

Facts of the wire only; what they may mean is for the detectors.
"""

from collections.abc import Callable, Mapping

from tutor.core.events import Command, Exchange
from tutor.core.spec import Class
from tutor.slips.line import Line

_MOST = 65536
_MOST_ANSWERS = 20
_MOST_REFUSED = 100
_MOST_PATH = 400
_WITH_SECRET = frozenset({"AUTH", "AUTH-RESPONSE", "PASS", "APOP"})
# RFC 4954 6: 535 the credentials, 454 not now; 550, 451 and 526 are what Chinese providers say.
_NOT_THE_SECRET = frozenset({"IN-USE", "LOGIN-DELAY", "SYS/TEMP", "SYS/PERM"})
"""With these the secret itself was in order, or nobody looked at it (RFC 2449 8.1, RFC 3206 4)."""
_CREDENTIALS = frozenset({"535", "454", "451", "550", "526"})


def _greeted(line: Line, event: Exchange) -> None:
    words = event.reply.lines[0].split(maxsplit=2) if event.reply and event.reply.lines else []
    line.server = words[1].lower() if len(words) > 1 else ""


def _introduced(line: Line, event: Exchange) -> None:
    if event.kind is Class.OK and event.command is not None:
        line.hello = (event.command.verb, event.command.phrase.argument)


def _sender(line: Line, event: Exchange) -> None:
    if event.kind is Class.OK and event.command is not None:
        line.mail = event.command.phrase.argument
        line.refused.clear()


def _recipient(line: Line, event: Exchange) -> None:
    command = event.command
    if command is None or not event.kind.refused or not command.in_order:
        return
    if len(line.refused) < _MOST_REFUSED:
        line.refused.append(command.phrase.argument[:_MOST_PATH])


def _text_begins(line: Line, event: Exchange) -> None:
    line.begin_text(goes=event.kind is Class.INTERMEDIATE)


def _text_ends(line: Line, event: Exchange) -> None:
    line.begin_text(goes=False)


def _login(line: Line, event: Exchange) -> None:
    command = event.command
    if command is None:
        return
    if command.verb == "AUTH":
        line.mechanism = mechanism_of(command)
        line.answers.clear()
    if event.kind is Class.INTERMEDIATE:
        if len(line.answers) < _MOST_ANSWERS:
            line.answers.append(command.phrase)
        return
    line.answers.clear()
    _login_ended(line, event)


def _login_ended(line: Line, event: Exchange) -> None:
    if event.kind is Class.OK:
        line.shared.refused = 0
    elif is_refused_login(event):
        line.shared.refused += 1


def is_refused_login(event: Exchange) -> bool:
    """Whether the credentials were refused (and not the command, for its form or its place)."""
    command, reply = event.command, event.reply
    if command is None or reply is None or not event.kind.refused or not command.in_order:
        return False
    code = reply.code or ""
    if reply.response_code in _NOT_THE_SECRET:
        return False
    answered = bool(command.phrase.spans) and command.verb in _WITH_SECRET
    return answered and (code in _CREDENTIALS or not code.isdigit())


def mechanism_of(command: Command) -> str:
    """The SASL mechanism that an AUTH command names, upper case."""
    words = command.phrase.argument.split(maxsplit=1)
    return words[0].upper() if words else ""


def _counted(line: Line, event: Exchange) -> None:
    command, facts = event.command, event.facts
    if command is not None and event.kind is Class.OK and facts.maildrop is not None:
        line.counted.setdefault(command.verb, (event.at, facts.maildrop, facts.deleted))


def _listed(line: Line, event: Exchange) -> None:
    for key in ("listing", "unique_ids"):
        rows = event.learned.get(key)
        if not isinstance(rows, list) or len(line.numbers) > _MOST:
            continue
        for number, value in rows:
            line.numbers.add(number)
            if key == "listing":
                line.sizes[value] = number
            else:
                line.uids.add(value)
    _counted(line, event)


def _shown(line: Line, event: Exchange) -> None:
    number = number_of(event)
    if event.kind is Class.OK and number is not None and len(line.numbers) < _MOST:
        line.numbers.add(number)


def _marked(line: Line, event: Exchange) -> None:
    line.deleted = event.facts.deleted


def number_of(event: Exchange) -> int | None:
    """The message number that a POP3 command names."""
    words = event.command.phrase.argument.split() if event.command else []
    if not words or not (words[0].isascii() and words[0].isdigit()) or len(words[0]) > 15:
        return None
    return int(words[0])


LEARN: Mapping[str, Callable[[Line, Exchange], None]] = {
    "GREETING": _greeted,
    "EHLO": _introduced,
    "HELO": _introduced,
    "LHLO": _introduced,
    "MAIL": _sender,
    "RCPT": _recipient,
    "DATA": _text_begins,
    ".": _text_ends,
    "AUTH": _login,
    "AUTH-RESPONSE": _login,
    "PASS": _login_ended,
    "APOP": _login_ended,
    "STAT": _counted,
    "LIST": _listed,
    "UIDL": _listed,
    "RETR": _shown,
    "TOP": _shown,
    "DELE": _marked,
    "RSET": _marked,
}
