"""What `openssl s_client` prints around a session: certificates, session tickets, its own answers.

It also takes some lines for itself: without -quiet, what begins with Q ends it and what begins with
R asks for a renegotiation, and neither goes to the server (openssl-s_client, CONNECTED COMMANDS).
"""

import re

from tutor.importing.pieces import Piece, Sort
from tutor.importing.rows import Row

_COMMAND = re.compile(r"(?:sudo +)?(?:\S{0,80}/)?openssl(?:\.exe)? +s_client\b(.*)")
_CONNECT = re.compile(r"-connect[ =]+\[?([\w.:-]{1,253}?)\]?:([0-9]{1,5}|[a-z0-9-]{1,12})(?=\s|$)")
_STARTTLS = re.compile(r"-starttls[ =]+(\w+)")
_BEGINS = re.compile(r"CONNECTED\([0-9A-Fa-f]+\)|Connecting to [0-9a-fA-F.:]+|depth=[0-9]+ .*")
_SECTION = re.compile(
    r"Certificate chain|Server certificate|No client certificate CA names sent"
    r"|Acceptable client certificate CA names|SSL handshake has read .*|New, .*|Reused, .*"
    r"|Post-Handshake New Session Ticket arrived:|SSL-Session:|no peer certificate available"
)
_ALONE = re.compile(
    r"depth=[0-9]+ .*|verify (?:return|error):.*|read R BLOCK|Can't use SSL_get_servername"
    r"|CONNECTED\([0-9A-Fa-f]+\)|Connecting to [0-9a-fA-F.:]+|KEYUPDATE|HEARTBEATING"
    r"|[0-9A-F]{8,16}:error:.*|didn't find STARTTLS in server response.*"
    # With -brief:
    r"|CONNECTION ESTABLISHED|Protocol version: .*|Ciphersuite: .*|Peer certificate: .*"
    r"|Hash used: .*|Signature type: .*|Verification(?: error)?: .*|(?:Server|Peer) Temp Key: .*"
)
_CHAIN = 24
_ENDS = {
    "DONE": {"by": "client", "reason": ""},
    "closed": {"by": "server", "reason": ""},
    "read:errno=0": {"by": "server", "reason": ""},
}
_NEW = re.compile(r"(?:New|Reused), ([^,]{1,40}), Cipher is (\S{1,80})")
_PROTOCOL = re.compile(r" *Protocol(?: version)? *: (\S{1,40})")
_CIPHER = re.compile(r"Ciphersuite: (\S{1,80})")
_VERIFIED = re.compile(r" *(?:Verify return code: 0 \(ok\)|Verification: OK)")


def command(text: str) -> dict[str, object] | None:
    """Host, port and protocol of an `openssl s_client` command."""
    match = _COMMAND.fullmatch(text)
    if match is None:
        return None
    where, kind = _CONNECT.search(match[1]), _STARTTLS.search(match[1])
    told: dict[str, object] = {"tls": True}
    if kind is not None and kind[1] in ("smtp", "pop3"):
        told["protocol"] = kind[1]
    return {**told, "host": where[1], "port": where[2]} if where else told


def begins(text: str) -> bool:
    """Whether a line is of openssl's own output."""
    return bool(_BEGINS.fullmatch(text) or _ALONE.fullmatch(text))


class Reader:
    """Walks along the rows of a copy; `found` says whether any was openssl's."""

    def __init__(self, rows: list[Row]) -> None:
        self.found = any(begins(row.text) for row in rows)
        self._rows = rows
        self._inside = False
        self._about: dict[str, object] = {}
        self._secure = False

    def restart(self) -> None:
        """Another connection is opened."""
        self._inside, self._secure, self._about = False, False, {}

    def take(self, at: int) -> list[Piece] | None:
        """The pieces of a row if it is openssl's, none if it is only noise; None if it is not."""
        if not self.found:
            return None
        row = self._rows[at]
        text = row.text
        if self._inside:
            return self._within(at, text)
        if _BEGINS.fullmatch(text) or _ALONE.fullmatch(text):
            self._inside = text.startswith("CONNECTED(") and self._chain_follows(at)
            self._begin(text)
            self._learn(text)
            return []
        if text.rstrip() == "---" and self._is_section(at + 1):
            self._inside = True
            return []
        return self._outside(at, row)

    def _outside(self, at: int, row: Row) -> list[Piece] | None:
        text = row.text.strip()
        if text in _ENDS:
            return [*self._secured(row.number), Piece(row.number, Sort.CLOSE, about=_ENDS[text])]
        if text == "RENEGOTIATING" or (not text and not self._secure):
            return []
        after = self._rows[at + 1].text.strip() if at + 1 < len(self._rows) else ""
        if (after == "RENEGOTIATING" and text[:1] == "R") or (after == "DONE" and text[:1] == "Q"):
            return [Piece(row.number, Sort.NOISE)]
        secured = self._secured(row.number)
        if secured and text.startswith("250 "):
            # The end of the answer that openssl read before TLS; nobody else has seen its question.
            return [*secured, Piece(row.number, Sort.NOISE)]
        return [*secured, Piece(row.number, Sort.LINE, row.text)] if secured else None

    def _secured(self, number: int) -> list[Piece]:
        """TLS began before the first line that openssl passed on."""
        if self._secure:
            return []
        self._secure = True
        about = {"version": "TLS", "verified": False, **self._about}
        return [Piece(number, Sort.TLS, about=about)]

    def _begin(self, text: str) -> None:
        if self._secure and text.startswith(("CONNECTED(", "Connecting to ")):
            self._secure, self._about = False, {}

    def _within(self, at: int, text: str) -> list[Piece]:
        self._learn(text)
        if text.rstrip() == "---":
            self._inside = self._is_section(at + 1)
        return []

    def _learn(self, text: str) -> None:
        if self._secure:
            return
        new, protocol, cipher = _NEW.match(text), _PROTOCOL.match(text), _CIPHER.match(text)
        if new is not None:
            self._about.setdefault("version", new[1])
        if protocol is not None:
            self._about["version"] = protocol[1]
        if new is not None or cipher is not None:
            self._about["cipher"] = new[2] if new else cipher[1] if cipher else ""
        if _VERIFIED.match(text):
            self._about["verified"] = True

    def _chain_follows(self, at: int) -> bool:
        """Whether the long form follows (not with -quiet or -brief)."""
        return any(row.text.startswith("---") for row in self._rows[at + 1 : at + _CHAIN])

    def _is_section(self, at: int) -> bool:
        return at < len(self._rows) and _SECTION.match(self._rows[at].text) is not None
