"""What a lesson asks for that the practice server has not, each with its place in the file."""

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from tutor import practice
from tutor.data import Reason, because, meant
from tutor.lesson import Lesson, Mishap, Place, Post, Task
from tutor.staging.letters import maildrops, posts, why_not
from tutor.staging.people import written

_MOST = 100
"""Faults that are found, and names that a misspelt one is compared with: more of either is no slip
of the pen."""

_Found = tuple[int, int, Reason]
_STYLE = because("stage.what.style")


def unknown(lesson: Lesson, folder: Path | None = None) -> Iterator[_Found]:
    """Line, column and reason of each; of a furnished lesson. `folder` is where its files are."""
    return islice(_unknown(lesson, folder or Path()), _MOST)


def _unknown(lesson: Lesson, folder: Path) -> Iterator[_Found]:
    asked = lesson.practice
    yield from _missing(asked.at_style, _STYLE, asked.style, practice.STYLES)
    for host in lesson.faces.values():
        if host.style:
            yield from _missing(host.at_style, _STYLE, host.style, practice.STYLES)
    for post in posts(lesson):
        yield from _undelivered(lesson, post, folder)
    for step in lesson.steps if not asked.listener else ():
        if any(line.split() == [":listen"] for line in step.lines):
            yield *step.place, because("stage.listener")
    steps = [step for step in lesson.steps if isinstance(step, Task)]
    mishaps: list[Mishap] = [*asked.faults, *(each for step in steps for each in step.faults)]
    for mishap in mishaps:
        if mishap.named:
            yield from _missing(
                mishap.place, because("stage.what.fault"), mishap.named, practice.KNOWN
            )


def _undelivered(lesson: Lesson, post: Post, folder: Path) -> Iterator[_Found]:
    if post.named:
        yield from _missing(post.place, because("stage.what.maildrop"), post.named, maildrops())
    if post.owner:
        yield from _missing(
            post.at_owner, because("stage.what.account"), post.owner, written(lesson)
        )
    if post.file and post.source is None:
        yield *post.place, why_not(folder, post.file)


def _missing(place: Place, what: Reason, name: str, names: Collection[str]) -> Iterator[_Found]:
    """Nothing, if the name is one of the names."""
    if name in names:
        return
    from difflib import get_close_matches

    few = list(names)[:_MOST]
    near = get_close_matches(name[:80], few, n=1)
    hint = meant(near) or because("stage.there", names=tuple(few))
    yield *place, because("stage.name", what=what, name=name, near=hint)
