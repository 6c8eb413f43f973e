"""What somebody wants hidden, and what nobody may publish, wherever in a session it stands."""

import base64
import json
import re
from pathlib import Path

import pytest

from tutor.cli import main

NAME, ADDRESS, CODE = "zaofengchen", "zaofengchen@163.com", "geheim-Secret9"
FORMATS = ("text", "markdown", "html", "cast", "json", "eml", "pcap")


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


PAIR = b64(f"\0alice\0{CODE}")


def session(
    *text: str, said: str = "NOOP", peer: str = "mail.example:25", reason: str = "",
    lesson: object = None, remark: object = "fine", kind: str = "note",
) -> bytes:  # fmt: skip
    """A log in which one letter is sent, one line a row; its head is the first lines of `text`."""
    header = {"wiretutor": 1, "protocol": "smtp", "peer": peer, "started": "", "lesson": lesson}
    rows: list[object] = [header, [0, "open", {"protocol": "smtp", "peer": peer}]]
    rows.append([0, "S", "220 mail.example\r\n"])
    for line, reply in (
        ("EHLO me", "250 ok"), (said, "250 ok"), ("MAIL FROM:<a@b.example>", "250 ok"),
        ("RCPT TO:<c@d.example>", "250 ok"), ("DATA", "354 go"),
    ):  # fmt: skip
        rows += [[1, "C", f"{line}\r\n"], [1, "S", f"{reply}\r\n"]]
    rows += [[2, "C", f"{line}\r\n"] for line in (*text, ".")]
    rows += [[2, "S", "250 queued\r\n"], [3, kind, remark]]
    rows.append([4, "close", {"by": "server", "reason": reason}])
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def folded(text: str) -> tuple[str, ...]:
    return tuple(text[at : at + 76] for at in range(0, len(text), 76))


LONG = b64("x" * 50 + f" {ADDRESS} " + "y" * 60)
OF_NAMES = {
    "head": session(f"From: {ADDRESS}", ""),
    "message-id": session(f"Message-ID: <1.{ADDRESS}>", ""),
    "dkim": session(f"DKIM-Signature: v=1; i={ADDRESS}; b=abc", ""),
    "url": session(f"X-Sender: {NAME}%40163.com", ""),
    "parameter": session(f"Content-Type: text/plain; name*=utf-8''{NAME}%40163.com", ""),
    "encoded word": session(f"Subject: =?utf-8?B?{b64('see ' + ADDRESS)}?=", ""),
    "encoded word, q": session(f"From: =?utf-8?Q?{NAME}=40163.com?= <q@q.example>", ""),
    "quoted-printable": session(
        "Content-Transfer-Encoding: quoted-printable", "", "zaofeng=", "chen@163.com"
    ),
    "base64 over two lines": session("Content-Transfer-Encoding: base64", "", *folded(LONG)),
    "UTF-16 in base64": session(
        "Content-Type: text/plain; charset=utf-16", "Content-Transfer-Encoding: base64", "",
        b64(f"hi {ADDRESS} ok".encode("utf-16")),
    ),
    "HTML": session("Content-Type: text/html", "", f"{NAME}&#64;163.com"),
    "quoted name": session("", said='VRFY "zaofengchen x"@163.com'),
    "alone": session(f"From: {ADDRESS}", "", f"Dear {NAME},"),
    "a question": session("", said=f"VRFY {NAME}"),
    "literal": session("", said=f"VRFY <{NAME}@[192.0.2.7]>"),
    "peer": session("", peer=f"{ADDRESS}:25"),
    "lesson": session("", lesson={"id": "x", "student": ADDRESS}),
    "remark": session("", remark=ADDRESS),
    "answer": session("", kind="answer", remark={"given": [ADDRESS, {ADDRESS: 1}]}),
    "bearer, base64url": session(
        "", said="XAUTH " + base64.urlsafe_b64encode(f"user={ADDRESS}??>".encode()).decode()
    ),
}  # fmt: skip


def decoded(data: bytes) -> bytes:
    """All base64 in it, wherever it may begin."""
    joined = re.sub(rb"=?\r?\n(?:C: )?|\\r\\n", b"", data)
    found = []
    for word in re.findall(rb"[A-Za-z0-9+/_-]{12,}", data + b" " + joined):
        for begin in range(4):
            piece = word[begin:].translate(bytes.maketrans(b"-_", b"+/"))
            found.append(base64.b64decode(piece[: len(piece) // 4 * 4]))
    return b"\n".join([data, joined, *found]).replace(b"\0", b"")


def test_the_look_for_it_finds_it(tmp_path: Path) -> None:
    """Else the next test could not fail."""
    for number, where in enumerate(("base64 over two lines", "UTF-16 in base64", "peer", "HTML")):
        path, out = tmp_path / "it.session.jsonl", tmp_path / f"{number}.txt"
        path.write_bytes(OF_NAMES[where])
        assert main(["export", str(path), "--to", "text", "-o", str(out)]) == 0
        assert NAME.encode() in decoded(out.read_bytes()), where


@pytest.mark.parametrize("where", OF_NAMES)
def test_a_name_is_masked_wherever_it_stands(tmp_path: Path, where: str) -> None:
    path = tmp_path / "it.session.jsonl"
    path.write_bytes(OF_NAMES[where])
    for name in FORMATS:
        out = tmp_path / f"it.{name}"
        masked = ("--mask", "addresses", "--lang", "both")
        assert main(["export", str(path), "--to", name, "-o", str(out), *masked]) == 0
        assert NAME.encode() not in decoded(out.read_bytes()), name


HIDDEN = (
    "secret", "inner", "gw.third", "other.example", "fourth", "laptop", "home", "10.1.2",
    "2001:db8", "192.0.2.1",
)  # fmt: skip


def test_hosts_are_masked_wherever_they_stand(tmp_path: Path) -> None:
    log = session(
        "Received: from pc7.secret.example (pc7.secret.example [10.1.2.3])",
        " by mx.inner.corp (Postfix) with ESMTP",
        "Received: from [IPv6:2001:db8::77] by gw.third.example; Mon, 5 Jan 2026 12:34:56 +0000",
        "Message-ID: <1.2@box.other.example>",
        f"Subject: =?utf-8?B?{b64('see mail.secret.example')}?=", "",
        "http://www.fourth.example/x and secret.example",
        said="EHLO laptop.home.lan", peer="mail.secret.example:25",
    ).replace(b"220 mail.example", b"220 ESMTP front.secret.example ready")  # fmt: skip
    path = tmp_path / "it.session.jsonl"
    path.write_bytes(log)
    for name in ("text", "markdown", "html", "eml", "pcap"):
        out = tmp_path / f"it.{name}"
        words = ("--to", name, "-o", str(out), "--mask", "hosts")
        assert main(["export", str(path), *words]) == 0
        found = decoded(out.read_bytes())
        assert [each for each in HIDDEN if each.encode() in found] == [], name
        assert b"12:34:56" in found, "a time is no address"


OF_SECRETS = {
    "base64url": session("", base64.urlsafe_b64encode(f"\0al\0???>>>{CODE}".encode()).decode()),
    "without padding": session("", PAIR.rstrip("=")),
    "quoted-printable": session("", PAIR.replace("=", "=3D")),
    "URL": session("", PAIR.replace("=", "%3D")),
    "in two lines": session("", PAIR[:12], PAIR[12:]),
    "encoded word": session(f"Subject: =?utf-8?B?{b64('PASS ' + CODE)}?=", ""),
    "file name": session(f'Content-Type: text/plain; name="{PAIR}.txt"', ""),
    "body": session("Content-Transfer-Encoding: base64", "", b64(f"hi\r\nPASS {CODE}\r\n")),
    "attachment": session(
        "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "hi", "--b",
        "Content-Type: text/plain", "Content-Transfer-Encoding: base64", "",
        b64(f"AUTH PLAIN {PAIR}\n"), "--b--",
    ),
    "bearer": session("", b64(f"user=a@b.c\x01auth=Bearer {CODE}\x01\x01")),
    "peer": session("", peer=PAIR),
    "seed": session("", lesson={"id": "x", "seed": PAIR}),
    "reason": session("", reason=f"after {PAIR}"),
    "remark": session("", remark=f"it was {PAIR}"),
    "answer": session("", kind="answer", remark={"given": [f"PASS {CODE}"]}),
    "pause": session("", kind="pause", remark={f"PASS {CODE}": 1}),
}  # fmt: skip


@pytest.mark.parametrize("where", OF_SECRETS)
def test_a_secret_stops_it_wherever_it_stands(
    tmp_path: Path, where: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "it.session.jsonl"
    path.write_bytes(OF_SECRETS[where])
    for name in FORMATS:
        out = tmp_path / f"it.{name}"
        assert main(["export", str(path), "--to", name, "-o", str(out), "--lang", "en"]) == 1
        told = capfd.readouterr()
        assert "Nothing was written" in told.err
        assert CODE not in told.out + told.err
        assert not out.exists()
