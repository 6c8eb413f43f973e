"""What MAIL's and RCPT's argument lacks, by the syntax of RFC 5321 4.1.1.2 and 4.1.1.3."""

import pytest

from tutor.protocols.smtp.grammar import lacking


@pytest.mark.parametrize(
    ("verb", "argument", "lacks"),
    [
        ("MAIL", "FROM:<a@b.example>", ""),
        ("MAIL", "from : <a@b.example> SIZE=10", ""),
        ("MAIL", "FROM:<>", ""),
        ("MAIL", "FROM:<>@>", ""),
        ("RCPT", "TO:<>", "address"),
        ("RCPT", "TO:<>@>", "address"),
        ("RCPT", "TO:<Postmaster>", ""),
        ("RCPT", "TO:<a>", "domain"),
        ("RCPT", "TO:<a@b.example", "brackets"),
        ("RCPT", "TO:a@b.example", "brackets"),
        ("RCPT", "TO:a <a@b.example>", "brackets"),
        ("RCPT", "TO:", "address"),
        ("RCPT", "", "address"),
        ("RCPT", "FROM:<a@b.example>", "keyword"),
        ("MAIL", "<a@b.example>", "keyword"),
    ],
)
def test_what_lacks_is_named(verb: str, argument: str, lacks: str) -> None:
    assert lacking(verb, argument) == lacks
