"""SASL from the server's side: PLAIN, LOGIN, CRAM-MD5 (RFC 4422, 4616, 2195), for both protocols.

Knows neither base64 nor replies: octets in, a challenge or an outcome out. What a client's answer
may show is decided in `sasl`.
"""

from collections.abc import Callable
from enum import Enum

from tutor.protocols.hosting import Account

MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5")

Finder = Callable[[str], Account | None]


class Refusal(Enum):
    """Why a dialogue ended without an account."""

    WRONG = "wrong"
    MALFORMED = "malformed"


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
        if account is None or _hmac_md5(account.code.encode(), self._nonce) != _text(digest):
            return Refusal.WRONG
        return account

    def _checked(self, name: str, code: str) -> Step:
        account = self._find(name)
        return account if account is not None and account.code == code else Refusal.WRONG


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


def _hmac_md5(key: bytes, text: bytes) -> str:
    import hmac

    return hmac.new(key, text, "md5").hexdigest()
