"""Who has a mailbox in a lesson, and where."""

from tutor import practice
from tutor.lesson import Lesson


def people(lesson: Lesson) -> list[practice.Account]:
    """Who has a mailbox in this lesson; the two built-in accounts if it does not say."""
    named = [
        practice.Account(each.user.partition("@")[0], each.name or each.user, each.code)
        for each in lesson.practice.accounts
    ]
    return named or list(practice.BUILT_IN)


def written(lesson: Lesson) -> list[str]:
    """The accounts as the lesson writes them, in the order of `people`."""
    return [each.user for each in lesson.practice.accounts] or [
        each.id for each in practice.BUILT_IN
    ]


def owner(lesson: Lesson, name: str) -> practice.Account:
    """The account that a lesson writes so; "" is the first one. Raises KeyError."""
    everybody = dict(zip(written(lesson), people(lesson), strict=True))
    return everybody[name] if name else next(iter(everybody.values()))


def domains(lesson: Lesson) -> list[str]:
    """The domains of the lesson's accounts; none if it names none: then they are the style's."""
    users = (each.user for each in lesson.practice.accounts)
    return sorted({user.rpartition("@")[2] for user in users if "@" in user})
