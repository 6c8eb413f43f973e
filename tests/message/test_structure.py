"""The MIME structure: the RFCs' examples, broken ones, and the standard library as witness."""

import email
import email.policy
import time
from email.message import EmailMessage, Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message import read
from tutor.message.structure import Attachment, Part, attachments, structure, walk

RFC_2046_5_1_1 = b"""\
From: Nathaniel Borenstein <nsb@bellcore.com>
MIME-Version: 1.0
Content-type: multipart/mixed; boundary="simple boundary"

This is the preamble.  It is to be ignored.

--simple boundary

This is implicitly typed plain US-ASCII text.
It does NOT end with a linebreak.
--simple boundary
Content-type: text/plain; charset=us-ascii

This is explicitly typed plain US-ASCII text.
It DOES end with a linebreak.

--simple boundary--

This is the epilogue.  It is also to be ignored.
"""


def kinds(part: Part) -> list[tuple[int, str]]:
    return [(depth, inner.kind) for depth, inner in walk(part)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_example_of_rfc_2046(end: bytes) -> None:
    found = structure(RFC_2046_5_1_1.replace(b"\n", end))
    assert kinds(found) == [(0, "multipart/mixed"), (1, "text/plain"), (1, "text/plain")]
    assert [part.lines for part in found.parts] == [2, 2]
    assert [part.charset for part in found.parts] == ["", "us-ascii"]
    assert found.defect == ""
    assert attachments(found) == ()


def test_a_digest_holds_messages() -> None:
    source = b"""\
Content-Type: multipart/digest; boundary="--x"

----x

Subject: one

first
----x
Content-Type: text/plain

second
----x----
----x--
"""  # RFC 2046 5.1.5; the third delimiter is none
    assert kinds(structure(source)) == [
        (0, "multipart/digest"),
        (1, "message/rfc822"),
        (2, "text/plain"),
        (1, "text/plain"),
    ]


def test_delimiters_in_a_row_hold_nothing_between_them() -> None:
    source = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b\n\nx\n--b\n--b--\n"
    assert [part.octets for part in structure(source).parts] == [0, 1]
    assert structure(source.replace(b"\n", b"\r\n")).parts == structure(source).parts


def test_a_type_without_its_second_half_is_plain_text() -> None:
    assert structure(b"Content-Type: text\n\nx").kind == "text/plain"


def test_files_and_pictures_are_attached() -> None:
    letter = EmailMessage(policy=email.policy.SMTP)
    letter.set_content("hello")
    letter.add_alternative("<b>hello</b>", subtype="html")
    letter.add_attachment(bytes(1000), maintype="application", subtype="pdf", filename="报告.pdf")
    letter.add_attachment("text", filename="a b.txt")
    inner = EmailMessage()
    inner.set_content("forwarded")
    letter.add_attachment(inner)
    source = letter.as_bytes()
    found = structure(source)
    assert kinds(found) == [
        (0, "multipart/mixed"),
        (1, "multipart/alternative"),
        (2, "text/plain"),
        (2, "text/html"),
        (1, "application/pdf"),
        (1, "text/plain"),
        (1, "message/rfc822"),
        (2, "text/plain"),
    ]
    pdf, text, forwarded = attachments(found)
    assert pdf == Attachment("报告.pdf", 1000, "application/pdf")
    assert (text.name, text.octets) == ("a b.txt", len("text\r\n"))
    assert forwarded.kind == "message/rfc822"
    assert found.parts[1][1:5] == ("报告.pdf", "attachment", "", "base64")
    assert read(source).kind == "text/plain"


@pytest.mark.parametrize(
    ("source", "defect"),
    [
        (b"Content-Type: multipart/mixed\n\nx", "no-boundary"),
        (b"Content-Type: multipart/mixed; boundary=b\n\nx", "no-parts"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx", "no-end"),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--", ""),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b--", ""),
        (b"Content-Type: text/plain\n\nx", ""),
        (b"", ""),
    ],
)
def test_defects(source: bytes, defect: str) -> None:
    assert structure(source).defect == defect


def test_parts_and_levels_are_bounded() -> None:
    wide = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000
    assert len(list(walk(structure(wide)))) == 1000
    level = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    deep = list(walk(structure("".join(map(level.format, range(500))).encode())))
    assert [depth for depth, _ in deep] == list(range(21))
    assert deep[-1][1].defect == "too-deep"
    letters = b"Content-Type: message/rfc822\n\n" * 5000
    assert [depth for depth, _ in walk(structure(letters))] == list(range(21))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]) | st.just("\n"))


def leaf(content: str | bytes, encoding: str, name: str | None) -> EmailMessage:
    letter = EmailMessage(policy=email.policy.SMTP)
    if isinstance(content, str):
        letter.set_content(content, cte=encoding, filename=name)
    else:
        letter.set_content(content, "application", "x-y", filename=name)
    return letter


def branch(parts: list[EmailMessage]) -> EmailMessage:
    letter = EmailMessage(policy=email.policy.SMTP)
    letter.make_mixed()
    for part in parts:
        letter.attach(part)
    return letter


LEAVES = st.builds(
    leaf,
    TEXTS | st.binary(),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
    st.sampled_from([None, "a.txt", "你好 你好.pdf", "x" * 200]),
)
LETTERS = st.recursive(LEAVES, lambda inner: st.lists(inner, min_size=1, max_size=3).map(branch))


@given(LETTERS)
def test_the_library_finds_the_same_parts(letter: EmailMessage) -> None:
    source = letter.as_bytes()
    theirs = list(email.message_from_bytes(source, policy=email.policy.default).walk())
    ours = [part for _, part in walk(structure(source))]
    assert [part.kind for part in ours] == [part.get_content_type() for part in theirs]
    assert [part.name for part in ours] == [part.get_filename() or "" for part in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        if not other.is_multipart():
            assert mine.octets == size(other)
            assert mine.charset == (other.get_param("charset") or "")


def size(part: Message) -> int:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return len(payload)


@given(st.binary())
def test_base64_is_counted_as_it_is_decoded(data: bytes) -> None:
    from tutor.message import transfer

    assert transfer.base64_size(data) == len(transfer.base64(data))


PIECES = st.lists(
    st.sampled_from(
        [
            *(b"\n", b"\r\n", b"--b", b"--b--", b"--", b"Content-Type: ", b"multipart/mixed"),
            *(b"; boundary=b", b"message/rfc822", b"text/html", b"x", b";", b'"', b"\xff", b" "),
            *(b"Content-Transfer-Encoding: base64", b"Content-Disposition: attachment; filename*="),
        ]
    )
).map(b"".join)


@given(PIECES | st.binary())
def test_no_bytes_raise(source: bytes) -> None:
    found = structure(source)
    assert len(list(walk(found))) <= 1000
    attachments(found)
    assert found == structure(source)


def test_a_big_attachment_is_counted_without_decoding_it() -> None:
    lines = (b"A" * 76 + b"\r\n") * 75_000  # 5.8 MB
    head = b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    begin = time.perf_counter()
    found = structure(head + lines)
    assert time.perf_counter() - begin < 0.3  # some 0.02 s here
    assert (found.octets, found.lines) == (75_000 * 57, 75_000)
