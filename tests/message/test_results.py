"""Authentication-Results: the RFC's examples, and how five providers write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message.results import Result, Results, results


@pytest.mark.parametrize(
    ("value", "server", "found"),
    [
        ("example.org 1; none", "example.org", []),  # RFC 8601 B.2
        (  # B.3
            "example.com; spf=pass smtp.mailfrom=example.net",
            "example.com",
            [Result("spf", "pass", "", (("smtp.mailfrom", "example.net"),))],
        ),
        (  # B.4
            "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net;"
            " spf=pass smtp.mailfrom=example.net",
            "example.com",
            [
                Result("auth", "pass", "cram-md5", (("smtp.auth", "sender@example.net"),)),
                Result("spf", "pass", "", (("smtp.mailfrom", "example.net"),)),
            ],
        ),
        (  # B.6
            'example.com; dkim=fail reason="bad signature" header.i=@mail-router.example.net',
            "example.com",
            [Result("dkim", "fail", "bad signature", (("header.i", "@mail-router.example.net"),))],
        ),
        (  # B.7: comments and spaces where they may be
            "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait) fail"
            " policy (A dot can go here) . (like that) expired (this surprised me)"
            " = (as I wasn't expecting it) 1362471462",
            "foo.example.net",
            [Result("dkim", "fail", "Because I like it", ())],
        ),
        (  # the walkthrough's, folded in the middle of an address
            "mx40; spf=pass smtp.mail=51****521+auto_=zaofe ngchen=163.com@qq.com;"
            " dkim=pass header.i=@qq.com",
            "mx40",
            [
                Result(
                    "spf",
                    "pass",
                    "",
                    (("smtp.mail", "51****521+auto_=zaofengchen=163.com@qq.com"),),
                ),
                Result("dkim", "pass", "", (("header.i", "@qq.com"),)),
            ],
        ),
        (  # Microsoft: no server named
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dmarc=bestguesspass"
            " action=none header.from=a.example;compauth=pass reason=109",
            "",
            [
                Result("spf", "pass", "sender IP is 192.0.2.1", (("smtp.mailfrom", "a.example"),)),
                Result("dmarc", "bestguesspass", "", (("header.from", "a.example"),)),
                Result("compauth", "pass", "109", ()),
            ],
        ),
        (  # an ARC set
            "i=1; mx.google.com; dkim=pass header.b=abc/d=",
            "mx.google.com",
            [Result("dkim", "pass", "", (("header.b", "abc/d="),))],
        ),
        (
            "mx40 spf=pass smtp.mail=a@b.c",
            "mx40",
            [Result("spf", "pass", "", (("smtp.mail", "a@b.c"),))],
        ),
        ("", "", []),
    ],
)
def test_results(value: str, server: str, found: list[Result]) -> None:
    said = results(value)
    assert said.server == server
    assert list(said.found) == found


@given(st.text() | st.text(st.sampled_from('ab.=;:"() \\/')))
def test_no_text_raises(value: str) -> None:
    assert isinstance(results(value), Results)


@pytest.mark.parametrize(
    "piece", ["a=b;", "a=b ", "x.y=z ", "a=", "=", " = ", '"=', "(", "a.b=c d "]
)
def test_hostile_fields_cost_no_more_than_their_length(piece: str) -> None:
    begin = time.perf_counter()
    assert len(results(piece * 60_000).found) <= 50
    assert time.perf_counter() - begin < 3  # some 0.1 s here
