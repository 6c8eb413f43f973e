"""Who a recording belongs to: what its header says, else what its file is called."""

import re
import unicodedata

from tutor import log

_STAMP = re.compile(r"^\d{8}-\d{6}(?:-\d{3,6})?(?:-|$)")
_NO_NAMES = frozenset({"", "session", "smtp", "pop3"})


def owner(student: str | None, folder: str, file: str, lesson: str) -> tuple[tuple[str, ...], str]:
    """What tells students apart, and the name for people.

    `folder` is the name of the one that the file lies in, "" where that means nothing. A name is
    the same however it is composed; two files of one name in two folders are two students.
    """
    if student is not None:
        name = unicodedata.normalize("NFC", student)
        return ("student", name), name
    base = file.removesuffix(log.SUFFIX).removesuffix(".jsonl")
    name = _STAMP.sub("", base).strip("-_. ")
    if name in _NO_NAMES or name == lesson:
        # Our own name for it, which says nothing of who it was.
        return (("file", folder), folder) if folder else (("file", "", base), base)
    return ("file", folder, name), name


def distinct(names: dict[tuple[str, ...], str]) -> dict[tuple[str, ...], str]:
    """The names for people, with the folder where two would look the same."""
    seen: dict[str, int] = {}
    for name in names.values():
        seen[name] = seen.get(name, 0) + 1
    return {
        key: f"{key[1]}/{name}" if seen[name] > 1 and key[0] == "file" and key[1] else name
        for key, name in names.items()
    }
