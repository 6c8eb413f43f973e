"""The header section: its end and its fields."""

import pytest

from tutor.message.headers import decoded, fields, first


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_fields_are_unfolded_and_the_body_is_left_alone(end: bytes) -> None:
    lines = [
        b"Received: from a",
        b"\tby b;",
        b"        today",
        b"SUBJECT :  hi ",
        b"",
        b"a: b",
        b"",
    ]
    headers, body = fields(end.join(lines))
    assert headers == (("Received", "from a by b; today"), ("SUBJECT", "hi"))
    assert body == b"a: b" + end


@pytest.mark.parametrize(
    ("source", "names", "body"),
    [
        (b"", [], b""),
        (b"\r\nSubject: hi", [], b"Subject: hi"),
        (b"Subject: hi", ["Subject"], b""),
        (b"Subject: hi\nno header, so text\n", ["Subject"], b"no header, so text\n"),
        (b" begins with a fold\na: b", [], b" begins with a fold\na: b"),
        (b"from:<a@b.c>\nto:<d@e.f>\r\n\ntext", ["from", "to"], b"text"),
        (b"a:\x00\x1b\nb b: c", ["a"], b"b b: c"),
        (b"\xff: a", [], b"\xff: a"),
    ],
)
def test_where_the_header_ends(source: bytes, names: list[str], body: bytes) -> None:
    headers, rest = fields(source)
    assert [name for name, _ in headers] == names
    assert rest == body


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_raw_octets_in_a_header(charset: str) -> None:
    assert fields("Subject: 你好\n".encode(charset))[0] == (("Subject", "你好"),)


def test_raw_octets_that_are_nothing() -> None:
    assert fields(b"Subject: \xe9t\xe9 \0")[0] == (("Subject", "\\xe9t\\xe9 \0"),)


def test_the_first_field_counts_in_any_case() -> None:
    assert first((("a", "1"), ("Content-TYPE", "x"), ("content-type", "y")), "content-type") == "x"
    assert first((), "content-type") == ""


def test_encoded_words_are_read_apart_from_the_fields() -> None:
    headers, _ = fields(b"Subject: =?gbk?B?xOO6ww==?=\n\n")
    assert headers == (("Subject", "=?gbk?B?xOO6ww==?="),)
    assert decoded(headers) == (("Subject", "你好"),)
