"""The tables against the registries' facts: nothing missing, nobody stuck, every login's secret."""

import base64
import json
from pathlib import Path

import pytest

from tutor.core import order
from tutor.core.secrets import hide
from tutor.core.spec import Class, Facts, Listens, Protocol
from tutor.protocols import PROTOCOLS, by_greeting, sasl
from tutor.protocols.pop3.table import POP3
from tutor.protocols.smtp.table import SMTP

FACTS = json.loads((Path(__file__).parents[1] / "facts" / "registries.json").read_text("utf-8"))
both = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=PROTOCOLS)

# What the registries say differently, and why.
ON_PURPOSE = {
    # The greeting may be the answer to nothing but silence, so it has a row of its own.
    ("smtp", "GREETING"): {"CONNECTED"},
    ("pop3", "GREETING"): {"CONNECTED"},
    # Inside a SASL dialogue the registries have no commands.
    ("smtp", "AUTH-RESPONSE"): {"AUTH"},
    ("smtp", "AUTH-CANCEL"): {"AUTH"},
    ("pop3", "AUTH-RESPONSE"): {"AUTHORIZATION"},
    ("pop3", "AUTH-CANCEL"): {"AUTHORIZATION"},
}


def verb(move: str) -> str:
    return move.partition(" ")[0]


def allowed(protocol: Protocol) -> dict[str, set[str]]:
    """Verb -> the public names of the states whose rows name it."""
    found: dict[str, set[str]] = {}
    for key, row in protocol.moves.items():
        for move in row:
            found.setdefault(verb(move), set()).add(protocol.states[key].name)
    return found


@both
def test_rows_name_states_and_verbs_that_there_are(protocol: Protocol) -> None:
    assert protocol.moves.keys() == protocol.states.keys()
    assert protocol.lapses.keys() <= protocol.states.keys()
    for row in (*protocol.moves.values(), *protocol.lapses.values()):
        for move, targets in row.items():
            assert targets.keys() <= set(Class)
            assert set(targets.values()) <= protocol.states.keys()
            own = {"GREETING", "AUTH-RESPONSE", "AUTH-CANCEL", protocol.end_of_text}
            assert verb(move) in protocol.verbs | own
    for before, after in protocol.secured.items():
        assert {before, after} <= protocol.states.keys()
    named = protocol.barriers | protocol.logins | protocol.unless.keys()
    assert {verb(move) for move in named} <= protocol.verbs | {"AUTH-RESPONSE", "AUTH-CANCEL"}
    assert protocol.offered_as.keys() <= protocol.verbs | {"AUTH ?"}


@both
def test_states_are_the_registries_and_each_is_reached(protocol: Protocol) -> None:
    names = {state.name for state in protocol.states.values()}
    assert names == set(FACTS[f"{protocol.name}_states"])
    reached = {protocol.start, *protocol.secured.values(), protocol.closed}
    for row in (*protocol.moves.values(), *protocol.lapses.values()):
        reached |= {target for targets in row.values() for target in targets.values()}
    reached |= {name for via in protocol.via.values() for name in via}
    assert reached == protocol.states.keys()


@both
def test_every_state_has_a_way_out_or_is_the_end(protocol: Protocol) -> None:
    ways = {
        key: {target for targets in row.values() for target in targets.values()}
        for key, row in protocol.moves.items()
    }
    for key, after in protocol.secured.items():
        ways[key].add(after)
    # A state that is only passed through, or in which the roles are swapped, ends with the line.
    ends = {protocol.closed, "UPDATE", "REVERSED", "STLS" if protocol is POP3 else "TLS"}
    for key in protocol.states.keys() - ends:
        seen, new = set(), {key}
        while new:
            seen |= new
            new = set().union(*(ways[each] for each in new)) - seen
        assert protocol.closed in seen, key
    handshakes = [s.key for s in protocol.states.values() if s.listens is Listens.HANDSHAKE]
    assert handshakes
    assert all(
        order.leads_to_handshake(protocol, move)
        for move in ("STARTTLS", "STLS")
        if move in protocol.verbs
    )
    assert not order.leads_to_handshake(protocol, "NOOP")


@both
def test_every_verb_of_the_registries_is_known_and_legal_somewhere(protocol: Protocol) -> None:
    commands = FACTS[f"{protocol.name}_commands"]
    assert commands.keys() - {"."} == protocol.verbs
    for name in commands:
        assert protocol.grammar.command(name.encode(), Facts()).known
        assert protocol.grammar.command(name.lower().encode() + b" x", Facts()).verb == name
        assert name in allowed(protocol)


@both
def test_allowed_states_agree_with_the_registries(protocol: Protocol) -> None:
    expected = {
        name: set(command["states"]) for name, command in FACTS[f"{protocol.name}_commands"].items()
    }
    for (name, each), states in ON_PURPOSE.items():
        if name == protocol.name:
            expected[each] = states
    assert allowed(protocol) == expected


@pytest.mark.parametrize("name", FACTS["smtp_commands"])
def test_what_the_registries_call_success_moves_as_success(name: str) -> None:
    kinds = {"2": Class.OK, "3": Class.INTERMEDIATE, "4": Class.TRANSIENT, "5": Class.PERMANENT}
    for code in FACTS["smtp_commands"][name]["codes"]:
        status = SMTP.grammar.status(f"{code} text".encode(), name, first=True)
        assert (status.code, status.kind, status.more) == (code, kinds[code[0]], False)
        for state in FACTS["smtp_commands"][name]["states"]:
            after = order.follow(SMTP, state, name, status.kind, Facts()).after
            if status.kind.refused and name not in ("BDAT", "."):
                assert after == state


@pytest.mark.parametrize("code", FACTS["smtp_reply_codes"])
def test_classes_of_reply_codes(code: str) -> None:
    kind = SMTP.grammar.status(f"{code} x".encode(), None, first=True).kind
    assert kind.value == FACTS["smtp_reply_codes"][code]


@pytest.mark.parametrize("name", FACTS["pop3_commands"])
def test_multi_line_forms(name: str) -> None:
    kind = FACTS["pop3_commands"][name]["reply"]
    ok = POP3.grammar.status(b"+OK", name, first=True)
    err = POP3.grammar.status(b"-ERR", name, first=True)
    bare = POP3.grammar.command(name.encode(), Facts())
    full = POP3.grammar.command(f"{name} 1 1".encode(), Facts())
    if name in ("AUTH", "XTND"):  # a bare AUTH lists; XTND's forms were never settled
        return
    assert bool(POP3.grammar.body(full, ok)) == (kind == "multi")
    assert bool(POP3.grammar.body(bare, ok)) == kind.startswith("multi")
    assert POP3.grammar.body(bare, err) is None


def test_mechanisms_are_the_registries() -> None:
    assert set(FACTS["sasl_mechanisms"]) == sasl.MECHANISMS


@pytest.mark.parametrize(
    ("line", "protocol"),
    [(b"220 x", SMTP), (b"554 x", SMTP), (b"+OK", POP3), (b"-ERR", POP3), (b"+ok", POP3)],
)
def test_by_greeting(line: bytes, protocol: Protocol) -> None:
    assert by_greeting(line) is protocol


def test_by_greeting_of_something_else() -> None:
    assert by_greeting(b"* OK IMAP") is None
    assert by_greeting(b"") is None


@both
def test_lenience_is_followed_wherever_the_rows_agree(protocol: Protocol) -> None:
    for state in protocol.states:
        for move in {move for row in protocol.moves.values() for move in row}:
            for kind in Class:
                found = order.follow(protocol, state, move, kind, Facts())
                assert found.after in protocol.states
                if found.tolerated:
                    assert kind.went_well
                    assert not order.fits(protocol, state, move, Facts())
                if kind.refused and move not in protocol.moves[state]:
                    lapse = protocol.lapses.get(state, {}).get(move, {})
                    assert found.after == lapse.get(kind, state)


def test_not_twice() -> None:
    known = Facts(authenticated=True, tls=True)
    assert not order.fits(SMTP, "READY", "AUTH", known)
    assert not order.fits(SMTP, "READY", "STARTTLS", known)
    assert not order.fits(POP3, "AUTHORIZATION", "STLS", known)
    assert order.fits(SMTP, "READY", "AUTH", Facts())


PLAIN = base64.b64encode(b"\0alice\0sesame")


@pytest.mark.parametrize(
    ("protocol", "line", "shown"),
    [
        ("pop3", b"PASS open sesame", b"PASS ****"),
        ("pop3", b"pass  sesame ", b"pass ****"),
        ("pop3", b"PASS", b"PASS"),
        ("pop3", b"PASS ", b"PASS "),
        ("pop3", b"APOP alice c4c9334bac560ecc979e58001b3e22fb", b"APOP alice ****"),
        ("pop3", b"APOP  a a", b"APOP  a ****"),
        ("pop3", b"APOP c4c9334bac560ecc979e58001b3e22fb", b"APOP ****"),
        ("pop3", b"APOP", b"APOP"),
        ("pop3", b"RPOP alice", b"RPOP ****"),
        ("pop3", b"USER alice", b"USER alice"),
        ("pop3", b"PASS\tsesame", b"PASS****"),
        ("both", b"AUTH", b"AUTH"),
        ("both", b"AUTH PLAIN", b"AUTH PLAIN"),
        ("both", b"AUTH PLAIN =", b"AUTH PLAIN ="),
        ("both", b"AUTH PLAIN " + PLAIN, b"AUTH PLAIN ****"),
        ("both", b"auth  plain " + PLAIN, b"auth  ****"),
        ("both", b"AUTH LOGIN alice sesame", b"AUTH LOGIN ****"),
        ("both", b"AUTH " + PLAIN, b"AUTH ****"),
        ("both", b"AUTH X-SOMETHING abc", b"AUTH X-SOMETHING ****"),
        ("both", b"AUTHPLAIN " + PLAIN, b"AUTH****"),
        ("both", b"AUTH\tPLAIN\t" + PLAIN, b"AUTH****"),
        ("both", b"PASSWORD sesame", b"PASS****"),
        ("both", b"passsesame", b"pass****"),
        ("both", b"LOGIN alice sesame", b"LOGIN****"),
        ("both", b"\tlogin alice sesame", b"\tlogin****"),
        ("both", b"LOGIN", b"LOGIN"),
        ("smtp", b"PASS sesame", b"PASS****"),
        ("both", b"NOOP sesame", b"NOOP sesame"),
    ],
)
def test_secrets_of_every_login(protocol: str, line: bytes, shown: bytes) -> None:
    for each in PROTOCOLS.values():
        if protocol in ("both", each.name):
            phrase = each.grammar.command(line, Facts())
            assert hide(line, phrase.spans)[0] == shown
            assert bool(phrase.secrets) == (shown != line)
            known = each.grammar.command(shown, Facts())  # the same is made of it in a log
            assert (known.verb, known.move, known.known) == (phrase.verb, phrase.move, phrase.known)
            assert hide(shown, known.spans)[0] == shown


@pytest.mark.parametrize(
    ("challenge", "line", "what", "shape"),
    [
        ("VXNlcm5hbWU6", b"YWxpY2VAYS5i", "name", ("base64", "at")),
        ("dXNlcm5hbWU6", b"alice", "name", ()),
        ("UGFzc3dvcmQ6", b"c2VzYW1l", "password", ("base64",)),
        ("UGFzc3dvcmQ6", b"c2VzYW1lCg==", "password", ("base64", "newline")),
        ("UGFzc3dvcmQ6", b"sesame@", "password", ("at",)),
        ("", base64.b64encode(b"user=a\1auth=Bearer abc\1\1"), "token", ("base64",)),
        ("", base64.b64encode(b"alice " + b"0123456789abcdef" * 2), "digest", ("base64",)),
        ("VXNlcm5hbWUgYW5kIHBhc3N3b3Jk", b"c2VzYW1l", "password", ("base64",)),
    ],
)
def test_answers(challenge: str, line: bytes, what: str, shape: tuple[str, ...]) -> None:
    phrase = sasl.answer(line, challenge)
    assert (phrase.verb, phrase.known) == ("AUTH-RESPONSE", True)
    assert phrase.spans == ((0, len(line), what, shape),)


def test_an_answer_that_gives_up_or_is_empty_is_no_secret() -> None:
    assert sasl.answer(b"*", "").verb == "AUTH-CANCEL"
    assert not sasl.answer(b"*", "").spans
    assert not sasl.answer(b"", "").spans
    assert sasl.answer(b"**", "").spans
