"""Who may log in to a practice server: the two built-in accounts, and a teacher's list.

The list is text, `id, name, code` a line. A code may hold anything but a line end: it begins behind
the second comma. Blank lines and lines that begin with # are skipped.
"""

import re
from collections.abc import Iterable

from tutor.protocols.hosting import Account

BUILT_IN = (
    Account("alice", "Alice", "wonderland"),
    Account("bob", "Bob", "carpenter"),
)

# What may stand before an @ without quotes (RFC 5321 4.1.2), in any script (RFC 6531 3.3).
_ID = re.compile(r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,\".]+(?:\.[^\s\x00-\x20\x7f()<>\[\]:;@\\,\".]+)*")


class AccountsError(ValueError):
    """The list has a fault; `line` (from 1) says where."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


def read(text: str) -> tuple[Account, ...]:
    """The accounts of a list. Raises AccountsError for a faulty line, or an id given twice."""
    found: dict[str, Account] = {}
    number = 1
    for number, line in _lines(text):
        account = _account(number, line)
        if account.id.lower() in found:
            raise AccountsError(number, f"the id {account.id!r} is given twice")
        found[account.id.lower()] = account
    if not found:
        raise AccountsError(number, "there is no account in the list")
    return tuple(found.values())


def _lines(text: str) -> Iterable[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        # A list typed with a Chinese input method may have full-width commas.
        bare = line.strip()
        if bare and not bare.startswith("#"):
            yield number, bare


def _account(number: int, line: str) -> Account:
    parts = [part.strip() for part in re.split("[,，]", line, maxsplit=2)]
    if len(parts) < 3:
        raise AccountsError(number, "the form is: id, name, code")
    identity, name, code = parts
    if not _ID.fullmatch(identity) or len(identity.encode()) > 64:
        raise AccountsError(number, f"{identity!r} cannot stand before the @ of an address")
    if not code or not code.isprintable():
        raise AccountsError(number, f"{identity} has no code that can be typed")
    return Account(identity, name or identity, code)
