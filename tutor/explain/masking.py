"""What was asked may hold a password: it is hidden before anything else is done with the line."""

import re

from tutor.core.octets import decode
from tutor.core.secrets import hide
from tutor.core.spec import Facts
from tutor.explain.asking import is_offer, is_status
from tutor.explain.catalogue import Catalogue
from tutor.protocols import PROTOCOLS, sasl


def masked(catalogue: Catalogue, line: bytes) -> tuple[bytes, bool]:
    """The line as it may be shown, and whether anything was hidden in it.

    A login may also stand behind other words; all protocols' grammars are asked, whichever the
    reader asked about.
    """
    shown = decode(line)[0]
    if is_status(line) or is_offer(catalogue, shown) or catalogue.knows(shown):
        return line, False
    spans: list[tuple[int, int]] = []
    for found in re.finditer(rb"\S+", line):
        at = found.start()
        read = [p.grammar.command(line[at:], Facts()) for p in PROTOCOLS.values()]
        # What one protocol knows, the other may take for a slip, and hide more than the secret.
        sure = [phrase for phrase in read if phrase.known and phrase.spans]
        for phrase in sure or (read if at == 0 else ()):
            spans += [(at + start, at + end) for start, end, _, _ in phrase.spans]
    if not spans:
        return line, False
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return hide(line, ((start, end, "password", ()),))[0], True


def is_answer(shown: str) -> bool:
    """Whether a lone word is what one answers in a login: base64 of readable text."""
    if " " in shown or len(shown) < 8 or shown in (shown.lower(), shown.capitalize()):
        return False
    clear = sasl.decoded(shown.encode("utf-8", "replace"))
    try:
        text = (clear or b"").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text) and re.sub("[\0\x01\r\n]", "", text).isprintable()
