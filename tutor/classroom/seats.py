"""One connection in class: who sits there, which faults strike, what is recorded and judged.

Who it is the login tells; before it, and without one, the address does, where one person is there.
Where there are several, whoever has not logged in is a stranger: he goes on from where the last one
was, and with the login what he did on this connection was the student's.
"""

from collections.abc import Callable, Mapping

from tutor.classroom.happenings import Deed, Happening, Kind, deed
from tutor.classroom.pupils import Pupil
from tutor.classroom.spots import History, Spot
from tutor.classroom.tapes import Tape
from tutor.core.conversation import Conversation
from tutor.core.events import Event, Kept, Said
from tutor.core.wire import NOTHING, Side, What, Wire
from tutor.practice import Desk, Fault, Faults
from tutor.protocols.hosting import Account

Find = Callable[[Account], Pupil | None]
"""The student of an account; None for an account that the lesson prints."""


class Seat:
    """A connection, from its opening to its close. `peer` is what the lesson calls the server."""

    def __init__(
        self,
        talk: Conversation,
        spot: Spot,
        peer: str,
        *,
        find: Find,
        tell: Callable[[Happening], None],
        tape: Tape | None = None,
    ) -> None:
        self._talk = talk
        self._spot = spot
        self._peer = peer
        self._find = find
        self._tell = tell
        self._tape = tape
        self._stranger = None if spot.here is not None else spot.guest.copy()
        self._student: Pupil | None = None
        self._history = History()
        self._held: list[tuple[Pupil, Deed]] = []
        self._desk: Desk | None = None
        self._account: Account | None = None
        self._named: Account | None = None
        self._started: float | None = None
        if tape is not None and spot.here is spot.guest:
            spot.tapes.append(tape)

    @property
    def pupil(self) -> Pupil:
        """Who sits here, as far as is known."""
        return self._student or self._stranger or self._spot.here or self._spot.guest

    def sit(self, desk: Desk) -> None:
        """The server's side of the connection is there: it knows who logs in."""
        self._desk = desk

    def hear(self, account: Account | None) -> None:
        """An account was looked for: if a login is refused now, it was this one's."""
        self._named = account

    def see(self, wire: Wire) -> None:
        """Something went over the wire."""
        if self._started is None:
            self._started = wire.at
        wire = wire._replace(at=round(wire.at - self._started, 6))
        if wire.what is What.OPEN:
            # The log tells it as the student sees it: he has called the lesson's server.
            about = {"peer": self._peer, "client": wire.about.get("peer", "")}
            wire = wire._replace(about=about)
        if wire.side is Side.SERVER:
            self._look_who_is_there()
        for event in self._talk.observe(wire):
            if self._tape is not None and (failed := self._tape.write(event)):
                self._say("unrecorded", {"reason": failed})
            if not isinstance(event, Kept | Said):
                self._judge(event)
        if wire.what is What.CLOSE:
            self._end()

    # -- who it is -------------------------------------------------------------------------------

    def _look_who_is_there(self) -> None:
        account = self._desk.account if self._desk is not None else None
        if account is None or account == self._account:
            return
        known, self._account = self._account, account
        pupil = self._find(account) or self._spot.here or self._spot.guest
        before: list[Deed] = []
        if known is not None:
            self._student = pupil  # what he did as somebody else stays that
        elif pupil is not self.pupil:
            before = self._turns_out_to_be(pupil)
        elif pupil is not self._spot.guest:
            self._student = pupil
        if self._tape is not None:
            self._tape.name(pupil)
        self._say("login", {"account": account.id})
        self._say_held()
        for each in before:
            self._say(*each)

    def _turns_out_to_be(self, pupil: Pupil) -> list[Deed]:
        """What he did before, as this pupil's deeds."""
        spot, made, was = self._spot, self._spot.made, self._stranger
        history, tapes = self._history, [self._tape]
        if pupil is not spot.guest:
            self._student = pupil
            if (guest := spot.comes(pupil)) is not None:
                was, history, tapes = guest, spot.history, list(spot.tapes)
        self._stranger = None
        if was is not None and (pupil is spot.guest or not pupil.met):
            pupil.faults = was.faults  # what has struck him before strikes him no more
            done = [each for event in history.events for each in pupil.see(event, None)]
            if pupil.progress.index != was.progress.index:
                pupil.begin(made)
        else:
            done = [each for event in history.events for each in pupil.see(event, made)]
        for tape in tapes if pupil is not spot.guest else ():
            if tape is not None:
                tape.name(pupil)
        pupil.met = True
        pupil.receive(made)
        return done

    def _end(self) -> None:
        if self._stranger is not None:
            for each in self._turns_out_to_be(self._spot.guest):
                self._say(*each)
        elif self._tape is not None and self.pupil is not self._spot.guest:
            self._tape.name(self.pupil)
        self._say_held()
        if self._tape is not None:
            self._tape.close()

    # -- what it means ---------------------------------------------------------------------------

    def _judge(self, event: Event) -> None:
        done, pupil, made = deed(event), self.pupil, self._spot.made
        if done is not None:
            kind, told = done
            self._say(kind, {**told, **self._whose()} if kind == "refused" else told)
            self._named = None
        if self._account is None:
            self._history.keep(event)
        if pupil is self._spot.guest and self._spot.here is pupil:
            self._spot.history.keep(event)
        passed = list(pupil.see(event, made))
        if passed and pupil is not self._stranger:
            pupil.receive(made)
        self._held += [(pupil, each) for each in passed]
        unsure = pupil is self._stranger or pupil is self._spot.guest
        if self._account is not None or not (unsure and self._spot.awaits):
            self._say_held()

    def _whose(self) -> Mapping[str, object]:
        """Into whose mailbox the login was, where there is one; it proves nothing of who it was."""
        if (account := self._named) is None:
            return NOTHING
        pupil = self._find(account)
        name = pupil.name if pupil is not None and pupil.name != account.id else ""
        return {"account": account.id, "called": f"{account.id} {name}".rstrip()}

    def _say_held(self) -> None:
        """Whose deeds these were is known; those of somebody who was another are told as his."""
        held, self._held = self._held, []
        for pupil, each in held:
            if pupil is self.pupil:
                self._say(*each)

    def _say(self, kind: Kind, told: Mapping[str, object] = NOTHING) -> None:
        pupil = self._spot.guest if self._stranger is not None else self.pupil
        self._tell(Happening(kind, pupil.id, pupil.name, self._talk.conn, told))


class Waiting(Faults):
    """The faults that wait for whoever sits at a seat."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat

    def __bool__(self) -> bool:
        return bool(self._seat.pupil.faults)

    def strike(self, protocol: str, verb: str, line: str) -> Fault | None:
        """The first fault that fits a command."""
        return self._seat.pupil.faults.strike(protocol, verb, line)
