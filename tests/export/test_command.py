"""`export` as its user sees it: what is written where, and what never is."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import log, practice
from tutor.cli import main
from tutor.export import FORMATS
from tutor.practice import talk_through
from tutor.session import Session

TEXT = """\
S: 220 mail.example ESMTP
C: EHLO me.example
S: 250 mail.example
C: MAIL FROM:<zaofengchen@163.com>
S: 250 ok
C: RCPT TO:<bob@example.com>
S: 250 ok
C: DATA
S: 354 go
C: Subject: hello
C:
C: {line}
C: .
S: 250 queued
C: QUIT
S: 221 bye
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TEXT.format(line="..dots"))
    return path


def export(path: Path, *words: str) -> int:
    return main(["export", str(path), *words, "--lang", "en"])


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "eml"])
def test_every_format_goes_to_a_file_and_is_not_overwritten(
    talk: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    out = talk.with_name(f"out.{name}")
    assert export(talk, "--to", name, "-o", str(out)) == 0
    first = out.read_bytes()
    assert first
    assert export(talk, "--to", name, "-o", str(out)) == 2
    assert "--force" in capfd.readouterr().err
    assert export(talk, "--to", name, "-o", str(out), "--force") == 0
    assert out.read_bytes() == first, "the same session gives the same file"
    assert {path.name for path in talk.parent.iterdir()} == {talk.name, out.name}


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "eml"])
def test_it_goes_through_a_pipe(
    talk: Path, name: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = talk.with_name("out")
    assert export(talk, "--to", name, "-o", str(out)) == 0
    assert export(talk, "--to", name, "-o", "-") == 0
    assert capfdbinary.readouterr().out == out.read_bytes()


def test_only_what_was_chosen_is_written(talk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert export(talk, "--to", "json", "--only", "3-4") == 0
    rows = [json.loads(row) for row in capfd.readouterr().out.splitlines()]
    assert [row["command"]["verb"] for row in rows] == ["MAIL", "RCPT"]
    assert export(talk, "--to", "text", "--only", "3", "--title", "Mine") == 0
    assert capfd.readouterr().out == "# Mine\nC: MAIL FROM:<zaofengchen@163.com>\nS: 250 ok\n"
    assert export(talk, "--to", "json", "--only", "4-3") == 2
    assert "--only" in capfd.readouterr().err


@pytest.mark.parametrize("line", ["PASS geheim", base64.b64encode(b"\0me\0geheim").decode()])
@pytest.mark.parametrize("name", FORMATS)
def test_what_looks_like_a_secret_stops_it(
    talk: Path, name: str, line: str, capfd: pytest.CaptureFixture[str]
) -> None:
    talk.write_text(TEXT.format(line=line))
    out = talk.with_name("out")
    for where in (["-o", str(out)], []):
        assert export(talk, "--to", name, *where) == 1
        told = capfd.readouterr()
        assert "after exchange 5" in told.err
        assert "geheim" not in told.out + told.err
        assert not out.exists()
    assert export(talk, "--to", name, "--mask", f"{line[5:]}$|{line}$", "-o", str(out)) == 0


def test_addresses_are_masked_everywhere(
    talk: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    hidden = base64.b64encode(b"write to zaofengchen@163.com").decode()
    talk.write_text(TEXT.format(line=hidden))
    for name in [name for name in FORMATS if name not in ("eml", "pcap")]:
        assert export(talk, "--to", name, "--mask", "addresses") == 0
        out = capfdbinary.readouterr().out
        assert b"zaofengchen" not in out
        assert b"*******" in out
        assert hidden.encode() not in out


def test_an_address_that_no_mask_reaches_stops_it(
    talk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Quoted-printable may cut it in two; the decoded letter shows it."""
    head = "Content-Transfer-Encoding: quoted-printable\nC:\nC: someone=4=\nC: 0else.example"
    talk.write_text(TEXT.format(line="x").replace("hello\nC:\nC: x", f"hello\nC: {head}"))
    assert export(talk, "--to", "text", "--mask", "addresses") == 1
    assert "--only" in capfd.readouterr().err


# -- messages ------------------------------------------------------------------------------------


def session_file(folder: Path, message: bytes, *, chunked: bool) -> Path:
    """A message sent to the practice server, and fetched again."""
    made = practice.practice()
    path = folder / f"it{log.SUFFIX}"
    path.unlink(missing_ok=True)
    with log.create(path) as stream:
        recorder = log.Recorder(stream.write, log.Header())
        session = Session(sinks=[lambda item: recorder(item.event)])
        smtp = made.desk("smtp", 1, seen=session.see)
        smtp.open({"peer": "a", "protocol": "smtp"})
        smtp.greet()
        talk_through(smtp, b"EHLO me\r\nMAIL FROM:<a@far.example>\r\n")
        talk_through(smtp, b"RCPT TO:<alice@example.test>\r\n")
        if chunked:
            talk_through(smtp, b"BDAT %d LAST\r\n" % len(message) + message)
        else:
            stuffed = b"".join(
                b"." + line if line.startswith(b".") else line
                for line in message.splitlines(keepends=True)
            )
            talk_through(smtp, b"DATA\r\n")
            talk_through(smtp, stuffed + b".\r\n")
        talk_through(smtp, b"QUIT\r\n")
        smtp.close("server")
        account = made.store.accounts["alice"]
        pop = made.desk("pop3", 2, seen=session.see)
        pop.open({"peer": "b", "protocol": "pop3"})
        pop.greet()
        talk_through(
            pop, f"USER {account.id}\r\nPASS {account.code}\r\nRETR 1\r\nQUIT\r\n".encode()
        )
        pop.close("server")
    return path


LINES = st.lists(st.sampled_from([b"", b".", b"..", b".x", "你好".encode(), b"\xff\xfe", b"word"]))


@given(LINES.map(lambda lines: b"".join(line + b"\r\n" for line in lines)), st.booleans())
def test_a_message_is_its_own_octet_by_octet(
    tmp_path_factory: pytest.TempPathFactory, text: bytes, chunked: bool
) -> None:
    folder = tmp_path_factory.mktemp("eml")
    message = b"Subject: x\r\n\r\n" + text
    path = session_file(folder, message, chunked=chunked)
    assert export(path, "--to", "eml", "-o", str(folder / "out")) == 0
    sent, fetched = sorted((folder / "out").iterdir())
    assert (sent.name, fetched.name) == ("0001-sent.eml", "0002-fetched.eml")
    assert sent.read_bytes() == message
    assert fetched.read_bytes().endswith(message), "behind what the server put in front"


def test_one_message_may_have_a_file_of_its_own(
    talk: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert export(talk, "--to", "eml", "-o", str(talk.with_name("it.eml"))) == 0
    assert talk.with_name("it.eml").read_bytes() == b"Subject: hello\r\n\r\n.dots\r\n"
    assert export(talk, "--to", "eml", "-o", "-") == 0
    assert capfdbinary.readouterr().out == b"Subject: hello\r\n\r\n.dots\r\n"


def test_more_messages_than_one_need_a_folder(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = session_file(tmp_path, b"Subject: x\r\n\r\n", chunked=False)
    assert export(path, "--to", "eml", "-o", str(tmp_path / "one.eml")) == 2
    assert "folder" in capfd.readouterr().err
    assert not (tmp_path / "one.eml").exists()
    assert export(path, "--to", "eml", "--only", "0-6", "-o", str(tmp_path / "one.eml")) == 0


def test_no_message_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.txt"
    path.write_text("S: 220 x\nC: QUIT\nS: 221 bye\n")
    assert export(path, "--to", "eml", "-o", str(tmp_path / "out")) == 1
    assert not (tmp_path / "out").exists()


def test_what_is_torn_is_written_up_to_there(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = session_file(tmp_path, b"Subject: x\r\n\r\n", chunked=False).read_bytes()
    torn = tmp_path / f"torn{log.SUFFIX}"
    for cut in range(len(whole) // 3, len(whole), 97):
        torn.write_bytes(whole[:cut])
        assert export(torn, "--to", "text") == 0
        assert capfd.readouterr().out.startswith("# ")
