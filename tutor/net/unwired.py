"""A connection without a socket: the learner is the server, and the program plays its client."""

from collections.abc import Callable

from tutor.core.wire import Side, What, Wire
from tutor.net.link import Link


class Unwired(Link):
    """Both sides of it are said here; nothing ever leaves the program."""

    def __init__(self, clock: Callable[[], float], conn: int) -> None:
        self._clock = clock
        self._conn = conn
        self.closed = False

    @property
    def address(self) -> str:
        """There is no other end."""
        return ""

    @property
    def loopback(self) -> bool:
        """It does not leave this machine."""
        return True

    @property
    def unsent(self) -> int:
        """Nothing waits."""
        return 0

    def begun(self, protocol: str) -> Wire:
        """The OPEN wire of this connection."""
        about: dict[str, object] = {"peer": "", "protocol": protocol, "served": True}
        return Wire(What.OPEN, self.now, conn=self._conn, about=about)

    def spoken(self, side: Side, data: bytes) -> Wire:
        """What one of both sides said."""
        return Wire(What.BYTES, self.now, side, data, self._conn)

    def send(self, data: bytes) -> Wire:
        """What the client says."""
        return self.spoken(Side.CLIENT, data)

    async def drain(self) -> None:
        """Nothing waits."""

    def ended(self) -> Wire:
        """The CLOSE wire where the server, that is the learner, has ended it."""
        return self._over("server")

    def close(self, reason: str = "") -> Wire:
        """Close from the client's side."""
        return self._over("client", reason)

    def _over(self, by: str, reason: str = "") -> Wire:
        self.closed = True
        return Wire(What.CLOSE, self.now, conn=self._conn, about={"by": by, "reason": reason})
