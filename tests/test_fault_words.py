"""Every reason for a fault that can arise ends in words, in both languages; none waits in vain.

Reasons are made by `because("the.key", place=...)` with the key written out, so that the source
tells all of them: its keys, and what fills the places of each.
"""

import ast
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests import faults
from tutor import blaming, course, data, words
from tutor.data import DataError, problems, reader
from tutor.lesson.schema import COURSE, LESSON
from tutor.words import LANGUAGES, Words

PACKAGE = Path(words.__file__).parent
SOURCES = ("data", "lesson", "staging", "practice")
"""Whose words are said of faults and of nothing else."""
BY_THEMSELVES = {"data.more", "data.comma", "lesson.course.other", "lesson.course.text"}
"""What `blaming` and `course` say beside the reasons."""


class Made(NamedTuple):
    """A reason in the source: its key, what fills its places, and where that is."""

    key: str
    places: frozenset[str]
    where: str


def made() -> Iterator[Made]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert name != "Reason" or path.parent.name == "data", f"{path}: not by `because`"
            if name == "because":
                where = f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
                (first,) = node.args
                assert isinstance(first, ast.Constant), f"{where}: the key is not written out"
                assert all(each.arg for each in node.keywords), f"{where}: the places are not"
                places = frozenset(str(each.arg) for each in node.keywords)
                yield Made(str(first.value), places, where)


def described(part: object) -> Iterator[str]:
    """The keys of the patterns that a schema names for people."""
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            yield part["description"]
        for value in part.values():
            yield from described(value)
    elif isinstance(part, list):
        for value in part:
            yield from described(value)


MADE = list(made())
PATTERNS = set(described(dict(LESSON))) | set(described(dict(COURSE)))


def test_the_source_is_read() -> None:
    assert len({each.key for each in MADE}) > 100
    assert len(PATTERNS) >= 7
    assert {each.where.split("/")[0] for each in MADE} >= {*SOURCES, "authoring", "shell"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_ends_in_words(language: str) -> None:
    spoken = Words(language)
    for each in MADE:
        found = spoken.look(None, each.key)
        assert found is not None, each
        assert set(re.findall(r"\{(\w+)\}", found.text)) == each.places, each
    for key in PATTERNS | BY_THEMSELVES:
        assert spoken.look(None, key), key


@pytest.mark.parametrize("source", SOURCES)
def test_no_sentence_waits_in_vain(source: str) -> None:
    reached = {each.key for each in MADE} | PATTERNS | BY_THEMSELVES
    reached |= {f"data.os.{name}" for name in errno.errorcode.values()}
    assert [key for key in Words("en").keys(source) if key not in reached] == []


@pytest.mark.parametrize("source", SOURCES)
def test_sentences_are_short_and_chinese_has_its_own_points(source: str) -> None:
    english, chinese = Words("en"), Words("zh")
    for key in english.keys(source):
        one, other = english.say(None, key), chinese.say(None, key)
        assert len(one) <= 170, key
        assert len(other) <= 80, key
        assert not re.search("[\u3001-\u9fff\uff00-\uffef]", one), key
        listed = other.replace("编号, 名字, 授权码", "").replace("键: 值", "")
        assert not re.search("[\u4e00-\u9fff][,;:?!()]", listed), key


UNREAD = [
    *("- Subject: hi: there", "a: @b", r'a: "\d"', "a: [", "a: {b: c", "a: [b c", "a: 'b"),
    *("a: b\n- c", "- a\nb: c", "a:\n  b: c\n d: e", "%x\n", r'"\x1"', "a: |x\n b", "a: - b"),
    *("a: [b]]", "{a: b}}", "&", "*", "a: !<x", "\tb", "a: >99\n b", "a: [b\n c:d: e", "[a]\nb"),
    *("a\nb: c", "{a: b, c d: e: f}", "[a: b: c]", r'"\ud800"', "&a b: [", "!a!b c", '"a" b'),
]
"""Texts that YAML does not read."""


@pytest.mark.parametrize("text", UNREAD)
def test_what_yaml_says_is_said_in_its_words_and_in_chinese(text: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as theirs:
        list(reader.events(text))
    problem = str(theirs.value.problem or theirs.value.context)
    with pytest.raises(DataError) as caught:
        data.read(text, "a")
    english, chinese = (faults.rows(caught.value.faults, each)[-1] for each in LANGUAGES)
    assert problem in english or "a tab: " in english
    ours = re.sub("解析器原话：[^）]*|Unicode", "", chinese.partition(": ")[2])
    assert re.search("[\u4e00-\u9fff]", ours)
    assert not re.search("[a-z]{3}", ours), chinese


def test_each_known_problem_begins_as_the_library_says_it() -> None:
    for problem, reason in problems.KNOWN.items():
        assert re.fullmatch(rf"{re.escape(problem)}(: .+)?", faults.said(reason))


@pytest.mark.skipif(os.name == "nt", reason="Windows says it in other words")
def test_what_the_system_says_is_said_in_its_words_and_in_chinese() -> None:
    codes = errno.errorcode
    known = [code for code, name in codes.items() if Words("en").look(None, f"data.os.{name}")]
    assert len(known) >= 10
    for code in known:
        error = OSError(code, os.strerror(code), "x")
        assert blaming.trouble(faults.SPOKEN["en"], error) == error.strerror
        assert not re.search("[a-z]", blaming.trouble(faults.SPOKEN["zh"], error))
    other = OSError(errno.EXDEV, os.strerror(errno.EXDEV), "x")
    assert blaming.trouble(faults.SPOKEN["zh"], other) == other.strerror
    assert blaming.trouble(faults.SPOKEN["zh"], OSError()) == "OSError"


def test_a_file_that_cannot_be_had_is_told_in_the_language_of_the_learner(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes("题".encode("gbk"))
    with pytest.raises(course.CourseError) as caught:
        course.find(str(path))
    assert course.said(caught.value, faults.SPOKEN["zh"]) == [f"{path}：这不是 UTF-8 编码的文本"]
    assert course.said(caught.value, faults.SPOKEN["en"]) == [f"{path}: this is not text in UTF-8"]
