"""The line that a step's prediction is about: its last one, said in the learner's own way.

Two looks at it. A line that is about to be sent is compared as a whole, for what it asks for
decides the reply: another message, another password, another recipient is answered otherwise. A
command that was said is known by its verb alone, since of a secret nothing else can be seen.
"""

import re

from tutor.core.events import Command
from tutor.core.secrets import MASK
from tutor.lesson import goals
from tutor.lesson.model import Task
from tutor.lesson.rows import called, is_opener
from tutor.protocols import PROTOCOLS

_END = "."
_NAMED = frozenset({"EHLO", "HELO"})
"""What names whoever says it, as anybody likes (RFC 5321 4.1.1.1)."""
_UNNAMED = frozenset({"AUTH-RESPONSE", "BDAT"})
"""Under what a line is answered that begins with no verb: it belongs to a login or to a chunk."""
_VERBS = frozenset(verb for protocol in PROTOCOLS.values() for verb in protocol.verbs)
_PATH = re.compile(r"(?i)(from|to):[ ]?(<[^<>\s]*>)((?: \S+)*)")
"""What stands behind MAIL and RCPT (RFC 5321 3.3); the blank behind the colon is often typed."""


def alike(line: str, step: Task) -> bool:
    """Whether a line that is typed is the step's last one, as far as its reply is concerned."""
    own = step.lines[-1] if step.lines else ""
    if line == own or MASK.decode() in own:
        return bool(own)  # what is masked is the learner's own, and known to nobody here
    if is_opener(own) or is_opener(line):
        same = line.split()[:1] == own.split()[:1] or "openssl" not in line + own
        return is_opener(own) and is_opener(line) and same and called(line) == called(own)
    typed, wanted = line.split(), own.split()
    verb = wanted[0].upper() if wanted else ""
    if not typed or typed[0].upper() != verb or verb not in _VERBS:
        return False
    if verb in _NAMED:
        return (len(typed) > 1) == (len(wanted) > 1)
    if verb in ("MAIL", "RCPT"):
        anybody = verb == "MAIL" and _is_from_anybody(step)
        return _paths_alike(" ".join(typed[1:]), " ".join(wanted[1:]), anybody=anybody)
    return typed[1:] == wanted[1:]


def is_own(command: Command | None, step: Task) -> bool:
    """Whether a command that was said can be the step's last line; None stands for the greeting,
    which is answered to nothing but the call."""
    own = step.lines[-1] if step.lines else ""
    if command is None or is_opener(own):
        return command is None and is_opener(own)
    verb = own.split()[0].upper() if own.split() else ""
    known = verb == _END or verb in _VERBS
    return command.verb == verb or (not known and command.verb in _UNNAMED)


def _paths_alike(typed: str, wanted: str, *, anybody: bool) -> bool:
    found, own = _PATH.fullmatch(typed), _PATH.fullmatch(wanted)
    if found is None or own is None:
        return typed.casefold() == wanted.casefold()
    word, path, more = (text.casefold() for text in found.groups())
    own_word, own_path, own_more = (text.casefold() for text in own.groups())
    same = (path == "<>") == (own_path == "<>") if anybody else path == own_path
    return same and (word, more) == (own_word, own_more)


def _is_from_anybody(step: Task) -> bool:
    """Whether the goal leaves the sender open: it asks neither for one nor for how it is answered
    more exactly than by a class."""
    for leaf in goals.leaves(step.goal):
        if isinstance(leaf, goals.Envelope) and leaf.sender is not None:
            return False
        if isinstance(leaf, goals.Answered) and leaf.command == "MAIL" and (leaf.code or leaf.text):
            return False
    return True
