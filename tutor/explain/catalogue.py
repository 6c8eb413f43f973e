"""Everything that has a name and can be asked for: the words files, turned into entries."""

from collections.abc import Iterator
from typing import NamedTuple

from tutor.core.spec import Protocol
from tutor.protocols import PROTOCOLS
from tutor.words import SHARED, Words

_KINDS = ("verb", "reply", "enhanced", "extension", "parameter", "capability", "response", "state")
_SHARED_KINDS = ("sasl", "violation", "class")
# What stands inside the entries of the others, and is no entry of its own.
_INNER = frozenset({"syntax", "example", "gist", "matters", "move", "replyclass"})
_SYNONYMS = {"*": "AUTH-CANCEL", ".": "dot"}


class Entry(NamedTuple):
    """Something that has a name; `protocol` is None where SMTP and POP3 share it."""

    kind: str
    name: str
    key: str
    protocol: Protocol | None


class Catalogue:
    """The entries of one protocol ("smtp", "pop3") or of both, and what they are called."""

    def __init__(self, words: Words, protocol: str | None) -> None:
        self.scope = [p for p in PROTOCOLS.values() if protocol in (None, p.name)]
        self.entries = [*_entries(words, self.scope), *_topics(words, self.scope)]
        self.names: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for name in {entry.name.casefold(), *_parts(entry)}:
                self.names.setdefault(name, []).append(entry)
        self._synonyms = {
            name.casefold(): key.removeprefix("explain.names.")
            for key in words.keys(None)
            if key.startswith("explain.names.")
            for name in words.say(None, key).split()
        } | _SYNONYMS

    def find(self, name: str) -> list[Entry]:
        """The entries with this name, in capital or small letters."""
        key = name.casefold()
        found = list(self.names.get(key, ()))
        if key in self._synonyms:
            found += self.names.get(self._synonyms[key].casefold(), ())
        return found


def _entries(words: Words, scope: list[Protocol]) -> Iterator[Entry]:
    for protocol in scope:
        keys = words.keys(protocol.name)
        for kind in _KINDS:
            for key in keys:
                family, _, rest = key.partition(".")
                if family == kind and not (kind == "reply" and "." in rest):
                    yield Entry(kind, _spelled(kind, rest), key, protocol)
    for kind in _SHARED_KINDS:
        for key in words.keys(SHARED):
            if key.startswith(f"{kind}."):
                yield Entry(kind, key.partition(".")[2], key, None)


def _topics(words: Words, scope: list[Protocol]) -> Iterator[Entry]:
    """What the session says besides: about TLS, closing, secrets, the letter."""
    known = {*_KINDS, *_SHARED_KINDS, *_INNER}
    for protocol in (*scope, None):
        for key in words.keys(protocol.name if protocol else SHARED):
            family, dot, _ = key.partition(".")
            if family not in known and not (family == "order" and dot):
                yield Entry("topic", key, key, protocol)


def _spelled(kind: str, name: str) -> str:
    """A name as the registries spell it: a class of codes is 5yz, of enhanced codes 5.X.X."""
    if kind == "enhanced":
        return ".".join([*name.split("."), "X", "X"][:3])
    return f"{name}yz" if kind == "reply" and len(name) == 1 and name.isdigit() else name


def _parts(entry: Entry) -> set[str]:
    """A topic is found by each word of its key too."""
    if entry.kind != "topic":
        return set()
    return {part for part in entry.key.split(".") if len(part) > 2 and not part.isdigit()}
