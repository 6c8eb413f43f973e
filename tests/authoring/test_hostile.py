"""Files that were made to do harm are refused, in time and memory that are bounded.

No test here measures time by itself: pytest's own limit would end one that runs away, and what is
read of an endless file is counted.
"""

import io
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from tests.faults import SPOKEN, row, rows, said
from tutor import course
from tutor.authoring import bounds
from tutor.authoring.check import Checked, check
from tutor.data import MOST_TOLD
from tutor.lesson.bounds import LONGEST

pytestmark = pytest.mark.timeout(20)

HEAD = 'format: 1\nid: x\ntitle: {en: "T", zh: "题"}\nprotocol: smtp\n'
STEP = '  - {say: {en: "S", zh: "说"}, type: ["ehlo a.example"], goal: {command: EHLO}}\n'
WHOLE = f"{HEAD}steps:\n{STEP}"


def judged(text: str, patience: float = 5.0) -> Checked:
    return check(text.encode(), "x.yaml", Path(), patience)


def first(text: str) -> str:
    return said(judged(text).faults[0].reason)


def test_the_lesson_that_is_made_worse_is_good() -> None:
    assert judged(WHOLE).faults == []


class Endless(io.RawIOBase):
    """A file without an end, which counts what is taken of it."""

    taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert 0 <= size < 1 << 20, "all of it was asked for"
        self.taken += size
        return b"a" * size


def test_of_an_endless_file_a_bound_is_read() -> None:
    endless = Endless()
    held = bounds.octets(cast(BinaryIO, endless))
    assert endless.taken == len(held) == LONGEST + 1
    faults = check(held, "x.yaml", Path()).faults
    assert [said(fault.reason) for fault in faults] == [
        "the file is longer than 500,000 octets: split the lesson"
    ]


def test_a_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as stream:
        stream.truncate(1 << 30)  # sparse: it takes no room on the disk
    with path.open("rb") as stream:
        held = bounds.octets(stream)
    assert len(held) == LONGEST + 1
    assert "longer than" in said(check(held, "x.yaml", tmp_path).faults[0].reason)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "an anchor (&a): "),
        (f"{WHOLE}intro: *nothing\n", "an alias (*nothing): "),
        (f"{WHOLE}intro: !!python/object/apply:os.system [ls]\n", "a tag "),
        (f"{WHOLE}<<: {{id: y}}\n", "a merge key (<<): "),
        (f"{WHOLE}id: y\n", "the key `id` is given twice "),
        (f"{WHOLE}--- \n{WHOLE}", "a second document begins"),
        (f"{WHOLE}intro: {'[' * 200_000}", "nested deeper than 100 levels"),
        (f"{WHOLE}intro: {'{a: ' * 100_000}", "nested deeper than 100 levels"),
        (f"{WHOLE}intro: {'- ' * 100_000}", "block sequence entries are not allowed"),
        (WHOLE.replace('"S"', '"S\x1b[2J"'), "the control character U+001B cannot stand in"),
        (WHOLE.replace('"S"', '"S\\e[2J"'), "the control character U+001B in a text"),
        (WHOLE.replace('"S"', '"S\\0"'), "the control character U+0000 in a text"),
        (WHOLE.replace("{command: EHLO}", '{text: "(a+)+$"}'), "a group in this pattern is rep"),
        (WHOLE.replace("{command: EHLO}", '{text: "a*a*a*a*b"}'), "more than 2 repeats"),
        (WHOLE.replace("{command: EHLO}", '{text: "(a|a)(?=b)"}'), "only plain groups"),
        (WHOLE.replace("{command: EHLO}", f'{{text: "{"(a|a)" * 23}b"}}'), "too many choices"),
        (WHOLE.replace("{command: EHLO}", f'{{text: "(?i){"(a|a)" * 22}b"}}'), "too many choices"),
        (HEAD + '"\\ud800": 1\n', ""),
    ],
    ids=range(18),
)
def test_what_nobody_means_is_refused(text: str, told: str) -> None:
    assert any(told in said(fault.reason) for fault in judged(text).faults)


@pytest.mark.parametrize(
    "name", ["../../../../etc/passwd", "/etc/passwd", "..\\..\\x", "C:\\x", "a\\u0000b", "~/.ssh"]
)
def test_a_path_out_of_the_folder_is_only_a_name_that_there_is_not(name: str) -> None:
    written = name if "u0000" in name else name.replace("\\", "\\\\")
    checked = judged(f'{WHOLE}practice: {{maildrop: ["{written}"]}}\n')
    place = len("practice: {maildrop: [") + 1
    assert {fault[1:3] for fault in checked.faults} == {(7, place)}
    course = f'format: 1\nlessons: ["{written}"]\n'
    told = {said(fault.reason) for fault in check(course.encode(), "course.yaml", Path()).faults}
    assert "expected small letters, digits and single hyphens" in told


def test_a_million_keys() -> None:
    assert "longer than" in first("".join(f"k{n}:\n" for n in range(1_000_000)))
    fewer = "".join(f"{n}:\n" for n in range(60_000))
    assert (
        first(HEAD + fewer) == "60,007 entries in one file; 20,000 are the most: split the lesson"
    )


def test_of_very_many_faults_the_first_are_told() -> None:
    checked = judged(WHOLE + "".join(f"x{n}: 1\n" for n in range(10_000)))
    assert len(checked.faults) == MOST_TOLD
    assert checked.more == 10_000 - MOST_TOLD


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "".join(f"{n}:\n" for n in range(25_000)),
        "x: " + "a" * 600_000,
        WHOLE + "".join(f"x{n}: 1\n" for n in range(10_000)),
        f"{WHOLE}vars: {{a: {{number: [1, 2]}}}}\n{'# {a}' * 9}" * 2,
        WHOLE.replace('"S"', '"S\\e[2J"'),
        WHOLE.replace("{command: EHLO}", f"{{any: [{', '.join(['{text: a*b*c}'] * 40)}]}}"),
    ],
    ids=range(6),
)
def test_who_does_a_lesson_is_as_safe_as_who_checks_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(course.CourseError) as caught:
        course.find(str(path))
    checked = check(text.encode(), "x.yaml", tmp_path)
    heard = course.said(caught.value, SPOKEN["en"])
    assert heard
    assert checked.more or set(heard) <= set(rows(checked.faults))
    assert len("".join(heard)) < 100_000


def test_very_many_names_in_braces() -> None:
    names = "".join(f"{{n{n}}}" for n in range(20_000))
    table = "".join(f"  v{n}: {{number: [1, 2]}}\n" for n in range(100))
    assert "100 variables and 20,000 names" in first(
        f'{WHOLE}intro: {{en: "{names}", zh: "x"}}\nvars:\n{table}'
    )
    table = "".join(f"  v{n}: {{number: [1, 2]}}\n" for n in range(3_000))
    assert "3,000 variables" in first(f"{WHOLE}vars:\n{table}")


def test_variables_that_grow() -> None:
    uses = "{a}" * 50_000
    text = (
        f'{WHOLE}intro: {{en: "{uses}", zh: "{uses}"}}\nvars:\n  a: {{choose: ["{"x" * 200}"]}}\n'
    )
    assert "longer than 2,000,000 characters" in first(text)


def test_a_mailbox_that_is_filled_for_ever() -> None:
    dropped = ", ".join(["walkthrough-35"] * 10_000)
    assert first(f"{WHOLE}practice: {{maildrop: [{dropped}]}}\n") == (
        "expected at most 20 in this list"
    )


def test_a_proof_without_end_is_ended() -> None:
    """Eighteen hundred detours that nothing reaches: the proof would look for each of them."""
    detour = (
        '      - {when: {command: MAIL, code: "999", in_order: true}, say: {en: "a", zh: "b"}}\n'
    )
    steps = "".join(
        f'  - say: {{en: "S", zh: "说"}}\n    type: ["ehlo a.example"]\n'
        f"    goal: {{command: EHLO}}\n    astray:\n{detour * 30}"
        for _ in range(60)
    )
    checked = judged(f"{HEAD}steps:\n{steps}", patience=0.5)
    assert [said(fault.reason) for fault in checked.faults] == [
        "the proof takes longer than 0.5 seconds: split the lesson"
    ]


def test_a_message_is_short_whatever_it_quotes() -> None:
    name = "a" * 100_000
    step = STEP.replace("{say", f"{{id: {name}, say")
    checked = judged(f"{HEAD}steps:\n{step}{step}")
    assert checked.faults
    assert all(len(row(fault)) <= 420 for fault in checked.faults)


def test_very_many_costly_patterns() -> None:
    goals = ", ".join(['{text: "a*a*b"}'] * 40)
    told = first(WHOLE.replace("{command: EHLO}", f"{{any: [{goals}]}}"))
    assert told == "40 patterns with two repeats (* + {}); 10 are the most"


def test_the_costliest_pattern_against_the_longest_reply() -> None:
    goals = ", ".join(['{text: "(?i)a?a?a*a*b"}'] * 10)
    lines = "\\n".join(["250-" + "a" * 196] * 3 + ["250 a"])
    text = WHOLE.replace("{command: EHLO}", f"{{any: [{goals}]}}")
    checked = judged(f'{text}practice: {{faults: [{{on: EHLO, reply: "{lines}"}}]}}\n', 1.0)
    assert "do not reach this goal" in said(checked.faults[0].reason)


def test_a_goal_of_very_many_parts() -> None:
    goal = "{all: [" + ", ".join(["{command: MAIL}"] * 50) + "]}"
    wide = "{any: [" + ", ".join([goal] * 50) + "]}"
    lines = ", ".join(['"noop"'] * 200)
    checked = judged(
        WHOLE.replace("{command: EHLO}", wide).replace('["ehlo a.example"]', f"[{lines}]")
    )
    assert "do not reach this goal" in said(checked.faults[0].reason)


SAID = '  - say: {en: "S", zh: "说"}\n'


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "id: y\n" * 15_000,
        f"{HEAD}steps:\n{SAID}" + "    goal: {state: REDAY}\n" * 6_000,
        f"{HEAD}steps:\n{SAID}" + "    <<: *a\n" * 15_000,
        f"{HEAD}steps:\n{STEP}" + f"steps:\n{STEP}" * 1_500,
        f"{WHOLE}intro: [{'*a, ' * 15_000}]\n",
        WHOLE.replace("{command: EHLO}", f"{'{not: ' * 90}{{state: REDAY}}{'}' * 90}"),
        WHOLE.replace("{command: EHLO}", f"{{all: [{'{state: REDAY, x: 1}, ' * 4_000}]}}"),
        f"{WHOLE}practice: {{faults: [{'{on: NOPE, x: 1}, ' * 4_000}]}}\n",
        f"{WHOLE}practice: {{maildrop: [{'{file: x, x: 1}, ' * 4_000}]}}\n",
    ],
    ids=range(9),
)
def test_what_hides_no_other_fault_costs_no_more(text: str) -> None:
    assert judged(text).faults
