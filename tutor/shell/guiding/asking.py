"""What a lesson asks for besides lines: answers, and the class of a reply before it comes. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from tutor.core.spec import Class
from tutor.lesson import Choosing, Progress, Question, Task, Writing, answers
from tutor.lesson.rows import is_opener
from tutor.lesson.script import Wanted
from tutor.protocols import PROTOCOLS

GIVEN_UP, ENDED = "\x03", "\x04"
"""What is answered where one key is asked for and Ctrl-C or the end of the input comes."""

KEYS: Mapping[str, Mapping[str, Class]] = MappingProxyType(
    {
        "smtp": MappingProxyType(
            {
                "2": Class.OK,
                "3": Class.INTERMEDIATE,
                "4": Class.TRANSIENT,
                "5": Class.PERMANENT,
            }
        ),
        "pop3": MappingProxyType({"+": Class.OK, "-": Class.FAILURE}),
    }
)
"""Which key predicts what; POP3's go-ahead to a login is a `+` as well."""

LOCAL = ":"
"""How a line of the solution begins that is for the program."""

_LETTER, _END = "DATA", "."
_SPOKEN = tuple(PROTOCOLS.values())
_NAMES = {kind: key for key, kind in KEYS["smtp"].items()} | {Class.FAILURE: "-"}


def predicted(key: str, protocol: str) -> Class | None:
    """The class that a key stands for; full-width keys are those of an input method."""
    return KEYS[protocol].get(answers.plain(key))


def key_of(kind: Class, protocol: str = "smtp") -> str:
    """How a class is called where keys are talked of; what has no key has its own name."""
    if protocol == "pop3" and kind.went_well:
        return "+"
    return _NAMES.get(kind, kind.value)


def given(question: Question, text: str) -> int | str | None:
    """An answer as it is written down; None for what is none (a choice that is not there, no
    number)."""
    plain = answers.plain(text)
    found: int | str = plain
    if isinstance(question.asks, Choosing) and plain.isdecimal():
        found = int(plain)
    return None if answers.judged(question, found) is None else found


def is_line(question: Question, text: str) -> bool:
    """Whether an answer in words is a line for a shell or a server, and the question wants none:
    it was meant for something else."""
    asks = question.asks
    if not isinstance(asks, Writing) or answers.fits(asks, text):
        return False
    return _is_said(text) and not _is_said(asks.example)


def _is_said(text: str) -> bool:
    words = answers.plain(text).upper().replace(":", " ").split()
    if not words:
        return False
    return is_opener(text) or (len(words) > 1 and any(words[0] in each.verbs for each in _SPOKEN))


def count(question: Question) -> int:
    """How many choices there are, 0 where a word or a number is asked for."""
    return len(question.asks.choices) if isinstance(question.asks, Choosing) else 0


def wanted(question: Question) -> str:
    """The key of what is said to whoever gave no answer at all."""
    return f"ui.lesson.answer.{'which' if count(question) else 'number'}"


def foreseen(line: str, progress: Progress) -> Wanted | None:
    """The last line of the step, where it asks to predict its reply and this is it: it is for now,
    or there are only lines for the program before it, which nobody has to type."""
    step = progress.step
    if not isinstance(step, Task) or step.predict is None:
        return None
    from tutor.lesson import likeness

    if not likeness.alike(line, step):
        return None
    ahead = progress.copy()
    for _ in step.lines:
        wanted = ahead.wanted()
        if wanted is None or wanted.again:
            return None
        if wanted.text == step.lines[-1] or _ends_letter(line, progress, wanted):
            return wanted
        if wanted.text.startswith(LOCAL):
            ahead.did(wanted.text)
    return None


def _ends_letter(line: str, progress: Progress, wanted: Wanted) -> bool:
    """Whether a letter ends here, though it has not all the lines of the solution's."""
    return line == _END and progress.standing.line(wanted.protocol).state == _LETTER
