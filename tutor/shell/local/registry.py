"""The local `:` commands: a registry that writes its own help.

A local command never reaches the wire, and its arguments never reach the history. What there are
stands in `local_looking`, `local_coding`, `local_doing` and `local_keeping`.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from tutor.page import Line, Role, Span
from tutor.shell.repl import Repl

Run = Callable[[Repl, str], Awaitable[None]]


class Local(NamedTuple):
    """A local command: how it is written; its help stands in the words as `local.NAME`."""

    name: str
    syntax: str
    run: Run


LOCALS: dict[str, Local] = {}


def beginning(typed: str) -> list[Local]:
    """The local commands whose names begin so."""
    return [each for each in LOCALS.values() if each.name.startswith(typed)]


def local(name: str, syntax: str = "") -> Callable[[Run], Run]:
    """Register a local command."""

    def add(run: Run) -> Run:
        LOCALS[name] = Local(name, f":{name} {syntax}".strip(), run)
        return run

    return add


def help_line(repl: Repl, each: Local) -> Line:
    """How it is written, and what it is for."""
    meaning = repl.world.say(f"local.{each.name}")
    return Line((Span(f"{each.syntax:<25}", Role.LABEL), Span(meaning, Role.NOTE)), 2, 27)
