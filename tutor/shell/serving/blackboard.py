"""What a teacher sees of the class: who logged in, sent, fetched, and which steps passed when.

On a terminal the last moments of each student are gathered into a row, so that sixty students can
be followed; in a pipe there is a line for each thing as it happens, with --json an object.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence

from tutor.classroom.happenings import Happening, Kind
from tutor.core import jsonlines
from tutor.core.visible import visible
from tutor.shell.serving.outlet import Outlet
from tutor.world import World

EVERY = 2.0
"""Seconds between two looks at the class."""

MOST_WAITING = 5000
"""Happenings that are gathered at most, before they are shown."""


class Blackboard:
    """Shows what happens, on the standard output."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sparse = world.terminal and not (world.plain or world.json)
        self._waiting: dict[str, list[Happening]] = {}
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None
        self._began = time.monotonic()
        self._outlet = Outlet(world.stdout)

    def tell(self, happening: Happening) -> None:
        """Something has happened."""
        if happening.kind == "unrecorded":
            self._world.complain("ui.class.unrecorded", reason=happening.told["reason"])
        elif self._world.json:
            self._write([jsonlines.line(self._object(happening))])
        elif self._sparse:
            self._gather(happening)
        else:
            self._write([self._row([happening])])

    def flush(self) -> None:
        """Show what waits."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        waiting, self._waiting, self._count = self._waiting, {}, 0
        self._write([self._row(each) for each in waiting.values()])

    def close(self) -> None:
        """The class is over."""
        self.flush()
        self._outlet.close()

    def _gather(self, happening: Happening) -> None:
        self._waiting.setdefault(happening.student, []).append(happening)
        self._count += 1
        if self._count >= MOST_WAITING:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY, self.flush)

    def _object(self, happening: Happening) -> dict[str, object]:
        at = round(time.monotonic() - self._began, 3)
        who = {"student": happening.student, "name": happening.name, "conn": happening.conn}
        return {"event": happening.kind, "at": at, **who, **happening.told}

    def _row(self, happenings: Sequence[Happening]) -> str:
        first = happenings[0]
        who = first.student if first.name == first.student else f"{first.student} {first.name}"
        told = self._world.say("ui.class.and").join(self._phrases(happenings))
        return visible(f"{time.strftime('%H:%M:%S')}  {who}  {told}")

    def _phrases(self, happenings: Sequence[Happening]) -> Iterator[str]:
        """What happened, things of one kind together."""
        kinds = dict.fromkeys(each.kind for each in happenings)
        for kind in kinds:
            yield self._phrase(kind, [each for each in happenings if each.kind == kind])

    def _phrase(self, kind: Kind, alike: Sequence[Happening]) -> str:
        told, count = dict(alike[-1].told), len(alike)
        if isinstance(to := told.get("to"), list):
            told["to"] = ", ".join(map(str, to[:3])) + (", ..." if len(to) > 3 else "") or "?"
        key = f"ui.class.{kind}" + (".as" if "called" in told else "")
        if count == 1:
            return self._world.say(key, **told)
        first = alike[0].told.get("number")
        return self._world.say(f"{key}.more", **{**told, "first": first, "count": count})

    def _write(self, rows: Sequence[str]) -> None:
        if rows:
            self._outlet.write("".join(f"{row}\n" for row in rows))
