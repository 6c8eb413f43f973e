"""`wiretutor lessons check | schema | new`, from outside: words, streams, exit codes."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from tests.contract.outside import Program
from tests.screen.terminal import Terminal
from tutor.core.visible import visible

BAD = """format: 1
id: x
title: {en: "T", zh: "题"}
protocl: smtp
steps:
  - say: {en: "Say \\e[2J it.", zh: "问好，再见"}
    type: ["ehlo a.example"]
    goal: {command: EHLLO}
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def put(program: Program, name: str, text: str | bytes) -> Path:
    path = program.home / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_fault_with_its_line_and_a_mark(program: Program) -> None:
    put(program, "x.yaml", BAD)
    done = program("lessons", "check", "x.yaml", "--lang", "en")
    assert done.code == 1
    assert done.err == b""
    assert done.out.decode().splitlines() == [
        "x.yaml:1:1: the key `protocol` is missing",
        "    format: 1",
        "    ^",
        "x.yaml:4:1: unknown key `protocl` (did you mean `protocol`?)",
        "    protocl: smtp",
        "    ^",
        "x.yaml:6:15: the control character U+001B in a text: leave it out",
        '      - say: {en: "Say \\e[2J it.", zh: "问好，再见"}',
        "                  ^",
        "x.yaml:8:21: no command has the name `EHLLO` (did you mean `EHLO`?)",
        "        goal: {command: EHLLO}",
        "                        ^",
        "x.yaml: the proof on the practice server comes when these are mended; then check once "
        "more.",
        "Faults: 4. Files with faults: 1.",
    ]


def test_json_is_one_object_a_fault(program: Program) -> None:
    put(program, "x.yaml", BAD)
    for words in (("--json", "x.yaml"), ("x.yaml", "--json")):
        done = program("lessons", "check", *words)
        assert done.code == 1
        assert done.err == b""
        found = [json.loads(line) for line in done.out.splitlines()]
        assert len(found) == 4
        assert found[1] == {
            "path": "x.yaml",
            "line": 4,
            "column": 1,
            "key": "data.unknown",
            "message": "unknown key `protocl`",
            "suggestion": "protocol",
            "source": "protocl: smtp",
        }
        assert [each["suggestion"] for each in found] == [None, "protocol", None, "EHLO"]


def test_all_of_it_is_said_in_chinese_too(program: Program) -> None:
    put(program, "x.yaml", BAD)
    done = program("lessons", "check", "x.yaml", "--lang", "zh")
    assert done.code == 1
    assert done.err == b""
    assert done.out.decode().splitlines() == [
        "x.yaml:1:1: 缺少键 `protocol`",
        "    format: 1",
        "    ^",
        "x.yaml:4:1: 不认识的键 `protocl`（是不是想写 `protocol`？）",
        "    protocl: smtp",
        "    ^",
        "x.yaml:6:15: 文本里有控制字符 U+001B：请去掉",
        '      - say: {en: "Say \\e[2J it.", zh: "问好，再见"}',
        "                  ^",
        "x.yaml:8:21: 没有名为 `EHLLO` 的命令（是不是想写 `EHLO`？）",
        "        goal: {command: EHLLO}",
        "                        ^",
        "x.yaml：以上改好之后才会在练习服务器上验证，请改好后再检查一次。",
        "要改的地方：4 处，涉及 1 个文件。",
    ]


def test_json_has_the_message_of_the_language_and_the_key_of_none(program: Program) -> None:
    put(program, "x.yaml", BAD)
    english, chinese = (
        [
            json.loads(line)
            for line in program("lessons", "check", "--json", *words).out.splitlines()
        ]
        for words in (("x.yaml", "--lang", "en"), ("x.yaml", "--lang", "zh"))
    )
    assert [each["message"] for each in chinese] == [
        "缺少键 `protocol`",
        "不认识的键 `protocl`",
        "文本里有控制字符 U+001B：请去掉",
        "没有名为 `EHLLO` 的命令",
    ]
    for one, other in zip(english, chinese, strict=True):
        assert one == {**other, "message": one["message"]}
    assert [each["key"] for each in chinese] == [
        *("data.missing", "data.unknown", "lesson.control", "lesson.name"),
    ]


@pytest.mark.parametrize(
    "command",
    [("learn", "x.yaml"), ("serve", "--lesson", "x.yaml"), ("lessons", "export", "x.yaml")],
)
def test_who_does_a_lesson_with_faults_is_told_in_his_language(
    program: Program, command: tuple[str, ...]
) -> None:
    put(program, "x.yaml", BAD)
    done = program(*command, "--lang", "zh")
    assert done.code == 2
    assert done.out == b""
    assert done.err.decode().splitlines()[:2] == [
        "wiretutor: x.yaml:1:1: 缺少键 `protocol`",
        "wiretutor: x.yaml:4:1: 不认识的键 `protocl`（是不是想写 `protocol`？）",
    ]


@pytest.mark.parametrize(
    ("name", "text", "english", "chinese"),
    [
        (
            "a.csv",
            "s1,Li,a\ns1,Li,b\n",
            "line 2: the id 's1' is given twice",
            "第 2 行：编号 's1' 出现了两次",
        ),
        (
            "a.csv",
            "s1;Li\n",
            "line 1: the form is: id, name, code",
            "第 1 行：写法应为：编号, 名字, 授权码",
        ),
        (
            "a.yaml",
            "s1: a: b",
            'line 1: mapping values are not allowed in this context (a ": " inside text: put the '
            "text in quotes; a full-width colon ends no key)",
            "第 1 行：这里不能再出现“键: 值”（文本里有“: ”时要加引号；"
            "键后面的冒号要用半角，全角的 ： 不算）",
        ),
        (
            "a.yaml",
            "students:\n  - {id: s1, name: Li, code: a}\n",
            "line 1: what stands here is not an account",
            "第 1 行：这里写的不是账号",
        ),
        (
            "a.yaml",
            "s1: {name: Li}\n",
            "line 1: s1 has no code that can be typed",
            "第 1 行：s1 没有能输入的授权码",
        ),
    ],
)
def test_a_list_of_accounts_with_a_fault(
    program: Program, name: str, text: str, english: str, chinese: str
) -> None:
    put(program, name, text)
    told = {
        "en": f"wiretutor: {name}: {english}. Write one account a line: id, name, code.\n",
        "zh": f"wiretutor: {name}：{chinese}。每行写一个账号：编号, 名字, 授权码。\n",
    }
    if name == "a.yaml":
        told = {
            "en": f"wiretutor: {name}: {english}. In a YAML file, write one account a line: "
            "`s01: {name: Li Lei, code: ABCD}`.\n",
            "zh": f"wiretutor: {name}：{chinese}。YAML 文件里，每行写一个账号，例如："
            "`s01: {name: 李雷, code: ABCD}`。\n",
        }
    for language, expected in told.items():
        done = program("serve", "--accounts", name, "--lang", language)
        assert (done.code, done.out, done.err.decode()) == (2, b"", expected)


def test_a_clean_file_is_said_to_be_so_and_json_says_nothing(program: Program) -> None:
    assert program("lessons", "new", "x.yaml").code == 0
    done = program("lessons", "check", "x.yaml", "--lang", "en")
    assert (done.code, done.err) == (0, b"")
    assert done.out == b"x.yaml: nothing to mend. Steps proven by their own lines: 4.\n"
    done = program("lessons", "check", "--json", "x.yaml")
    assert (done.code, done.out, done.err) == (0, b"", b"")
    done = program("lessons", "check", "x.yaml", "--lang", "zh")
    assert "没有要改的地方" in done.out.decode()


def test_a_file_that_cannot_be_opened_is_two_and_the_others_are_judged(program: Program) -> None:
    put(program, "x.yaml", BAD)
    done = program("lessons", "check", "none.yaml", "x.yaml", "--lang", "en")
    assert done.code == 2
    assert done.err == b"wiretutor: none.yaml: No such file or directory\n"
    assert b"Faults: 4." in done.out
    assert program("lessons", "check").code == 2
    assert program("lessons", "check", "").code == 2
    (program.home / "empty").mkdir()
    done = program("lessons", "check", "empty", "--lang", "en")
    assert done.code == 2
    assert b"empty holds no lessons" in done.err


def test_the_name_of_a_shipped_lesson_is_no_file(program: Program) -> None:
    told = {
        "en": "smtp-by-hand is a lesson of the course. This command wants a file or a folder: "
        "write the path of one.",
        "zh": "smtp-by-hand 是课程里的一课，而这里要写文件或文件夹：请写出路径。",
    }
    for language, expected in told.items():
        done = program("lessons", "check", "smtp-by-hand", "--lang", language)
        assert (done.code, done.out) == (2, b"")
        assert done.err.decode() == f"wiretutor: {expected}\n"


def test_a_file_that_is_named_twice_is_judged_once(program: Program) -> None:
    put(program, "x.yaml", BAD)
    for names in (("x.yaml", "x.yaml"), (".", "x.yaml")):
        assert (
            b"Faults: 4. Files with faults: 1."
            in program("lessons", "check", *names, "--lang", "en").out
        )
    done = program("lessons", "check", "-", "-", "--lang", "en", say=BAD)
    assert done.out.endswith(b"Faults: 4. Files with faults: 1.\n")


def test_a_folder_is_all_its_lessons_and_its_course(program: Program) -> None:
    put(program, "f/x.yaml", BAD)
    put(program, "f/course.yaml", "format: 1\nlessons: [x, y]\n")
    put(program, "f/notes.txt", "nothing")
    done = program("lessons", "check", "f", "--lang", "en")
    assert done.code == 1
    told = done.out.decode()
    place = Path("f", "course.yaml")
    assert f"{place}:2:14: there is no file `y.yaml` in this folder" in told
    assert told.endswith("Faults: 5. Files with faults: 2.\n")
    assert b"notes" not in done.out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_a_folder_is_not_waited_for(program: Program) -> None:
    assert program("lessons", "new", "x.yaml").code == 0
    os.mkfifo(program.home / "y.yaml")
    done = program("lessons", "check", ".", "--lang", "en")
    assert done.code == 0
    assert done.out.count(b"nothing to mend") == 1


def test_the_standard_input(program: Program) -> None:
    done = program("lessons", "check", "-", "--lang", "en", say=BAD)
    assert done.code == 1
    assert done.out.startswith(b"-:1:1: the key `protocol` is missing\n")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no file without an end here")
def test_a_file_without_an_end(program: Program) -> None:
    done = program("lessons", "check", "/dev/zero", "--lang", "en")
    assert done.code == 1
    assert b"/dev/zero:1:1: the file is longer than 500,000 octets" in done.out
    assert b"\0" not in done.out
    assert len(done.out) < 1000


def test_a_name_that_acts_on_a_terminal(program: Program) -> None:
    name = "x\x1b[2J\u202e.yaml"
    put(program, name, BAD)
    done = program("lessons", "check", name, "none\x1b[2J.yaml")
    assert done.code == 2
    assert visible(name).encode() in done.out
    assert b"\x1b" not in done.out + done.err
    assert "\u202e".encode() not in done.out


def test_the_schema_is_printed(program: Program) -> None:
    done = program("lessons", "schema", env={"LC_ALL": "C", "PYTHONIOENCODING": "gbk"})
    assert (done.code, done.err) == (0, b"")
    jsonschema.Draft202012Validator.check_schema(json.loads(done.out))
    assert program("lessons", "schema", "more").code == 2


def test_new_writes_once(program: Program) -> None:
    done = program("lessons", "new", "first-words.yaml", "--lang", "zh")
    assert done.code == 0
    path = program.home / "first-words.yaml"
    text = path.read_text(encoding="utf-8")
    assert "# 每段文字都要有英文和中文" in text
    assert "lessons check first-words.yaml" in done.out.decode()
    path.write_text("mine", encoding="utf-8")
    done = program("lessons", "new", "first-words.yaml")
    assert done.code == 2
    assert b"--force" in done.err
    assert path.read_text(encoding="utf-8") == "mine"
    assert program("lessons", "new", "first-words.yaml", "--force", "--lang", "en").code == 0
    assert "# every text stands in both languages" in path.read_text(encoding="utf-8")


def test_new_refuses_what_cannot_be_an_id(program: Program) -> None:
    done = program("lessons", "new", "First Words.yaml", "--lang", "en")
    assert done.code == 2
    assert b"first-words.yaml would do" in done.err
    assert [each.name for each in program.home.glob("*.yaml")] == []
    assert program("lessons", "new", "none/x.yaml").code == 2
    assert program("lessons", "new").code == 2


def test_a_schema_that_is_there_is_not_asked_for_again(program: Program) -> None:
    done = program("lessons", "new", "x.yaml", "--lang", "en")
    assert b"wiretutor lessons schema > lesson.schema.json" in done.out
    put(program, "lesson.schema.json", "{}")
    done = program("lessons", "new", "y.yaml", "--lang", "en")
    assert b"schema" not in done.out


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there is no pseudo-terminal here")
def test_progress_of_several_files_is_gone_in_the_end(program: Program, tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        assert program("lessons", "new", name).code == 0
    words = ("lessons", "check", str(tmp_path), "--lang", "en")
    with Terminal(*words, state=tmp_path / "s", columns=200) as terminal:
        assert terminal.leave() == 0
        assert b"Checking 1 of 2: one.yaml" in terminal.raw
        assert b"Checking 2 of 2: two.yaml" in terminal.raw
        assert "Checking" not in terminal.text()
        assert terminal.text().count("nothing to mend") == 2
    with Terminal(*words, "--plain", state=tmp_path / "s", columns=200) as terminal:
        assert terminal.leave() == 0
        assert b"Checking" not in terminal.raw
