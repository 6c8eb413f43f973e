"""What reply lines tell of the family, each piece with its weight, the most telling first.

What is looked at is bounded, and found by plain comparison: no line can make it slow.
"""

from collections.abc import Iterator, Mapping

from tutor.protocols.families import marks, shapes

SURE, LIKELY, GUESS = 3, 2, 1
_WEIGHTS: Mapping[str, int] = {"qmail": GUESS, "sina": GUESS, "coremail": LIKELY}
"""Families that are often concluded from little; of every other, some line said the name."""

_MOST_LINES = 64
_MOST_LENGTH = 512
_HELLOS = ("EHLO", "LHLO", "HELO")
# Punctuation parts words as spaces do, so that "Exim-4.95;" and "(Exim 4.95)" read alike.
_PARTED = str.maketrans(dict.fromkeys("\t!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", " "))

Evidence = Iterator[tuple[str, int]]


def weight(family: str | None) -> int:
    """How sure a family is that is known already."""
    return _WEIGHTS.get(family, SURE) if family else 0


def looked_at(lines: tuple[str, ...]) -> tuple[str, ...]:
    """As much of a reply as is read, in lower case."""
    return tuple(line[:_MOST_LENGTH].lower() for line in lines[:_MOST_LINES])


def of(protocol: str, verb: str, heard: tuple[str, ...]) -> Evidence:
    """Families with their weights, in what was heard as the answer to `verb`."""
    if protocol == "pop3":
        yield from _of_pop3(verb, heard)
    elif verb == "GREETING":
        yield from _of_greeting(heard)
    elif verb in _HELLOS:
        yield from _of_hello(heard)


def denies(known: str | None, verb: str, heard: tuple[str, ...]) -> bool:
    """Whether it cannot be the family that was concluded, although nothing tells another."""
    return known == "qmail" and verb in _HELLOS and shapes.no_qmail(_keywords(heard))


def _of_greeting(heard: tuple[str, ...]) -> Evidence:
    """SMTP's opening lines (RFC 5321 4.2): a host that tells, then a program that names itself."""
    texts = [line[4:].strip() for line in heard if line[:3].isdigit()]
    for text in texts[:1]:
        yield from _of_host(text)
    if not heard[0].startswith("2"):
        return  # a refusal may name the block list of somebody else
    for text in texts[:8]:
        yield from _named(marks.SMTP_GREETINGS, _behind_host(text))
    if len(texts) == 1:
        family = shapes.of_greeting(texts[0])
        if family:
            yield family, GUESS


def _of_hello(heard: tuple[str, ...]) -> Evidence:
    """EHLO's, LHLO's or HELO's answer (RFC 5321 4.1.1.1). Its first line repeats our own name."""
    first = heard[0][4:].strip()
    yield from _of_host(first)
    for phrase, family in marks.HELLOS:
        if phrase in first:
            yield family, SURE
    keywords = _keywords(heard)
    for keyword, family in marks.KEYWORDS.items():
        if keyword in keywords:
            yield family, _WEIGHTS.get(family, SURE)
    mechanisms = {word for line in heard if line[4:8] == "auth" for word in line[8:].split()}
    for mechanism, family in marks.MECHANISMS.items():
        if mechanism in mechanisms:
            yield family, SURE
    family = shapes.of_hello(first, keywords)
    if family:
        yield family, LIKELY


def _of_pop3(verb: str, heard: tuple[str, ...]) -> Evidence:
    """POP3's opening line (RFC 1939 4), and what CAPA says of the program (RFC 2449 6.9)."""
    text = heard[0].partition(" ")[2].strip()
    if verb == "GREETING":
        yield from _of_host(text)
        yield from _named(marks.POP3_GREETINGS, text)
        family = shapes.of_pop3_greeting(text)
        if family:
            yield family, _WEIGHTS.get(family, SURE)
    elif verb == "CAPA":
        yield from _named(marks.CAPABILITIES, text)
        for line in heard[1:]:
            tag, _, rest = line.strip().partition(" ")
            if tag == "implementation":
                yield from _named(marks.POP3_GREETINGS, rest)
                yield from _named(marks.IMPLEMENTATIONS, rest)


def _of_host(text: str) -> Evidence:
    """What the server's own name tells: an operator's hosts, whatever stands before them."""
    words = text.split(maxsplit=2)
    if words and words[0].count(".") == 2 and words[0].replace(".", "").isdigit():
        del words[0]  # an enhanced status code
    host = words[0].strip("<>[](),;:.") if words else ""
    for start, end, family in marks.PARTS:
        if host.startswith(start) and host.endswith(end):
            yield family, SURE
    labels = host.split(".")
    for size in range(2, min(len(labels), 6) + 1):
        family = marks.HOSTS.get(".".join(labels[-size:]), "")
        if family:
            yield family, SURE


def _behind_host(text: str) -> str:
    """A greeting without the host that opens it: `postfix.example ESMTP Exim` is Exim."""
    host, _, rest = text.partition(" ")
    return rest if "." in host or rest.startswith("esmtp ") else text


def _named(table: tuple[tuple[str, str], ...], text: str) -> Evidence:
    """The programs that name themselves; phrases are whole words, punctuation counts as space."""
    spoken = f" {' '.join(text.translate(_PARTED).split())} "
    for phrase, family in table:
        if f" {phrase} " in spoken:
            yield family, SURE


def _keywords(heard: tuple[str, ...]) -> frozenset[str]:
    words = (line[4:].split(maxsplit=1) for line in heard[1:])
    return frozenset(word[0] for word in words if word)
