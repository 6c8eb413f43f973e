"""A command line that is not understood, and the help: English as argparse has it, and Chinese."""

import re

import pytest

from tutor import misuse
from tutor.options import build, sort_out
from tutor.words import LANGUAGES, Words

MISUSES = [
    ("--foo", "wiretutor", "unrecognized arguments: --foo", "不认识的参数：--foo"),
    ("lessons check", "wiretutor lessons check", *2 * ["FILE|FOLDER|-"]),
    ("grade", "wiretutor grade", *2 * ["LESSON|FILE.yaml"]),
    (
        "learn --mode",
        "wiretutor learn",
        "argument --mode: expected one",
        "参数 --mode：后面要写一个值",
    ),
    (
        "learn --mode foo",
        "wiretutor learn",
        "argument --mode: invalid choice: 'foo' (choose from 'watch', 'follow', 'solo', 'exam')",
        "参数 --mode：没有 'foo' 这个选项，可选：'watch'、'follow'、'solo'、'exam'",
    ),
    ("lessons chek", "wiretutor lessons", "argument ACTION: invalid choice: 'chek'", "没有 'chek'"),
    ("nope", "wiretutor", "argument COMMAND: invalid choice: 'nope'", "没有 'nope' 这个选项"),
    (
        "serve --s 1",
        "wiretutor serve",
        "ambiguous option: --s could match --state, --smtp, --smtps, --style",
        "--s 不够明确，可能是 --state、--smtp、--smtps、--style",
    ),
    (
        "serve --smtp x",
        "wiretutor serve",
        "invalid port value: 'x'",
        "'x' 不是端口号（0 到 65535）",
    ),
    ("connect --timeout 0 x", "wiretutor connect", "invalid seconds value: '0'", "'0' 不是秒数"),
    ("replay x --idle -1", "wiretutor replay", "invalid pause value: '-1'", "'-1' 不是秒数"),
    ("replay x --speed z", "wiretutor replay", "invalid speed value: 'z'", "'z' 不是倍数"),
    ("replay x --from -3", "wiretutor replay", "invalid count value: '-3'", "'-3' 不是编号"),
    (
        "connect -4 -6 x",
        "wiretutor connect",
        "argument -6: not allowed with argument -4",
        "参数 -6：不能与 -4 同时使用",
    ),
    (
        "--json=3 annotate x",
        "wiretutor",
        "argument --json: ignored explicit argument '3'",
        "参数 --json：后面不能写值，却写了 '3'",
    ),
]
ENGLISH = re.compile("[a-z]{2,} [a-z]{2,}")
COMMANDS = "learn connect serve lessons explain annotate replay export grade recordings".split()


def parsed(line: str, language: str) -> None:
    given = sort_out(line.split())
    build(Words(language), given.command).parse_args(given.arguments)


@pytest.mark.parametrize(("line", "program", "english", "chinese"), MISUSES)
def test_what_was_typed_is_not_understood(
    line: str, program: str, english: str, chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for language in LANGUAGES:
        with pytest.raises(SystemExit) as left:
            parsed(line, language)
        assert left.value.code == 2
        out, err = capsys.readouterr()
        assert out == ""
        *usage, told[language] = err.splitlines()
        assert usage[0].startswith({"en": "usage: ", "zh": "用法： "}[language])
    assert told["en"].startswith(f"{program}: error: ")
    assert english in told["en"]
    assert told["zh"].startswith(f"{program}：")
    assert told["zh"].endswith(f"。请看：{program} --help")
    assert chinese in told["zh"]
    assert not ENGLISH.search(told["zh"].replace(program, "")), "English in a Chinese sentence"


def test_what_argparse_says_in_other_words_is_quoted() -> None:
    told = {language: misuse.said(Words(language), "p", "quite new") for language in LANGUAGES}
    assert told == {
        "en": "p: error: quite new",
        "zh": "p：用法不对（原话：quite new）。请看：p --help",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_acts_on_no_terminal(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed("--\x1b[2J", language)
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("command", ["", *COMMANDS, "lessons check", "recordings list"])
def test_the_frame_of_a_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for language in LANGUAGES:
        with pytest.raises(SystemExit):
            parsed(f"{command} --help", language)
        told[language] = capsys.readouterr().out
    frame = {"usage: ", "\noptions:\n", "show this help message and exit"}
    assert all(each in told["en"] for each in frame)
    assert not any(each in told["zh"] for each in {*frame, "positional arguments", "program's"})
    assert "显示这份帮助" in told["zh"]
