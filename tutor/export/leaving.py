"""Asked to end, an export takes away what it has begun, as on Ctrl-C."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Never

_ASKED = ("SIGTERM", "SIGHUP")
"""Systems differ in what they have of these."""


@contextmanager
def tidily() -> Iterator[None]:
    """While it runs, a request to end is an exit like any other; afterwards all is as before."""
    signals = [getattr(signal, name) for name in _ASKED if hasattr(signal, name)]
    before = {each: signal.getsignal(each) for each in signals}
    asked = [each for each in signals if before[each] is signal.SIG_DFL]
    for each in asked:
        signal.signal(each, _leave)
    try:
        yield
    finally:
        for each in asked:
            signal.signal(each, before[each])


def _leave(number: int, _frame: FrameType | None) -> Never:
    raise SystemExit(128 + number)
