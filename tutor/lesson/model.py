"""What a lesson is once it has been read: frozen values, in both languages."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tutor.lesson.goals import Goal


class Localized(NamedTuple):
    """A text in each language that the program speaks."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text in that language, English where there is no other."""
        return self.zh if language == "zh" else self.en


class Place(NamedTuple):
    """Where something stands in the file, counted from 1; (0, 0) where nobody wrote it."""

    line: int = 0
    column: int = 0

    def __repr__(self) -> str:
        """Nothing: a lesson moved down by a comment is the same lesson, with the same checksum."""
        return "@"


NOWHERE = Place()


class Account(NamedTuple):
    """A mailbox of the practice server. A `public` code is printed by the lesson: no secret."""

    user: str
    code: str
    public: bool = False
    name: str | None = None


class Mishap(NamedTuple):
    """A fault of the practice server, wanted by the lesson.

    on: the verb (GREETING and `.` too), "" is every one; named: one of the server's ready-made ones
    reply: the whole reply; None: the server's own. contains: only if the command has this in it
    nth: only the n-th time (from 1), 0 is each; always: not only once
    delay: seconds before the reply; cut: the line is closed behind it
    """

    on: str = ""
    named: str = ""
    reply: str | None = None
    contains: str = ""
    nth: int = 0
    always: bool = False
    delay: float = 0.0
    cut: bool = False
    protocol: str = ""
    place: Place = NOWHERE


class Practice(NamedTuple):
    """What the practice server is for this lesson.

    `maildrop` names what lies in the mailbox of the first account; `faults` wait from the start.
    """

    style: str = "textbook"
    accounts: tuple[Account, ...] = ()
    maildrop: tuple[str, ...] = ()
    faults: tuple[Mishap, ...] = ()


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
    that it is about, where two are open; `faults` wait for this step only.
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


class Lesson(NamedTuple):
    """A lesson. `hosts` says which "host:port" the practice server plays, and in what protocol.

    `again` is the task done once more at the end; `review` names the lessons whose questions open
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
    intro: Localized | None = None
    closing: Localized | None = None
    again: Task | None = None
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


def solution(lesson: Lesson) -> list[tuple[str, tuple[str, ...]]]:
    """What to type, step by step: the lesson's own proof that it can be done."""
    return [(step.id, step.lines) for step in lesson.steps]
