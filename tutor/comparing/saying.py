"""A recorded line, said again: another login in it, challenges answered anew, or not at all."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tutor.core.conversation import Conversation
from tutor.core.events import Command
from tutor.core.spec import Class, Facts, Listens
from tutor.protocols import dialogue, sasl
from tutor.reenacting.script import Cue, Part

WHY = (
    "deliver",
    "text",
    "answer",
    "refused",
    "hidden",
    "secured",
    "chunks",
    "challenge",
)
"""Why a recorded line is not said: it would deliver or delete; no text, no answer is asked for; its
login was refused when it was recorded; what it hides is not known; TLS is there already; the server
takes no chunks; its challenge cannot be answered."""

_STAMP = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_DELIVERS = frozenset({".", "BDAT LAST", "BURL LAST", "DELE"})
_DIALOGUE = frozenset({"AUTH-RESPONSE", "AUTH-CANCEL"})
_DIGESTS = ("CRAM-MD5", "APOP")


class Login(NamedTuple):
    """Who logs in. Never written anywhere."""

    name: str
    code: str

    def __repr__(self) -> str:
        return "<Login>"


class Say(NamedTuple):
    """The octets to say."""

    octets: bytes

    def __repr__(self) -> str:
        return f"<Say {len(self.octets)}>"


class Unsaid(NamedTuple):
    """A line is not said; `stops`: nothing behind it is either."""

    why: str
    stops: bool = False


class Saying:
    """Says the lines of one connection again. `login` is None where none is needed."""

    def __init__(self, part: Part, login: Login | None, *, deliver: bool) -> None:
        self._part = part
        self._login = login
        self._deliver = deliver
        self._refused = frozenset(_refused(part.cues))
        self._mechanism = ""
        self._turn = 0

    def next(self, number: int, conversation: Conversation, greeting: str) -> Say | Unsaid:
        """What to say in the place of a cue, as things stand now. `greeting` is the server's."""
        cue = self._part.cues[number]
        command = command_of(cue)
        unsaid = Unsaid("refused") if number in self._refused else None
        unsaid = unsaid or self._unasked(command, conversation.listens)
        unsaid = unsaid or self._barred(command, conversation.facts)
        if unsaid is not None:
            return unsaid
        if command.phrase.move == ".":
            return Say(cue.text)
        line = self._line(cue, command, conversation, greeting)
        return line if isinstance(line, Unsaid) else Say(line + _end(cue.octets) + cue.text)

    def _barred(self, command: Command, facts: Facts) -> Unsaid | None:
        """What is not said to this server, whatever it asks for."""
        deletes = command.verb == "QUIT" and bool(facts.deleted)
        if not self._deliver and (command.phrase.move in _DELIVERS or deletes):
            return Unsaid("deliver", stops=True)
        if command.verb in ("STARTTLS", "STLS") and facts.tls:
            return Unsaid("secured")
        if command.phrase.octets is not None and "CHUNKING" not in facts.offers:
            return Unsaid("chunks")
        return None

    def _unasked(self, command: Command, listens: Listens | None) -> Unsaid | None:
        """Text without a 354 and answers without a challenge are commands to a server; commands in
        their place, text and answers."""
        move = command.phrase.move
        if (move == ".") != (listens is Listens.TEXT):
            return Unsaid("text", stops=listens is Listens.TEXT)
        if (move in _DIALOGUE) != (listens is Listens.SASL):
            return Unsaid("answer", stops=listens is Listens.SASL)
        return None

    def _line(
        self, cue: Cue, command: Command, conversation: Conversation, greeting: str
    ) -> bytes | Unsaid:
        verb, login = command.verb, self._login
        if verb == "AUTH":
            self._mechanism = command.phrase.argument.partition(" ")[0].upper()
            self._turn = 0
        digest = verb == "AUTH-RESPONSE" and self._mechanism in _DIGESTS
        if login is not None and verb in ("USER", "APOP"):
            named = b"USER " + _octets(login.name)
            return named if verb == "USER" else _apop(login, greeting)
        if (command.public or not command.secret) and not digest:
            return cue.octets.rstrip(b"\r\n")
        if login is None:
            return Unsaid("hidden")
        return self._credential(verb, login, conversation.challenge)

    def _credential(self, verb: str, login: Login, challenge: str) -> bytes | Unsaid:
        """A line that hides a code."""
        if verb == "PASS":
            return b"PASS " + _octets(login.code)
        if verb == "AUTH-RESPONSE":
            return self._response(challenge) or Unsaid("challenge", stops=True)
        first = self._response("") if verb == "AUTH" else None
        if first is None:
            return Unsaid("hidden")
        return b"AUTH " + self._mechanism.encode() + b" " + first

    def _response(self, challenge: str) -> bytes | None:
        """The answer to a challenge, or what comes with AUTH itself; None where it is not known."""
        login, turn = self._login, self._turn
        self._turn += 1
        if login is None:
            return None
        if self._mechanism == "PLAIN":
            return base64.b64encode(b"\0" + _octets(login.name) + b"\0" + _octets(login.code))
        if self._mechanism == "LOGIN":
            asked = (sasl.decoded(challenge.encode("utf-8", "replace")) or b"").lower()
            wants_code = b"pass" in asked or (b"user" not in asked and turn > 0)
            return base64.b64encode(_octets(login.code if wants_code else login.name))
        if self._mechanism == "CRAM-MD5" and challenge:
            return dialogue.answer(login.name, login.code, challenge)
        return None


def asks_for_login(parts: Iterable[Part]) -> bool:
    """Whether saying these parts again needs a name and a code that the recording does not have."""
    return any(map(_hides, parts))


def login_name(parts: Iterable[Part]) -> str:
    """The name that was recorded in clear, if any (USER, APOP)."""
    for part in parts:
        for cue in part.cues:
            command = command_of(cue)
            if command.verb in ("USER", "APOP") and command.phrase.argument:
                return command.phrase.argument.split()[0]
    return ""


def is_refused_login(cue: Cue, kind: Class, logins: frozenset[str]) -> bool:
    """Whether a login that was accepted when it was recorded is refused now: a second try may lock
    the account."""
    move = command_of(cue).phrase.move
    return move in logins and kind.refused and not cue.exchange.kind.refused


def command_of(cue: Cue) -> Command:
    """The command of a cue that is no greeting's."""
    command = cue.exchange.command
    assert command is not None
    return command


def _hides(part: Part) -> bool:
    refused = frozenset(_refused(part.cues))
    mechanism = ""
    for number, cue in enumerate(part.cues):
        command = command_of(cue)
        if command.verb == "AUTH":
            mechanism = command.phrase.argument.partition(" ")[0].upper()
        if number in refused or not command.secret or not command.known:
            continue
        digest = command.verb == "APOP" or mechanism in _DIGESTS
        if not command.public or digest:
            return True
    return False


def _refused(cues: Sequence[Cue]) -> Iterator[int]:
    """The numbers of what belongs to logins that were refused, or given up, when recorded."""
    begun: list[int] = []
    for number, cue in enumerate(cues):
        command, kind = command_of(cue), cue.exchange.kind
        if command.verb in ("PASS", "APOP", "RPOP") and kind.refused:
            yield number
        if command.verb == "AUTH":
            begun = []
        if command.verb == "AUTH" or command.phrase.move in _DIALOGUE:
            begun.append(number)
            if kind.refused:
                yield from begun
            if kind is not Class.INTERMEDIATE:
                begun = []


def _apop(login: Login, greeting: str) -> bytes | Unsaid:
    """APOP's digest over the time stamp of the greeting (RFC 1939 7)."""
    stamp = _STAMP.search(greeting)
    if stamp is None:
        return Unsaid("challenge")
    clear = _octets(stamp[0]) + _octets(login.code)
    digest = hashlib.md5(clear, usedforsecurity=False).hexdigest()
    return b"APOP " + _octets(login.name) + b" " + digest.encode()


def _end(octets: bytes) -> bytes:
    return b"\r\n" if octets.endswith(b"\r\n") else b"\n"


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
