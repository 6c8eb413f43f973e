"""A new lesson: a commented start that is a lesson already, named after its file."""

import re
from pathlib import Path
from typing import NamedTuple

from tutor.lesson.forms import ID

_HERE = Path(__file__).parent
_SUFFIXES = (".yaml", ".yml")
_CAPITALS = frozenset(
    {"smtp", "pop3", "tls", "mime", "auth", "html", "dns", "mx", "spf", "dkim", "dmarc", "bcc"}
)


class Named(NamedTuple):
    """What a file's name says: the id and the title of its lesson."""

    id: str
    title: str


def named(path: Path) -> Named | None:
    """The id and the title for a file; None when its name cannot be an id (see `better`)."""
    stem = path.stem
    if path.suffix not in _SUFFIXES or not re.fullmatch(ID["pattern"], stem):
        return None
    words = [word.upper() if word in _CAPITALS else word for word in stem.split("-")]
    title = " ".join(words)
    return Named(stem, title[:1].upper() + title[1:])


def better(path: Path) -> Path:
    """A path that is near to this one and can be a lesson's."""
    stem = path.stem if path.suffix.lower() in _SUFFIXES else path.name
    parts = re.findall("[a-z0-9]+", stem.lower()[:100])
    return path.with_name("-".join(parts or ["my", "lesson"]) + ".yaml")


def text(name: Named, language: str) -> str:
    """The file's text, with comments in this language."""
    start = (_HERE / f"start.{language}.yaml").read_text(encoding="utf-8")
    return start.replace("@ID@", name.id).replace("@TITLE@", name.title)
