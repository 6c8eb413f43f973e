"""Pure filters on the times of wires: how long to wait before each."""

from collections.abc import Iterable, Iterator

from tutor.core.wire import Wire


def pauses(wires: Iterable[Wire], *, speed: float, idle: float) -> Iterator[tuple[float, Wire]]:
    """Seconds to wait before each wire: as recorded, `speed` times as fast, never over `idle`."""
    before: float | None = None
    for wire in wires:
        gap = 0.0 if before is None else max(0.0, wire.at - before)
        before = wire.at
        yield min(gap / speed, idle), wire
