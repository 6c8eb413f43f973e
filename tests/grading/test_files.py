"""Which files are read, whose they are, and in which order their rows come."""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.desk import Desk
from tests.grading.making import whole
from tutor.core.wire import Remark, What, Wire
from tutor.grading import files
from tutor.grading.naming import distinct, owner
from tutor.grading.weaving import MOST_LINES, Fact, Source, woven

# -- which files ---------------------------------------------------------------------------------


def test_a_folder_is_searched_and_a_link_out_of_it_is_not(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    text = whole().text()
    (outside / "secret.session.jsonl").write_text(text, encoding="utf-8")
    desk.put("wang/work.session.jsonl", text)
    desk.put("li/deep/er.session.jsonl", text)
    desk.put("notes.txt", "no recording")
    (desk.folder / "link").symlink_to(outside)
    (desk.folder / "link.session.jsonl").symlink_to(outside / "secret.session.jsonl")
    (desk.folder / "ring").symlink_to(desk.folder)
    os.mkfifo(desk.folder / "pipe.session.jsonl")
    found = [Path(each.path).relative_to(desk.folder) for each in files.find(str(desk.folder))]
    assert [str(each) for each in found] == ["li/deep/er.session.jsonl", "wang/work.session.jsonl"]


def test_a_file_that_is_named_twice_is_read_once(desk: Desk) -> None:
    path = desk.put("wang.session.jsonl", whole().text())
    done = desk.told(path, desk.folder, desk.folder / "." / path.name)
    assert desk.told(path, path, strict=True).code == 0
    assert done.objects[-1]["recordings"] == 1
    assert done.of("wang")["others"] == []


@pytest.mark.parametrize("name", ["pipe", "no\0name", "none/x"])
def test_what_is_no_file_is_told_at_once(desk: Desk, name: str) -> None:
    os.mkfifo(desk.folder / "pipe")
    good = desk.put("wang.session.jsonl", whole().text())
    done = desk.told(good, f"{desk.folder}/{name}")
    assert done.code == 2
    assert done.objects[0]["complete"], "the rest is judged"
    assert "\0" not in done.err


# -- whose they are ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("student", "folder", "file", "name"),
    [
        ("alice", "", "x.session.jsonl", "alice"),
        ("王丽", "wang", "x.session.jsonl", "王丽"),
        (None, "", "wang-li.session.jsonl", "wang-li"),
        (None, "", "20260105-090000-123456-wang-li.session.jsonl", "wang-li"),
        (None, "", "20260105-090000-wang-li.session.jsonl", "wang-li"),
        (None, "", "王丽.session.jsonl", "王丽"),
        (None, "wang", "20260105-090000-123456-smtp-by-hand.session.jsonl", "wang"),
        (None, "wang", "session.session.jsonl", "wang"),
        (None, "", "20260105-090000-123456-smtp-by-hand.session.jsonl", None),
        (None, "", "20260105-090000-00001-smtp.session.jsonl", None),
    ],
)
def test_the_name_of_a_student(
    student: str | None, folder: str, file: str, name: str | None
) -> None:
    whole_name = file.removesuffix(".session.jsonl")
    assert owner(student, folder, file, "smtp-by-hand")[1] == (name or whole_name)


def test_two_recordings_without_a_name_are_of_two_students(desk: Desk) -> None:
    for stamp in ("20260105-090000-123456", "20260105-090100-123456"):
        desk.put(f"{stamp}-whole.session.jsonl", whole().text(stamp))
    assert desk.told().objects[-1]["students"] == 2


def test_one_name_in_two_folders_is_of_two_students(desk: Desk) -> None:
    desk.put("a/wang.session.jsonl", whole().text("a"))
    desk.put("b/wang.session.jsonl", whole().text("b"))
    assert [each.get("student") for each in desk.told().objects] == ["a/wang", "b/wang", None]


def test_a_name_is_the_same_however_it_is_composed() -> None:
    assert owner("Zo\u00eb", "", "", "")[0] == owner("Zoe\u0308", "", "", "")[0]


def test_names_are_told_apart_only_where_they_must_be() -> None:
    keys = {("file", "a", "x"): "x", ("file", "b", "x"): "x", ("student", "y"): "y"}
    assert list(distinct(keys).values()) == ["a/x", "b/x", "y"]


# -- the order of their rows ---------------------------------------------------------------------


def source(began: float, name: str, *at: float, exact: bool = False) -> Source:
    return Source(began, exact, lambda: iter([Remark(each, name, None) for each in at]))


def order(*sources: Source) -> str:
    return "".join(fact.kind for fact in woven(sources) if isinstance(fact, Remark))


def test_one_behind_the_other_and_at_the_same_time() -> None:
    assert order(source(10, "b", 0, 1), source(0, "a", 0, 1)) == "aabb"
    assert order(source(0, "a", 0, 5, 20), source(10, "b", 0, 5)) == "aabba"
    assert order(source(0, "a", 0, 5, 20), source(10, "b", 0, 15)) == "aabab"


def test_in_the_same_second_the_later_waits_for_the_earlier_one_second_at_most() -> None:
    assert order(source(0, "a", 0, 0.4), source(0, "b", 0, 0.1)) == "aabb"
    assert order(source(0, "a", 0, 0.4), source(0, "b", 0, 0.1), source(0, "c", 0, 0.2)) == "aabbcc"
    assert order(source(0, "a", 0, 0.4, 30), source(0, "b", 0, 0.1)) == "aabba"


def test_who_says_more_than_the_second_is_believed() -> None:
    early, late = source(0.25, "b", 0, 0.1, exact=True), source(0.0, "a", 0, 0.4, exact=True)
    assert order(early, late) == "abba"


def test_times_count_from_the_first(desk: Desk) -> None:
    facts = list(woven([source(1_700_000_000, "a", 1), source(1_700_000_060, "b", 2)]))
    assert [fact.at for fact in facts] == [1, 62]


def test_connections_of_two_recordings_have_two_numbers() -> None:
    def lines(began: float, *conns: int) -> Source:
        return Source(began, False, lambda: iter([Wire(What.OPEN, 0.0, conn=c) for c in conns]))

    assert [fact.conn for fact in woven([lines(0, 1, 2), lines(5, 1), lines(9, 2, 1)])] == [
        *(1, 2, 3, 4, 5)
    ]


def test_of_very_many_connections_only_some_are_followed() -> None:
    facts = [Wire(What.OPEN, 0.0, conn=number) for number in range(1, 5000)]
    assert len(list(woven([Source(0.0, False, lambda: iter(facts))]))) == MOST_LINES


WHEN = st.floats(-1e12, 1e12, allow_nan=False)


@given(
    st.lists(st.tuples(WHEN, st.booleans(), st.lists(WHEN, max_size=5)), min_size=1, max_size=60)
)
def test_nothing_is_lost_and_each_keeps_its_order(
    made: list[tuple[float, bool, list[float]]],
) -> None:
    def of(number: int, ats: list[float]) -> list[Fact]:
        return [Remark(at, f"{number}", place) for place, at in enumerate(ats)]

    sources = [
        Source(began, exact, lambda n=number, ats=ats: iter(of(n, ats)))  # type: ignore[misc]
        for number, (began, exact, ats) in enumerate(made)
    ]
    facts = [fact for fact in woven(sources) if isinstance(fact, Remark)]
    assert len(facts) == sum(len(ats) for _, _, ats in made)
    for number in range(len(made)):
        places = [fact.value for fact in facts if fact.kind == f"{number}"]
        assert places == sorted(places)  # type: ignore[type-var]
    assert all(a.at <= b.at for a, b in pairwise(facts))
