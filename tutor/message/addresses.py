"""Mailboxes of From, To, Cc, Sender and Reply-To (RFC 5322 3.4), as people type them too."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tutor.message import encoded_words
from tutor.message.tokens import COMMENT, QUOTED, WORD, Token, tokens

MOST = 1000
"""Mailboxes of one field."""

_SPECIALS = "<>,;:＜＞，、；："
_MEANT = {"＜": "<", "＞": ">", "，": ",", "、": ",", "；": ";", "：": ":"}
# What an input method gives where brackets are typed; in titles too, so only where no others are.
_TITLES = {"《": "<", "〈": "<", "》": ">", "〉": ">"}
_STARS = re.compile(r"\*+")


class Mailbox(NamedTuple):
    """A display name, decoded, and an address as written; "" where there is none.

    group: the name of the group that it stands in (RFC 5322 3.4), nearly always ""
    """

    name: str
    address: str
    group: str = ""


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """The mailboxes of a field whose encoded words are still as written (they may hold commas).

    Full-width brackets, brackets forgotten and names that lack their quotes are understood.
    """
    return tuple(islice(_mailboxes(value), MOST))


def is_same(one: str, other: str) -> bool:
    """Whether two addresses are the same, any case; a run of `*` stands for what was masked."""
    one, other = one.lower(), other.lower()
    if one == other:
        return True
    if "*" not in one and "*" not in other:
        return False
    if "*" in one and "*" in other:
        heads = [_STARS.split(text, 1)[0] for text in (one, other)]
        tails = [_STARS.split(text)[-1] for text in (one, other)]
        shortest, longest = sorted(heads, key=len)
        end, ending = sorted(tails, key=len)
        return longest.startswith(shortest) and ending.endswith(end)
    if "*" in other:
        one, other = other, one
    return other.startswith(one.partition("*")[0]) and _fits(_STARS.split(one), other)


def domain(address: str) -> str:
    """What stands behind the last @, in lower case; "" where there is none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def _fits(pieces: list[str], text: str) -> bool:
    """Whether a text is made of these pieces, in order, with anything between them."""
    head, *middle, tail = pieces
    if len(text) < len(head) + len(tail) or not (text.startswith(head) and text.endswith(tail)):
        return False
    at, end = len(head), len(text) - len(tail)
    for piece in middle:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _mailboxes(value: str) -> Iterator[Mailbox]:
    for group, held in _pieces(value):
        inside = _angle(held)
        if inside is None:
            yield from _bare(held, group)
        else:
            start, end = inside
            before, after = held[:start], held[end + 1 :]
            name = _phrase(before) or _comment(before + after)
            yield Mailbox(name, _address(held[start + 1 : end]), group)


def _pieces(value: str) -> Iterator[tuple[str, list[Token]]]:
    """What stands between commas, each with its group. In <@route:a@b> they do not separate.

    Neither do they behind a name: a name with a comma should stand in quotes, and often does not.
    """
    meant, group = _brackets(value), ""
    held: list[Token] = []
    is_inside = is_addressed = False
    for token in tokens(value, _SPECIALS + "".join(meant.keys() - _MEANT.keys())):
        kind = meant.get(token.kind, token.kind)
        is_route = is_inside and held[-1].text.startswith(("<", "@", "＠"))
        if kind == ":" and not is_inside and not is_addressed:
            group, held = _phrase(held), []
        elif kind == ";" or (kind == "," and is_addressed and not (is_inside and is_route)):
            yield group, held
            held, is_inside, is_addressed = [], False, False
            group = "" if kind == ";" else group
        else:
            if kind in "<>":
                is_inside = kind == "<"
            is_addressed |= kind == "<" or (kind == WORD and _has_at(token.text))
            held.append(Token(kind, token.text) if kind in "<>:," else token)
    yield group, held


def _brackets(value: str) -> dict[str, str]:
    return _MEANT if "<" in value or "＜" in value else _MEANT | _TITLES


def _angle(held: list[Token]) -> tuple[int, int] | None:
    """Where the angle brackets stand; the second may be forgotten."""
    kinds = [token.kind for token in held]
    if "<" not in kinds:
        return None
    start = kinds.index("<")
    return start, kinds.index(">", start) if ">" in kinds[start:] else len(kinds)


def _address(held: list[Token]) -> str:
    """What stands in the brackets; a route before it is dropped (RFC 5322 4.4)."""
    shown = (_written(token) for token in held if token.kind != COMMENT)
    address = "".join(shown).replace("＠", "@")
    return address.rpartition(":")[2] if address.startswith("@") else address


def _bare(held: list[Token], group: str) -> Iterator[Mailbox]:
    """Without brackets: the words with an @ are addresses, what else is there is their name."""
    words: list[str] = []
    for token in held:
        if token.kind not in (COMMENT, ",", ">"):
            word = _written(token).replace("＠", "@")
            if words and (word.startswith("@") or words[-1].endswith("@")):
                words[-1] += word
            else:
                words.append(word)
    found = [word for word in words if "@" in word]
    if found:
        name = encoded_words.decode(" ".join(word for word in words if "@" not in word)).strip('"')
    else:
        name, found = "", [word.strip() for word in _phrase(held).split(",")]
    name = name or _comment(held)
    for address in filter(None, found):
        yield Mailbox(name, address, group)


def _has_at(text: str) -> bool:
    return "@" in text or "＠" in text


def _written(token: Token) -> str:
    return f'"{token.text}"' if token.kind == QUOTED else token.text


def _phrase(held: list[Token]) -> str:
    words = (token.text for token in held if token.kind != COMMENT)
    text = encoded_words.decode(" ".join(words))
    text = text.replace(" ,", ",")
    for mark in "，、":
        text = text.replace(f" {mark} ", mark)
    return text.strip(" ,，、")


def _comment(held: list[Token]) -> str:
    """The old place of the name: a@b (Name)."""
    found = next((token.text for token in held if token.kind == COMMENT), "")
    return encoded_words.decode(found)
