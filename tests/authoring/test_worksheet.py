"""`wiretutor lessons export`: a lesson on paper, and its key."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.outside import Program
from tutor import staging
from tutor.authoring import worksheet_html
from tutor.authoring.worksheet import worksheet
from tutor.core.visible import visible
from tutor.lesson import Choosing, Lesson, Localized, Question, Serve, Task
from tutor.lesson.reading import read
from tutor.words import Words

LESSONS = Path(__file__).parents[2] / "lessons"
GOOD = Path(__file__).parents[1] / "lesson" / "good"
FILES = sorted(
    path
    for folder in (LESSONS, GOOD)
    for path in folder.glob("*.yaml")
    if path.name != "course.yaml"
)
EMPTY = {"meta", "br"}
SHORT = 8
"""Characters below which a text may stand anywhere by chance."""


def lesson(path: Path) -> Lesson:
    return staging.furnished(read(path.read_text("utf-8"), path.name), path.parent)


class Page(HTMLParser):
    """A page as a strict reader sees it: every element is closed, nothing is loaded."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.language = ""
        self.policy = ""
        self.style = ""
        self.text = ""
        self.pre: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        assert not set(told) & {"src", "href", "style", "onclick", "onload", "srcset"}
        self.tags.append(tag)
        if tag == "html":
            self.language = told.get("lang") or ""
        if told.get("http-equiv") == "Content-Security-Policy":
            self.policy = told.get("content") or ""
        if tag == "pre":
            self.pre.append("")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
            return
        self.text += data
        if "pre" in self.open:
            self.pre[-1] += data


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sheet_has_all_that_is_to_be_done_and_no_solution(path: Path, language: str) -> None:
    found, words = lesson(path), Words(language)
    sheet, key = (Page(worksheet(found, words, key=each)) for each in (False, True))
    given_away = {"", *_told(found, language)}
    for step in found.steps:
        for page in (sheet, key):
            assert _bare(step.say.in_language(language)) in _bare(page.text)
        if isinstance(step, Question):
            _question(step, sheet, key, language)
            continue
        for line in step.lines:
            assert any(visible(line) in pre for pre in key.pre), line
            said = any(visible(line) in told for told in given_away)
            assert said or len(line) < SHORT or visible(line) not in sheet.text, line
        for hint in step.hints:
            assert _bare(hint.in_language(language)) in _bare(key.text)
    for page in (sheet, key):
        assert page.language == {"en": "en", "zh": "zh-Hans"}[language]
        assert page.tags.count("h1") == 1
        assert page.tags.count("h2") >= len(found.steps)
        assert not {"script", "link", "img", "iframe", "a"} & set(page.tags)


def _told(found: Lesson, language: str) -> list[str]:
    """What the lesson's own texts say of its solution."""
    texts: list[Localized | None] = [found.intro, found.title]
    for step in found.steps:
        texts += [step.say, step.task]
        if isinstance(step, Question) and isinstance(step.asks, Choosing):
            texts += [choice.text for choice in step.asks.choices]
    shown = [each.text for step in found.steps for each in step.shows]
    shown += [line for step in found.steps if isinstance(step, Serve) for line in step.client]
    if found.again is not None:
        texts += [found.again.say, found.again.task]
    return shown + [each.in_language(language) for each in texts if each is not None]


def _question(step: Question, sheet: Page, key: Page, language: str) -> None:
    if not isinstance(step.asks, Choosing):
        why = _bare(step.asks.why.in_language(language))
        assert len(why) < SHORT or why not in _bare(sheet.text)
        assert why in _bare(key.text)
        return
    for choice in step.asks.choices:
        why = _bare(choice.why.in_language(language))
        assert _bare(choice.text.in_language(language)) in _bare(sheet.text)
        assert len(why) < SHORT or why not in _bare(sheet.text)
        assert why in _bare(key.text)


def _bare(text: str) -> str:
    """Text without what a page's layout makes of it."""
    return re.sub(r"[\s`]|^- ", "", text, flags=re.MULTILINE)


def test_the_key_has_the_replies_of_the_practice_server() -> None:
    found = lesson(LESSONS / "pop3-by-hand.yaml")
    key = Page(worksheet(found, Words("en"), key=True))
    assert any("+OK 35 11563487" in pre for pre in key.pre)
    assert sum("(the line is closed)" in pre for pre in key.pre) >= 3
    assert "29 more lines" in key.text
    sheet = Page(worksheet(found, Words("en")))
    assert "11563487" not in sheet.text
    assert sheet.pre == []


def test_what_was_predicted_is_ticked_in_the_key_alone() -> None:
    found = lesson(GOOD / "whole.yaml")
    asked = [step for step in found.steps if isinstance(step, Task) and step.predict is not None]
    assert asked
    sheet, key = (worksheet(found, Words("en"), key=each) for each in (False, True))
    assert "\N{CHECK MARK}" not in Page(sheet).text
    choosing = [s for s in found.steps if isinstance(s, Question) and isinstance(s.asks, Choosing)]
    assert Page(key).text.count("\N{CHECK MARK}") == len(asked) + len(choosing)


@pytest.mark.parametrize("key", [False, True])
def test_the_page_allows_its_style_and_nothing_else(key: bool) -> None:
    page = Page(worksheet(lesson(LESSONS / "smtp-by-hand.yaml"), Words("en"), key=key))
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert page.policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "url(" not in page.style
    assert "@import" not in page.style
    assert "@page { size: A4" in page.style


HOSTILE = '</pre></style><script>alert(1)</script><img src=x onerror=1>"\x1b[2J\u202e&lt;'


def test_hostile_texts_stay_text() -> None:
    hostile = Localized(f"`{HOSTILE}`\n\n- {HOSTILE}", HOSTILE)
    found = lesson(GOOD / "whole.yaml")
    steps = tuple(
        step._replace(say=hostile, hints=(hostile,), notes=hostile, **_more(step, hostile))
        for step in found.steps
    )
    made = found._replace(title=hostile, intro=hostile, closing=hostile, steps=steps)
    for key in (False, True):
        source = worksheet(made, Words("en"), key=key)
        page = Page(source)
        assert "script" not in page.tags
        assert "img" not in page.tags
        assert visible(HOSTILE) in page.text
        assert "\x1b" not in source
        assert "\u202e" not in source


def _more(step: object, hostile: Localized) -> dict[str, Any]:
    if isinstance(step, Question):
        return {}
    return {"task": hostile, "why": hostile, "aside": hostile}


@given(st.text())
def test_any_text_is_prose(text: str) -> None:
    page = Page(worksheet_html.prose(text) + worksheet_html.pre([worksheet_html.row("->", text)]))
    assert set(page.tags) <= {"p", "ul", "li", "code", "pre", "i"}


# -- the command ---------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_to_the_output_and_to_a_file(program: Program) -> None:
    done = program("lessons", "export", "smtp-by-hand", "--to", "html")
    assert (done.code, done.err) == (0, b"")
    assert Page(done.out.decode()).language == "en"
    assert program("lessons", "export", "smtp-by-hand", "-o", "-").out == done.out
    out = program.home / "sheet.html"
    assert program("lessons", "export", "smtp-by-hand", "-o", out).code == 0
    assert out.read_bytes() == done.out
    key = program("lessons", "export", "smtp-by-hand", "--key", "--lang", "zh", "-o", out)
    assert key.code == 2
    assert out.read_bytes() == done.out
    again = ("lessons", "export", "smtp-by-hand", "--key", "--lang", "zh", "-o", out, "--force")
    assert program(*again).code == 0
    assert Page(out.read_text("utf-8")).language == "zh-Hans"
    assert [path.name for path in program.home.glob("*sheet*")] == ["sheet.html"]


@pytest.mark.parametrize("name", ["no-such-lesson", ".", "bad.yaml", "unplayed.yaml"])
def test_what_is_no_lesson_is_told(program: Program, name: str) -> None:
    (program.home / "bad.yaml").write_text("format: 1\n", "utf-8")
    source = (GOOD / "server.yaml").read_text("utf-8")
    unplayed = source.replace("protocol: smtp\n", "protocol: smtp\npractice: {style: none}\n", 1)
    (program.home / "unplayed.yaml").write_text(unplayed, "utf-8")
    done = program("lessons", "export", name, "-o", "sheet.html")
    assert (done.code, done.out) == (2, b"")
    assert done.err
    assert not (program.home / "sheet.html").exists()
