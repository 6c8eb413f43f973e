"""What is said of faults, as people read it."""

from collections.abc import Iterable

from tutor import blaming
from tutor.data import Fault, Reason
from tutor.words import Words

SPOKEN = {language: Words(language) for language in ("en", "zh")}


def row(fault: Fault, language: str = "en") -> str:
    """`path:line:column: message`."""
    return blaming.row(SPOKEN[language], fault)


def rows(faults: Iterable[Fault], language: str = "en") -> list[str]:
    """A row for each, and how many more there are."""
    return list(blaming.rows(SPOKEN[language], list(faults)))


def said(reason: Reason, language: str = "en") -> str:
    """The sentence of a reason."""
    return blaming.said(SPOKEN[language], reason)
