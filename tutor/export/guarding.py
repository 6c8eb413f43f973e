"""Nothing secret gets out: what is published is masked as asked for, and looked at on its way."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from tutor.annotate import message
from tutor.core.events import Closed, Exchange, Kept, Opened, Secured
from tutor.core.wire import Remark, Side, Wire
from tutor.log import Header, Log, Reader
from tutor.redaction import coded, masks, names, shapes
from tutor.redaction.masking import fields, masked, value
from tutor.session import Item

_LINE = 1400
"""Octets of an unfinished line that are looked at again with what follows."""


class MaskError(ValueError):
    """A pattern that is no regular expression; the text says which, and why. Empty: no pattern."""


class SecretError(Exception):
    """What looks like a secret: `what` it is, `where` it stands, behind which exchange."""

    def __init__(self, what: str, where: str, after: int) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.after = after


class Guard:
    """Masks the facts of a session, and stops it where a secret is about to get out."""

    def __init__(self, wanted: Iterable[str]) -> None:
        """`wanted` are `addresses`, `hosts`, or regular expressions. Raises MaskError."""
        self._wanted = tuple(wanted)
        self._book = masks.Book()
        self._addresses = "addresses" in self._wanted
        self._patterns = [_pattern(each) for each in self._wanted if each not in _NAMED]
        self._begun: dict[tuple[int, Side | None], bytes] = {}
        self._seen = 0

    @property
    def looks_ahead(self) -> bool:
        """Whether names are masked, which are gathered from the whole session first: a greeting
        says one that only a later address shows to be one."""
        return not _NAMED.isdisjoint(self._wanted)

    def masked(
        self, found: Log | Reader, again: Callable[[], Iterable[Wire | Remark]]
    ) -> tuple[Header, Iterator[Wire | Remark]]:
        """The header and the facts, masked; `again` gives the facts for a look ahead."""
        header = found.header
        if not self._wanted:
            return header, iter(found.facts)
        rules = list(self._patterns)
        if self._addresses:  # before its host is hidden, an address can still be told
            people = names.people(_wires(again()))
            rules.append(masks.addresses(self._book, people))
        if "hosts" in self._wanted:
            known = chain(names.of_peer(header.peer), names.hosts(_wires(again())))
            rules.append(masks.hosts(self._book, known))

        def mask(data: bytes) -> bytes:
            for rule in rules:
                data = rule(data)
            return data

        peer = str(value(header.peer, mask))
        lesson = None if header.lesson is None else fields(header.lesson, mask)
        return header._replace(peer=peer, lesson=lesson), masked(found.facts, mask)

    # -- looking ---------------------------------------------------------------------------------

    def begin(self, header: Header) -> None:
        """Raises SecretError where the header would take a secret out."""
        self._look_at((header.peer, header.started, header.lesson), "header")

    def look(self, item: Item) -> None:
        """The same of an item."""
        event = item.event
        self._seen = self._seen if item.seq is None else item.seq
        if isinstance(event, Kept):
            self._look_at_stretch(event)
        elif isinstance(event, Exchange) and event.letter is not None:
            self._look_into(event)
        elif isinstance(event, Opened | Secured | Closed):
            self._look_at(dict(event.wire.about), "header")

    def hear(self, remark: Remark) -> None:
        """The same of a remark."""
        self._look_at(remark.value, "remark")

    def _look_at(self, found: object, where: str) -> None:
        for text in _texts(found):
            self._refuse(shapes.finds(text.encode("utf-8", "replace")), where)

    def _look_at_stretch(self, event: Kept) -> None:
        wire = event.wire
        key = wire.conn, wire.side
        if wire.public:
            self._begun.pop(key, None)
            return
        data = self._begun.pop(key, b"") + wire.data
        if not data.endswith(b"\n"):
            self._begun[key] = data[data.rfind(b"\n") + 1 :][-_LINE:]
        self._refuse(shapes.finds(data), event.part.value)

    def _look_into(self, event: Exchange) -> None:
        """What is encoded in a message, and shown decoded; an address may hide where base64 or
        quoted-printable cuts it in two."""
        letter = message(event)
        if letter is None:
            return
        text = "\n".join([*(value for _, value in letter.headers), letter.text])
        data = text.encode("utf-8", "replace")
        parts = coded.texts(event.letter.source) if event.letter is not None else ()
        self._refuse(shapes.finds(shapes.broken(data)), "letter")
        for each in (data, *parts):
            self._refuse(shapes.finds(each), "letter")
            if self._addresses and masks.bare(self._book, each):
                raise SecretError("address", "letter", self._seen)

    def _refuse(self, finds: Iterable[shapes.Find], where: str) -> None:
        for find in finds:
            raise SecretError(find.what, where, self._seen)


_NAMED = frozenset({"addresses", "hosts"})


def _wires(facts: Iterable[Wire | Remark]) -> Iterator[Wire]:
    return (fact for fact in facts if isinstance(fact, Wire))


def _texts(found: object) -> Iterator[str]:
    """Every text in a value that stands beside the wire."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        yield from _texts(list(found))
        yield from _texts(list(found.values()))
    elif isinstance(found, list | tuple):
        for each in found:
            yield from _texts(each)


def _pattern(text: str) -> masks.Rule:
    if not text:
        raise MaskError
    try:
        return masks.pattern(text)
    except re.error as error:
        raise MaskError(f"{text}: {error}") from error
