"""One store of mailboxes behind SMTP and POP3: what you send you can fetch. In memory only.

It is the post office that the hosts of both protocols know (`protocols.hosting.Office`), and the
witness that a lesson and the tests look at. It writes no file and sends nothing anywhere.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import count
from typing import NamedTuple

from tutor.protocols.hosting import Account, Mail

MAILBOX_LIMIT = 100_000_000
"""Octets that a mailbox holds."""

OUTBOX_LIMIT = 50
"""Messages for foreign domains that are kept to be looked at; older ones go."""


class Sent(NamedTuple):
    """A message in the outbox: its envelope and its text."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


class Snapshot(NamedTuple):
    """How the store stood: lists of messages, none of them copied."""

    boxes: Mapping[str, tuple[Mail, ...]]
    outbox: tuple[Sent, ...]
    done: frozenset[str] = frozenset()


class Store:
    """Mailboxes, their locks, and the outbox that nobody fetches.

    An account's mailbox is its id at any of `domains`; a login name may be the id alone or the
    whole address.
    """

    def __init__(
        self,
        accounts: Iterable[Account],
        domains: Collection[str],
        mailbox_limit: int = MAILBOX_LIMIT,
    ) -> None:
        self.accounts = {account.id.lower(): account for account in accounts}
        self.domains = frozenset(domain.lower() for domain in domains)
        self.outbox: deque[Sent] = deque(maxlen=OUTBOX_LIMIT)
        self.bounces: frozenset[str] = frozenset()
        self._limit = mailbox_limit
        self._boxes: dict[str, list[Mail]] = {}
        self._octets: dict[str, int] = {}
        self._locked: set[str] = set()
        self._given = count(1)
        self._done: frozenset[str] = frozenset()

    def key(self, account: Account) -> str:
        """By what the mailbox of an account is known here."""
        return account.id.lower()

    # -- what the hosts ask ----------------------------------------------------------------------

    def find(self, name: str) -> Account | None:
        """The account of a login name or an address."""
        local, at, domain = name.strip().rpartition("@")
        if at and not self.is_home(domain):
            return None
        return self.accounts.get((local if at else domain).strip('"').lower())

    def is_home(self, domain: str) -> bool:
        """Whether mail for this domain is delivered here."""
        return domain.lower().rstrip(".") in self.domains

    def reaches(self, address: str) -> bool:
        """Whether somebody has a mailbox at this address."""
        return "@" in address and self.find(address) is not None

    def comes_back(self, address: str) -> bool:
        """Whether mail for this address is accepted, and then found to be undeliverable."""
        return address.lower() in self.bounces

    def is_full(self, account: Account, octets: int) -> bool:
        """Whether the mailbox has no room for so many octets more."""
        return self._octets.get(self.key(account), 0) + octets >= self._limit

    def serial(self) -> int:
        """A number that was never given before, also not before a restore."""
        return next(self._given)

    def deliver(self, sender: str, recipients: Collection[str], data: bytes) -> None:
        """Put a message into the mailboxes of its recipients; the outbox keeps it for the rest."""
        away, at_home = [], {}
        for address in dict.fromkeys(recipients):
            account = self.find(address) if "@" in address else None
            if account is None:
                away.append(address)
            else:
                at_home[account.id] = account  # two spellings of an address are one mailbox
        for account in at_home.values():
            self.put(account, len(data), lambda: data)
        if away:
            self.outbox.append(Sent(sender, tuple(away), data))

    def open(self, account: Account) -> tuple[Mail, ...] | None:
        """Lock a maildrop and show its messages; None while another session holds it."""
        key = self.key(account)
        if key in self._locked:
            return None
        self._locked.add(key)
        return tuple(self._boxes.get(key, ()))

    def leave(self, account: Account, deleted: Collection[str] = ()) -> None:
        """End the lock; the messages with these UIDs are removed first."""
        key, gone = self.key(account), frozenset(deleted)
        if gone:
            self._set(key, [mail for mail in self._boxes.get(key, ()) if mail.uid not in gone])
        self._locked.discard(key)

    # -- what a lesson and the tests do ----------------------------------------------------------

    def put(self, account: Account, size: int, make: Callable[[], bytes]) -> Mail:
        """Add a message of `size` octets to a mailbox; its text is made when somebody reads it."""
        key = self.key(account)
        mail = Mail(f"{self.serial():08x}.wiretutor", size, make)
        self._boxes.setdefault(key, []).append(mail)
        self._octets[key] = self._octets.get(key, 0) + size
        return mail

    def once(self, name: str) -> bool:
        """True the first time that this name is given, since the snapshot that was restored."""
        first = name not in self._done
        self._done |= {name}
        return first

    def mails(self, name: str) -> tuple[Mail, ...]:
        """The messages in the mailbox of a login name or address, oldest first."""
        account = self.find(name)
        return tuple(self._boxes.get(self.key(account), ())) if account else ()

    def is_locked(self, name: str) -> bool:
        """Whether a session holds this maildrop."""
        account = self.find(name)
        return account is not None and self.key(account) in self._locked

    def snapshot(self) -> Snapshot:
        """How things stand now. Cheap: no message is copied."""
        boxes = {key: tuple(box) for key, box in self._boxes.items()}
        return Snapshot(boxes, tuple(self.outbox), self._done)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot. Locks stay as they are, and no UID is ever given again."""
        for key in self._boxes.keys() | snapshot.boxes.keys():
            self._set(key, list(snapshot.boxes.get(key, ())))
        self.outbox = deque(snapshot.outbox, maxlen=OUTBOX_LIMIT)
        self._done = snapshot.done

    def _set(self, key: str, mails: list[Mail]) -> None:
        self._boxes[key] = mails
        self._octets[key] = sum(mail.size for mail in mails)
