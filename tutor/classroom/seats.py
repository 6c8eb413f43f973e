"""One connection in class: who sits there, which faults strike, what is recorded and judged.

Nobody is known before he logs in. Until then whoever sits there is a stranger, who goes on from
where somebody at the same address was; with the login he turns out to be a student, and what he did
on this connection was the student's. Who never logs in, or as the lesson prints it, is the guest of
his address.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tutor.classroom.happenings import Happening, Kind, deed
from tutor.classroom.pupils import Pupil
from tutor.classroom.tapes import Tape
from tutor.core.conversation import Conversation
from tutor.core.events import Event, Kept, Said
from tutor.core.wire import NOTHING, Side, What, Wire
from tutor.practice import Desk, Fault, Faults, Practice
from tutor.protocols.hosting import Account

MOST_EARLY = 500
"""Events before the login that are kept for the student; nobody needs as many."""


class Place(NamedTuple):
    """Where a seat stands.

    made: the server as it is seen from there; peer: what the lesson calls it
    guest: who it is if nobody logs in
    sole: the one student who logs in from this address, if there is one alone
    whose: the student of an account; the guest, for one that the lesson prints
    """

    made: Practice
    peer: str
    guest: Pupil
    sole: Pupil | None
    whose: Callable[[Account], Pupil]
    tell: Callable[[Happening], None]


class Seat:
    """A connection, from its opening to its close."""

    def __init__(self, talk: Conversation, place: Place, tape: Tape | None) -> None:
        self._talk = talk
        self._place = place
        self._tape = tape
        self._borrows = place.sole is not None
        self._stranger = (place.sole or place.guest).copy()
        if place.sole is not None:
            self._stranger.faults = place.sole.faults
        self._pupil: Pupil | None = None
        self._desk: Desk | None = None
        self._account: Account | None = None
        self._started: float | None = None
        self._early: list[Event] = []

    @property
    def faults(self) -> Faults:
        """Those that wait for whoever sits here."""
        return (self._pupil or self._stranger).faults

    def sit(self, desk: Desk) -> None:
        """The server's side of the connection is there: it knows who logs in."""
        self._desk = desk

    def see(self, wire: Wire) -> None:
        """Something went over the wire."""
        if self._started is None:
            self._started = wire.at
        wire = wire._replace(at=round(wire.at - self._started, 6))
        if wire.what is What.OPEN:
            # The log tells it as the student sees it: he has called the lesson's server.
            about = {"peer": self._place.peer, "client": wire.about.get("peer", "")}
            wire = wire._replace(about=about)
        if wire.side is Side.SERVER:
            self._look_who_is_there()
        for event in self._talk.observe(wire):
            if self._tape is not None and (failed := self._tape.write(event)):
                self._say("unrecorded", {"reason": failed})
            if not isinstance(event, Kept | Said):
                self._judge(event)
        if wire.what is What.CLOSE:
            if self._pupil is None:
                self._turns_out_to_be(self._place.guest)
            if self._tape is not None:
                self._tape.close()

    # -- who it is -------------------------------------------------------------------------------

    def _look_who_is_there(self) -> None:
        account = self._desk.account if self._desk is not None else None
        if account is None or account == self._account:
            return
        self._account = account
        self._turns_out_to_be(self._place.whose(account), account)

    def _turns_out_to_be(self, pupil: Pupil, account: Account | None = None) -> None:
        known, self._pupil = self._pupil, pupil
        if account is not None:
            if self._tape is not None:
                self._tape.name(pupil)
            self._say("login", {"account": account.id})
        if known is not None:
            return  # he logs in once more: what he did before was somebody else's
        mine = not self._borrows and (pupil is self._place.guest or not pupil.met)
        if mine:
            # What has struck him as a stranger strikes him no more.
            pupil.faults = self._stranger.faults
        pupil.met = True
        made = None if mine else self._place.made
        for each in [done for event in self._early for done in pupil.see(event, made)]:
            self._say(*each)
        if mine and pupil.progress.index != self._stranger.progress.index:
            pupil.begin(self._place.made)
        pupil.receive(self._place.made)
        self._early.clear()

    # -- what it means ---------------------------------------------------------------------------

    def _judge(self, event: Event) -> None:
        done = deed(event)
        if self._pupil is None and done is not None and done[0] == "sent":
            self._turns_out_to_be(self._place.guest)  # it was taken from him without a login
        if done is not None:
            self._say(*done)
        made = self._place.made
        if self._pupil is not None:
            passed = list(self._pupil.see(event, made))
            for each in passed:
                self._say(*each)
            if passed:
                self._pupil.receive(made)
            return
        if len(self._early) < MOST_EARLY:
            self._early.append(event)
        list(self._stranger.see(event, None if self._borrows else made))

    def _say(self, kind: Kind, told: Mapping[str, object] = NOTHING) -> None:
        pupil = self._pupil or self._place.guest
        self._place.tell(Happening(kind, pupil.id, pupil.name, self._talk.conn, told))


class Waiting(Faults):
    """The faults that wait for whoever sits at a seat."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat

    def __bool__(self) -> bool:
        return bool(self._seat.faults)

    def strike(self, protocol: str, verb: str, line: str) -> Fault | None:
        """The first fault that fits a command."""
        return self._seat.faults.strike(protocol, verb, line)
