"""`recordings [list | show | delete | prune]`: what the state folder holds."""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

from tutor import screen
from tutor.core import jsonlines
from tutor.core.visible import visible
from tutor.page import Line, Role, Span, info
from tutor.reading import annotate_file
from tutor.recordings import folder, listing, numbered, paths, prune
from tutor.recordings.listing import Row
from tutor.world import World


def run(world: World, options: argparse.Namespace) -> int:
    """Do one of the actions; returns the exit code. Raises ReadingError, OSError."""
    if options.action == "list":
        return _list(world)
    if options.action == "prune":
        return _prune(world, options.keep)
    found = [_find(world, name) for name in options.names]
    chosen = [path for path in found if path is not None]
    if len(chosen) < len(found):
        return 1
    if options.action == "delete":
        return _delete(world, chosen)
    return max(annotate_file(world, str(path)) for path in chosen)


def _find(world: World, name: str) -> Path | None:
    """A recording by its number in the list, or by (the beginning of) its name; said if none."""
    there = paths(world.state)
    exact = [path for path in there if path.name == name]
    found = exact or [path for path in there if path.name.startswith(name)]
    if name.isdecimal() and len(name) < 6:
        by_number = numbered(world.state, name)
        found = [] if by_number is None else [by_number]
    if len(found) == 1:
        return found[0]
    key = "error.recordings.many" if found else "error.recordings.none"
    world.complain(key, name=name, count=len(there))
    return None


# -- the list ------------------------------------------------------------------------------------


def _list(world: World) -> int:
    if world.json:
        world.stdout.flush()
        for row in listing.rows(world.state):
            world.stdout.buffer.write(jsonlines.line(_object(row)).encode() + b"\n")
        world.stdout.buffer.flush()
        return 0
    show = screen.printer(world)
    empty = True
    for row in listing.rows(world.state):
        empty = False
        show(_lines(world, row))
    key = "ui.recordings.none" if empty else "ui.recordings.how"
    show([info(world.say(key, folder=folder(world.state)))])
    return 0


def _object(row: Row) -> dict[str, object]:
    found = {**row._asdict(), "file": str(row.path), "lesson": row.lesson or None}
    del found["path"], found["fault"]
    return found | ({"fault": row.fault} if row.fault else {})


def _lines(world: World, row: Row) -> Iterator[Line]:
    """Number and time in their columns, the rest as long as it is."""
    if row.fault:
        told = Span(visible(f"{row.path.name}: {row.fault}"), Role.WARN)
        yield Line((Span(f"{row.number:>4}  ", Role.LABEL), told), 0, 6)
        return
    when = visible(row.started)[:16].replace("T", " ")
    parts = [visible(row.peer)[:80]]
    if row.lesson:
        parts.append(world.say("ui.recordings.lesson", lesson=visible(row.lesson)[:60]))
    parts.append(world.say("ui.recordings.exchanges", count=row.exchanges))
    if row.marks:
        parts.append(world.say("ui.recordings.marks", count=row.marks))
    parts.append(f"{max(1, row.octets // 1024):,} KiB")
    head = Span(f"{row.number:>4}  {when:<16}  ", Role.LABEL)
    yield Line((head, Span(", ".join(parts), Role.NOTE)), 0, 24)


# -- taking away ---------------------------------------------------------------------------------


def _delete(world: World, paths: list[Path]) -> int:
    """Recordings are not made again: it is asked first."""
    names = ", ".join(path.name for path in paths[:3]) + (", ..." if len(paths) > 3 else "")
    question = world.say("ui.recordings.delete", count=len(paths), names=visible(names))
    if not _sure(world, question):
        return 2
    gone = 0
    for path in dict.fromkeys(paths):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            gone += 1
    screen.printer(world)([info(world.say("ui.recordings.deleted", count=gone))])
    return 0


def _prune(world: World, keep: int) -> int:
    over = max(0, len(paths(world.state)) - keep)
    if over and not _sure(world, world.say("ui.recordings.prune", count=over, keep=keep)):
        return 2
    gone = prune(world.state, keep) if over else 0
    screen.printer(world)([info(world.say("ui.recordings.deleted", count=gone))])
    return 0


def _sure(world: World, question: str) -> bool:
    """Whether it is meant; where nobody can be asked, only with --force."""
    if world.force:
        return True
    if not world.interactive or world.json:
        world.complain("error.recordings.force")
        return False
    world.stdout.write(f"{question} ")
    world.stdout.flush()
    answer = world.stdin.readline().decode("utf-8", "replace").strip().lower()
    return answer in ("y", "yes", "是", "好")
