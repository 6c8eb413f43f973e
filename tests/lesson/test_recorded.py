"""Judged live and judged from its recording, a session comes out the same."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lesson.rehearsing import SHIPPED, Learner, good
from tutor import log
from tutor.core.conversation import Conversation
from tutor.core.events import Event
from tutor.core.secrets import Secrets
from tutor.core.wire import Remark, What, Wire
from tutor.lesson import Lesson, Mode, Outcome, Progress, Serve
from tutor.lesson.reading import read
from tutor.protocols import PROTOCOLS


class Recorded(Learner):
    """A learner whose session is written as it happens."""

    def __init__(self, lesson: Lesson, mode: Mode) -> None:
        self.rows: list[bytes] = []
        self.recorder = log.Recorder(self.rows.append, log.Header(lesson.protocol))
        super().__init__(lesson, mode)

    def see(self, events: list[Event]) -> list[Outcome]:
        for event in events:
            self.recorder(event)
        return super().see(events)

    def hear(self, kind: str, **value: object) -> list[Outcome]:
        self._begin()
        self.recorder.remark(Remark(self.stage_time, kind, value))
        return super().hear(kind, **value)

    def hint(self) -> None:
        """Ask for a hint; what was given is written."""
        self._begin()
        step = self.progress.step
        if self.progress.hint() is not None and step is not None:
            self.hear("hint", step=step.id, number=self.progress.hinted)

    @property
    def stage_time(self) -> float:
        return float(len(self.rows))


def judged(lesson: Lesson, mode: Mode, rows: list[bytes]) -> tuple[list[Outcome], Progress]:
    """What a recording comes to."""
    progress = Progress(lesson, mode)
    secrets, talks = Secrets(lesson.public), dict[int, Conversation]()
    outcomes: list[Outcome] = []
    for fact in log.read(rows, "session").facts:
        if isinstance(fact, Remark):
            outcomes += progress.hear(fact)
            continue
        for event in _observed(fact, talks, secrets):
            outcomes += progress.see(event)
    return outcomes, progress


def _observed(wire: Wire, talks: dict[int, Conversation], secrets: Secrets) -> list[Event]:
    if wire.what is What.OPEN:
        protocol = PROTOCOLS[str(wire.about["protocol"])]
        talks[wire.conn] = Conversation(protocol, secrets, wire.conn)
    return talks[wire.conn].observe(wire)


LESSONS = {
    **{name: good(name) for name in ("whole", "server")},
    **{
        name: read((SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"), name)
        for name in ("smtp-by-hand", "pop3-by-hand")
    },
}
STRAY = (
    *("ehlo", "frob", "noop", "quit", ":drop", ":switch", "rset", "auth login", "pass guess", "."),
    *("mail from:<x@nowhere.example>", "rcpt to:<nobody@practice.example>", "data", "250 ok", ""),
)
DEEDS = st.one_of(
    st.just(("right", "")),
    st.just(("right", "")),
    st.sampled_from(STRAY).map(lambda line: ("say", line)),
    st.just(("hint", "")),
    st.integers(0, 3).map(lambda choice: ("answer", str(choice))),
    st.sampled_from(["25", "40", "no"]).map(lambda word: ("answer", word)),
    st.sampled_from(["ok", "permanent-failure", "never"]).map(lambda kind: ("predict", kind)),
    st.sampled_from(["takeover", "back", "blank"]).map(lambda what: ("pause", what)),
    st.just(("catchup", "")),
)


def do(learner: Recorded, deed: tuple[str, str]) -> None:
    kind, what = deed
    step = learner.progress.step
    if kind == "right" and step is not None:
        learner.say(*step.lines)
    elif kind == "say":
        learner.say(what)
    elif kind == "hint":
        learner.hint()
    elif kind == "answer":
        learner.answer(int(what) if what.isdecimal() else what)
    elif kind == "predict":
        learner.hear("predict", step=learner.here, **{"class": what})
    elif kind == "pause":
        learner.hear("pause", what=what)
    elif kind == "catchup" and not isinstance(step, Serve):
        learner.hear("step", step=learner.here, passed=True, assisted=True, catchup=True)


@pytest.mark.parametrize("name", LESSONS)
@settings(max_examples=25)
@given(deeds=st.lists(DEEDS, max_size=30), mode=st.sampled_from(Mode))
def test_live_and_from_the_recording(name: str, deeds: list[tuple[str, str]], mode: Mode) -> None:
    lesson = LESSONS[name]
    learner = Recorded(lesson, mode)
    for deed in deeds:
        do(learner, deed)
    outcomes, progress = judged(lesson, mode, learner.rows)
    assert outcomes == learner.outcomes
    assert progress.tallies == learner.progress.tallies
    assert (progress.index, progress.hints, progress.misses) == (
        learner.progress.index,
        learner.progress.hints,
        learner.progress.misses,
    )


@given(
    st.sampled_from(["answer", "predict", "hint", "step", "pause", "mark", ""]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.dictionaries(
                st.sampled_from(["step", "given", "class", "number", "what", "catchup"]), inner
            )
            | st.lists(inner, max_size=3)
        ),
        max_leaves=8,
    ),
)
def test_whatever_a_recording_says_is_heard(kind: str, value: object) -> None:
    row = json.dumps([1.0, kind, value]).encode()
    facts = log.read([b'{"wiretutor": 1}', row], "x").facts
    for step in ("connect", "meaning", "code", "octets"):
        progress = Progress(LESSONS["whole"], start=LESSONS["whole"].find(step) or 0)
        for fact in facts:
            assert isinstance(fact, Remark)
            progress.hear(fact)
            if isinstance(value, dict):
                progress.hear(fact._replace(value={**value, "step": step}))


def test_a_copy_goes_its_own_way_in_everything() -> None:
    learner = Learner(good("whole")).until("meaning")
    learner.hear("predict", step="meaning", **{"class": "ok"})
    copied = learner.progress.copy()
    before = (dict(copied.tallies), copied.index, copied.misses, copied.hints)
    learner.answer(1)
    learner.hear("hint", step="meaning", number=1)
    learner.answer(2)
    learner.say("mail from:<alice@practice.example>")
    learner.hear("pause", what="takeover")
    assert (dict(copied.tallies), copied.index, copied.misses, copied.hints) == before
    assert learner.progress.index == copied.index + 1
    assert copied.hear(Remark(0.0, "answer", {"step": "meaning", "given": 2}))
