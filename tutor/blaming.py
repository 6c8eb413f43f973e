"""What is amiss with a file that people wrote, said in their language.

Whoever finds a fault gives a reason, which is a key and what fills it (`data.Reason`); here it
becomes a sentence. Loaded when a fault is told, as the words are.
"""

from collections.abc import Iterator, Sequence
from errno import errorcode

from tutor.data import MOST_TOLD, Fault, Reason
from tutor.data.nodes import Arg
from tutor.words import Words

_LONGEST = 400
"""Characters of a message: none is long, whatever it quotes."""
_NEAR = ("data.near", "data.near.variable")


def said(words: Words, reason: Reason) -> str:
    """The whole sentence of a reason, however long."""
    return words.say(None, reason.key, **{name: _filled(words, arg) for name, arg in reason.args})


def cut(text: str) -> str:
    """A text as a message may hold it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def row(words: Words, fault: Fault) -> str:
    """A fault in the form that editors and compilers share: `path:line:column: message`."""
    message = cut(said(words, fault.reason))
    return f"{fault.path}:{fault.line}:{fault.column}: {message}"


def rows(words: Words, faults: Sequence[Fault]) -> Iterator[str]:
    """The first faults of a file, and how many more there are."""
    yield from (row(words, fault) for fault in faults[:MOST_TOLD])
    more = len(faults) - MOST_TOLD
    if more > 0:
        yield words.say(None, "data.more", count=f"{more:,}")


def suggested(reason: Reason) -> tuple[Reason, str | None]:
    """A reason without its suggestion, and that alone, as it would be typed."""
    for at, (name, arg) in enumerate(reason.args):
        if isinstance(arg, Reason) and arg.key in _NEAR:
            args = (*reason.args[:at], (name, ""), *reason.args[at + 1 :])
            return reason._replace(args=args), str(arg.args[0][1])
    return reason, None


def trouble(words: Words, error: OSError) -> str:
    """What the system says of a file or a port; in its own words where ours are missing."""
    known = words.look(None, f"data.os.{errorcode.get(error.errno or 0)}")
    return (known.text if known is not None else error.strerror) or type(error).__name__


def _filled(words: Words, arg: Arg) -> object:
    if isinstance(arg, Reason):
        return said(words, arg)
    if isinstance(arg, str | int):
        return arg
    return words.say(None, "data.comma").join(arg)
