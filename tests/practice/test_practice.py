"""Accounts, the store, the sample maildrop, and that the cut of the bytes means nothing."""

import base64
import email
import email.policy
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults import said
from tests.practice.talks import ACCOUNTS, connect, say, server
from tutor.core.conversation import Conversation
from tutor.core.events import Exchange
from tutor.core.spec import Protocol
from tutor.core.wire import Side, What, Wire
from tutor.practice import STYLES, Account, talk_through
from tutor.practice import accounts as lists
from tutor.practice.office import stamp
from tutor.practice.samples import WALKTHROUGH, fill_walkthrough, made_up
from tutor.practice.store import OUTBOX_LIMIT, Store
from tutor.protocols.pop3 import styles as pop3_styles
from tutor.protocols.pop3.table import POP3
from tutor.protocols.smtp import styles as smtp_styles
from tutor.protocols.smtp.table import SMTP

PLAIN = base64.b64encode(b"\0alice\0wonderland")
SMTP_TALK = (
    b"EHLO me\r\nAUTH PLAIN " + PLAIN + b"\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<bob@example.test>\r\n"
    b"RCPT TO:<eve@example.test>\r\nDATA\r\nA: b\r\n\r\n..x\r\n.\n.\r\n.\r\nVRFY me\r\n"
    b"MAIL FROM:<>\r\nRCPT TO:<bob@example.test>\r\nBDAT 5\r\nab\r\nc\r\nBDAT 4 LAST\r\n.\r\n."
    b"AUTH LOGIN\r\nWHAT\r\nQUIT\r\n"
)
POP3_TALK = (
    b"STAT\r\nAUTH LOGIN\r\nYWxpY2U=\r\nd29uZGVybGFuZA==\r\nLIST\r\nRETR 1\r\nDELE 1\r\n"
    b"RETR 1\r\nUIDL\r\nRSET\r\nTOP 1 0\r\nNOOP\r\nQUIT\r\n"
)


def replies(protocol: str, pieces: list[bytes]) -> list[bytes]:
    made = server()
    made.store.put(made.store.accounts["alice"], 9, lambda: b"A: b\r\n\r\n.")
    desk = connect(made, protocol)
    return [answer.data for piece in pieces for answer in talk_through(desk, piece)]


@pytest.mark.parametrize(("protocol", "talk"), [("smtp", SMTP_TALK), ("pop3", POP3_TALK)])
def test_any_cut_gives_the_same_replies(protocol: str, talk: bytes) -> None:
    expected = replies(protocol, [talk])
    assert len(expected) > 10

    @given(st.lists(st.integers(1, len(talk) - 1), max_size=8))
    def cut(places: list[int]) -> None:
        ends = [0, *sorted(places), len(talk)]
        pieces = [talk[a:b] for a, b in itertools.pairwise(ends)]
        assert replies(protocol, pieces) == expected

    cut()
    assert replies(protocol, [talk[at : at + 1] for at in range(len(talk))]) == expected


@given(st.binary(max_size=300), st.sampled_from(["smtp", "pop3"]), st.sampled_from(STYLES))
def test_whatever_is_said_the_learners_engine_finds_the_replies_legal(
    noise: bytes, protocol: str, style: str
) -> None:
    made = server(style)
    desk = connect(made, protocol)
    learner = Conversation(desk.conversation.protocol)
    for data in (b"", b"EHLO me\r\n", noise, b"\r\n"):
        learner.observe(Wire(What.BYTES, 0.0, Side.CLIENT, data))
        for answer in talk_through(desk, data):
            events = learner.observe(Wire(What.BYTES, 0.0, Side.SERVER, answer.data))
            for exchange in events:
                if isinstance(exchange, Exchange):
                    assert exchange.reply is not None
                    told = set(exchange.violations) - set(
                        exchange.command.violations if exchange.command else ()
                    )
                    assert not told - {"unsolicited"}, (exchange.reply.lines, told)
    assert learner.key == desk.conversation.key


@pytest.mark.parametrize("tables", [smtp_styles.STYLES, pop3_styles.STYLES])
def test_styles_have_the_same_replies(tables: dict[str, object]) -> None:
    keys = {name: set(style.texts) for name, style in tables.items()}  # type: ignore[attr-defined]
    assert len(set(map(frozenset, keys.values()))) == 1


@pytest.mark.parametrize(
    ("protocol", "styles"), [(SMTP, smtp_styles.STYLES), (POP3, pop3_styles.STYLES)]
)
def test_every_reply_is_legal(protocol: Protocol, styles: dict[str, object]) -> None:
    for style in styles.values():
        for key, text in style.texts.items():  # type: ignore[attr-defined]
            if key == "hello":
                continue
            for line in re.sub("{.*?}", "Zg==", text).split("\r\n"):
                status = protocol.grammar.status(line.encode(), None, first=True)
                if key != "help":
                    assert status.code, (key, line)
                assert set(status.violations) <= {"missing-code"}, (key, line)


def test_coremail_has_no_enhanced_codes() -> None:
    texts = smtp_styles.COREMAIL.texts.values()
    assert not [text for text in texts if text[4:5].isdigit() and text[5:6] == "."]


# -- accounts -------------------------------------------------------------------------------------


def test_a_list_of_accounts() -> None:
    text = "\ufeff# class 3\n\n2024001, 张伟, a,b c\nli.na，李娜，代码1\n"
    assert lists.read(text) == (
        Account("2024001", "张伟", "a,b c"),
        Account("li.na", "李娜", "代码1"),
    )


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a, A, 1\nb, B\n", 2, "form"),
        ("a, A, 1\n\nA, B, 2\n", 3, "twice"),
        ("a b, A, 1\n", 1, "address"),
        ("a, A,\n", 1, "code"),
        ("# nobody\n", 1, "no account"),
        ("", 1, "no account"),
    ],
)
def test_faults_in_a_list(text: str, line: int, word: str) -> None:
    with pytest.raises(lists.AccountsError) as caught:
        lists.read(text)
    assert caught.value.line == line
    assert word in said(caught.value.reason)


# -- the store ------------------------------------------------------------------------------------


def test_what_is_sent_can_be_fetched() -> None:
    made = server()
    say(
        connect(made, "smtp"),
        "EHLO me",
        "MAIL FROM:<a@b.c>",
        "RCPT TO:<alice@example.test>",
        "RCPT TO:<Alice@EXAMPLE.TEST>",
        "DATA",
        b"S: 1\r\n\r\n..\r\n.\r\n",
    )
    pop = connect(made, "pop3", 2)
    rows = say(pop, "", "USER alice", "PASS wonderland", "RETR 1")
    assert rows[-4:] == ["S: 1", "", "..", "."]
    assert len(made.store.mails("alice")) == 1


def test_snapshot_and_restore() -> None:
    store = Store(ACCOUNTS, ("example.test",))
    first = store.put(ACCOUNTS[0], 3, lambda: b"a\r\n")
    store.deliver("", ["x@far.example"], b"x\r\n")
    before = store.snapshot()
    second = store.put(ACCOUNTS[0], 3, lambda: b"b\r\n")
    store.put(ACCOUNTS[1], 3, lambda: b"c\r\n")
    store.deliver("", ["y@far.example"], b"y\r\n")
    store.restore(before)
    assert store.mails("alice") == (first,)
    assert store.mails("bob") == ()
    assert len(store.outbox) == 1
    assert store.put(ACCOUNTS[0], 3, lambda: b"d\r\n").uid not in (first.uid, second.uid)


def test_the_store_is_bounded() -> None:
    store = Store(ACCOUNTS, ("example.test",), mailbox_limit=10)
    assert not store.is_full(ACCOUNTS[0], 9)
    store.put(ACCOUNTS[0], 10, lambda: b"x" * 10)
    assert store.is_full(ACCOUNTS[0], 0)
    for number in range(OUTBOX_LIMIT + 5):
        store.deliver("", [f"{number}@far.example"], b"")
    assert len(store.outbox) == OUTBOX_LIMIT
    made = server()
    made.store = store
    replies = say(connect(made, "smtp"), "HELO me", "MAIL FROM:<>", "RCPT TO:<alice@example.test>")
    assert replies[-1] == "452 4.2.2 Mailbox <alice@example.test> is full"


def test_names_of_an_account() -> None:
    store = Store(ACCOUNTS, ("Example.Test",))
    assert store.find("ALICE") == store.find("alice@example.TEST.") == ACCOUNTS[0]
    assert store.find("alice@far.example") is None
    assert store.mails("nobody") == ()
    assert not store.is_locked("nobody")


# -- the walkthrough's maildrop -------------------------------------------------------------------


def test_the_maildrop_of_the_walkthrough() -> None:
    store = Store(ACCOUNTS, ("163.com",))
    fill_walkthrough(store, ACCOUNTS[0])
    mails = store.mails("alice")
    assert len(mails) == 35
    assert sum(mail.size for mail in mails) == sum(WALKTHROUGH) == 11_563_487
    for mail in mails:
        assert len(mail.data) == mail.size
        assert mail.data.count(b"\n") == mail.data.count(b"\r\n")
        message = email.message_from_bytes(mail.data, policy=email.policy.default)
        assert not message.defects
        assert None not in (message["From"], message["Subject"], message["Date"])
    assert made_up(3, 88116) == mails[2].data
    with pytest.raises(ValueError, match="no room"):
        made_up(3, 500)


def test_message_35_is_the_walkthroughs_own() -> None:
    store = Store(ACCOUNTS, ("163.com",))
    fill_walkthrough(store, ACCOUNTS[0])
    data = store.mails("alice")[-1].data
    assert len(data) == 1593
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert message["Subject"] == "自动回复:hello world"
    assert message.get_content().strip() == "您的邮件我已经收到了，谢谢！"


def test_dates_are_in_no_locale() -> None:
    assert stamp(1_589_960_948) == "Wed, 20 May 2020 07:49:08 +0000"
