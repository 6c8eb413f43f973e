"""The pieces of fragments as the wires of connections: above all, whose a line is.

Whose a line without a mark is follows from what the engine says of this moment: who listens, which
commands wait, whether a reply has begun.
"""

from collections.abc import Callable, Mapping

from tutor.core.conversation import Conversation
from tutor.core.spec import Class, Listens
from tutor.core.wire import Side
from tutor.importing import comments
from tutor.importing.ahead import Ahead
from tutor.importing.connections import Connections, commanded, is_speech, replied
from tutor.importing.filling import Filling, protocol_of
from tutor.importing.pieces import Found, Piece, Skipped, Sort, is_cut, is_prose
from tutor.protocols import PROTOCOLS

_MOST_LOOKED = 1000


class Weaver:
    """Takes fragment after fragment. `good` counts the lines that are explained, `odd` are not.

    `commands` counts the known ones that do not read as a sentence ("Help me please with it").
    """

    def __init__(self, name: str, octets: Callable[[str], bytes]) -> None:
        self.lines = Connections(name)
        self.skipped: list[Skipped] = []
        self.good = 0
        self.commands = 0
        self.odd: list[int] = []
        self._octets = octets
        self._fragments = 0
        self._reset(Found("telnet", []))

    def _reset(self, found: Found, behind: Found | None = None) -> None:
        self._found = found
        following = Ahead(behind.pieces, self._octets) if behind is not None else None
        self._ahead = Ahead(found.pieces, self._octets, following)
        self._filling = Filling(self.lines, self._ahead, self._octets)
        self._begun = False
        self._handshakes = any(piece.sort is Sort.TLS for piece in found.pieces)

    # -- fragments -------------------------------------------------------------------------------

    @property
    def expects(self) -> bool:
        """Whether what comes next may be anything: an answer of a login, or message text."""
        talk = self.lines.talk
        if talk is None or self.lines.over:
            return False
        waits = any(phrase.move in talk.protocol.barriers for phrase in self.lines.pending)
        return waits or talk.listens in (Listens.SASL, Listens.TEXT) or self.lines.in_body

    def weave(self, found: Found, behind: Found | None = None) -> None:
        """One more fragment; `behind` it comes the next, where that is known already."""
        self._fragments += 1
        self._reset(found, behind)
        self.lines.fragment(self._fragments)
        for at, piece in enumerate(found.pieces):
            self._take(at, piece)
        self._fill_body()

    def finish(self) -> None:
        """Nothing more comes: what still waits for a reply was accepted."""
        if not self._found.explicit:
            self._filling.accept_all(None)
        self.lines.end()

    def _take(self, at: int, piece: Piece) -> None:
        if piece.instead is not None and not (self._found.explicit or self._is_said(at, piece)):
            self._take(at, piece.instead)
        elif piece.sort is Sort.LINE:
            self._line(at, piece._replace(instead=None))
        elif piece.sort is Sort.OPEN:
            self._open(piece.about)
        elif piece.sort is Sort.TLS:
            self.good += 1
            self._ensure(at)
            self.lines.secure(piece.about)
        elif piece.sort is Sort.CLOSE:
            self._fill_body()
            self.lines.close(piece.about)
        elif piece.sort is Sort.GAP:
            self._gap(at, piece.about)
        elif piece.sort is Sort.TEXT:
            self._fill_text()
        elif piece.text not in ("", "shell"):
            self.skipped.append(Skipped(piece.number, "line"))

    def _open(self, about: Mapping[str, object]) -> None:
        host = about.get("host")
        same = not host or host == self.lines.about.get("host")
        if self.lines.open and not self.lines.said and same:
            return
        if not self._found.explicit:
            self._filling.accept_all(None)
        self.lines.begin(about)

    def _gap(self, at: int, about: Mapping[str, object]) -> None:
        number = about.get("fragment")
        if isinstance(number, int):
            self._fragments = number
            self.lines.fragment(number)
        elif about:
            self._ensure(at)
            self.lines.gap(about)

    def _ensure(self, at: int) -> None:
        """A connection whose protocol is known, for what stands at `at`."""
        if not self.lines.open:
            self.lines.begin({})
        if self.lines.talk is None:
            ahead = self._found.pieces[at : at + _MOST_LOOKED]
            self.lines.decide(protocol_of(ahead, self._octets, PROTOCOLS))

    # -- a line ----------------------------------------------------------------------------------

    def _is_said(self, at: int, piece: Piece) -> bool:
        """Whether a line that could be the terminal's is of the session after all."""
        other = piece.instead
        assert other is not None
        if self.lines.open and (self.lines.in_text or self.lines.in_body):
            return self._ahead.ends_after(at) or other.sort is Sort.NOISE
        if piece.side is not None:
            return self.expects and other.sort is Sort.NOISE
        if other.text != "shell":
            return False
        return self.expects or is_speech(self._octets(piece.text))

    def _line(self, at: int, piece: Piece) -> None:
        octets = self._octets(piece.text)
        if self._found.explicit:
            self._ensure(at)
            self.good += 1
            self.lines.say(piece.side or Side.SERVER, octets)
            return
        if piece.side is None and not piece.text.strip():
            self._blank(at, piece)
            return
        if not self._stands(at, piece) or (is_cut(piece) and self.lines.halfway):
            self.skipped.append(Skipped(piece.number, "line"))
            return
        bare = self._bare(piece)
        if not self._begun:
            self._begun = True
            self._filling.resume(at, bare)
        side = self._side(at, bare)
        if side is Side.SERVER:
            self.good += 1
            self._filling.settle(piece)
            if not self._found.whole:
                self._filling.before_server(piece)
        elif not self._judge(at, bare):
            self.skipped.append(Skipped(piece.number, "line"))
            return
        elif bare is not piece and not self.lines.in_text:
            self.skipped.append(Skipped(piece.number, "comment"))
            octets = self._octets(bare.text)
        self.lines.say(side, octets)

    def _bare(self, piece: Piece) -> Piece:
        """A line of a bare copy without the comment behind it; what may be a text keeps its own."""
        talk = self.lines.talk
        text = self.lines.in_text or self.lines.in_body or (talk is not None and talk.owed)
        return piece if text else comments.cut(piece)

    def _stands(self, at: int, piece: Piece) -> bool:
        """Make a connection stand for a line; False if the line is of none."""
        lines, octets = self.lines, self._octets(piece.text)
        behind = lines.said and self._begun
        again = piece.side is Side.SERVER and piece.text.startswith(("220", "+OK"))
        if lines.over and behind and piece.side is not None and not again:
            return True
        if lines.over and behind and not is_speech(octets):
            return False
        talk = lines.talk
        greeting = again or (talk is not None and replied(talk.protocol, octets) is Class.OK)
        if lines.over and (not lines.open or greeting or not self._begun):
            lines.close({"by": "server", "reason": ""})
            lines.begin({})
            self._begun = False
        self._ensure(at)
        return True

    def _judge(self, at: int, piece: Piece) -> bool:
        """Whether a line of the client was said; `good` and `odd` tell if a protocol explains it.

        A sentence that nobody answered is what the page says between.
        """
        talk = self.lines.talk
        assert talk is not None
        if talk.listens is not Listens.COMMAND:
            return True
        if commanded(talk.protocol, self._octets(piece.text), talk).known:
            self.good += 1
            self.commands += not is_prose(piece)
        elif not self._ahead.answers(self._ahead.line(at), talk.protocol):
            self.odd.append(piece.number)
            return not is_prose(piece)
        return True

    def _blank(self, at: int, piece: Piece) -> None:
        """A blank line: message text, an empty line of the client, or only air."""
        lines, talk = self.lines, self.lines.talk
        if talk is None or lines.over:
            return
        if lines.in_body or lines.in_text or talk.owed:
            lines.say(Side.SERVER if lines.in_body else Side.CLIENT, self._octets(piece.text))
            return
        following = self._ahead.line(at)
        answered = self._ahead.answers(following, talk.protocol)
        if talk.listens is None:
            text = lines.pending[-1].verb == "DATA"
            if following is not None and not answered and text:
                # The blank line stands for the 354 that was not copied.
                self._filling.accept_all(following)
        elif answered and self._begun and not lines.pending and not talk.halfway:
            lines.say(Side.CLIENT, b"")

    # -- whose it is -----------------------------------------------------------------------------

    def _side(self, at: int, piece: Piece) -> Side:
        talk = self.lines.talk
        assert talk is not None
        if piece.side is Side.CLIENT:
            self._fill_body()
        if self._found.kind == "curl":
            self._fill_text()
        if (piece.side or self._inferred(at, piece)) is Side.SERVER:
            return Side.SERVER
        self._shake_hands(talk)
        if not self._found.whole and not self.lines.in_text and not talk.owed:
            self._filling.before_client(at, piece)
            self._shake_hands(talk)  # the go for it may be what was not copied
            if talk.listens is Listens.SASL and piece.side is None:
                self._filling.leave_login(piece)
        return Side.CLIENT

    def _shake_hands(self, talk: Conversation) -> None:
        """Behind the handshake the client speaks first (RFC 3207 4.2, RFC 2595 4)."""
        if talk.listens is Listens.HANDSHAKE and not self._handshakes:
            self.lines.secure({"version": "TLS", "verified": False})

    def _inferred(self, at: int, piece: Piece) -> Side:
        """Whose a line without a mark is, at this moment."""
        talk = self.lines.talk
        assert talk is not None
        octets = self._octets(piece.text)
        reply = replied(talk.protocol, octets) is not Class.NONE
        if self.lines.in_body:
            return Side.SERVER
        if talk.owed:
            return Side.CLIENT
        if talk.halfway and not commanded(talk.protocol, octets, talk).known:
            return Side.SERVER
        if self.lines.in_text:
            # Nobody writes `250 ` in a letter, where the dot that ends it was not copied.
            coded = piece.text[3:4] in (" ", "-") or not piece.text[:1].isdigit()
            if not reply or self._ahead.ends_after(at) or not coded:
                return Side.CLIENT
            self._fill_text()
        return Side.SERVER if reply else Side.CLIENT

    # -- texts that the format does not show -----------------------------------------------------

    def _fill_text(self) -> None:
        if self.lines.open and self.lines.in_text:
            self.lines.fill([])

    def _fill_body(self) -> None:
        if not self.lines.open or not self.lines.in_body or self._found.kind != "curl":
            return
        shown = [self._octets(piece.text) for piece in self._found.fetched]
        while shown and not shown[0].strip():
            del shown[0]
        self._found = self._found._replace(fetched=())
        self.lines.fill(shown)
