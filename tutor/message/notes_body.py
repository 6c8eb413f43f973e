"""The body: its parts as a tree, what is attached, and how the text shown was encoded."""

from collections.abc import Iterator
from itertools import islice

from tutor.message.body import charset_of
from tutor.message.charsets import Reading
from tutor.message.headers import Headers
from tutor.message.parts import NO_END, Entity, encoding
from tutor.message.structure import Attachment, Part, attachments, tree, walk
from tutor.message.taken_apart import Apart
from tutor.message.told import WARN, Told, clipped

_MOST = 100
"""Parts and attachments told."""
_KNOWN = ("text", "multipart", "message")
_CODED = {"base64", "quoted-printable", "7bit", "8bit", "binary"}
_UNREADABLE = "unknown-8bit"


def body(message: Apart, *, is_cut: bool) -> Iterator[Told]:
    """The structure where there is one, then the text that a reader is shown."""
    if message.is_mime:
        root = tree(message.entities)
        index = _index(message.raw, "content-type")
        if index is not None:
            yield from _parts(root, index, is_cut=is_cut)
        for item in attachments(root)[:_MOST]:
            yield _attached(item)
    if message.text is not None and message.reading is not None:
        if message.is_mime:
            yield from _encoded(message.text)
        yield from _shown(message.text, message.reading, is_cut=is_cut)
    if is_cut:
        yield Told(("message.cut",), {})


def _attached(item: Attachment) -> Told:
    args = {"name": clipped(item.name), "type": clipped(item.kind), "size": f"{item.octets:,}"}
    return Told(("message.attachment" if item.name else "message.attachment.nameless",), args)


def _parts(root: Part, index: int, *, is_cut: bool) -> Iterator[Told]:
    for depth, part in islice(walk(root), _MOST):
        major = part.kind.partition("/")[0]
        args = {
            "depth": depth,
            "type": clipped(part.kind),
            "charset": clipped(part.charset) or "us-ascii",
            "encoding": clipped(part.encoding) or "7bit",
            "size": f"{part.octets:,}",
            "lines": part.lines,
            "parts": len(part.parts),
            "name": clipped(part.name),
        }
        keys = (f"message.part.{clipped(part.kind)}", f"message.part.{major}", "message.part")
        header = index if depth == 0 else None
        yield Told(keys if major in _KNOWN else keys[::2], args, header=header)
        if part.defect and not (is_cut and part.defect == NO_END):
            yield Told((f"message.defect.{part.defect}",), args, WARN, header)


def _encoded(text: Entity) -> Iterator[Told]:
    """How the text came."""
    code = encoding(text)
    if code:
        header = None if text.depth else _index(text.headers, "content-transfer-encoding")
        keys = (f"message.encoding.{code}",) if code in _CODED else ()
        yield Told((*keys, "message.encoding"), {"encoding": clipped(code)}, header=header)


def _shown(text: Entity, reading: Reading, *, is_cut: bool) -> Iterator[Told]:
    """What the charset of the text really is."""
    if reading.charset == _UNREADABLE or not reading.fits:
        declared = charset_of(text)
        args = {"declared": clipped(declared) or "us-ascii", "charset": reading.charset}
        if reading.charset != _UNREADABLE:
            key = "message.charset.mislabelled" if declared else "message.charset.unlabelled"
            yield Told((key,), args, WARN)
        elif not is_cut:  # it may be the cut that cannot be read
            yield Told(("message.charset.unreadable",), args, WARN)
    if text.kind == "text/html":
        yield Told(("message.html",), {})


def _index(headers: Headers, name: str) -> int | None:
    return next((at for at, (key, _) in enumerate(headers) if key.lower() == name), None)
