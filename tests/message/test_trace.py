"""Received fields: how seven servers write them, from the bottom to the top."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message.headers import fields
from tutor.message.trace import Hop, route


def hop(value: str) -> Hop:
    (found,) = route((("Received", value),))
    return found


def test_the_walkthrough_s_route() -> None:
    source = b"""\
Received: from qq.com (unknown [113.96.223.68])
        by mx40 (Coremail) with SMTP id WsCowAAH4Dv04MRekurPAA--.17594S3;
        Wed, 20 May 2020 15:49:08 +0800 (CST)
From: a@b.c
received: from qq.com (unknown [127.0.0.1])
        by smtp.qq.com (ESMTP) with SMTP
        id ; Wed, 20 May 2020 15:49:07 +0800 (CST)
"""
    id_ = "WsCowAAH4Dv04MRekurPAA--.17594S3"
    assert route(fields(source)[0]) == (
        Hop("smtp.qq.com", "qq.com", "qq.com", "127.0.0.1", "SMTP", "", "", 1589960947, None),
        Hop("mx40", "qq.com", "qq.com", "113.96.223.68", "SMTP", id_, "", 1589960948, 1),
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (  # RFC 5322 A.4
            "from x.y.test by example.net via TCP with ESMTP id ABC12345"
            " for <mary@example.net>;  21 Nov 1997 10:05:43 -0600",
            ("example.net", "x.y.test", "x.y.test", "", "ESMTP", "ABC12345", "mary@example.net"),
        ),
        (  # Postfix
            "from me (mail.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_X (256/256 bits))"
            " (No client certificate requested) by mx.example (Postfix) with ESMTPSA id 4Tn"
            " for <a@b.c>; Wed, 20 May 2020 15:49:08 +0800",
            ("mx.example", "me", "me", "192.0.2.1", "ESMTPSA", "4Tn", "a@b.c"),
        ),
        (  # Exim
            "from [2001:db8::1] (helo=me.example) by mx.example with esmtpsa (TLS1.3) (Exim 4.96)"
            " (envelope-from <a@b.c>) id 1q-2 for x@y.z; Wed, 20 May 2020 15:49:08 +0800",
            (
                "mx.example",
                "[2001:db8::1]",
                "me.example",
                "2001:db8::1",
                "esmtpsa",
                "1q-2",
                "x@y.z",
            ),
        ),
        (  # qmail
            "from unknown (HELO me) (192.0.2.9) by mx with SMTP; 20 May 2020 07:49:08 -0000",
            ("mx", "unknown", "me", "192.0.2.9", "SMTP", "", ""),
        ),
        (  # Exchange
            "from A.b.example (2603:10a6::1) by C.d.example (2603:10a6::2) with Microsoft SMTP"
            " Server (version=TLS1_2, cipher=X) id 15.20.1; Wed, 20 May 2020 15:49:08 +0000",
            (
                "C.d.example",
                "A.b.example",
                "A.b.example",
                "",
                "Microsoft SMTP Server",
                "15.20.1",
                "",
            ),
        ),
        (  # Gmail
            "by 2002:a05:6a10:0:0:0:0:1 with SMTP id x1csp1; Wed, 20 May 2020 00:49:08 -0700 (PDT)",
            ("2002:a05:6a10:0:0:0:0:1", "", "", "", "SMTP", "x1csp1", ""),
        ),
        (  # an address literal, IPv6
            "from [IPv6:2001:db8::2] by mx with LMTP id 1",
            ("mx", "[IPv6:2001:db8::2]", "[IPv6:2001:db8::2]", "2001:db8::2", "LMTP", "1", ""),
        ),
        ("(qmail 123 invoked by uid 0); 20 May 2020 07:49:08 -0000", ("",) * 7),
        ("", ("",) * 7),
    ],
)
def test_how_servers_write_it(value: str, expected: tuple[str, ...]) -> None:
    assert hop(value)[:7] == expected


def test_delays_pass_over_hops_that_tell_no_time() -> None:
    times = ["20 May 2020 10:00:05 +0000", "soon", "20 May 2020 10:00:09 +0000", ""]
    headers = tuple(("Received", f"by x; {time}") for time in times)
    assert [found.delay for found in route(headers)] == [None, None, None, -4]
    assert [found.at is None for found in route(headers)] == [True, False, True, False]


def test_a_loop_of_servers_is_bounded() -> None:
    hops = route((("Received", "by x; 20 May 2020 10:00:05 +0000"),) * 5000)
    assert len(hops) == 100


@given(st.text() | st.text(st.sampled_from('from by with id for ;()[]1.:\\"')))
def test_no_text_raises(value: str) -> None:
    hop(value)
