"""The practice server without its sockets: a style, a store, the limits, the faults, and its desks.

One value that a lesson makes and looks into, that `net.server` serves on sockets and the tests use
without any. The clock is an argument.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tutor.core.conversation import Conversation
from tutor.practice.desk import Desk, Seen, Unwatched
from tutor.practice.faces import Branch, Face
from tutor.practice.faults import Faults
from tutor.practice.store import Store
from tutor.protocols.hosting import Account, Host, Limits, Strictness, Talk
from tutor.protocols.pop3 import styles as pop3_styles
from tutor.protocols.pop3.table import POP3
from tutor.protocols.smtp import styles as smtp_styles
from tutor.protocols.smtp.table import SMTP

BUILT_IN = (
    Account("alice", "Alice", "wonderland"),
    Account("bob", "Bob", "carpenter"),
)

STYLES = tuple(name for name in smtp_styles.STYLES if name in pop3_styles.STYLES)
"""The names of the styles that both protocols have."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(slots=True, eq=False, repr=False)
class Practice:
    """A practice server: everything but the sockets.

    host: the name in the greeting; the style's own if empty
    strictness: what the server insists on; the style's own if None
    faces: the hosts that are something of their own, by a name for each
    now: seconds on a monotonic clock; clock: seconds since 1970
    """

    style: str
    store: Store
    host: str
    strictness: Strictness
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)
    faces: dict[str, Face] = field(default_factory=dict)
    now: Callable[[], float] = time.monotonic
    clock: Callable[[], float] = time.time

    def desk(
        self,
        protocol: str,
        conn: int = 1,
        *,
        peer: str = "127.0.0.1",
        can_tls: bool = False,
        seen: Seen | None = None,
        face: Face | None = None,
    ) -> Desk:
        """The server's side of a new connection; `protocol` is smtp or pop3. `face` is the host
        that was called, if it is one of its own."""
        own = face or Face(protocol)
        style = own.style or self.style
        strictness = smtp_styles.STYLES[own.style].strictness if own.style else self.strictness
        spec = SMTP if protocol == "smtp" else POP3
        conversation = Conversation(spec, Unwatched(), conn)
        talk = Talk(
            conversation=conversation,
            office=Branch(self.store, own.home) if own.home else self.store,
            limits=self.limits,
            strictness=own.insists(strictness),
            name=own.name or (smtp_styles.STYLES[style].host if own.style else self.host),
            token=f"{conn}.{int(self.clock())}",
            stamp=lambda: stamp(self.clock()),
            peer=peer,
            can_tls=can_tls,
        )
        host: Host
        # A lesson begins before anybody calls: its first prompt needs neither of them.
        if protocol == "smtp":
            from tutor.protocols.smtp.host import SmtpHost

            host = SmtpHost(talk, smtp_styles.STYLES[style])
        else:
            from tutor.protocols.pop3.host import Pop3Host

            host = Pop3Host(talk, pop3_styles.STYLES[style])
        return Desk(
            conversation, host, faults=self.faults, limits=self.limits, now=self.now, seen=seen
        )


def practice(
    style: str = "textbook",
    accounts: Iterable[Account] = BUILT_IN,
    *,
    host: str = "",
    domains: Iterable[str] = (),
    strictness: Strictness | None = None,
    limits: Limits | None = None,
) -> Practice:
    """A practice server with empty mailboxes. Raises KeyError for a style that there is not.

    What is not given is the style's own: its host name, the domains that it is home to, how strict
    it is.
    """
    table = smtp_styles.STYLES[style]
    return Practice(
        style=style,
        store=Store(accounts, tuple(domains) or table.domains),
        host=host or table.host,
        strictness=strictness or table.strictness,
        limits=limits or Limits(),
    )


def stamp(seconds: float) -> str:
    """Date and time of a moment as mail writes it (RFC 5322 3.3), in UTC, in no locale."""
    at = time.gmtime(seconds)
    day, month = _DAYS[at.tm_wday], _MONTHS[at.tm_mon - 1]
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    return f"{day}, {at.tm_mday} {month} {at.tm_year} {clock} +0000"
