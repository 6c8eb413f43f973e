"""The letters of a lesson: the message itself, a file beside the lesson, or one made to a size."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from tutor import practice
from tutor.data import Reason, because
from tutor.lesson import Lesson, Post
from tutor.staging.people import domains, owner, written

LONGEST = 1 << 20
"""Octets of a file."""
_LONGEST_ADDRESS = 100
"""Octets of an address for which the smallest message that is made up has room."""
MOST = 16 << 20
"""Octets of all files of a lesson together."""


class _Read(NamedTuple):
    """What came of a file: its octets, or why they are none."""

    octets: bytes | None = None
    why: Reason | None = None


def furnished(lesson: Lesson, folder: Path) -> Lesson:
    """The lesson with the files that it names in it, out of the folder in which it stands. One
    that cannot be read is left out: see `unknown`."""
    names = dict.fromkeys(post.file for post in posts(lesson) if post.file)
    if not names:
        return lesson
    left, found = MOST, {}
    for name in names:
        read = _read(folder, name)
        left -= len(read.octets or b"")
        if left >= 0:
            found[name] = read.octets

    def fill(held: tuple[Post, ...]) -> tuple[Post, ...]:
        return tuple(
            post._replace(source=found.get(post.file)) if post.file else post for post in held
        )

    at_first = lesson.practice._replace(maildrop=fill(lesson.practice.maildrop))
    steps = tuple(step._replace(arrives=fill(step.arrives)) for step in lesson.steps)
    return lesson._replace(practice=at_first, steps=steps)


def posts(lesson: Lesson) -> Iterator[Post]:
    """All that lies in mailboxes or arrives there."""
    yield from lesson.practice.maildrop
    for step in lesson.steps:
        yield from step.arrives


def why_not(folder: Path, name: str) -> Reason:
    """Why a file could not be had for a lesson."""
    return _read(folder, name).why or because("stage.file.all", most=f"{MOST:,}")


def filled(store: practice.Store, lesson: Lesson, post: Post) -> None:
    """Put what a post stands for into its mailbox. Raises KeyError for a name that there is not."""
    from tutor.practice import samples

    account = owner(lesson, post.owner)
    if post.named:
        maildrops()[post.named](store, account)
    elif post.source is not None:
        samples.put_text(store, account, post.source)
    elif post.octets:
        for _ in range(post.times):
            number = len(store.mails(account.id)) % 250 + 1
            store.put(account, post.octets, _maker(number, post.octets, _address(lesson, post)))


def maildrops() -> Mapping[str, Callable[[practice.Store, practice.Account], object]]:
    """What can lie in a lesson's mailbox, by the name that lessons use."""
    from tutor.practice import samples

    return {"walkthrough-35": samples.fill_walkthrough}


def _address(lesson: Lesson, post: Post) -> str:
    """To whom a made-up message is addressed: to the account, as the lesson writes it."""
    name = post.owner or next(iter(written(lesson)), "")
    if "@" not in name:
        name = f"{name}@{next(iter(domains(lesson)), 'example.test')}"
    fits = name.isascii() and name.isprintable() and len(name) <= _LONGEST_ADDRESS
    return name if fits else f"{owner(lesson, post.owner).id[:20]}@example.test"


def _maker(number: int, octets: int, to: str) -> Callable[[], bytes]:
    from tutor.practice import samples

    return lambda: samples.made_up(number, octets, to)


def _read(folder: Path, name: str) -> _Read:
    """A file of a lesson's own folder. Links are followed, but not out of it."""
    parts = PureWindowsPath(name)  # knows what leads away on every system
    if parts.is_absolute() or parts.drive or parts.root or ".." in parts.parts or "\\" in name:
        return _Read(why=because("stage.file.path"))
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            return _Read(why=because("stage.file.link"))
        if not path.is_file():
            return _Read(why=because("stage.file.none", name=name))
        with path.open("rb") as stream:
            octets = stream.read(LONGEST + 1)
    except (OSError, ValueError, RuntimeError):  # no right to read it, a NUL, a ring of links
        return _Read(why=because("stage.file.unread", name=name))
    if len(octets) > LONGEST:
        return _Read(why=because("stage.file.long", most=f"{LONGEST:,}"))
    return _Read(octets)
