"""The session log: facts only, byte for byte, row by row, for ever."""

import io
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.streams import C, S, see
from tests.dialogues.notation import objects
from tutor import log
from tutor.core.events import Closed, Kept, Part
from tutor.core.wire import Remark, Side, What, Wire
from tutor.session import Session

HEADER = b'{"wiretutor": 1, "protocol": "smtp", "peer": "x:25", "started": "", "lesson": null}\n'


def written(wires: list[Wire], header: log.Header | None = None) -> bytes:
    out = io.BytesIO()
    recorder = log.Recorder(out.write, header or log.Header())
    see(wires, Session(sinks=[lambda item: recorder(item.event)]))
    return out.getvalue()


def rows(data: bytes) -> list[list[object]]:
    return [json.loads(row) for row in data.splitlines()[1:]]


def facts(*lines: bytes) -> list[Wire | Remark]:
    return log.read([HEADER, *lines], "x").facts


def talk(*said: tuple[Side, bytes]) -> list[Wire]:
    return [
        Wire(What.OPEN, about={"protocol": "smtp"}),
        *(Wire(What.BYTES, 0.1, side, data) for side, data in said),
    ]


def test_the_rows_of_a_session() -> None:
    wires = [
        Wire(What.OPEN, 0.0, about={"peer": "mail.example:25", "address": "192.0.2.1:25"}),
        Wire(What.BYTES, 0.031, S, b"220 mail.example ESMTP\r\n"),
        Wire(What.BYTES, 2.14, C, b"AUTH PLAIN AGFsaWNlAHNlc2FtZTEyMw==\r\n"),
        Wire(What.BYTES, 2.204, S, b"535 \xc7\xeb\r\n"),
        Wire(What.TLS, 9.12, about={"version": "TLSv1.3", "cipher": "x", "verified": True}),
        Wire(What.CLOSE, 9.9, about={"by": "server", "reason": ""}),
    ]
    lesson = {"id": "smtp-by-hand", "hash": "x", "mode": "solo"}
    data = written(wires, log.Header("smtp", "mail.example:25", "2026-01-05T09:00:00Z", lesson))
    head, *_ = data.splitlines()
    assert head == (
        b'{"wiretutor": 1, "protocol": "smtp", "peer": "mail.example:25", '
        b'"started": "2026-01-05T09:00:00Z", "lesson": '
        b'{"id": "smtp-by-hand", "hash": "x", "mode": "solo"}}'
    )
    opened = {"protocol": "smtp", "peer": "mail.example:25", "address": "192.0.2.1:25"}
    assert rows(data) == [
        [0.0, "open", {"conn": 1, **opened}],
        [0.031, "S", "220 mail.example ESMTP\r\n"],
        [2.14, "C", "AUTH PLAIN ****\r\n", {"masked": [[11, 15, "password", ["base64"]]]}],
        [2.204, "S", {"base64": "NTM1IMfrDQo="}],
        [9.12, "tls", {"version": "TLSv1.3", "cipher": "x", "verified": True}],
        [9.9, "close", {"by": "server", "reason": ""}],
    ]
    read = log.read(io.BytesIO(data), "x")
    assert read.header == log.Header("smtp", "mail.example:25", "2026-01-05T09:00:00Z", lesson)


def test_the_rows_of_a_second_connection() -> None:
    wires = [
        Wire(What.OPEN, conn=2, about={"protocol": "pop3"}),
        Wire(What.BYTES, 0.1, S, b"+OK\r\n", conn=2),
        Wire(What.CLOSE, 0.2, conn=2, about={"by": "client"}),
    ]
    data = written(wires)
    assert [row[-1]["conn"] for row in rows(data)] == [2, 2, 2]
    assert [fact.conn for fact in log.read(io.BytesIO(data), "x").facts] == [2, 2, 2]


def test_remarks() -> None:
    out = io.BytesIO()
    recorder = log.Recorder(out.write, log.Header())
    recorder.remark(Remark(9.3, "note", "a remark"))
    recorder.remark(Remark(9.4, "step", {"id": "hello"}, conn=2))
    read = log.read(io.BytesIO(out.getvalue()), "x")
    assert read.facts == [Remark(9.3, "note", "a remark"), Remark(9.4, "step", {"id": "hello"}, 2)]
    assert read.unknown == 0


@given(st.lists(st.tuples(st.sampled_from(Side), st.binary(min_size=1)), max_size=20))
def test_streams_are_exact(said: list[tuple[Side, bytes]]) -> None:
    out = io.BytesIO()
    recorder = log.Recorder(out.write, log.Header())
    for side, data in said:
        recorder(Kept(Wire(What.BYTES, 0.5, side, data), Part.OTHER))
    assert out.getvalue().isascii() or out.getvalue().decode()
    read = log.read(io.BytesIO(out.getvalue()), "x")
    for side in Side:
        joined = b"".join(data for each, data in said if each is side)
        assert joined == b"".join(fact.data for fact in read.facts if fact.side is side)


def test_blocks_of_64_kib_with_their_own_masks() -> None:
    line = b"x" * 99 + b"\n"
    data = line * 1000 + b"****\n" + line * 1000
    masks = ((100_000, 100_004, "echo", ()),)
    out = io.BytesIO()
    recorder = log.Recorder(out.write, log.Header())
    recorder(Kept(Wire(What.BYTES, 0.0, S, data), Part.BODY, masks))
    found = rows(out.getvalue())
    assert all(len(row[2]) <= 64 * 1024 and row[2].endswith("\n") for row in found)
    assert "".join(row[2] for row in found).encode() == data
    masked = [row for row in found if len(row) > 3]
    (row,) = masked
    ((start, end, what),) = row[3]["masked"]
    assert (row[2][start:end], what) == ("****", "echo")


def test_what_a_log_tells_of_a_mask_is_known_when_it_is_read() -> None:
    said = talk(
        (S, b"220 x\r\n"), (C, b"EHLO x\r\n"), (S, b"250 x\r\n"), (C, b"AUTH LOGIN\r\n"),
        (S, b"334 UGFzc3dvcmQ6\r\n"), (C, b"c2VzYW1lMTIzQAo=\r\n"), (S, b"535 sesame123@\n"),
    )  # fmt: skip
    data = written(said)
    read = log.read(io.BytesIO(data), "x").facts
    again = io.BytesIO()
    recorder = log.Recorder(again.write, log.Header())
    see(
        [fact for fact in read if isinstance(fact, Wire)],
        Session(sinks=[lambda item: recorder(item.event)]),
    )
    assert again.getvalue() == data
    assert [row[3] for row in rows(data) if len(row) > 3] == [
        {"masked": [[0, 4, "password", ["base64", "newline", "at"]]]},
        {"masked": [[4, 8, "echo"]]},
    ]


def test_clear_secrets_of_a_log_from_elsewhere_are_masked_when_read() -> None:
    data = written(talk((S, b"+OK\r\n"), (C, b"PASS sesame123\r\n"), (S, b"-ERR sesame123\r\n")))
    clear = data.replace(b"****", b"sesame123")
    items = see([f for f in log.read(io.BytesIO(clear), "x").facts if isinstance(f, Wire)])
    assert "sesame123" not in repr(items) + json.dumps(objects(items))


def test_a_torn_last_row_is_lost_and_nothing_else() -> None:
    data = written(talk((S, b"220 x\r\n"), (C, b"QUIT\r\n"), (S, b"221 x\r\n")))
    whole = log.read(io.BytesIO(data), "x")
    last = data.splitlines(keepends=True)[-1]
    for cut in range(1, len(last)):
        read = log.read(io.BytesIO(data[:-cut]), "x")
        assert read.facts == whole.facts[: len(whole.facts) - (cut > 1)]
        assert read.damaged == (1 < cut < len(last))


@pytest.mark.parametrize(
    "row",
    [
        b"nonsense\n",
        b"{}\n",
        b"[]\n",
        b'[1, "S"]\n',
        b'[1, 2, "x"]\n',
        b'["1", "S", "x"]\n',
        b'[true, "S", "x"]\n',
        b'[NaN, "S", "x"]\n',
        b'[Infinity, "S", "x"]\n',
        b"[1" + b"0" * 400 + b', "S", "x"]\n',
        b"[1" + b"0" * 9000 + b', "S", "x"]\n',
        b'[1, "S", {"base64": "not base64"}]\n',
        b'[1, "S", {"base64": 7}]\n',
        b'[1, "S", 7]\n',
        b'[1, "S", null]\n',
        b'[1, "S", "\xff"]\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_damaged_rows_are_counted_and_the_rest_replays(row: bytes) -> None:
    read = log.read([HEADER, row, b'[2, "S", "220 x\\r\\n"]\n'], "x")
    assert (read.damaged, read.unknown) == (1, 0)
    assert read.facts == [Wire(What.BYTES, 2.0, S, b"220 x\r\n")]


def test_unknown_rows_are_kept_and_counted() -> None:
    read = log.read([HEADER, b'[1, "hologram", {"a": [1]}, {"conn": 3}]\n', b"\n"], "x")
    assert (read.damaged, read.unknown) == (0, 1)
    assert read.facts == [Remark(1.0, "hologram", {"a": [1]}, 3)]


@pytest.mark.parametrize(
    ("row", "fact"),
    [
        (b'[1, "open", {}]', Wire(What.OPEN, 1.0, about={})),
        (b'[1, "open", {"conn": 2}]', Wire(What.OPEN, 1.0, conn=2, about={})),
        (b'[1, "open", {"conn": true}]', Wire(What.OPEN, 1.0, about={})),
        (b'[1, "tls", {}]', Wire(What.TLS, 1.0, about={})),
        (b'[1, "close", {}, {"conn": 2}]', Wire(What.CLOSE, 1.0, conn=2, about={})),
        (b'[1, "close", {}, {"conn": -2}]', Wire(What.CLOSE, 1.0, about={})),
        (b'[-1, "C", "x", 7]', Wire(What.BYTES, -1.0, C, b"x")),
        (b'[1, "C", "\\ud800"]', Wire(What.BYTES, 1.0, C, b"\xed\xa0\x80")),
        (b'[1, "C", "x", {"public": "practice code"}]',
         Wire(What.BYTES, 1.0, C, b"x", public=True)),
        (b'[1, "C", "x", {"masked": 7}]', Wire(What.BYTES, 1.0, C, b"x")),
        (b'[1, "C", "x", {"masked": [7, [0, 1], [0, 1, "a", [2]]]}]',
         Wire(What.BYTES, 1.0, C, b"x", masked=((0, 1, "a", ()),))),
    ],
)  # fmt: skip
def test_rows_of_any_hand(row: bytes, fact: Wire) -> None:
    assert facts(row) == [fact]


def test_an_open_row_and_a_tls_row_may_say_nothing_and_closes_may_repeat() -> None:
    read = facts(
        b'[0, "open", {}]',
        b'[1, "S", "220 x\\r\\n"]',
        b'[2, "tls", {}]',
        b'[3, "close", {}]',
        b'[4, "close", {"by": "server"}]',
        b'[5, "S", "x\\r\\n"]',
    )
    items = see([fact for fact in read if isinstance(fact, Wire)])
    assert sum(isinstance(item.event, Closed) for item in items) == 1
    told = objects(items)
    assert told[-1]["by"] == "error"
    assert [each["event"] for each in told] == ["opened", "exchange", "tls", "closed"]


@pytest.mark.parametrize(
    ("first", "says"),
    [
        (b"", "no header"),
        (b"S: 220 x\n", "no header"),
        (b"[1]\n", "no header"),
        (b'{"version": 2}\n', "no header"),
        (b'{"wiretutor": 2}\n', "format 2"),
        (b'{"wiretutor": "x"}\n', "format 'x'"),
    ],
)
def test_what_is_no_log_says_so(first: bytes, says: str) -> None:
    with pytest.raises(log.LogError, match=f"^file: .*{says}"):
        log.read([first], "file")


def test_a_header_of_any_hand() -> None:
    assert log.read(
        [b'\xef\xbb\xbf{"wiretutor": 1, "protocol": 5, "lesson": []}\n'], "x"
    ).header == (log.Header())
    assert log.is_log(HEADER)
    assert log.is_log(b"\xef\xbb\xbf" + HEADER)
    assert not log.is_log(b"220 x\r\n")


def test_the_file_is_its_owners_alone_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.session.jsonl"
    with log.create(path) as stream:
        stream.write(HEADER)
        assert path.read_bytes() == HEADER  # as it happens, not when the file is closed
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        log.create(path)
    log.create(path, force=True).close()
    assert path.read_bytes() == b""


def test_nothing_in_a_log_acts_on_a_terminal() -> None:
    hostile = "220 \x1b[2J\x07\x7f\x9b\u202e\u2028\ufeff\r\n".encode()
    data = written(talk((S, hostile)))
    text = data.decode().replace("\n", "")
    assert text.isprintable()
    read = log.read(io.BytesIO(data), "x")
    assert read.facts[1] == Wire(What.BYTES, 0.1, S, hostile)
