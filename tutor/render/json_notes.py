"""Notes as JSON objects: what every note of a kind shares is put in JSON once."""

from collections.abc import Iterable, Mapping

from tutor.annotate import Note
from tutor.core import jsonlines
from tutor.core.wire import NOTHING
from tutor.words import Words, pieces

_MOST_KEPT = 5000

_Kind = tuple[str, str, int | None, tuple[str, ...]]


class Notes:
    """The notes of one session. The words' language may change on the way."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._language = words.language
        # A note in JSON, in pieces, with the names of the arguments between them. Bounded, because
        # what a server says may be part of a key.
        self._pieces: dict[_Kind, tuple[list[bytes], tuple[str, ...]]] = {}
        # Most notes have no arguments and are one object for all exchanges: known by that object,
        # which is kept beside it so that no other can take its place.
        self._whole: dict[int, tuple[Note, str, bytes]] = {}

    def add(self, told: list[bytes], protocol: str, notes: Iterable[Note]) -> None:
        """Add the notes as JSON objects with commas between; one without words is left out."""
        if self._words.language != self._language:
            self._language = self._words.language
            self._pieces.clear()
            self._whole.clear()
        is_first = True
        for note in notes:
            kept = self._whole.get(id(note))
            if kept is not None and kept[0] is note and kept[1] is protocol:
                text = kept[2]
            else:
                text = self._text(protocol, note)
            if text:
                if is_first:
                    is_first = False
                else:
                    told.append(b", ")
                told.append(text)

    def _text(self, protocol: str, note: Note) -> bytes:
        kind = protocol, note.on, note.line, note.keys
        texts, names = self._pieces.get(kind) or self._in_pieces(kind)
        if names:
            return _filled(texts, names, note.args)
        text = b"".join(texts)
        if note.args is NOTHING:
            if len(self._whole) > _MOST_KEPT:
                self._whole.clear()
            self._whole[id(note)] = note, protocol, text
        return text

    def _in_pieces(self, kind: _Kind) -> tuple[list[bytes], tuple[str, ...]]:
        protocol, on, line, keys = kind
        if len(self._pieces) > _MOST_KEPT:
            self._pieces.clear()
        sentence = self._words.look(protocol, *keys)
        texts: list[bytes] = []
        cut: tuple[str, ...] = ()
        if sentence is not None:
            cut = pieces(sentence.text)
            texts += [jsonlines.string(text)[1:-1] for text in cut]
            head = jsonlines.line({"on": on, "line": line, "key": sentence.key})[:-1]
            texts[0] = head.encode() + b', "text": "' + texts[0]
            texts[-1] += f'", "ref": {jsonlines.line(sentence.ref)}}}'.encode()
        made = self._pieces[kind] = texts, cut[1::2]
        return made


def _filled(texts: list[bytes], names: tuple[str, ...], args: Mapping[str, object]) -> bytes:
    filled = texts.copy()
    for at, name in enumerate(names):
        value = str(args[name]) if name in args else f"{{{name}}}"
        filled[2 * at + 1] = jsonlines.string(value)[1:-1]
    return b"".join(filled)
