r"""Octets with a declared charset, as text: what mailers name is often not what they mean."""

import codecs

from tutor.core import octets

# The charset that a name stands for in practice, where mailers use a larger one under the old name.
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_NAMES = {"gb_2312-80": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949"}
# No charsets but notations: slow without bound, with warnings of their own, or (UTF-7) able to hide
# anything and to give lone surrogates, which nothing can print. They stay as they are written.
_NOTATIONS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}


def decode(data: bytes, charset: str) -> str:
    r"""The text; never raises. An unknown or a wrong charset gives way to UTF-8 or GB18030.

    What fits none of them (a broken or cut text) is read as declared, \xNN where it breaks.
    """
    codec = _codec(charset)
    try:
        return data.decode(codec)
    except (LookupError, UnicodeError):
        pass
    text, found = octets.decode(data)
    if found != "unknown-8bit":
        return text
    try:
        return data.decode(codec, "backslashreplace")
    except (LookupError, UnicodeError):
        return text


def _codec(charset: str) -> str:
    """The name of Python's codec; "undefined" (it fails always) when there is none."""
    name = _NAMES.get(charset.lower(), charset)
    try:
        codec = codecs.lookup(name[:40]).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return "undefined"
    return "undefined" if codec in _NOTATIONS else _MEANT.get(codec, codec)
