"""What a lesson is once it has been read: frozen values, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.lesson.goals import Goal


class Localized(NamedTuple):
    """A text in each language that the program speaks."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The text in that language, English where there is no other."""
        return self.zh if language == "zh" else self.en


class Account(NamedTuple):
    """A mailbox of the practice server. A `public` code is printed by the lesson: no secret."""

    user: str
    code: str
    public: bool = False
    name: str | None = None


class Practice(NamedTuple):
    """What the practice server is for this lesson.

    `maildrop` names what lies in the mailbox of the first account; `faults` are as the file has
    them: the practice server knows what they mean.
    """

    style: str = "textbook"
    accounts: tuple[Account, ...] = ()
    maildrop: tuple[str, ...] = ()
    faults: tuple[Mapping[str, object], ...] = ()


class Detour(NamedTuple):
    """A foreseen way astray, and what to say to whoever takes it."""

    when: Goal
    say: Localized


class Step(NamedTuple):
    """One thing to do. `task` is its one-row form; `lines` are the solution; `aside` is a note for
    after the step."""

    id: str
    say: Localized
    goal: Goal
    lines: tuple[str, ...]
    task: Localized | None = None
    hints: tuple[Localized, ...] = ()
    astray: tuple[Detour, ...] = ()
    aside: Localized | None = None


NO_HOSTS: Mapping[str, str] = MappingProxyType({})


class Lesson(NamedTuple):
    """A lesson. `hosts` says which "host:port" the practice server plays, and in what protocol."""

    id: str
    title: Localized
    protocol: str
    steps: tuple[Step, ...]
    minutes: int | None = None
    practice: Practice = Practice()
    hosts: Mapping[str, str] = NO_HOSTS
    intro: Localized | None = None
    closing: Localized | None = None

    @property
    def public(self) -> frozenset[bytes]:
        """What a login may show because the lesson prints it: names and codes, for `Secrets`."""
        known = [account for account in self.practice.accounts if account.public]
        return frozenset(
            text.encode() for account in known for text in (account.user, account.code)
        )

    def find(self, step_id: str) -> int | None:
        """The place of a step, from 0; None when there is no such step."""
        return next((at for at, step in enumerate(self.steps) if step.id == step_id), None)


def solution(lesson: Lesson) -> list[tuple[str, tuple[str, ...]]]:
    """What to type, step by step: the lesson's own proof that it can be done."""
    return [(step.id, step.lines) for step in lesson.steps]
