"""A post that tells a session block by block comes out whole."""

from pathlib import Path

from tests.importing.telling import exchanges, items, verbs
from tutor import importing
from tutor.core.events import Closed
from tutor.core.wire import TRANSCRIPT_ENDS, What

POST = Path(__file__).with_name("post.md")

SMTP = [
    (1, 2, "EHLO", None, True),
    (1, 3, "AUTH", None, True),
    (1, 4, "AUTH-RESPONSE", None, True),
    (1, 6, "AUTH-RESPONSE", "235", False),
    (1, 7, "MAIL", None, True),
    (1, 8, "RCPT", "250", False),
    (1, 9, "DATA", None, True),
    (1, 9, ".", None, True),
]
POP3 = [
    (2, 11, "USER", None, True),
    (2, 11, "PASS", None, True),
    (2, 12, "LIST", "+OK", False),
    (2, 13, "RETR", "+OK", False),
]


def read() -> importing.Imported:
    return importing.read(POST.read_bytes(), "post.md")


def test_the_walkthrough_is_read_from_its_first_block_to_its_last() -> None:
    found = read()
    told = [
        (
            event.conn,
            item.fragment,
            event.command and event.command.verb,
            event.reply and event.reply.code,
            event.assumed,
        )
        for item, event in exchanges(found)
    ]
    assert found.kind == "post"
    assert told == SMTP + POP3


def test_what_is_no_transcript_is_named() -> None:
    assert read().skipped == (importing.Skipped(119, "fence"),)


def test_each_connection_has_its_host_and_its_end() -> None:
    found = read()
    opened = [wire.about for wire in found.wires if wire.what is What.OPEN]
    assert [about["peer"] for about in opened] == ["smtp.163.com:25", "pop3.163.com:110"]
    assert [about["protocol"] for about in opened] == ["smtp", "pop3"]
    closed = [item.event for item in items(found) if isinstance(item.event, Closed)]
    assert [event.wire.about["reason"] for event in closed] == [TRANSCRIPT_ENDS] * 2


def test_the_listing_and_the_letters_are_whole() -> None:
    by_verb = {event.command.verb: event for _, event in exchanges(read()) if event.command}
    assert by_verb["LIST"].learned["listing"][-1] == [35, 1593]  # type: ignore[index]
    assert by_verb["LIST"].facts.maildrop == (35, 11563487)
    sent, fetched = by_verb["."].letter, by_verb["RETR"].letter
    assert sent is not None
    assert fetched is not None
    assert sent.source.startswith(b"from:<za*****en@163.com>\r\n")
    assert sent.source.endswith(b"<b>in bold bold bold!</b>\r\n\r\n")
    assert fetched.source.startswith(b"Received: from qq.com")


def test_the_blank_line_below_data_is_no_part_of_the_letter() -> None:
    letter = next(event.letter for _, event in exchanges(read()) if event.letter)
    assert not letter.source.startswith(b"\r\n")


def post(*blocks: str) -> importing.Imported:
    text = "# A post\n\nFirst:\n\n" + "\nThen:\n\n".join(f"```\n{block}\n```\n" for block in blocks)
    return importing.read(text.encode(), "p.md")


def test_a_reply_in_the_next_block_answers_the_last_command() -> None:
    found = post("ehlo me", "250 mail.example", "mail from:<a@b.example>\nrcpt to:<c@d.example>")
    assert verbs(found) == "EHLO 250?, MAIL?, RCPT?"
    found = post("mail from:<a@b.example>\nrcpt to:<c@d.example>", "250 ok\n250 ok")
    assert verbs(found) == "MAIL 250?, RCPT 250"
    found = post("mail from:<a@b.example>\nrcpt to:<c@d.example>", "250 ok")
    assert verbs(found) == "MAIL?, RCPT 250"


def told(found: importing.Imported) -> list[str]:
    """What was said and what was not copied, wire by wire."""
    return [
        wire.data.decode().strip() if wire.side else f"accepted {wire.about['accepted']}"
        for wire in found.wires
        if wire.side or "accepted" in wire.about
    ]


MAIL, RCPT = "mail from:<a@b.example>", "rcpt to:<c@d.example>"


def test_what_was_not_copied_stands_before_the_next_command() -> None:
    yes = "accepted True"
    bare = importing.read(f"{MAIL}\n{RCPT}\nquit\n".encode(), "a.txt")
    assert told(bare) == [MAIL, yes, RCPT, yes, "quit", yes]
    assert told(post(f"{MAIL}\n{RCPT}", "quit")) == [MAIL, yes, RCPT, yes, "quit", yes]
    assert told(post(f"{MAIL}\n{RCPT}", "250 ok\nquit")) == [MAIL, yes, RCPT, "250 ok", "quit", yes]
    replies = ["250 ok", "250 yes"]
    assert told(post(f"{MAIL}\n{RCPT}", "\n".join(replies))) == [MAIL, RCPT, *replies]
    # What stands between and is no part of the session changes nothing.
    parted = post(f"{MAIL}\n{RCPT}", "user = 'alice'", "\n".join(replies))
    assert told(parted) == [MAIL, RCPT, *replies]


def test_the_walkthrough_says_that_mail_was_accepted_before_rcpt_is_said() -> None:
    lines = told(read())
    mail = next(at for at, line in enumerate(lines) if line.lower().startswith("mail from"))
    assert lines[mail + 1] == "accepted True"
    assert lines[mail + 2].lower().startswith("rcpt to")


def test_steps_that_a_post_leaves_out_are_assumed() -> None:
    found = post("telnet smtp.example 25\n220 hi\nehlo me\n250 me", "rcpt to:<c@d.example>\n250 ok")
    assert verbs(found) == "GREETING 220, EHLO 250, RCPT 250?"


def test_a_command_that_is_refused_out_of_order_is_not_put_in_order() -> None:
    found = post("telnet smtp.example 25\n220 hi\nehlo me\n250 me", "rcpt to:<c@d.example>\n503 no")
    (_, last) = exchanges(found)[-1]
    assert last.command is not None
    assert not last.command.in_order
    assert not last.assumed


def test_a_letter_may_stand_in_a_block_of_its_own() -> None:
    found = post(
        "telnet smtp.example 25\n220 hi\nehlo me\n250 me\nmail from:<a@b.example>\n250 ok",
        "rcpt to:<c@d.example>\n250 ok\ndata\n354 go",
        "Subject: hello\n\nquit is a word here\n.",
        "250 queued",
    )
    (_, last) = exchanges(found)[-1]
    assert last.letter is not None
    assert last.letter.lines == 3
    assert last.reply is not None
    assert last.reply.code == "250"


def test_programs_and_tables_are_left_out() -> None:
    found = post(
        "import smtplib\nserver = smtplib.SMTP()",
        "ehlo me\n250 me",
        "user = 'alice'\nlist = []",
        "USER ........ your name\nPASS ........ your word",
        "用户名",
    )
    assert verbs(found) == "EHLO 250?"
    assert len(found.skipped) == 4


def test_a_second_session_in_a_later_block() -> None:
    found = post("220 hi\nhelo me\n250 me\nquit\n221 bye", "+OK hi\nquit\n+OK bye")
    assert verbs(found) == "GREETING 220, HELO 250, QUIT 221, [2], GREETING +OK, QUIT +OK"


def test_spans_of_code_alone_in_a_paragraph_are_lines() -> None:
    text = (
        "Type `ehlo me` and wait.\n\n```\nehlo me\n```\n\n`250 mail.example`\n\nThe `quit` ends.\n"
    )
    assert verbs(importing.read(text.encode(), "p.md")) == "EHLO 250?"


def test_indented_blocks_are_blocks_too() -> None:
    text = "A letter by hand:\n\n    220 hi\n    helo me\n    250 me\n\nand then\n\n    quit\n"
    assert verbs(importing.read(text.encode(), "p.md")) == "GREETING 220, HELO 250, QUIT?"


def test_a_page_of_html() -> None:
    text = (
        "<!DOCTYPE html><html><body><h1>Mail</h1>\n<p>Then:</p>\n"
        '<pre class="wp"><code>mail from:&lt;a@b.example&gt;<br/>250 ok</code></pre>\n'
        "<pre>\n<div><span>data</span></div><div>354 end with &lt;CRLF&gt;.&lt;CRLF&gt;</div>"
        "<div>Subject: &amp;&nbsp;x</div><div>.</div></pre><pre>no transcript &copy; me</pre>"
    )
    found = importing.read(text.encode(), "p.html")
    assert verbs(found) == "MAIL 250?, DATA 354?, .?"
    letter = next(event.letter for _, event in exchanges(found) if event.letter)
    assert letter.source == b"Subject: & x\r\n"
    assert [part.what for part in found.skipped] == ["pre"]
