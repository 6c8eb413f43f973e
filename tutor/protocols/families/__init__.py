"""Which family of servers speaks: from its greeting, its answer to a hello, its capabilities.

Evidence has a weight, and only heavier evidence corrects what is known: a greeting that says
nothing but a name and ESMTP makes qmail likely, a server that names itself is believed.
"""

from collections.abc import Mapping

from tutor.core.spec import Facts


def recognise(protocol: str, verb: str, lines: tuple[str, ...], known: str | None) -> str | None:
    """The family after these reply lines to `verb`, when `known` was it before; None: a stranger.

    `lines` are whole, with their codes. Lines that tell nothing leave what is known.
    """
    if not lines:
        return known
    # Only here: what never talks to a server need not load the tables.
    from tutor.protocols.families import evidence

    weight = evidence.weight(known)
    if weight == evidence.SURE:
        return known
    heard = evidence.looked_at(lines)
    for family, found in evidence.of(protocol, verb, heard):
        if found > weight:
            return family
    return None if evidence.denies(known, verb, heard) else known


def learn(
    protocol: str, verb: str, lines: tuple[str, ...], facts: Facts
) -> tuple[Facts, Mapping[str, object]]:
    """The facts with the family in them; and, where it is new, what was learned."""
    family = recognise(protocol, verb, lines, facts.server)
    if family == facts.server:
        return facts, {}
    return facts._replace(server=family), {"server": family} if family else {}
