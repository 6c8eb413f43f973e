"""A look at a recording for the secrets of its own session, in every form they may have."""

import base64
import html
import re
from collections.abc import Iterable, Iterator

from tutor.core.secrets import Secrets
from tutor.core.wire import Remark, Side, Wire

_SHORTEST = 6
"""Octets of a form: what is shorter stands by chance in many a text."""
_FOLDS = re.compile(rb"=?\r?\n[ \t]?")


def holds(facts: Iterable[Wire | Remark], secrets: Secrets) -> int | None:
    """The number of the first fact (from 1) that holds a secret of the session: raw, in base64
    (alone or with something in front of it), hexadecimal, URL-encoded, as HTML or quoted-printable
    have it, as a digest, folded over two lines; None where none does."""
    forms = sorted(_forms(secrets), key=len, reverse=True)
    if not forms:
        return None
    pattern = re.compile(b"|".join(map(re.escape, forms)), re.IGNORECASE)
    longest = len(forms[0]) + 4
    # A secret may begin in one stretch and end in the next.
    ends: dict[tuple[int, Side | None], bytes] = {}
    for number, fact in enumerate(facts, 1):
        if isinstance(fact, Remark):
            data = str(fact.value).encode("utf-8", "replace")
        else:
            key = fact.conn, fact.side
            told = str(dict(fact.about)).encode("utf-8", "replace") if fact.about else b""
            data = ends.get(key, b"") + fact.data
            ends[key] = data[-longest:]
            data += told
        if pattern.search(data) or pattern.search(_FOLDS.sub(b"", data)):
            return number
    return None


def _forms(secrets: Secrets) -> frozenset[bytes]:
    watched = secrets.watched()
    digests = secrets.digests()
    found = {form for value in watched for form in _written(value)}
    found |= {form for value in digests for form in _inside(bytes.fromhex(value.decode()))}
    return watched | digests | frozenset(form for form in found if len(form) >= _SHORTEST)


def _written(value: bytes) -> Iterator[bytes]:
    """How a value may be written in a message or a page."""
    wide = value.decode("latin-1").encode("utf-16-le")
    for each in (value, wide, wide[1:]):
        yield from _inside(each)
    yield html.escape(value.decode("latin-1")).encode("latin-1")
    yield re.sub(rb"[^A-Za-z0-9]", lambda match: b"=%02X" % match[0][0], value)
    yield re.sub(rb"[^ -<>-~]", lambda match: b"=%02X" % match[0][0], value)


def _inside(value: bytes) -> Iterator[bytes]:
    """What base64 makes of a value wherever it begins: the signs that hold nothing else."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + value).rstrip(b"=")
        begin = -(-before * 8 // 6)
        core = coded[begin : (before + len(value)) * 8 // 6]
        yield core
        yield core.translate(bytes.maketrans(b"+/", b"-_"))
