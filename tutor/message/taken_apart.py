"""A message taken apart: its fields, its body, its parts and the text in it.

Done once for all who read the same message. What one session asks of a letter (its text, its notes,
its lines on a page) it asks in one go, so the last letter alone is kept.
"""

from functools import lru_cache
from typing import NamedTuple

from tutor.message import charsets
from tutor.message.body import reading_of, shown
from tutor.message.headers import Headers, decoded, fields
from tutor.message.parts import Entity, entities

_MOST_KEPT = 1 << 16
"""Octets of a letter that is kept: a longer one is taken apart again, as it fills the memory."""


class Apart(NamedTuple):
    """A message in pieces.

    raw, headers: its fields, encoded words as written and decoded
    entities: the message and the parts in it
    text: the one that a reader is shown, with `reading` as it is read; None when none has text
    is_mime: whether a field says anything about the body; else all of it is one plain text
    """

    raw: Headers
    headers: Headers
    body: bytes
    entities: tuple[Entity, ...]
    text: Entity | None
    reading: charsets.Reading | None
    is_mime: bool


def apart(source: bytes) -> Apart:
    """The pieces of a message. Never raises."""
    return _kept(source) if len(source) <= _MOST_KEPT else _apart(source)


def _apart(source: bytes) -> Apart:
    raw, body = fields(source)
    is_mime = any(name.lower().startswith("content-") for name, _ in raw)
    if is_mime:
        parts = tuple(entities(raw, body))
        text = shown(parts)
        reading = reading_of(text) if text is not None else None
    else:
        text = Entity(0, "text/plain", raw, body, True, "")
        parts, reading = (text,), charsets.read(body, "")
    return Apart(raw, decoded(raw), body, parts, text, reading, is_mime)


_kept = lru_cache(1)(_apart)
