"""The header's addresses against the envelope's: two layers that nothing keeps the same."""

from collections.abc import Iterable, Iterator
from itertools import islice

from tutor.message.addresses import domain, is_same, mailboxes
from tutor.message.headers import Headers, first
from tutor.message.told import MATTERS, WARN, Envelope, Told, clipped, listed

_MASKED = 20  # addresses that are compared one by one, for the masked parts in them
_MOST = 2000  # fields, and addresses in them, that are looked at


def sender(
    *, index: int, name: str, value: str, headers: Headers, envelope: Envelope | None
) -> Iterator[Told]:
    """From against the envelope's sender, or against Return-Path where a server wrote it down."""
    shown = _addresses(value)
    path = envelope.sender if envelope else first(headers, "return-path") or None
    if path is None or not shown:
        return
    true = path if envelope else _path(path)
    args = {"from": clipped(listed(shown)), "sender": clipped(true)}
    if not true:
        yield Told(("message.from.bounce",), args, header=index)
    elif any(is_same(true, one) for one in shown):
        yield Told(("message.from.same",), args, header=index)
    else:
        side = "sent" if envelope else "fetched"
        yield Told((f"message.from.differs.{side}", "message.from.differs"), args, MATTERS, index)


def blind(*, index: int, name: str, value: str, envelope: Envelope | None) -> Iterator[Told]:
    """A Bcc field in the text is seen by all, and brings no copy by itself."""
    shown = _addresses(value)
    if shown:
        yield Told(("message.bcc.visible",), {"addresses": listed(shown)}, WARN, index)
    yield from unreached(index=index, name=name, value=value, envelope=envelope)


def unreached(*, index: int, name: str, value: str, envelope: Envelope | None) -> Iterator[Told]:
    """Addresses of To and Cc without an RCPT of their own: they get nothing."""
    if envelope is None:
        return
    reached = _Set(envelope.recipients)
    missed = tuple(one for one in _addresses(value) if one not in reached)
    if missed:
        keys = (f"message.{name}.no-rcpt", "message.cc.no-rcpt")
        yield Told(keys, {"addresses": listed(missed)}, WARN, index)


def answers(*, index: int, name: str, value: str, headers: Headers) -> Iterator[Told]:
    """Where answers go when not to From."""
    shown, author = _addresses(value), _addresses(first(headers, "from"))
    if shown and author and not any(is_same(shown[0], one) for one in author):
        args = {"address": clipped(shown[0]), "from": listed(author)}
        other = domain(shown[0]) != domain(author[0])
        yield Told(("message.reply-to.differs",), args, MATTERS if other else "plain", index)


def hidden(headers: Headers, envelope: Envelope | None) -> Iterator[Told]:
    """Recipients that no field names: blind copies."""
    if envelope is None:
        return
    named = _Set(
        address
        for name, value in headers[:_MOST]
        if name.lower() in ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")
        for address in _addresses(value)
    )
    unnamed = tuple(one for one in envelope.recipients if one not in named)
    if unnamed:
        yield Told(("message.rcpt.hidden",), {"addresses": listed(unnamed)})


class _Set:
    """Addresses to look one up among; those with masked parts fit whatever they may stand for."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._whole = dict.fromkeys(address.lower() for address in islice(addresses, _MOST))
        self._masked = [address for address in self._whole if "*" in address][:_MASKED]

    def __contains__(self, address: str) -> bool:
        if address.lower() in self._whole:
            return True
        others = islice(self._whole, _MASKED) if "*" in address else self._masked
        return any(is_same(address, other) for other in others)


def _addresses(value: str) -> tuple[str, ...]:
    """The addresses of a field, each once; names without an @ are nobody's."""
    found = (box.address for box in mailboxes(value))
    return tuple(dict.fromkeys(address for address in found if "@" in address))


def _path(value: str) -> str:
    """The address of Return-Path; "" for <>."""
    found = mailboxes(value)
    return found[0].address if found else ""
