"""The SMTP practice server's answers, without a socket (RFC 5321, 3030, 3207, 4954, 6531).

No order rule stands here: the engine, reading the same table from the other side, says whether a
command is in order. The transaction (sender, recipients) is what the engine learned as well.
"""

import base64
from collections.abc import Callable, Mapping

from tutor.core.events import Command, Letter, Said
from tutor.protocols import sasl
from tutor.protocols.dialogue import Dialogue, Refusal, Step
from tutor.protocols.hosting import Account, Answer, Talk, say
from tutor.protocols.smtp import paths
from tutor.protocols.smtp.styles import SmtpStyle
from tutor.protocols.smtp.table import SMTP

FORMS: Mapping[str, str] = {
    "EHLO": "EHLO name.of.your.computer",
    "HELO": "HELO name.of.your.computer",
    "MAIL": "MAIL FROM:<name@domain> [parameters]",
    "RCPT": "RCPT TO:<name@domain> [parameters]",
    "DATA": "DATA",
    "BDAT": "BDAT octets [LAST]",
    "RSET": "RSET",
    "VRFY": "VRFY name",
    "EXPN": "EXPN list",
    "HELP": "HELP [command]",
    "NOOP": "NOOP",
    "QUIT": "QUIT",
    "AUTH": "AUTH mechanism [initial-response]",
    "STARTTLS": "STARTTLS",
}


class SmtpHost:
    """The server's side of one SMTP connection."""

    def __init__(self, talk: Talk, style: SmtpStyle) -> None:
        self._talk = talk
        self._style = style
        self._texts = style.texts
        self._account: Account | None = None
        self._dialogue: Dialogue | None = None
        self._refused_logins = 0
        self._dialogues = 0
        self._client = ""
        self._extended = False
        self._utf8 = False
        self._blocks: list[bytes] = []
        self._octets = 0

    # -- what every host does --------------------------------------------------------------------

    def greet(self) -> Answer:
        """The greeting (RFC 5321 4.2)."""
        return self._say("greeting", host=self._talk.name)

    def answer(self, said: Said) -> Answer:
        """The reply to a command, to a SASL answer, or to the end of message text."""
        command = said.command
        if "line-too-long" in command.violations and self._is_too_long(command):
            self._dialogue = None
            return self._say("auth.line" if command.verb == "AUTH-RESPONSE" else "line")
        if not command.known:
            return self._say("unknown", name=command.verb)
        if not self._talk.fits(command):
            return self._out_of_order(command)
        if command.verb == ".":
            return self._end_of_text(command, said.letter)
        handler = _HANDLERS.get(command.verb)
        if handler is None or (command.verb == "BDAT" and not self._style.chunking):
            return self._say("unsupported", name=command.verb)
        return handler(self, command)

    def take(self, block: bytes) -> None:
        """A stretch of message text, dots still doubled; what is beyond the limit is dropped."""
        self._octets += len(block)
        # Undoing doubled dots shortens a text by a quarter at most.
        if self._octets <= self._talk.limits.message * 4 // 3 + 5:
            self._blocks.append(block)

    def farewell(self, why: str) -> Answer:
        """The 421 that ends the session whoever speaks (RFC 5321 3.8)."""
        return Answer(say(self._texts, why, host=self._talk.name), close=True, rude=True)

    def secured(self) -> None:
        """Forget what was said in clear text (RFC 3207 4.2)."""
        self._account = self._dialogue = None
        self._client = ""

    def leave(self) -> None:
        """Drop a message that was not finished."""
        self._drop_text()

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
            self._drop_text()
        if state == "INDETERMINATE":
            return self._say("order.reset")
        if command.phrase.move in SMTP.moves[state]:  # then `unless` has barred it
            return self._say("order.login" if verb == "AUTH" else "order.tls")
        if state == "GREETED":
            return self._say("order.hello")
        if verb == "RCPT" or (verb in ("DATA", "BDAT") and state == "READY"):
            return self._say("order.mail")
        if verb in ("DATA", "BDAT") and state == "MAIL":
            return self._say("order.rcpt")
        nested = verb == "MAIL" and state in ("MAIL", "RCPT", "BDAT")
        return self._say("order.nested" if nested else "order", name=verb)

    # -- hello and small talk --------------------------------------------------------------------

    def _hello(self, command: Command) -> Answer:
        client = command.phrase.argument
        if not client:
            return self._say("hello.none", verb=command.verb)
        self._client = client.split()[0]
        self._extended = command.verb == "EHLO"
        self._drop_text()
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
        if talk.strictness.tls_first and not tls:
            hidden |= {"AUTH", "AUTH=LOGIN"}
        offers = [line for line in self._style.hello if line.split()[0] not in hidden]
        return [line.replace("{size}", str(talk.limits.message)) for line in offers]

    def _noop(self, command: Command) -> Answer:
        return self._say("noop")

    def _reset(self, command: Command) -> Answer:
        self._drop_text()
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
        verbs = [verb for verb in _HANDLERS if verb in SMTP.verbs]
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
        if self._refused_logins >= talk.limits.logins:
            return Answer(say(self._texts, "auth.many"), close=True, rude=True)
        mechanism = words[0].upper()
        if not any(mechanism in line.split()[1:] for line in self._style.hello):
            return self._say("auth.mechanism", mechanism=mechanism)
        # One AUTH may follow another: a challenge is never the same twice (RFC 2195 2).
        self._dialogues += 1
        nonce = f"<{self._dialogues}.{talk.token}@{talk.name}>".encode()
        self._dialogue = Dialogue(mechanism, talk.office.find, self._style.prompts, nonce)
        response = talk.credential(command).strip() or (b"=" if "=" in words[1:] else None)
        if response is None:
            return self._after(self._dialogue.begin(None))
        return self._decoded(b"" if response == b"=" else response, self._dialogue.begin)

    def _response(self, command: Command) -> Answer:
        if self._dialogue is None:
            return self._refused("auth.wrong")
        return self._decoded(self._talk.credential(command), self._dialogue.go_on)

    def _decoded(self, response: bytes, go_on: Callable[[bytes], Step]) -> Answer:
        clear = sasl.decoded(response)
        return self._refused("auth.base64") if clear is None else self._after(go_on(clear))

    def _after(self, step: Step) -> Answer:
        if isinstance(step, bytes):
            return self._say("auth.ask", challenge=base64.b64encode(step).decode())
        if isinstance(step, Account):
            self._account, self._dialogue = step, None
            return self._say("auth.ok")
        return self._refused("auth.wrong" if step is Refusal.WRONG else "auth.malformed")

    def _refused(self, key: str) -> Answer:
        mechanism = self._dialogue.mechanism if self._dialogue else ""
        self._dialogue = None
        self._refused_logins += 1
        return self._say(key, mechanism=mechanism)

    def _cancel(self, command: Command) -> Answer:
        self._dialogue = None
        return self._say("auth.cancelled")

    # -- the envelope ----------------------------------------------------------------------------

    def _mail(self, command: Command) -> Answer:
        talk = self._talk
        if talk.strictness.login_first and not talk.conversation.facts.authenticated:
            return self._with_id("auth.first")
        path = paths.read(command.phrase.argument, "FROM:", brackets=talk.strictness.brackets)
        if path is None:
            return self._say("sender.syntax")
        if (refusal := self._refuse_sender(path)) is not None:
            return refusal
        self._utf8 = "SMTPUTF8" in path.parameters
        self._drop_text()
        return self._say("mail", address=path.address)

    def _refuse_sender(self, path: paths.Path) -> Answer | None:
        talk, style = self._talk, self._style
        known = {**paths.MAIL, **(paths.UTF8 if style.utf8 else {})}
        known |= paths.MAIL_DSN if style.dsn else {}
        if (refusal := self._check_parameters(path, known)) is not None:
            return refusal
        if not path.address.isascii() and "SMTPUTF8" not in path.parameters:
            return self._say("address.utf8", address=path.address)
        if int(path.parameters.get("SIZE") or 0) > talk.limits.message:
            return self._say("size", size=talk.limits.message)
        if talk.strictness.sender_is_login and not self._is_own(path.address):
            return self._say("sender.other", address=path.address)
        return None

    def _rcpt(self, command: Command) -> Answer:
        talk = self._talk
        path = paths.read(command.phrase.argument, "TO:", brackets=talk.strictness.brackets)
        if path is None or not path.address:
            return self._say("rcpt.syntax")
        known = paths.RCPT_DSN if self._style.dsn else {}
        if (refusal := self._check_parameters(path, known)) is not None:
            return refusal
        if not path.address.isascii() and not self._utf8:
            return self._say("address.utf8", address=path.address)
        if len(talk.conversation.facts.recipients) >= talk.limits.recipients:
            return self._say("rcpt.many", limit=talk.limits.recipients)
        return self._recipient(path)

    def _recipient(self, path: paths.Path) -> Answer:
        talk, address = self._talk, path.address
        if not path.domain or (talk.office.is_home(path.domain) and _is_postmaster(path)):
            return self._say("rcpt", address=address)
        if talk.office.is_home(path.domain):
            account = talk.office.find(address)
            if account is None:
                return self._say("rcpt.unknown", address=address)
            if talk.office.is_full(account, 0):
                return self._say("rcpt.full", address=address)
            return self._say("rcpt", address=address)
        relay = talk.strictness.relay
        if relay == "anyone" or (relay == "login" and talk.conversation.facts.authenticated):
            return self._say("rcpt.outbox", address=address)
        return self._with_id("rcpt.relay", address=address)

    def _check_parameters(
        self, path: paths.Path, known: Mapping[str, paths.Check]
    ) -> Answer | None:
        for name, value in path.parameters.items():
            if name not in known:
                return self._say("parameter.unknown", name=name)
            if not known[name](value):
                return self._say("parameter.bad", name=name)
        return None

    def _is_own(self, address: str) -> bool:
        return self._account is None or self._talk.office.find(address) == self._account

    # -- the message -----------------------------------------------------------------------------

    def _data(self, command: Command) -> Answer:
        if command.phrase.argument:
            return self._say("argument", form="DATA")
        self._drop_text()
        return self._say("data")

    def _chunk(self, command: Command) -> Answer:
        """BDAT (RFC 3030 2). Whatever is refused here can only be followed by RSET."""
        words = command.phrase.argument.upper().split()
        if command.phrase.octets is None or words[1:] not in ([], ["LAST"]):
            self._drop_text()
            return self._say("argument", form=FORMS["BDAT"])
        if self._octets > self._talk.limits.message:
            self._drop_text()
            return self._say("size", size=self._talk.limits.message)
        if not words[1:]:
            return self._say("chunk", octets=command.phrase.octets)
        return self._deliver(b"".join(self._blocks))

    def _end_of_text(self, command: Command, letter: Letter | None) -> Answer:
        limits = self._talk.limits
        octets = letter.octets if letter else 0
        if octets > limits.message:
            self._drop_text()
            return self._say("size", size=limits.message)
        too_long = "line-too-long" in command.violations and limits.text_line is not None
        if too_long and self._style.text_line:
            self._drop_text()
            return self._say("text.line", limit=limits.text_line)
        if letter is not None and len(letter.source) == octets:
            return self._deliver(letter.source)
        return self._deliver(_undotted(b"".join(self._blocks)))

    def _deliver(self, text: bytes) -> Answer:
        talk, facts = self._talk, self._talk.conversation.facts
        self._drop_text()
        office, recipients = talk.office, tuple(map(paths.without_route, facts.recipients))
        queue_id = self._style.queue_id.format(serial=office.serial())
        if text and not text.endswith(b"\r\n"):
            text += b"\r\n"
        sender = facts.sender or ""
        trace = self._trace(queue_id, sender, recipients).encode("utf-8", "replace")
        office.deliver(sender, recipients, trace + text)
        outward = any(
            "@" in address and not office.is_home(address.rpartition("@")[2])
            for address in recipients
        )
        return self._with_id("queued.outbox" if outward else "queued", queue_id)

    def _trace(self, queue_id: str, sender: str, recipients: tuple[str, ...]) -> str:
        """What a server writes above a message at delivery (RFC 5321 4.4)."""
        facts, talk = self._talk.conversation.facts, self._talk
        how = "SMTP"
        if self._extended:
            how = "UTF8SMTP" if self._utf8 else "ESMTP"
            how += "S" * facts.tls + "A" * facts.authenticated
        # With several recipients a name would tell each of them about a hidden other one.
        only = f"\r\n\tfor <{recipients[0]}>" if len(recipients) == 1 else ""
        client = "".join(char for char in self._client[:255] if char.isprintable())
        return (
            f"Return-Path: <{sender}>\r\nReceived: from {client} ([{talk.peer}])\r\n"
            f"\tby {talk.name} (wiretutor) with {how} id {queue_id}{only};\r\n\t{talk.stamp()}\r\n"
        )

    def _with_id(self, key: str, queue_id: str = "", **args: object) -> Answer:
        """A reply in which this style may name a queue id."""
        identity = queue_id or self._style.queue_id.format(serial=0)
        return self._say(key, id=identity, epoch=self._talk.token.rpartition(".")[2], **args)

    def _drop_text(self) -> None:
        self._blocks.clear()
        self._octets = 0


def _undotted(raw: bytes) -> bytes:
    """Message text as it was before dots were doubled, without the dot that ends it."""
    return (b"\r\n" + raw[:-3]).replace(b"\r\n.", b"\r\n")[2:]


def _is_postmaster(path: paths.Path) -> bool:
    return path.local.lower() == "postmaster"


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
