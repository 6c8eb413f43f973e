"""Help, languages, encodings, and what the options of every command do (DESIGN 3.1)."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.contract.outside import Line, Program, answering, serving
from tests.core.contract import check

ROOT = Path(__file__).resolve().parents[2]
WALK = ("250-here\r\n250-\u4f60\u597d\r\n250 SIZE 100", "250 ok", "500 what", "221 bye")
SCRIPT = "EHLO a\nNOOP\n\u5475\u5475\nQUIT\n"


def test_help_and_version(program: Program) -> None:
    assert program("--version").text.split()[0] == "wiretutor"
    for words in ((), ("--help",), ("-h",)):
        done = program(*words)
        assert (done.code, done.err) == (0, b"")
        for command in ("learn", "connect", "serve", "lessons", "explain", "annotate", "replay"):
            assert command in done.text
    for command in ("learn", "connect", "serve", "lessons", "explain", "annotate", "replay"):
        done = program(command, "--help")
        assert (done.code, done.err) == (0, b"")
        for option in ("--lang", "--json", "--plain", "--big", "--no-color", "--record"):
            assert option in done.text, (command, option)


def test_the_console_script_is_the_same(program: Program) -> None:
    script = Path(sys.executable).with_name("wiretutor")
    if not script.exists():
        pytest.skip("not installed")
    done = subprocess.run([script, "--version"], capture_output=True, check=True)
    assert done.stdout == program("--version").out
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["scripts"]["wiretutor"]


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_the_language_is_asked_for_or_the_locales(program: Program) -> None:
    for words, env, chinese in (
        (("--lang", "zh"), {}, True),
        (("--lang=zh",), {}, True),
        (("--lang", "en"), {"LC_ALL": "zh_CN.UTF-8"}, False),
        ((), {"LC_ALL": "zh_CN.UTF-8"}, True),
        ((), {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}, True),
        ((), {"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US.UTF-8"}, True),
        ((), {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, False),
    ):
        settings = {**env, "PYTHONIOENCODING": "utf-8"}
        assert _has_chinese(program("lessons", "list", *words, env=settings).text) == chinese
        assert _has_chinese(program(*words, "explain", "-ERR", "x", env=settings).text) == chinese
        done = program("connect", "no-such.invalid", *words, env=settings)
        assert _has_chinese(done.err.decode()) == chinese
        assert _has_chinese(program("--help", *words, env=settings).text) == chinese
    config = program.home / "config" / "wiretutor" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('lang = "zh"\n')
    assert _has_chinese(program("lessons").text)
    assert not _has_chinese(program("lessons", "--lang", "en").text)


@pytest.mark.parametrize("text", ["lang = 3", "nonsense", 'detail = "loud"', "record = 1", "\xff"])
def test_bad_settings_are_told_and_survived(program: Program, text: str) -> None:
    config = program.home / "config" / "wiretutor" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_bytes(text.encode("latin-1"))
    done = program("lessons")
    assert done.code == 0
    assert "config.toml" in done.err.decode()
    assert done.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_events_carry_the_words_of_the_language(program: Program, language: str) -> None:
    with serving(answering(*WALK)) as server:
        done = program.connect(server, "--lang", language, say=SCRIPT)
    check(done.events)
    notes = [note for event in done.events for note in event["notes"]]
    assert notes
    assert sum(_has_chinese(note["text"]) for note in notes) >= (len(notes) - 4) * (
        language == "zh"
    )
    assert [event["event"] for event in done.events if _has_chinese(str(event))]
    for note in notes:
        assert note["on"] in ("command", "reply", "state", "session")
        assert "{" not in note["text"] or "}" not in note["text"], note


@pytest.mark.parametrize("encoding", ["gbk", "cp936", "ascii", "latin-1", "utf-8", "cp437"])
def test_no_code_page_ends_it(program: Program, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding}
    log = program.home / "x.session.jsonl"

    def part(line: Line) -> None:
        line.say("220 \u4f60\u597d \u2603 \U0001f600 e\u0301")
        while line.hear() != b"QUIT\r\n":
            line.say("250 \u0e01\u0391 caf\xe9")
        line.say("221 \u0e01")

    with serving(part) as server:
        for words in ((), ("--lang", "zh"), ("--json",)):
            done = program(
                *("connect", server.url(), "--timeout", 5, "--record", log, "--force", *words),
                say=SCRIPT,
                env=env,
            )
            assert done.code == 0
            if "--json" in words:
                assert "\u2603" in done.events[1]["reply"]["lines"][0]
            else:
                assert b"EHLO a" in done.out
                done.out.decode(encoding)
    for command in (
        ("annotate", log, "--lang", "zh"),
        ("explain", "--list", "--lang", "zh"),
        ("explain", "--map", "--lang", "zh"),
        ("--help", "--lang", "zh"),
        ("lessons", "--lang", "zh"),
        ("connect", "no-such.invalid", "--lang", "zh"),
        ("annotate", "\u6ca1\u6709", "--lang", "zh"),
    ):
        assert program(*command, env=env).code in (0, 2, 3)


def test_hostile_text_is_only_text(program: Program) -> None:
    odd = (
        b"\x1b[31m\x07\x9b2J \xe2\x80\xae \xc2\x9b [/nope] [bold]x[/] \x00 {0} {x} %s \xef\xbb\xbf"
    )

    def part(line: Line) -> None:
        line.say(b"220 " + odd, b"250 \xff\xfe" + odd)
        line.hear()
        line.say(b"250-\xc4\xe3\xba\xc3", b"250-X" + odd.replace(b" ", b""), b"250 A\rB")
        line.hear()
        line.say(odd)
        line.hear()
        line.say(b"550 " + odd)

    script = b"EHLO " + odd + b"\n" + odd + b"\nMAIL FROM:<" + odd + b">\n"
    log = program.home / "x.session.jsonl"
    with serving(part) as server:
        plain = program("connect", server.url(), "--record", log, say=script)
        told = program.connect(server, say=script)
    shown = [plain, told, program("annotate", log), program("replay", log)]
    for done in shown:
        assert done.code in (0, 4)
        text = done.out.decode()
        assert not [c for c in text if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)]
        assert not set(text) & set("\u202e\u202d\u200f\ufeff\u2066")
    assert "[/nope]" in plain.text
    assert "\u4f60\u597d" in plain.text
    ehlo = told.exchanges[0]
    assert ehlo["reply"]["lines"][0] == "250-\u4f60\u597d"
    assert told.events[1]["reply"]["lines"][0].startswith("220 \x1b[31m")


def test_gbk_replies_say_their_charset(program: Program) -> None:
    with serving(answering("550 \u7528\u6237\u4e0d\u5b58\u5728".encode("gbk"))) as server:
        done = program.connect(server, say="RCPT TO:<a@b>\n")
    reply = done.exchanges[0]["reply"]
    assert (reply["lines"], reply["charset"]) == (["550 \u7528\u6237\u4e0d\u5b58\u5728"], "gb18030")
    assert reply["octets"] == 4 + 10 + 2


def test_an_exchange_is_as_documented(program: Program) -> None:
    with serving(answering("250 hi", "250 2.1.0 Ok")) as server:
        done = program.connect(server, say="EHLO a\nmail from:<a@b.c>\n")
    found = done.exchanges[1]
    at, took, seq, notes = (found.pop(key) for key in ("at", "took", "seq", "notes"))
    assert found == {
        "event": "exchange",
        "conn": 1,
        "protocol": "smtp",
        "command": {
            "verb": "MAIL",
            "line": "mail from:<a@b.c>",
            "known": True,
            "in_order": True,
            "secret": False,
        },
        "reply": {
            "code": "250",
            "enhanced": "2.1.0",
            "response_code": None,
            "lines": ["250 2.1.0 Ok"],
            "multi_line": False,
            "octets": 14,
            "truncated": False,
            "charset": "utf-8",
        },
        "class": "ok",
        "cause": None,
        "state": {"before": "READY", "after": "MAIL", "via": []},
        "tls": False,
        "authenticated": False,
        "tolerated": False,
        "violations": [],
        "learned": {},
    }
    assert 0 <= took <= at < 20
    assert seq == 3
    assert notes
    verb = next(note for note in notes if note["key"] == "smtp.verb.MAIL")
    assert set(verb) == {"on", "line", "key", "text", "ref"}
    assert (verb["on"], verb["line"]) == ("command", None)
    assert verb["ref"] == "RFC 5321 4.1.1.2"


def test_plain_output_has_no_colour_and_no_boxes(program: Program) -> None:
    with serving(answering(*WALK)) as server:
        outs = [
            program("connect", server.url(), *words, say=SCRIPT, env=env).out
            for words, env in (
                ((), {}),
                (("--plain",), {}),
                (("--no-color",), {}),
                ((), {"NO_COLOR": "1"}),
                ((), {"FORCE_COLOR": "1", "TERM": "xterm-256color"}),
                (("--big",), {}),
            )
        ]
    for out in outs:
        assert b"\x1b" not in out
        assert b" ->  EHLO a" in out
        assert b"<-   250-here" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("-ERR", "[IN-USE]", "locked"), 0),
        (("250-PIPELINING",), 0),
        (("--protocol", "pop3", "TOP"), 0),
        (("550", "5.7.1", "no"), 0),
        (("--", "--list"), 1),
        (("--list",), 0),
        (("--map",), 0),
        (("--list", "--protocol=smtp"), 0),
        (("\x1b[2J",), 1),
        (("nonsense-word-of-nobody",), 1),
    ],
    ids=str,
)
def test_explain(program: Program, words: tuple[str, ...], code: int) -> None:
    done = program("explain", *words)
    assert done.code == code
    assert done.out or done.err
    assert b"\x1b" not in done.out + done.err


def test_lessons_are_listed(program: Program) -> None:
    for words in (("lessons",), ("lessons", "list")):
        done = program(*words)
        assert done.code == 0
        assert "smtp-by-hand" in done.text
        assert "pop3-by-hand" in done.text


def test_a_transcript_with_marks_is_read(program: Program) -> None:
    text = (
        "S: 220 here\nC: EHLO a\nS: 250-here\nS: 250 AUTH PLAIN\n"
        "C: AUTH PLAIN AGEAc2VjcmV0cGFzcw==\n"
        "S: 235 in \x0b\x85\u2028 all\n"
    )
    file = program.home / "post.txt"
    for data in (
        *(text.encode(), text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.encode()),
    ):
        file.write_bytes(data)
        done = program("annotate", file, "--json")
        assert (done.code, done.err) == (0, b"")
        check(done.events)
        assert [e["command"]["verb"] for e in done.exchanges] == ["EHLO", "AUTH"]
        assert b"AGEAc2VjcmV0cGFzcw" not in done.out
        assert done.events[-1]["event"] == "closed"
        assert program("annotate", "-", "--json", say=data).exchanges == done.exchanges


def test_the_state_folder_may_be_named_on_either_side(program: Program) -> None:
    with serving(answering("221 bye")) as server:
        for number, words in enumerate(
            (
                ("--state", "one", "connect", server.url()),
                ("connect", server.url(), "--state", "two"),
                ("connect", "--state=three", server.url()),
                ("--state", "serve", "connect", server.url()),
            )
        ):
            assert program(*words, say="QUIT\n").code == 0
            name = ("one", "two", "three", "serve")[number]
            assert list((program.home / name).glob("recordings/*.session.jsonl"))
    assert not program.logs


def test_nothing_else_is_left_behind(program: Program) -> None:
    with serving(answering("221 bye")) as server:
        program.connect(server, "--no-record", say="QUIT\n")
    program("explain", "250")
    program("lessons")
    assert os.listdir(program.home) == []


def test_json_lines_are_one_object_each(program: Program) -> None:
    odd = '250 \u2028\u2029\x85\x0c {"a": 1}\\n'
    with serving(answering(odd.encode())) as server:
        done = program.connect(server, say="NOOP\n")
    lines = done.out.split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == len(done.text.splitlines())
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert json.loads(lines[2])["reply"]["lines"] == [odd]
