"""Who may log in to a practice server: a teacher's list.

The list is text, `id, name, code` a line, as a spreadsheet saves it or as it is typed. A code may
hold anything but a line end: it begins behind the second comma. Quotes around a whole field are a
spreadsheet's and no part of it. Blank lines, a spreadsheet's rows of empty cells and lines that
begin with # are skipped, and so is a first line that only names the columns. As YAML it is what a
lesson has: `s01: {name: ..., code: ...}` for each account, or `s01: CODE`.
"""

import re
from collections.abc import Iterable, Iterator

from tutor import data
from tutor.data import DataError, Mapping, Node, Reason, Scalar, because
from tutor.protocols.hosting import Account

MOST = 2000
LONGEST = 1 << 20
"""Accounts of a list, and octets of its file: no school has as many."""

_LONGEST_NAME = 100

# What may stand before an @ without quotes (RFC 5321 4.1.2), in any script (RFC 6531 3.3).
_ID = re.compile(r"[^\s\x00-\x20\x7f()<>\[\]:;@\\,\".]+(?:\.[^\s\x00-\x20\x7f()<>\[\]:;@\\,\".]+)*")

# A list typed with a Chinese input method may have full-width commas; a spreadsheet's cells, copied
# as they are, are parted by tabs, and where the comma is a decimal point by semicolons. What parts
# the first two fields parts the others.
_QUOTED = r'"((?:[^"]|"")*)"\s*'
_FIRST = re.compile(rf"(?:{_QUOTED}|([^,，\t;；]*))([,，\t;；])")
_SECOND = {
    comma: re.compile(rf"\s*(?:{_QUOTED}|(.*?))[{commas}]")
    for commas in (",，", "\t", ";；")
    for comma in commas
}
_TITLES = frozenset({"id", "account", "user", "login", "编号", "学号", "账号", "帐号", "用户名"})
_SECRETS = frozenset({"code", "password", "授权码", "密码", "口令"})
"""What the first and the third column may be called."""


class AccountsError(ValueError):
    """The list has a fault; `line` (from 1) says where, `reason` what and where."""

    def __init__(self, line: int, reason: Reason) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = because("accounts.line", line=line, reason=reason)


def decoded(octets: bytes) -> str:
    """The text of a list: UTF-8, with or without a mark; UTF-16 and GB18030, as Excel writes them
    for "Unicode text" and on a Chinese Windows."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("gb18030", "replace")


def read(text: str, *, yaml: bool = False) -> tuple[Account, ...]:
    """The accounts of a list. Raises AccountsError for a faulty line, or an id given twice."""
    found: dict[str, Account] = {}
    line = 1
    for line, fields in _entries(text) if yaml else _lines(text):
        account = _account(line, *fields)
        if account.id.lower() in found:
            raise AccountsError(line, because("accounts.twice", id=repr(account.id)))
        found[account.id.lower()] = account
        if len(found) > MOST:
            raise AccountsError(line, because("accounts.many", most=f"{MOST:,}"))
    if not found:
        raise AccountsError(line, because("accounts.none"))
    return tuple(found.values())


_Fields = tuple[str, str, str]


def _lines(text: str) -> Iterator[tuple[int, _Fields]]:
    first = True
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        fields = _fields(bare)
        titles, first = first and fields is not None and fields[0].lower() in _TITLES, False
        if titles and fields is not None and fields[1].lower() in _SECRETS:
            raise AccountsError(number, because("accounts.columns"))
        if titles or not bare.strip(",，;； \t"):
            continue
        if fields is None:
            raise AccountsError(number, because("accounts.form"))
        yield number, fields


def _fields(line: str) -> _Fields | None:
    """The three fields of a line, None if it has fewer."""
    first = _FIRST.match(line)
    second = _SECOND[first[3]].match(line, first.end()) if first is not None else None
    if first is None or second is None:
        return None
    code = line[second.end() :].strip()
    if len(code) > 1 and code[0] == code[-1] == '"':
        code = code[1:-1].replace('""', '"')
    return _bare(first), _bare(second), code


def _bare(match: re.Match[str]) -> str:
    return (match[2] if match[1] is None else match[1].replace('""', '"')).strip()


def _entries(text: str) -> Iterable[tuple[int, _Fields]]:
    try:
        root = data.read(text, "")
    except DataError as error:
        fault = error.faults[0]
        raise AccountsError(fault.line, fault.reason) from None
    nested = root.items.get("accounts") if isinstance(root, Mapping) else None
    table = nested if isinstance(nested, Mapping) else root
    if not isinstance(table, Mapping):
        raise AccountsError(1, because("accounts.form.yaml"))
    for identity, node in table.items.items():
        line = table.marks[identity][0]
        if not _is_account(node):
            raise AccountsError(line, because("accounts.form.yaml"))
        yield line, (identity, *_named(identity, node))


def _is_account(node: Node) -> bool:
    """Whether this may be an account, and not what holds some under a name of its own."""
    if isinstance(node, Mapping):
        return all(isinstance(part, Scalar) for part in node.items.values())
    return isinstance(node, Scalar)


def _named(identity: str, node: Node) -> tuple[str, str]:
    """The name and the code of an entry; what is missing is empty."""
    if isinstance(node, Scalar):
        return identity, node.text
    parts = node.items if isinstance(node, Mapping) else {}
    name, code = parts.get("name"), parts.get("code")
    return (
        name.text if isinstance(name, Scalar) else identity,
        code.text if isinstance(code, Scalar) else "",
    )


def _account(line: int, identity: str, name: str, code: str) -> Account:
    if not _ID.fullmatch(identity) or len(identity.encode()) > 64:
        raise AccountsError(line, because("accounts.id", id=repr(identity[:80])))
    if not code or not code.isprintable():
        raise AccountsError(line, because("accounts.code", id=identity))
    return Account(identity, name[:_LONGEST_NAME] or identity, code)
