"""Transcripts that were not recorded by this program, as wires; which format it is, the text tells.

`read` takes the octets of a file: a copy of telnet or `openssl s_client`, C:/S: lines, swaks,
`curl -v`, the debug output of smtplib and poplib, our own screen, or a post in Markdown or HTML
that tells a session block by block. A line end is CRLF; times are not known; what a transcript
leaves out is a gap.
"""

import re
from typing import NamedTuple

from tutor.core.wire import Wire
from tutor.importing import comments, dialogue, posts, rows, telling, terminal
from tutor.importing.connections import is_speech
from tutor.importing.pieces import (
    Found,
    ImportingError,
    Piece,
    Skipped,
    Sort,
    is_prose,
)
from tutor.importing.rows import Row, Text
from tutor.importing.weaving import Weaver

__all__ = ["Imported", "ImportingError", "Skipped", "read"]

_MOST_BESIDE = 4
"""Lines beside a session for each of its own: more, and the text is about something else."""
_LEADERS = re.compile(r"\.{4,}|…{2}|-{4,}|_{4,}|[\u4e00-\u9fff]{2}")
_COMMENT = re.compile(r"\s(?://|#|;|<-|←|\(|（).*")
_CODE = re.compile(r"[A-Za-z]+ *(?:=|\(|\[)")


class Imported(NamedTuple):
    """What a text was: its format, what it holds, and what of it was left out."""

    kind: str
    wires: list[Wire]
    protocol: str | None
    skipped: tuple[Skipped, ...]


def read(data: bytes, name: str) -> Imported:
    """The wires of a transcript. Raises ImportingError, and nothing else, where it is none."""
    text = rows.read(data)
    if _is_post(text.rows):
        return _post(text, name)
    try:
        return _plain(text, name)
    except ImportingError:
        if any(row.text.startswith(("    ", "\t")) for row in text.rows):
            try:
                return _post(text, name)
            except ImportingError:
                pass
        raise


def _is_post(found: list[Row]) -> bool:
    """Whether a text is a post: it has blocks of code, and no session begins before them."""
    if posts.is_html(found):
        return True
    if not posts.is_markdown(found):
        return False
    first = next((row.text for row in found if row.text.strip()), "")
    return posts.is_fence(first) or not (terminal.opens(first) or telling.begins(first))


def _plain(text: Text, name: str) -> Imported:
    """A text that is one transcript from its first line to its last."""
    found = telling.read(text.rows, name)
    weaver = Weaver(name, text.octets)
    pieces = found.pieces
    if found.kind in ("telnet", "openssl"):
        pieces = _without_preface(pieces, weaver, text, name)
    weaver.weave(found._replace(pieces=pieces))
    weaver.finish()
    first = next((row.number for row in text.rows if row.text.strip()), 1)
    if not weaver.good:
        raise ImportingError("error.importing.empty", name, (weaver.odd or [first])[0])
    if len(weaver.odd) > weaver.good:
        raise ImportingError("error.importing.none", name, weaver.odd[0])
    if found.kind in ("telnet", "openssl") and not _is_session(found.pieces, weaver, text):
        strange = [piece.number for piece in found.pieces if _is_strange(piece, text)]
        raise ImportingError("error.importing.none", name, (strange or [first])[0])
    return _imported(found.kind, weaver)


def _is_session(pieces: list[Piece], weaver: Weaver, text: Text) -> bool:
    """Whether a bare text is a session, and no prose in which a line or two look like one.

    Somebody commands, or connects, or replies stand alone; one that stands alone has to refuse.
    """
    if any(piece.instead and piece.instead.sort is Sort.OPEN for piece in pieces):
        return True
    if weaver.commands:
        begun = next((s.number for s in pieces if _is_said(s, text)), 0)
        before = sum(p.number < begun and bool(p.text.strip()) for p in pieces)
        return before + len(weaver.odd) <= _MOST_BESIDE * weaver.good
    said = [piece for piece in pieces if piece.sort is Sort.LINE and piece.text.strip()]
    if any(_is_strange(piece, text) for piece in said):
        return False
    return len(said) > 1 or all(piece.text[:1] in "45-" for piece in said)


def _is_said(piece: Piece, text: Text) -> bool:
    return piece.sort is Sort.LINE and is_speech(text.octets(piece.text))


def _is_strange(piece: Piece, text: Text) -> bool:
    """Whether a line is neither a reply nor a command, or reads as a sentence."""
    if piece.sort is not Sort.LINE or piece.instead is not None or not piece.text.strip():
        return False
    octets = text.octets(piece.text)
    is_reply = piece.text[:3].isdigit() or piece.text[:1] in "+-"
    return not is_speech(octets) or (is_prose(piece) and not is_reply)


def _without_preface(pieces: list[Piece], weaver: Weaver, text: Text, name: str) -> list[Piece]:
    """A copy from where its session begins; a few words before a connection are left out."""
    strange: Piece | None = None
    for at, piece in enumerate(pieces):
        begins = piece.instead is not None and piece.instead.sort is Sort.OPEN
        said = piece.sort is Sort.LINE and piece.instead is None and piece.text.strip()
        if said and is_speech(text.octets(piece.text)):
            begins = strange is None or piece.text.startswith(("220", "+OK"))
        if begins and strange is not None:
            weaver.skipped.append(Skipped(strange.number, "line"))
        if begins:
            return pieces[at:] if strange is not None else pieces
        strange = piece if said and strange is None else strange
    key = "error.importing.empty" if strange is None else "error.importing.none"
    raise ImportingError(key, name, 1 if strange is None else strange.number)


def _post(text: Text, name: str) -> Imported:
    """The blocks of a post, those that are fragments of its session woven together."""
    every = posts.html(text.rows) if posts.is_html(text.rows) else posts.markdown(text.rows)
    blocks = _joined([block for block in every if any(row.text.strip() for row in block.rows)])
    read = [_found(block) for block in blocks]
    weaver = Weaver(name, text.octets)
    for block, found, behind in zip(blocks, read, _behind(read, text), strict=True):
        if found is None or not _is_fragment(found, weaver, text):
            weaver.skipped.append(Skipped(block.rows[0].number, block.what))
        else:
            weaver.weave(found, behind)
    weaver.finish()
    if not weaver.good:
        line = weaver.skipped[0].line if weaver.skipped else 1
        raise ImportingError(
            "error.importing.none" if blocks else "error.importing.empty", name, line
        )
    return _imported("post", weaver)


def _joined(blocks: list[posts.Block]) -> list[posts.Block]:
    """A post that we wrote says itself where its session begins: its blocks are one transcript."""
    marked = [block for block in blocks if all(dialogue.is_marked(row.text) for row in block.rows)]
    if not marked or not marked[0].rows[0].text.startswith("-- open "):
        return blocks
    return [posts.Block([row for block in marked for row in block.rows], marked[0].what)]


def _found(block: posts.Block) -> Found | None:
    try:
        return telling.read(block.rows, "")
    except ImportingError:
        return None


def _behind(read: list[Found | None], text: Text) -> list[Found | None]:
    """For each block the next one that begins as a session does."""
    behind: list[Found | None] = []
    following: Found | None = None
    for found in reversed(read):
        behind.append(following)
        said = _said(found.pieces) if found is not None else []
        if said and is_speech(text.octets(said[0].text)) and not _is_table(said, text):
            following = found
    behind.reverse()
    return behind


def _said(pieces: list[Piece]) -> list[Piece]:
    """The lines of a block that are not the terminal's."""
    return [p for p in pieces if p.sort is Sort.LINE and p.instead is None and p.text.strip()]


def _is_fragment(found: Found, weaver: Weaver, text: Text) -> bool:
    """Whether a block is a fragment of the session so far."""
    said = _said(found.pieces)
    if found.kind not in ("telnet", "openssl"):
        return bool(said)
    if weaver.expects and _continues(said, text):
        return True
    if _is_table(said, text):
        return False
    trial = Weaver("", text.octets)
    trial.weave(found)
    opens = any(p.instead and p.instead.sort is Sort.OPEN for p in found.pieces)
    first = is_speech(text.octets(said[0].text)) if said else opens
    return (first or opens) and len(trial.odd) * 4 <= trial.good


def _continues(said: list[Piece], text: Text) -> bool:
    """Whether a block may be an answer of a login, or a letter: one word a line, or a dot below."""
    single = [" " not in comments.cut(piece).text.strip() for piece in said]
    words = len(said) <= 2 and all(single)
    words = words or (single[:1] == [True] and is_speech(text.octets(said[1].text)))
    return bool(said) and (
        words or said[-1].text.rstrip() == "." or any(p.text.rstrip() == "." for p in said)
    )


def _is_table(said: list[Piece], text: Text) -> bool:
    """Whether the lines name commands only to explain them, or are a program."""
    if any(piece.text[:3].isdigit() or piece.text[:1] in "+-" for piece in said):
        return False
    bare = [_COMMENT.sub("", piece.text) for piece in said]
    told = sum(bool(_LEADERS.search(line)) and "@" not in line for line in bare)
    code = sum(bool(_CODE.match(p.text)) for p in said)
    return bool(said) and (told * 2 > len(said) or code * 2 > len(said))


def _imported(kind: str, weaver: Weaver) -> Imported:
    protocol = weaver.lines.protocol
    skipped = tuple(sorted(weaver.skipped))
    return Imported(kind, weaver.lines.wires, protocol.name if protocol else None, skipped)
