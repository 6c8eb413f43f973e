"""Keys to sentences: what a note, an error or a help line says, in English and in Chinese.

Sentences stand in `words.yaml` files, both languages side by side: one for each protocol, one
shared by them ("wire"), one for the program itself. This file chooses and fills in; it writes none.
"""

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("en", "zh")
SHARED = "wire"  # the prefix of what all protocols share
_FILES = {
    None: "",
    SHARED: "protocols",
    "families": "protocols/families",
    "causes": "causes",
    "slips": "slips",
    "message": "message",
    "explain": "explain",
    "data": "data",
    "lesson": "lesson",
    "staging": "staging",
    "practice": "practice",
    "authoring": "authoring",
}
"""Where the words of a source stand; a protocol has a folder of its own name in `protocols`."""
_SOURCES = {
    "server": "families",
    "cause": "causes",
    "advice": "causes",
    "slip": "slips",
    "header": "message",
    "message": "message",
    "term": "explain",
    "data": "data",
    "lesson": "lesson",
    "stage": "staging",
    "accounts": "practice",
    "about": "authoring",
}
"""Families of keys with a file of their own, read when one of them is needed."""
_MOST_FOUND = 5000
_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Sentence(NamedTuple):
    """A sentence in the language asked for, its places not yet filled.

    key: with the prefix of its file, e.g. "smtp.verb.MAIL"; the program's own keys have none
    ref: where the standard says so, e.g. "RFC 5321 4.1.1.2"
    """

    key: str
    text: str
    ref: str | None


class Words:
    """All sentences, in one language at a time. A file is read when first needed, and once.

    `home` is the folder that holds the files as the package does: the package, but in tests.
    """

    def __init__(self, language: str, home: Path | None = None) -> None:
        self._found: dict[tuple[str | None, tuple[str, ...]], Sentence | None] = {}
        self.switch(language)
        self._home = Path(__file__).parent if home is None else home
        self._read: dict[str | None, dict[str, dict[str, str]]] = {}

    def switch(self, language: str) -> None:
        """Speak another language from now on. Raises ValueError for one that there is not."""
        if language not in LANGUAGES:
            raise ValueError(f"no words in {language!r}")
        self.language = language
        self._found.clear()

    def look(self, protocol: str | None, *keys: str) -> Sentence | None:
        """The sentence of the first key that has one; give the most exact key first.

        Each key is looked for in the protocol's own file, in the shared one, then in the program's;
        a key of a family with a file of its own, there. Raises DataError when a file is broken.
        """
        asked = protocol, keys
        try:
            return self._found[asked]
        except KeyError:
            if len(self._found) > _MOST_FOUND:  # a server's own words may be part of a key
                self._found.clear()
            self._found[asked] = found = self._search(protocol, keys)
            return found

    def _search(self, protocol: str | None, keys: tuple[str, ...]) -> Sentence | None:
        for key in keys:
            own = _SOURCES.get(key.partition(".")[0])
            for source in (own,) if own else dict.fromkeys((protocol, SHARED, None)):
                entry = self._file(source).get(key)
                if entry is not None:
                    name = key if source is None or own else f"{source}.{key}"
                    return Sentence(name, self._text(entry), entry.get("ref"))
        return None

    def say(self, protocol: str | None, /, *keys: str, **args: object) -> str:
        """The sentence with its places filled; the first key itself where no key has words."""
        sentence = self.look(protocol, *keys)
        return fill(sentence.text, args) if sentence else "".join(keys[:1])

    def keys(self, protocol: str | None) -> tuple[str, ...]:
        """One file's keys: a protocol's, another source's, the program's own (None)."""
        return tuple(self._file(protocol))

    def _text(self, entry: dict[str, str]) -> str:
        return entry.get(self.language, entry.get("text", ""))

    def _file(self, source: str | None) -> dict[str, dict[str, str]]:
        if source not in self._read:
            self._read[source] = _load(self._home, source)
        return self._read[source]


def fill(text: str, args: Mapping[str, object]) -> str:
    """The text with each `{name}` replaced by its argument; a name without one stays as it is.

    Unlike str.format it never looks inside an argument: a server's text may hold braces of its own.
    """
    if "{" not in text:
        return text
    return _PLACE.sub(lambda place: str(args.get(place[1], place[0])), text)


def pieces(text: str) -> tuple[str, ...]:
    """The text cut at its places: what stands between them, and at every second one its name."""
    return tuple(_PLACE.split(text))


def compiled(source: Path) -> str:
    """A words file as JSON, with the checksum of what it was made from. Raises DataError."""
    from tutor import data

    text = source.read_bytes()
    table = data.words(text.decode(), source.name)
    return json.dumps({"crc32": zlib.crc32(text), "words": table}, ensure_ascii=False)


def _load(home: Path, source: str | None) -> dict[str, dict[str, str]]:
    folder = _FILES.get(source, f"protocols/{source}")
    file = home.joinpath(folder, "words.yaml")
    if not file.is_file():  # a protocol may have nothing of its own to say
        return {}
    text = file.read_bytes()
    ready = _ready(file.with_suffix(".json"), zlib.crc32(text))
    if ready is not None:
        return ready
    from tutor import data

    return data.words(text.decode("utf-8"), f"{folder}/words.yaml".lstrip("/"))


def _ready(file: Path, checksum: int) -> dict[str, dict[str, str]] | None:
    """What the build made of a words file, unless the file has changed since."""
    try:
        made = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    return made["words"] if made.get("crc32") == checksum else None
