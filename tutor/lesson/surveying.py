"""All that is amiss with a lesson's tree, at once: its form, and what no schema can say of it.

A fault in one place hides none in another: what is not sound is left out, and the rest is judged.
What only follows from a fault that is told is not told.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from tutor import data
from tutor.data import Fault, Mapping, Node, Reason, Schema, because
from tutor.lesson import pieces, shape
from tutor.lesson.forms import ID
from tutor.lesson.model import Lesson
from tutor.lesson.scene import NOWHERE, Account, Host, Place, Post, Practice
from tutor.lesson.shape import text_in, under
from tutor.lesson.wanted import Blame
from tutor.protocols import PROTOCOLS

_T = TypeVar("_T")
_ANY: Schema = {}


class Survey(NamedTuple):
    """What is amiss with a lesson, in the order of its file; and `sketch`, a lesson that asks of
    the practice server what can be read of this one, and in which there is nothing to do."""

    faults: list[Fault]
    sketch: Lesson | None = None


def survey(tree: Node, path: str, seed: str | None = None) -> Survey:
    """Judge a tree, which may have holes; `path` is for messages, `seed` chooses the values of its
    variables."""
    found = shape.shape(tree, path, seed)
    if found.heavy:
        return Survey(found.faults)
    faults = {*found.faults}

    def blame(line: int, column: int, reason: Reason) -> None:
        faults.add(Fault(path, line, column, reason))

    sketch = _sketch(found.root, blame)
    return Survey(data.in_order(shape.once(faults, found.declared)), sketch)


# -- what the practice server has to be ----------------------------------------------------------


def _sketch(root: Node, blame: Blame) -> Lesson:
    found = tuple(pieces.step(node, blame) for node in shape.steps(root))
    for node in under(root, "again"):
        pieces.again(node, blame)
    faces = {}
    for hosts in under(root, "hosts"):
        for peer, host in data.parts(hosts) if isinstance(hosts, Mapping) else ():
            faces[f"{peer} {host.line}"] = _face(host, blame)
    practice, owned = Practice(), True
    for node in under(root, "practice"):
        practice, owned = _practice(node, blame)
    if not owned:
        practice = practice._replace(maildrop=tuple(_anybody(practice.maildrop)))
        found = tuple(each._replace(arrives=tuple(_anybody(each.arrives))) for each in found)
    return Lesson("", pieces.NOTHING, "", found, practice=practice, faces=faces)


def _face(host: Node, blame: Blame) -> Host:
    items = host.items if isinstance(host, Mapping) else {}
    protocol, role, style = (items.get(key) for key in ("protocol", "role", "style"))
    spoken = text_in(protocol)
    if role is not None and text_in(role) and spoken in PROTOCOLS and spoken != "smtp":
        blame(role.line, role.column, because("lesson.role"))
    return Host(spoken, style=text_in(style, ID), at_style=_place(style))


def _practice(node: Node, blame: Blame) -> tuple[Practice, bool]:
    """The practice server, and whether it is known who has an account there."""
    if not isinstance(node, Mapping):
        return Practice(listener=True), False
    style, accounts, listener = (node.items.get(key) for key in ("style", "accounts", "listener"))
    asked = text_in(style, ID)
    known = accounts.items if isinstance(accounts, Mapping) else {}
    found = Practice(
        style=asked or Practice().style,
        accounts=tuple(Account(user, "") for user in known),
        maildrop=_all(pieces.letters(each, blame) for each in under(node, "maildrop")),
        faults=_all(pieces.mishaps(each, blame) for each in under(node, "faults")),
        # Where it is said in another way, nobody is told that there is none.
        listener=listener is not None and text_in(listener, _ANY) != "false",
        at_style=_place(style),
    )
    return found, accounts is None or (isinstance(accounts, Mapping) and not accounts.partial)


def _all(parts: Iterable[Iterable[_T]]) -> tuple[_T, ...]:
    return tuple(each for part in parts for each in part)


def _anybody(posts: Iterable[Post]) -> Iterator[Post]:
    """The posts, with nobody named for whom they are."""
    return (post._replace(owner="") for post in posts)


def _place(node: Node | None) -> Place:
    return NOWHERE if node is None else Place(node.line, node.column)
