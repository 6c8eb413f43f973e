"""What a transcript left out, as gaps: replies nobody copied, and the state it begins in.

Which state that is, and what an accepted command leads to, the table says (`core.order`).
"""

from collections.abc import Callable, Mapping

from tutor.core import order
from tutor.core.conversation import Conversation
from tutor.core.spec import Class, Listens, Protocol
from tutor.core.wire import Side
from tutor.importing.ahead import Ahead
from tutor.importing.connections import Connections, commanded, is_speech, replied
from tutor.importing.pieces import Piece

_GREETS = "220"
"""The code of SMTP's greeting (RFC 5321 4.3.2); POP3's cannot be told from another +OK."""


class Filling:
    """The gaps of one fragment."""

    def __init__(self, lines: Connections, ahead: Ahead, octets: Callable[[str], bytes]) -> None:
        self._lines = lines
        self._ahead = ahead
        self._octets = octets
        self._unanswered = 0
        self._counted = 0

    @property
    def _talk(self) -> Conversation:
        assert self._lines.talk is not None
        return self._lines.talk

    # -- replies that were not copied --------------------------------------------------------------

    def accept(self, following: Piece | None) -> None:
        """The oldest command's reply was not copied; `following` is the next line that was."""
        about = {"accepted": "intermediate" if self._asked(following) else True}
        self._lines.gap(about, before=True)

    def accept_all(self, following: Piece | None) -> None:
        """The same for every command that waits."""
        while self._waits:
            self.accept(following)

    @property
    def _waits(self) -> bool:
        """Whether a command waits for a reply that may still be thought of."""
        lines, talk = self._lines, self._lines.talk
        return talk is not None and not lines.over and not talk.owed and bool(lines.pending)

    def before_client(self, at: int, piece: Piece) -> None:
        """A client goes on though replies are missing: were they sent later, or not copied?"""
        talk = self._talk
        if not self._lines.pending:
            return
        if talk.listens is None:
            self.accept_all(piece)
            return
        if at >= self._counted:
            run = self._ahead.run(at, talk.protocol, list(self._lines.pending))
            self._counted = run.end
            self._unanswered = 0 if run.open else max(0, run.commands - run.replies)
        self.settle(piece)

    def settle(self, piece: Piece) -> None:
        """Accept those commands whose replies do not come any more."""
        while self._unanswered and self._waits:
            self._unanswered -= 1
            self.accept(piece)

    def _asked(self, following: Piece | None) -> bool:
        """Whether the server asked for more: then what follows is an answer, and no command."""
        protocol = self._talk.protocol
        if following is None or following.text.strip() in ("", "."):
            return False
        octets = self._octets(following.text)
        row = protocol.moves[self._talk.key].get(self._lines.pending[0].move, {})
        is_command = commanded(protocol, octets, self._talk).known
        return Class.INTERMEDIATE in row and not is_command and not self._answers(following)

    # -- where a fragment begins -------------------------------------------------------------------

    def resume(self, at: int, piece: Piece) -> None:
        """The first line of a fragment: what does it go on from?"""
        if self._lines.in_body or self._lines.in_text:
            if self._ahead.ends_after(at - 1) or not is_speech(self._octets(piece.text)):
                return
            self._lines.fill([])
        talk = self._talk
        if self._answers(piece):
            phrases = list(self._lines.pending)
            replies = self._ahead.replies(at, talk.protocol, phrases)
            self._unanswered = max(0, len(phrases) - replies)
            self.settle(piece)
        else:
            self.accept_all(piece)
        self._catch_up(at, piece)
        self.before_server(piece)

    def _catch_up(self, at: int, piece: Piece) -> None:
        """Where a fragment begins in mid-session, the connection is where its first line needs."""
        talk = self._talk
        protocol = talk.protocol
        if not talk.greeted:
            asks = self._answers(piece) and self._kind(piece) is Class.INTERMEDIATE
            if not asks and not self._greets(at, piece):
                self._state(self._ahead.client(at, protocol))
        elif not self._answers(piece) and talk.listens is not None:
            phrase = commanded(protocol, self._octets(piece.text), talk)
            answer = self._ahead.line(at)
            kind = self._kind(answer) if answer else Class.NONE
            fits = phrase.move in talk.fitting()
            if phrase.known and not fits and not kind.refused and self._is_command(piece):
                self._state(piece.text)

    def _greets(self, at: int, piece: Piece) -> bool:
        """Whether a connection's first line stands where it should: it, or one soon, greets."""
        talk = self._talk
        if self._answers(piece):
            grammar = talk.protocol.grammar
            status = grammar.status(self._octets(piece.text), None, first=True)
            return status.kind.refused or status.code in (_GREETS, "+OK", None)
        run = self._ahead.run(at, talk.protocol, [])
        return run.replies > run.commands

    def _state(self, text: str | None) -> None:
        talk = self._talk
        protocol, key = talk.protocol, talk.key
        if text is not None:
            key = order.needed(protocol, key, commanded(protocol, self._octets(text)).move)
        if key == protocol.start:
            key = order.expect(protocol, key, "GREETING")
        if key != talk.key:
            self._lines.gap({"state": key})

    def before_server(self, piece: Piece) -> None:
        """A question that answers nothing: what it asks for may be a secret, so its state counts.

        334 and + ask for a login's next answer (RFC 4954 4, RFC 5034 4), 354 for a message.
        """
        talk = self._talk
        if self._lines.pending or talk.halfway or talk.listens is not Listens.COMMAND:
            return
        grammar = talk.protocol.grammar
        status = grammar.status(self._octets(piece.text), None, first=True)
        if status.kind is Class.INTERMEDIATE and piece.side is not Side.CLIENT:
            move = talk.protocol.end_of_text if status.code == "354" else "AUTH-RESPONSE"
            key = order.needed(talk.protocol, talk.key, move)
            if key != talk.key:
                self._lines.gap({"state": key})

    def leave_login(self, piece: Piece) -> bool:
        """A command in a login whose answers were not copied: the login is over then."""
        talk = self._talk
        phrase = commanded(talk.protocol, self._octets(piece.text), talk)
        if not phrase.known or not self._is_command(piece):
            return False
        self._state(piece.text)
        return talk.listens is not Listens.SASL

    def _is_command(self, piece: Piece) -> bool:
        """Whether a line cannot be a login's answer: base64 has no blanks."""
        return self._talk.listens is not Listens.SASL or " " in piece.text.strip()

    def _answers(self, piece: Piece) -> bool:
        return self._ahead.answers(piece, self._talk.protocol)

    def _kind(self, piece: Piece) -> Class:
        return replied(self._talk.protocol, self._octets(piece.text))


def protocol_of(
    pieces: list[Piece], octets: Callable[[str], bytes], protocols: Mapping[str, Protocol]
) -> Protocol:
    """What is spoken in these lines: what the first that only one protocol knows says; or SMTP."""
    for piece in pieces:
        if piece.text.strip() and piece.instead is None:
            line = octets(piece.text)
            knows = [
                each
                for each in protocols.values()
                if replied(each, line) is not Class.NONE or commanded(each, line).known
            ]
            if len(knows) == 1:
                return knows[0]
    return protocols["smtp"]
