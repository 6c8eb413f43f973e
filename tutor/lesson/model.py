"""What a lesson is once it has been read: frozen values, in both languages."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tutor.lesson.goals import Goal
from tutor.lesson.scene import NOWHERE, Host, Mishap, Place, Post, Practice, Shown


class Localized(NamedTuple):
    """A text in each language that the program speaks."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text in that language, English where there is no other."""
        return self.zh if language == "zh" else self.en


class Detour(NamedTuple):
    """A foreseen way astray, and what to say to whoever takes it; `tries` shows the way there."""

    when: Goal
    say: Localized
    tries: tuple[str, ...] = ()
    place: Place = NOWHERE


class Task(NamedTuple):
    """One thing to do.

    `task` is its one-row form; `lines` are the solution; `why` says why it passed, `aside` is a
    note for after the step, `notes` are the presenter's. `predict` asks for the class of the last
    line's reply beforehand, and says why it is what it is. `connection` is the protocol of the line
    that it is about, where two are open; `faults` wait for this step only. every kind of
    step may show a piece of a session before its text, and let letters arrive when it begins.
    """

    id: str
    say: Localized
    goal: Goal
    lines: tuple[str, ...]
    task: Localized | None = None
    hints: tuple[Localized, ...] = ()
    astray: tuple[Detour, ...] = ()
    aside: Localized | None = None
    why: Localized | None = None
    notes: Localized | None = None
    predict: Localized | None = None
    connection: str | None = None
    shows: tuple[Shown, ...] = ()
    arrives: tuple[Post, ...] = ()
    faults: tuple[Mishap, ...] = ()
    place: Place = NOWHERE
    at_goal: Place = NOWHERE


class Serve(NamedTuple):
    """The learner is the server: `client` is what the program says when the step begins (nothing
    where the greeting is wanted), `lines` are the replies that solve it. The rest is a task's."""

    id: str
    say: Localized
    goal: Goal
    lines: tuple[str, ...]
    client: tuple[str, ...] = ()
    task: Localized | None = None
    hints: tuple[Localized, ...] = ()
    astray: tuple[Detour, ...] = ()
    aside: Localized | None = None
    why: Localized | None = None
    notes: Localized | None = None
    connection: str | None = None
    shows: tuple[Shown, ...] = ()
    arrives: tuple[Post, ...] = ()
    place: Place = NOWHERE
    at_goal: Place = NOWHERE


class Choice(NamedTuple):
    """An answer to choose; `why` is said to whoever chose it. A wrong one may be bound to the
    `misconception` that it shows."""

    text: Localized
    why: Localized
    misconception: str | None = None


class Choosing(NamedTuple):
    """One of several answers; the right one is counted from 1."""

    choices: tuple[Choice, ...]
    answer: int


class Writing(NamedTuple):
    """A word or two that fit a pattern as a whole; `example` does."""

    pattern: re.Pattern[str]
    example: str
    why: Localized


class Counting(NamedTuple):
    """A number, as near as `tolerance`."""

    number: float
    why: Localized
    tolerance: float = 0.0


class Question(NamedTuple):
    """Something to answer. `say` is the question itself, as every step says something."""

    id: str
    say: Localized
    asks: Choosing | Writing | Counting
    hints: tuple[Localized, ...] = ()
    notes: Localized | None = None
    shows: tuple[Shown, ...] = ()
    arrives: tuple[Post, ...] = ()
    place: Place = NOWHERE

    # What every step has, so that whoever shows steps need not ask which kind it is: its row is
    # the question itself, nothing is typed on a line, and what is to be said is said with the
    # answer.
    task: None = None
    aside: None = None
    why: None = None
    connection: None = None
    lines: tuple[str, ...] = ()


Step = Task | Serve | Question

NO_HOSTS: Mapping[str, str] = MappingProxyType({})
NO_FACES: Mapping[str, Host] = MappingProxyType({})


class Lesson(NamedTuple):
    """A lesson. `hosts` says which "host:port" the practice server plays, and in what protocol;
    `faces` are those of them that are something of their own.

    `again` is what is done once more at the end; `review` names the lessons whose questions open
    this one; a `local_only` one is never done on a real server; `values` are of its variables;
    `digest` is of its file (see the module of that name), "" where there is none.
    """

    id: str
    title: Localized
    protocol: str
    steps: tuple[Step, ...]
    minutes: int | None = None
    practice: Practice = Practice()
    hosts: Mapping[str, str] = NO_HOSTS
    faces: Mapping[str, Host] = NO_FACES
    intro: Localized | None = None
    closing: Localized | None = None
    again: Task | Serve | None = None
    review: tuple[str, ...] = ()
    local_only: bool = False
    values: Mapping[str, str] = NO_HOSTS
    digest: str = ""

    @property
    def public(self) -> frozenset[bytes]:
        """What a login may show because the lesson prints it: names and codes, for `Secrets`."""
        known = [account for account in self.practice.accounts if account.public]
        return frozenset(
            text.encode() for account in known for text in (account.user, account.code)
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        """What a later lesson may ask again."""
        return tuple(step for step in self.steps if isinstance(step, Question))

    def find(self, step_id: str) -> int | None:
        """The place of a step, from 0; None when there is no such step."""
        return next((at for at, step in enumerate(self.steps) if step.id == step_id), None)

    def once_more(self) -> "Lesson | None":
        """The lesson's "again" as a lesson of one step; None where it has none."""
        if self.again is None:
            return None
        bare: dict[str, Any] = {"intro": None, "closing": None, "again": None, "review": ()}
        return self._replace(steps=(self.again,), **bare)


class Outline(NamedTuple):
    """What a list tells of a lesson; `steps` are the ids of its steps, `questions` of those that
    are questions; `review` names the lessons whose questions open it."""

    id: str
    title: Localized
    protocol: str
    minutes: int | None
    steps: tuple[str, ...]
    questions: tuple[str, ...] = ()
    review: tuple[str, ...] = ()

    def find(self, step: str) -> int | None:
        """The place of a step, from 0; None when there is no such step."""
        return self.steps.index(step) if step in self.steps else None


def solution(lesson: Lesson) -> list[tuple[str, tuple[str, ...]]]:
    """What to type, step by step: the lesson's own proof that it can be done."""
    return [(step.id, step.lines) for step in lesson.steps]
