"""A teacher's list of accounts, as people type and save it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults import said
from tutor.practice import Account
from tutor.practice.accounts import AccountsError, decoded, read

LI, HAN = Account("s01", "李雷", "ge,heim"), Account("s02", "韩梅梅", "zwei zwei")


@pytest.mark.parametrize(
    "text",
    [
        "s01,李雷,ge,heim\ns02,韩梅梅,zwei zwei\n",
        "# class 3\n\n s01 , 李雷 , ge,heim \ns02, 韩梅梅, zwei zwei",
        "s01，李雷，ge,heim\r\ns02，韩梅梅，zwei zwei\r\n",
        'id,name,code\ns01,李雷,"ge,heim"\ns02,"韩梅梅",zwei zwei\n',
        "学号,姓名,授权码\ns01,李雷,ge,heim\ns02,韩梅梅,zwei zwei\n",
        "s01\t李雷\tge,heim\ns02\t韩梅梅\tzwei zwei\n",
        "s01;李雷;ge,heim\ns02;韩梅梅;zwei zwei\n",
        "\ufeffs01,李雷,ge,heim\ns02,韩梅梅,zwei zwei",
        "s01,李雷,ge,heim\n,,\ns02,韩梅梅,zwei zwei\n;;\n",
    ],
)
def test_as_it_is_typed_and_as_a_spreadsheet_saves_it(text: str) -> None:
    assert read(text) == (LI, HAN)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_in_every_coding_that_a_spreadsheet_writes(coding: str) -> None:
    text = "s01,李雷,ge,heim\ns02,韩梅梅,zwei zwei\n"
    assert read(decoded(text.encode(coding))) == (LI, HAN)


@pytest.mark.parametrize(
    "text",
    [
        'accounts:\n  s01: {name: 李雷, code: "ge,heim"}\n  s02: {name: 韩梅梅, code: zwei zwei}\n',
        's01: {name: 李雷, code: "ge,heim"}\ns02: {name: 韩梅梅, code: zwei zwei}\n',
    ],
)
def test_as_yaml(text: str) -> None:
    assert read(text, yaml=True) == (LI, HAN)


def test_yaml_may_have_the_code_alone() -> None:
    assert read("s01: 0123", yaml=True) == (Account("s01", "s01", "0123"),)


def test_what_parts_the_first_fields_parts_the_others() -> None:
    assert read("s01, Li; Lei, a;b") == (Account("s01", "Li; Lei", "a;b"),)
    assert read('s01,"Lei, Li",a"b') == (Account("s01", "Lei, Li", 'a"b'),)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("s01,Li,a\ns02,Han", 2, "form"),
        ("s01,Li,a\nS01,Han,b", 2, "twice"),
        ("s 1,Li,a", 1, "before the @"),
        ("s01,Li,", 1, "no code"),
        ("s01,Li,a\x1b[2J", 1, "no code"),
        ("# nobody\n", 1, "no account"),
        ("id,name,code\n", 1, "no account"),
        ("id,code,name\ns01,a,Li\n", 1, "in this order"),
        ("学号,授权码,姓名\ns01,a,李雷\n", 1, "in this order"),
        ("\n".join(f"s{n},x,y" for n in range(2002)), 2001, "more than"),
    ],
)
def test_what_is_amiss_is_told_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(AccountsError) as caught:
        read(text)
    assert caught.value.line == line
    told = said(caught.value.reason)
    assert told.startswith(f"line {line}: ")
    assert word in told


@pytest.mark.parametrize(
    "text",
    ["- s01", "s01: {name: x}", "s01: &a b", "s01: [a]", "", "a: b: c"],
)
def test_yaml_that_is_no_list_of_accounts(text: str) -> None:
    with pytest.raises(AccountsError):
        read(text, yaml=True)


@given(st.text(), st.booleans())
def test_any_text_is_a_list_or_an_error(text: str, yaml: bool) -> None:
    try:
        found = read(text, yaml=yaml)
    except AccountsError:
        return
    assert all(each.code.isprintable() and "@" not in each.id for each in found)


@given(st.binary())
def test_any_octets_are_some_text(octets: bytes) -> None:
    decoded(octets)
