"""Every connection of a recording, played to whoever calls: what `net.server` serves."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from tutor.core.conversation import Conversation
from tutor.practice import Desk, Face, Limits
from tutor.practice.desk import Seen, Unwatched
from tutor.practice.faults import Faults
from tutor.protocols import PROTOCOLS
from tutor.reenacting.host import RecordedHost
from tutor.reenacting.role import Told
from tutor.reenacting.script import Part

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PATIENT = Limits(errors=1 << 30)
"""A recording may hold more refusals than a practice server gives."""


class Company:
    """The connections of a recording, each played to one client after the other.

    order: strict, in-order or any; timed: replies come as late as they were recorded
    now: seconds on a monotonic clock
    """

    def __init__(
        self,
        parts: Sequence[Part],
        now: Callable[[], float],
        tell: Callable[[Told], None],
        *,
        order: str = "in-order",
        timed: bool = False,
    ) -> None:
        self.parts = tuple(parts)
        self.host = _name(self.parts)
        self.limits = _PATIENT._replace(idle=None) if timed else _PATIENT
        self.faces: dict[str, Face] = {}
        self._now = now
        self._tell = tell
        self._order = order
        self._timed = timed
        self._calls: Counter[tuple[str, bool]] = Counter()

    @property
    def ports(self) -> frozenset[str]:
        """What the recording was called on: smtp, smtps, pop3, pop3s."""
        return frozenset(f"{part.protocol}{'s' * part.secure}" for part in self.parts)

    def desk(
        self,
        protocol: str,
        conn: int = 1,
        *,
        peer: str = "",
        can_tls: bool = False,
        seen: Seen | None = None,
        face: Face | None = None,
    ) -> Desk:
        """The server's side of a new connection; which of the recorded ones is played turns out
        with the greeting."""
        conversation = Conversation(PROTOCOLS[protocol], Unwatched(), conn)

        def choose(secure: bool) -> Part:
            return self._next(protocol, secure)

        host = RecordedHost(conversation, choose, self._order, self._tell, timed=self._timed)
        return Desk(
            conversation, host, faults=Faults(), limits=self.limits, now=self._now, seen=seen
        )

    def _next(self, protocol: str, secure: bool) -> Part:
        """The connection whose turn it is: those of the same kind in their order, then the first
        again. Without one, those of the protocol; without any, one on which nothing was said."""
        own = [part for part in self.parts if part.protocol == protocol]
        fitting = [part for part in own if part.secure == secure] or own
        number = self._calls[protocol, secure]
        self._calls[protocol, secure] += 1
        if not fitting:
            return Part(0, protocol)
        return fitting[number if number < len(fitting) else 0]


def _name(parts: Sequence[Part]) -> str:
    """The server's name, for its certificate."""
    for part in parts:
        name = part.peer.rpartition(":")[0] or part.peer
        if len(name) <= 253 and _NAME.fullmatch(name):
            return name.lower()
    return "localhost"
