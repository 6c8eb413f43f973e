"""Date and time: the RFC's examples, old forms, and the standard library as witness."""

import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.message.dates import civil, days, seconds, utc

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31))
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21 15:55:06"),  # RFC 5322 A.1.1
        ("Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01 08:52:37"),  # A.1.2
        ("Thu, 13\r\n     Feb\r\n  1969\r\n 23:32\r\n  -0330 (Newfoundland Time)", None),  # A.5
        ("Thu,\n 13 Feb 1969 23:32 -0330 (Newfoundland Time)", "1969-02-14 03:02:00"),
        ("21 Nov 97 09:55:06 GMT", "1997-11-21 09:55:06"),  # A.6.2
        ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21 15:55:06"),  # A.6.3
        ("Wed, 20 May 2020 15:49:08 +0800 (CST)", "2020-05-20 07:49:08"),
        ("Wed,20 May 2020 15:49:08 +0800", "2020-05-20 07:49:08"),
        ("20 May 2020 15:49", "2020-05-20 15:49:00"),
        ("20 May 49 15:49:00 EST", "2049-05-20 20:49:00"),
        ("20 May 120 15:49:00 Z", "2020-05-20 15:49:00"),
        ("31 Dec 2016 23:59:60 +0000", "2017-01-01 00:00:00"),  # a leap second
        ("29 Feb 2000 00:00:00 UT", "2000-02-29 00:00:00"),
    ],
)
def test_seconds(value: str, moment: str | None) -> None:
    found = seconds(" ".join(value.split()) if moment is None else value)
    assert found is not None
    assert utc(found) == (moment or "1969-02-14 03:02:00")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "2020-05-20 15:49:08",
        "20 Mai 2020 15:49:08 +0800",
        "31 Apr 2020 00:00:00 +0000",
        "29 Feb 1900 00:00:00 +0000",
        "0 May 2020 00:00:00 +0000",
        "20 May 2020 24:00:00 +0000",
        "20 May 2020 00:60:00 +0000",
        "20 May 2020 00:00:61 +0000",
        "20 May 2020 00:00:00 +0099",
        "20 May 2020",
        "1" * 100_000,
    ],
)
def test_what_is_no_date(value: str) -> None:
    assert seconds(value) is None


@given(MOMENTS, ZONES)
def test_what_the_library_writes_is_read_as_it_reads_it(moment: datetime, zone: timezone) -> None:
    written = format_datetime(moment.replace(microsecond=0, tzinfo=zone))
    assert seconds(written) == parsedate_to_datetime(written).timestamp()


@given(MOMENTS)
def test_utc_is_the_library_s(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert utc(int(moment.timestamp())) == moment.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")


@given(st.integers(-10_000_000, 10_000_000))
def test_days_and_back(day: int) -> None:
    assert days(*civil(day)) == day


@given(st.text(st.sampled_from("0123456789 :,+-()MayGMTfri")))
def test_no_text_raises(value: str) -> None:
    seconds(value)


def test_a_hostile_date_takes_no_time() -> None:
    begin = time.perf_counter()
    for piece in (" ", "(", "May ", "1 ", "fri,", "\\"):
        seconds(piece * 1_000_000)
    assert time.perf_counter() - begin < 1
