"""What somebody has learned: values, and how two of them become one. Pure: no file, no clock.

Two copies of one progress (two programs, two machines) are merged so that nothing that either of
them holds is lost. For that each field only ever grows: a count is the greater of the two, the
best run stands, and who begins a lesson anew gets a new generation, which outdoes the one before.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from tutor.progress.sitting import Sitting, order

_Value = TypeVar("_Value")


class Tally(NamedTuple):
    """How often something was missed; at which of these times it was put right (0: never)."""

    times: int = 0
    settled: int = 0

    @property
    def waits(self) -> bool:
        """Whether it was missed since it was put right."""
        return self.times > self.settled


class Done(NamedTuple):
    """A run of a lesson to its end. `at` is in UTC; what an older file did not say is empty.

    points: what was scored; None where nothing was
    lesson: the hash of the lesson as it was then
    """

    at: str = ""
    mode: str = ""
    points: int | None = None
    lesson: str = ""


_NONE: Mapping[str, Tally] = MappingProxyType({})
_NEVER: Mapping[str, int] = MappingProxyType({})
_NO_DAY: Mapping[str, str] = MappingProxyType({})


class Record(NamedTuple):
    """What is known of one lesson.

    generation: how often it was reset
    visits: how often it was left or finished since
    reached: the id of the step to do next when it was left; "" at its beginning and at its end
    done: the best run
    missed: by the id of the question
    again: when its task was last done once more without help, in UTC; "" for never
    asked: by the id of the question, in which lesson it was last asked: `next_turn` as it was then
    sitting: what was counted when it was left; None at its beginning and at its end
    turn: which of all lessons that were done to their end this was, the last time; 0 for none
    right: by the id of the question, the day on which it was last answered right (YYYY-MM-DD)
    """

    generation: int = 0
    visits: int = 0
    reached: str = ""
    done: Done | None = None
    missed: Mapping[str, Tally] = _NONE
    misconceptions: Mapping[str, Tally] = _NONE
    again: str = ""
    asked: Mapping[str, int] = _NEVER
    sitting: Sitting | None = None
    turn: int = 0
    right: Mapping[str, str] = _NO_DAY

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of the questions that come back in the review."""
        return tuple(name for name, tally in self.missed.items() if tally.waits)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to lose."""
        bare = self._replace(generation=0, visits=0, turn=0, asked=_NEVER, right=_NO_DAY)
        return bare == EMPTY


EMPTY = Record()
Learnt = Mapping[str, Record]
"""All records, by the id of the lesson."""
NOTHING: Learnt = MappingProxyType({})


def merge(one: Learnt, other: Learnt) -> Learnt:
    """Both in one: in whatever order and however often it is done, the same comes out."""
    return _joined(one, other, _merged)


def _merged(one: Record, other: Record) -> Record:
    if one.generation != other.generation:
        return max(one, other, key=lambda each: each.generation)
    last = max(one, other, key=lambda each: (each.visits, each.reached, order(each.sitting)))
    return Record(
        one.generation,
        last.visits,
        last.reached,
        _better(one.done, other.done),
        _joined(one.missed, other.missed, _greater),
        _joined(one.misconceptions, other.misconceptions, _greater),
        max(one.again, other.again),
        _joined(one.asked, other.asked, max),
        last.sitting,
        max(one.turn, other.turn),
        _joined(one.right, other.right, max),
    )


def _better(one: Done | None, other: Done | None) -> Done | None:
    """The run with more points, of equals the later one."""

    def worth(run: Done) -> tuple[int, str, str, str]:
        return (-1 if run.points is None else run.points, run.at, run.mode, run.lesson)

    return max((each for each in (one, other) if each is not None), key=worth, default=None)


def _greater(one: Tally, other: Tally) -> Tally:
    return Tally(max(one.times, other.times), max(one.settled, other.settled))


def _joined(
    one: Mapping[str, _Value],
    other: Mapping[str, _Value],
    both: Callable[[_Value, _Value], _Value],
) -> Mapping[str, _Value]:
    """All keys of both; what stands in both is made one."""
    found = {**one, **other}
    return found | {name: both(one[name], other[name]) for name in one.keys() & other.keys()}


# -- what happens in a lesson --------------------------------------------------------------------


def finished(learnt: Learnt, lesson: str, run: Done) -> Learnt:
    """The lesson was done to its end."""
    record, turn = learnt.get(lesson, EMPTY), next_turn(learnt)
    done = _better(record.done, run)
    over = record._replace(visits=record.visits + 1, reached="", sitting=None, turn=turn, done=done)
    return _with(learnt, lesson, over)


def left(learnt: Learnt, lesson: str, step: str, sitting: Sitting | None = None) -> Learnt:
    """The lesson was left, with this step to do next; `sitting` is what was counted so far."""
    record = learnt.get(lesson, EMPTY)
    there = record._replace(visits=record.visits + 1, reached=step, sitting=sitting)
    return _with(learnt, lesson, there)


def next_turn(learnt: Learnt) -> int:
    """Which of all lessons, counted from 1 as they are done to their end, the next one will be."""
    return max((record.turn for record in learnt.values()), default=0) + 1


def answered(
    learnt: Learnt,
    lesson: str,
    step: str,
    *,
    right: bool,
    misconception: str | None = None,
    day: str = "",
) -> Learnt:
    """A question was answered, on this day. A right answer puts right what was missed before, and
    what is believed no longer: `misconception` is what a wrong choice shows, or a right one
    refutes."""
    record = learnt.get(lesson, EMPTY)
    record = record._replace(missed=_counted(record.missed, step, right=right))
    if right and day:
        last = max(day, record.right.get(step, ""))
        record = record._replace(right={**record.right, step: last})
    if misconception is not None:
        held = _counted(record.misconceptions, misconception, right=right)
        record = record._replace(misconceptions=held)
    return _with(learnt, lesson, record)


def repeated(learnt: Learnt, lesson: str, at: str) -> Learnt:
    """The lesson's task was done once more without help."""
    record = learnt.get(lesson, EMPTY)
    return _with(learnt, lesson, record._replace(again=max(record.again, at)))


def asked(learnt: Learnt, questions: Collection[tuple[str, str]]) -> Learnt:
    """These questions (lesson and step) are asked in the lesson that is being done."""
    number = next_turn(learnt)
    for lesson, step in questions:
        record = learnt.get(lesson, EMPTY)
        last = max(number, record.asked.get(step, 0))
        learnt = _with(learnt, lesson, record._replace(asked={**record.asked, step: last}))
    return learnt


def forgotten(learnt: Learnt, lessons: Collection[str]) -> Learnt:
    """These lessons begin anew; the count of all that were done goes on."""
    reset = {
        name: Record(record.generation + 1, turn=record.turn)
        for name, record in learnt.items()
        if name in lessons and not record.is_empty
    }
    return {**learnt, **reset}


def waiting(learnt: Learnt) -> Iterator[tuple[str, str]]:
    """The questions that come back in the review: the lesson's id and the step's."""
    for name, record in learnt.items():
        for step in record.waiting:
            yield name, step


def _counted(tallies: Mapping[str, Tally], name: str, *, right: bool) -> Mapping[str, Tally]:
    tally = tallies.get(name, Tally())
    if not right:
        return {**tallies, name: tally._replace(times=tally.times + 1)}
    return {**tallies, name: tally._replace(settled=tally.times)} if tally.times else tallies


def _with(learnt: Learnt, lesson: str, record: Record) -> Learnt:
    return {**learnt, lesson: record}
