"""Everything that is listed answers, in both languages, with where it is written and an example."""

import functools
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import words as words_module
from tutor.explain import Reference, explain, listing
from tutor.explain.catalogue import Catalogue, example_of, fold, names_of
from tutor.page import Line
from tutor.protocols import PROTOCOLS
from tutor.render import plain
from tutor.words import LANGUAGES, Words

WORDS = {language: Words(language) for language in LANGUAGES}
CATALOGUE = Catalogue(WORDS["en"], None)
GLOSSARY = json.loads((Path(__file__).parent / "glossary.json").read_text("utf-8"))
PROMISED = """verb reply enhanced extension parameter capability response state sasl violation class
    term header cause""".split()
ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]")
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@functools.cache
def reference(language: str, protocol: str | None = None) -> Reference:
    return Reference(WORDS[language], protocol)


def told(text: str, language: str = "en") -> list[Line]:
    """What is said about a text that is known."""
    found = reference(language).explain(text)
    assert found.found, text
    return found.lines


def shown(lines: list[Line]) -> str:
    return plain.text(lines)


# -- all there is --------------------------------------------------------------------------------


@both_languages
def test_every_entry_says_where_it_is_written(language: str) -> None:
    for entry in reference(language).catalogue.entries:
        lines = told(entry.name, language)
        assert any(line.ref for line in lines), entry


@both_languages
def test_every_entry_shows_an_example_where_one_is_promised(language: str) -> None:
    label = WORDS[language].say("explain", "explain.label.example")
    for entry in reference(language).catalogue.entries:
        if entry.kind in PROMISED:
            rows = [line for line in told(entry.name, language) if line.spans[0].text[:-2] == label]
            assert rows, entry
            assert all(line.spans[1].text.strip() for line in rows)


def test_an_example_shows_what_it_is_an_example_of() -> None:
    for entry in CATALOGUE.entries:
        example = example_of(WORDS["en"], entry) or ""
        if entry.kind == "reply" and entry.name.isdigit():
            assert example.startswith(f"{entry.name} ")
        elif entry.kind == "enhanced" and entry.name.startswith("X.") and entry.name[-1] != "X":
            assert re.match(rf"[245]\d\d [245]{re.escape(entry.name[1:])} ", example), entry
        elif entry.kind in ("extension", "parameter", "capability", "sasl"):
            assert entry.name.isascii()
            if entry.name not in ("?", "hostname", "private"):
                assert entry.name.upper() in example.upper(), entry
        elif entry.kind == "header" and entry.name not in ("?", "X-*"):
            assert example.casefold().startswith(entry.key.partition(".")[2]), entry
            assert ":" in example


def test_the_examples_of_replies_are_lines_that_a_server_may_say() -> None:
    grammar = PROTOCOLS["smtp"].grammar
    for entry in CATALOGUE.entries:
        if entry.kind == "enhanced":
            line = (example_of(WORDS["en"], entry) or "").encode()
            status = grammar.status(line, None, first=True)
            assert not status.violations, line
            code, _ = grammar.codes(status, None)
            assert code is not None
            assert code[0] == line[:1].decode(), line


def test_the_words_of_the_reference_are_of_use() -> None:
    """No name and no example stands there for something that there is not."""
    places = {entry.place for entry in CATALOGUE.entries}
    terms = {entry.key for entry in CATALOGUE.entries if entry.kind == "term"}
    sources = {"cause": "causes", "server": "families", "header": "message"}
    for key in WORDS["en"].keys("explain"):
        family, _, place = key.partition(".")
        source = sources.get(place.partition(".")[0])
        if family in ("names", "example") and (source is None or WORDS["en"].keys(source)):
            assert place in places, key
        elif family == "term":
            assert ".".join(key.split(".")[:2]) in terms
            assert key.count(".") == 1 or key.endswith((".names", ".example"))


@both_languages
def test_every_term_has_a_name_in_each_language_and_keeps_to_its_length(language: str) -> None:
    words = WORDS[language]
    terms = [entry for entry in CATALOGUE.entries if entry.kind == "term"]
    assert len(terms) >= 110
    for entry in terms:
        english, chinese, *_ = names_of(words, entry)
        assert english.isascii()
        assert not chinese.isascii()
        text = words.say(None, entry.key)
        assert len(text) <= (170 if language == "en" else 80), entry.key
        assert not re.search(r"\b(wrong|simply|just|mistake)\b", text)


@pytest.mark.parametrize("names", GLOSSARY, ids=lambda names: names[0])
def test_every_name_of_the_glossary_is_known(names: list[str]) -> None:
    for name in names:
        assert CATALOGUE.knows(name), name
        for language in LANGUAGES:
            told(name, language)


@pytest.mark.parametrize(
    ("alias", "heading"),
    [
        ("特许阶段", "POP3 state  AUTHORIZATION"),
        ("确认状态", "POP3 state  AUTHORIZATION"),
        ("操作状态", "POP3 state  TRANSACTION"),
        ("UPDATE state", "POP3 state  UPDATE"),
        ("退信地址", "term  envelope sender"),
        ("banner", "SMTP command  GREETING"),
        ("结束点", "SMTP command  ."),
        ("Reset", "POP3 command  RSET"),
        ("临时失败", "SMTP reply  4yz"),
        ("登陆", "term  log in"),
        ("帐号", "term  user name"),
        ("MX", "term  MX record"),
        ("Open  Relay", "term  open relay"),
        ("open_relay", "term  open relay"),
        ("ＭＩＭＥ", "term  MIME"),
        ("auth code", "term  authorization code"),
        ("mail transaction", "term  mail transaction"),
        ("received", "header field  Received"),
        ("Received: from a by b", "header field  Received"),
        ("Subject：你好", "header field  Subject"),
        ("X-Spam-Whatever: 1", "header field  X-Spam-*"),
        ("x-own", "header field  X-*"),
        ("网易", "family of servers  netease-163"),
        ("coremail", "SMTP EHLO keyword  coremail"),
        ("fullwidth-colon", "slip of the hand  fullwidth-colon"),
    ],
)
def test_names_lead_to_their_entry(alias: str, heading: str) -> None:
    assert f"{heading}\n" in shown(told(alias)).replace("   [", "\n")


def test_a_name_of_several_words_is_no_command_line() -> None:
    for text in ("user name", "mail transaction", "auth code", "reply code"):
        assert "command" not in shown(told(text)).partition("\n")[0]
        assert "****" not in shown(told(text))


# -- what other files tell -----------------------------------------------------------------------


def test_a_cause_says_what_it_means_and_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "tutor"
    package = Path(words_module.__file__).parent
    shutil.copytree(package, home, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.json"))
    causes = home / "causes" / "words.yaml"
    causes.parent.mkdir(exist_ok=True)
    causes.write_text(
        "cause.greylisted: { ref: RFC 6647 2, en: It waits., zh: 它在等。 }\n"
        "cause.greylisted.pop3: { en: It waits here too., zh: 这里也等。 }\n"
        "advice.greylisted: { ref: RFC 6647 2, en: Come back., zh: 再来。 }\n"
        "advice.greylisted.qq: { en: Come back soon., zh: 快来。 }\n",
        "utf-8",
    )
    words = Words("en", home)
    for name in ("greylisted", "Greylisted", "灰名单暂拒"):
        lines = shown(explain(name, words).lines)
        assert "cause of a refusal  greylisted" in lines
        assert "It waits." in lines
        assert "pop3  It waits here too." in lines
        assert "what to do  Come back." in lines
        assert "what to do (qq)  Come back soon." in lines
    causes.unlink()
    assert not any(e.kind == "cause" for e in Catalogue(Words("en", home), None).entries)


# -- the list ------------------------------------------------------------------------------------


@both_languages
@pytest.mark.parametrize("protocol", [None, *PROTOCOLS])
def test_the_list_names_every_entry_in_columns(protocol: str | None, language: str) -> None:
    lines = listing(WORDS[language], protocol)
    names = {span.text for line in lines if line.indent for span in line.spans if span.text.strip()}
    entries = reference(language, protocol).catalogue.entries
    assert {entry.name for entry in entries} <= names
    for name in names:
        assert reference(language, protocol).explain(name).found, name
    for line in lines:
        text = "".join(span.text for span in line.spans).rstrip()
        wide = sum(1 if char.isascii() else 2 for char in text)
        assert line.indent + wide <= 80, text
    assert len(lines) < len(entries) / 1.4  # shorter than one name a line


@both_languages
def test_the_list_gives_terms_their_names_in_both_languages(language: str) -> None:
    text = shown(listing(WORDS[language]))
    for name in ("envelope", "信封", "dot-stuffing", "点填充", "认证状态", "AUTHORIZATION"):
        assert name in text


# -- whatever is asked ---------------------------------------------------------------------------


names_and_noise = st.one_of(
    st.sampled_from(sorted(CATALOGUE.spelled.values())),
    st.text(max_size=30),
    st.text("\x00\x1b\x7f\u202e[]{}:-=*. \t\r\n：", max_size=8),
)


@given(st.lists(names_and_noise, max_size=4).map("".join), st.sampled_from(LANGUAGES))
def test_no_text_raises_and_none_acts_on_a_terminal(text: str, language: str) -> None:
    found = reference(language).explain(text)
    assert found.lines
    assert not ACTIVE.search(shown(found.lines))


@given(st.sampled_from(sorted(CATALOGUE.spelled.values())))
def test_a_name_is_known_however_it_is_written(name: str) -> None:
    for form in (name.upper(), name.lower(), f"  {name} ", f'"{name}"'):
        assert reference("en").explain(form).found, form
    assert fold(fold(name)) == fold(name)


@both_languages
@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("greeting (banner)", "SMTP command  GREETING"),
        ("login / log in", "term  log in"),
        ("行结束符 （回车换行）", "term  CRLF"),
        ("client-specific password (Tencent corporate mail)", "term  client-specific password"),
    ],
)
def test_names_written_together_are_each_looked_up(text: str, heading: str, language: str) -> None:
    english = shown(told(text))
    assert heading in english
    assert "****" not in english
    assert told(text, language)
