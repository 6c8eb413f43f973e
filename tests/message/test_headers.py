"""The header section: its end, its fields, their parameters."""

import pytest

from tutor.message.headers import first, parameter, split


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
    headers, body = split(end.join(lines))
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
    headers, rest = split(source)
    assert [name for name, _ in headers] == names
    assert rest == body


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_raw_octets_in_a_header(charset: str) -> None:
    assert split("Subject: 你好\n".encode(charset))[0] == (("Subject", "你好"),)


def test_raw_octets_that_are_nothing() -> None:
    assert split(b"Subject: \xe9t\xe9 \0")[0] == (("Subject", "\\xe9t\\xe9 \0"),)


def test_the_first_field_counts_in_any_case() -> None:
    assert first((("a", "1"), ("Content-TYPE", "x"), ("content-type", "y")), "content-type") == "x"
    assert first((), "content-type") == ""


@pytest.mark.parametrize(
    "value",
    [
        "text/html; charset=gbk",
        'text/html;CharSet = "gbk"; x=y',
        'text/html; format=flowed; charset="gbk',
        "text/html charset=gbk",
        'text/html; xcharset=no; charset="g\\bk"',
    ],
)
def test_parameter(value: str) -> None:
    assert parameter(value, "charset") == "gbk"
    assert parameter(value, "boundary") == ""
