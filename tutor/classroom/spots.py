"""An address from which people come, and who is there.

Most are one person's: then whatever comes from there is his, with a login or without. Until he
first logs in he is the guest of the address; the student who does takes over all that the guest has
done. Where several students log in from one address, or it is loopback, a connection is only whose
login it has.
"""

from collections import deque
from collections.abc import Callable

from tutor.classroom.pupils import Pupil
from tutor.classroom.tapes import Tape
from tutor.core.events import Event, Exchange
from tutor.practice import Practice

MOST_EVENTS = 1000
MOST_OCTETS = 1 << 20
"""Events that are kept for whoever logs in, and the letters in them; nobody needs as many."""

_MOST_TAPES = 20


class History:
    """What was done by somebody who may turn out to be another; the first of it, at most."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._octets = 0

    def keep(self, event: Event) -> None:
        """One event more."""
        letter = event.letter if isinstance(event, Exchange) else None
        self._octets += len(letter.source) if letter is not None else 0
        if len(self.events) < MOST_EVENTS and self._octets <= MOST_OCTETS:
            self.events.append(event)


class Spot:
    """An address. `made` is the server as it is seen from there; `new_guest` makes who is there if
    nobody is known. On a `crowded` one nobody is taken for another from the beginning; one that
    `awaits` nobody is its guest's for ever."""

    def __init__(
        self,
        made: Practice,
        new_guest: Callable[[], Pupil],
        *,
        crowded: bool,
        awaits: bool = True,
    ) -> None:
        self.made = made
        self.guest = new_guest()
        self.history = History()
        self.tapes: deque[Tape] = deque(maxlen=_MOST_TAPES)
        self._new_guest = new_guest
        self._students: list[Pupil] = []
        self._crowded = crowded
        self.awaits = awaits

    @property
    def here(self) -> Pupil | None:
        """The one person who is there; None where there may be several."""
        if self._crowded or len(self._students) > 1:
            return None
        return self._students[0] if self._students else self.guest

    def comes(self, student: Pupil) -> Pupil | None:
        """A student logs in here. The guest that he was until now, if all of that was he."""
        was = self.guest if self.here is self.guest else None
        if was is not None:
            self.guest = self._new_guest()
        if len(self._students) < 2 and student not in self._students:
            self._students.append(student)
        return was
