"""What follows in a fragment: who is heard next, how many commands come before how many replies.

RFC 2920 lets a client send several commands before their replies come; whoever copies only what he
typed leaves the replies out. Counting tells the one from the other.
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from tutor.core.spec import Class, Facts, Phrase, Protocol, Status
from tutor.core.wire import Side
from tutor.importing.comments import cut
from tutor.importing.pieces import Piece, Sort

_MOST_LINES = 1000
"""No reply is followed further than this, lest a copy without ends be read over and over."""


class Run(NamedTuple):
    """Commands in a row and the replies behind them.

    `end` is the place behind the last command; `open` says that the fragment ends there, and that
    the next one begins with the reply to each of them.
    """

    commands: int
    replies: int
    end: int
    open: bool


class Ahead:
    """Looks forward in the pieces of one fragment; `behind` is the next one that is known."""

    def __init__(
        self, pieces: list[Piece], octets: Callable[[str], bytes], behind: "Ahead | None" = None
    ) -> None:
        self.pieces = pieces
        self._behind = behind
        self._octets = octets
        self._order = [at for at, piece in enumerate(pieces) if _counts(piece)]
        self._dots = [at for at, piece in enumerate(pieces) if piece.text.rstrip() == "."]

    def ends_after(self, at: int) -> bool:
        """Whether a dot stands alone on a later line."""
        return bool(self._dots) and self._dots[-1] > at

    def line(self, at: int) -> Piece | None:
        """The next line behind `at` that somebody said; None where something else comes first."""
        where = bisect_right(self._order, at)
        if where == len(self._order):
            return None
        piece = self.pieces[self._order[where]]
        return piece if _speaks(piece) else None

    def client(self, at: int, protocol: Protocol) -> str | None:
        """The next line from `at` on that is not the server's."""
        for where in range(bisect_right(self._order, at - 1), len(self._order)):
            piece = self.pieces[self._order[where]]
            if not _speaks(piece):
                return None
            if not self.answers(piece, protocol):
                return piece.text
        return None

    def answers(self, piece: Piece | None, protocol: Protocol) -> bool:
        """Whether a line is the server's: marked so, or a legal reply."""
        if piece is None or piece.side is Side.CLIENT:
            return False
        marked = piece.side is Side.SERVER
        return marked or self._status(piece, protocol) is not Class.NONE

    def run(self, at: int, protocol: Protocol, pending: list[Phrase]) -> Run:
        """The commands from `at` on, behind those pending, and the replies that follow them."""
        phrases = list(pending)
        where = bisect_right(self._order, at - 1)
        end = at
        while where < len(self._order):
            piece = self.pieces[self._order[where]]
            if not _speaks(piece) or self.answers(piece, protocol):
                break
            phrase = self._phrase(piece, protocol)
            phrases.append(phrase)
            end = self._behind_octets(self._order[where] + 1, phrase.octets or 0)
            where = bisect_right(self._order, end - 1)
            if phrase.move in protocol.barriers:
                break
        found = Run(len(phrases), self.replies(end, protocol, phrases), end, open=False)
        if where < len(self._order) or self._behind is None:
            return found
        later = self._behind.replies(0, protocol, phrases)
        return found._replace(open=later == len(phrases))

    def replies(self, at: int, protocol: Protocol, phrases: list[Phrase]) -> int:
        """How many replies stand from `at` on; one more than there are commands is enough."""
        grammar = protocol.grammar
        count = 0
        while at < len(self.pieces) and count <= len(phrases):
            piece = self.pieces[at]
            at += 1
            if not _counts(piece):
                continue
            if not _speaks(piece) or not self.answers(piece, protocol):
                break
            phrase = phrases[count] if count < len(phrases) else None
            status = grammar.status(self._octets(piece.text), phrase and phrase.verb, first=True)
            count += 1
            if status.code in protocol.closing:
                return max(count, len(phrases))
            if phrase is not None and grammar.body(phrase, status) is not None:
                at = self._behind_dot(at)
            at = self._behind_reply(at, protocol, status)
        return count

    def _behind_reply(self, at: int, protocol: Protocol, status: Status) -> int:
        """Behind the other lines of a reply of several; a command says that it was cut."""
        most = min(len(self.pieces), at + _MOST_LINES)
        while status.more and at < most:
            octets = self._octets(self.pieces[at].text)
            status = protocol.grammar.status(octets, None, first=False)
            if status.code is None and protocol.grammar.command(octets, Facts()).known:
                break
            at += 1
        return at

    def _behind_octets(self, at: int, octets: int) -> int:
        """Behind the counted octets of a BDAT (RFC 3030)."""
        while octets > 0 and at < len(self.pieces):
            octets -= len(self._octets(self.pieces[at].text)) + 2
            at += 1
        return at

    def _behind_dot(self, at: int) -> int:
        where = bisect_right(self._dots, at - 1)
        return self._dots[where] + 1 if where < len(self._dots) else len(self.pieces)

    def _phrase(self, piece: Piece, protocol: Protocol) -> Phrase:
        return protocol.grammar.command(self._octets(cut(piece).text), Facts())

    def _status(self, piece: Piece, protocol: Protocol) -> Class:
        return protocol.grammar.status(self._octets(piece.text), None, first=True).kind


def _speaks(piece: Piece) -> bool:
    return piece.sort is Sort.LINE and piece.instead is None


def _counts(piece: Piece) -> bool:
    """Whether a piece is a line that somebody said, or ends what was said before."""
    if piece.sort is Sort.LINE and piece.instead is None:
        return bool(piece.text.strip())
    sort = piece.instead.sort if piece.instead else piece.sort
    return sort is not Sort.NOISE
