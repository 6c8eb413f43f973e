"""What a message tells: the walkthrough's two, then each rule by itself."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.message.letters import FETCHED, TYPED
from tutor.message.notes import keys, tell
from tutor.message.told import Envelope, Told, duration, lasted, listed
from tutor.words import Words


def told(source: str, envelope: Envelope | None = None) -> list[Told]:
    octets = source.encode()
    return tell(octets, len(octets), envelope)


def found(notes: list[Told], key: str) -> list[Told]:
    return [note for note in notes if note.keys[0] == key]


def args(notes: list[Told], key: str) -> dict[str, object]:
    (note,) = found(notes, key)
    return dict(note.args)


def said(notes: list[Told]) -> list[str]:
    return [note.keys[0] for note in notes if not note.keys[0].startswith("header.")]


def test_the_walkthrough_s_fetched_mail() -> None:
    notes = told(FETCHED)
    assert said(notes) == [
        "message.dkim",
        "message.dkim.covers",
        "message.encoded-word",
        "message.date",
        "message.auth.server",
        "message.auth.spf.pass",
        "message.auth.dkim.pass",
        "message.route.hop.first",
        "message.with.smtp",
        "message.route.hop",
        "message.route.sum",
        "message.part.text/html",
        "message.encoding.base64",
        "message.html",
    ]
    assert not [note for note in notes if note.role == "warn"]  # masked parts are no fault
    first, second = (found(notes, f"message.route.hop{end}")[0] for end in (".first", ""))
    assert (first.header, first.args["by"]) == (16, "smtp.qq.com")
    assert (second.header, second.args["by"], second.args["delay"]) == (0, "mx40", "1 s")
    assert args(notes, "message.route.sum")["hops"] == 2
    assert args(notes, "message.date") == {"utc": "2020-05-20 07:49:07"}
    assert args(notes, "message.encoded-word")["text"] == '"chenzaofeng" <51****521@qq.com>'
    assert args(notes, "message.auth.spf.pass")["about"] == (
        "51****521+auto_=zaofengchen=163.com@qq.com"
    )
    part = args(notes, "message.part.text/html")
    assert (part["charset"], part["encoding"], part["size"]) == ("gbk", "base64", "28")


def test_the_fields_are_explained_from_top_to_bottom_each_name_once() -> None:
    explained = [note for note in told(FETCHED) if note.keys[0].startswith("header.")]
    assert [note.keys[0] for note in explained][:4] == [
        "header.received",
        "header.dkim-signature",
        "header.from",
        "header.to",
    ]
    assert [note.header for note in explained] == [n for n in range(22) if n != 16]
    names = [note.keys[0] for note in explained]
    assert len(set(names)) == len(names)


def test_the_walkthrough_s_typed_mail() -> None:
    notes = told(TYPED, Envelope("za*****en@163.com", ("fe*****ng@163.com",)))
    assert said(notes) == [
        "message.from.same",
        "message.cc.no-rcpt",
        "message.bcc.visible",
        "message.bcc.no-rcpt",
    ]
    assert args(notes, "message.cc.no-rcpt") == {"addresses": "erdo*****ong@163.com"}
    assert args(notes, "message.bcc.visible") == {"addresses": "51****521@qq.com"}


def test_masked_addresses_stand_for_what_they_may_be() -> None:
    recipients = ("feng_wang@163.com", "erdongdong@163.com", "513334521@qq.com", "x@y.z")
    notes = told(TYPED, Envelope("zaofengchen@163.com", recipients))
    assert said(notes) == ["message.from.same", "message.bcc.visible", "message.rcpt.hidden"]
    assert args(notes, "message.rcpt.hidden") == {"addresses": "x@y.z"}


@pytest.mark.parametrize(
    ("head", "sender", "key"),
    [
        ("From: a@b.c", "A@b.C", "message.from.same"),
        ("From: a@b.c", "x@y.z", "message.from.differs.sent"),
        ("From: a@b.c", "", "message.from.bounce"),
        ("Return-Path: <a@b.c>\nFrom: A <a@b.c>", None, "message.from.same"),
        ("Return-Path: <x@y.z>\nFrom: A <a@b.c>", None, "message.from.differs.fetched"),
        ("Return-Path: <>\nFrom: A <a@b.c>", None, "message.from.bounce"),
        ("From: a@b.c", None, None),
        ("From: nobody", "a@b.c", None),
    ],
)
def test_from_against_the_envelope(head: str, sender: str | None, key: str | None) -> None:
    envelope = None if sender is None else Envelope(sender, ())
    assert said(told(f"{head}\n\nx", envelope)) == ([] if key is None else [key])


def test_answers_that_go_elsewhere() -> None:
    notes = told("From: a@b.c\nReply-To: A <x@y.z>\n\n")
    assert args(notes, "message.reply-to.differs") == {"address": "x@y.z", "from": "a@b.c"}
    assert said(told("From: a@b.c\nReply-To: <A@B.C>\n\n")) == []


def test_a_to_without_rcpt_and_an_empty_bcc() -> None:
    notes = told("To: A <a@b.c>, d@e.f\nBcc:\n\n", Envelope("", ("d@e.f",)))
    assert said(notes) == ["message.to.no-rcpt"]
    assert args(notes, "message.to.no-rcpt") == {"addresses": "a@b.c"}


def test_clocks_that_differ_and_a_mail_that_waited() -> None:
    hops = [
        "Received: from b by c with ESMTPS; 20 May 2020 12:00:00 +0000",
        "Received: from a by b with ESMTPS; 20 May 2020 10:00:05 +0000",
        "Received: from [192.0.2.1] by a with ESMTPSA; 20 May 2020 10:00:10 +0000",
    ]
    notes = told("\n".join(hops))
    assert said(notes) == [
        "message.route.hop.first",
        "message.with.esmtpsa",
        "message.route.clock",
        "message.with.esmtps",
        "message.route.hop.slow",
        "message.route.sum",
    ]
    assert args(notes, "message.route.clock")["seconds"] == -5
    assert args(notes, "message.route.hop.slow")["delay"] == "1 h 59 min"
    assert args(notes, "message.route.sum")["delay"] == "1 h 59 min"
    assert [note.header for note in notes if note.args.get("by")] == [2, 1, 0]


def test_signatures_of_others_and_those_that_leave_the_author_out() -> None:
    notes = told("From: a@shop.example\nDKIM-Signature: d=sender.example; s=k; h=To:Date\n\n")
    assert said(notes) == [
        "message.dkim",
        "message.dkim.covers",
        "message.dkim.from-uncovered",
        "message.dkim.other",
    ]
    aligned = told("From: a@mail.shop.example\nDKIM-Signature: d=Shop.Example; h=From\n\n")
    assert said(aligned) == ["message.dkim", "message.dkim.covers"]


@pytest.mark.parametrize(
    ("result", "chain", "role"),
    [
        ("spf=pass", ("message.auth.spf.pass", "message.auth.spf", "message.auth"), "plain"),
        ("dmarc=fail", ("message.auth.dmarc.fail", "message.auth.dmarc", "message.auth"), "warn"),
        ("x-y=odd", ("message.auth.x-y.odd", "message.auth.x-y", "message.auth"), "plain"),
    ],
)
def test_results_of_a_receiving_server(result: str, chain: tuple[str, ...], role: str) -> None:
    *_, note = told(f"Authentication-Results: mx; {result} header.from=a.b\n\n")
    assert (note.keys, note.role, note.args["about"]) == (chain, role, "a.b")


PARTS = """\
Content-Type: multipart/mixed; boundary=o

--o
Content-Type: multipart/alternative; boundary=i

--i
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

=E4=BD=A0
--i
Content-Type: text/html

<b>x</b>
--i--
--o
Content-Type: application/pdf; name="=?utf-8?B?5oql5ZGKLnBkZg==?="
Content-Transfer-Encoding: base64

AAAA
--o
Content-Type: image/png

x
--o--
"""


def test_parts_with_their_depth_and_what_is_attached() -> None:
    notes = told(PARTS)
    shown = [note for note in notes if note.keys[-1] == "message.part"]
    assert [(note.args["depth"], note.args["type"]) for note in shown] == [
        (0, "multipart/mixed"),
        (1, "multipart/alternative"),
        (2, "text/plain"),
        (2, "text/html"),
        (1, "application/pdf"),
        (1, "image/png"),
    ]
    assert shown[0].keys == (
        "message.part.multipart/mixed",
        "message.part.multipart",
        "message.part",
    )
    assert shown[4].keys == ("message.part.application/pdf", "message.part")
    assert [note.header for note in shown] == [0, None, None, None, None, None]
    assert args(notes, "message.attachment") == {
        "name": "报告.pdf",
        "type": "application/pdf",
        "size": "3",
    }
    assert args(notes, "message.attachment.nameless")["type"] == "image/png"
    assert args(notes, "message.encoding.quoted-printable") == {"encoding": "quoted-printable"}
    assert found(notes, "message.html") == []


@pytest.mark.parametrize(
    ("head", "body", "key"),
    [
        ("Content-Type: text/plain; charset=gb2312", "你好".encode(), "mislabelled"),
        ("Content-Type: text/plain; charset=utf-8", "你好".encode("gbk"), "mislabelled"),
        ("Subject: x", "你好".encode("gbk"), "unlabelled"),
        ("Subject: x", "你好".encode(), "unlabelled"),
        ("Subject: x", b"a\xff\xfe", "unreadable"),
        ("Content-Type: text/plain; charset=gb2312", "你好".encode("gbk"), None),
        ("Content-Type: text/plain; charset=nonsense", b"hello", None),
    ],
)
def test_charsets(head: str, body: bytes, key: str | None) -> None:
    source = head.encode() + b"\n\n" + body
    notes = [name for name in said(tell(source, len(source))) if "charset" in name]
    assert notes == ([] if key is None else [f"message.charset.{key}"])


def test_the_beginning_of_a_message_is_not_blamed_for_its_end() -> None:
    source = PARTS.encode()[:330]
    assert said(tell(source, 10_000))[-1] == "message.cut"
    assert not [note for note in tell(source, 10_000) if note.role == "warn"]
    assert found(tell(source, len(source)), "message.defect.no-end")


def test_odd_values() -> None:
    notes = told("Date: tomorrow\nMessage-ID: 17\nContent-Type: multipart/mixed\n\n")
    assert said(notes) == [
        "message.date.unreadable",
        "message.id.form",
        "message.part.multipart/mixed",
        "message.defect.no-boundary",
    ]


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("Subject", ("header.subject", "header.?")),
        ("List-Foo", ("header.list-foo", "header.list-", "header.?")),
        (
            "X-QQ-New-One",
            ("header.x-qq-new-one", "header.x-qq-new-", "header.x-qq-", "header.X-", "header.?"),
        ),
        ("X-Y", ("header.x-y", "header.X-", "header.?")),
        (
            "a-b-c-d-e",
            ("header.a-b-c-d-e", "header.a-b-c-", "header.a-b-", "header.a-", "header.?"),
        ),
    ],
)
def test_the_keys_of_a_field(name: str, chain: tuple[str, ...]) -> None:
    assert keys(name) == chain


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (-5, "5 s"),
        (60, "1 min"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_duration(seconds: int, text: str) -> None:
    assert duration(seconds) == text


def test_a_length_of_time_in_chinese() -> None:
    found = {seconds: lasted(seconds)["delay_zh"] for seconds in (5, 902, 7500, 90_000)}
    assert list(found.values()) == ["5 秒", "15 分钟 2 秒", "2 小时 5 分钟", "1 天 1 小时"]
    spoken = Words("zh")
    for key in ("hop", "hop.slow", "clock", "sum", "sum.clock"):
        assert "15 分钟 2 秒" in spoken.say(None, f"message.route.{key}", **lasted(902))


def test_listed() -> None:
    assert listed(("a", "b")) == "a, b"
    assert listed(("a", "b", "c"), 2) == "a, b, +1"


ENVELOPES = st.none() | st.builds(
    Envelope, st.text("a*@b<>"), st.lists(st.text("a*@b<>")).map(tuple)
)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "\n",
                "\r\n",
                " ",
                ";",
                '"',
                "(",
                "<",
                ">",
                "@",
                "a@b",
                "*",
                "=",
                "=?gbk?B?xOO6ww==?=",
            ),
            *(
                "From: ",
                "To: ",
                "Cc: ",
                "Bcc: ",
                "Received: ",
                "by x",
                "from y",
                "with SMTP",
                "Date: ",
            ),
            *("20 May 2020 10:00 +0800", "DKIM-Signature: ", "h=From", "Authentication-Results: "),
            *("spf=pass", "Content-Type: ", "multipart/mixed", "; boundary=b", "--b", "text/html"),
            *(
                "; charset=",
                "utf-16",
                "hz",
                "Reply-To: ",
                "Return-Path: ",
                "Message-ID: ",
                "\udcff",
            ),
        ]
    )
).map(lambda pieces: "".join(pieces).encode("utf-8", "surrogateescape"))


@given(PIECES | st.binary(), ENVELOPES, st.integers(0, 2))
def test_no_bytes_raise(source: bytes, envelope: Envelope | None, more: int) -> None:
    for note in tell(source, len(source) + more, envelope):
        assert note.role in {"plain", "warn", "matters"}
        assert note.keys
        assert all(len(str(value)) < 300 for value in note.args.values())
        repr(note).encode("utf-8")


@pytest.mark.parametrize(
    "piece",
    [
        "X-A{}: b\n",
        "To: a{}@b.c\n",
        "To: a{}@b.c, *@d{}\n",
        "Received: by x; 20 May 2020 10:00 +0800\n",
        "Authentication-Results: x; spf=pass; dkim=fail\n",
        "DKIM-Signature: h=a:b\n",
        "Bcc: <<<<((((\n",
    ],
)
def test_a_mail_of_nothing_but_fields_is_bounded(piece: str) -> None:
    source = "".join(piece.replace("{}", str(n)) for n in range(20_000))[: 1 << 20]
    begin = time.perf_counter()
    notes = told(source, Envelope("*@b.c", tuple(f"a{n}@b*.c" for n in range(1000))))
    assert len(notes) < 1200
    assert time.perf_counter() - begin < 3  # some 0.3 s here


def test_a_mail_of_a_megabyte_is_told_at_once() -> None:
    lines = "QUJD" * 19 + "\n"
    source = (PARTS.replace("AAAA\n", lines * (1_000_000 // len(lines)))).encode()
    begin = time.perf_counter()
    tell(source, len(source))
    assert time.perf_counter() - begin < 0.2  # some 0.005 s here


@pytest.mark.parametrize(
    ("source", "lacks"),
    [
        ("Subject: hi\r\nhello bob\r\n", True),
        ("Subject: hi\nhello bob\n", True),
        ("Subject: hi\r\n\r\nhello bob\r\n", False),
        ("Subject: hi\n\nhello bob\n", False),
        ("Subject: hi\r\n", False),
        ("hello bob\r\n", False),
        ("\r\nhello bob\r\n", False),
    ],
)
def test_the_text_begins_where_no_empty_line_says_so(source: str, *, lacks: bool) -> None:
    notes = found(told(source), "message.defect.no-blank-line")
    assert bool(notes) == lacks
    assert all(note.role == "warn" for note in notes)
