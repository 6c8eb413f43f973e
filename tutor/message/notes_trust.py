"""Who vouches for a message: signatures and what a receiving server found. We verify nothing."""

from collections.abc import Iterator

from tutor.message.addresses import domain, mailboxes
from tutor.message.headers import Headers, first
from tutor.message.results import Result
from tutor.message.results import results as read
from tutor.message.tags import signature
from tutor.message.told import MATTERS, PLAIN, WARN, Told, clipped, listed

_REFUSED = {"fail", "softfail", "permerror", "hardfail", "policy"}
# what a method looked at, most telling first (RFC 8601 2.7)
_ABOUT = (
    "header.from header.d header.i smtp.mailfrom smtp.mail smtp.helo smtp.auth policy.iprev"
    " smtp.remote-ip"
).split()


def signed(*, index: int, name: str, value: str, headers: Headers) -> Iterator[Told]:
    """Who signs, what is covered, and whether the signer is From's domain."""
    found = signature(value)
    author = next(iter(mailboxes(first(headers, "from"))), None)
    site = domain(author.address) if author else ""
    args: dict[str, object] = {
        "domain": clipped(found.domain) or "?",
        "selector": clipped(found.selector) or "?",
        "algorithm": clipped(found.algorithm) or "?",
        "headers": listed(found.covered, 12) or "?",
        "from": clipped(site) or "?",
    }
    yield Told(("message.dkim",), args, header=index)
    yield Told(("message.dkim.covers",), args, header=index)
    if "from" not in {one.lower() for one in found.covered}:
        yield Told(("message.dkim.from-uncovered",), args, WARN, index)
    if site and found.domain and not _is_aligned(site, found.domain.lower()):
        yield Told(("message.dkim.other",), args, MATTERS, index)


def results(*, index: int, name: str, value: str) -> Iterator[Told]:
    """What the server says that it found, method by method."""
    said = read(value)
    server = clipped(said.server) or "?"
    yield Told(("message.auth.server",), {"server": server}, header=index)
    for found in said.found:
        method, result = found.method[:50], found.result[:50]
        keys = (f"message.auth.{method}.{result}", f"message.auth.{method}", "message.auth")
        args = {
            "method": method,
            "result": result or "?",
            "server": server,
            "reason": clipped(found.reason) or "?",
            "about": _about(found) or "?",
        }
        yield Told(keys, args, WARN if result in _REFUSED else PLAIN, index)


def _is_aligned(site: str, signer: str) -> bool:
    """Whether one domain is the other or lies in it: DMARC's relaxed way, without its lists."""
    return f".{site}".endswith(f".{signer}") or signer.endswith(f".{site}")


def _about(found: Result) -> str:
    """The identity that was looked at."""
    properties = dict(reversed(found.properties))
    chosen = next((properties[name] for name in _ABOUT if name in properties), "")
    return clipped(chosen or (found.properties[0][1] if found.properties else ""))
