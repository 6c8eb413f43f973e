"""A recording as work to be judged: what its header says, and what is found about it."""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.core.wire import NOTHING
from tutor.log import Header

MOST_TEXT = 200
"""Characters of a header's text that are kept; nobody's name is as long."""

CLASS = "class"

_PLAIN = frozenset({"edited", "unasked", "unnamed", "sitting", "torn", "refused.nobody"})


class Finding(NamedTuple):
    """Something that people should know: `key` names the sentence, `told` fills it."""

    key: str
    told: Mapping[str, object] = NOTHING

    @property
    def kind(self) -> str:
        """A word for programs."""
        return self.key.removeprefix("ui.grade.")

    @property
    def plain(self) -> bool:
        """Nothing that anybody has to look at."""
        return self.kind in _PLAIN


class About(NamedTuple):
    """What a header says of the lesson; None where it says nothing that can be used.

    student: who; name: the same for people; address: of that mailbox, where somebody logged in
    hints: how many it says that were given, of its own accord: ours does not
    sitting: what it calls itself; continues: what the recording calls itself that it goes on with
    """

    protocol: str | None = None
    lesson: str | None = None
    hash: str | None = None
    mode: str | None = None
    seed: str | None = None
    student: str | None = None
    name: str | None = None
    address: str | None = None
    server: str | None = None
    auto: bool = False
    hints: int | None = None
    sitting: str | None = None
    continues: str | None = None

    @property
    def alone(self) -> bool:
        """Recorded without the lesson's own prompt: nobody asked its questions there."""
        return self.lesson is None or self.mode == CLASS

    @property
    def nobody(self) -> bool:
        """A connection to the class's server on which nobody logged in."""
        return self.mode == CLASS and self.address is None


class Work(NamedTuple):
    """A recording to be judged.

    file: its name for people; path: what to open
    owner: whose it is, for telling students apart; name: the same for people
    began: seconds since 1970, None where the header does not say; `exact` if not in whole seconds
    """

    file: str
    path: str
    about: About
    owner: tuple[str, ...]
    name: str
    started: str = ""
    began: float | None = None
    exact: bool = False


def about(header: Header) -> About:
    """What of a header matters here, each text of a bounded length."""
    told = header.lesson if header.lesson is not None else NOTHING
    hints = told.get("hints")
    return About(
        protocol=header.protocol,
        lesson=_text(told.get("id")),
        hash=_text(told.get("hash")),
        mode=_text(told.get("mode")),
        seed=_seed(told.get("seed")),
        student=_text(told.get("student")),
        name=_text(told.get("name")),
        address=_text(told.get("address")),
        server=_text(told.get("server")),
        auto=told.get("auto") is True,
        hints=hints if type(hints) is int else None,
        sitting=_text(told.get("sitting")),
        continues=_text(told.get("continues")),
    )


def refusal(work: Work, lesson: str) -> Finding | None:
    """Why a recording is no work for this lesson; None if it is."""
    found = work.about
    if found.lesson not in (None, lesson):
        return Finding("ui.grade.refused.lesson", {"file": work.file, "lesson": found.lesson})
    if found.mode == "watch" or found.auto:
        return Finding("ui.grade.refused.watch", {"file": work.file})
    return None


def _text(value: object) -> str | None:
    kept = value[:MOST_TEXT].strip() if isinstance(value, str) else ""
    return kept or None


def _seed(value: object) -> str | None:
    """As it was given: cut, it would choose other values, and of a million digits none is made."""
    if type(value) is int:
        return str(value) if abs(value) < 10**18 else None
    return value if isinstance(value, str) and len(value) <= 10_000 else None
