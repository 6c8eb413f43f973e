"""Nothing secret gets out: what is published is masked as asked for, and looked at on its way."""

import re
from collections.abc import Iterable, Iterator

from tutor.annotate import message
from tutor.core.events import Exchange, Kept
from tutor.core.wire import Remark, Wire
from tutor.log import Header, Log, Reader
from tutor.redaction import masks, names
from tutor.redaction.masking import masked
from tutor.redaction.shapes import finds
from tutor.session import Item


class MaskError(ValueError):
    """A pattern that is no regular expression; the text says which, and why."""


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
        self._seen = 0

    def masked(self, found: Log | Reader) -> tuple[Header, Iterator[Wire | Remark]]:
        """The header and the facts, masked. Host names are gathered first: a greeting says one
        that only a later address shows to be one."""
        if not self._wanted:
            return found.header, iter(found.facts)
        facts: Iterable[Wire | Remark] = found.facts
        rules = list(self._patterns)
        if self._addresses:  # before its host is hidden, an address can still be told
            rules.append(masks.addresses(self._book))
        if "hosts" in self._wanted:
            facts = list(facts)
            known = names.hosts(fact for fact in facts if isinstance(fact, Wire))
            peer = found.header.peer.rpartition(":")[0].encode()
            rules.append(masks.hosts(self._book, [peer, *known]))

        def mask(data: bytes) -> bytes:
            for rule in rules:
                data = rule(data)
            return data

        peer_shown = mask(found.header.peer.encode()).decode("utf-8", "replace")
        return found.header._replace(peer=peer_shown), masked(facts, mask)

    def look(self, item: Item) -> None:
        """Raises SecretError where an item would take a secret out."""
        event = item.event
        self._seen = self._seen if item.seq is None else item.seq
        if isinstance(event, Kept) and not event.wire.public:
            for find in finds(event.wire.data):
                raise SecretError(find.what, event.part.value, self._seen)
        if self._addresses and isinstance(event, Exchange) and event.letter is not None:
            self._look_into(event)

    def hear(self, remark: Remark) -> None:
        """The same of a remark."""
        for find in finds(str(remark.value).encode("utf-8", "replace")):
            raise SecretError(find.what, "remark", self._seen)

    def _look_into(self, event: Exchange) -> None:
        """An address may hide where base64 or quoted-printable cuts it in two."""
        letter = message(event)
        if letter is None:
            return
        text = "\n".join([*(value for _, value in letter.headers), letter.text])
        if masks.bare(self._book, text.encode("utf-8", "replace")):
            raise SecretError("address", "text", self._seen)


_NAMED = frozenset({"addresses", "hosts"})


def _pattern(text: str) -> masks.Rule:
    try:
        return masks.pattern(text)
    except re.error as error:
        raise MaskError(f"{text}: {error}") from error
