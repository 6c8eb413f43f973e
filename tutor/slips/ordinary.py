"""Told cheaply: exchanges in which nothing of the table can show.

Coarse, and on the safe side: what is not certainly ordinary is for the detectors. A test holds the
two against each other.
"""

from collections.abc import Callable, Mapping

from tutor.core.events import Closed, Exchange
from tutor.core.spec import Class
from tutor.slips.learning import number_of
from tutor.slips.line import Line

# Names of well-known providers, which posts copy after EHLO.
PROVIDERS = frozenset(
    """163.com 126.com yeah.net 188.com qq.com foxmail.com exmail.qq.com sina.com sina.cn sohu.com
    139.com 189.cn 21cn.com tom.com aliyun.com gmail.com google.com outlook.com hotmail.com live.com
    office365.com yahoo.com icloud.com mail.com gmx.com gmx.net web.de zoho.com yandex.com
    yandex.ru mail.ru""".split()
)
ENCODING = b"transfer-encoding"
HEAD = 8192
"""Octets of a fetched mail in which its encoding is looked for."""
LEAST_BASE64 = 8
"""Characters of a name that may be base64."""
_LABEL = 63
_WELL = (Class.OK, Class.INTERMEDIATE)


def is_ordinary(event: Exchange, line: Line, verb: str) -> bool:
    """Whether no slip can show; `verb` as the table has it ("?", "-")."""
    if event.kind not in _WELL:
        return False
    command, reply = event.command, event.reply
    if command is not None and not (command.line.isascii() and command.line.isprintable()):
        return False
    if reply is not None and reply.charset != "utf-8":
        return False
    asked = _ASKED.get(verb)
    return asked is None or asked(event, line)


def is_ordinary_end(event: Closed, line: Line) -> bool:
    """Whether a connection ended as it should: after QUIT, nothing left open."""
    pushed = line.pushed and not line.secured
    return event.before == "CLOSED" and not event.unanswered and not pushed


def _argument(event: Exchange) -> str:
    return event.command.phrase.argument if event.command is not None else ""


def _hello(event: Exchange, line: Line) -> bool:
    """Plain labels, and neither the server's own name nor a provider's."""
    name = _argument(event).lower()
    if not name:
        return True
    labels = name.split(".")
    if not name.isascii() or not all(each.isalnum() for each in labels) or len(name) > _LABEL:
        return False
    ends = (".".join(labels[-2:]), ".".join(labels[-3:]))
    return name != line.server and PROVIDERS.isdisjoint(ends)


def _path(event: Exchange, line: Line) -> bool:
    argument = _argument(event)
    return ":<" in argument and argument.count("@") < 2


def _login(event: Exchange, line: Line) -> bool:
    return bool(event.facts.tls) or event.assumed or not event.facts.authenticated


def _user(event: Exchange, line: Line) -> bool:
    return len(_argument(event)) < LEAST_BASE64 or "@" in _argument(event)


def _text(event: Exchange, line: Line) -> bool:
    return event.letter is None and not line.dotted


def _dele(event: Exchange, line: Line) -> bool:
    number = number_of(event)
    return number is None or number in line.numbers


def _count(event: Exchange, line: Line) -> bool:
    learned = event.learned
    if learned.get("stat") == [0, 0] or learned.get("listing") == [] or event.command is None:
        return False
    return event.command.verb not in line.counted


def _fetched(event: Exchange, line: Line) -> bool:
    return event.letter is None or ENCODING not in event.letter.source[:HEAD].lower()


_ASKED: Mapping[str, Callable[[Exchange, Line], bool]] = {
    "EHLO": _hello,
    "AUTH": _login,
    "AUTH-RESPONSE": _login,
    "USER": _user,
    "MAIL": _path,
    "RCPT": _path,
    ".": _text,
    "BDAT": _text,
    "STAT": _count,
    "LIST": _count,
    "RETR": _fetched,
    "TOP": _fetched,
    "DELE": _dele,
}
"""Verbs of which something can show although all went well; of the others nothing can."""
