"""Pages of HTML whose lines are paragraphs of code."""

from tests.importing.telling import exchanges, verbs
from tutor import importing


def page(body: str) -> importing.Imported:
    return importing.read(f"<html><body>\n{body}\n</body></html>".encode(), "p.html")


def test_paragraphs_that_are_one_span_of_code_are_lines() -> None:
    found = page(
        "<p>Type <code>ehlo me</code> and wait.</p>\n"
        "<p><code>helo me</code></p>\n<p>It says</p>\n<p class=x> <code>250 hi</code> </p>\n"
        "<p><strong><code>mail from:&lt;a@b.example&gt;</code></strong></p>\n"
        "<p>The <code>quit</code> ends.</p>\n"
    )
    assert verbs(found) == "HELO 250?, MAIL?"


def test_paragraphs_behind_each_other_are_one_block() -> None:
    lines = ["data", "354 go", "Subject: x", ".", "250 queued"]
    found = page("<h1>A letter</h1>" + "\n".join(f"<p><code>{line}</code></p>" for line in lines))
    assert verbs(found) == "DATA 354?, . 250"
    (letter,) = [event.letter for _, event in exchanges(found) if event.letter]
    assert letter.source == b"Subject: x\r\n"


def test_code_may_have_breaks_and_pre_beside_it() -> None:
    found = page(
        "<p><code>220 hi<br>helo me</code></p><pre>250 me</pre><p><code>quit</code><p>Bye</p>"
    )
    assert verbs(found) == "GREETING 220, HELO 250, QUIT?"


def test_code_that_is_no_session_is_told_with_its_line() -> None:
    found = page("<p><code>220 hi</code></p>\n<p>then</p>\n<p><code>import smtplib</code></p>")
    assert verbs(found) == "GREETING 220"
    assert found.skipped == (importing.Skipped(4, "line"),)
