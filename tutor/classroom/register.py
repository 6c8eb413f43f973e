"""The class: its students, the guests of its addresses, and a seat for each connection."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from functools import partial

from tutor import staging
from tutor.classroom.happenings import Happening
from tutor.classroom.pupils import Pupil
from tutor.classroom.rooms import Overheard, Room
from tutor.classroom.seats import Seat, Waiting
from tutor.classroom.spots import Spot
from tutor.classroom.tapes import Tapes
from tutor.core.conversation import Conversation
from tutor.core.secrets import Secrets
from tutor.core.wire import Wire
from tutor.lesson import Lesson, classwork
from tutor.practice import Account, Desk, Face, Practice
from tutor.practice.desk import Seen
from tutor.protocols import PROTOCOLS
from tutor.staging.letters import filled

MOST_ADDRESSES = 1000
"""Addresses that have something of their own; what comes from further ones is one guest's."""

IDLE = 1800.0
"""Seconds of silence after which a student is told goodbye: in class people listen, too."""

_ELSEWHERE = "elsewhere"
_HERE = ("127.", "::1")
"""Loopback: who comes from there may be anybody of many on one machine."""


class Classroom(Practice):
    """The lesson's server for a class. `students` have accounts beside those that the lesson
    prints; `tell` hears what happens; without `tapes` nothing is recorded.

    Raises KeyError where the lesson asks for what the practice server has not: see
    `staging.unknown`.
    """

    def __init__(
        self,
        lesson: Lesson,
        students: Iterable[Account] = (),
        *,
        tell: Callable[[Happening], None] = lambda _: None,
        tapes: Tapes | None = None,
    ) -> None:
        self._made = made = staging.staged(lesson)
        super().__init__(**{each.name: getattr(made, each.name) for each in fields(made)})
        self.limits = made.limits._replace(idle=IDLE)
        self.lesson = lesson
        self.students = tuple(students)
        self._tell = tell
        self._tapes = tapes
        self._plain = classwork.in_class(lesson)
        self._printed = set(self.store.accounts) - {each.id.lower() for each in self.students}
        self._pupils: dict[str, Pupil] = {}
        self._spots: dict[str, Spot] = {}
        self._unrecorded = False
        for each in self.students:
            self._enrol(each)

    @property
    def domain(self) -> str:
        """What stands behind the @ of everybody's address."""
        accounts = self.lesson.practice.accounts
        named = accounts[0].user.rpartition("@")[2] if accounts and "@" in accounts[0].user else ""
        domains, home = sorted(self.store.domains), self.host.lower()
        return named or next((name for name in domains if home.endswith(name)), domains[0])

    def address(self, account: Account) -> str:
        """The address of an account."""
        return f"{account.id}@{self.domain}"

    def desk(
        self,
        protocol: str,
        conn: int = 1,
        *,
        peer: str = "127.0.0.1",
        can_tls: bool = False,
        seen: Seen | None = None,
        face: Face | None = None,
    ) -> Desk:
        """The server's side of a new connection, for whoever it turns out to be."""
        where = peer.removeprefix("IPv6:")
        own = (name for name, each in self.faces.items() if each is face)
        called = next(own, "") or classwork.peer_of(self.lesson, protocol)
        tape = self._tapes.new(protocol, conn, called, where) if self._tapes is not None else None
        talk = Conversation(PROTOCOLS[protocol], Secrets(self.lesson.public), conn)
        spot = self._spot(where)
        seat = Seat(talk, spot, called, find=self._student, tell=self._told, tape=tape)

        def see(wire: Wire) -> None:
            seat.see(wire)
            if seen is not None:
                seen(wire)

        store = Overheard(spot.made.store, seat.hear)
        view = replace(spot.made, faults=Waiting(seat), store=store)
        desk = view.desk(protocol, conn, peer=peer, can_tls=can_tls, seen=see, face=face)
        seat.sit(desk)
        return desk

    # -- who is who ------------------------------------------------------------------------------

    def _student(self, account: Account) -> Pupil | None:
        return self._pupils.get(account.id.lower())

    def _enrol(self, account: Account) -> None:
        key = account.id.lower()
        is_first = key == staging.people(self.lesson)[0].id.lower()
        self.store.accounts[key] = account
        address = self.address(account)
        lesson = classwork.in_class(self.lesson, address)
        pupil = Pupil(account.id, account.name, address, lesson, self.faults.copy())
        self._pupils[key] = pupil
        for post in lesson.practice.maildrop if not is_first else ():  # his is filled already
            if not post.owner or post.owner.partition("@")[0].lower() == key:
                filled(self.store, lesson, post)
        pupil.begin(self._made)
        pupil.receive(self._made)

    def _spot(self, where: str) -> Spot:
        known = where in self._spots or len(self._spots) < MOST_ADDRESSES
        name = where if known else _ELSEWHERE
        if name not in self._spots:
            room = Room(self.store, self._printed, name)
            made = replace(self._made, limits=self.limits, store=room)
            awaits = bool(self.students)
            crowded = awaits and (not known or name.startswith(_HERE))
            guest = partial(self._guest, name, made)
            self._spots[name] = Spot(made, guest, crowded=crowded, awaits=awaits)
        return self._spots[name]

    def _guest(self, name: str, made: Practice) -> Pupil:
        """Whoever is at an address and has no account of his own."""
        address = self.address(staging.people(self.lesson)[0])
        guest = Pupil(name, name, address, self._plain, self.faults.copy())
        guest.begin(made)
        if name not in self._spots:  # of one address there is a second guest, but no second mail
            guest.receive(made)
        return guest

    def _told(self, happening: Happening) -> None:
        if happening.kind == "unrecorded":
            if self._unrecorded:
                return
            self._unrecorded = True
        if happening.kind == "passed":
            at = self.lesson.find(str(happening.told["step"]))
            counted = {"number": (at or 0) + 1, "total": len(self.lesson.steps)}
            happening = happening._replace(told={**happening.told, **counted})
        self._tell(happening)
