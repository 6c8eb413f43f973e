"""A message that comes back: the notice of it, as its sender receives it (RFC 3464, 3462, 3461 6).

It comes from the null sender, so that nothing comes back of it in turn (RFC 5321 4.5.5). What it
says follows from its arguments alone.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

STATUS = "5.1.1"
"""Bad destination mailbox address (RFC 3463 3.2)."""

_CODED = re.compile(r"\+([0-9A-F]{2})")


class Wishes:
    """What a sender asked for with MAIL and RCPT (RFC 3461 4): what comes back, and whether."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self.whole = parameters.get("RET", "").upper() != "HDRS"
        self.envelope = _plain(parameters.get("ENVID", ""))
        self._recipients: dict[str, Mapping[str, str]] = {}

    def note(self, address: str, parameters: Mapping[str, str]) -> None:
        """A recipient was accepted, with these parameters."""
        self._recipients[address] = parameters

    def wants(self, address: str) -> bool:
        """Whether the sender wants to know that this one failed; who says nothing does."""
        wish = self._recipients.get(address, {}).get("NOTIFY", "FAILURE")
        return "FAILURE" in wish.upper().split(",")

    def original(self, address: str) -> str:
        """The recipient as it was first written, "" if nobody says."""
        kind, mark, name = self._recipients.get(address, {}).get("ORCPT", "").partition(";")
        return f"{kind};{_plain(name)}" if mark else ""


class Notice(NamedTuple):
    """All that a notice is made of. `id` is the message's own in the queue, `stamp` now."""

    host: str
    id: str
    stamp: str
    sender: str
    failed: tuple[str, ...]
    wishes: Wishes
    message: bytes


def refusal(address: str) -> str:
    """How the host at the end of the way refused it."""
    return f"550 {STATUS} <{address}>: no such mailbox"


def written(notice: Notice) -> bytes:
    """The notice as a message with CRLF line ends."""
    mark = _boundary(notice.message)
    told = "\r\n".join(f"  <{address}>: {refusal(address)}" for address in notice.failed)
    head = (
        f"Return-Path: <>\r\nDate: {notice.stamp}\r\n"
        f"From: Mail Delivery System <mailer-daemon@{notice.host}>\r\nTo: <{notice.sender}>\r\n"
        f"Subject: Undelivered mail returned to sender\r\n"
        f"Message-ID: <{mark}@{notice.host}>\r\nAuto-Submitted: auto-replied\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n"
        f'\tboundary="{mark}"\r\n\r\n'
        f"--{mark}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n"
        f"This is the mail server {notice.host}.\r\n\r\n"
        f"Your message could not be delivered to:\r\n\r\n{told}\r\n\r\n"
        f"It is attached below. Nobody will try again.\r\n\r\n"
        f"--{mark}\r\nContent-Type: message/delivery-status\r\n\r\n"
    )
    status = "\r\n".join("".join(f"{row}\r\n" for row in group) for group in _groups(notice))
    kind = "message/rfc822" if notice.wishes.whole else "text/rfc822-headers"
    coding = "" if notice.message.isascii() else "Content-Transfer-Encoding: 8bit\r\n"
    last = f"\r\n--{mark}\r\nContent-Type: {kind}\r\n{coding}\r\n"
    text = notice.message if notice.wishes.whole else _head(notice.message)
    before = (head + status + last).encode("utf-8", "replace")
    return before + text + f"\r\n--{mark}--\r\n".encode()


def _groups(notice: Notice) -> Iterable[list[str]]:
    """The fields of the message, then those of each recipient (RFC 3464 2.1)."""
    first = [f"Reporting-MTA: dns; {notice.host}", f"X-Queue-ID: {notice.id}"]
    if notice.wishes.envelope:
        first.insert(0, f"Original-Envelope-Id: {notice.wishes.envelope}")
    yield [*first, f"Arrival-Date: {notice.stamp}"]
    for address in notice.failed:
        original = notice.wishes.original(address)
        yield [
            *([f"Original-Recipient: {original}"] if original else []),
            f"Final-Recipient: rfc822;{address}",
            "Action: failed",
            f"Status: {STATUS}",
            f"Diagnostic-Code: smtp; {refusal(address)}",
        ]


def _plain(value: str) -> str:
    """xtext as it was before it was coded (RFC 3461 4); no line can end in it."""
    text = _CODED.sub(lambda match: chr(int(match[1], 16)), value)
    return "".join(char if char.isprintable() else "?" for char in text)


def _head(message: bytes) -> bytes:
    return message.partition(b"\r\n\r\n")[0] + b"\r\n"


def _boundary(message: bytes) -> str:
    """A line that cannot stand in the message: no text holds its own checksum."""
    from hashlib import sha256

    return f"_notice_{sha256(message).hexdigest()[:32]}"
