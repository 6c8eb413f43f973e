"""A live session: links and the one door together, for the prompt and for piped input alike.

A pump for each connection hands every wire to the session; what is said goes through `say`. The
TLS handshake follows the server's go by itself unless it is switched off.
"""

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from typing import Any

from tutor.core.conversation import Conversation
from tutor.core.spec import Listens
from tutor.core.wire import Side, What, Wire
from tutor.net.link import Link, LinkError, Target
from tutor.net.unwired import Unwired
from tutor.session import Item, Session

Contexts = Callable[[], ssl.SSLContext]


class Talk:
    """Everything that is open. `current` is the number of the connection that is typed into."""

    def __init__(
        self, session: Session, contexts: Contexts, *, timeout: float = 30.0, family: int = 0
    ) -> None:
        self.session = session
        self.timeout = timeout
        self.auto_tls = True
        self.current = 0
        self.tls_failure: tuple[str, str] | None = None
        self.unverified: set[int] = set()
        self._contexts = contexts
        self._family = family
        self._links: dict[int, Link] = {}
        self._targets: dict[int, Target] = {}
        self._pumps: dict[int, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._failure: BaseException | None = None
        self._began = time.monotonic()
        self.heard_at = 0.0

    # -- what is known ---------------------------------------------------------------------------

    def clock(self) -> float:
        """Seconds since the session started."""
        return time.monotonic() - self._began

    @property
    def link(self) -> Link | None:
        """The current connection, if one is open."""
        link = self._links.get(self.current)
        return None if link is None or link.closed else link

    @property
    def target(self) -> Target | None:
        """Where the current connection leads."""
        return self._targets.get(self.current)

    @property
    def open(self) -> list[int]:
        """The numbers of all connections that are open, the oldest first."""
        return [number for number, link in self._links.items() if not link.closed]

    def target_of(self, number: int) -> Target | None:
        """Where a connection leads."""
        return self._targets.get(number)

    @property
    def conversation(self) -> Conversation | None:
        """The current connection's engine, once its protocol is known."""
        return self.session.conversations.get(self.current)

    @property
    def greeted(self) -> bool:
        """Whether the server has said who it is, be it in another protocol's words."""
        conversation = self.conversation
        return conversation is not None and conversation.greeted

    @property
    def settled(self) -> bool:
        """Whether a person would speak now: greeted, nothing unanswered, no handshake running."""
        conversation = self.conversation
        if self.link is None:
            return True
        return (
            conversation is not None
            and conversation.greeted
            and not conversation.pending
            and not conversation.halfway
            and conversation.listens is not Listens.HANDSHAKE
        )

    # -- doing -----------------------------------------------------------------------------------

    async def connect(self, target: Target) -> None:
        """Open a connection and make it the current one. Raises LinkError."""
        number = max(self._links, default=0) + 1
        link = await Link.open(
            target, self.clock, timeout=self.timeout, family=self._family, conn=number
        )
        self._links[number] = link
        self._targets[number] = target
        self.current = number
        self.heard_at = link.now
        self.see(link.opened(target, target.protocol))
        if target.tls and not await self._secure(number):
            raise LinkError("tls", (self.tls_failure or ("", ""))[1])
        pump = self._pumps[number] = asyncio.create_task(self._pump(number))
        pump.add_done_callback(self._pumped)

    def host(self, protocol: str) -> None:
        """A connection without a socket becomes the current one: the learner is the server."""
        number = max(self._links, default=0) + 1
        link = self._links[number] = Unwired(self.clock, number)
        self.current = number
        self.see(link.begun(protocol))

    @property
    def unwired(self) -> bool:
        """Whether the current connection is one without a socket, and open."""
        return isinstance(self.link, Unwired)

    def speak(self, side: Side, data: bytes) -> Sequence[Item]:
        """One of both sides says something on a connection without a socket."""
        link = self.link
        return self.see(link.spoken(side, data)) if isinstance(link, Unwired) else ()

    def leave(self, *, by_server: bool = False) -> None:
        """End a connection without a socket."""
        link = self.link
        if isinstance(link, Unwired):
            self.see(link.ended() if by_server else link.close("again"))

    def say(self, data: bytes) -> Sequence[Item]:
        """Send octets on the current connection, exactly."""
        link = self.link
        if link is None:
            return ()
        return self.see(link.send(data))

    async def drain(self) -> bool:
        """Wait until the connection takes more; False if it takes nothing for `timeout` seconds."""
        link = self.link
        if link is None or not link.unsent:
            return True
        taking = asyncio.create_task(link.drain())
        try:
            while not taking.done() and not link.closed:
                before = link.unsent
                await asyncio.wait(
                    {taking, *self._pumps.values()},
                    timeout=self.timeout,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if not taking.done() and not link.closed and link.unsent >= before:
                    return False
        finally:
            taking.cancel()
        return True

    async def secure(self) -> bool:
        """Run the TLS handshake now; returns whether it succeeded."""
        return await self._secure(self.current)

    async def hang_up(self, reason: str = "") -> None:
        """Close the current connection from our side, without a word."""
        link = self.link
        if link is None:
            return
        pump = self._pumps.pop(self.current, None)
        if pump is not None:
            pump.cancel()
        self.see(link.close(reason))

    async def close(self) -> None:
        """Close everything and forget the secrets."""
        for number in list(self._links):
            self.current = number
            await self.hang_up()
        pumps = list(self._pumps.values())
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)

    async def wait(self, ready: Callable[[], bool], timeout: float | None = None) -> bool:
        """Wait until `ready`; False if nothing at all was heard for `timeout` seconds."""
        limit = self.timeout if timeout is None else timeout
        quiet_since = self.clock()
        self._raise_failure()
        while not ready():
            self._changed.clear()
            quiet_since = max(quiet_since, self.heard_at)
            left = quiet_since + limit - self.clock()
            if left <= 0:
                return False
            try:
                async with asyncio.timeout(left):
                    await self._changed.wait()
            except TimeoutError:
                continue
            self._raise_failure()
        return True

    async def outlast(self, work: "asyncio.Task[bytes | None]") -> None:
        """Wait for `work`, but not longer than the current connection lasts."""
        both: set[asyncio.Task[Any]] = {work}
        if (pump := self._pumps.get(self.current)) is not None:
            both.add(pump)
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        self._raise_failure()

    def see(self, wire: Wire) -> Sequence[Item]:
        """Hand a wire to the session and wake whoever waits."""
        items = self.session.see(wire)
        if wire.side is not Side.CLIENT:
            self.heard_at = wire.at
        self._changed.set()
        return items

    # -- the pump --------------------------------------------------------------------------------

    def _pumped(self, pump: "asyncio.Task[None]") -> None:
        """A pump has ended: what broke in it (a closed pipe behind the screen) must not be lost."""
        if not pump.cancelled() and pump.exception() is not None:
            self._failure = self._failure or pump.exception()
        self._changed.set()

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    async def _pump(self, number: int) -> None:
        link = self._links[number]
        while True:
            wire = await link.receive()
            self.see(wire)
            if wire.what is What.CLOSE:
                return
            conversation = self.session.conversations.get(number)
            handshake = conversation is not None and conversation.listens is Listens.HANDSHAKE
            if handshake and self.auto_tls and not await self._secure(number):
                return

    async def _secure(self, number: int) -> bool:
        link, target = self._links[number], self._targets[number]
        wire = await link.secure(self._contexts(), target.host, self.timeout)
        self.see(wire)
        if "error" not in wire.about:
            if not wire.about.get("verified"):
                self.unverified.add(number)
            return True
        self.tls_failure = str(wire.about["error"]), str(wire.about.get("reason", ""))
        self.see(Wire(What.CLOSE, link.now, conn=number, about={"by": "error", "reason": "tls"}))
        link.close()
        return False
