"""SASL from the server's side: PLAIN, LOGIN, CRAM-MD5 (RFC 4422, 4616, 2195), for both protocols.

Knows no replies: a command or octets in, a challenge or an outcome out. What a client's answer may
show is decided in `sasl`.
"""

import base64
from collections.abc import Callable
from enum import Enum

from tutor.core.events import Command
from tutor.protocols import sasl
from tutor.protocols.hosting import Account, Talk

MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5")

Finder = Callable[[str], Account | None]


class Refusal(Enum):
    """Why a dialogue ended without an account."""

    WRONG = "wrong"
    MALFORMED = "malformed"
    BASE64 = "base64"


Step = bytes | Account | Refusal
"""The next challenge, or who has logged in, or why not."""


class Dialogue:
    """One login in progress.

    `prompts` are what LOGIN asks with: servers differ in the letter case. `nonce` is CRAM-MD5's
    challenge, new for each dialogue.
    """

    def __init__(
        self, mechanism: str, find: Finder, prompts: tuple[bytes, bytes], nonce: bytes
    ) -> None:
        self.mechanism = mechanism
        self._find = find
        self._prompts = prompts
        self._nonce = nonce
        self._user: str | None = None

    def begin(self, initial: bytes | None) -> Step:
        """Start, perhaps with the client's initial response (RFC 4954 4)."""
        if initial is not None:
            return Refusal.MALFORMED if self.mechanism == "CRAM-MD5" else self.go_on(initial)
        if self.mechanism == "LOGIN":
            return self._prompts[0]
        return self._nonce if self.mechanism == "CRAM-MD5" else b""

    def go_on(self, response: bytes) -> Step:
        """Take the client's answer."""
        if self.mechanism == "PLAIN":
            return self._plain(response)
        if self.mechanism == "CRAM-MD5":
            return self._digest(response)
        if self._user is None:
            self._user = _text(response)
            return self._prompts[1]
        return self._checked(self._user, _text(response))

    def _plain(self, response: bytes) -> Step:
        """authzid NUL authcid NUL passwd (RFC 4616 2)."""
        parts = response.split(b"\0")
        if len(parts) != 3 or not parts[1]:
            return Refusal.MALFORMED
        acting, name, code = map(_text, parts)
        other = bool(acting) and self._find(acting) != self._find(name)
        return Refusal.WRONG if other else self._checked(name, code)

    def _digest(self, response: bytes) -> Step:
        """user name, space, HMAC-MD5 of the challenge in lower-case hexadecimal (RFC 2195 2)."""
        name, _, digest = response.rpartition(b" ")
        if not name:
            return Refusal.MALFORMED
        account = self._find(_text(name))
        if account is None or keyed(account.code, self._nonce) != _text(digest):
            return Refusal.WRONG
        return account

    def _checked(self, name: str, code: str) -> Step:
        account = self._find(name)
        return account if account is not None and account.code == code else Refusal.WRONG


class Logins:
    """The logins of one connection: how many were refused, and the one in progress, if any."""

    def __init__(self, talk: Talk, prompts: tuple[bytes, bytes]) -> None:
        self.refused = 0
        self._talk = talk
        self._prompts = prompts
        self._begun = 0
        self._dialogue: Dialogue | None = None

    def begin(self, mechanism: str, command: Command) -> Step:
        """AUTH, perhaps with an initial response; `=` is an empty one (RFC 4954 4, RFC 5034 4)."""
        talk = self._talk
        # One AUTH may follow another: a challenge is never the same twice (RFC 2195 2).
        self._begun += 1
        nonce = f"<{self._begun}.{talk.token}@{talk.name}>".encode()
        self._dialogue = Dialogue(mechanism, talk.office.find, self._prompts, nonce)
        empty = "=" in command.phrase.argument.split()[1:]
        response = talk.credential(command).strip() or (b"=" if empty else None)
        if response is None:
            return self._ended(self._dialogue.begin(None))
        return self._decoded(b"" if response == b"=" else response, self._dialogue.begin)

    def go_on(self, command: Command) -> Step:
        """The client's answer to a challenge."""
        if self._dialogue is None:
            return Refusal.WRONG
        return self._decoded(self._talk.credential(command), self._dialogue.go_on)

    def refuse(self) -> str:
        """Count a refused login, SASL or not; the mechanism that it ends, if any."""
        mechanism = self._dialogue.mechanism if self._dialogue else ""
        self._dialogue = None
        self.refused += 1
        return mechanism

    def drop(self) -> None:
        """Forget the login in progress."""
        self._dialogue = None

    def _decoded(self, response: bytes, take: Callable[[bytes], Step]) -> Step:
        clear = sasl.decoded(response)
        return Refusal.BASE64 if clear is None else self._ended(take(clear))

    def _ended(self, step: Step) -> Step:
        if isinstance(step, Account):
            self._dialogue = None
        return step


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


def answer(name: str, code: str, challenge: str) -> bytes | None:
    """The client's answer to CRAM-MD5's challenge, both in base64; None where that is no challenge
    (RFC 2195 2)."""
    clear = sasl.decoded(challenge.encode("utf-8", "replace"))
    if not clear:
        return None
    said = f"{name} {keyed(code, clear)}"
    return base64.b64encode(said.encode("utf-8", "surrogateescape"))


def keyed(code: str, challenge: bytes) -> str:
    """CRAM-MD5's digest: HMAC-MD5 of the challenge, keyed with the code, in lower-case hexadecimal
    (RFC 2195 2)."""
    import hmac

    return hmac.new(code.encode("utf-8", "surrogateescape"), challenge, "md5").hexdigest()
