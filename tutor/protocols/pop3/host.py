"""The POP3 practice server's answers, without a socket (RFC 1939, 2449, 2595, 3206, 5034).

No order rule stands here: the engine, reading the same table from the other side, says whether a
command is in order. What is here is the maildrop as one session sees it: numbers that keep, marks
that hide, and the UPDATE that only QUIT brings.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping

from tutor.core.events import Command, Said
from tutor.protocols.dialogue import Logins, Step
from tutor.protocols.hosting import Account, Answer, Mail, Talk, say
from tutor.protocols.pop3.styles import Pop3Style

_MOST_DIGITS = 10


class Pop3Host:
    """The server's side of one POP3 connection."""

    def __init__(self, talk: Talk, style: Pop3Style) -> None:
        self._talk = talk
        self._style = style
        self._texts = style.texts
        self._account: Account | None = None
        self._logins = Logins(talk, style.prompts)
        self._mails: tuple[Mail, ...] = ()
        self._marked: set[int] = set()

    @property
    def account(self) -> Account | None:
        """Whose maildrop this session holds, if anybody's."""
        return self._account

    # -- what every host does --------------------------------------------------------------------

    def greet(self) -> Answer:
        """The greeting; textbook's timestamp is what APOP's digest is made of (RFC 1939 7)."""
        return self._say("greeting", host=self._talk.name, token=self._talk.token)

    def answer(self, said: Said) -> Answer:
        """The reply to a command or to a SASL answer."""
        command = said.command
        if "line-too-long" in command.violations:
            self._logins.drop()
            return self._say("line")
        if not command.known:
            return self._say("unknown", name=command.verb)
        if not self._talk.fits(command):
            return self._out_of_order(command)
        handler = _HANDLERS.get(command.phrase.move)
        if handler is None:
            return self._say("unsupported", name=command.verb)
        return handler(self, command)

    def take(self, block: bytes) -> None:
        """POP3 has no message text from the client."""

    def farewell(self, why: str) -> Answer:
        """A last -ERR. The line is cut without UPDATE: nothing is deleted (RFC 1939 3)."""
        return Answer(say(self._texts, why), close=True, rude=True)

    def secured(self) -> None:
        """Forget what was said in clear text (RFC 2595 4)."""
        self._logins.drop()

    def leave(self) -> None:
        """The line is cut or closed: give the lock back and delete nothing."""
        if self._account is not None:
            self._talk.office.leave(self._account)
            self._account = None

    def _say(self, key: str, **args: object) -> Answer:
        return Answer(say(self._texts, key, **args))

    def _out_of_order(self, command: Command) -> Answer:
        state, verb = self._talk.conversation.key, command.verb
        if state == "TRANSACTION":
            login = verb in ("USER", "PASS", "APOP", "AUTH")
            return self._say("order.again" if login else "order", name=verb)
        if verb == "PASS":
            return self._say("order.user")
        if verb == "STLS":
            return self._say("order.tls")
        return self._say("order.login")

    # -- logging in ------------------------------------------------------------------------------

    def _user(self, command: Command) -> Answer:
        """USER proves nothing: any name is taken (RFC 1939 7)."""
        name = command.phrase.argument
        if not name:
            return self._say("argument", form="USER name")
        return self._barred() or self._say("user", name=name)

    def _pass(self, command: Command) -> Answer:
        if (barred := self._barred()) is not None:
            return barred
        code = self._talk.credential(command).decode("utf-8", "surrogateescape")
        account = self._talk.office.find(self._talk.conversation.facts.user or "")
        if account is None or account.code != code:
            return self._refused("wrong")
        return self._open(account)

    def _apop(self, command: Command) -> Answer:
        """The digest is MD5 of the greeting's timestamp and the code (RFC 1939 7)."""
        if not self._style.apop:
            return self._say("apop.missing")
        if (barred := self._barred()) is not None:
            return barred
        digest = self._talk.credential(command).strip().decode("ascii", "replace")
        name = command.phrase.argument
        if not (name and digest):
            return self._say("argument", form="APOP name digest")
        account = self._talk.office.find(name)
        if account is None or self._digest(account) != digest:
            return self._refused("wrong")
        return self._open(account)

    def _digest(self, account: Account) -> str:
        clear = f"<{self._talk.token}@{self._talk.name}>{account.code}"
        return hashlib.md5(clear.encode(), usedforsecurity=False).hexdigest()

    def _login(self, command: Command) -> Answer:
        if (barred := self._barred()) is not None:
            return barred
        words = command.phrase.argument.split()
        mechanism = words[0].upper() if words else ""
        if mechanism not in self._style.mechanisms:
            return self._say("mechanism", mechanism=mechanism or "?")
        return self._after(self._logins.begin(mechanism, command))

    def _response(self, command: Command) -> Answer:
        return self._after(self._logins.go_on(command))

    def _after(self, step: Step) -> Answer:
        if isinstance(step, bytes):
            return Answer(b"+ " + base64.b64encode(step) + b"\r\n")
        return self._open(step) if isinstance(step, Account) else self._refused(step.value)

    def _refused(self, key: str) -> Answer:
        return self._say(key, mechanism=self._logins.refuse())

    def _cancel(self, command: Command) -> Answer:
        self._logins.drop()
        return self._say("cancelled")

    def _mechanisms(self, command: Command) -> Answer:
        return self._listing("mechanisms", list(self._style.mechanisms))

    def _barred(self) -> Answer | None:
        """Why nobody may log in now: too many have failed, or the line is in clear text."""
        talk = self._talk
        if self._logins.refused >= talk.limits.logins:
            return Answer(say(self._texts, "logins"), close=True, rude=True)
        if talk.strictness.tls_first and not talk.conversation.facts.tls:
            return self._say("tls.first")
        return None

    def _open(self, account: Account) -> Answer:
        mails = self._talk.office.open(account)
        if mails is None:
            return self._say("locked")
        self._account, self._mails, self._marked = account, mails, set()
        return self._say("open", name=account.id, **self._sum())

    # -- the maildrop ----------------------------------------------------------------------------

    def _left(self) -> list[tuple[int, Mail]]:
        """The messages without a mark, each with the number that it keeps all session."""
        numbered = enumerate(self._mails, 1)
        return [(number, mail) for number, mail in numbered if number not in self._marked]

    def _sum(self) -> dict[str, object]:
        left = self._left()
        octets = sum(mail.size for _, mail in left)
        return {"count": len(left), "octets": octets, "s": "" if len(left) == 1 else "s"}

    def _pick(self, text: str, form: str) -> int | Answer:
        """The message number in an argument, or the refusal."""
        if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
            return self._say("number", form=form, said=text)
        number = int(text)
        if number in self._marked:
            return self._say("marked", number=number)
        if not 0 < number <= len(self._mails):
            key = "missing" if self._mails else "empty"
            return self._say(key, count=len(self._mails), number=number)
        return number

    def _stat(self, command: Command) -> Answer:
        return self._say("stat", **self._sum())

    def _list(self, command: Command) -> Answer:
        return self._rows(command, "list", lambda mail: str(mail.size))

    def _uidl(self, command: Command) -> Answer:
        return self._rows(command, "uidl", lambda mail: mail.uid)

    def _rows(self, command: Command, key: str, show: Callable[[Mail], str]) -> Answer:
        argument = command.phrase.argument
        if not argument:
            rows = [f"{number} {show(mail)}" for number, mail in self._left()]
            return self._listing(key, rows, **self._sum())
        number = self._pick(argument, f"{command.verb} [number]")
        if isinstance(number, Answer):
            return number
        return Answer(f"+OK {number} {show(self._mails[number - 1])}\r\n".encode())

    def _retr(self, command: Command) -> Answer:
        number = self._pick(command.phrase.argument, "RETR number")
        if isinstance(number, Answer):
            return number
        mail = self._mails[number - 1]
        head = say(self._texts, "retr", octets=mail.size, number=number)
        return Answer(b"".join((head, *_dotted(mail.data))))

    def _top(self, command: Command) -> Answer:
        words = command.phrase.argument.split()
        form = "TOP number lines"
        if len(words) != 2 or not (words[1].isascii() and words[1].isdigit()):
            return self._say("argument", form=form)
        number = self._pick(words[0], form)
        if isinstance(number, Answer):
            return number
        text = _top_of(self._mails[number - 1].data, int(words[1][:_MOST_DIGITS]))
        head = say(self._texts, "top", octets=len(text), number=number)
        return Answer(b"".join((head, *_dotted(text))))

    def _dele(self, command: Command) -> Answer:
        number = self._pick(command.phrase.argument, "DELE number")
        if isinstance(number, Answer):
            return number
        self._marked.add(number)
        return self._say("dele", number=number)

    def _rset(self, command: Command) -> Answer:
        self._marked.clear()
        return self._say("rset", **self._sum())

    def _noop(self, command: Command) -> Answer:
        return self._say("noop")

    # -- the rest --------------------------------------------------------------------------------

    def _quit(self, command: Command) -> Answer:
        """From TRANSACTION this is the only way to UPDATE, and so to deletion (RFC 1939 6)."""
        if self._account is None:
            return Answer(say(self._texts, "quit", host=self._talk.name), close=True)
        gone = [self._mails[number - 1].uid for number in self._marked]
        count = len(self._mails) - len(gone)
        self._talk.office.leave(self._account, gone)
        self._account = None
        args = {"host": self._talk.name, "deleted": len(gone), "count": count}
        return Answer(say(self._texts, "update" if gone else "update.none", **args), close=True)

    def _capa(self, command: Command) -> Answer:
        talk = self._talk
        tls = talk.conversation.facts.tls
        hidden = set()
        if tls or not talk.can_tls or self._account is not None:
            hidden.add("STLS")
        if talk.strictness.tls_first and not tls:
            hidden |= {"SASL", "USER"}
        offers = [line for line in self._style.capabilities if line.split()[0] not in hidden]
        mechanisms = " ".join(self._style.mechanisms)
        return self._listing("capa", [line.replace("{mechanisms}", mechanisms) for line in offers])

    def _stls(self, command: Command) -> Answer:
        if not self._talk.can_tls:
            return self._say("stls.missing")
        return Answer(say(self._texts, "stls.go"), start_tls=True)

    def _listing(self, key: str, rows: list[str], **args: object) -> Answer:
        head = say(self._texts, key, **args)
        return Answer(head + "".join(f"{row}\r\n" for row in rows).encode() + b".\r\n")


def _dotted(text: bytes) -> tuple[bytes, ...]:
    """Message text as it goes over the wire, in parts: dots doubled, and the end (RFC 1939 3)."""
    first = b"." if text.startswith(b".") else b""
    end = b".\r\n" if not text or text.endswith(b"\r\n") else b"\r\n.\r\n"
    return first, text.replace(b"\r\n.", b"\r\n.."), end


def _top_of(text: bytes, lines: int) -> bytes:
    """The head, the blank line, and so many lines of the body (RFC 1939 7)."""
    head, blank, body = text.partition(b"\r\n\r\n")
    if not blank:
        return text
    at = 0
    for _ in range(min(lines, body.count(b"\n"))):
        at = body.index(b"\n", at) + 1
    return head + blank + (body[:at] if lines <= body.count(b"\n") else body)


_HANDLERS: Mapping[str, Callable[[Pop3Host, Command], Answer]] = {
    "USER": Pop3Host._user,
    "PASS": Pop3Host._pass,
    "APOP": Pop3Host._apop,
    "AUTH": Pop3Host._login,
    "AUTH ?": Pop3Host._mechanisms,
    "AUTH-RESPONSE": Pop3Host._response,
    "AUTH-CANCEL": Pop3Host._cancel,
    "STLS": Pop3Host._stls,
    "CAPA": Pop3Host._capa,
    "STAT": Pop3Host._stat,
    "LIST": Pop3Host._list,
    "UIDL": Pop3Host._uidl,
    "RETR": Pop3Host._retr,
    "TOP": Pop3Host._top,
    "DELE": Pop3Host._dele,
    "RSET": Pop3Host._rset,
    "NOOP": Pop3Host._noop,
    "QUIT": Pop3Host._quit,
}
