"""One practice server behind several names: one store, and a host for each face that it shows.

A mail's way has more than one server on it. Each has its own port, its own name and its own rules;
what one of them takes, another one hands out.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from tutor.practice.store import Store
from tutor.protocols.hosting import Account, Mail, Strictness

ROLES: Mapping[str, Mapping[str, object]] = {
    "": {},
    "mx": {"login_first": False, "sender_is_login": False, "relay": "nobody", "logins": False},
    "submission": {"login_first": True, "relay": "login"},
}
"""What a role says beyond the style. `mx` takes mail for its own domains, from anybody, and knows
no login (RFC 5321 2.3.10); `submission` takes mail for everybody, from whoever has logged in (RFC
6409 4.3)."""


class Face(NamedTuple):
    """A host of its own.

    name: in its greeting; the server's if empty
    style: the server's if empty
    home: the domains whose mail is delivered here; all of the store's if empty
    secure: TLS from the first octet (RFC 8314 3.3)
    """

    protocol: str
    name: str = ""
    style: str = ""
    role: str = ""
    home: frozenset[str] = frozenset()
    secure: bool = False

    def insists(self, strictness: Strictness) -> Strictness:
        """What this host insists on, where the style insists on that."""
        return strictness._replace(**ROLES[self.role])  # type: ignore[arg-type]


class Branch:
    """The post office as a host sees it that is at home in some of its domains only."""

    def __init__(self, store: Store, home: frozenset[str]) -> None:
        self._store = store
        self._home = home

    def find(self, name: str) -> Account | None:
        """The account of a login name or an address, if it has its mailbox here."""
        domain = name.strip().rpartition("@")[2]
        here = "@" not in name or self.is_home(domain)
        return self._store.find(name) if here else None

    def is_home(self, domain: str) -> bool:
        """Whether mail for this domain is delivered here."""
        return domain.lower().rstrip(".") in self._home

    def reaches(self, address: str) -> bool:
        """Whether somebody has a mailbox at this address, here or behind another host."""
        return self._store.reaches(address)

    def comes_back(self, address: str) -> bool:
        """Whether mail for this address is accepted, and then found to be undeliverable."""
        return self._store.comes_back(address)

    def is_full(self, account: Account, octets: int) -> bool:
        """Whether the mailbox has no room for so many octets more."""
        return self._store.is_full(account, octets)

    def serial(self) -> int:
        """A number that was never given before."""
        return self._store.serial()

    def deliver(self, sender: str, recipients: Collection[str], data: bytes) -> None:
        """Put a message into mailboxes, here or behind another host."""
        self._store.deliver(sender, recipients, data)

    def open(self, account: Account) -> tuple[Mail, ...] | None:
        """Lock a maildrop and show its messages; None while another session holds it."""
        return self._store.open(account)

    def leave(self, account: Account, deleted: Collection[str] = ()) -> None:
        """End the lock; the messages with these UIDs are removed first."""
        self._store.leave(account, deleted)
