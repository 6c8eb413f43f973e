"""Encoded words in header fields: `=?charset?B?...?=` back to text (RFC 2047)."""

import re
from itertools import groupby

from tutor.message import charsets, transfer

# A language may follow the charset (RFC 2231 5). A "?" in the text is illegal and met in practice;
# how many is bounded, because the search would be quadratic without.
_WORD = r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([BbQq])\?([^?]*(?:(?<!=)\?(?!=)[^?]*){0,9})\?="
_ONE = re.compile(_WORD)
_RUN = re.compile(f"{_WORD}(?:[ \t]+{_WORD})*")


def decode(value: str) -> str:
    """The unfolded value with its encoded words read, in quotes as well (illegal, but common)."""
    return _RUN.sub(lambda run: _joined(run[0]), value) if "=?" in value else value


def _joined(run: str) -> str:
    """Adjacent words, the space between them dropped (6.2).

    Neighbours of one charset are joined as octets: mailers cut where a line is full, between the
    octets of one character too.
    """
    words = ((word[1].lower(), _octets(word[2], word[3])) for word in _ONE.finditer(run))
    return "".join(
        charsets.decode(b"".join(octets for _, octets in group), charset)
        for charset, group in groupby(words, key=lambda word: word[0])
    )


def _octets(encoding: str, text: str) -> bytes:
    # Text beyond ASCII has no place here, but was read as something: as UTF-8 it comes back whole.
    data = text.encode("utf-8", "replace")
    return transfer.base64(data) if encoding in "Bb" else transfer.q(data)
