"""The strict YAML reader and the schema checker."""

import random
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.faults import row, rows
from tutor import data
from tutor.data import DataError, Fault, Mapping, Scalar, Sequence, reader, ready


def faults(text: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        data.read(text, "a.yaml")
    assert str(caught.value).startswith(str(caught.value.faults[0]))
    return rows(caught.value.faults)


def outcome(text: str) -> tuple[Any, list[Fault]]:
    """What was read, or None and why."""
    try:
        return data.plain(data.read(text, "a")), []
    except DataError as error:
        return None, error.faults


def checked(text: str, schema: dict[str, Any]) -> list[str]:
    return rows(data.check(data.read(text, "a.yaml"), schema, "a.yaml"))


# --- reading ---


def test_a_tree_knows_where_everything_stands() -> None:
    root = data.read('a: 1\nb:\n  - "x"\n  - |\n    y\n', "a.yaml")
    items = Sequence([Scalar("x", 3, 5, True), Scalar("y\n", 4, 5, True)], 3, 3)
    expected = {"a": Scalar("1", 1, 4, False), "b": items}
    assert root == Mapping(expected, 1, 1, {"a": (1, 1), "b": (2, 1)})


@pytest.mark.parametrize("word", ["NO", "0354", "12:30", "2.1", "~", "null", "2026-01-01", "0x10"])
def test_every_plain_scalar_is_the_text_that_was_typed(word: str) -> None:
    assert data.plain(data.read(f"{word}: [{word}]", "a")) == {word: [word]}


def test_a_byte_order_mark_a_carriage_return_and_an_empty_value_are_fine() -> None:
    assert data.plain(data.read("\ufeffa: 你好\r\nb:\r\n", "a")) == {"a": "你好", "b": ""}


def test_columns_count_characters() -> None:
    node = data.read("\ufeff你好😀é: b", "a")
    assert isinstance(node, Mapping)
    assert node.items["你好😀é"].column == 7


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1: the file is empty"),
        ("# nothing\n", "1:1: the file is empty"),
        ("a: 1\nb: 2\na: 3", "3:1: the key `a` is given twice (first in line 1)"),
        ("a: &x 1", "1:4: an anchor (&x): leave it out, or quote the text"),
        ("a: *x", "1:4: an alias (*x): write it out, or quote the text"),
        ("a: !!str 1", "1:4: a tag (tag:yaml.org,2002:str): leave it out, or quote the text"),
        ("a: !x [1]", "1:4: a tag (!x): leave it out, or quote the text"),
        ("<<: {a: b}", "1:1: a merge key (<<): write the entries out"),
        ("? [a]\n: b", "1:3: a key is one piece of text, not a list or a mapping"),
        ("a: 1\n---\nb: 2", "2:1: a second document begins: one file is one document"),
        ("a:\n\tb: c", "2:1: a tab: YAML is indented with spaces only"),
        ("a: b\n\tc: d", "2:1: a tab: YAML is indented with spaces only"),
        ("你: b\x00c\n\x1bd", "1:5: the control character U+0000 cannot stand in a file"),
        ("a: \ud800", "1:4: the control character U+D800 cannot stand in a file"),
    ],
)
def test_what_is_refused(text: str, fault: str) -> None:
    assert faults(text)[0] == f"a.yaml:{fault}"


def test_a_tree_that_can_be_read_goes_with_its_faults() -> None:
    tree, found = data.survey("a: &x 1\nb: [*x, 2]\na: 3\nc: !t\n<<: *x\n? [k]\n: v\n", "a.yaml")
    assert [fault.line for fault in found] == [1, 2, 3, 4, 5, 5, 6]
    assert isinstance(tree, Mapping)
    assert data.plain(tree) == {"a": "1", "b": ["", "2"], "c": ""}
    holes = [(node.line, node.column) for node in data.walk(tree) if isinstance(node, data.Hole)]
    assert sorted(holes) == [(2, 5), (4, 4)]
    assert [data.plain(node) for key, node in data.parts(tree) if key == "a"] == ["1", "3"]
    assert tree.partial


@pytest.mark.parametrize("text", ["a: [", "[" * 200, "a: b\n c: d", "x" * 3_000_000])
def test_of_what_is_no_yaml_there_is_no_tree(text: str) -> None:
    assert data.survey(text, "a.yaml").tree is None


def test_a_control_character_and_a_second_document_leave_the_tree() -> None:
    tree, found = data.survey("a: b\x00\nc: [\x01]\n---\nd: e\n", "a.yaml")
    assert [fault.line for fault in found] == [1, 2, 3]
    assert tree is not None
    assert data.plain(tree) == {"a": "b\ufffd", "c": ["\ufffd"]}


def test_of_what_is_not_known_nothing_more_is_said() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    for text in ("a: *x", "a: &x", "<<: *x", "? [a]\n: 1", "b: 1\n---\na: 1"):
        tree, found = data.survey(text, "a.yaml")
        assert tree is not None
        assert found
        assert data.check(tree, schema, "a.yaml") == []
    tree, _ = data.survey("a: 1\na: b\na: c", "a.yaml")
    assert tree is not None
    assert [fault.line for fault in data.check(tree, schema, "a.yaml")] == [2, 3]


@pytest.mark.parametrize(
    "text", ['"<<": b', "a: Tom & Jerry", "a: 2 * 2!", 'a: "*x &y !z"', "a: b*"]
)
def test_what_only_looks_like_it_is_fine(text: str) -> None:
    data.read(text, "a.yaml")


def test_an_escape_that_is_no_character(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(r'a: "\U00110000"')
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)  # it says so with a ValueError
    assert faults(r'a: "\U00110000"')[0].startswith("a.yaml:1:1: not YAML: ")


def test_hints_for_the_common_slips() -> None:
    assert "put the text in quotes" in faults("- Subject: hi: there")[0]
    assert "needs quotes" in faults("a: @b")[0]
    assert "backslash" in faults(r'a: "\d"')[0]


def test_all_faults_at_once() -> None:
    found = faults("a: 1\na: *x\nb: !t c\nd: [")
    assert [fault.split(":")[1] for fault in found] == ["2", "2", "3", "4"]


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "- " * 5000, "{a: " * 5000, "a: &a [" + "*a," * 9000 + "]", "x" * 3_000_000],
)
def test_hostile_text_gives_faults(text: str) -> None:
    assert faults(text)


def test_of_very_many_faults_the_first_are_told() -> None:
    with pytest.raises(DataError) as caught:
        data.read("".join(f"{number % 2}:\n" for number in range(5002)), "a.yaml")
    assert len(caught.value.faults) == 5000
    told = rows(caught.value.faults)
    assert len(told) == data.MOST_TOLD + 1
    assert told[-1] == "... and 4,500 more"
    long = Fault("a", 1, 1, data.because("data.missing", key="x" * 5000))
    assert len(row(long)) < 420


def test_of_very_many_entries_no_more_are_read() -> None:
    assert faults("a: [" + "x," * 300_000 + "]") == [
        "a.yaml:1:399999: more than 200,000 entries in one file: split it"
    ]


@pytest.mark.parametrize(("text", "at"), [("a:\n  b: [1,\n", "2:6"), ("a: 'b\n\n", "1:4")])
def test_what_is_never_closed_is_shown_where_it_opens(text: str, at: str) -> None:
    assert faults(text)[0].startswith(f"a.yaml:{at}: ")


def test_a_message_stays_on_one_short_line() -> None:
    assert faults('"a\\n\\e": 1\n"a\\n\\e": 2') == [
        r"a.yaml:2:1: the key `a\u000a\u001b` is given twice (first in line 1)"
    ]
    assert len(faults(f"{'k' * 500}: 1\n{'k' * 500}: 2")[0]) < 120


YAMLISH = st.lists(
    st.sampled_from([*"ab:-?[]{}&*!|>'\"%@`#,<\\/ \n\t\x00\x85\ufeff1", ": ", "---"])
)


@given(YAMLISH.map("".join) | st.text())
def test_any_text_gives_a_tree_or_faults(text: str) -> None:
    tree, found = outcome(text)
    assert found if tree is None else not found
    assert all(fault.line > 0 and fault.column > 0 for fault in found)


# A mark of the byte order inside a text is kept by one of them and dropped by the other.
@given(YAMLISH.map("".join).filter(lambda text: "\ufeff" not in text))
def test_with_and_without_the_c_library(text: str) -> None:
    ours, _ = outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_LOADER", yaml.SafeLoader)
        pure, _ = outcome(text)
    # The two differ in what they let pass; where both read, they read the same.
    assert None in (ours, pure) or ours == pure


# --- what the build made ready ---


@pytest.mark.parametrize("lesson", ["course", "smtp-by-hand", "pop3-by-hand"])
def test_a_tree_made_ready_is_the_tree(lesson: str, tmp_path: Path) -> None:
    source = Path(__file__).parents[1].joinpath("lessons", f"{lesson}.yaml").read_bytes()
    tree = data.read(source.decode(), lesson)
    made = tmp_path / "made.json"
    made.write_text(ready.dumped(source, tree), "utf-8")
    assert ready.load(made, source) == tree


def test_what_has_changed_since_or_is_broken_is_passed_over(tmp_path: Path) -> None:
    made = tmp_path / "made.json"
    assert ready.load(made, b"a: 1") is None
    made.write_text(ready.dumped(b"a: 1", data.read("a: 1", "a")), "utf-8")
    assert ready.load(made, b"a: 1") is not None
    assert ready.load(made, b"a: 2") is None
    made.write_text("{")
    assert ready.load(made, b"a: 1") is None


# --- words ---


def test_words() -> None:
    assert data.words("a.b: {en: x, zh: 250}", "a") == {"a.b": {"en": "x", "zh": "250"}}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[a]", "1:1: expected a mapping of keys"),
        ("a: b", "1:4: expected a mapping under `a`"),
        ("a: {en: [b]}", "1:9: expected text under `en`"),
    ],
)
def test_words_of_another_shape(text: str, fault: str) -> None:
    with pytest.raises(DataError) as caught:
        data.words(text, "w.yaml")
    assert rows(caught.value.faults) == [f"w.yaml:{fault}"]


@pytest.mark.parametrize(
    "text",
    [
        *("a: {en: *x}", "a: &x {en: b}", "a: {en: !t b}", "a: {}\na: {}", "a: {en: b, en: c}"),
        *("[", "", "<<: {en: b}", "a: {en: b}\n---\nb: {}", "a: {en: b", 'a: {en: "\\U00110000"}'),
    ],
)
def test_words_are_judged_as_strictly_as_trees(text: str) -> None:
    with pytest.raises(DataError) as caught:
        data.words(text, "a.yaml")
    assert rows(caught.value.faults) == faults(text)


def test_unusual_words_that_are_fine() -> None:
    assert data.words('\ufeff"<<": {en: b}', "a") == {"<<": {"en": "b"}}


def test_words_are_read_quickly() -> None:
    entry = "reply.RCPT.{}:\n  ref: RFC 5321 4\n  en: No such mailbox here.\n  zh: 没有这个邮箱。\n"
    text = "".join(entry.format(number) for number in range(300))
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        assert len(data.words(text, "a")) == 300
        times.append(time.perf_counter() - begin)
    assert min(times) < 0.1  # some 0.005 s with the C library


# --- checking ---

STEP = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"say": {"$ref": "#/$defs/text"}, "type": {"$ref": "#/$defs/lines"}},
            "required": ["say"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"ask": {"$ref": "#/$defs/text"}, "answer": {"type": "integer"}},
            "required": ["ask", "answer"],
            "additionalProperties": False,
        },
    ]
}
LESSON = {
    "type": "object",
    "properties": {
        "format": {"const": 1},
        "id": {"type": "string", "pattern": "^[a-z-]+$", "description": "a word in small letters"},
        "minutes": {"type": "integer", "minimum": 1, "maximum": 90},
        "protocol": {"enum": ["smtp", "pop3"]},
        "pause": {"type": "number", "minimum": 0},
        "timed": {"type": "boolean"},
        "hosts": {"patternProperties": {":[0-9]+$": {"type": "string"}}, "type": "object"},
        "accounts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "steps": {"type": "array", "minItems": 1, "items": STEP},
        "fault": {
            "oneOf": [
                {"type": "object", "properties": {"do": {"const": "drop"}}, "required": ["do"]},
                {
                    "type": "object",
                    "properties": {"do": {"const": "wait"}, "seconds": {"type": "number"}},
                    "required": ["do", "seconds"],
                },
            ]
        },
    },
    "required": ["format", "id", "steps"],
    "additionalProperties": False,
    "$defs": {
        "text": {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "required": ["en", "zh"],
                    "additionalProperties": False,
                },
            ]
        },
        "lines": {"type": "array", "items": {"type": "string"}},
    },
}
GOOD = {
    "format": "1",
    "id": "by-hand",
    "minutes": "10",
    "protocol": "smtp",
    "pause": "0.5",
    "timed": "true",
    "hosts": '{"a:25": smtp}',
    "accounts": "{a: 1}",
    "steps": '[{say: {en: a, zh: b}, type: ["ehlo a"]}, {ask: c, answer: 2}]',
    "fault": "{do: wait, seconds: 2}",
}


def lesson(**changes: str | None) -> str:
    rows = {**GOOD, **changes}
    return "".join(f"{key}: {text}\n" for key, text in rows.items() if text is not None)


def test_a_good_lesson_and_its_value() -> None:
    node = data.read(lesson(), "a")
    assert data.check(node, LESSON, "a") == []
    assert data.value(node, LESSON) == {
        "format": 1,
        "id": "by-hand",
        "minutes": 10,
        "protocol": "smtp",
        "pause": 0.5,
        "timed": True,
        "hosts": {"a:25": "smtp"},
        "accounts": {"a": 1},
        "steps": [
            {"say": {"en": "a", "zh": "b"}, "type": ["ehlo a"]},
            {"ask": "c", "answer": 2},
        ],
        "fault": {"do": "wait", "seconds": 2.0},
    }


FAULTY = [
    ({"format": "2"}, "1:9: expected 1; found 2"),
    ({"format": '"1"'}, "1:9: expected a whole number, found text in quotes"),
    ({"format": None}, "1:1: the key `format` is missing"),
    ({"id": "A b"}, "2:5: expected a word in small letters"),
    ({"id": "[a]"}, "2:5: expected text, found a list"),
    ({"id": ""}, "2:4: expected text, found nothing"),
    (
        {"id": "{Subject: hi}"},
        '2:5: expected text, found a mapping (text with ": " in it needs quotes)',
    ),
    ({"minutes": "ten"}, "3:10: expected a whole number, found text"),
    ({"minutes": "1.5"}, "3:10: expected a whole number, found text"),
    ({"minutes": "0"}, "3:10: 0 is out of range (1 to 90)"),
    ({"pause": "-1"}, "5:8: -1 is out of range (at least 0)"),
    ({"timed": "yes"}, "6:8: expected true or false, found text"),
    ({"protocol": "smpt"}, "4:11: expected smtp, pop3; found smpt (did you mean `smtp`?)"),
    ({"accounts": "{a: b}"}, "8:15: expected a whole number, found text"),
    ({"accounts": "a"}, "8:11: expected a mapping (key: value), found text"),
    ({"steps": "[]"}, "9:8: expected at least 1 in this list"),
    ({"steps": "[a]"}, "9:9: expected a mapping (key: value), found text"),
    ({"steps": "[{ask: a}]"}, "9:9: the key `answer` is missing"),
    ({"steps": "[{sya: a}]"}, "9:10: unknown key `sya` (did you mean `say`?)"),
    ({"steps": "[{say: {en: a}}]"}, "9:15: the key `zh` is missing"),
    ({"steps": "[{say: [a]}]"}, "9:15: expected text or a mapping (key: value), found a list"),
    ({"steps": "[{say: a, answer: 1}]"}, "9:18: unknown key `answer`"),
    ({"steps": "[{say: a, type: {}}]"}, "9:24: expected a list, found a mapping (key: value)"),
    ({"fault": "{do: wait}"}, "10:8: the key `seconds` is missing"),
    ({"fault": "{do: wait, seconds: x}"}, "10:28: expected a number, found text"),
    ({"x": "x"}, "11:1: unknown key `x`"),
    ({"minute": "5"}, "11:1: unknown key `minute` (did you mean `minutes`?)"),
]


@pytest.mark.parametrize(("changes", "fault"), FAULTY)
def test_one_fault(changes: dict[str, str | None], fault: str) -> None:
    assert f"a.yaml:{fault}" in checked(lesson(**changes), LESSON)


def test_all_faults_of_a_lesson_at_once() -> None:
    found = checked(lesson(format="2", id="A", minutes="x", steps="[{ask: a, answer: b}]"), LESSON)
    assert [fault.split(":")[1] for fault in found] == ["1", "2", "3", "9"]


def test_a_value_that_fits_two_forms() -> None:
    both = {"oneOf": [{"type": "integer"}, {"type": "string"}]}
    assert checked("1", both) == [
        "a.yaml:1:1: this could mean two things: it fits more than one form"
    ]
    assert data.value(data.read("1", "a"), {"anyOf": both["oneOf"]}) == 1
    assert data.value(data.read('"1"', "a"), {"anyOf": both["oneOf"]}) == "1"


def test_a_form_may_add_to_what_all_forms_share() -> None:
    schema = {
        "type": "object",
        "properties": {"at": {"type": "number"}, "on": {"const": True}},
        "anyOf": [{"properties": {"n": {"type": "integer"}}, "required": ["n"]}],
    }
    node = data.read("{at: 1, on: true, n: 2}", "a")
    assert data.check(node, schema, "a") == []
    assert data.value(node, schema) == {"at": 1.0, "on": True, "n": 2}
    assert checked("{at: x, on: false}", schema) == [
        "a.yaml:1:1: the key `n` is missing",
        "a.yaml:1:6: expected a number, found text",
        "a.yaml:1:13: expected true; found false",
    ]


def test_a_schema_that_holds_itself() -> None:
    goal = {
        "$ref": "#/$defs/goal",
        "$defs": {
            "goal": {
                "type": "object",
                "properties": {"not": {"$ref": "#/$defs/goal"}, "code": {"type": "integer"}},
                "additionalProperties": False,
            }
        },
    }
    assert data.value(data.read("{not: {not: {code: 250}}}", "a"), goal) == {
        "not": {"not": {"code": 250}}
    }
    assert checked("{not: {not: {cod: 250}}}", goal) == [
        "a.yaml:1:14: unknown key `cod` (did you mean `code`?)"
    ]


def test_the_verdict_is_that_of_another_implementation() -> None:
    """What the schema reads differs (what the author typed), so it judges typed values."""
    validator = jsonschema.Draft202012Validator(LESSON)
    chance = random.Random(5321)
    scraps = [text for changes, _ in FAULTY for text in changes.values() if text]
    scraps += [*GOOD.values(), "true", "{say: x}", "[{say: x}]", "[[x]]", "{do: drop}", "{}"]
    verdicts = set()
    for _ in range(2000):
        changes = {chance.choice([*GOOD, "other"]): chance.choice([*scraps, None])}
        text = lesson(**changes)
        node = data.read(text, "a")
        ours = not data.check(node, LESSON, "a")
        theirs = validator.is_valid(typed(node, LESSON))
        assert ours == theirs, text
        verdicts.add(ours)
    assert verdicts == {True, False}


def typed(node: data.Node, schema: dict[str, Any]) -> Any:
    """The tree with JSON's types guessed from looks, but text where only text can be wanted."""
    if isinstance(node, Mapping):
        below = schema.get("properties", {})
        return {key: typed(child, below.get(key, {})) for key, child in node.items.items()}
    if isinstance(node, Sequence):
        return [typed(child, {}) for child in node.items]
    if node.quoted or schema.get("type") == "string" or schema.get("enum"):
        return node.text or ("" if node.quoted else None)
    for kind in ("integer", "number", "boolean"):
        found = data.value(node, {"type": kind})
        if not isinstance(found, str):
            return found
    return node.text or None


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('a: x\nb：{c: "d"}\n', "2:2", "a full-width colon"),
        ('a:\n  - b：{c: "d"}\n    e: x\n', "2:6", "a full-width colon"),
        ('a: {b: "x"， c: "y"}\n', "1:11", "a full-width comma"),
        ("a:\n  b: x\n\u3000 c: y\n d: [\n", "3:1", "a full-width or no-break blank"),
    ],
)
def test_a_character_of_a_chinese_keyboard_is_named_where_it_stands(
    text: str, place: str, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        data.read(text, "a.yaml")
    (told,) = rows(caught.value.faults)
    assert told.startswith(f"a.yaml:{place}: {said}")


def test_in_text_every_character_may_stand() -> None:
    root = data.plain(data.read('a: "你好，世界"\nb: 网址：{x}\n', "a.yaml"))
    assert root == {"a": "你好，世界", "b": "网址：{x}"}
