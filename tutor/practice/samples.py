"""Messages to practise on: the maildrop of the walkthrough, 35 messages with exactly its sizes.

Number 35 is the walkthrough's own message; the other 34 are made up, letter by letter of a fixed
size, when somebody reads them. Nothing here is stored but that one message.
"""

import base64
from collections.abc import Callable
from pathlib import Path

from tutor.practice.store import Store
from tutor.protocols.hosting import Account, Mail

WALKTHROUGH = (
    *(6488, 16067, 88116, 34166, 39133, 43443, 3747, 42304, 2366, 2100, 85673, 3337),
    *(12782, 90477, 10484, 21241, 81829, 1591, 3132, 2033, 1626, 1601, 3120, 85708),
    *(1626, 2143, 97037, 16652, 16708, 85513, 4788181, 5839338, 23664, 8468, 1593),
)
"""The octets of its messages, as its LIST shows them: 11,563,487 in all."""

_WALKTHROUGH_OWNER = "za*******en@163.com"  # masked by whoever wrote it
_ROW = 78  # octets of a line of base64 with its CRLF: 57 octets of content
_LETTER = 9000  # a message with more octets than this carries an attachment

_SENDERS = (
    ("=?utf-8?B?5byg5Lyf?=", "zhangwei", "Friday's report"),
    ("Li Na", "lina", "=?gb18030?B?ufrH7NTayc+6o7XE1dXGrA==?="),
    ("=?gb18030?B?zfXHvw==?=", "wangqiang", "Notes of the seminar"),
    ("Emma Brown", "emma.brown", "Re: your question about headers"),
    ("=?utf-8?B?5YiY5rSL?=", "liuyang", "=?utf-8?B?5ZGo5pyr54is5bGx?="),
    ("=?utf-8?B?6ZmI6Z2Z?=", "chenjing", "=?utf-8?B?6K++56iL5L2c5Lia?="),
    ("Newsletter", "news", "Spring issue"),
)
_TEXT = (
    "你好，\r\n\r\n这是一封练习用的邮件，内容没有意义，只是为了让邮箱里有东西可读。\r\n"
    "Hello,\r\n\r\nthis is a letter to practise on. It says nothing in particular, so that nobody "
    "minds when it is deleted.\r\n祝好\r\n\r\n"
)


def fill_walkthrough(store: Store, account: Account) -> None:
    """Put the walkthrough's 35 messages into an account's mailbox. Costs nothing until read."""
    for number, size in enumerate(WALKTHROUGH, 1):
        store.put(account, size, _maker(number, size))


def _maker(number: int, size: int) -> Callable[[], bytes]:
    own = number == len(WALKTHROUGH)
    return walkthrough_message if own else lambda: made_up(number, size)


def walkthrough_message() -> bytes:
    """Number 35, header for header as the walkthrough prints it.

    Its 1593 octets come out when the folded lines begin with a tab, as Coremail writes them, and
    when each mask is as long as the name it hides: the page hides the recipient's eleven letters
    behind nine (two asterisks fewer, at two places), so these have two more here.
    """
    text = Path(__file__).with_name("walkthrough.eml").read_text(encoding="ascii")
    return "\r\n".join(text.splitlines()).encode() + b"\r\n"


def put_text(store: Store, account: Account, data: bytes) -> Mail:
    """Put a message into an account's mailbox: any line ends become CRLF (RFC 5322 2.3)."""
    text = b"".join(line + b"\r\n" for line in data.replace(b"\r\n", b"\n").splitlines())
    return store.put(account, len(text), lambda: text)


def made_up(number: int, size: int, to: str = _WALKTHROUGH_OWNER) -> bytes:
    """A message of exactly `size` octets, to this address; the same for the same arguments.

    Raises ValueError below the octets that its headers need (some 900).
    """
    head, before, after = _frame(number, to, attached=size > _LETTER)
    fixed = len(head) + len(before) + len(after) + len(_filler(0))
    rows, rest = divmod(size - fixed, _ROW)
    if rows < 1:
        raise ValueError(f"a message of {size} octets has no room for its headers")
    body = _attachment(rows) if size > _LETTER else _letter(rows)
    return head + _filler(rest) + before + body + after


def _frame(number: int, to: str, *, attached: bool) -> tuple[bytes, bytes, bytes]:
    """The head, what stands before the base64 rows, and what behind them."""
    person, local, subject = _SENDERS[number % len(_SENDERS)]
    day = f"{1 + number % 28} {('Mar', 'Apr', 'May')[min(2, number // 13)]} 2020"
    clock = f"{8 + number % 11:02}:{number * 7 % 60:02}:{number * 13 % 60:02} +0800"
    head = (
        f"Received: from mx.example.org (unknown [192.0.2.{number}])\r\n"
        f"\tby mx{number} (Coremail) with SMTP id WsCowAB{number:04}EXAMPLE--.{number}S3;\r\n"
        f"\t{day} {clock} (CST)\r\n"
        f"From: {person} <{local}@example.org>\r\nTo: {to}\r\n"
        f"Subject: {subject} ({number})\r\nMime-Version: 1.0\r\n"
        f"Date: {day} {clock}\r\nMessage-ID: <practice.{number}@example.org>\r\n"
    )
    if not attached:
        kind = 'Content-Type: text/plain; charset="gb18030"\r\n'
        coding = "Content-Transfer-Encoding: base64\r\n"
        return (head + kind + coding).encode(), b"\r\n", b""
    mark = f"----=_Part_{number}_wiretutor"
    head += f'Content-Type: multipart/mixed;\r\n\tboundary="{mark}"\r\n'
    before = (
        f'\r\n--{mark}\r\nContent-Type: text/plain; charset="gb18030"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{_letter(8).decode()}"
        f"--{mark}\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="attachment-{number}.bin"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode(), before.encode(), f"--{mark}--\r\n".encode()


def _filler(octets: int) -> bytes:
    """A header field that makes the size come out exactly."""
    return b"X-Practice-Filler: filler" + b"x" * octets + b"\r\n"


def _letter(rows: int) -> bytes:
    """So many whole rows of base64 of the letter's text, cut between characters."""
    text = (_TEXT * (rows * 57 // len(_TEXT) + 1)).encode("gb18030")[: rows * 57]
    clean = text.decode("gb18030", "ignore").encode("gb18030")
    return _rows(clean.ljust(rows * 57))


def _attachment(rows: int) -> bytes:
    """So many rows of base64 of nothing in particular: 256 different ones, again and again."""
    block = _rows(b"".join(bytes((row + 7 * at) % 256 for at in range(57)) for row in range(256)))
    return block * (rows // 256) + block[: rows % 256 * _ROW]


def _rows(data: bytes) -> bytes:
    encoded = base64.b64encode(data)
    return b"".join(encoded[at : at + 76] + b"\r\n" for at in range(0, len(encoded), 76))
