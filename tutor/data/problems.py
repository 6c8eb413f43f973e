"""What YAML's library says of a text that it does not read, as reasons with words of our own.

The texts are libyaml's (scanner.c, parser.c); without it Python's reader says some of them in other
words, which are quoted then, as is what is not listed here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tutor.data.nodes import Reason, because

KNOWN: Mapping[str, Reason] = MappingProxyType(
    {
        "mapping values are not allowed in this context": because("data.syntax.values"),
        "mapping keys are not allowed in this context": because("data.syntax.keys"),
        "block sequence entries are not allowed in this context": because("data.syntax.entries"),
        "found character that cannot start any token": because("data.syntax.start"),
        "found unexpected end of stream": because("data.syntax.end"),
        "found unexpected document indicator": because("data.syntax.marker"),
        "found unexpected ':'": because("data.syntax.within"),
        "found unknown escape character": because("data.syntax.escape"),
        "did not find expected hexdecimal number": because("data.syntax.digits"),
        "found invalid Unicode character escape code": because("data.syntax.character"),
        "could not find expected ':'": because("data.syntax.colon"),
        "did not find expected alphabetic or numeric character": because("data.syntax.name"),
        "did not find expected whitespace or line break": because("data.syntax.space"),
        "did not find expected comment or line break": because("data.syntax.comment"),
        "did not find expected key": because("data.syntax.key"),
        "did not find expected '-' indicator": because("data.syntax.item"),
        "did not find expected ',' or ']'": because("data.syntax.list"),
        "did not find expected ',' or '}'": because("data.syntax.mapping"),
        "did not find expected node content": because("data.syntax.content"),
        "did not find expected <document start>": because("data.syntax.document"),
        "found undefined tag handle": because("data.syntax.tag"),
        "found unknown directive name": because("data.syntax.directive"),
    }
)

_HINTS = (
    ("mapping values are not allowed", because("data.hint.colon")),
    ("cannot start any token", because("data.hint.quotes")),
    ("unknown escape character", because("data.hint.backslash")),
    ("could not find expected ':'", because("data.hint.key")),
)


def told(problem: str) -> Reason:
    """The reason of a problem, with what may have happened where that is known."""
    known = KNOWN.get(problem) or because("data.syntax", said=problem)
    hint = next((hint for part, hint in _HINTS if part in problem), None)
    return known if hint is None else because("data.hinted", problem=known, hint=hint)
