"""What can be judged of a step whose form has faults: each of its parts that is sound in itself.

Whatever is under a key that the step does not have is left alone: that key is to be mended first.
What comes of it is no step but a sketch: what the practice server has to have for it.
"""

import re
from collections.abc import Collection, Iterator

from tutor import data
from tutor.data import Mapping, Node, Scalar, Schema, Sequence, because
from tutor.lesson import questions, showing, steps, wanted
from tutor.lesson.forms import AGAIN, DEFS, FAULT, POST, STEP
from tutor.lesson.goals import All
from tutor.lesson.model import Localized, Task
from tutor.lesson.posts import posts
from tutor.lesson.scene import Mishap, Place, Post
from tutor.lesson.shape import listed, sound, text_in, under
from tutor.lesson.variables import PLACEHOLDER
from tutor.lesson.wanted import Blame

NOTHING = Localized("", "")
_ANSWER = re.compile("[1-9]")


def step(node: Node, blame: Blame, schema: Schema = STEP) -> Task:
    """A sketch of the step, or of what is done once more. What can be judged of it is blamed."""
    found = Task("", NOTHING, All(()), (), place=Place(node.line, node.column))
    if not isinstance(node, Mapping):
        return found
    known = data.form(node, {**schema, "$defs": DEFS}).get("properties", {})
    for key, part in data.parts(node):
        if key in known:
            _judge(key, part, blame)
            found = _asked(found, key, part, blame)
    _question(node, known, blame)
    return found


def _judge(key: str, part: Node, blame: Blame) -> None:
    """What is said of a reply, or shown of a session."""
    if key == "goal":
        goal(part, blame)
    elif key == "astray":
        for detour in listed(part):
            for when in under(detour, "when"):
                goal(when, blame)
    elif key == "shows" and text_in(part):
        showing.shown(part, blame)


def _asked(found: Task, key: str, part: Node, blame: Blame) -> Task:
    """The sketch with what a part asks of the practice server."""
    if key == "type":
        lines = (each.text for each in listed(part) if isinstance(each, Scalar))
        return found._replace(lines=(*found.lines, *lines))
    if key == "arrives":
        return found._replace(arrives=(*found.arrives, *letters(part, blame)))
    if key == "faults":
        return found._replace(faults=(*found.faults, *mishaps(part, blame)))
    return found


def again(node: Node, blame: Blame) -> None:
    """What can be judged of the step at the end."""
    step(node, blame, AGAIN)


def goal(node: Node, blame: Blame) -> None:
    """The names and the patterns in a goal."""
    if not isinstance(node, Mapping):
        return
    if not node.items and not node.beyond:
        wanted.goal(node, blame)
    for key, part in data.parts(node):
        if key in ("all", "any"):
            for each in listed(part):
                goal(each, blame)
        elif key == "not":
            goal(part, blame)
        elif key in ("command", "state", "via", "text") and text_in(part, {"type": "string"}):
            wanted.goal(node._replace(items={key: part}), blame)


def mishaps(node: Node, blame: Blame) -> Iterator[Mishap]:
    """The faults of the server, as far as each can be read."""
    for each in listed(node):
        if sound(each, FAULT):
            alone = Sequence([each], each.line, each.column)
            yield from steps.mishaps(alone, [data.value(each, FAULT)], blame)
        for on in under(each, "on"):
            if text_in(on):
                wanted.known(on, wanted.VERBS, wanted.COMMAND, blame)
        for named in under(each, "named"):
            if text_in(named):
                yield Mishap(named=text_in(named), place=Place(each.line, each.column))


def letters(node: Node, blame: Blame) -> Iterator[Post]:
    """What lies in a mailbox, as far as each can be read."""
    for each in listed(node):
        if sound(each, POST):
            alone = Sequence([each], each.line, each.column)
            yield from posts(alone, [data.value(each, {**POST, "$defs": DEFS})], blame)
            continue
        known = data.form(each, {**POST, "$defs": DEFS}).get("properties", {})
        for key, part in data.parts(each) if isinstance(each, Mapping) else ():
            at, said = Place(part.line, part.column), text_in(part)
            if key in known and said:
                yield from _letter(key, said, at, blame)


def _letter(key: str, said: str, at: Place, blame: Blame) -> Iterator[Post]:
    if key == "file":
        yield Post(file=said, place=at)
    elif key == "for":
        yield Post(owner=said, at_owner=at)
    elif key in ("octets", "count") and PLACEHOLDER.fullmatch(said):
        blame(*at, because("lesson.variable", name=said[1:-1], near=""))


def _question(node: Mapping, known: Collection[str], blame: Blame) -> None:
    """What is right, where that and what it is held against are sound."""
    said = {key: text_in(node.items.get(key)) for key in ("pattern", "example", "number", "answer")}
    if "answer" in known and _ANSWER.fullmatch(said["answer"]):
        # Of a list that is too short, what is missing may be the answer.
        if len(listed(node.items.get("choices"))) > 1:
            questions.right(node, int(said["answer"]), blame)
    elif "pattern" in known and said["pattern"]:
        questions.matching(node, said["pattern"], said["example"].strip() or None, blame)
    elif "number" in known and PLACEHOLDER.fullmatch(said["number"]):
        questions.unknown(node, said["number"], blame)
