"""Where the lesson's own accounts are kept apart: a machine's `alice` is not another machine's.

A lesson prints `alice@163.com` to everybody. Sixty learners who all log in so would lock one
another out of one mailbox and delete one another's mail, so each address has mailboxes of its own
for these accounts; those of the students are everywhere the same.
"""

from collections.abc import Callable, Collection

from tutor.practice import Store
from tutor.protocols.hosting import Account


class Room(Store):
    """The class's store as it is seen from one address. All rooms share everything but the
    mailboxes of the `printed` accounts, which are filled here as the whole store has them."""

    def __init__(self, whole: Store, printed: Collection[str], address: str) -> None:
        self.__dict__.update(whole.__dict__)
        self._printed = frozenset(printed)
        self._address = address
        for name in self._printed:
            self._set(self.key(self.accounts[name]), list(whole.mails(name)))

    def key(self, account: Account) -> str:
        """By what the mailbox of an account is known here; a blank stands in no account's id."""
        key = account.id.lower()
        return f"{key} {self._address}" if key in self._printed else key


class Overheard(Room):
    """A room as one connection sees it: `hear` is told which account was looked for, None if there
    is none of that name. Everything else is the room's own."""

    __slots__ = ("_hear",)

    def __init__(self, room: Store, hear: Callable[[Account | None], None]) -> None:
        self.__dict__ = room.__dict__
        self._hear = hear

    def find(self, name: str) -> Account | None:
        """The account of a login name or an address."""
        found = super().find(name)
        self._hear(found)
        return found
