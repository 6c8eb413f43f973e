"""What `order` reads in the table of one protocol, each answer kept for the next time.

A long log asks the same few questions over and over. What is kept is bounded by the table: states
times moves times classes, whatever the peers say.
"""

from tutor.core import order
from tutor.core.spec import Class, Facts, Protocol


class Table:
    """Answers as `order` gives them, for one connection."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        # Of the moves in a state, those that the facts may bar.
        self._rules = {
            state: tuple(rule for move, rule in protocol.unless.items() if move in row)
            for state, row in protocol.moves.items()
        }
        self._expected: dict[tuple[str, str], str] = {}
        self._moves: dict[tuple[str, str, Class, bool], order.Move] = {}
        self._useful: dict[object, tuple[str, ...]] = {}
        self._offers: object = None

    def expect(self, state: str, move: str) -> str:
        """The state after `move` if it is answered well."""
        asked = state, move
        found = self._expected.get(asked)
        if found is None:
            found = self._expected[asked] = order.expect(self.protocol, state, move)
        return found

    def follow(self, state: str, move: str, kind: Class, facts: Facts) -> order.Move:
        """Where the reply `kind` to `move` leads: of the facts it matters only whether it fits."""
        asked = state, move, kind, order.fits(self.protocol, state, move, facts)
        found = self._moves.get(asked)
        if found is None:
            found = self._moves[asked] = order.follow(self.protocol, state, move, kind, facts)
        return found

    def useful(self, state: str, facts: Facts) -> tuple[str, ...]:
        """The verbs worth trying: of the facts only the offers matter, and what bars a move."""
        if facts.offers is not self._offers:
            self._offers = facts.offers
            self._useful.clear()
        rules = self._rules[state]
        asked = (state, *[rule(facts) for rule in rules]) if rules else state
        found = self._useful.get(asked)
        if found is None:
            found = self._useful[asked] = order.useful(self.protocol, state, facts)
        return found
