"""Every note that can arise ends in words, in both languages; and no sentence waits in vain."""

import ast
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor import annotate, importing, words
from tutor.annotate import Note, notes
from tutor.core import order
from tutor.core.events import Closed, Command, Exchange, Opened, Reply, Secured
from tutor.core.exchanges import GREETING
from tutor.core.spec import Class, Facts, Phrase, Protocol
from tutor.core.wire import TRANSCRIPT_ENDS, What, Wire
from tutor.explain.catalogue import Catalogue
from tutor.protocols import PROTOCOLS
from tutor.words import SHARED, Words

FACTS = json.loads((Path(__file__).parent / "facts" / "registries.json").read_text("utf-8"))
PACKAGE = Path(words.__file__).parent
VIOLATIONS = """bare-lf no-text missing-code status-lowercase first-digit-out-of-range
    code-changes-within-reply unterminated enhanced-class-mismatch challenge-not-base64 unsolicited
    plaintext-after-starttls client-before-greeting space-before-address line-too-long""".split()
KINDS = {"2": Class.OK, "3": Class.INTERMEDIATE, "4": Class.TRANSIENT, "5": Class.PERMANENT}
KINDS |= {"+OK": Class.OK, "-ERR": Class.FAILURE, "+": Class.INTERMEDIATE}
CHALLENGES = ["VXNlcm5hbWU6", "UGFzc3dvcmQ6", "", "PGFAYi5jPg==", "eyJ4IjogMX0=", "not base64"]
ROLES = {"gist", "matters", "plain", "warn", "slip", "cause", "advice", "server"}
both = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)


def phrases(protocol: Protocol) -> list[Phrase]:
    known = sorted(protocol.verbs | {"AUTH-RESPONSE", "AUTH-CANCEL", protocol.end_of_text})
    found = [Phrase(verb, verb, True, "x y") for verb in known if verb != "." or is_smtp(protocol)]
    return [*found, GREETING, Phrase("WHAT", "?", False)]


def is_smtp(protocol: Protocol) -> bool:
    return protocol.name == "smtp"


def codes(protocol: Protocol) -> list[str]:
    if not is_smtp(protocol):
        return ["+OK", "-ERR", "+"]
    listed = {code for row in FACTS["smtp_commands"].values() for code in row["codes"]}
    return sorted(listed | FACTS["smtp_reply_codes"].keys() | {"299", "399", "499", "599"})


def exchange(
    phrase: Phrase | None,
    reply: Reply | None,
    kind: Class = Class.NONE,
    path: tuple[str, ...] = ("READY", "READY"),
    **more: object,
) -> Exchange:
    flags = {name: more.pop(name, value) for name, value in (("in_order", True), ("public", False))}
    secret = bool(more.pop("secret", False))
    command = phrase and Command(
        phrase, "x", flags["in_order"], secret, 0.0, public=flags["public"]
    )
    fields = {"tolerated": False, "violations": (), "learned": {}} | more
    before, *via, after = path
    facts = Facts()
    return Exchange(0, 0, 1, command, reply, kind, before, after, tuple(via), facts, **fields)


def said(protocol: Protocol) -> Iterator[Exchange]:
    """Each verb with each code, in order and not; every keyword, code and shape beside it."""
    for phrase, code in itertools.product(phrases(protocol), codes(protocol)):
        kind = KINDS.get(code, KINDS.get(code[0], Class.NONE))
        yield exchange(phrase, Reply(code, (f"{code} x",), 9), kind)
    for phrase in phrases(protocol):
        yield exchange(phrase, None)
        yield exchange(phrase, Reply(None, ("x",), 3))
        yield exchange(phrase, None, in_order=False)
        for code in ("503", "250") if is_smtp(protocol) else ("-ERR", "+OK"):
            reply = Reply(code, (f"{code} x",), 9)
            for state in sorted({state.name for state in protocol.states.values()}):
                path = (state, state)
                yield exchange(
                    phrase, reply, KINDS.get(code, KINDS.get(code[0])), path, in_order=False
                )
        bare = phrase._replace(argument="")
        code = "501" if is_smtp(protocol) else "-ERR"
        yield exchange(bare, Reply(code, (code,), 3), KINDS.get(code, Class.PERMANENT))
    for word in ("ATUH", "QIUT", "ZZZZZZZZ", "", "****", "AUTH****"):
        code = "500" if is_smtp(protocol) else "-ERR"
        found = Phrase(word, "?", False)
        yield exchange(found, Reply(code, (code,), 3), KINDS.get(code, Class.PERMANENT))
    for code in ("421", "250") if is_smtp(protocol) else ("+OK", "-ERR"):
        yield exchange(None, Reply(code, ("x",), 3), KINDS.get(code, Class.OK))
    yield exchange(GREETING, None, violations=tuple(VIOLATIONS))
    yield exchange(GREETING, None, tolerated=True)
    yield exchange(GREETING, None, assumed=True)
    yield exchange(GREETING, Reply(None, ("x",), 3), assumed=True)
    yield exchange(GREETING, None, secret=True)
    yield exchange(GREETING, None, secret=True, public=True)
    named = Phrase("AUTH-RESPONSE", "AUTH-RESPONSE", True, spans=((0, 4, "name", ()),))
    yield exchange(named, None, secret=True)
    yield exchange(named, None, secret=True, public=True)
    auth = Phrase("AUTH", "AUTH", True)
    for text in CHALLENGES:
        code = "334" if is_smtp(protocol) else "+"
        yield exchange(auth, Reply(code, (f"{code} {text}",), 3), Class.INTERMEDIATE)
    yield from smtp_said() if is_smtp(protocol) else pop3_said()


def smtp_said() -> Iterator[Exchange]:
    keywords = [*FACTS["smtp_extensions"], "COREMAIL", "coremail", "X-PRIVATE", "AUTH=PLAIN", ""]
    for keyword in [*keywords, "MAILCOMPRESS", "XALIOAUTH", "XRDST", "PIPE_CONNECT", "ID"]:
        reply = Reply("250", ("250-x", f"250 {keyword} 1"), 9, multi_line=True)
        yield exchange(Phrase("EHLO", "EHLO", True), reply, Class.OK)
    for verb, argument in (("MAIL", "FROM:a@b"), ("RCPT", "TO:<bob>"), ("RCPT", "bob@x")):
        for code in ("250", "450", "501", "550"):
            reply = Reply(code, (code,), 3)
            yield exchange(Phrase(verb, verb, True, argument), reply, KINDS[code[0]])
    for parameter in [*FACTS["smtp_parameters"], "X-PRIVATE"]:
        yield exchange(Phrase("MAIL", "MAIL", True, f"FROM:<a@b> {parameter}=1"), None)
    for code in [*FACTS["enhanced_codes"], "X.9.9", "X.1.99"]:
        for digit in "245":
            reply = Reply("250", ("x",), 3, enhanced=digit + code[1:])
            yield exchange(Phrase("NOOP", "NOOP", True), reply, Class.OK)


def pop3_said() -> Iterator[Exchange]:
    for tag in [*FACTS["pop3_capabilities"], "X-PRIVATE", ""]:
        reply = Reply("+OK", ("+OK", f"{tag} 1"), 9, multi_line=True)
        yield exchange(Phrase("CAPA", "CAPA", True), reply, Class.OK)
    for code in [*FACTS["pop3_response_codes"], "X-PRIVATE"]:
        reply = Reply("-ERR", ("-ERR",), 3, response_code=code)
        yield exchange(Phrase("NOOP", "NOOP", True), reply, Class.FAILURE)
    listing = {"listing": [[1, 10]]}
    for status in ("+OK", "+OK 1 10", "+OK 2 messages (20 octets)"):
        reply = Reply("+OK", (status, "1 10"), 3, multi_line=True)
        yield exchange(Phrase("LIST", "LIST", True), reply, Class.OK, learned=listing)


def moves(protocol: Protocol) -> Iterator[tuple[str, ...]]:
    """Every path of public names that a reply, a handshake or the end of the line leads along."""
    names = {key: state.name for key, state in protocol.states.items()}
    every = {move for row in protocol.moves.values() for move in row}
    for state, move, kind in itertools.product(protocol.states, every, Class):
        found = order.follow(protocol, state, move, kind, Facts())
        yield (names[state], *found.via, names[found.after])
    for state in protocol.states:
        yield (names[state], names[protocol.secured.get(state, state)])
        yield (names[state], names[protocol.closed])


def events(protocol: Protocol) -> Iterator[object]:
    yield from said(protocol)
    yield from (exchange(GREETING, None, path=path) for path in set(moves(protocol)))
    yield Opened(Wire(What.OPEN), protocol.name)
    for about in ({"error": "x"}, {"verified": True}, {"verified": False}, {}):
        yield Secured(Wire(What.TLS, about=about), "TLS", "GREETED", Facts(), tuple(VIOLATIONS))
    states = {state.name for state in protocol.states.values()}
    for state, by in itertools.product(states, ("client", "server", "error", "fate")):
        yield Closed(Wire(What.CLOSE, about={"by": by}), state, "CLOSED", Facts(), 1)
    about = {"by": "client", "reason": TRANSCRIPT_ENDS}
    yield Closed(Wire(What.CLOSE, about=about), "READY", "CLOSED", Facts())


def test_what_is_needed_is_what_the_syntax_says() -> None:
    """`annotate.NEEDED` against `syntax.*`: no verb is missing, none is there in vain."""
    syntax: dict[str, set[str]] = {}
    for protocol in PROTOCOLS.values():
        for verb in protocol.verbs:
            text = Words("en").say(protocol.name, f"syntax.{verb}")
            syntax.setdefault(verb, set()).add(text.partition(" [")[0])
    assert {verb for verb, texts in syntax.items() if max(map(len, texts)) > len(verb)} == {
        *annotate.NEEDED
    }
    for verb, needed in annotate.NEEDED.items():
        assert syntax[verb] == {needed}


def told(verb: str, argument: str, code: str, **more: object) -> list[str]:
    """What warns of the client's own line."""
    kind = KINDS.get(code, KINDS.get(code[0], Class.NONE))
    reply = Reply(code, (f"{code} x",), 9)
    phrase = Phrase(verb, verb, bool(more.pop("known", True)), argument)
    event = exchange(phrase, reply, kind, **more)
    causes = [note for note in notes(event) if annotate.is_cause(note)]
    found = [Words("en").look("pop3" if code == "-ERR" else "smtp", *each.keys) for each in causes]
    return [sentence.key.partition(".")[2] for sentence in found if sentence]


def test_the_line_says_why_it_was_refused() -> None:
    for code, how in (("250", ".accepted"), ("501", ".refused"), ("550", "")):
        for verb, argument in (("MAIL", "from:a@b"), ("RCPT", "TO: bob@x"), ("RCPT", "to:b>a<")):
            assert told(verb, argument, code) == [f"form.brackets{how}"], (code, argument)
        assert told("RCPT", "to:<a@b", code) == ["form.brackets.closing"]
        assert told("MAIL", "from: a@b>", code) == ["form.brackets.opening"]
    for code in ("501", "550", "504"):
        assert told("RCPT", "to:<bob>", code) == ["form.domain"]
        assert told("RCPT", "bob@x", code) == ["form.keyword"]
        assert told("MAIL", "a@b", code) == ["form.keyword"]
        assert told("MAIL", "to:<a@b>", code) == ["form.keyword"]
    for argument in ("from:<>", "FROM:<a@b> SIZE=9", "from: <a@b>"):
        assert told("MAIL", argument, "501") == []
    assert told("RCPT", "to:<Postmaster>", "550") == []
    assert told("RCPT", "to:<bob>", "250") == []
    assert told("RCPT", "to:<bob>", "450") == []
    for verb, argument in (("RETR", ""), ("TOP", "1"), ("PASS", ""), ("DELE", "")):
        assert told(verb, argument, "-ERR") == ["argument.missing"]
    for verb, argument in (("MAIL", "FROM:"), ("RCPT", "to:<>"), ("VRFY", ""), ("EHLO", "")):
        assert told(verb, argument, "501") == ["argument.missing"]
    assert told("RETR", "9", "-ERR") == []
    assert told("PASS", "", "-ERR", secret=True) == []
    assert told("ATUH", "", "502", known=False) == ["spelling.near"]
    assert told("", "", "502", known=False) == ["verb.?"]
    assert told("****", "", "500", known=False) == ["verb.?"]
    assert told("ATUH", "", "250", known=False) == []
    assert told("EXPN", "", "502") == []
    assert told("MAIL", "from:a@b", "502") == ["form.brackets.refused"]


def test_what_may_have_been_meant() -> None:
    for code, slips in {
        "500": {
            "ATUH": "AUTH",
            "MIAL": "MAIL",
            "RCTP": "RCPT",
            "EHLOO": "EHLO",
            "REST": "RSET",
            "ELHO": "EHLO",
            "HLEO": "HELO",
        },
        "-ERR": {"LSIT": "LIST", "USR": "USER", "RTER": "RETR", "STATS": "STAT"},
    }.items():
        for word, meant in slips.items():
            event = exchange(
                Phrase(word, "?", False), Reply(code, (code,), 3), KINDS.get(code, Class.PERMANENT)
            )
            assert [note.args.get("near") for note in notes(event) if annotate.is_cause(note)] == [
                meant
            ]


def test_order_fits_the_state() -> None:
    """Where the general note would be untrue, the state has its own; no note guesses a cause."""
    spoken = Words("en")

    def said(verb: str, state: str, code: str = "503") -> str:
        name = "pop3" if code == "-ERR" else "smtp"
        phrase = Phrase(verb, verb, True, "x y")
        kind = KINDS.get(code, Class.PERMANENT)
        event = exchange(phrase, Reply(code, (code,), 3), kind, (state, state), in_order=False)
        found = notes(event)
        assert not any(note.keys[0].startswith(f"reply.{verb}.") for note in found)
        return next(spoken.say(name, *n.keys) for n in found if annotate.is_cause(n))

    assert "named a sender already" in said("MAIL", "MAIL")
    assert "recipients too" in said("MAIL", "RCPT")
    assert "EHLO" in said("MAIL", "GREETED")
    assert "EHLO" in said("RCPT", "GREETED")
    assert "EHLO" not in said("RCPT", "READY")
    assert "RCPT TO first" in said("DATA", "MAIL")
    assert "MAIL FROM" in said("DATA", "READY")
    assert "logged in already" in said("AUTH", "READY")
    assert "RSET, then AUTH" in said("AUTH", "RCPT")
    assert "encrypted already" in said("STARTTLS", "READY")
    assert "greeting" in said("NOOP", "CONNECTED")
    assert "logged in already" in said("USER", "TRANSACTION", "-ERR")
    assert "USER and your name" in said("PASS", "AUTHORIZATION", "-ERR")
    assert "Log in first" in said("RETR", "AUTHORIZATION", "-ERR")
    assert "Log in first" in said("STAT", "AUTHORIZATION", "-ERR")


def test_a_transcript_ends_and_nobody_closed_it() -> None:
    about = {"by": "client", "reason": TRANSCRIPT_ENDS}
    closed = Closed(Wire(What.CLOSE, about=about), "MAIL", "CLOSED", Facts())
    assert [note.keys for note in notes(closed)] == [("closed.transcript",)]
    *_, end = importing.read(b"S: 220 x\nC: EHLO me\n", "x").wires
    assert end.about["reason"] == TRANSCRIPT_ENDS


def test_a_handshake_that_failed_is_no_trouble_of_the_network() -> None:
    for reason, key in (("tls", "closed.tls"), ("reset", "closed.error")):
        about = {"by": "error", "reason": reason}
        event = Closed(Wire(What.CLOSE, about=about), "CLOSED", "CLOSED", Facts())
        assert [note.keys[0] for note in notes(event)] == [key]


def all_notes(protocol: Protocol) -> Iterator[Note]:
    for event in events(protocol):
        yield from notes(event)


@both
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_note_that_can_arise_ends_in_words(protocol: Protocol, language: str) -> None:
    spoken = Words(language)
    for note in all_notes(protocol):
        found = spoken.look(protocol.name, *note.keys)
        if note.role == "matters":  # what counts now: not after everything
            continue
        assert found is not None, note.keys
        places = set(re.findall(r"\{(\w+)\}", found.text))
        assert places <= note.args.keys(), note
        assert found.text.strip(), note.keys
        if found.key.startswith(protocol.name) and not found.key.endswith((".none", "private")):
            assert found.ref, found.key


@both
def test_every_state_verb_and_mechanism_can_be_explained(protocol: Protocol) -> None:
    spoken = Words("en")
    for phrase in phrases(protocol)[:-1]:
        for kind in ("verb", "syntax", "example", "gist"):
            assert spoken.look(protocol.name, f"{kind}.{phrase.verb}"), (kind, phrase.verb)
        assert spoken.look(protocol.name, f"order.{phrase.verb}", "order")
    for state in protocol.states.values():
        assert spoken.look(protocol.name, f"state.{state.name}")
    for mechanism in [*FACTS["sasl_mechanisms"], "?"]:
        assert spoken.look(protocol.name, f"sasl.{mechanism}")
    for kind in Class:
        assert spoken.look(protocol.name, f"class.{kind.value}")


def patterns() -> Iterator[re.Pattern[str]]:
    """What the program's strings look for: f-strings with anything in their places.

    `f"{part}.{verb}"` looks for the families that `explain` names by themselves.
    """
    yield re.compile(r"(?:syntax|example)\..+")
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                ]
                if parts[0] != ".+" and "." in parts[0]:
                    yield re.compile("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.compile(re.escape(node.value))


@pytest.mark.parametrize("source", [*PROTOCOLS, SHARED])
def test_no_sentence_waits_in_vain(source: str) -> None:
    spoken = Words("en")
    protocols = PROTOCOLS.values() if source == SHARED else [PROTOCOLS[source]]
    reached = {
        sentence.key
        for protocol in protocols
        for note in all_notes(protocol)
        if (sentence := spoken.look(protocol.name, *note.keys)) is not None
    }
    asked = list(patterns())
    entries = {entry.key for entry in Catalogue(spoken, None).entries}
    orphans = [
        key
        for key in spoken.keys(source)
        if f"{source}.{key}" not in reached
        and not any(each.fullmatch(key) for each in asked)
        and key not in entries
    ]
    assert orphans == []


def test_the_notes_are_of_the_kinds_that_the_contract_names() -> None:
    for protocol in PROTOCOLS.values():
        for note in all_notes(protocol):
            assert note.on in {"command", "reply", "message", "state", "session"}
            assert note.role in ROLES
