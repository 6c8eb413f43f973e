"""Authentication-Results: what a receiving server found out about a message (RFC 8601 2.2)."""

from collections.abc import Iterator
from typing import NamedTuple

from tutor.message.tokens import COMMENT, QUOTED, WORD, Token, tokens

_MOST = 50  # results of one field, and properties of one result
_LONGEST = 1000  # characters of a value that is put together again


class Result(NamedTuple):
    """One method's result; `properties` are (name, value) pairs such as ("smtp.mailfrom", ...).

    reason: the server's words: a `reason=`, else its first comment, else ""
    """

    method: str
    result: str
    reason: str
    properties: tuple[tuple[str, str], ...]


class Results(NamedTuple):
    """A field: the server that says so (its authserv-id, "" when it gives none), and what."""

    server: str
    found: tuple[Result, ...]


def results(value: str) -> Results:
    """Read an Authentication-Results or ARC-Authentication-Results field. Never raises."""
    server = ""
    found: list[Result] = []
    for number, group in enumerate(_groups(value)):
        words = _glued(group)
        start = next((at for at, word in enumerate(words) if "=" in word), len(words))
        before = words[:start]
        if "/" in before[1:] and start < len(
            words
        ):  # "dkim / 1 = fail": the method's version, with spaces
            found.append(_result([before[0], *words[start + 1 :]], words[start], group))
            continue
        if before and not found and not server and number < 2:
            server = before[0]  # what follows in its place ("none") says that nothing was tested
        if start < len(words) and not (number == 0 and words[start].lower().startswith("i=")):
            found.append(_result(words[start:], words[start], group))
    return Results(server, tuple(found[:_MOST]))


def _groups(value: str) -> Iterator[list[Token]]:
    """What stands between semicolons."""
    group: list[Token] = []
    for token in tokens(value, ";"):
        if token.kind == ";":
            yield group
            group = []
        else:
            group.append(token)
    yield group


def _glued(group: list[Token]) -> list[str]:
    """Words with their "=" and what follows it, spaces or quotes between them or not."""
    words: list[str] = []
    for kind, text in group:
        if kind == COMMENT:
            continue
        waits = bool(words) and words[-1].find("=") == len(words[-1]) - 1 and words[-1] != ""
        starts = kind == WORD and text.startswith("=") and bool(words) and "=" not in words[-1]
        if waits or starts or (kind == QUOTED and words and words[-1].endswith("=")):
            words[-1] += text
        else:
            words.append(text)
    return words


def _result(words: list[str], said: str, group: list[Token]) -> Result:
    """A result: the method is words[0], what came out stands in `said` behind the "="."""
    method, result = words[0].partition("=")[0], said.partition("=")[2]
    properties: list[tuple[str, str]] = []
    reason = ""
    for word in words[1:]:
        name, equals, text = word.partition("=")
        if name.lower() == "reason" and equals:
            reason = text
        elif equals and "." in name and "@" not in name:
            properties.append((name.lower(), text))
        elif properties and len(properties[-1][1]) < _LONGEST:  # folded inside, as Coremail does
            properties[-1] = (properties[-1][0], properties[-1][1] + word)
    comment = next((token.text for token in group if token.kind == COMMENT), "")
    name = method.partition("/")[0].strip().lower()
    return Result(name, result.lower(), reason or comment, tuple(properties[:_MOST]))
