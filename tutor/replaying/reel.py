"""A recording as a row of frames, so that going back costs as little as going on."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tutor.core.events import Closed, Exchange, Kept, Opened, Said, Secured
from tutor.core.visible import visible
from tutor.core.wire import Remark, Wire
from tutor.page import Detail, Line, Page, Role, Span
from tutor.session import Item, Session
from tutor.words import Words


class Frame(NamedTuple):
    """What is shown at once: an exchange with what was said for it; or how the line changed.

    at: seconds since the start of the recording
    name: verb and code of the exchange; "" for what is none
    seq: the number that `--json` gives it
    chapter: the marks and notes in front of it
    tls: the connections under TLS before it
    """

    at: float
    items: tuple[Item, ...]
    name: str
    seq: int
    chapter: tuple[Remark, ...]
    tls: frozenset[int]

    @property
    def marked(self) -> bool:
        """Whether a chapter begins here."""
        return any(remark.kind == "mark" for remark in self.chapter)


def reel(
    session: Session, facts: Iterable[Wire | Remark], first: int = 0, last: int | None = None
) -> Iterator[Frame]:
    """The frames of a session, from one `seq` to another, each as soon as its facts are read;
    they are seen by `session`."""
    gathered: dict[int, list[Item]] = {}
    chapter: list[Remark] = []
    tls: set[int] = set()
    for fact in facts:
        if isinstance(fact, Remark):
            chapter += [fact] if fact.kind in ("mark", "note") else []
            continue
        for item in session.see(fact):
            held = gathered.setdefault(item.conn, [])
            held.append(item)
            event = item.event
            if item.seq is None or not isinstance(event, Exchange | Opened | Secured | Closed):
                continue
            if last is not None and item.seq > last:
                return
            before = frozenset(tls)
            _note_tls(event, tls)
            del gathered[item.conn]
            if item.seq >= first:
                items, marks = tuple(held), tuple(chapter)
                yield Frame(_at(item), items, _name(item), item.seq, marks, before)
            chapter.clear()


def lines(frame: Frame, words: Words, detail: Detail, *, told: bool) -> list[Line]:
    """The lines of a frame; `told` says that what is said only once was said before."""
    page = Page(words, detail)
    page.resume(frame.tls, told=told)
    shown: list[Line] = []
    for remark in frame.chapter:
        role = Role.LABEL if remark.kind == "mark" else Role.NOTE
        shown += [Line(()), Line((Span(visible(str(remark.value)), role),), 1, 1)]
    return shown + [line for item in frame.items for line in page.lines(item)]


def text(frame: Frame) -> str:
    """What of a frame can be searched: what was said, and its chapter; in small letters."""
    parts = [str(remark.value) for remark in frame.chapter]
    for item in frame.items:
        event = item.event
        if isinstance(event, Said):
            parts.append(event.command.line)
        elif isinstance(event, Exchange) and event.reply is not None:
            parts += [event.command.verb if event.command else "", *event.reply.lines]
        elif isinstance(event, Kept):
            parts.append(event.wire.data.decode("utf-8", "replace"))
    return "\n".join(parts).lower()


def _note_tls(event: object, tls: set[int]) -> None:
    if isinstance(event, Secured) and "error" not in event.wire.about:
        tls.add(event.wire.conn)
    elif isinstance(event, Closed):
        tls.discard(event.wire.conn)


def _at(item: Item) -> float:
    event = item.event
    return event.at if isinstance(event, Exchange | Opened) else _wire_at(event)


def _wire_at(event: object) -> float:
    assert isinstance(event, Secured | Closed)
    return event.wire.at


def _name(item: Item) -> str:
    event = item.event
    if not isinstance(event, Exchange):
        return ""
    verb = event.command.verb if event.command is not None else ""
    code = event.reply.code if event.reply is not None else None
    return visible(f"{verb} {code or ''}".strip())
