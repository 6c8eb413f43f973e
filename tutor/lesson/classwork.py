"""A lesson as a server sees it: done by a student of a class, who uses an address of his own.

The server's side of a connection tells of no answers and of no host names, and a lesson prints one
learner's address. So the steps that a server cannot see are left out, all names of one server are
taken for the first, and where the lesson says `alice@163.com` the student's own address stands.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from tutor.lesson.goals import Connected
from tutor.lesson.model import NO_HOSTS, Lesson, Task

_NAMES = frozenset(
    {"id", "protocol", "digest", "style", "named", "file", "misconception", "connection"}
)
"""Fields that are no text of the lesson but its names for things."""


def in_class(lesson: Lesson, address: str = "", code: str = "") -> Lesson:
    """The lesson for whoever logs in with this address (and types this code, where that matters);
    without one it is the lesson's own first account."""
    seen = tuple(step for step in lesson.steps if isinstance(step, Task))
    bare: dict[str, Any] = {"steps": seen, "again": None, "review": ()}
    plain = {peer: name for peer, name in lesson.hosts.items() if peer not in lesson.faces}
    hosts = {peer.lower(): peer_of(lesson, name) for peer, name in plain.items()}
    found: Lesson = _Rewriting({}, hosts).of(lesson._replace(**bare))
    return personal(found, address, code)


def personal(lesson: Lesson, address: str, code: str = "", *, shown: str = "") -> Lesson:
    """The lesson with another learner's address (and code) wherever its first account's stand, in
    base64 as well; with `shown`, that stands for whatever has the code in it."""
    pairs = dict(_pairs(lesson, address, code)) if address else {}
    if shown:
        as_printed = dict(_pairs(lesson, address))
        pairs = {old: new if old in as_printed else shown for old, new in pairs.items()}
    if not pairs:
        return lesson
    found: Lesson = _Rewriting(pairs).of(lesson)
    # What the lesson prints is public; what stands there now may be a secret.
    first, *others = found.practice.accounts
    accounts = (first._replace(public=first.public and not code), *others)
    return found._replace(practice=found.practice._replace(accounts=accounts))


def peer_of(lesson: Lesson, protocol: str) -> str:
    """The first name under which the server of this protocol is called, but for the hosts that are
    something of their own; "" if there is none."""
    spoken = (peer for peer, name in lesson.hosts.items() if name == protocol)
    return next((peer for peer in spoken if peer not in lesson.faces), "")


def _pairs(lesson: Lesson, address: str, code: str = "") -> Iterator[tuple[str, str]]:
    """What the lesson prints of its first account, and what stands in its place."""
    if not lesson.practice.accounts:
        return
    first = lesson.practice.accounts[0]
    local = address.partition("@")[0]
    user = address if "@" in first.user else local
    yield first.user, user
    yield first.user.partition("@")[0], local
    yield _base64(first.user), _base64(user)
    if code:
        yield first.code, code
        yield _base64(first.code), _base64(code)
        for acting, other in (("", ""), (first.user, user)):
            shown = f"{acting}\0{first.user}\0{first.code}"
            yield _base64(shown), _base64(f"{other}\0{user}\0{code}")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


class _Replacing:
    """Names in a text, each with what stands in its place."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._pairs = pairs
        # A name alone is the learner's, but not before another domain than his own.
        elsewhere = "(?!@)" if any("@" in old for old in pairs) else ""
        names = (
            re.escape(old) + ("" if "@" in old else elsewhere)
            for old in sorted(pairs, key=len, reverse=True)
        )
        either = "|".join(names) or "(?!)"
        # Not inside a word; \0 is how AUTH PLAIN's NUL is written (RFC 4616).
        before = r"(?:(?<![\w.@+/-])|(?<=\\0))"
        self._either = re.compile(rf"{before}(?:{either})(?![\w+/=-])")

    def of(self, text: str) -> str:
        """The text with all of them replaced."""
        return self._either.sub(lambda match: self._pairs[match[0]], text)


class _Rewriting:
    """A frozen value made anew, with other texts in it and other names of servers."""

    def __init__(self, pairs: Mapping[str, str], hosts: Mapping[str, str] = NO_HOSTS) -> None:
        self._hosts = hosts
        self._texts = _Replacing(pairs)
        # A pattern may have the dots of an address escaped.
        escaped = {old: re.escape(new) for old, new in pairs.items()}
        escaped |= {re.escape(old): new for old, new in escaped.items()}
        self._patterns = _Replacing(escaped)

    def of(self, value: Any) -> Any:
        """The value, whatever it is made of."""
        match value:
            case str():
                value = self._texts.of(value)
            case Connected(peer=peer):
                value = Connected(self._hosts.get(peer.lower()) or peer)
            case tuple():
                value = self._tuple(value)
            case re.Pattern(pattern=pattern, flags=flags):
                value = re.compile(self._patterns.of(pattern), flags)
            case bytes():
                value = self._letter(value)
            case Mapping():
                value = MappingProxyType({key: self.of(each) for key, each in value.items()})
        return value

    def _letter(self, letter: bytes) -> bytes:
        """A letter that waits in the learner's mailbox is to him; what is no text stays."""
        try:
            return self._texts.of(letter.decode()).encode()
        except UnicodeError:
            return letter

    def _tuple(self, value: tuple[Any, ...]) -> Any:
        names = getattr(value, "_fields", None)
        if names is None:
            return tuple(map(self.of, value))
        parts = zip(names, value, strict=True)
        return type(value)(*(each if name in _NAMES else self.of(each) for name, each in parts))
