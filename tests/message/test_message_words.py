"""Every note about a message ends in words; no sentence about messages waits in vain."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.message.letters import FETCHED, TYPED
from tutor import data, message
from tutor.message.notes import keys, tell
from tutor.message.told import Envelope, Told

WORDS = data.words(
    Path(message.__file__).with_name("words.yaml").read_text("utf-8"), "message/words.yaml"
)
FIELDS = [key.removeprefix("header.") for key in WORDS if key.startswith("header.")]
METHODS = "spf dkim dmarc arc iprev auth dkim-adsp compauth bimi".split()
RESULTS = "pass fail softfail neutral none temperror permerror policy bestguesspass".split()
PROTOCOLS = "SMTP ESMTP ESMTPS ESMTPA ESMTPSA LMTP LMTPS HTTP HTTPS UTF8SMTP X".split()
KINDS = """text/plain text/html text/calendar multipart/mixed multipart/alternative
    multipart/related multipart/signed multipart/report multipart/x message/rfc822
    message/delivery-status application/pdf image/png""".split()
BODIES = [
    *(b"\n\nx", b"; boundary=b\n\nx", b"; boundary=b\n\n--b\n\nx", b"; charset=gbk\n\n\xff\xff"),
    *(b"; boundary=b\n\n--b\n\n--b--", b"; charset=utf-8\n\n\xc4\xe3", b"\n\n\xc4\xe3"),
]


def letters() -> Iterator[tuple[str | bytes, Envelope | None]]:
    """Messages that bring up every rule."""
    near, far = Envelope("a@b.c", ("a@b.c",)), Envelope("x@y.z", ("x@y.z", "p@q.r"))
    yield FETCHED, None
    for envelope in (None, near, far, Envelope("", ())):
        yield TYPED, envelope
        yield "From: a@b.c\nTo: d@e.f\nReply-To: g@h.i\nMessage-ID: 1\nDate: 2\n\n", envelope
        yield "Return-Path: <u@v.w>\nFrom: =?utf-8?q?A?= <a@b.c>\n\n", envelope
    for method in METHODS:
        for result in RESULTS:
            yield f"Authentication-Results: mx; {method}={result}\n\n", None
    yield "From: a@b.c\nDKIM-Signature: d=x.y; h=To\nDate: 20 May 2020 10:00 +0000\n\n", None
    for moments in ((10, 12), (12, 10), (11, 11), (9, 12)):
        hops = (f"Received: from a by b with X; 20 May 2020 {hour}:00 +0000" for hour in moments)
        yield "\n".join(hops), None
    for protocol in PROTOCOLS:
        yield f"Received: by b with {protocol}; 20 May 2020 10:00 +0000\n\n", None
    for kind in KINDS:
        for body in BODIES:
            yield f"Content-Type: {kind}".encode() + body, None
    for encoding in ("7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode"):
        yield f"Content-Transfer-Encoding: {encoding}\n\nx", None
    yield "Subject: hi\nhello", None
    yield "Content-Disposition: attachment; filename=a\n\nx", None
    levels = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(30))
    yield "".join(levels), None
    yield "\n".join(f"{name}x: 1" if name[-1] == "-" else f"{name}: 1" for name in FIELDS), None


def notes() -> Iterator[Told]:
    for source, envelope in letters():
        octets = source if isinstance(source, bytes) else source.encode()
        for more in (0, 1):
            yield from tell(octets, len(octets) + more, envelope)


NOTES = list(notes())


def spoken(note: Told) -> str | None:
    return next((key for key in note.keys if key in WORDS), None)


def test_every_note_ends_in_words_whose_places_it_fills() -> None:
    for note in NOTES:
        key = spoken(note)
        assert key is not None, note
        places = set(re.findall(r"\{(\w+)\}", WORDS[key]["en"]))
        assert places <= note.args.keys(), (key, note)
        assert all(note.args[place] != "" for place in places), (key, note)


def test_no_sentence_waits_in_vain() -> None:
    reached = {spoken(note) for note in NOTES}
    assert [key for key in WORDS if key.startswith("message.") and key not in reached] == []
    names = [f"{name}x" if name.endswith("-") else name for name in FIELDS]
    named = {next(key for key in keys(name.upper()) if key in WORDS) for name in names}
    assert [key for key in WORDS if key.startswith("header.") and key not in named] == []


@pytest.mark.parametrize("name", dict(message.read(FETCHED.encode()).headers))
def test_every_field_of_the_walkthrough_s_mail_is_known(name: str) -> None:
    assert next(key for key in keys(name) if key in WORDS) not in {"header.X-", "header.?"}


def test_the_fields_that_people_meet() -> None:
    assert len(FIELDS) >= 70
    assert all(name == name.lower() for name in FIELDS if name != "X-")


@pytest.mark.parametrize("key", WORDS)
def test_sentences_are_short_whole_and_kind(key: str) -> None:
    entry = WORDS[key]
    assert len(entry["en"]) <= 170
    assert len(entry["zh"]) <= 80
    assert entry["en"][-1] in ".:?" or entry["en"].endswith("=?.")
    assert not re.search(r"\b(wrong|mistakes?|simply|just|invalid)\b", entry["en"], re.IGNORECASE)
    if key != "header.autocrypt":  # that one is about encryption
        assert "加密" not in entry["zh"]
    assert re.match(r"RFC \d+ [A-Z\d]", entry.get("ref", "RFC 1 1"))
