"""The MIME structure of a message as a tree, and what is attached to it (RFC 2045, 2046, 2183)."""

from collections.abc import Iterator
from typing import NamedTuple

from tutor.message import transfer
from tutor.message.body import charset_of, is_text
from tutor.message.headers import fields, first
from tutor.message.parameters import parameter, token
from tutor.message.parts import Entity, encoding, entities


class Part(NamedTuple):
    """A message or one part of it.

    kind: media type in lower case
    name: the file name that it suggests, decoded; "" when none
    disposition, encoding: in lower case, "" where not said; charset: as written
    octets: the size of its content, out of its transfer encoding
    lines: lines of its body as they stand in the message
    defect: "no-boundary", "no-parts", "no-end", "too-deep" or ""
    """

    kind: str
    name: str
    disposition: str
    charset: str
    encoding: str
    octets: int
    lines: int
    parts: tuple["Part", ...]
    defect: str


class Attachment(NamedTuple):
    """A part that readers offer as a file; `octets` is its size when saved."""

    name: str
    octets: int
    kind: str


def structure(source: bytes) -> Part:
    """The tree of a message's parts: at most 1000, at most 20 levels. Never raises."""
    return tree(tuple(entities(*fields(source))))


def tree(walked: tuple[Entity, ...]) -> Part:
    """The tree of the entities of one walk."""
    kept: list[list[Part]] = [[]]  # parts that wait for their parent, by depth
    for entity in reversed(walked):
        while len(kept) <= entity.depth + 1:
            kept.append([])
        inner = kept[entity.depth + 1]
        kept[entity.depth].append(_part(entity, tuple(reversed(inner))))
        inner.clear()
    return kept[0][0]


def attachments(part: Part) -> tuple[Attachment, ...]:
    """What is attached: what says so, what has a file name, and what is no text."""
    return tuple(_attached(part))


def walk(part: Part, depth: int = 0) -> Iterator[tuple[int, Part]]:
    """A part and all parts in it with their depth, each before its own."""
    yield depth, part
    for inner in part.parts:
        yield from walk(inner, depth + 1)


def _attached(part: Part) -> Iterator[Attachment]:
    is_file = part.disposition == "attachment" or part.name or not is_text(part.kind)
    if is_file and not part.kind.startswith("multipart/"):
        yield Attachment(part.name, part.octets, part.kind)
    else:
        for inner in part.parts:
            yield from _attached(inner)


def _part(entity: Entity, parts: tuple[Part, ...]) -> Part:
    content = first(entity.headers, "content-type")
    disposition = first(entity.headers, "content-disposition")
    body = entity.body
    return Part(
        kind=entity.kind,
        name=parameter(disposition, "filename") or parameter(content, "name"),
        disposition=token(disposition),
        charset=charset_of(entity),
        encoding=encoding(entity),
        octets=_size(entity),
        lines=body.count(b"\n") + (not body.endswith(b"\n") and body != b""),
        parts=parts,
        defect=entity.defect,
    )


def _size(entity: Entity) -> int:
    """Octets of the content; a part with parts has no encoding of its own (RFC 2045 6.4)."""
    if entity.is_leaf:
        match encoding(entity):
            case "base64":
                return transfer.base64_size(entity.body)
            case "quoted-printable":
                return len(transfer.quoted_printable(entity.body))
    return len(entity.body)
