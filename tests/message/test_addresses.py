"""Mailboxes: RFC 5322's examples, what beginners type, the standard library as witness."""

import time
from email.utils import formataddr, getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message.addresses import Mailbox, domain, is_same, mailboxes


@pytest.mark.parametrize(
    ("value", "boxes"),
    [
        # RFC 5322 A.1.1, A.1.2
        ("John Doe <jdoe@machine.example>", [("John Doe", "jdoe@machine.example")]),
        ('"Joe Q. Public" <john.q@example.com>', [("Joe Q. Public", "john.q@example.com")]),
        (
            "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
            [("Mary Smith", "mary@x.test"), ("", "jdoe@example.org"), ("Who?", "one@y.test")],
        ),
        (
            r'<boss@nil.test>, "Giant; \"Big\" Box" <sysservices@example.net>',
            [("", "boss@nil.test"), ('Giant; "Big" Box', "sysservices@example.net")],
        ),
        # A.5, A.6.1
        (r"Pete(A nice \) chap) <pete(his account)@silly.test(his host)>", None),
        ("Mary Smith <@node.test,@x.test:mary@example.net>", [("Mary Smith", "mary@example.net")]),
        ("<jdoe@test   . example>", [("", "jdoe@test.example")]),
        # the old place of the name, encoded words (one with a comma in it)
        ("pete@silly.test (Pete)", [("Pete", "pete@silly.test")]),
        ("=?utf-8?B?5p2OLCDljY4=?= <a@b.c>", [("李, 华", "a@b.c")]),
        ('"=?gb18030?B?Y2hlbnphb2Zlbmc=?=" <51****521@qq.com>', [("chenzaofeng", None)]),
        # what beginners type
        ("<za*****en@163.com>", [("", "za*****en@163.com")]),
        ("za*****en@163.com", [("", "za*****en@163.com")]),
        ("李华 <a@b.c>", [("李华", "a@b.c")]),
        ("李华 a@b.c", [("李华", "a@b.c")]),
        ("Li, Hua <a@b.c>, d@e.f", [("Li, Hua", "a@b.c"), ("", "d@e.f")]),
        ("张三，李四<a@b.c>", [("张三，李四", "a@b.c")]),
        (
            "a@b.c，d@e.f；g@h.i、j@k.l",
            [("", "a@b.c"), ("", "d@e.f"), ("", "g@h.i"), ("", "j@k.l")],
        ),
        ("＜a@b.c＞", [("", "a@b.c")]),
        ("《a＠b.c》", [("", "a@b.c")]),
        ("《读者》 <a@b.c>", [("《读者》", "a@b.c")]),
        ("<a@b.c, <d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
        ('"Li Hua <a@b.c>', [("Li Hua", "a@b.c")]),
        ("a @ b.c", [("", "a@b.c")]),
        ("a@b.c d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
        ("root, admin", [("", "root"), ("", "admin")]),
        ('"li hua"@b.c', [("", '"li hua"@b.c')]),
        ("a@[IPv6:::1]", [("", "a@[IPv6:::1]")]),
        ("<>", [("", "")]),
        ("", []),
        (" , ,, ", []),
    ],
)
def test_mailboxes(value: str, boxes: list[tuple[str, str]] | None) -> None:
    found = [(box.name, box.address) for box in mailboxes(value)]
    if boxes is None:
        assert found[0][1] == "pete@silly.test"
        return
    assert [name for name, _ in found] == [name for name, _ in boxes]
    assert all(have == want for (_, have), (_, want) in zip(found, boxes, strict=True) if want)


def test_groups() -> None:
    value = "A Group:Ed Jones <joe@where.test>,joe@where.test;, x@y.z"  # RFC 5322 A.1.3
    assert mailboxes(value) == (
        Mailbox("Ed Jones", "joe@where.test", "A Group"),
        Mailbox("", "joe@where.test", "A Group"),
        Mailbox("", "x@y.z"),
    )
    assert mailboxes("Undisclosed recipients:;") == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@b.c", "A@B.C", True),
        ("a@b.c", "a@b.d", False),
        ("za*****en@163.com", "zaofengchen@163.com", True),
        ("zaofengchen@163.com", "za*****en@163.com", True),
        ("za*****en@163.com", "zaen@163.com", True),
        ("za*****en@163.com", "zan@163.com", False),
        ("za*****en@163.com", "zaofengchen@qq.com", False),
        ("za*****en@163.com", "za***chen@163.com", True),
        ("za*****en@163.com", "zb***en@163.com", False),
        ("*@163.com", "a@163.com", True),
        ("a*b*c@d", "a1b2c@d", True),
        ("a*b*c@d", "a1c2b@d", False),
        ("", "a@b.c", False),
    ],
)
def test_is_same(one: str, other: str, *, same: bool) -> None:
    assert is_same(one, other) is same
    assert is_same(other, one) is same


def test_domain() -> None:
    assert domain("a@B.c") == "b.c"
    assert domain('"x@y"@b.c') == "b.c"
    assert domain("root") == ""


NAMES = st.text(st.characters(codec="ascii", exclude_categories=["C"])).map(
    lambda name: " ".join(name.split())
)


@given(st.lists(NAMES.filter(lambda name: "=?" not in name), min_size=1, max_size=5))
def test_what_the_library_writes_is_read_as_it_reads_it(names: list[str]) -> None:
    boxes = [(name, f"a{number}@b.example") for number, name in enumerate(names)]
    value = ", ".join(map(formataddr, boxes))
    assert [(box.name.strip(" ,"), box.address) for box in mailboxes(value)] == [
        (name.strip(" ,"), address) for name, address in getaddresses([value])
    ]


@given(st.text() | st.text(st.sampled_from('ab@ .<>,;:"()\\＜＞，《》[]*')))
def test_no_text_raises(value: str) -> None:
    for box in mailboxes(value):
        assert is_same(box.address, box.address)
        domain(box.address)


@pytest.mark.parametrize(
    "piece", [",", "<", ">", "a,", "a@b,", '"', "(", ":", "a:", "<a,", "@ ", "，"]
)
def test_hostile_fields_cost_no_more_than_their_length(piece: str) -> None:
    begin = time.perf_counter()
    assert len(mailboxes(piece * 100_000)) <= 1000
    is_same("*a" * 10_000, "a" * 20_000)
    assert time.perf_counter() - begin < 3  # some 0.1 s here; the square would be minutes
