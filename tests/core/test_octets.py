"""Octets without a label: UTF-8, else common Chinese, else shown as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.core.octets import decode


@pytest.mark.parametrize(
    ("data", "text", "charset"),
    [
        (b"", "", "utf-8"),
        (b"250 OK\r\n", "250 OK\r\n", "utf-8"),
        ("535 密码错误".encode(), "535 密码错误", "utf-8"),
        ("535 密码错误".encode("gbk"), "535 密码错误", "gb18030"),
        ("繁體".encode("gbk"), r"\xb7\xb1\xf3w", "unknown-8bit"),  # GBK, but not common
        ("Grüße".encode("latin-1"), r"Gr\xfc\xdfe", "unknown-8bit"),
        ("été".encode("latin-1"), r"\xe9t\xe9", "unknown-8bit"),
        (b"\xff\x00\x1b", "\\xff\x00\x1b", "unknown-8bit"),
        ("你好".encode()[:-1], r"你\xe5\xa5", "unknown-8bit"),  # cut in the middle
    ],
)
def test_decode(data: bytes, text: str, charset: str) -> None:
    assert decode(data) == (text, charset)


@given(st.binary())
def test_any_octets_become_text_that_can_be_written(data: bytes) -> None:
    text, charset = decode(data)
    text.encode("utf-8")
    assert charset in {"utf-8", "gb18030", "unknown-8bit"}
    if charset != "unknown-8bit":
        assert text.encode(charset) == data
