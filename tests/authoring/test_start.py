"""`lessons new`: a start that is a lesson already, named after its file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import data
from tutor.authoring import start
from tutor.authoring.check import check
from tutor.lesson.reading import read
from tutor.words import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_start_passes_its_own_check(language: str, tmp_path: Path) -> None:
    name = start.named(Path("second-smtp-talk.yaml"))
    assert name == start.Named("second-smtp-talk", "Second SMTP talk")
    text = start.text(name, language)
    assert check(text.encode(), "second-smtp-talk.yaml", tmp_path).faults == []
    lesson = read(text, "x")
    assert (lesson.id, lesson.title.en) == ("second-smtp-talk", "Second SMTP talk")
    assert "@" not in text.replace("@practice.example", "")
    assert max(map(len, text.splitlines())) <= 100
    assert text.startswith("# yaml-language-server: $schema=lesson.schema.json\n")


def test_the_comments_alone_differ_between_the_languages() -> None:
    english, chinese = (start.text(start.Named("a", "A"), each) for each in ("en", "zh"))
    assert data.plain(data.read(english, "x")) == data.plain(data.read(chinese, "x"))
    comments = [line.partition("#")[2] for line in chinese.splitlines()[1:] if "#" in line]
    assert len(comments) > 10
    assert all(any("\u4e00" <= char <= "\u9fff" for char in each) for each in comments)


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("My Lesson (1).yaml", "my-lesson-1.yaml"),
        ("first_words.yaml", "first-words.yaml"),
        ("first", "first.yaml"),
        ("v1.2", "v1-2.yaml"),
        ("UPPER.YAML", "upper.yaml"),
        ("课程.yaml", "my-lesson.yaml"),
        ("-a-.yaml", "a.yaml"),
        ("a--b.yml", "a-b.yaml"),
        (".yaml", "yaml.yaml"),
        ("a\n.yaml", "a.yaml"),
        ("lesson.json", "lesson-json.yaml"),
    ],
)
def test_a_name_that_cannot_be_an_id_brings_one_that_can(name: str, better: str) -> None:
    assert start.named(Path(name)) is None
    assert start.better(Path("folder", name)) == Path("folder", better)


@given(st.text(alphabet=st.characters(exclude_characters="/\0"), min_size=1, max_size=300))
def test_what_is_suggested_can_be_an_id(name: str) -> None:
    path = Path("x", name)
    assert start.named(start.better(path if path.name else Path("x", "y"))) is not None
