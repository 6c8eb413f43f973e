"""A password, however it is typed and whoever repeats it, is found nowhere."""

import base64
import hashlib
import hmac
import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.streams import C, S, cuts, see
from tests.dialogues.notation import objects
from tutor import log
from tutor.core.framing import PIECE
from tutor.core.secrets import Secrets, forms
from tutor.core.wire import What, Wire
from tutor.page import Detail, Page
from tutor.session import Session
from tutor.words import Words

PASSWORDS = st.text("aB3 &@/+=%-_é中'\"\\{}", min_size=6, max_size=40).map(
    lambda text: f"Zq{text.strip()}qZ"
)
Script = list[tuple[str, bytes]]


def b64(*parts: bytes) -> bytes:
    return base64.b64encode(b"".join(parts))


def smtp(*script: tuple[str, bytes]) -> Script:
    return [("S", b"220 x"), ("C", b"EHLO x"), ("S", b"250 x"), *script]


def pop3(*script: tuple[str, bytes]) -> Script:
    return [("S", b"+OK x"), *script]


LOGINS: dict[str, Callable[[bytes], Script]] = {
    "PASS": lambda p: pop3(("C", b"USER a"), ("S", b"+OK"), ("C", b"PASS " + p)),
    "pass, early": lambda p: pop3(("C", b"pass  " + p + b" ")),
    "PASS, tab": lambda p: pop3(("C", b"PASS\t" + p)),
    "PASSWORD": lambda p: pop3(("C", b"PASSWORD " + p)),
    "LOGIN u p": lambda p: pop3(("C", b"LOGIN alice " + p)),
    "SMTP PASS": lambda p: smtp(("C", b"PASS " + p)),
    "SMTP LOGIN": lambda p: smtp(("C", b"login alice " + p)),
    "glued": lambda p: smtp(("C", b"AUTHPLAIN " + b64(b"\0a\0", p))),
    "PLAIN at once": lambda p: smtp(("C", b"AUTH PLAIN " + b64(b"\0alice\0", p))),
    "PLAIN": lambda p: smtp(("C", b"AUTH PLAIN"), ("S", b"334 "), ("C", b64(b"\0alice\0", p))),
    "no mechanism": lambda p: smtp(("C", b"AUTH " + b64(b"\0alice\0", p))),
    "POP3 PLAIN": lambda p: pop3(("C", b"AUTH PLAIN"), ("S", b"+ "), ("C", b64(b"a\0a\0", p))),
    "LOGIN": lambda p: smtp(
        ("C", b"AUTH LOGIN"),
        ("S", b"334 VXNlcm5hbWU6"),
        ("C", b64(b"alice")),
        ("S", b"334 UGFzc3dvcmQ6"),
        ("C", b64(p)),
    ),
    "LOGIN, newline": lambda p: smtp(
        ("C", b"AUTH LOGIN YWxpY2U="), ("S", b"334 UGFzc3dvcmQ6"), ("C", b64(p, b"\n"))
    ),
    "LOGIN, not base64": lambda p: smtp(
        ("C", b"AUTH LOGIN YWxpY2U="), ("S", b"334 UGFzc3dvcmQ6"), ("C", p)
    ),
    "LOGIN, all at once": lambda p: smtp(("C", b"AUTH LOGIN"), ("C", b64(b"alice")), ("C", b64(p))),
    "XOAUTH2": lambda p: smtp(
        ("C", b"AUTH XOAUTH2 " + b64(b"user=a\1auth=Bearer ", p.replace(b" ", b"_"), b"\1\1"))
    ),
    "OAUTHBEARER": lambda p: pop3(
        ("C", b"AUTH OAUTHBEARER"),
        ("S", b"+ "),
        ("C", b64(b"n,a=a,\1auth=Bearer ", p.replace(b" ", b"_"), b"\1\1")),
    ),
    "typed again": lambda p: smtp(
        ("C", b"AUTH LOGIN"), ("S", b"535 no"), ("C", p), ("S", b"500 what"), ("C", b64(p))
    ),
    "behind STARTTLS": lambda p: smtp(
        ("C", b"STARTTLS"), ("C", b"AUTH LOGIN"), ("C", b64(p)), ("S", b"220 go"), ("C", b64(p))
    ),
    "in the handshake": lambda p: smtp(
        ("C", b"STARTTLS"), ("S", b"220 go"), ("C", b"AUTH PLAIN"), ("C", b64(b"\0a\0", p))
    ),
}
DIGESTS: dict[str, Callable[[bytes], Script]] = {
    "APOP": lambda d: pop3(("C", b"APOP alice " + d)),
    "APOP, alone": lambda d: pop3(("C", b"APOP " + d)),
    "CRAM-MD5": lambda d: smtp(
        ("C", b"AUTH CRAM-MD5"), ("S", b"334 PGFAYi5jPg=="), ("C", b64(b"alice ", d))
    ),
}


def echoes(secret: bytes, code: bytes) -> Script:
    """The server says it again, in every form."""
    return [("S", code + b" you said <" + form + b">!") for form in sorted(forms(secret))]


def wires(script: Script) -> list[Wire]:
    return [
        Wire(What.OPEN),
        *(Wire(What.BYTES, 0.0, C if s == "C" else S, line + b"\r\n") for s, line in script),
    ]


def everything(facts: list[Wire]) -> str:
    """All that leaves the engine: events, JSON in both languages, pages, and the log."""
    written = io.BytesIO()
    recorder = log.Recorder(written.write, log.Header())
    session = Session(sinks=[lambda item: recorder(item.event)])
    items = see(facts, session)
    pages = Page(Words("en"), Detail.FULL)
    shown = [span.text for item in items for line in pages.lines(item) for span in line.spans]
    told = [json.dumps(objects(items, each), ensure_ascii=False) for each in ("en", "zh")]
    rows = [
        json.dumps(json.loads(row), ensure_ascii=False) for row in written.getvalue().splitlines()
    ]
    talk = [repr(session.secrets), *map(repr, items), *told, *rows, "\n".join(shown)]
    return "\n".join([*talk, written.getvalue().decode()]).lower()


def assert_hidden(secret: bytes, text: str) -> None:
    for form in forms(secret):
        plain = form.decode("utf-8")
        for found in (
            plain,
            json.dumps(plain)[1:-1],
            json.dumps(plain, ensure_ascii=False)[1:-1],
            repr(form)[2:-1],
        ):
            assert found.lower() not in text, (
                form,
                text[max(0, text.find(found.lower()) - 200) :][:400],
            )


@pytest.mark.parametrize("name", LOGINS)
@settings(max_examples=6, deadline=None)
@given(PASSWORDS, st.data())
def test_a_password_is_found_nowhere(name: str, password: str, data: st.DataObject) -> None:
    secret = password.encode()
    script = LOGINS[name](secret)
    if "OAUTH" in name:
        secret = secret.replace(b" ", b"_")
    code = b"-ERR" if script[0][1].startswith(b"+OK") else b"535"
    script += [*echoes(secret, code), ("C", b"NOOP"), *echoes(secret, code)]
    facts = wires(script)
    assert_hidden(secret, everything(facts))
    end = Wire(What.CLOSE, about={"by": "server"})
    assert_hidden(secret, everything([*data.draw(cuts(facts)), end]))
    for stop in range(len(facts) - 2, 0, -1):  # the line is cut anywhere, in the middle of a line
        part = facts[stop]._replace(data=facts[stop].data.removesuffix(b"\r\n"))
        if stop > 4 and stop < len(facts) - 4:
            continue
        assert_hidden(secret, everything([*facts[:stop], part, end]))
        assert_hidden(secret, everything([*facts[:stop], part, end, *facts[stop:]]))


@pytest.mark.parametrize("name", DIGESTS)
@settings(max_examples=6, deadline=None)
@given(PASSWORDS)
def test_a_digest_is_found_nowhere(name: str, password: str) -> None:
    digest = hmac.new(password.encode(), b"<a@b.c>", hashlib.md5).hexdigest().encode()
    script = DIGESTS[name](digest)
    code = b"-ERR" if script[0][1].startswith(b"+OK") else b"535"
    text = everything(wires([*script, *echoes(digest, code)]))
    assert_hidden(digest, text)


def test_a_secret_stays_hidden_where_a_long_line_is_cut() -> None:
    secret = b"Zq-open-sesame-qZ"
    for side in (S, C):
        for before in range(PIECE - 20, PIECE + 20):
            line = b"535 " + b"x" * before + secret + b"y" * PIECE
            script = [*pop3(("C", b"PASS " + secret)), ("S", b"-ERR"), ("C", b"UIDL")]
            facts = [
                *wires(script),
                Wire(What.BYTES, 0.0, S, b"+OK\r\n" if side is C else b"-ERR "),
            ]
            facts.append(Wire(What.BYTES, 0.0, S, line))
            kept = b"".join(
                item.event.wire.data for item in see(facts) if hasattr(item.event, "masked")
            )
            assert secret not in kept


def test_a_password_longer_than_a_piece() -> None:
    secret = b"Zq" * PIECE
    facts = wires([*pop3(("C", b"PASS " + secret)), ("S", b"-ERR " + secret.hex().encode())])
    text = everything([*facts, Wire(What.CLOSE)])
    assert "zqzqzqzq" not in text.replace("ab" * 9, "")


def test_public_codes_are_shown() -> None:
    session = Session(secrets=Secrets(frozenset([b"SHOUQUANMA163"])))
    script = LOGINS["LOGIN"](b"SHOUQUANMA163")
    items = see(wires([*script, ("S", b"235 SHOUQUANMA163")]), session)
    told = objects(items)
    assert told[-1]["command"]["line"] == b64(b"SHOUQUANMA163").decode()
    assert told[-1]["command"]["secret"]
    assert told[-1]["reply"]["lines"] == ["235 SHOUQUANMA163"]


def test_secrets_are_dropped() -> None:
    session = Session()
    see(wires(LOGINS["PASS"](b"Zq-sesame")), session)
    assert session.secrets.watched()
    assert session.secrets.line(0) == b"PASS Zq-sesame"
    session.secrets.drop()
    assert not session.secrets.watched()
    assert session.secrets.mask(b"Zq-sesame") == (b"Zq-sesame", ())
    with pytest.raises(IndexError):
        session.secrets.line(0)


def test_short_secrets_would_hide_ordinary_words() -> None:
    secrets = Secrets()
    for value in (b"ok", b"12345", b"******", b""):
        secrets.watch(value)
    assert not secrets.watched()
    secrets.watch(b"123456")
    assert secrets.mask(b"a 123456 b") == (b"a **** b", ((2, 6, "echo", ()),))
