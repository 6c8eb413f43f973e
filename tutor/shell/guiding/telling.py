"""How a lesson speaks: its cards, its sentences, the steps with what they ask, why one passed."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tutor.core.visible import visible
from tutor.core.wire import Side
from tutor.lesson import Choosing, Lesson, Localized, Question, Step
from tutor.lesson.goals import (
    Answered,
    ClosedBy,
    Connected,
    Envelope,
    Flag,
    InState,
    Leaf,
    Maildrop,
    Stored,
)
from tutor.page import Line, Role, Span, arrow, info, marked, wire_line
from tutor.world import World

EMPTY = "⏎"
"""How an empty line is shown."""
_INDENT = " " * 4
_NAMED = {"AUTH-RESPONSE": ".login", ".": ".letter"}
"""What has no name on the wire is told in a sentence of its own, by the end of its key."""
Show = Callable[[Iterable[Line]], None]


class Teller:
    """Says what belongs to a lesson, in the language of the moment."""

    def __init__(self, world: World) -> None:
        self.show: Show = lambda _lines: None
        self._world = world
        self._example: str | None = None

    def title(self, lesson: Lesson) -> None:
        """What the lesson is called, and how long it takes."""
        minutes = self._world.say("ui.lesson.minutes", minutes=lesson.minutes or 10)
        title = (Span(self.text(lesson.title), Role.LABEL), Span(f"   {minutes}", Role.INFO))
        self.show([Line(()), Line(title, 1, 1)])

    def step(self, number: str, step: Step) -> None:
        """What to do now, in full, behind what it shows; a question with its choices."""
        self._example = None
        if step.shows:
            title = info(self._world.say("ui.lesson.shows"), Role.LABEL)
            self.show([Line(()), title])
        for each in step.shows:
            role = Role.CLIENT if each.side is Side.CLIENT else Role.SERVER
            self.show([wire_line(arrow(each.side, tls=each.tls), each.text, role)])
        spans = (Span(f"{number}  ", Role.LABEL), *marked(self.text(step.say)))
        self.show([Line(spans, 1, 1)])
        asks = step.asks if isinstance(step, Question) else None
        if isinstance(asks, Choosing):
            for at, choice in enumerate(asks.choices, 1):
                row = (Span(f"{at}  ", Role.LABEL), *marked(self.text(choice.text)))
                self.show([Line(row, 5, 8)])

    def card(self, text: Localized) -> None:
        """Some paragraphs by themselves."""
        self.show([Line(())])
        for row, drawn in _paragraphs(self.text(text)):
            spans = (Span(visible(row), Role.NOTE),) if drawn else marked(row)
            listed = row.startswith("- ") and not drawn
            self.show([Line(spans, 3, 5 if listed else 3)])
        self.show([Line(())])

    def say(self, text: Localized, role: Role) -> None:
        """A sentence of the lesson's."""
        self.show([Line((Span(" --  ", Role.INFO), *marked(self.text(text), role)), 0, 5)])

    def tell(self, key: str, **args: object) -> None:
        """A sentence of the program's."""
        self.show([info(self._world.say(key, **args), Role.LABEL)])

    def example(self, line: str) -> None:
        """The line to type, in so many words; asked for again, what else there is to help."""
        last = line == self._example
        self._example = line
        self.tell("ui.lesson.last-hint" if last else "ui.lesson.example", line=line or EMPTY)

    def passed(self, number: int, total: int, why: tuple[Leaf, ...]) -> None:
        """A step has passed, by these conditions."""
        text = self._world.say("ui.lesson.passed", number=number, total=total)
        reasons = list(dict.fromkeys(self._reasons(why)))
        if reasons:
            told = self._world.say("ui.lesson.because.comma").join(reasons)
            text += self._world.say("ui.lesson.because", reasons=told)
        self.show([info(text, Role.LABEL)])

    def text(self, text: Localized) -> str:
        """A text of the lesson's."""
        return text.in_language(self._world.words.language)

    def _reasons(self, why: tuple[Leaf, ...]) -> Iterator[str]:
        for leaf in why:
            kind, told = _reason(leaf)
            kind += _NAMED.get(str(told.get("command")), "")
            yield visible(self._world.say(f"ui.lesson.because.{kind}", **told))


def _reason(leaf: Leaf) -> tuple[str, dict[str, object]]:
    """The key of a condition's sentence, and what fills it."""
    told: dict[str, object] = {}
    match leaf:
        case Answered():
            key, told = _reply(leaf), {"command": leaf.command, "code": leaf.code}
        case ClosedBy(by=by):
            key = f"closed.{'client' if by == 'client' else 'server'}"
        case Connected(peer=peer):
            key, told = "connected", {"peer": peer}
        case InState(name=name):
            key, told = "state", {"state": name}
        case Flag(name=name, on=on):
            key = f"{'tls' if name == 'tls' else 'login'}.{'on' if on else 'off'}"
        case Envelope():
            key = "envelope"
        case Stored():
            key = "stored"
        case Maildrop():
            key = "maildrop"
    return key, told


def _reply(goal: Answered) -> str:
    if goal.command is None:
        return "reply"
    if goal.code is not None:
        return "code"
    if goal.kind is None:
        return "answered"
    return "well" if goal.kind.went_well else "refused"


class _Row(NamedTuple):
    """A row of a card. `drawn`: it stands as it was written, blanks and all."""

    text: str
    drawn: bool = False


def _paragraphs(text: str) -> list[_Row]:
    """Markdown's lines: those of a paragraph are one, list items and blank lines stand alone; what
    is indented by four blanks or stands in a fence is a picture, which keeps its lines."""
    rows: list[_Row] = []
    fenced = flows = False
    for line in text.strip("\n").splitlines():
        bare = line.strip()
        if bare.startswith("```"):
            fenced, flows = not fenced, False
        elif fenced or (line.startswith(_INDENT) and bare and not flows):
            rows.append(_Row(line.removeprefix("" if fenced else _INDENT).rstrip(), drawn=True))
        elif flows and bare and not line.startswith("- "):
            last = rows[-1].text
            rows[-1] = _Row(last + ("" if last[-1] > "\u2e80" else " ") + bare)
        else:
            rows.append(_Row(bare))
            flows = bool(bare)
    return rows
