"""Keys to sentences, with small words files and with the real ones."""

import re
from pathlib import Path

import pytest

from tutor import data, words
from tutor.words import LANGUAGES, SHARED, Sentence, Words, fill

FILES = {
    "words.yaml": "ui.bye: {en: Bye., zh: 再见。}\nverb.QUIT: {en: leave, zh: 离开}\n",
    "protocols/words.yaml": """
        violation.bare-lf: {ref: RFC 5321 2.3.8, en: "LF alone", zh: "只有 LF"}
        reply.5: {en: refused, zh: 被拒绝}
        """,
    "protocols/smtp/words.yaml": """
        verb.MAIL: {ref: RFC 5321 4.1.1.2, en: "from {sender}", zh: "发件人 {sender}"}
        reply.RCPT.550: {text: "550 {what}"}
        """,
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (["verb.MAIL"], Sentence("smtp.verb.MAIL", "from {sender}", "RFC 5321 4.1.1.2")),
        (["violation.bare-lf"], Sentence("wire.violation.bare-lf", "LF alone", "RFC 5321 2.3.8")),
        (["ui.bye"], Sentence("ui.bye", "Bye.", None)),
        (["reply.RCPT.550", "reply.5"], Sentence("smtp.reply.RCPT.550", "550 {what}", None)),
        (["reply.RCPT.551", "reply.5"], Sentence("wire.reply.5", "refused", None)),
        # the more exact key wins over the nearer file
        (["reply.5", "verb.MAIL"], Sentence("wire.reply.5", "refused", None)),
        (["nothing"], None),
        ([], None),
    ],
)
def test_look(home: Path, keys: list[str], sentence: Sentence | None) -> None:
    assert Words("en", home).look("smtp", *keys) == sentence


def test_a_protocol_without_words_and_no_protocol(home: Path) -> None:
    spoken = Words("en", home)
    assert spoken.look("imap", "verb.MAIL") is None
    assert spoken.look("imap", "reply.5") == spoken.look(None, "reply.5")


def test_say(home: Path) -> None:
    spoken = Words("en", home)
    assert spoken.say("smtp", "verb.MAIL", sender="a@b") == "from a@b"
    assert spoken.say("smtp", "verb.MAIL") == "from {sender}"
    assert spoken.say("smtp", "verb.MAIL", protocol=1, keys=2, self=3) == "from {sender}"
    assert spoken.say(None, "ui.none", "ui.also-none") == "ui.none"
    assert spoken.say(None) == ""


def test_switch(home: Path) -> None:
    spoken = Words("zh", home)
    assert spoken.say("smtp", "verb.MAIL", sender="a") == "发件人 a"
    assert spoken.say("smtp", "reply.RCPT.550", what="x") == "550 x"
    spoken.switch("en")
    assert (spoken.language, spoken.say(None, "ui.bye")) == ("en", "Bye.")
    with pytest.raises(ValueError, match="'de'"):
        spoken.switch("de")


def test_keys(home: Path) -> None:
    spoken = Words("en", home)
    assert spoken.keys("smtp") == ("verb.MAIL", "reply.RCPT.550")
    assert spoken.keys(SHARED) == ("violation.bare-lf", "reply.5")
    assert spoken.keys(None) == ("ui.bye", "verb.QUIT")
    assert spoken.keys("imap") == ()


def test_a_file_is_read_when_needed_and_once(home: Path) -> None:
    spoken = Words("en", home)
    assert spoken.say("smtp", "verb.MAIL", sender="a") == "from a"
    for name in FILES:
        (home / name).unlink()
    assert spoken.say("smtp", "verb.MAIL", sender="b") == "from b"
    assert spoken.keys(None) == ()  # not needed so far


def test_a_broken_file_says_where(home: Path) -> None:
    (home / "words.yaml").write_text("a: b", encoding="utf-8")
    with pytest.raises(data.DataError, match=r"^words.yaml:1:4: data.words.entry\(key=a\)$"):
        Words("en", home).keys(None)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{a} and {a}", "{b} and {b}"),  # what an argument says is not looked into
        ("{a.__class__} {a!r} {a:>9} {0} {}", "{a.__class__} {a!r} {a:>9} {0} {}"),
        ("{{a}} {c} {", "{{b}} {c} {"),
        ("{n}", "3"),
    ],
)
def test_fill(text: str, filled: str) -> None:
    assert fill(text, {"a": "{b}", "b": "no", "n": 3}) == filled


ENTRY = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {
                "type": "object",
                "properties": {key: {"type": "string"} for key in ("ref", *LANGUAGES)},
                "required": LANGUAGES,
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {key: {"type": "string"} for key in ("ref", "text")},
                "required": ["text"],
                "additionalProperties": False,
            },
        ]
    },
}
PACKAGE = Path(words.__file__).parent
REAL = sorted(PACKAGE.rglob("words.yaml"))


@pytest.mark.parametrize("path", REAL, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_real_words_stand_in_both_languages_with_the_same_places(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert data.check(data.read(text, str(path)), ENTRY, str(path)) == []
    for key, entry in data.words(text, str(path)).items():
        places = {
            # What is written otherwise in Chinese, such as a length of time, is named so.
            tuple(sorted(set(re.findall(r"\{(\w+?)(?:_zh)?\}", entry.get(name, "")))))
            for name in LANGUAGES
        }
        assert len(places) == 1, key


def test_the_real_files_are_found() -> None:
    spoken = Words("zh")
    sentence = spoken.look("smtp", "violation.bare-lf")
    assert sentence is not None
    assert sentence.key == "wire.violation.bare-lf"
