"""Tokens of structured fields: nothing lost, nothing slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message.tokens import COMMENT, QUOTED, WORD, Token, tokens


def test_words_quotes_comments_and_specials() -> None:
    value = r'a.b "c\" d" (e (f) \) g) [1.2.3.4];h'
    assert list(tokens(value, ";")) == [
        Token(WORD, "a.b"),
        Token(QUOTED, 'c" d'),
        Token(COMMENT, "e (f) ) g"),
        Token(WORD, "[1.2.3.4]"),
        Token(";", ";"),
        Token(WORD, "h"),
    ]


@pytest.mark.parametrize("value", ['"a b', "(a b", "a) b", 'a "b', "(((a b"])
def test_what_is_never_closed_is_passed_over(value: str) -> None:
    assert [token.text for token in tokens(value, "")] == ["a", "b"]


@given(st.text(st.sampled_from('ab "()\\[];,')))
def test_letters_are_never_lost(value: str) -> None:
    text = "".join(token.text for token in tokens(value, ";,"))
    assert [char for char in text if char in "ab"] == [char for char in value if char in "ab"]


@pytest.mark.parametrize("piece", ['"', "(", '"\\', "(\\", '("', "[", "[(", "\\", "a ", ";"])
def test_hostile_fields_cost_no_more_than_their_length(piece: str) -> None:
    begin = time.perf_counter()
    for _ in tokens(piece * 60_000, ";"):
        pass
    assert time.perf_counter() - begin < 2  # some 0.05 s here; the square would be minutes
