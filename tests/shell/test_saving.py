"""`:save` and `:mark`: a recording in hand, and no secret in any file that comes of it."""

import base64
import hashlib
import hmac
import urllib.parse
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shell.seat import Seat, run, seated
from tutor.core.secrets import Secrets
from tutor.core.wire import Remark, Side, What, Wire
from tutor.export import FORMATS
from tutor.page import Detail
from tutor.redaction import living
from tutor.shell.local.saving import Wish, WishError, wish


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.session.jsonl", Wish("a.session.jsonl")),
        ("my file.html --to html", Wish("my file.html", "html")),
        ("x --to=cast --lang both", Wish("x", "cast", (), both=True)),
        ("x --to html --detail full", Wish("x", "html", detail=Detail.FULL)),
        ("x --to text --mask addresses --mask 'a b'", Wish("x", "text", ("addresses", "a b"))),
        ('"a b" --to eml', Wish("a b", "eml")),
        ("", Wish("")),
    ],
)
def test_what_stands_behind_save(text: str, expected: Wish) -> None:
    assert wish(text) == expected


@pytest.mark.parametrize(
    "text", ["x --to docx", "x --too html", "x --mask", "x --to", "x --lang fr"]
)
def test_an_option_that_is_not_known_is_named(text: str) -> None:
    with pytest.raises(WishError, match="--"):
        wish(text)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_chapters_and_formats(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path / "state") as seat:
            await seat.type("telnet smtp.example 25", ":mark First steps", "ehlo me.example")
            for name in ("html", "markdown", "text", "cast", "svg", "json", "pcap"):
                await seat.type(f":save {tmp_path / name} --to {name}")
                assert (tmp_path / name).stat().st_size
            assert "First steps" in (tmp_path / "markdown").read_text()
            seat.fresh()
            await seat.type(f":save {tmp_path / 'html'} --to html")
            assert "is not overwritten" in seat.fresh()
            await seat.type(f":save {tmp_path / 'x'} --to eml")
            assert "No message" in seat.fresh()
            await seat.type(f":save {tmp_path / 'y'} --to text --mask (")
            assert "no regular expression" in seat.fresh()
            await seat.type(f":save {tmp_path / 'no' / 'y'} --to text")
            assert "The folder" in seat.fresh()

    run(test)


def test_before_anything_is_recorded_there_is_nothing_to_save(tmp_path: Path) -> None:
    async def test() -> None:
        async with seated(tmp_path) as seat:
            await seat.type(f":save {tmp_path / 'x'}", ":mark", f":save {tmp_path / 'x'} --to html")
            assert "nothing to save" in seat.screen()
            assert "Write the name of the chapter" in seat.screen()
            assert not (tmp_path / "x").exists()

    run(test)


# -- secrets -------------------------------------------------------------------------------------

CODE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=24).filter(
    lambda code: len(set(code)) > 5
)


def forms(code: str) -> set[bytes]:
    """Every form that a program might write it in."""
    raw = code.encode()
    plain = {raw, raw.hex().encode(), urllib.parse.quote(code, safe="").encode()}
    coded = {base64.b64encode(raw), base64.b64encode(f"\0alice\0{code}".encode())}
    digests = {hashlib.new(way, raw).hexdigest().encode() for way in ("md5", "sha1", "sha256")}
    return plain | coded | digests


async def cram(seat: Seat, code: str) -> bytes:
    """An answer to CRAM-MD5 (RFC 2195); the digest is as good as the password for a while."""
    await seat.type("auth cram-md5")
    assert seat.repl.last is not None
    reply = getattr(seat.repl.last.event, "reply", None)
    challenge = base64.b64decode(reply.lines[0].partition(" ")[2])
    digest = hmac.new(code.encode(), challenge, "md5").hexdigest()
    await seat.type(b64(f"alice {digest}"))
    return digest.encode()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CODE)
def test_a_password_is_in_no_file_whatever_the_login(
    tmp_path_factory: pytest.TempPathFactory, code: str
) -> None:
    folder = tmp_path_factory.mktemp("secret")

    async def test() -> None:
        async with seated(folder / "state") as seat:
            await seat.type("telnet smtp.example 25", "ehlo me.example")
            await seat.type("auth plain " + b64(f"\0alice\0{code}"))
            await seat.type("auth login", b64("alice"), b64(code))
            secrets = forms(code) | {await cram(seat, code)}
            await seat.type(f"login alice {code}", f":note it is {code}", f":mark {b64(code)}")
            await seat.type(":quit" if seat.repl.conversation is None else "quit")
            await seat.type("telnet pop3.example 110", "user alice", f"pass {code}")
            await seat.type("auth plain", b64(f"\0alice\0{code}"))
            for name in FORMATS:
                await seat.type(f":save {folder / name} --to {name}")
            await seat.type(f":save {folder / 'log.session.jsonl'}")
        written = [path for path in folder.rglob("*") if path.is_file()]
        assert {path.name for path in written} >= set(FORMATS) - {"eml"}
        for path in written:
            data = path.read_bytes().lower()
            for form in secrets:
                assert form.lower() not in data, (path.name, form)

    run(test)


@given(CODE, st.sampled_from(range(5)), st.integers(1, 30))
def test_the_look_before_saving_finds_every_form(code: str, which: int, cut: int) -> None:
    secrets = Secrets()
    secrets.watch(code.encode())
    form = sorted({form for form in forms(code) if form != base64.b64encode(
        f"\0alice\0{code}".encode())})[which]  # fmt: skip
    said = b"x " + form + b"\r\n"
    wires = [
        Wire(What.BYTES, 0.0, Side.SERVER, b"220 hello\r\n"),
        Wire(What.BYTES, 0.1, Side.SERVER, said[:cut]),
        Wire(What.BYTES, 0.2, Side.SERVER, said[cut:]),
    ]
    assert living.holds(wires, secrets) in (2, 3)
    assert living.holds([Remark(0.0, "note", form.decode())], secrets) == 1
    assert living.holds(wires[:1], secrets) is None
