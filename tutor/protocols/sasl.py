"""SASL as both protocols carry it: which octets of a line are a credential (RFC 4422, 4954, 5034).

The only place that knows where a login hides its secret; the grammars call it.
"""

import base64
import binascii
import re

from tutor.core.secrets import Span
from tutor.core.spec import Phrase

MECHANISMS = frozenset(
    """PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256
    SCRAM-SHA-256-PLUS SCRAM-SHA-512 EXTERNAL ANONYMOUS GSSAPI GS2-KRB5 GSS-SPNEGO NTLM XOAUTH2
    OAUTHBEARER OAUTH10A KERBEROS_V4 KERBEROS_V5 OTP SKEY SECURID NMAS_LOGIN
    ECDSA-NIST256P-CHALLENGE SAML20 OPENID20 EAP-AES128""".split()
)

SECRET_WORDS = ("PASS", "AUTH", "LOGIN")
"""An unknown word that begins so is taken for a login: a slip must not show a password."""


_WIDE_BLANK = "\u3000".encode()
"""The blank that a Chinese input method types."""
_WIDE_STAR = "\uff0a".encode()
_WIDE = b"\xe3\x80\x80|\xef\xbc[\x81-\xbf]|\xef\xbd[\x80-\x9e]"
"""The octets of U+3000 and of U+FF01 to U+FF5E: ASCII in the width of a Chinese character."""
_LEAST = 4
"""Characters without which nothing is taken for base64 that lost its `=`."""
_READABLE = 6
"""Octets, two groups of four characters, that have to be readable where no `=` is seen."""


def decoded(text: bytes) -> bytes | None:
    """The octets that base64 text stands for, or None if it is not base64 (RFC 4648 4)."""
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None


def _repaired(value: bytes) -> bytes | None:
    """What base64 with too few or too many `=`, or a lost character, stands for as far as it goes.

    None for what is plain text of letters and digits: without a `=` at its end, the first eight
    characters have to stand for something that can be read (RFC 4648 4).
    """
    value = value.strip()
    text = value.rstrip(b"=")
    if not text.isascii() or not text.translate(None, b"+/").isalnum() or len(text) < _LEAST:
        return None
    whole = text[: len(text) - (len(text) % 4 == 1)]
    clear = binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    if len(text) < len(value):
        return clear
    start = clear[:_READABLE].replace(b"\0", b"")
    return clear if len(clear) >= _READABLE and start.isascii() and _is_printed(start) else None


def _is_printed(text: bytes) -> bool:
    return text.decode("latin-1").isprintable()


def shape(value: bytes) -> tuple[str, ...]:
    """What may be told of a hidden answer.

    That it is base64 ("base64"), of a text that ends in a newline ("newline") or holds an @ ("at");
    that it would be base64 if its length were a multiple of four ("padding"); that somebody made it
    unreadable before it came here ("masked"); that it holds a character of an input method that
    looks like an ASCII one ("wide"), and is nothing but the asterisk of it ("star").
    """
    if b"**" in value:
        return ("masked",)
    clear = decoded(value)
    if clear is None:
        if _repaired(value) is not None:
            return ("padding",)
        wide = ("wide",) if not value.isascii() and re.search(_WIDE, value) else ()
        star = ("star",) if value.strip() == _WIDE_STAR else ()
        return (*(("at",) if b"@" in value else ()), *wide, *star)
    found = ["base64"]
    if clear.endswith((b"\n", b"\r")):
        found.append("newline")
    if b"@" in clear:
        found.append("at")
    return tuple(found)


def _shape_of_answer(value: bytes, *, plain: bool) -> tuple[str, ...]:
    """The shape of what has to be base64: also whether it stands for no text at all ("binary").

    `plain`: PLAIN's three parts may be in it; "no-nul" says that nothing divides them (RFC 4616 2).
    After an empty challenge other mechanisms begin as well: there the word tells nothing.
    """
    found = shape(value)
    clear = decoded(value) if "base64" in found else None
    if clear is None:
        return found
    if not _is_text(clear):
        return (*found, "binary")
    return (*found, "no-nul") if plain and b"\0" not in clear else found


def answer(line: bytes, challenge: str) -> Phrase:
    """A line inside a SASL dialogue: `*` gives up, everything else may be a credential."""
    if line == b"*":
        return Phrase("AUTH-CANCEL", "AUTH-CANCEL", known=True)
    if not line:
        return Phrase("AUTH-RESPONSE", "AUTH-RESPONSE", known=True)
    asked = (decoded(challenge.encode("utf-8", "replace")) or b"").lower()
    names_user = b"user" in asked and b"pass" not in asked
    what = "name" if names_user else _kind(line)
    told = _shape_of_answer(line, plain=what == "password" and not challenge.strip())
    spans: tuple[Span, ...] = ((0, len(line), what, told),)
    secrets = () if names_user else values(line)
    return Phrase("AUTH-RESPONSE", "AUTH-RESPONSE", known=True, spans=spans, secrets=secrets)


def values(text: bytes) -> tuple[bytes, ...]:
    """The values in an initial response or an answer that must not be seen in an echo."""
    clear = decoded(text)
    if clear is None:
        clear = _repaired(text)
    if clear is None:
        return (text,)
    parts = [clear]
    if b"\0" in clear:
        parts.append(clear.rpartition(b"\0")[2])
    if b"\x01" in clear:
        fields = (part for part in clear.split(b"\x01") if part[:5].lower() == b"auth=")
        parts += [part.rpartition(b" ")[2] for part in fields]
    if b" " in clear and b"\x01" not in clear:
        parts.append(clear.rpartition(b" ")[2])
    parts += [part[2:] for part in clear.split(b",") if part.startswith(b"p=")]
    return (text, *(part.strip() for part in parts if part.strip()))


def login(line: bytes, argument_at: int, verb: str) -> Phrase:
    """AUTH mechanism [initial-response]: what stands behind the mechanism is a credential."""
    rest = line[argument_at:]
    mechanism, _, response = rest.partition(b" ")
    parted = _is_parted(mechanism, response)
    if parted:
        _, _, response = response.lstrip().partition(b" ")
        mechanism = rest[: len(rest) - len(response)].rstrip()
    response_at = argument_at + len(mechanism) + 1
    trimmed = response.strip()
    if not parted and _looks_like_response(mechanism):
        return _hidden(verb, "AUTH", line, argument_at, rest)
    if not trimmed or trimmed == b"=":
        argument = rest.decode("utf-8", "replace")
        return Phrase(verb, "AUTH", known=True, argument=argument)
    name = mechanism.decode("ascii", "replace")
    return _hidden(verb, "AUTH", line, response_at, response, argument=name)


def _is_parted(mechanism: bytes, response: bytes) -> bool:
    """Whether a known name was typed as two words ("log in"); the second is no secret then."""
    joined = mechanism + (response.split(maxsplit=1) or [b""])[0]
    name, first = joined.decode("latin-1").upper(), mechanism.decode("latin-1").upper()
    return bool(first) and first not in MECHANISMS and name in MECHANISMS


def slip(line: bytes, start: int, word: str) -> Phrase:
    """An unknown word at `start` that begins as a login does: all behind that is hidden."""
    prefix = start + len(word)
    # A blank of an input method is no secret, and the reason why the word is unknown.
    prefix += len(_WIDE_BLANK) * line.startswith(_WIDE_BLANK, prefix)
    if not line[prefix:].strip():
        return Phrase(word, word, known=False)
    value = line[prefix:].strip()
    argument, last = value.partition(b" ")[2].strip(), value.rpartition(b" ")[2]
    spans: tuple[Span, ...] = ((prefix, len(line), "password", shape(last)),)
    secrets = (value, *((argument,) if argument else ()), *values(last))
    return Phrase(word + "****", word, known=False, spans=spans, secrets=secrets)


def _hidden(
    verb: str, move: str, line: bytes, start: int, value: bytes, *, argument: str = ""
) -> Phrase:
    told = _shape_of_answer(value, plain=argument.upper() == "PLAIN")
    spans: tuple[Span, ...] = ((start, len(line), _kind(value), told),)
    return Phrase(verb, move, known=True, argument=argument, spans=spans, secrets=values(value))


def _is_text(clear: bytes) -> bool:
    try:
        clear.decode()
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_response(mechanism: bytes) -> bool:
    """Whether base64 stands where the name of a mechanism should (a credential, then)."""
    name = mechanism.decode("latin-1")
    if not name or name.upper() in MECHANISMS:
        return False
    odd = any(not (char.isascii() and (char.isalnum() or char in "-_")) for char in name)
    return odd or (name.upper() != name and name.lower() != name) or len(name) > 20


def _kind(value: bytes) -> str:
    clear = decoded(value) or b""
    if b"auth=Bearer" in clear or b"auth=bearer" in clear:
        return "token"
    tail = clear.rpartition(b" ")[2]
    if b" " in clear and len(tail) == 32 and all(c in b"0123456789abcdef" for c in tail):
        return "digest"
    return "password"
