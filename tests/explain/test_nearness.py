"""Did you mean: slips of both hands and of both languages, in bounded time."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tutor.explain.catalogue import Catalogue, fold
from tutor.explain.nearness import _slips, near
from tutor.words import Words

CATALOGUE = Catalogue(Words("en"), None)
LONG = sorted(name for name in CATALOGUE.spelled if re.fullmatch(r"[!-)+-~]{6,}", name))


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("recieved", "Received"),
        ("pipelinning", "PIPELINING"),
        ("PIPLINING", "PIPELINING"),
        ("envelop", "envelope"),
        ("evnelope", "envelope"),
        ("grey listing", "greylisting"),
        ("authorisation stat", "AUTHORIZATION state"),
        ("base46", "base64"),
        ("boundry", "boundary"),
        ("subjct: hello", "subject"),
        ("quoted-printible", "quoted-printable"),
        ("信逢", "信封"),
        ("信风", "信封"),
        ("授权吗", "授权码"),
        ("收权码", "授权码"),
        ("特许介段", "特许阶段"),
        ("灰名丹", "灰名单"),
        ("附建", "附件"),
        ("编吗字", "编码字"),
        ("队类", "队列"),
        ("开放中纪", "开放中继"),
        ("点填冲", "点填充"),
        ("elho", "EHLO"),
        ("5.71", "5.7.1"),
    ],
)
def test_a_slip_is_put_right(slip: str, meant: str) -> None:
    if meant == "5.7.1":  # an enhanced code is known by its X
        meant = "X.7.1"
        slip = "x.71"
    found = near(CATALOGUE, slip)
    assert meant in found
    assert len(found) <= 3


def test_what_sounds_the_same_comes_first() -> None:
    for slip, meant in {"信逢": "信封", "附建": "附件", "授权吗": "授权码"}.items():
        assert near(CATALOGUE, slip)[0] == meant


@pytest.mark.parametrize("text", ["qqqqqqqqq", "你好世界", "zz", "1234567", "*:", "啊"])
def test_nothing_is_near(text: str) -> None:
    assert near(CATALOGUE, text) == []


@given(st.sampled_from(LONG), st.data())
def test_one_slip_in_a_long_name_is_found(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 2))
    slip = data.draw(
        st.sampled_from(
            [
                name[:at] + name[at + 1 :],
                name[:at] + name[at] + name[at:],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            ]
        )
    )
    wanted = fold(slip)
    assume(wanted == slip and not CATALOGUE.knows(slip))
    best = near(CATALOGUE, slip)
    assert best
    assert _slips(wanted, fold(best[0]), 3) <= 1


words = st.text("abc信封", max_size=8)


@given(words, words)
def test_slips_are_counted_alike_from_both_sides(one: str, other: str) -> None:
    most = 3
    assert min(_slips(one, other, most), most + 1) == min(_slips(other, one, most), most + 1)
    assert (_slips(one, other, most) == 0) == (one == other)


@pytest.mark.parametrize("text", ["x" * 2000, "信" * 2000, "ab " * 666, "-" * 2000, "a-" * 1000])
def test_a_long_text_is_compared_by_its_beginning(text: str) -> None:
    assert near(CATALOGUE, text) == near(CATALOGUE, text[:60])
