"""Text made harmless: what could act on a terminal or turn a line around becomes visible text."""

import re

_ACTIVE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]|\n|\t"
)


def visible(text: str) -> str:
    """`text` with control, bidi and invisible characters written as \\xNN or \\uNNNN."""
    if text.isprintable():
        return text
    return re.sub(_ACTIVE, _written, text)


def _written(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] == "\t":
        return "    "
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
