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
    [
        ("big5", "繁體"),
        ("big5-hkscs", "啫喱"),
        ("iso-2022-jp", "日本語"),
        ("iso-2022-kr", "한글"),
        ("hz", "你好"),
        ("shift_jis", "日本語"),
        ("euc-jp", "日本語"),
        ("euc-kr", "한글"),
        ("iso-8859-1", "déjà vu"),
        ("iso-8859-2", "Łódź"),
        ("windows-1250", "Łódź"),
        ("windows-1251", "Привет"),
        ("windows-1252", "“é” €"),
        ("koi8-r", "Привет"),
        ("tis-620", "สวัสดี"),
        ("utf-8", "你好 é"),
        ("utf-16", "hello 你好"),
        ("utf-16be", "hello 你好"),
        ("utf-16le", "hello 你好"),
        ("utf-32", "hello 你好"),
    ],
)
def test_other_charsets(charset: str, text: str) -> None:
    found = charsets.read(text.encode(charset), charset.upper())
    assert (found.text, found.fits) == (text, True)


@pytest.mark.parametrize(
    ("declared", "really", "text"),
    [
        ("x-x-big5", "big5", "繁體"),
        ("cn-big5", "big5", "繁體"),
        ("big5", "big5hkscs", "啫喱"),
        ("iso-8859-1", "windows-1252", "“é” €"),
        ("latin1", "windows-1252", "don’t"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("shift_jis", "cp932", "①日本"),
        ("iso-2022-jp", "iso2022_jp_ext", "ｱｲｳ日本"),
        ("utf-16", "utf-16be", "上海"),  # no mark: big-endian (RFC 2781 4.3), and looks like ASCII
        ("utf8mb4", "utf-8", "你好"),
        (" GBK ", "gb18030", "你好"),
    ],
)
def test_names_that_mean_more_than_they_say(declared: str, really: str, text: str) -> None:
    found = charsets.read(text.encode(really), declared)
    assert (found.text, found.fits) == (text, True)


MISLABELLED = "unknown-8bit default ansi us-ascii x-unknown utf-8 user-defined".split()
LONG = "您的邮件我已经收到了——谢谢！朱镕基，喆喆，一二三四五六七八九十百千万，天地玄黄宇宙洪荒"


@pytest.mark.parametrize("declared", MISLABELLED)
@pytest.mark.parametrize("text", ["您的邮件我已经收到了，谢谢！", LONG])
def test_gbk_under_other_names(declared: str, text: str) -> None:
    assert charsets.read(text.encode("gbk"), declared) == (text, "gb18030", False)


def test_gbk_that_is_cut_under_another_name() -> None:
    assert charsets.decode("您的邮件我已经收到了".encode("gbk")[:-1], "us-ascii") == (
        r"您的邮件我已经收到\xc1"
    )


@pytest.mark.parametrize(
    "declared",
    [*MISLABELLED, *"gb2312 gbk gb18030 big5 iso-8859-1 windows-1251 koi8-r shift_jis".split()],
)
@pytest.mark.parametrize("text", ["您的邮件我已经收到了，谢谢！", "中文", "你好", "Grüße, déjà vu"])
def test_utf_8_under_other_names(declared: str, text: str) -> None:
    found = charsets.read(text.encode(), declared)
    assert (found.text, found.charset) == (text, "utf-8")
    assert found.fits is (declared == "utf-8")


@pytest.mark.parametrize("declared", ["utf-16", "utf-16le", "utf-32"])
def test_ascii_and_utf_8_under_wide_names(declared: str) -> None:
    for text in ("hello, world!\r\nhow are you", "hello, world!!\r\n", "你好，谢谢！\r\n"):
        assert charsets.decode(text.encode(), declared) == text


@pytest.mark.parametrize("text", ["小", "中国", "你好", "朱镕基"])
def test_short_gbk_is_believed(text: str) -> None:
    """Some of it is UTF-8 as well: "小" is D0 A1, a Cyrillic letter."""
    assert charsets.read(text.encode("gbk"), "gbk") == (text, "gb18030", True)


def test_a_byte_order_mark_is_no_text() -> None:
    assert charsets.decode("\ufeff你好".encode(), "utf-8") == "你好"


def test_broken_japanese_is_read_as_far_as_it_goes() -> None:
    assert charsets.decode(b"\x1b$BF|K\\\xff8l\x1b(B abc", "iso-2022-jp").endswith(" abc")
    assert charsets.decode(b"\x1b$BF|K\\8l\x1b(B abc \xff", "iso-2022-jp") == r"日本語 abc \xff"


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
