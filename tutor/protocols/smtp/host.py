"""The SMTP practice server's answers, without a socket (RFC 5321, 3030, 3207, 4954, 6531).

No order rule stands here: the engine, reading the same table from the other side, says whether a
command is in order. What belongs to one message is in `transaction`.
"""

import base64
from collections.abc import Callable, Mapping

from tutor.core.events import Command, Said
from tutor.protocols.dialogue import Logins, Step
from tutor.protocols.hosting import Account, Answer, Talk, say
from tutor.protocols.smtp import paths
from tutor.protocols.smtp.styles import FORMS, SmtpStyle
from tutor.protocols.smtp.table import SMTP
from tutor.protocols.smtp.transaction import Client, Transaction


class SmtpHost:
    """The server's side of one SMTP connection."""

    def __init__(self, talk: Talk, style: SmtpStyle) -> None:
        self._talk = talk
        self._style = style
        self._texts = style.texts
        self._logins = Logins(talk, style.prompts)
        self._client = Client()
        self._transaction = Transaction(talk, style, self._client)
        missing = {"BDAT": style.chunking, "AUTH": talk.strictness.logins}
        self._without = frozenset(verb for verb, there in missing.items() if not there)

    @property
    def account(self) -> Account | None:
        """Who has logged in, if anybody."""
        return self._client.account

    # -- what every host does --------------------------------------------------------------------

    def greet(self) -> Answer:
        """The greeting (RFC 5321 4.2)."""
        return self._say("greeting", host=self._talk.name)

    def answer(self, said: Said) -> Answer:
        """The reply to a command, to a SASL answer, or to the end of message text."""
        command = said.command
        if "line-too-long" in command.violations and self._is_too_long(command):
            self._logins.drop()
            return self._say("auth.line" if command.verb == "AUTH-RESPONSE" else "line")
        if not command.known:
            return self._say("unknown", name=command.verb)
        if not self._talk.fits(command):
            return self._out_of_order(command)
        if command.verb == ".":
            return self._transaction.end_of_text(command, said.letter)
        handler = _HANDLERS.get(command.verb)
        if handler is None or command.verb in self._without:
            return self._say("unsupported", name=command.verb)
        return handler(self, command)

    def take(self, block: bytes) -> None:
        """A stretch of message text, dots still doubled; what is beyond the limit is dropped."""
        self._transaction.take(block)

    def farewell(self, why: str) -> Answer:
        """The 421 that ends the session whoever speaks (RFC 5321 3.8)."""
        return Answer(say(self._texts, why, host=self._talk.name), close=True, rude=True)

    def secured(self) -> None:
        """Forget what was said in clear text (RFC 3207 4.2)."""
        self._logins.drop()
        self._client.account = None
        self._client.name = ""

    def leave(self) -> None:
        """Drop a message that was not finished."""
        self._transaction.drop_text()

    def _say(self, key: str, **args: object) -> Answer:
        return Answer(say(self._texts, key, **args))

    def _is_too_long(self, command: Command) -> bool:
        if command.verb == "." or command.verb not in paths.LONGER:
            return command.verb != "."
        limit = SMTP.command_limit + paths.LONGER[command.verb]
        return len(command.line.encode()) + 2 > limit

    def _out_of_order(self, command: Command) -> Answer:
        """503, and what is missing: read from the table's own rows, not from a rule of ours."""
        state, verb = self._talk.conversation.key, command.verb
        if verb in ("BDAT", "DATA"):
            self._transaction.drop_text()
        if state == "INDETERMINATE":
            return self._say("order.reset")
        if command.phrase.move in SMTP.moves[state]:  # then `unless` has barred it
            return self._say("order.login" if verb == "AUTH" else "order.tls")
        if state == "GREETED":
            return self._say("order.hello")
        if (key := _MISSING.get((verb, state)) or _MISSING.get((verb, ""))) is not None:
            return self._say(key)
        nested = verb == "MAIL" and state in ("MAIL", "RCPT", "BDAT")
        return self._say("order.nested" if nested else "order", name=verb)

    # -- hello and small talk --------------------------------------------------------------------

    def _hello(self, command: Command) -> Answer:
        client = command.phrase.argument
        if not client:
            return self._say("hello.none", verb=command.verb)
        self._client.name = client.split()[0]
        self._client.extended = command.verb == "EHLO"
        self._transaction.drop_text()
        if command.verb == "HELO":
            return self._say("helo", host=self._talk.name, client=client)
        first = say(self._texts, "hello", host=self._talk.name, client=client)[:-2]
        lines = [first, *(line.encode() for line in self._offers())]
        head = b"".join(b"250-" + line + b"\r\n" for line in lines[:-1])
        return Answer(head + b"250 " + lines[-1] + b"\r\n")

    def _offers(self) -> list[str]:
        talk = self._talk
        tls = talk.conversation.facts.tls
        hidden = set()
        if tls or not talk.can_tls:
            hidden.add("STARTTLS")
        if not talk.strictness.logins or (talk.strictness.tls_first and not tls):
            hidden |= {"AUTH", "AUTH=LOGIN"}
        offers = [line for line in self._style.hello if line.split()[0] not in hidden]
        return [line.replace("{size}", str(talk.limits.message)) for line in offers]

    def _noop(self, command: Command) -> Answer:
        return self._say("noop")

    def _reset(self, command: Command) -> Answer:
        self._transaction.drop_text()
        return self._say("reset")

    def _quit(self, command: Command) -> Answer:
        return Answer(say(self._texts, "quit", host=self._talk.name), close=True)

    def _verify(self, command: Command) -> Answer:
        name = command.phrase.argument
        if not name:
            return self._say("argument", form=FORMS["VRFY"])
        return self._say("vrfy", name=name)

    def _expand(self, command: Command) -> Answer:
        return self._say("expn")

    def _help(self, command: Command) -> Answer:
        name = command.phrase.argument.upper()
        if name:
            known = name in FORMS
            return self._say("help.one" if known else "help.none", name=name, form=FORMS.get(name))
        verbs = [verb for verb in _HANDLERS if verb in SMTP.verbs and verb not in self._without]
        rows = [" ".join(verbs[at : at + 7]) for at in range(0, len(verbs), 7)]
        text = "\r\n".join(f"214-2.0.0   {row}" for row in rows)
        return Answer(self._texts["help"].format(rows=text).encode() + b"\r\n")

    def _start_tls(self, command: Command) -> Answer:
        if command.phrase.argument:
            return self._say("argument", form="STARTTLS")
        if not self._talk.can_tls:
            return self._say("tls.missing")
        return Answer(say(self._texts, "tls.go"), start_tls=True)

    # -- logging in ------------------------------------------------------------------------------

    def _login(self, command: Command) -> Answer:
        talk = self._talk
        words = command.phrase.argument.split()
        if not words:
            return self._say("auth.none")
        if talk.strictness.tls_first and not talk.conversation.facts.tls:
            return self._say("auth.tls")
        if self._logins.refused >= talk.limits.logins:
            return Answer(say(self._texts, "auth.many", host=talk.name), close=True, rude=True)
        mechanism = words[0].upper()
        if not any(mechanism in line.split()[1:] for line in self._style.hello):
            return self._say("auth.mechanism", mechanism=mechanism)
        return self._after(self._logins.begin(mechanism, command))

    def _response(self, command: Command) -> Answer:
        return self._after(self._logins.go_on(command))

    def _after(self, step: Step) -> Answer:
        if isinstance(step, bytes):
            return self._say("auth.ask", challenge=base64.b64encode(step).decode())
        if isinstance(step, Account):
            self._client.account = step
            return self._say("auth.ok")
        return self._say(f"auth.{step.value}", mechanism=self._logins.refuse())

    def _cancel(self, command: Command) -> Answer:
        self._logins.drop()
        return self._say("auth.cancelled")

    # -- a message -------------------------------------------------------------------------------

    def _mail(self, command: Command) -> Answer:
        return self._transaction.mail(command)

    def _rcpt(self, command: Command) -> Answer:
        return self._transaction.rcpt(command)

    def _data(self, command: Command) -> Answer:
        return self._transaction.data(command)

    def _chunk(self, command: Command) -> Answer:
        return self._transaction.chunk(command)


_MISSING = {
    ("RCPT", ""): "order.mail",
    ("DATA", "READY"): "order.data",
    ("BDAT", "READY"): "order.data",
    ("DATA", "MAIL"): "order.rcpt",
    ("BDAT", "MAIL"): "order.rcpt",
}
"""What a command of the mail transaction came before, by verb and state."""

_HANDLERS: Mapping[str, Callable[[SmtpHost, Command], Answer]] = {
    "EHLO": SmtpHost._hello,
    "HELO": SmtpHost._hello,
    "MAIL": SmtpHost._mail,
    "RCPT": SmtpHost._rcpt,
    "DATA": SmtpHost._data,
    "BDAT": SmtpHost._chunk,
    "RSET": SmtpHost._reset,
    "VRFY": SmtpHost._verify,
    "EXPN": SmtpHost._expand,
    "HELP": SmtpHost._help,
    "NOOP": SmtpHost._noop,
    "QUIT": SmtpHost._quit,
    "STARTTLS": SmtpHost._start_tls,
    "AUTH": SmtpHost._login,
    "AUTH-RESPONSE": SmtpHost._response,
    "AUTH-CANCEL": SmtpHost._cancel,
}
