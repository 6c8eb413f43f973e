"""One message on its way in: the envelope, the text, the delivery (RFC 5321 3.3, RFC 3030).

Sender and recipients are what the engine learned; kept here is only what it does not keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tutor.core.events import Command, Letter
from tutor.protocols.hosting import Account, Answer, Talk, say
from tutor.protocols.smtp import paths, returning
from tutor.protocols.smtp.styles import FORMS, SmtpStyle


@dataclass(slots=True)
class Client:
    """Who is talking: the name given in hello, whether that was EHLO, and who has logged in."""

    name: str = ""
    extended: bool = False
    account: Account | None = None


class Transaction:
    """MAIL to the end of the text, as one host answers it; the next MAIL begins the next one."""

    def __init__(self, talk: Talk, style: SmtpStyle, client: Client) -> None:
        self._talk = talk
        self._style = style
        self._client = client
        self._utf8 = False
        self._wishes = returning.Wishes({})
        self._blocks: list[bytes] = []
        self._octets = 0

    def take(self, block: bytes) -> None:
        """A stretch of message text, dots still doubled; what is beyond the limit is dropped."""
        self._octets += len(block)
        # Undoing doubled dots shortens a text by a quarter at most.
        if self._octets <= self._talk.limits.message * 4 // 3 + 5:
            self._blocks.append(block)

    def drop_text(self) -> None:
        """Forget the text that has come so far."""
        self._blocks.clear()
        self._octets = 0

    # -- the envelope ----------------------------------------------------------------------------

    def mail(self, command: Command) -> Answer:
        """The sender, and what the message will need (RFC 5321 4.1.1.2)."""
        talk = self._talk
        if talk.strictness.login_first and not talk.conversation.facts.authenticated:
            return self._with_id("auth.first", peer=talk.peer)
        path = paths.read(command.phrase.argument, "FROM:", brackets=talk.strictness.brackets)
        if path is None:
            return self._say("sender.syntax")
        if (refusal := self._refuse_sender(path)) is not None:
            return refusal
        self._utf8 = "SMTPUTF8" in path.parameters
        self._wishes = returning.Wishes(path.parameters)
        self.drop_text()
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
            return self._say("sender.other", address=path.address, user=self._user)
        return None

    def rcpt(self, command: Command) -> Answer:
        """One recipient more (RFC 5321 4.1.1.3)."""
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
        self._wishes.note(path.address, path.parameters)
        return self._recipient(path)

    def _recipient(self, path: paths.Path) -> Answer:
        talk, address = self._talk, path.address
        home = talk.office.is_home(path.domain)
        if not path.domain or (talk.office.comes_back(address) and (home or self._relays)):
            return self._say("rcpt", address=address)
        if home:
            return self._at_home(path)
        relay = talk.strictness.relay
        if relay == "anyone" or (relay == "login" and talk.conversation.facts.authenticated):
            known = talk.office.reaches(address)
            return self._say("rcpt" if known else "rcpt.outbox", address=address)
        return self._with_id("rcpt.relay" if self._relays else "rcpt.foreign", address=address)

    @property
    def _relays(self) -> bool:
        """Whether mail for other domains may come here at all."""
        return self._talk.strictness.logins

    def _at_home(self, path: paths.Path) -> Answer:
        office, address = self._talk.office, path.address
        account = office.find(address)
        if account is None and not _is_postmaster(path):
            return self._say("rcpt.unknown", address=address)
        if account is not None and office.is_full(account, 0):
            return self._say("rcpt.full", address=address)
        return self._say("rcpt", address=address)

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
        account = self._client.account
        return account is None or self._talk.office.find(address) == account

    @property
    def _user(self) -> str:
        return self._client.account.id if self._client.account else ""

    # -- the message -----------------------------------------------------------------------------

    def data(self, command: Command) -> Answer:
        """The text may come (RFC 5321 4.1.1.4)."""
        if command.phrase.argument:
            return self._say("argument", form="DATA")
        self.drop_text()
        return self._say("data")

    def chunk(self, command: Command) -> Answer:
        """BDAT (RFC 3030 2). Whatever is refused here can only be followed by RSET."""
        words = command.phrase.argument.upper().split()
        if command.phrase.octets is None or words[1:] not in ([], ["LAST"]):
            self.drop_text()
            return self._say("argument", form=FORMS["BDAT"])
        if self._octets > self._talk.limits.message:
            self.drop_text()
            return self._say("size", size=self._talk.limits.message)
        if not words[1:]:
            return self._say("chunk", octets=command.phrase.octets)
        return self._deliver(b"".join(self._blocks))

    def end_of_text(self, command: Command, letter: Letter | None) -> Answer:
        """The dot after DATA's text: deliver, or say why not."""
        limits = self._talk.limits
        octets = letter.octets if letter else 0
        if octets > limits.message:
            self.drop_text()
            return self._say("size", size=limits.message)
        too_long = "line-too-long" in command.violations and limits.text_line is not None
        if too_long and self._style.text_line:
            self.drop_text()
            return self._say("text.line", limit=limits.text_line)
        if letter is not None and len(letter.source) == octets:
            return self._deliver(letter.source)
        return self._deliver(_undotted(b"".join(self._blocks)))

    def _deliver(self, text: bytes) -> Answer:
        talk, facts = self._talk, self._talk.conversation.facts
        self.drop_text()
        office, recipients = talk.office, tuple(map(paths.without_route, facts.recipients))
        queue_id = self._style.queue_id.format(serial=office.serial())
        if text and not text.endswith(b"\r\n"):
            text += b"\r\n"
        sender = facts.sender or ""
        trace = self._trace(queue_id, sender, recipients).encode("utf-8", "replace")
        failed = tuple(each for each in dict.fromkeys(recipients) if office.comes_back(each))
        recipients = tuple(address for address in recipients if address not in failed)
        if recipients:
            office.deliver(sender, recipients, trace + text)
        self._return(queue_id, sender, failed, trace + text)
        outward = any(
            "@" in address
            and not office.is_home(address.rpartition("@")[2])
            and not office.reaches(address)
            for address in recipients
        )
        return self._with_id("queued.outbox" if outward else "queued", queue_id)

    def _return(self, queue_id: str, sender: str, failed: tuple[str, ...], message: bytes) -> None:
        """Tell the sender what could not be delivered; nobody is told of a notice that fails (RFC
        5321 4.5.5)."""
        failed = tuple(filter(self._wishes.wants, failed))
        if failed and sender:
            told = (self._talk.name, queue_id, self._talk.stamp(), sender, failed, self._wishes)
            notice = returning.written(returning.Notice(*told, message))
            self._talk.office.deliver("", (sender,), notice)

    def _trace(self, queue_id: str, sender: str, recipients: tuple[str, ...]) -> str:
        """What a server writes above a message at delivery (RFC 5321 4.4)."""
        facts, talk = self._talk.conversation.facts, self._talk
        how = "SMTP"
        if self._client.extended:
            how = "UTF8SMTP" if self._utf8 else "ESMTP"
            how += "S" * facts.tls + "A" * facts.authenticated
        # With several recipients a name would tell each of them about a hidden other one.
        only = f"\r\n\tfor <{recipients[0]}>" if len(recipients) == 1 else ""
        client = "".join(char for char in self._client.name[:255] if char.isprintable())
        return (
            f"Return-Path: <{sender}>\r\nReceived: from {client} ([{talk.peer}])\r\n"
            f"\tby {talk.name} (wiretutor) with {how} id {queue_id}{only};\r\n\t{talk.stamp()}\r\n"
        )

    def _with_id(self, key: str, queue_id: str = "", **args: object) -> Answer:
        """A reply in which this style may name a queue id."""
        identity = queue_id or self._style.queue_id.format(serial=0)
        return self._say(key, id=identity, epoch=self._talk.token.rpartition(".")[2], **args)

    def _say(self, key: str, **args: object) -> Answer:
        return Answer(say(self._style.texts, key, **args))


def _undotted(raw: bytes) -> bytes:
    """Message text as it was before dots were doubled, without the dot that ends it."""
    return (b"\r\n" + raw[:-3]).replace(b"\r\n.", b"\r\n")[2:]


def _is_postmaster(path: paths.Path) -> bool:
    return path.local.lower() == "postmaster"
