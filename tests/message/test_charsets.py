"""Declared charsets: what is meant, what is survived."""

import codecs
from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message import charsets


@pytest.mark.parametrize("name", ["gb2312", "GBK", "gb18030", "x-gbk", "cp936", "gb_2312-80"])
def test_chinese_names_all_mean_the_largest(name: str) -> None:
    assert charsets.decode("朱镕基 €".encode("gb18030"), name) == "朱镕基 €"


@pytest.mark.parametrize(
    ("charset", "text"),
    [("big5", "繁體"), ("iso-2022-jp", "日本語"), ("euc-kr", "한글"), ("iso-8859-1", "é")],
)
def test_other_charsets(charset: str, text: str) -> None:
    assert charsets.decode(text.encode(charset), charset) == text


@pytest.mark.parametrize(
    "charset", ["", "us-ascii", "utf8", "x-no-such", "hex", "a\0b", "undefined"]
)
def test_a_wrong_or_unknown_charset_gives_way(charset: str) -> None:
    assert charsets.decode("你好".encode(), charset) == "你好"
    assert charsets.decode("你好".encode("gbk"), charset) == "你好"
    assert charsets.decode(b"a\xff", charset) == r"a\xff"


def test_a_text_cut_short_is_read_as_declared() -> None:
    assert charsets.decode("繁體繁體".encode("gbk")[:-1], "gb2312") == r"繁體繁\xf3"


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "rot13"])
def test_notations_are_no_charsets(charset: str) -> None:
    assert charsets.decode(rb"+2AA- \ud800 \q", charset) == r"+2AA- \ud800 \q"


@given(st.binary(), st.sampled_from(sorted(set(aliases.values()))) | st.text())
def test_any_octets_in_any_charset_become_text_that_can_be_written(data: bytes, name: str) -> None:
    charsets.decode(data, name).encode("utf-8")


def test_the_meant_codecs_exist() -> None:
    for meant in {*charsets._MEANT.values(), *charsets._NAMES.values()}:
        assert codecs.lookup(meant).name == meant
