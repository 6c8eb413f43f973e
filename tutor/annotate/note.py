"""One thing to say about an event: keys with arguments, no sentence, no colour, no language."""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.core.wire import NOTHING

COMMAND, REPLY, STATE, SESSION, LETTER = "command", "reply", "state", "session", "message"
MOST_LINE_NOTES = 60
"""Lines of one reply, or parameters of one command, that are explained."""


MOST_KEPT = 1000
"""Answers kept by each function that says the same of many exchanges: what it says depends on a few
words alone, and a log has few kinds of exchanges. Bounded, for some words are a peer's own."""


class Note(NamedTuple):
    """One thing to say: about what (`on`), about which line of it (from 0), by which keys.

    `role` tells how loud: "gist" what was said in plain words, "matters" what counts now, "plain"
    an explanation, "warn" something to look at, "slip" a slip of the hand, "cause" why it was
    refused, "advice" what to do then, "server" what servers of this family are known for.
    """

    on: str
    keys: tuple[str, ...]
    line: int | None = None
    role: str = "plain"
    args: Mapping[str, object] = NOTHING
