"""The connections of a lesson's solution, while it is followed line by line.

As at the prompt, `:switch` leads to the next one, or to the shell from the only one; where one is
closed, the newest of those that are left is typed to.
"""

from collections.abc import Iterable

from tutor.core.spec import Listens
from tutor.lesson.model import Step
from tutor.lesson.rows import DROP, SWITCH, Kind, Needs, Row, is_opener
from tutor.protocols import PROTOCOLS


class Lines:
    """The connections that are open, each a protocol and how it stands.

    `switched`: the line of the moment leads to another one; `twin`: that speaks the same protocol.
    """

    def __init__(self) -> None:
        self.switched = self.twin = False
        self._open: dict[int, tuple[str, Needs]] = {}
        self._active = 0
        self._count = 0

    @property
    def protocol(self) -> str:
        """Of the connection that is typed to, "" where none is."""
        return self._open[self._active][0] if self._active else ""

    @property
    def needs(self) -> Needs | None:
        """How the connection stands that is typed to."""
        return self._open[self._active][1] if self._active else None

    def number(self, *, opening: bool) -> int:
        """Of the connection that is typed to (0: the shell), or of the one that is being opened."""
        return self._count + 1 if opening else self._active

    def put(self, protocol: str, needs: Needs) -> None:
        """A connection is opened."""
        self._count += 1
        self._active = self._count
        self._open[self._active] = protocol, needs

    def opens(self, text: str) -> bool:
        """Whether a line is an opening one; in a letter it is text like any other."""
        return is_opener(text) and not self._writes

    def turn(self, text: str, step: Step) -> None:
        """Before a line is typed: to which connection it goes."""
        self.switched = self.twin = False
        if self._writes:
            return
        if self.opens(text):
            self._close()  # it is typed at the shell: the server has cut the line before
        elif text == SWITCH:
            self.switched, before = True, self.protocol
            self._active = following(self._open, self._active)
            self.twin = bool(before) and before == self.protocol
        elif step.connection not in (None, self.protocol):
            named = [at for at, (name, _) in self._open.items() if name == step.connection]
            self._active = max(named, default=self._active)

    def stand(self, row: Row, needs: Needs, *, over: bool) -> None:
        """After a line: how its connection stands now. `over`: the server cuts it then."""
        if row.kind is Kind.SERVED or row.switches:
            return
        if row.kind is Kind.OPEN:
            self.put(row.protocol, needs)
        elif self._active:
            self._open[self._active] = row.protocol, needs
        hung_up = row.kind is Kind.LOCAL and row.text == DROP
        if over or hung_up or needs.key == PROTOCOLS[row.protocol].closed:
            self._close()

    @property
    def _writes(self) -> bool:
        """Whether a letter is being written."""
        if not self._active:
            return False
        protocol, needs = self._open[self._active]
        return PROTOCOLS[protocol].states[needs.key].listens is Listens.TEXT

    def _close(self) -> None:
        if self._open.pop(self._active, None) is not None:
            self._active = max(self._open, default=0)


def following(lines: Iterable[int], active: int) -> int:
    """The connection to which `:switch` leads from this one; 0 is the shell."""
    others = sorted(number for number in lines if number != active)
    return next((number for number in others if number > active), others[0] if others else 0)
