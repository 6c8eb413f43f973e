"""Slips in a letter's form: where its header section ends, how its octets are written."""

from tutor.core.events import Exchange
from tutor.slips.finding import Finding
from tutor.slips.line import Line
from tutor.slips.order import HEADERS
from tutor.slips.typed import Typed

_TAGS = (b"<html", b"<body", b"</", b"<br", b"<p>", b"<div", b"<b>")
_LOOKED_AT = 64 * 1024
# In UTF-8 and in GB18030, whose codec is not loaded for this.
_COLONS = ("：".encode(), b"\xa3\xba")
_SHORTEST_LETTER = 12
_CODECS = {
    **{name: name for name in ("utf-8", "gb18030", "big5")},
    **{"us-ascii": "ascii", "ascii": "ascii", "utf8": "utf-8"},
    **{"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030"},
    **{"iso-2022-jp": "iso2022_jp", "shift_jis": "shift_jis", "euc-kr": "euc_kr"},
}
"""Charsets in which not any octets are text, by their names in a letter."""
_TRIALS = frozenset(
    {"test", "testing", "测试", "test mail", "test email", "hello", "hi", "test test"}
)


def blank_line_first(event: Exchange, line: Line) -> Finding | None:
    """The empty line that ends the header section stands before it."""
    letter = line.typed
    if letter is None or letter.stop or not letter.source.strip():
        return None
    if not letter.is_parted:
        return None if _has_full_width_colon(letter) else Finding("text")
    return Finding()


def no_blank_line(event: Exchange, line: Line) -> Finding | None:
    """Text follows the header section at once: it is taken for more of it."""
    letter = line.typed
    if letter is None or not letter.stop or letter.is_parted or _has_full_width_colon(letter):
        return None
    return Finding() if letter.stop < len(letter.source) else Finding("no-body")


def full_width_colon(event: Exchange, line: Line) -> Finding | None:
    """A field name with a Chinese colon is no field."""
    letter = line.typed
    if letter is None or letter.is_ascii or not _has_full_width_colon(letter):
        return None
    return Finding("", {"header": colon_header(letter.break_line)})


def raw_header(event: Exchange, line: Line) -> Finding | None:
    """Letters outside ASCII in a header field, without SMTPUTF8 (RFC 6532, RFC 2047)."""
    letter = line.typed
    if letter is None or letter.is_ascii or letter.head.isascii() or _has_utf8(line):
        return None
    odd = (name for name, value in letter.fields.items() if not value.isascii())
    return Finding("", {"header": next(odd, "Subject").title()})


def wrong_label(event: Exchange, line: Line) -> Finding | None:
    """Octets that cannot be in the charset that the letter declares."""
    letter = line.typed
    if letter is None or not _is_foreign(letter):
        return None
    charset = _charset(letter)
    codec = _CODECS.get(charset)
    if codec is None or "multipart/" in letter.fields.get("content-type", "").lower():
        return None
    try:
        letter.body.decode(codec)
    except UnicodeDecodeError as error:
        # The last character may be cut where a long letter is kept no further.
        return Finding("", {"charset": charset}) if error.start < len(letter.body) - 4 else None
    return None


def no_charset(event: Exchange, line: Line) -> Finding | None:
    """Text outside ASCII, and nothing says in which charset (RFC 2046 4.1.2)."""
    letter = line.typed
    if letter is None or not _is_foreign(letter) or not letter.stop:
        return None
    multipart = "multipart/" in letter.fields.get("content-type", "").lower()
    return None if multipart or _charset(letter) else Finding()


def eight_bit(event: Exchange, line: Line) -> Finding | None:
    """Octets above 127 where the server did not offer them, or was not told (RFC 6152)."""
    letter = line.typed
    if letter is None or not _is_foreign(letter) or event.command is None:
        return None
    said = line.mail.upper()
    if event.command.verb != "." or "BODY=8BITMIME" in said or _has_utf8(line):
        return None
    return Finding("unannounced" if "8BITMIME" in line.facts.offers else "")


def untyped_html(event: Exchange, line: Line) -> Finding | None:
    """HTML that nothing calls HTML is shown as it was typed (RFC 2045 5.2)."""
    letter = line.typed
    if letter is None or "content-type" in letter.fields:
        return None
    body = letter.body[:_LOOKED_AT].lower()
    return Finding() if b"<" in body and any(tag in body for tag in _TAGS) else None


def single_dot(event: Exchange, line: Line) -> Finding | None:
    """A line that began with one dot arrives without it (RFC 5321 4.5.2)."""
    return Finding() if line.dotted else None


def trial(event: Exchange, line: Line) -> Finding | None:
    """A letter of one word was refused: so do machines write."""
    letter = line.typed
    code = event.reply.code if event.reply is not None else None
    if letter is None or not letter.source.strip() or code in ("452", "552"):
        return None
    subject = letter.fields.get("subject", "").lower().strip(" .!")
    body = letter.body[:_LOOKED_AT].strip().lower()
    short = len(body) < _SHORTEST_LETTER or body.strip(b" .!") in (b"test", b"hello")
    return Finding() if short and (subject in _TRIALS or not subject) else None


def _is_foreign(letter: Typed) -> bool:
    """Whether the body is not ASCII, as far as an empty line tells where it begins."""
    return not letter.is_ascii and letter.is_parted and not letter.body.isascii()


def _has_utf8(line: Line) -> bool:
    return "SMTPUTF8" in line.mail.upper()


def _charset(letter: Typed) -> str:
    from tutor.message.parameters import parameter

    return parameter(letter.fields.get("content-type", ""), "charset").strip().lower()


def _has_full_width_colon(letter: Typed) -> bool:
    if letter.is_ascii or letter.is_parted:
        return False
    return bool(colon_header(letter.break_line))


def colon_header(row: bytes) -> str:
    """The name of a header field in front of a full-width colon, as it was typed; "" without."""
    colon = next((colon for colon in _COLONS if colon in row), b"")
    name = row.partition(colon)[0].strip().decode("ascii", "replace") if colon else ""
    return name if name.upper() in HEADERS else ""
