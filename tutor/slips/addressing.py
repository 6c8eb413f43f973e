"""Slips between the envelope and the header: who is told what, and who gets the letter."""

from tutor.core.events import Exchange
from tutor.slips.finding import Finding, is_masked
from tutor.slips.line import Line


def from_field(event: Exchange, line: Line) -> Finding | None:
    """From: names somebody else than MAIL FROM did."""
    letter, sender = line.typed, (line.facts.sender or "").lower()
    if letter is None or "@" not in sender or is_masked(sender) or not letter.stop:
        return None
    value = letter.fields.get("from", "")
    low = value.lower()
    if not value or sender == low or f"<{sender}>" in low:
        return None
    from tutor.slips.looking import addresses

    found = addresses(value)
    if not found or sender in found or is_masked(value):
        return None
    return Finding("", {"header": found[0], "sender": sender})


def no_from(event: Exchange, line: Line) -> Finding | None:
    """No From: at all (RFC 5322 3.6: there has to be one)."""
    letter = line.typed
    return Finding() if letter is not None and letter.stop and "from" not in letter.fields else None


def no_date(event: Exchange, line: Line) -> Finding | None:
    """No Date: at all (RFC 5322 3.6.1)."""
    letter = line.typed
    return Finding() if letter is not None and letter.stop and "date" not in letter.fields else None


def to_field(event: Exchange, line: Line) -> Finding | None:
    """To: names somebody whom no accepted RCPT TO named."""
    return _without_rcpt("to", line)


def cc_field(event: Exchange, line: Line) -> Finding | None:
    """Cc: names somebody whom no accepted RCPT TO named."""
    return _without_rcpt("cc", line)


def bcc_field(event: Exchange, line: Line) -> Finding | None:
    """Bcc: in the letter is there for all to read."""
    letter = line.typed
    if letter is None or "@" not in letter.fields.get("bcc", ""):
        return None
    unsent = _without_rcpt("bcc", line)
    return unsent._replace(variant=unsent.variant or "unsent") if unsent else Finding()


def _without_rcpt(field: str, line: Line) -> Finding | None:
    letter = line.typed
    value = letter.fields.get(field, "") if letter is not None else ""
    if not value or not line.facts.recipients:
        return None
    low, recipients = value.lower(), {address.lower() for address in line.facts.recipients}
    if low in recipients or any(map(is_masked, recipients)):
        return None
    from tutor.slips.looking import addresses

    left = [each for each in addresses(value) if each not in recipients]
    if not left:
        return None
    # Whom nobody named is the news; that a RCPT was refused, the server has said already.
    refused = {each for path in line.refused for each in addresses(path)}
    unsaid = next((each for each in left if each not in refused), None)
    return Finding("refused" if unsaid is None else "", {"address": unsaid or left[0]})
