"""What stands behind a command to explain it is no part of the command."""

import pytest

from tests.importing.telling import exchanges, objects, verbs
from tutor import importing
from tutor.core.wire import Side


def read(text: str) -> importing.Imported:
    return importing.read(text.encode(), "a.txt")


def sent(found: importing.Imported) -> list[str]:
    """The client's lines."""
    return [wire.data.decode()[:-2] for wire in found.wires if wire.side is Side.CLIENT]


def comments(found: importing.Imported) -> list[int]:
    """The lines that had a comment."""
    return [part.line for part in found.skipped if part.what == "comment"]


@pytest.mark.parametrize(
    "comment",
    ["   // 发件人", "  # the sender", "\t#sender", "  <-- you", "  ← 发件人", "  （发件人）"],
)
def test_a_comment_behind_a_command_is_cut_off_and_told(comment: str) -> None:
    found = read(f"220 hi\nhelo me\n250 me\nmail from:<a@b.example>{comment}\n250 ok\n")
    assert sent(found) == ["helo me", "mail from:<a@b.example>"]
    assert found.skipped == (importing.Skipped(4, "comment"),)
    (_, mail) = exchanges(found)[-1]
    assert mail.violations == ()


@pytest.mark.parametrize("ending", [" # one blank", "  #", "  // 12", "  (half)", "  （open"])
def test_what_is_no_comment_stays(ending: str) -> None:
    line = f"mail from:<a@b.example>{ending}"
    found = read(f"220 hi\nhelo me\n250 me\n{line}\n501 no\n")
    assert sent(found)[-1] == line
    assert found.skipped == ()


def test_a_password_ends_before_its_comment_and_its_echo_is_masked() -> None:
    found = read("+OK hi\nuser bob\n+OK\npass topSecret99   # 授权码\n-ERR bad topSecret99\n")
    assert sent(found)[-1] == "pass topSecret99"
    assert comments(found) == [4]
    assert "topSecret99" not in objects(found)


def test_a_password_may_have_a_mark_behind_one_blank() -> None:
    found = read("+OK hi\nuser bob\n+OK\npass top #secret\n+OK\n")
    assert sent(found)[-1] == "pass top #secret"
    assert found.skipped == ()


def test_a_login_with_comments_waits_for_both_answers() -> None:
    login = "auth login   # 登录\nYm9i   # 用户名\ndG9wU2VjcmV0   // 授权码\n"
    for text in (login, f"First:\n\n```\n{login}```\n"):
        found = read(text)
        assert sent(found) == ["auth login", "Ym9i", "dG9wU2VjcmV0"]
        assert verbs(found) == "AUTH?, AUTH-RESPONSE?, AUTH-RESPONSE?"
        assert len(comments(found)) == 3


def test_message_text_keeps_what_looks_like_a_comment() -> None:
    text = "Subject: x\n\nx = 1   # a number\nquit   // leave\n.\n"
    found = read(f"220 hi\ndata   // 正文\n354 go\n{text}250 ok\n")
    assert sent(found) == ["data", *text.splitlines()]
    assert comments(found) == [2]
    bare = read(
        f"mail from:<a@b.example>\nrcpt to:<c@d.example>\ndata   # now\n{text}quit  # end\n"
    )
    assert sent(bare)[2:] == ["data", *text.splitlines(), "quit"]


def test_marked_lines_and_replies_are_as_they_are() -> None:
    found = read("S: 220 hi   # a\nC: HELO me   # b\nS: 250 me\n")
    assert sent(found) == ["HELO me   # b"]
    assert found.skipped == ()
    bare = read("220 hi   # a\nHELO me\n250 me   // so\n")
    assert [wire.data for wire in bare.wires if wire.side is Side.SERVER] == [
        b"220 hi   # a\r\n",
        b"250 me   // so\r\n",
    ]
    assert bare.skipped == ()
