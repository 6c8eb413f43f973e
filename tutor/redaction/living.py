"""A look at a recording for the secrets of its own session, in every form they may have."""

import re
from collections.abc import Iterable

from tutor.core.secrets import Secrets
from tutor.core.wire import Remark, Side, Wire


def holds(facts: Iterable[Wire | Remark], secrets: Secrets) -> int | None:
    """The number of the first fact (from 1) that holds a secret of the session: raw, in base64,
    hexadecimal, URL-encoded, or as a digest; None where none does."""
    forms = sorted(secrets.watched() | secrets.digests(), key=len, reverse=True)
    if not forms:
        return None
    pattern = re.compile(b"|".join(map(re.escape, forms)), re.IGNORECASE)
    longest = len(forms[0])
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
        if pattern.search(data):
            return number
    return None
