"""Masks: as long as what they hide, the same for the same name, different for different names."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.core.wire import Remark, Side, What, Wire
from tutor.redaction import masks, names
from tutor.redaction.masking import masked

LOCAL = st.from_regex(r"[a-z][a-z0-9._-]{0,12}[a-z0-9]|[a-z]", fullmatch=True).filter(
    lambda text: ".." not in text
)
DOMAIN = st.sampled_from(["163.com", "qq.com", "mail.example.org"])
ADDRESS = st.builds(lambda local, domain: f"{local}@{domain}".encode(), LOCAL, DOMAIN)


def test_an_address_is_masked_as_mail_pages_do() -> None:
    mask = masks.addresses(masks.Book())
    said = b"mail from:<zaofengchen@163.com> SIZE=100\r\n"
    assert mask(said) == b"mail from:<za*******en@163.com> SIZE=100\r\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"a@b.c", b"*@b.c"), (b"ab@b.c", b"**@b.c"), (b"bob@b.c", b"b*b@b.c"),
     (b"abcde@b.c", b"ab*de@b.c"), ("李雷@例子.中国".encode(), None)],
)  # fmt: skip
def test_short_names_keep_less(name: bytes, shown: bytes | None) -> None:
    found = masks.addresses(masks.Book())(name)
    assert found == shown or (shown is None and "李雷".encode() not in found)


@given(st.lists(ADDRESS, max_size=30))
def test_a_mask_has_the_length_of_its_name_and_none_is_shared(found: list[bytes]) -> None:
    mask = masks.addresses(masks.Book())
    shown = {name: mask(name) for name in found}
    assert all(len(name) == len(hidden) for name, hidden in shown.items())
    assert all(mask(name) == hidden for name, hidden in shown.items())
    long = {name: hidden for name, hidden in shown.items() if name.index(b"@") > 4}
    assert len(set(long.values())) == len(long)
    assert all(name not in hidden for name, hidden in long.items())


@given(ADDRESS.filter(lambda name: name.index(b"@") > 4))
def test_a_user_name_is_masked_before_it_is_encoded(name: bytes) -> None:
    mask = masks.addresses(masks.Book())
    encoded = base64.b64encode(name)
    assert base64.b64decode(mask(encoded + b"\r\n")) == mask(name)
    word = b"Subject: =?utf-8?B?" + base64.b64encode(b"for " + name) + b"?=\r\n"
    shown = re.search(rb"\?B\?(.*)\?=", mask(word))
    assert shown is not None
    assert base64.b64decode(shown[1]) == b"for " + mask(name)


def test_hosts_are_masked_with_what_ends_in_them_and_addresses_of_machines() -> None:
    wires = [
        Wire(What.OPEN, about={"peer": "smtp.163.com:25", "address": "192.0.2.7:25"}),
        Wire(What.BYTES, side=Side.SERVER, data=b"220 mx.example.org ESMTP\r\n"),
        Wire(What.BYTES, side=Side.CLIENT, data=b"MAIL FROM:<a@qq.com>\r\n"),
    ]
    mask = masks.hosts(masks.Book(), names.hosts(wires))
    assert mask(b"220 mx.example.org [192.0.2.7]") == b"220 **.*******.org [***.*.*.*]"
    assert mask(b"<a@qq.com> via out.qq.com") == b"<a@**.com> via ***.**.com"
    assert mask(b"250 2.1.0 ok. That is it.") == b"250 2.1.0 ok. That is it."


def test_two_machines_do_not_become_one() -> None:
    mask = masks.hosts(masks.Book(), [])
    assert len({mask(b"192.0.2.%d" % number) for number in range(1, 10)}) == 9


def test_a_pattern_hides_what_fits_it() -> None:
    assert masks.pattern("(?<=PASS )\\S+")(b"PASS geheim\r\n") == b"PASS ******\r\n"
    with pytest.raises(re.error):
        masks.pattern("(")


@given(st.data())
def test_a_name_that_came_in_pieces_is_one_name(data: st.DataObject) -> None:
    text = b"MAIL FROM:<zaofengchen@163.com>\r\nRCPT TO:<zaofengchen@163.com>\r\n"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    wires = [Wire(What.BYTES, float(n), Side.CLIENT, piece) for n, piece in enumerate(pieces)]
    mask = masks.addresses(masks.Book())
    shown = [fact for fact in masked(wires, mask) if isinstance(fact, Wire)]
    assert b"".join(wire.data for wire in shown) == mask(text)
    assert [wire.at for wire in shown] == [wire.at for wire in wires]


def test_what_stands_beside_the_wire_is_masked_too() -> None:
    mask = masks.addresses(masks.Book())
    facts = [
        Wire(What.OPEN, about={"peer": "zaofengchen@163.com"}),
        Remark(0.1, "note", "write to zaofengchen@163.com"),
        Remark(0.2, "answer", {"given": ["zaofengchen@163.com", 4]}),
    ]
    assert "zaofengchen" not in repr(list(masked(facts, mask)))


@pytest.mark.parametrize(
    "data",
    [b"a" * 65536 + b" @x", b"a." * 32768 + b"@x", b"x@" + b"a" * 65536, b"=40" * 20000 + b"x",
     b"=\r\n" * 20000 + b"@x", b'"' * 65536 + b"@x"],
)  # fmt: skip
def test_nothing_makes_it_slow(data: bytes) -> None:
    """A line as long as a row of the log; with a name read from its beginning, minutes."""
    mask = masks.addresses(masks.Book(), [b"zaofengchen"])
    assert len(mask(data)) == len(data)


def test_a_picture_is_left_as_it_is() -> None:
    data = b"".join(
        base64.b64encode(bytes(range(256)) + b"a@b.example" + bytes([n]) * 30) + b"\r\n"
        for n in range(1, 20)
    )
    assert masks.addresses(masks.Book())(data) == data


def test_what_answers_stands_behind_what_it_answers() -> None:
    """A full line of base64 may go on in the next, unless the other side speaks."""
    line = base64.b64encode(b"x" * 57) + b"\r\n"
    wires = [
        Wire(What.BYTES, 0.1, Side.CLIENT, line),
        Wire(What.BYTES, 0.2, Side.SERVER, b"235 ok\r\n"),
        Wire(What.BYTES, 0.3, Side.CLIENT, b"QUIT\r\n"),
    ]
    assert list(masked(wires, masks.addresses(masks.Book()))) == wires
