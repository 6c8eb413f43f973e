"""A typed secret is found nowhere: not on stdout or stderr, in no file (DESIGN 2, 3.5, 3.6)."""

import base64
import hashlib
import hmac
import urllib.parse
from pathlib import Path

import pytest

from tests.contract.outside import Line, Program, serving

SECRET = "Zitr0nen+Falter&77"
SPACED = "  two words Zitr0nen-Falter 78  "
TOKEN = "ya29.Zitr0nenFalterTokenABCDEFG"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


DIGEST = hashlib.md5(b"<1896@x>" + SECRET.encode(), usedforsecurity=False).hexdigest()
CRAM = hmac.new(SECRET.encode(), b"<1896@x>", "md5").hexdigest()
BEARER = f"user=alice\1auth=Bearer {TOKEN}\1\1"

# name: scheme, what is typed, what must be found nowhere (in any common form)
WAYS: dict[str, tuple[str, list[str], list[str]]] = {
    "PASS": ("pop3", ["USER alice", f"PASS {SECRET}"], [SECRET]),
    "PASS with spaces": ("pop3", ["USER alice", f"PASS {SPACED}"], [SPACED.strip()]),
    "pass in small letters": ("pop3", ["user alice", f"pass {SECRET}"], [SECRET]),
    "PASS too early": ("pop3", [f"PASS {SECRET}"], [SECRET]),
    "PASS with its name": ("pop3", [f"PASS alice {SECRET}"], [SECRET]),
    "PASSWORD": ("pop3", [f"PASSWORD {SECRET}"], [SECRET]),
    "PASS:": ("pop3", [f"PASS: {SECRET}"], [SECRET]),
    "PASS and a tab": ("pop3", [f"PASS\t{SECRET}"], [SECRET]),
    "indented PASS": ("pop3", [f"  PASS {SECRET}"], [SECRET]),
    "PASS said to SMTP": ("smtp", ["EHLO a", f"PASS {SECRET}"], [SECRET]),
    "APOP": ("pop3", [f"APOP alice {DIGEST}"], [DIGEST]),
    "AUTH PLAIN at once": ("smtp", ["EHLO a", "AUTH PLAIN " + b64(f"\0alice\0{SECRET}")], [SECRET]),
    "auth plain": ("smtp", ["EHLO a", "auth plain " + b64(f"\0alice\0{SECRET}")], [SECRET]),
    "AUTH PLAIN in turn": ("smtp", ["EHLO a", "AUTH PLAIN", b64(f"\0alice\0{SECRET}")], [SECRET]),
    "AUTH PLAIN, POP3": ("pop3", ["AUTH PLAIN", b64(f"\0alice\0{SECRET}")], [SECRET]),
    "AUTH LOGIN": ("smtp", ["EHLO a", "AUTH LOGIN", b64("alice"), b64(SECRET)], [SECRET]),
    "AUTH LOGIN, name at once": (
        *("smtp", ["EHLO a", "AUTH LOGIN " + b64("alice"), b64(SECRET)], [SECRET]),
    ),
    "AUTH LOGIN, not base64": ("smtp", ["EHLO a", "AUTH LOGIN", "alice", SECRET], [SECRET]),
    "AUTH LOGIN, with a newline": (
        *("smtp", ["EHLO a", "AUTH LOGIN", b64("alice\n"), b64(SECRET + "\n")], [SECRET]),
    ),
    "LOGIN alone": ("smtp", ["EHLO a", f"LOGIN alice {SECRET}"], [SECRET]),
    "AUTHPLAIN": ("smtp", ["EHLO a", "AUTHPLAIN " + b64(f"\0alice\0{SECRET}")], [SECRET]),
    "AUTH without a mechanism": ("smtp", ["EHLO a", "AUTH " + b64(f"\0alice\0{SECRET}")], [SECRET]),
    "AUTH with a colon": ("smtp", ["EHLO a", "AUTH: PLAIN " + b64(f"\0a\0{SECRET}")], [SECRET]),
    "CRAM-MD5": ("smtp", ["EHLO a", "AUTH CRAM-MD5", b64(f"alice {CRAM}")], [CRAM]),
    "XOAUTH2": ("smtp", ["EHLO a", f"AUTH XOAUTH2 {b64(BEARER)}"], [TOKEN]),
    "XOAUTH2 in turn": ("pop3", ["AUTH XOAUTH2", b64(BEARER)], [TOKEN]),
    "OAUTHBEARER": (
        *("smtp", ["EHLO a", f"AUTH OAUTHBEARER {b64('n,a=alice,' + BEARER[10:])}"], [TOKEN]),
    ),
    "retyped after a refusal": (
        *("smtp", ["EHLO a", "AUTH LOGIN", b64("alice"), b64("wrong"), b64(SECRET)], [SECRET]),
    ),
    "a last line without an end": ("pop3", ["USER alice", f"PASS {SECRET}"], [SECRET]),
}


def looks(secret: str) -> set[bytes]:
    """What a secret looks like in files that somebody greps."""
    raw = secret.encode()
    found = {raw, base64.b64encode(raw), base64.b64encode(raw).rstrip(b"="), raw.hex().encode()}
    found |= {base64.b64encode(raw + end) for end in (b"\n", b"\r\n")}
    found |= {base64.b64encode(b"\0alice\0" + raw), base64.b64encode(b"\0a\0" + raw)}
    found |= {urllib.parse.quote(secret, safe="").encode(), urllib.parse.quote_plus(raw).encode()}
    found |= {raw.hex().upper().encode(), base64.urlsafe_b64encode(raw)}
    return {form for form in found if len(form) >= 6}


def _again(text: bytes) -> list[bytes]:
    """A line in every form in which servers say it again."""
    argument = text.split(b" ", 1)[-1]
    value = text.split()[-1] if text.split() else b"-"
    again = [text, argument, value, base64.b64encode(value), value.hex().encode()]
    again += [urllib.parse.quote_plus(value).encode(), argument.hex().upper().encode()]
    try:
        clear = base64.b64decode(value, validate=True)
        clear.decode("ascii")
    except ValueError:
        return again
    clear = clear.replace(b"\0", b" ").replace(b"\1", b" ").strip()
    return [*again, clear, clear.split()[-1] if clear.split() else b"-"]


def _prompts(verb: bytes, pop3: bool) -> list[bytes]:
    """The prompts of a login that begins so; none if it is no login, or has its answer with it."""
    go = b"+ " if pop3 else b"334 "
    words = verb.split()
    if words == [b"AUTH", b"LOGIN"]:
        return [go + b"VXNlcm5hbWU6", go + b"UGFzc3dvcmQ6"]
    if words[:1] == [b"AUTH"] and len(words) == 2 and len(verb) < 20:
        return [go + (b"PDE4OTZAeD4=" if b"CRAM" in verb else b"")]
    return []


def _echoing(line: Line, *, pop3: bool, cut: bool) -> None:
    """Refuses every login and says it again; `cut` closes in the middle of that."""
    line.say("+OK <1896@x>" if pop3 else "220 here")
    prompts: list[bytes] = []
    while command := line.hear():
        text = command.strip()
        verb = text.upper()
        prompts = prompts[1:] or _prompts(verb, pop3)
        if prompts:
            line.say(prompts[0])
        elif verb.startswith(b"EHLO"):
            line.say("250-here", "250 AUTH LOGIN PLAIN CRAM-MD5 XOAUTH2 OAUTHBEARER")
        elif verb.startswith(b"USER"):
            line.say("+OK")
        elif cut and b"FALTER" in verb:
            line.send(b"-ERR " + text if pop3 else b"535-" + text[:20])
            return
        elif pop3:
            line.say(b"-ERR [AUTH] I do not like " + b" or ".join(_again(text)))
        else:
            line.say(*(b"535-5.7.8 " + each for each in _again(text)), b"535 5.7.8 no")
    line.rest()


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("name", WAYS)
def test_a_secret_is_nowhere(program: Program, name: str, cut: bool) -> None:
    scheme, typed, secrets = WAYS[name]
    script = "\n".join(typed) + ("" if "without" in name else "\n")

    def part(line: Line) -> None:
        _echoing(line, pop3=scheme == "pop3", cut=cut)

    log = program.home / "kept.session.jsonl"
    with serving(part) as server:
        told = program(
            *("connect", server.url(scheme), "--json", "--record", log, "--timeout", 1),
            say=script,
        )
        runs = [told]
        if not cut:
            runs.append(program("connect", server.url(scheme), "--timeout", 1, say=script))
    assert len(server.heard) >= len(typed[-1])
    if cut:
        runs.append(program("annotate", log))
    written = [b"".join((run.out, run.err)) for run in runs]
    written += [path.read_bytes() for path in program.home.rglob("*") if path.is_file()]
    # What a log holds in base64 is looked at in clear as well.
    written += [_opened(path) for path in (log, *program.logs)]
    for secret in secrets:
        for form in looks(secret):
            for text in written:
                assert form not in text, (name, form)
    assert any(e["command"]["secret"] for e in told.exchanges), name


def _opened(path: Path) -> bytes:
    data = path.read_bytes()
    for piece in data.split(b'"base64": "')[1:]:
        data += base64.b64decode(piece.partition(b'"')[0])
    return data


@pytest.mark.parametrize("size", [6, 40, 300])
def test_an_echo_in_any_cut_is_hidden(program: Program, size: int) -> None:
    secret = ("Q7x9-" * 100)[:size]

    def part(line: Line) -> None:
        line.say("+OK here")
        line.hear()
        line.drip(f"-ERR not {secret}, nor {b64(secret)}\r\n".encode(), 0.0005)
        line.hear()
        line.send(b"-ERR " + b"x" * 65536 + secret.encode() * 3 + b"y" * 70000 + b"\r\n")
        line.hear()
        line.say("+OK", f"1 {secret}", ".")
        line.hear()
        line.say(f"+OK {secret} bye")

    with serving(part) as server:
        done = program(
            *("connect", server.url("pop3"), "--json"),
            say=f"PASS {secret}\nNOOP\nUIDL\nQUIT\n",
        )
    assert done.code == 0
    for text in (done.out, program.logs[0].read_bytes()):
        assert secret.encode() not in text
        assert b64(secret).encode() not in text


def test_a_message_is_never_altered(program: Program) -> None:
    def part(line: Line) -> None:
        line.say("+OK here")
        line.hear()
        line.say("+OK")
        line.hear()
        line.say("+OK")
        line.hear()
        line.say("+OK", "Subject: x", "", SECRET, ".")
        line.hear()
        line.say("+OK")

    with serving(part) as server:
        done = program(
            *("connect", server.url("pop3"), "--json"),
            say=f"USER a\nPASS {SECRET}\nRETR 1\nQUIT\n",
        )
    message = done.exchanges[2]["learned"]["message"]
    assert message["text"].strip() == SECRET
    assert message["headers"] == [["Subject", "x"]]


def test_a_user_name_is_no_secret(program: Program) -> None:
    def part(line: Line) -> None:
        line.say("+OK here")
        line.hear()
        line.say("+OK alice")
        line.hear()
        line.say("-ERR no")
        line.hear()
        line.say("+OK")

    with serving(part) as server:
        done = program(*("connect", server.url("pop3"), "--json"), say="USER alice\nPASS \nQUIT\n")
    first, second, _ = done.exchanges
    assert first["command"]["line"] == "USER alice"
    assert first["command"]["secret"] is False
    assert second["command"]["secret"] is False
