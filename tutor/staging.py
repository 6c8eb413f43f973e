"""The practice server that a lesson asks for: its people, its maildrop, its faults."""

from collections.abc import Callable, Iterator, Mapping

from tutor import practice
from tutor.lesson import Lesson, Mishap, Step, Task


def people(lesson: Lesson) -> list[practice.Account]:
    """Who has a mailbox in this lesson; the two built-in accounts if it does not say."""
    named = [
        practice.Account(each.user.partition("@")[0], each.name or each.user, each.code)
        for each in lesson.practice.accounts
    ]
    return named or list(practice.BUILT_IN)


def staged(lesson: Lesson) -> practice.Practice:
    """The server, its maildrop filled and its faults waiting. Raises KeyError for a style, a
    maildrop or a fault that there is not: see `unknown`."""
    accounts = people(lesson)
    domains = {
        each.user.rpartition("@")[2] for each in lesson.practice.accounts if "@" in each.user
    }
    made = practice.practice(lesson.practice.style, accounts, domains=sorted(domains))
    fill(made.store, lesson, accounts[0])
    for number, mishap in enumerate(lesson.practice.faults, 1):
        made.faults.add(fault(mishap, f"lesson {number}"))
    return made


def fill(store: practice.Store, lesson: Lesson, account: practice.Account) -> None:
    """Put what lies in the mailbox of the lesson's first account into that of this one: in class
    each student has a mailbox like it."""
    for name in lesson.practice.maildrop:
        _maildrops()[name](store, account)


def arm(made: practice.Practice, step: Step) -> None:
    """Let the faults of a step wait, when it begins."""
    for name, mishap in _of_step(step):
        made.faults.add(fault(mishap, name))


def disarm(made: practice.Practice, step: Step) -> None:
    """Take away those that have not struck, when it is over."""
    for name, _ in _of_step(step):
        made.faults.remove(name)


def fault(mishap: Mishap, name: str) -> practice.Fault:
    """A lesson's fault as the practice server knows it, under this name."""
    known = practice.KNOWN[mishap.named] if mishap.named else practice.Fault(name)
    return practice.Fault(
        name=name,
        command=mishap.on or known.command,
        reply=known.reply if mishap.reply is None else mishap.reply,
        protocol=mishap.protocol or known.protocol,
        contains=mishap.contains or known.contains,
        nth=mishap.nth or known.nth,
        always=mishap.always or known.always,
        delay=mishap.delay or known.delay,
        cut=mishap.cut or known.cut,
    )


def unknown(lesson: Lesson) -> Iterator[tuple[int, int, str]]:
    """What a lesson asks for that the practice server has not: line, column, message."""
    names = practice.STYLES
    if lesson.practice.style not in names:
        yield 1, 1, _no("style", lesson.practice.style, names)
    for name in lesson.practice.maildrop:
        if name not in _maildrops():
            yield 1, 1, _no("maildrop", name, _maildrops())
    steps = [step for step in lesson.steps if isinstance(step, Task)]
    for mishap in (*lesson.practice.faults, *(each for step in steps for each in step.faults)):
        if mishap.named and mishap.named not in practice.KNOWN:
            yield *mishap.place, _no("fault", mishap.named, practice.KNOWN)


def _of_step(step: Step) -> Iterator[tuple[str, Mishap]]:
    mishaps = step.faults if isinstance(step, Task) else ()
    for number, mishap in enumerate(mishaps, 1):
        yield f"{step.id} {number}", mishap


def _maildrops() -> Mapping[str, Callable[[practice.Store, practice.Account], object]]:
    """What can lie in a lesson's mailbox, by the name that lessons use."""
    from tutor.practice import samples

    return {"walkthrough-35": samples.fill_walkthrough}


def _no(what: str, name: str, names: Mapping[str, object] | tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(names), n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(names)}"
    return f"no {what} has the name `{name}` ({hint})"
