"""Faults on purpose: a reply, a wait or a cut for one command, one address, or the n-th time.

A fault stands before the host: where it gives the reply, the host is not asked, so nothing is
stored, locked or deleted. The engine follows the reply as it would any server's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tutor.protocols.hosting import Answer


class Fault(NamedTuple):
    """One thing that goes wrong.

    name: for whoever takes it away again
    command: the verb (GREETING, `.` and AUTH-RESPONSE too); "" is every one
    reply: the whole reply without its last line end, e.g. "450 4.2.1 Busy"; None: the host answers
    contains: only if the command's line contains this (an address); letter case does not matter
    nth: only the n-th time that it fits (from 1); 0 is each time
    always: stays after it has struck; else it strikes once
    delay: seconds before the reply
    cut: the line is closed behind the reply; with `reply` "" instead of one
    """

    name: str
    command: str = ""
    reply: str | None = None
    protocol: str = ""
    contains: str = ""
    nth: int = 0
    always: bool = False
    delay: float = 0.0
    cut: bool = False

    def applied(self, answer: Answer | None) -> Answer:
        """The host's answer (None where this fault gives the reply) with the fault in it."""
        if answer is not None:
            close = answer.close or self.cut
            return answer._replace(delay=answer.delay + self.delay, close=close)
        text = (self.reply or "").replace("\r\n", "\n").replace("\n", "\r\n")
        data = text.encode() + b"\r\n" if text else b""
        close = self.cut or text.startswith("421")
        return Answer(data, close=close, delay=self.delay, rude=close, odd=True)


class Faults:
    """The faults that wait to strike on a practice server, for all its connections."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._seen: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """Those that wait now."""
        return tuple(self._waiting)

    def add(self, fault: Fault) -> None:
        """Let a fault wait; one of the same name is replaced."""
        self.remove(fault.name)
        self._waiting.append(fault)

    def remove(self, name: str) -> None:
        """Take a fault away; one that is not there is no error."""
        self._waiting = [fault for fault in self._waiting if fault.name != name]
        self._seen.pop(name, None)

    def copy(self) -> "Faults":
        """The same faults, which strike by themselves from now on."""
        found = Faults()
        found._waiting, found._seen = self._waiting.copy(), self._seen.copy()
        return found

    def clear(self) -> None:
        """Take all faults away."""
        self._waiting.clear()
        self._seen.clear()

    def strike(self, protocol: str, verb: str, line: str) -> Fault | None:
        """The first fault that fits a command; one that strikes once is gone then."""
        for fault in self._waiting:
            if self._fits(fault, protocol, verb, line):
                if not fault.always:
                    self.remove(fault.name)
                return fault
        return None

    def _fits(self, fault: Fault, protocol: str, verb: str, line: str) -> bool:
        if fault.protocol not in ("", protocol) or fault.command.upper() not in ("", verb):
            return False
        if fault.contains.lower() not in line.lower():
            return False
        count = self._seen[fault.name] = self._seen.get(fault.name, 0) + 1
        return fault.nth in (0, count)


def _table(*faults: Fault) -> Mapping[str, Fault]:
    return MappingProxyType({fault.name: fault for fault in faults})


KNOWN = _table(
    Fault("greylisted", "RCPT", "450 4.2.0 Greylisted, please try again in some minutes", "smtp"),
    Fault("no-such-user", "RCPT", "550 5.1.1 No such mailbox here", "smtp"),
    Fault("mailbox-full", "RCPT", "452 4.2.2 Mailbox is full", "smtp"),
    Fault("too-many-recipients", "RCPT", "452 4.5.3 Too many recipients", "smtp"),
    Fault("sender-refused", "MAIL", "550 5.7.1 Sender is not welcome here", "smtp"),
    Fault("spam", ".", "554 5.7.1 Message looks like spam", "smtp"),
    Fault("disk-full", ".", "452 4.3.1 Not enough room on the disk", "smtp"),
    Fault("local-error", ".", "451 4.3.0 Local error, please try again", "smtp"),
    Fault("shutting-down", "", "421 4.3.2 Shutting down, closing the connection", "smtp"),
    Fault("not-welcome", "GREETING", "554 5.7.1 No SMTP service for you here", "smtp"),
    Fault("busy-greeting", "GREETING", "421 4.3.2 Too busy, try again later", "smtp"),
    Fault("login-down", "AUTH", "454 4.7.0 Temporary authentication failure", "smtp"),
    Fault("no-tls", "STARTTLS", "454 4.7.0 TLS is not available just now", "smtp"),
    Fault("maildrop-locked", "PASS", "-ERR [IN-USE] Maildrop is locked by another session", "pop3"),
    Fault("login-delay", "PASS", "-ERR [LOGIN-DELAY] Not again so soon", "pop3"),
    Fault("unreadable", "RETR", "-ERR [SYS/TEMP] Message cannot be read just now", "pop3"),
    Fault("cut-in-text", ".", "", "smtp", cut=True),
    Fault("cut-at-quit", "QUIT", "", cut=True),
    Fault("slow", always=True, delay=5.0),
)
"""Ready-made faults by name; `_replace` fits one to an address or a count."""
