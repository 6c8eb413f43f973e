"""A lesson file's faults: all at once, each with its line and column."""

import re
import time

import jsonschema
import pytest

from tests.faults import rows, said
from tutor import course, data
from tutor.data import DataError
from tutor.lesson import Lesson, Place, Post, patterns
from tutor.lesson.reading import course_faults, read, read_tree
from tutor.lesson.schema import LESSON as SCHEMA

GOOD = """\
format: 1
id: small
title: {en: "Small", zh: "小"}
protocol: smtp
steps:
  - id: hello
    say: {en: "Greet.", zh: "问好。"}
    type: ["ehlo me.example"]
    goal: {command: EHLO, class: ok}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(text, "f.yaml")
    return rows(caught.value.faults)


def test_a_small_lesson() -> None:
    lesson = read(GOOD, "f.yaml")
    assert (lesson.id, lesson.protocol, lesson.minutes) == ("small", "smtp", None)
    assert lesson.practice.style == "textbook"
    assert lesson.public == frozenset()
    (step,) = lesson.steps
    assert (step.lines, step.hints, step.task) == (("ehlo me.example",), (), None)
    assert lesson.title.in_language("zh") == "小"
    assert lesson.title.in_language("fr") == "Small"


def test_a_step_without_an_id_is_numbered() -> None:
    (step,) = read(GOOD.replace("- id: hello\n    say", "- say"), "f.yaml").steps
    assert step.id == "step-1"


def test_practice_and_its_public_codes() -> None:
    practice = """practice:
  accounts:
    "a@b.c": {code: "SECRET", public: true, name: "A"}
    "d@e.f": {code: "HIDDEN"}
  maildrop: [one]
  faults: [{on: RCPT, reply: "450 later"}]
"""
    lesson: Lesson = read(GOOD + practice, "f.yaml")
    assert lesson.public == {b"a@b.c", b"SECRET"}
    assert [account.user for account in lesson.practice.accounts] == ["a@b.c", "d@e.f"]
    assert lesson.practice.maildrop == (Post(named="one", place=Place(14, 14)),)
    (fault,) = lesson.practice.faults
    assert (fault.on, fault.reply, fault.always, fault.place) == (
        "RCPT",
        "450 later",
        False,
        (15, 12),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("format: 1", "format: 2", "f.yaml:1:9: expected 1; found 2"),
        ("protocol: smtp\n", "", "f.yaml:1:1: the key `protocol` is missing"),
        ("protocol: smtp", "protocol: imap", "f.yaml:4:11: expected smtp, pop3; found imap"),
        (', zh: "小"', "", "f.yaml:3:8: the key `zh` is missing"),
        ('zh: "问好。"', 'zh: " "', "f.yaml:7:29: expected text that says something"),
        ("    goal:", "    gaol:", "f.yaml:9:5: unknown key `gaol` (did you mean `goal`?)"),
        ("class: ok", "class: fine", "f.yaml:9:34: expected ok, intermediate"),
        ("EHLO", "EHLLO", "f.yaml:9:21: no command has the name `EHLLO` (did you mean `EHLO`?)"),
        ("command: EHLO", "state: REDY", "f.yaml:9:19: no state has the name `REDY` (did you mean"),
        ("{command: EHLO, class: ok}", "{}", "f.yaml:9:11: this goal asks for nothing"),
        ("class: ok", 'text: "("', "f.yaml:9:33: not a regular expression"),
        ("class: ok", 'text: "(a+)+b"', "f.yaml:9:33: a group in this pattern is repeated"),
        ("class: ok", "any: [{not: {state: X}}]", "f.yaml:9:47: no state has the name `X`"),
        ("id: hello", "id: Hello There", "f.yaml:6:9: expected small letters"),
        ('["ehlo me.example"]', "[]", "f.yaml:8:11: expected at least 1"),
        ('["ehlo me.example"]', "[quit: x]", "f.yaml:8:12: expected text"),
    ],
)
def test_a_fault_has_its_place(old: str, new: str, expected: str) -> None:
    found = faults(GOOD.replace(old, new))
    assert any(fault.startswith(expected) for fault in found), found


def test_all_faults_at_once() -> None:
    step = GOOD[GOOD.index("  - id") :].replace("EHLO", "ELHO")
    text = GOOD + step.replace("say:", f'task: {{en: "{"x" * 61}", zh: "{"好" * 31}"}}\n    say:')
    astray = '    astray: [{when: {text: "*"}, say: {en: "No.", zh: "不。"}}]\n'
    found = faults(text + astray)
    assert [fault.split(" ")[0] for fault in found] == [
        "f.yaml:10:9:",
        "f.yaml:11:16:",
        "f.yaml:11:85:",
        "f.yaml:14:21:",
        "f.yaml:15:28:",
    ]
    assert "given twice (first in line 6)" in found[0]
    assert "61 columns; a task has 60 at most" in found[1]
    assert "62 columns" in found[2]


def test_a_course_is_a_list_of_ids() -> None:
    tree = data.read("format: 1\nlessons: [one, two]\n", "c.yaml")
    assert course_faults(tree, "c.yaml") == []
    tree = data.read("format: 1\nlessons: [../one]\n", "c.yaml")
    (found,) = rows(course_faults(tree, "c.yaml"))
    assert found.startswith("c.yaml:2:11: expected small letters")


def test_the_schema_is_one_that_editors_understand() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["required"] == ["format", "id", "title", "protocol", "steps"]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("x" * 121, "longer than"),
        ("(a|a)*b", "repeated"),
        ("(?:a){2}", "repeated"),
        ("a*a*a*b", "more than 2 repeats"),
        ("a?a?a?b", "more than 2 optional"),
        ("(?=a)b", "plain groups"),
        ("(?P<x>a)", "plain groups"),
        ("[[a]", "not a regular expression"),
        ("a{99999999999}", "not a regular expression"),
        ("\\", "not a regular expression"),
    ],
)
def test_a_pattern_that_could_run_away_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(patterns.PatternError) as caught:
        patterns.compiled(pattern)
    assert why in said(caught.value.reason)


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "[a", "*a", "a**", "a{3,1}", "a\\", r"\q", "[z-a]"]
)
def test_what_python_finds_in_a_pattern_is_said_in_its_words_and_in_chinese(pattern: str) -> None:
    with pytest.raises(re.error) as theirs:
        re.compile(pattern)
    with pytest.raises(patterns.PatternError) as ours:
        patterns.compiled(pattern)
    assert said(ours.value.reason) == f"not a regular expression: {theirs.value}"
    chinese = said(ours.value.reason, "zh")
    assert not re.search(r"[a-z]{3}", chinese), chinese


def test_what_is_not_known_of_python_is_quoted() -> None:
    with pytest.raises(patterns.PatternError) as caught:
        patterns.compiled("a{99999999999}")
    assert said(caught.value.reason, "zh") == (
        "这不是正则表达式：Python 说“the repetition number is too large”"
    )


@pytest.mark.parametrize(
    "pattern", ["queued", r"^250[- ]\d+", "(?i)mail ok", r"\(x\)+", "[*+?]", "(ab)?"]
)
def test_an_ordinary_pattern_is_taken(pattern: str) -> None:
    assert patterns.compiled(pattern).pattern == re.compile(pattern).pattern


def test_the_worst_pattern_on_the_worst_reply_ends_soon() -> None:
    pattern = patterns.compiled(".*.*x?x?y")
    began = time.perf_counter()
    assert not patterns.found(pattern, ("x" * 5000,) * 20)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("entry", course.load().entries, ids=lambda entry: entry.id)
def test_a_lesson_that_was_judged_before_is_the_same_lesson(entry: course.Entry) -> None:
    tree = data.read(entry.path.read_text(encoding="utf-8"), entry.path.name)
    assert read_tree(tree, "x", judged=True) == read_tree(tree, "x")


def test_only_what_was_judged_before_keeps_its_faults() -> None:
    source = course.load().entries[0].path.read_text(encoding="utf-8")
    tree = data.read(f"{source}\nunheard_of: 1\n", "x")
    with pytest.raises(DataError, match="unheard_of"):
        read_tree(tree, "x")
    assert read_tree(tree, "x", judged=True)
