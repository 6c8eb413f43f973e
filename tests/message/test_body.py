"""The text of a body: transfer encodings, charsets, parts."""

import pytest

from tutor.message import read


def text(head: str, body: bytes) -> str:
    return read(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body).text


def parts(*sources: bytes, kind: str = "mixed") -> bytes:
    """A multipart message whose parts are these; each begins with its own header fields."""
    body = b"".join(b"--=_b\r\n" + source + b"\r\n" for source in sources)
    head = f'Content-Type: multipart/{kind};\r\n boundary="=_b"\r\n\r\npreamble\r\n'.encode()
    return head + body + b"--=_b--\r\nepilogue\r\n"


PLAIN = b"Content-Type: text/plain\r\n\r\nplain"
HTML = b"Content-Type: text/html\r\n\r\n<b>html</b>"
CALENDAR = b"Content-Type: text/calendar\r\n\r\nBEGIN"
IMAGE = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K"
ATTACHED = (
    b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a\r\n\r\nattached"
)


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("7bit", b"a\r\nb\nc\r\n", "a\nb\nc\n"),
        ("", b"a=41\r\n", "a=41\n"),
        ("BASE64 ", b"xOO6\r\nww==\r\n", "你好"),
        ("base64", b"xOO6w", r"你\xba"),  # cut: six bits are no octet
        ("base64", b"xOO6ww", "你好"),
        ("base64", b"xO!O6\0ww=", "你好"),
        ("base64", b"xOM=uuM=", "你恒"),  # two encoders' output, joined
        ("base64", b"====", ""),
        ("quoted-printable", b"=C4=E3=\r\n=ba=C3 =3D =4\r\n", "你好 = =4\n"),
        ("x-unheard-of", b"abc", "abc"),
    ],
)
def test_transfer_encoding(encoding: str, body: bytes, expected: str) -> None:
    head = f"Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: {encoding}"
    assert text(head, body) == expected


def test_a_body_without_any_label() -> None:
    assert text("Subject: hi", "你好\r\n".encode("gbk")) == "你好\n"
    assert text("Content-Type: text", b"hi") == "hi"


def test_a_single_part_that_is_no_text() -> None:
    assert text("Content-Type: application/pdf", b"%PDF-1.4 \xff") == ""


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([PLAIN, HTML], "plain"),
        ([HTML, PLAIN], "plain"),
        ([IMAGE, HTML, CALENDAR], "<b>html</b>"),
        ([IMAGE, CALENDAR], "BEGIN"),
        ([HTML, ATTACHED], "<b>html</b>"),
        ([IMAGE, ATTACHED], "attached"),
        ([IMAGE], ""),
        ([], ""),
        ([b"\r\nno header fields", HTML], "no header fields"),
        ([IMAGE, parts(HTML, PLAIN, kind="alternative").replace(b"=_b", b"=_c")], "plain"),
        ([b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nforwarded"], "forwarded"),
    ],
)
def test_which_part_is_shown(sources: list[bytes], expected: str) -> None:
    assert read(parts(*sources)).text == expected
    assert read(parts(*sources).replace(b"\r\n", b"\n")).text == expected


def test_a_part_has_its_own_charset_and_encoding() -> None:
    part = b"Content-Type: text/plain; charset=gbk\r\n"
    part += b"Content-Transfer-Encoding: base64\r\n\r\nxOO6ww=="
    assert read(parts(IMAGE, part)).text == "你好"


def test_a_multipart_cut_short_or_without_boundary() -> None:
    whole = parts(PLAIN, IMAGE)
    assert read(whole[: whole.index(b"ain\r\n--")]).text == "pl"
    assert text("Content-Type: multipart/mixed", b"as typed") == "as typed"


def test_nesting_without_end_is_survived() -> None:
    level = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    source = "".join(level.format(depth) for depth in range(5000)) + "\ndeep"
    assert read(source.encode()).text.endswith("deep")
    assert read(level.format(0).encode() * 5000 + b"\ndeep").octets
