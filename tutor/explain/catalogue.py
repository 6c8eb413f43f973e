"""Everything that has a name and can be asked for: the words files, turned into entries."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from tutor.core.spec import Protocol
from tutor.protocols import PROTOCOLS
from tutor.words import SHARED, Sentence, Words

_KINDS = ("verb", "reply", "enhanced", "extension", "parameter", "capability", "response", "state")
_SHARED_KINDS = ("sasl", "violation", "class")
# Kinds with a file of their own, and the source that `Words.keys` knows it by.
_OWN = {"term": "explain", "header": "message", "cause": "causes", "slip": "slips"}
_OWN |= {"server": "families"}
# What stands inside the entries of the others, and is no entry of its own.
_INNER = frozenset({"syntax", "example", "gist", "matters", "move", "replyclass", "advice"})
# How a bare name stands on the wire, where nothing more telling is kept as an example.
_SEEN = {"extension": "250-{}", "capability": "{}", "sasl": "AUTH {}", "header": "{}: ..."}
_HERE = "explain"  # the reference's own words: terms, other names, examples
_MOST_PARTS = 12  # entries shown for a word that is only a part of their names


class Entry(NamedTuple):
    """Something that has a name; `protocol` is None where SMTP and POP3 share it.

    `key` is its sentence, `place` the same with the file in front ("smtp.reply.550"): under it
    the reference keeps other names and an example. `more` are further sentences about it.
    """

    kind: str
    name: str
    key: str
    protocol: Protocol | None
    place: str
    more: tuple[str, ...] = ()


class Catalogue:
    """The entries of one protocol ("smtp", "pop3") or of both, and what they are called."""

    def __init__(self, words: Words, protocol: str | None) -> None:
        self.scope = [p for p in PROTOCOLS.values() if protocol in (None, p.name)]
        self._words = words

    @cached_property
    def entries(self) -> list[Entry]:
        """All of them. Read from all words files when first needed: a code alone needs none."""
        words = self._words
        return [*_entries(words, self.scope), *_own(words), *_topics(words, self.scope)]

    @cached_property
    def spelled(self) -> dict[str, str]:
        """How each name is written, by how it is compared."""
        found: dict[str, str] = {}
        for key, name, _ in self._names:
            found.setdefault(key, name)
        return found

    @cached_property
    def _names(self) -> list[tuple[str, str, Entry]]:
        """What each entry is called: as it is compared, as it is written."""
        found: list[tuple[str, str, Entry]] = []
        kept = frozenset(self._words.keys(_HERE))  # few entries have other names
        for entry in self.entries:
            others = names_of(self._words, entry) if _key(entry, "names") in kept else ()
            names = {fold(name): name for name in (*reversed(others), entry.name)}
            found += ((key, name, entry) for key, name in names.items())
        return found

    @cached_property
    def _named(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for key, _, entry in self._names:
            found.setdefault(key, []).append(entry)
        return found

    @cached_property
    def _parts(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for part in _parts(entry):
                found.setdefault(part, []).append(entry)
        return found

    def knows(self, name: str) -> bool:
        """Whether something is called exactly so."""
        return fold(name) in self._named

    def find(self, name: str) -> list[Entry]:
        """The entries with this name, however it is written; else those it is a part of."""
        key = fold(name)
        return self._named.get(key) or self._parts.get(key, [])[:_MOST_PARTS]


def fold(name: str) -> str:
    """A name as it is compared: no difference of capitals, widths, blanks, hyphens."""
    if not name.isascii():
        from unicodedata import normalize

        name = normalize("NFKC", name)
    text = name.casefold()
    # In "-ERR", and in what consists of signs only, a hyphen is no blank.
    if text.isalnum() or text[:1] == "-" or not any(map(str.isalnum, text)):
        return text
    return "-".join(text.replace("_", " ").replace("-", " ").split())


def names_of(words: Words, entry: Entry) -> tuple[str, ...]:
    """What else it is called, in all languages; the preferred name of each comes first."""
    found = beside(words, entry, "names")
    return tuple(found.text.split(" | ")) if found else ()


def beside(words: Words, entry: Entry, part: str) -> Sentence | None:
    """What the reference keeps beside an entry: its `names` or an `example`."""
    return words.look(_HERE, _key(entry, part))


def _key(entry: Entry, part: str) -> str:
    return f"{entry.key}.{part}" if entry.kind == "term" else f"{part}.{entry.place}"


def example_of(words: Words, entry: Entry) -> str | None:
    """One line, or a piece of one, where it is seen."""
    found = beside(words, entry, "example")
    if found:
        return found.text
    return _SEEN[entry.kind].format(entry.name) if entry.kind in _SEEN else None


def preferred(names: tuple[str, ...], language: str) -> str:
    """The first of these names that is in this language; the first of all if none is."""
    chinese = language == "zh"
    return next((name for name in names if name.isascii() is not chinese), names[0])


def _entries(words: Words, scope: list[Protocol]) -> Iterator[Entry]:
    for protocol in scope:
        keys = words.keys(protocol.name)
        for kind in _KINDS:
            for key in keys:
                family, _, rest = key.partition(".")
                if family == kind and not (kind == "reply" and "." in rest):
                    place = f"{protocol.name}.{key}"
                    yield Entry(kind, _spelled(kind, rest), key, protocol, place)
    for kind in _SHARED_KINDS:
        for key in words.keys(SHARED):
            if key.startswith(f"{kind}."):
                yield Entry(kind, key.partition(".")[2], key, None, f"{SHARED}.{key}")


def _own(words: Words) -> Iterator[Entry]:
    """Terms, headers, causes and the rest; what stands under the key of one belongs to it."""
    advice = _advice(words)
    for kind, source in _OWN.items():
        keys = [key for key in words.keys(source) if key.startswith(f"{kind}.")]
        heads = set(keys)
        belonging: dict[str, list[str]] = {}
        for key in keys:
            head = ".".join(key.split(".")[:2])
            belonging.setdefault(head if head in heads else key, []).append(key)
        for head, members in belonging.items():
            entry = Entry(kind, head.partition(".")[2], head, None, head)
            more = [key for key in members if key != head and kind != "term"]
            if kind == "cause":
                more += advice.get(entry.name, ())
            yield entry._replace(name=_own_name(words, entry), more=tuple(more))


def _advice(words: Words) -> dict[str, list[str]]:
    """What to do about each cause, in general first, then where another server needs another."""
    found: dict[str, list[str]] = {}
    for key in words.keys("causes"):
        family, _, rest = key.partition(".")
        if family == "advice":
            found.setdefault(rest.partition(".")[0], []).append(key)
    return found


def _own_name(words: Words, entry: Entry) -> str:
    if entry.kind == "term":
        return preferred(names_of(words, entry) or (entry.name,), words.language)
    if entry.kind == "header":
        example = beside(words, entry, "example")
        shown = example.text[: len(entry.name)] if example else ""
        name = shown if shown.casefold() == entry.name.casefold() else entry.name.title()
        return f"{name}*" if name.endswith("-") else name  # all that begin so
    return entry.name


def _topics(words: Words, scope: list[Protocol]) -> Iterator[Entry]:
    """What the session says besides: about TLS, closing, secrets, the letter."""
    known = {*_KINDS, *_SHARED_KINDS, *_INNER}
    for protocol in (*scope, None):
        source = protocol.name if protocol else SHARED
        for key in words.keys(source):
            family, dot, _ = key.partition(".")
            if family not in known and not (family == "order" and dot):
                yield Entry("topic", key, key, protocol, f"{source}.{key}")
    for key in words.keys("message"):
        # What is about one letter's own words says nothing without them.
        if key.startswith("message.") and "{" not in words.say(None, key):
            yield Entry("topic", key, key, None, key)


def _spelled(kind: str, name: str) -> str:
    """A name as the registries spell it: a class of codes is 5yz, of enhanced codes 5.X.X."""
    if kind == "enhanced":
        return ".".join([*name.split("."), "X", "X"][:3])
    return f"{name}yz" if kind == "reply" and len(name) == 1 and name.isdigit() else name


def _parts(entry: Entry) -> set[str]:
    """A topic is found by each word of its key too."""
    if entry.kind not in ("topic", "slip"):
        return set()
    return {part for part in entry.key.split(".")[entry.kind == "slip" :] if len(part) > 2}
