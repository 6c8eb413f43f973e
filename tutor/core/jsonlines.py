"""One JSON value a line, with nothing in it that could act on a terminal.

C0 controls leave as escapes by themselves; DEL, C1 and bidi controls, line separators and lone
surrogates are escaped here as well.
"""

import re
from json.encoder import JSONEncoder, encode_basestring

_ACTIVE = "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
_encode = JSONEncoder(ensure_ascii=False).encode


def line(value: object) -> str:
    """`value` as JSON on one line, without a line end."""
    return _harmless(_encode(value))


def string(text: str) -> bytes:
    """The same for a text alone, in UTF-8 and between its quotation marks."""
    quoted = encode_basestring(text)
    if quoted.isascii() and "\x7f" not in quoted:
        return quoted.encode()
    return _harmless(quoted).encode()


def _harmless(text: str) -> str:
    # Everything that is escaped here is unprintable, and asking that is cheaper than searching.
    if (text.isascii() and "\x7f" not in text) or text.isprintable():
        return text
    return re.sub(_ACTIVE, lambda match: f"\\u{ord(match[0]):04x}", text)
