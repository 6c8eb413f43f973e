"""What pages, editors and mail programs put around the lines of a session is no part of it."""

import pytest

from tests.importing.telling import exchanges, verbs
from tutor import importing

SESSION = """220 mx.fabrikam.example ESMTP
HELO there
250 mx.fabrikam.example
RCPT TO:<bob@fabrikam.example>
503 MAIL comes first
QUIT
221 Bye
"""
SAID = "GREETING 220, HELO 250, RCPT 503, QUIT 221"
MARKED = "S: 220 mx.example\nC: HELO there\nS: 250 mx.example\nC: QUIT\nS: 221 Bye\n"


def read(text: str) -> importing.Imported:
    return importing.read(text.encode(), "pasted.txt")


def numbered(form: str) -> str:
    lines = SESSION.splitlines()
    return "\n".join(form.format(number) + line for number, line in enumerate(lines, 7)) + "\n"


@pytest.mark.parametrize("form", ["{}  ", "  {}: ", "{}|", "{:>3}) ", "{}\t"])
def test_line_numbers_are_taken_away(form: str) -> None:
    assert verbs(read(numbered(form))) == SAID


def test_a_listing_keeps_its_numbers() -> None:
    listing = "+OK\nuser u\n+OK\npass ****\n+OK\nlist\n+OK\n1 120\n2 200\n.\n"
    (*_, (_, event)) = exchanges(read(listing))
    assert event.reply is not None
    assert event.reply.lines[1:] == ("1 120", "2 200")


def test_a_session_quoted_in_a_mail() -> None:
    assert verbs(read("".join(f"> {line}\n" for line in SESSION.splitlines()))) == SAID


def test_lines_that_end_in_cr_alone() -> None:
    assert verbs(read(SESSION.replace("\n", "\r"))) == SAID


def test_paragraphs_around_marked_lines_are_left_out_and_told() -> None:
    found = read(f"It was refused like this:\n\n{MARKED}\nCan anybody help?\n")
    assert verbs(found) == "GREETING 220, HELO 250, QUIT 221"
    assert [skipped.line for skipped in found.skipped] == [1, 9]


def test_a_paragraph_of_a_letter_without_its_mark_is_not_dropped() -> None:
    said = "S: 354 go ahead\nC: Subject: x\n\nNo mark here.\nC: .\nS: 250 ok\n"
    with pytest.raises(importing.ImportingError, match=r"pasted\.txt:4"):
        read(said)


def test_marked_lines_may_tell_several_sessions() -> None:
    found = read(MARKED + "\nS: +OK ready\nC: USER bob\nS: +OK\nC: QUIT\nS: +OK\n")
    told = "GREETING 220, HELO 250, QUIT 221, [2], GREETING +OK, USER +OK, QUIT +OK"
    assert verbs(found) == told


def test_lines_of_a_reply_that_were_left_out_are_no_fault_of_it() -> None:
    found = read("S: 220 a\nC: EHLO b\nS: 250-a\nS: ...\nS: 250 HELP\nC: QUIT\nS: 221 b\n")
    (_, (_, hello), _) = exchanges(found)
    assert hello.reply is not None
    assert hello.reply.lines == ("250-a", "250 HELP")
    assert hello.violations == ()
    assert [skipped.line for skipped in found.skipped] == [4]


def test_what_javamail_tells_of_itself() -> None:
    found = read(
        'DEBUG SMTP: trying to connect to host "smtp.example", port 25, isSSL false\n'
        + SESSION.replace("HELO", "DEBUG SMTP: connected\nHELO")
    )
    assert verbs(found) == SAID
    marked = "DEBUG POP3: server doesn't support TOP\nS: +OK ready\nC: USER bob\nS: +OK\n"
    assert verbs(read(marked)) == "GREETING +OK, USER +OK"


def test_replies_of_phpmailer_that_go_on_without_a_mark() -> None:
    found = read(
        "SERVER -> CLIENT: 220 a.example\nCLIENT -> SERVER: EHLO b\n"
        "SERVER -> CLIENT: 250-a.example\n250-SIZE 1000\n250 AUTH LOGIN\n"
        "CLIENT -> SERVER: QUIT\nSERVER -> CLIENT: 221 Bye\n"
    )
    assert verbs(found) == "GREETING 220, EHLO 250, QUIT 221"


@pytest.mark.parametrize("question", ["What should I do now?", "请问这是什么原因"])
def test_a_question_below_a_bare_session_is_left_out_and_told(question: str) -> None:
    found = read(SESSION.partition("QUIT")[0] + f"\n{question}\n")
    assert verbs(found) == "GREETING 220, HELO 250, RCPT 503"
    assert [skipped.line for skipped in found.skipped] == [7]


def test_what_rfc_3207_says_of_both_sides_is_narrated() -> None:
    found = read(
        "S: 220 a\nC: EHLO b\nS: 250-a\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 Go ahead\n"
        "C: <starts TLS negotiation>\nC & S: <negotiate a TLS session>\n"
        "C & S: <check result of negotiation>\nC: EHLO b\nS: 250 a\n"
    )
    assert verbs(found) == "GREETING 220, EHLO 250, STARTTLS 220, EHLO 250"


def test_a_windows_telnet_that_found_nobody() -> None:
    found = read(
        "C:\\Users\\me>telnet mx.fabrikam.example 26\n"
        "Connecting To mx.fabrikam.example...Could not open connection to the host, on port 26:"
        " Connect failed\n\nC:\\Users\\me>telnet mx.fabrikam.example 25\n" + SESSION
    )
    assert verbs(found).endswith(SAID)
    assert "CONNECTING" not in verbs(found)


def test_chinese_comments_behind_commands_make_no_table_of_them() -> None:
    block = "auth login   // 登录\nYm9i (用户名)\nc2VjcmV0 (密码)\n"
    found = read(f"登录:\n\n```\n{block}```\n")
    assert verbs(found) == "AUTH?, AUTH-RESPONSE?, AUTH-RESPONSE?"
    assert found.skipped == (importing.Skipped(4, "comment"),)


def test_a_block_may_begin_with_an_answer_and_go_on_with_the_servers() -> None:
    found = read(
        "```\nAUTH LOGIN\n334 VXNlcm5hbWU6\n```\nThe name:\n\n```\nYm9i\n334 UGFzc3dvcmQ6\n```\n"
        "The code:\n\n```\nc2VjcmV0\n```\n\n```\n535 Authentication failed\n```\n"
    )
    assert verbs(found) == "AUTH 334?, AUTH-RESPONSE 334, AUTH-RESPONSE 535"
    assert found.skipped == ()


def test_the_go_for_tls_may_be_what_was_not_copied() -> None:
    """Commands alone: the handshake stands before the second EHLO, and the answer is an answer."""
    text = b"telnet a.example 587\nehlo me\nstarttls\nehlo me\nauth plain\nAGFiYwBkZWY=\nrset\n"
    found = importing.read(text, "x")
    assert verbs(found) == "EHLO?, STARTTLS?, EHLO?, AUTH?, AUTH-RESPONSE?, RSET?"
