"""The lines that an explanation is made of: a sentence of the words files behind a label."""

import re
from collections.abc import Mapping

from tutor.core.spec import Protocol
from tutor.core.visible import visible
from tutor.core.wire import NOTHING
from tutor.page import Line, Role, Span
from tutor.words import Words

_MOST_SHOWN = 200
_OWN = "explain"  # the file of the reference's own sentences
_PLACE = re.compile(r"\{(\w+)\}")


class Writer:
    """Writes lines in the language of its words."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def heading(self, protocol: Protocol | None, kind: str, name: str) -> Line:
        """What is explained from here on: its kind and its name."""
        label = self.words.say(_OWN, f"explain.kind.{kind}")
        title = f"{protocol.name.upper()} {label}" if protocol else label
        return Line((Span(f"{title}  ", Role.LABEL), Span(visible(name), Role.STATE)))

    def note(
        self,
        protocol: Protocol | None,
        keys: tuple[str, ...],
        label: str = "",
        role: Role = Role.NOTE,
        args: Mapping[str, object] = NOTHING,
    ) -> Line:
        """A sentence that the session says too; places without an argument stay open."""
        found = self.words.look(protocol.name if protocol else None, *keys)
        if found is None:
            return row(label, "".join(keys[:1]), role)
        filled = {name: short(str(value), 60) for name, value in args.items()}
        text = _PLACE.sub(lambda place: filled.get(place[1], "..."), found.text)
        return row(label, text, role, found.ref)

    def labelled(self, part: str, text: str) -> Line:
        """A part of an explanation: the syntax, the example, where it may be said."""
        return row(self.words.say(_OWN, f"explain.label.{part}"), text)

    def say(self, key: str, label: str = "", role: Role = Role.NOTE, **args: object) -> Line:
        """A sentence of the reference's own."""
        found = self.words.look(_OWN, key)
        return row(label, self.words.say(_OWN, key, **args), role, found.ref if found else None)


def row(label: str, text: str, role: Role = Role.NOTE, ref: str | None = None) -> Line:
    """A text behind its label, made harmless."""
    spans = [Span(f"{label}  ", Role.LABEL)] if label else []
    return Line((*spans, Span(visible(text), role)), 2, 4, ref or "")


def short(text: str, most: int = _MOST_SHOWN) -> str:
    """The beginning of a text, made harmless."""
    return visible(text if len(text) <= most else text[:most] + "...")
