"""A line that no server hears, as it may be shown and written down: its secrets are masked as those
of a line on the wire are, and what a lesson prints is none."""

from collections.abc import Sequence

from tutor.core.secrets import MASK, Secrets
from tutor.core.spec import Facts
from tutor.lesson import Choosing, Question, answers
from tutor.protocols import PROTOCOLS
from tutor.shell.guiding import asking

_CODERS = ("b64", "unb64", "cram")
"""The local commands behind which a secret may stand."""


def local(line: str, secrets: Secrets, heard: Sequence[str] = ()) -> str:
    """A local command; what is to be encoded is shown where everybody may know it: a lesson prints
    it, or the server has said it (`heard`, its last reply)."""
    name, space, text = line.partition(" ")
    word = name.lstrip(":：").lower()
    if not space or word not in _CODERS:
        return line
    # `:cram NAME CODE` and `:unb64 TEXT CHARSET` have two words; a text to encode is one, or what
    # AUTH PLAIN wants, with its NULs written as \0.
    parts = text.strip().split("\\0") if word == "b64" else text.split()
    told = parts[:1] if word == "unb64" else parts
    words = {each for row in heard for each in row.split()}
    public = all(part in {"", *words} or secrets.is_public(_octets(part)) for part in told)
    return line if public else f"{name} {MASK.decode()}"


def hidden_from(text: str, secrets: Secrets, *, slips: bool) -> int | None:
    """The octet from which on a login stands in a line, whatever protocol it is of; None where
    none does, or a lesson prints it. `slips`: in a misspelt line, too."""
    octets = _octets(text)
    phrases = [each.grammar.command(octets, Facts()) for each in PROTOCOLS.values()]
    known = [phrase for phrase in phrases if phrase.known]
    for phrase in known or (phrases if slips else ()):
        secret = [span for span in phrase.spans if not secrets.is_public(octets[slice(*span[:2])])]
        if secret:
            return secret[0][0]
    return None


def answer(asks: Question, text: str, secrets: Secrets, *, real: bool, asked: bool) -> str:
    """An answer to a question: a line with a login was meant for a server, and is masked. What is
    right stands in the lesson, whatever it looks like. `real`: a real server is at the other end;
    `asked`: it waits for the answer to a login."""
    verdict = answers.judged(asks, asking.given(asks, text))
    if verdict is not None and (verdict.right or isinstance(asks.asks, Choosing)):
        return text
    if asked and text.strip():
        return MASK.decode()
    start = hidden_from(text, secrets, slips=real)
    octets, _ = secrets.mask(_octets(text) if start is None else _octets(text)[:start] + MASK)
    return octets.decode("utf-8", "surrogateescape")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
