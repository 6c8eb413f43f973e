"""A step as the file has it, made into a value; what no schema can say is a fault at its mark."""

from collections.abc import Iterator
from typing import Any

from tutor.data import Mapping, Node, Scalar, Sequence, because
from tutor.lesson import questions, wanted
from tutor.lesson.model import Detour, Localized, Question, Serve, Step, Task
from tutor.lesson.posts import posts
from tutor.lesson.questions import text_of
from tutor.lesson.scene import Mishap, Place, Shown

_Typed = dict[str, Any]


def step(node: Node, entry: _Typed, number: int, blame: wanted.Blame) -> Step:
    """The step of a node that fits the schema, the number-th one (from 1)."""
    named = entry.get("id", f"step-{number}")
    at = mapping(node)
    if "ask" in entry:
        asks = questions.asks(at, entry, blame)
        say, place = text_of(entry["ask"]), Place(at.line, at.column)
        told = {"hints": _hints(entry), "notes": _notes(entry), **_stage(at, entry, blame)}
        return Question(named, say, asks, **told, place=place)
    return doing(at, {**entry, "id": named}, blame)


def doing(at: Mapping, entry: _Typed, blame: wanted.Blame) -> Task | Serve:
    """A step in which something is typed; the lesson's "again" is one too."""
    if "client" in entry:
        return Serve(entry["id"], **_doing(at, entry, blame), client=tuple(entry["client"]))
    return Task(
        entry["id"],
        **_doing(at, entry, blame),
        predict=localized(entry, "predict"),
        faults=mishaps(at.items.get("faults"), entry.get("faults", []), blame),
    )


def localized(entry: _Typed, key: str) -> Localized | None:
    """The text under a key, if there is one."""
    return text_of(entry[key]) if key in entry else None


def mishaps(node: Node | None, entries: list[_Typed], blame: wanted.Blame) -> tuple[Mishap, ...]:
    """The faults of the server that a lesson wants."""
    nodes = node.items if isinstance(node, Sequence) else []
    return tuple(
        _mishap(mapping(at), entry, blame) for at, entry in zip(nodes, entries, strict=True)
    )


def mapping(node: Node) -> Mapping:
    """The node as the mapping that the schema has found it to be."""
    assert isinstance(node, Mapping)
    return node


def _doing(at: Mapping, entry: _Typed, blame: wanted.Blame) -> _Typed:
    """What tasks and serve steps share."""
    goal = at.items["goal"]
    return {
        "say": text_of(entry["say"]),
        "goal": wanted.goal(goal, blame),
        "lines": tuple(entry["type"]),
        "task": localized(entry, "task"),
        "hints": _hints(entry),
        "astray": tuple(_detours(at, entry, blame)),
        "aside": localized(entry, "aside"),
        "why": localized(entry, "why"),
        "notes": _notes(entry),
        "connection": entry.get("connection"),
        **_stage(at, entry, blame),
        "place": Place(at.line, at.column),
        "at_goal": Place(goal.line, goal.column),
    }


def _stage(at: Mapping, entry: _Typed, blame: wanted.Blame) -> _Typed:
    """What a step of any kind does to the stage."""
    shows: tuple[Shown, ...] = ()
    if "shows" in at.items:
        from tutor.lesson import showing  # few lessons do

        shows = showing.shown(at.items["shows"], blame)
    return {
        "shows": shows,
        "arrives": posts(at.items.get("arrives"), entry.get("arrives", []), blame),
    }


def _hints(entry: _Typed) -> tuple[Localized, ...]:
    return tuple(text_of(hint) for hint in entry.get("hints", []))


def _notes(entry: _Typed) -> Localized | None:
    """The presenter's notes: whoever writes them for himself may write one text."""
    notes = entry.get("notes")
    if isinstance(notes, str):
        return Localized(notes.strip(), notes.strip())
    return None if notes is None else text_of(notes)


def _detours(node: Mapping, entry: _Typed, blame: wanted.Blame) -> Iterator[Detour]:
    astray = node.items.get("astray")
    nodes = astray.items if isinstance(astray, Sequence) else []
    for detour, said in zip(nodes, entry.get("astray", []), strict=True):
        when = wanted.goal(mapping(detour).items["when"], blame)
        place = Place(detour.line, detour.column)
        yield Detour(when, text_of(said["say"]), tuple(said.get("try", [])), place)


def _mishap(at: Mapping, entry: _Typed, blame: wanted.Blame) -> Mishap:
    on = at.items.get("on")
    verb = wanted.known(on, wanted.VERBS, wanted.COMMAND, blame) if isinstance(on, Scalar) else ""
    if not entry.keys() & {"named", "reply", "delay", "cut"}:
        blame(at.line, at.column, because("lesson.fault.idle"))
    if "reply" in entry and not entry["reply"] and not entry.get("cut", False):
        reply = at.items["reply"]
        blame(reply.line, reply.column, because("lesson.fault.silent"))
    return Mishap(
        on=verb,
        named=entry.get("named", ""),
        reply=entry.get("reply"),
        contains=entry.get("contains", ""),
        nth=entry.get("nth", 0),
        always=entry.get("always", False),
        delay=entry.get("delay", 0.0),
        cut=entry.get("cut", False),
        protocol=entry.get("protocol", ""),
        place=Place(at.line, at.column),
    )
