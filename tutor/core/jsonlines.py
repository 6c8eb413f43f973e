"""One JSON value a line, with nothing in it that could act on a terminal.

C0 controls leave as escapes by themselves; DEL, C1 and bidi controls, line separators and lone
surrogates are escaped here as well.
"""

import json
import re

_ACTIVE = "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"


def line(value: object) -> str:
    """`value` as JSON on one line, without a line end."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    if text.isascii() and "\x7f" not in text:
        return text
    return re.sub(_ACTIVE, lambda match: f"\\u{ord(match[0]):04x}", text)
