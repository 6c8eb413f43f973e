"""Date and time in header fields, as seconds (RFC 5322 3.3, 4.3): arithmetic, no clock."""

import re

from tutor.message.tokens import COMMENT, tokens

_DAY = 86_400
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ZONES = {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
# day month year hour:minute[:second] [zone]; the name of the day before it is not needed
_DATE = re.compile(
    r"(?:[a-z]{2,9}[ ,.]*)?(\d{1,2})[ -]([a-z]{3})[a-z]{0,6}[ -](\d{2,4}) (\d{1,2}):(\d\d)"
    r"(?::(\d\d)(?:\.\d{1,9})?)?(?: ?([+-])(\d\d)(\d\d)| ([a-z]{1,5}))?(?![\d:])",
    re.IGNORECASE,
)


def seconds(value: str) -> int | None:
    """POSIX seconds of a date-time; None where it cannot be read.

    Comments, obsolete zones and years of two digits are understood. A zone that is missing or
    unknown counts as UTC (RFC 5322 4.3: "-0000").
    """
    words = [token.text for token in tokens(value[:200], ",") if token.kind != COMMENT]
    found = _DATE.match(" ".join(words).replace(" ,", ",").replace(" : ", ":"))
    month = found[2].lower() if found else ""
    if found is None or month not in _MONTHS:
        return None
    day, hour, minute, second = (int(found[at] or 0) for at in (1, 4, 5, 6))
    number = _MONTHS.index(month) + 1
    year = _year(found[3])
    longest = 28 if number == 2 and not _is_leap(year) else _DAYS[number - 1]
    if not (1 <= day <= longest and hour < 24 and minute < 60 and second <= 60):
        return None
    zone = _ZONES.get((found[10] or "").lower(), 0) * 3600
    if found[7]:
        if int(found[9]) > 59:
            return None
        zone = (int(found[8]) * 60 + int(found[9])) * (-60 if found[7] == "-" else 60)
    return days(year, number, day) * _DAY + hour * 3600 + minute * 60 + second - zone


def utc(moment: int) -> str:
    """POSIX seconds as "2020-05-20 07:49:08"."""
    day, rest = divmod(moment, _DAY)
    year, month, date = civil(day)
    return f"{year:04}-{month:02}-{date:02} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"


def days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar; years begin in March, so leap days end."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970-01-01: `days` backwards."""
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + year + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def _year(text: str) -> int:
    """Two and three digits are the obsolete form (RFC 5322 4.3)."""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if len(text) == 3 else year


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
