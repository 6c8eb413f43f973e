"""Parameters of structured fields, as RFC 2231 wants them and as mailers write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message.parameters import parameter, token


@pytest.mark.parametrize(
    "value",
    [
        "text/html; charset=gbk",
        'text/html;CharSet = "gbk"; x=y',
        'text/html; format=flowed; charset="gbk',
        "text/html charset=gbk",
        'text/html; xcharset=no; charset="g\\bk"',
        'text/html; x="; charset=no"; charset=gbk',
        "text/html; charset=gbk (comment); charset=no",
    ],
)
def test_parameter(value: str) -> None:
    assert parameter(value, "charset") == "gbk"
    assert parameter(value, "boundary") == ""
    assert token(value) == "text/html"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("attachment; filename=genome.jpeg; size=1", "genome.jpeg"),
        ('attachment; filename="a b.txt"', "a b.txt"),
        ("attachment; filename=a b (1).txt; size=1", "a b (1).txt"),  # spaces without quotes
        ('attachment; filename="=?utf-8?B?5L2g5aW9LnR4dA==?="', "你好.txt"),  # not legal, common
        ("attachment; filename==?gbk?B?xOO6ww==?=.txt", "你好.txt"),
        ("attachment; filename*=utf-8''%E4%BD%A0%E5%A5%BD.txt", "你好.txt"),
        ("attachment; filename*=GB2312'zh'%C4%E3%BA%C3.txt; filename=x", "你好.txt"),
        ("attachment; filename=x; filename*=utf-8''%E4%BD%A0", "你"),
        ("a; filename*1=b; filename*0=a; filename*2=c", "abc"),
        ("a; filename*0*=utf-8''%E4%BD; filename*1*=%A0.txt", "你.txt"),  # one character, cut
        ("a; filename*=%zz", "%zz"),
        ('a; filename="\\"quoted\\".txt"', '"quoted".txt'),
        ("attachment", ""),
    ],
)
def test_file_names(value: str, name: str) -> None:
    assert parameter(value, "filename") == name


def test_the_examples_of_rfc_2231() -> None:
    split = 'message/external-body; access-type=URL; URL*0="ftp://"; URL*1="cs.utk.edu/pub/x"'
    assert parameter(split, "url") == "ftp://cs.utk.edu/pub/x"
    title = (
        "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20;"
        ' title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2="isn\'t it!"'
    )
    assert parameter(title, "title") == "This is even more ***fun*** isn't it!"


@given(st.text(), st.text(st.sampled_from("abz*0")))
def test_no_text_raises(value: str, name: str) -> None:
    parameter(value, name)
    parameter(f"a; {name}={value}", name)
    token(value)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1))
def test_any_name_in_quotes_comes_back(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    if "=?" not in name:
        assert parameter(f'attachment; filename="{quoted}"', "filename") == name


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "a ", "a= ", "a=", ';a="', 'a="\\', ";name*0*=x", ";filename=a ", "%zz", '"', "*"],
)
def test_hostile_fields_cost_no_more_than_their_length(piece: str) -> None:
    begin = time.perf_counter()
    parameter(piece * 200_000, "filename")
    parameter("a; filename*=" + piece * 200_000, "filename")
    token(piece * 200_000)
    assert time.perf_counter() - begin < 2  # some 0.05 s here
