r"""Octets with a declared charset, as text: what mailers name is often not what they mean."""

import codecs
from typing import NamedTuple

from tutor.core import octets

# The charset that a name stands for in practice, where mailers use a larger one under the old name.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "utf-8-sig": "utf-8",
}
_NAMES = {
    "cn-big5": "big5hkscs",
    "cn-gb": "gb18030",
    "gb_2312-80": "gb18030",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-936": "gb18030",
    "x-gb2312": "gb18030",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-windows-949": "cp949",
    "x-x-big5": "big5hkscs",
}
# No charsets but notations: slow without bound, with warnings of their own, or (UTF-7) able to hide
# anything and to give lone surrogates, which nothing can print. They stay as they are written.
# What Windows calls its own charset is another on each machine.
_NOTATIONS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
_NOTATIONS |= {"mbcs", "oem"}
# Nearly any octets are some text in these. Where they are UTF-8 as well, the smaller old charset
# beside it tells common characters from chance.
_COMMON = {"gb18030": "gb2312", "big5hkscs": "big5", "cp932": "shift_jis", "cp949": "euc_kr"}
_COMMON |= {"euc_jp": "euc_jp", "cp874": "cp874"}  # for want of a smaller one
_SEVEN_BIT = ("iso2022", "hz")
_WIDE = ("utf-16", "utf-32")
_VAGUE = {"ascii", "undefined", "utf-8"}  # what mailers write that do not know


class Reading(NamedTuple):
    r"""A text and the charset that it was read in, by Python's name.

    charset: "unknown-8bit" (RFC 1428) where no charset fits: what breaks is \xNN in `text`
    fits: whether it is the charset that was declared, or ASCII, which is the same in most
    """

    text: str
    charset: str
    fits: bool


def decode(data: bytes, charset: str) -> str:
    """The text alone; see `read`."""
    return read(data, charset).text


def read(data: bytes, charset: str) -> Reading:
    r"""The text; never raises. An unknown or a wrong charset gives way to UTF-8 or GB18030.

    What fits none of them (a broken or cut text) is read as declared, \xNN where it breaks.
    """
    if not charset:
        return _guessed(data, "undefined")
    codec = _codec(charset, data)
    try:
        text = data.decode(codec)
    except (LookupError, UnicodeError):
        return _guessed(data, codec)
    if codec.startswith(_WIDE) or not (codec == "utf-8" or data.isascii()):
        better = _utf8(data)
        if better is not None and not _is_likely(data, text, codec):
            return Reading(better, "utf-8", fits=False)
    return Reading(text.removeprefix("\ufeff"), codec, True)


def _guessed(data: bytes, codec: str) -> Reading:
    """What does not fit its charset, in another; else in its own, as far as that goes."""
    if not codec.startswith(_SEVEN_BIT):
        text, found = octets.decode(data)
        if found != "unknown-8bit":
            return Reading(text, found, data.isascii())
        if codec in _VAGUE and (chinese := _chinese(data)) is not None:
            return Reading(chinese, "gb18030", fits=False)
    try:
        return Reading(data.decode(codec, "backslashreplace"), "unknown-8bit", fits=True)
    except (LookupError, UnicodeError):
        return Reading(octets.decode(data)[0], "unknown-8bit", fits=False)


def _chinese(data: bytes) -> str | None:
    r"""GB18030 with a rare character here and there, cut or not; None where it is anything else."""
    for end in (len(data), len(data) - 1):
        try:
            text = data[:end].decode("gb18030")
        except UnicodeError:
            continue
        plain = len(text.encode("ascii", "ignore"))
        marks = text.count("—") + text.count("·")  # in GB 2312, by other names in Python's
        common = (len(text.encode("gb2312", "ignore")) - plain) // 2 + marks
        if common >= 4 and common * 10 >= (len(text) - plain) * 9:
            return text + data[end:].decode("ascii", "backslashreplace")
    return None


def _is_likely(data: bytes, text: str, codec: str) -> bool:
    """Whether octets that could be UTF-8 are rather what was declared."""
    if codec.startswith(_WIDE):
        # Latin text would hold NULs. Without any, it is Chinese (common characters only) or ASCII.
        return b"\0" in data or _is_in("gb2312", text) or _is_in("big5", text)
    narrow = _COMMON.get(codec)
    try:
        return narrow is not None and text.encode(narrow) == data
    except UnicodeError:
        return False


def _is_in(charset: str, text: str) -> bool:
    try:
        return bool(text.encode(charset))
    except UnicodeError:
        return False


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeError:
        return None


def _codec(charset: str, data: bytes) -> str:
    """The name of Python's codec; "undefined" (it fails always) when there is none."""
    name = charset.strip().lower()
    name = _NAMES.get(name, name)
    try:
        codec = codecs.lookup(name[:40]).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return "undefined"
    if codec == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-be"  # RFC 2781 4.3; Python would take this machine's order
    return "undefined" if codec in _NOTATIONS else _MEANT.get(codec, codec)
