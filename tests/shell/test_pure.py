"""The pure pieces: what may be said now, the walkthrough's shell, base64, what is harmless."""

import pytest

from tutor.core.conversation import Conversation
from tutor.core.wire import Side, What, Wire
from tutor.net.target import TargetError
from tutor.protocols import PROTOCOLS
from tutor.shell import hosts
from tutor.shell.local.encoding import base64_of
from tutor.shell.terminal.suggest import suggestions
from tutor.words import Words

EN, ZH = Words("en"), Words("zh")


def talked(protocol: str, *said: bytes) -> Conversation:
    """A conversation after these lines, the server's first, each side in turn."""
    conversation = Conversation(PROTOCOLS[protocol])
    conversation.observe(Wire(What.OPEN, 0.0))
    side = Side.SERVER
    for data in said:
        conversation.observe(Wire(What.BYTES, 0.0, side, data))
        side = Side.CLIENT if side is Side.SERVER else Side.SERVER
    return conversation


READY = (b"220 x\r\n", b"EHLO me\r\n", b"250-x\r\n250 AUTH LOGIN PLAIN \x1b[31m\r\n")


def test_what_fits_comes_first() -> None:
    found = suggestions(talked("smtp", *READY), "", EN)
    fits = [each.fits for each in found]
    assert fits == sorted(fits, reverse=True)
    assert found[0].label == "AUTH"
    assert "RCPT" in [each.label for each in found if not each.fits]
    assert all(each.meaning for each in found)
    assert not any("{" in each.meaning for each in found)


def test_rare_commands_only_for_who_begins_to_type_them() -> None:
    conversation = talked("smtp", *READY)
    assert "ETRN" not in [each.label for each in suggestions(conversation, "E", EN)]
    assert [each.label for each in suggestions(conversation, "et", EN)] == ["etrn"]


def test_case_and_brackets_follow_the_typing() -> None:
    conversation = talked("smtp", *READY)
    assert suggestions(conversation, "ma", EN)[0].text == "mail from:<"
    assert suggestions(conversation, "MA", EN)[0].text == "MAIL FROM:<"
    assert suggestions(conversation, "mail f", EN)[0].text == "mail from:<"


def test_mechanisms_are_the_servers_but_only_names() -> None:
    found = [each.text for each in suggestions(talked("smtp", *READY), "auth ", ZH)]
    assert found == ["auth LOGIN", "auth PLAIN"]


def test_numbers_that_are_there() -> None:
    said = (b"+OK\r\n", b"USER a\r\n", b"+OK\r\n", b"PASS b\r\n", b"+OK\r\n", b"STAT\r\n")
    conversation = talked("pop3", *said, b"+OK 12 99\r\n", b"DELE 1\r\n", b"+OK\r\n")
    found = [each.label for each in suggestions(conversation, "retr 1", EN)]
    assert found == ["10", "11", "12"]


# -- the walkthrough's shell ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "label", "tls", "starttls"),
    [
        ("telnet smtp.163.com 25", "smtp.163.com:25", False, None),
        ("TELNET pop3.163.com pop3", "pop3.163.com:110", False, None),
        ("nc -v mail.example 110", "mail.example:110", False, None),
        ("openssl s_client -connect mail.example:465", "mail.example:465", True, None),
        ("openssl s_client -quiet -crlf -connect mail.example:995", "mail.example:995", True, None),
        (
            "openssl s_client -connect mail.example:587 -starttls smtp",
            "mail.example:587",
            False,
            "smtp",
        ),
    ],
)
def test_calls(line: str, label: str, tls: bool, starttls: str | None) -> None:
    call = hosts.read(line)
    assert call is not None
    assert (call.target.label, call.target.tls, call.starttls) == (label, tls, starttls)


@pytest.mark.parametrize("line", ["", "ehlo me", "quit", "'", "小明"])
def test_what_is_no_call(line: str) -> None:
    assert hosts.read(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "telnet",
        "telnet mail.example",
        "telnet mail.example x",
        "telnet mail.example 99999",
        "openssl",
        "openssl s_client",
        "openssl s_client -connect mail.example:587 -starttls imap",
    ],
)
def test_bad_calls_have_a_sentence(line: str) -> None:
    with pytest.raises(TargetError) as caught:
        hosts.read(line)
    for words in (EN, ZH):
        assert words.look(None, caught.value.key) is not None


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("telnet", "ui.lesson.where"),
        ("telnet POP3.163.com", "ui.lesson.port"),
        ("telnet pop3.163.com 25", "ui.lesson.port"),
        ("openssl s_client -connect smtp.163.com:465", "ui.lesson.port"),
        ("telnet pop.163.com 110", "ui.lesson.port.tls"),
        ("telnet smtp.qq.com 25", "ui.lesson.hosts"),
        ("nc 127.0.0.1 25", "ui.lesson.hosts"),
    ],
)
def test_a_lesson_calls_nobody_outside(line: str, key: str) -> None:
    stage = ("pop3.163.com:110", "smtp.163.com:25", "pop.163.com:995")
    assert hosts.read("telnet Pop3.163.com 110", stage) is not None
    assert hosts.read("stat", stage) is None
    with pytest.raises(TargetError) as caught:
        hosts.read(line, stage)
    assert caught.value.key == key
    for words in (EN, ZH):
        said = words.say(None, key, **caught.value.args_for_words)
        assert "{" not in said
        assert "163.com" in said


def test_base64_knows_the_nul() -> None:
    assert base64_of("alice") == "YWxpY2U="
    assert base64_of(r"\0alice\0code") == "AGFsaWNlAGNvZGU="
    assert base64_of("中文") == "5Lit5paH"
