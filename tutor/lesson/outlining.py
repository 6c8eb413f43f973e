"""What a list tells of a lesson, without all that whoever does it needs."""

from tutor.data import Mapping, Node, Scalar, Sequence
from tutor.lesson.model import Lesson, Localized, Outline


def outline(lesson: Lesson) -> Outline:
    """That of a lesson that was read."""
    steps = tuple(step.id for step in lesson.steps)
    asked = tuple(step.id for step in lesson.questions)
    told = (lesson.id, lesson.title, lesson.protocol, lesson.minutes)
    return Outline(*told, steps, asked, lesson.review)


def sketched(tree: Node, name: str) -> Outline:
    """That of a tree that has no faults; `name` is the lesson's id."""
    assert isinstance(tree, Mapping)
    title, listed, minutes = (tree.items.get(key) for key in ("title", "steps", "minutes"))
    named = tree.items.get("review")
    assert isinstance(title, Mapping)
    assert isinstance(listed, Sequence)
    ids = {
        _text(node.items.get("id")) or f"step-{number}": "ask" in node.items
        for number, node in enumerate(listed.items, 1)
        if isinstance(node, Mapping)
    }
    asked = tuple(step for step, asks in ids.items() if asks)
    review = tuple(map(_text, named.items)) if isinstance(named, Sequence) else ()
    known = int(_text(minutes)) if minutes is not None else None
    called = Localized(_text(title.items["en"]), _text(title.items["zh"]))
    protocol = _text(tree.items["protocol"])
    return Outline(name, called, protocol, known, tuple(ids), asked, review)


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""
