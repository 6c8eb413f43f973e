"""The text of a body: which part is shown, and out of its transfer encoding and charset."""

from collections.abc import Iterable

from tutor.message import charsets, transfer
from tutor.message.headers import first
from tutor.message.parameters import parameter, token
from tutor.message.parts import Entity, encoding

_TEXTLESS = {"application", "audio", "font", "image", "model", "video"}


def shown(parts: Iterable[Entity]) -> Entity | None:
    """The part of a message's entities that a reader is shown; None when none has text.

    Of several the first plain one, else the first HTML one, else the first text; what is attached
    comes last.
    """
    leaves = (part for part in parts if part.is_leaf and is_text(part.kind))
    return min(leaves, key=_rank, default=None)


def reading_of(entity: Entity) -> charsets.Reading:
    """The text of a part as its charset gives it, and which charset that was."""
    return charsets.read(content_of(entity), charset_of(entity))


def content_of(entity: Entity) -> bytes:
    """The octets of a part, out of its transfer encoding (RFC 2045 6)."""
    match encoding(entity):
        case "base64":
            return transfer.base64(entity.body)
        case "quoted-printable":
            return transfer.quoted_printable(entity.body)
    return entity.body


def charset_of(entity: Entity) -> str:
    """The charset that a part declares, as written; "" when it declares none."""
    return parameter(first(entity.headers, "content-type"), "charset")


def is_text(kind: str) -> bool:
    """Whether a media type can be shown; what names no proper one counts (RFC 2045 5.2)."""
    return kind.partition("/")[0] not in _TEXTLESS


def _rank(entity: Entity) -> tuple[bool, int]:
    attached = token(first(entity.headers, "content-disposition")) == "attachment"
    order = ("text/plain", "text/html")
    return attached, order.index(entity.kind) if entity.kind in order else len(order)
