"""Encoded words (RFC 2047), the legal ones and those that mailers really send."""

from email.header import Header, decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message import encoded_words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?ISO-8859-1?Q?a?=", "a"),  # RFC 2047 8, from here
        ("=?ISO-8859-1?Q?a?= b", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a?=    =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a_b?=", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),  # to here
        ("=?us-ascii*en?q?Keith?=", "Keith"),  # a language: RFC 2231 5
        ("=?gbk?B?19S2r7vYuLQ6aGVsbG8gd29ybGQ=?=", "自动回复:hello world"),
        ('"=?gb18030?B?Y2hlbnphb2Zlbmc=?=" <a@qq.com>', '"chenzaofeng" <a@qq.com>'),
        ("=?utf-8?B?5L2g5aU=?= =?UTF-8?B?vQ==?=", "你好"),  # one character in two words
        ("=?utf-8?B?5L2g5aW9", "=?utf-8?B?5L2g5aW9"),  # no end
        ("=?utf-8?B?5L2g5aW9?", "=?utf-8?B?5L2g5aW9?"),
        ("=?utf-8?q?a =?utf-8?q?b?=", "=?utf-8?q?a b"),
        ("=?utf-8?B?5L2g5aW?=", r"你\xe5\xa5"),  # the last character is cut
        ("=?utf-8?q?really? yes??=", "really? yes?"),  # "?" is illegal here
        ("=?utf-8?q?two words?=", "two words"),  # and so are spaces
        ("=?nonsense?q?=C4=E3?=", "你"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("a=?utf-8?q?b?=c", "abc"),
        ("=?utf-8?q??=", ""),
    ],
)
def test_decode(value: str, text: str) -> None:
    assert encoded_words.decode(value) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_what_the_library_writes_is_read_as_the_library_reads_it(text: str) -> None:
    folded = Header(text, "utf-8").encode()
    read = encoded_words.decode(folded.replace("\n", ""))
    assert read == text == str(make_header(decode_header(folded)))


@given(st.text())
def test_any_text_is_survived(value: str) -> None:
    encoded_words.decode(value)
    encoded_words.decode(f"=?{value}?=")
    encoded_words.decode(f"=?gbk?B?{value}?=")
