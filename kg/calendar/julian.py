"""Julian Day Numbers and the Gregorian and Julian calendars.

A Julian Day Number (JDN) names a whole civil day. Years are astronomical: 0 is 1 BC, -1 is 2 BC. The formulas are those
of Fliegel and Van Flandern (CACM 11, 1968) written with floor division, so they hold for any year.
"""

from __future__ import annotations

from kg.errors import InvalidDate

FIRST_GREGORIAN_JDN = 2299161  # 15 October 1582, the day after Julian 4 October 1582
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _march_based(year: int, month: int) -> tuple[int, int]:
    shift = (14 - month) // 12
    return year + 4800 - shift, month + 12 * shift - 3


def gregorian_to_jdn(year: int, month: int, day: int) -> int:
    """Return the JDN of a day of the proleptic Gregorian calendar.

    >>> gregorian_to_jdn(2000, 1, 1)
    2451545
    """
    y, m = _march_based(year, month)
    return day + (153 * m + 2) // 5 + 365 * y + y // 4 - y // 100 + y // 400 - 32045


def julian_to_jdn(year: int, month: int, day: int) -> int:
    """Return the JDN of a day of the Julian calendar.

    >>> julian_to_jdn(1368, 1, 23) == gregorian_to_jdn(1368, 1, 31)
    True
    """
    y, m = _march_based(year, month)
    return day + (153 * m + 2) // 5 + 365 * y + y // 4 - 32083


def jdn_to_gregorian(jdn: int) -> tuple[int, int, int]:
    """Return year, month, day in the proleptic Gregorian calendar.

    >>> jdn_to_gregorian(2413925)
    (1896, 12, 31)
    """
    a = jdn + 32044
    century = (4 * a + 3) // 146097
    rest = a - 146097 * century // 4
    return _from_march(rest, 100 * century)


def jdn_to_julian(jdn: int) -> tuple[int, int, int]:
    """Return year, month, day in the Julian calendar.

    >>> jdn_to_julian(2220742)
    (1368, 1, 23)
    """
    return _from_march(jdn + 32082, 0)


def _from_march(days: int, years: int) -> tuple[int, int, int]:
    year = (4 * days + 3) // 1461
    rest = days - 1461 * year // 4
    month = (5 * rest + 2) // 153
    day = rest - (153 * month + 2) // 5 + 1
    return years + year - 4800 + month // 10, month + 3 - 12 * (month // 10), day


def is_leap_year(year: int) -> bool:
    """Return whether a Gregorian year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a Gregorian month."""
    return 29 if month == 2 and is_leap_year(year) else _MONTH_DAYS[month - 1]


def checked_gregorian(year: int, month: int, day: int) -> int:
    """Return the JDN of a Gregorian day given by a person.

    Raises `kg.errors.InvalidDate` when there is no such month or day.
    """
    if not 1 <= month <= 12:
        raise InvalidDate(f"{year}-{month:02}-{day:02}: there is no month {month}", hint="Check the month.")
    if not 1 <= day <= days_in_month(year, month):
        raise InvalidDate(
            f"{year}-{month:02}-{day:02}: month {month} of {year} has {days_in_month(year, month)} days",
            hint="Check the day.",
        )
    return gregorian_to_jdn(year, month, day)


def format_year(year: int) -> str:
    """Return an astronomical year with four digits, as EDTF and ISO 8601 write it: ``1897``, ``0618``, ``-0162``."""
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def format_date(year: int, month: int, day: int) -> str:
    """Return ``YYYY-MM-DD``."""
    return f"{format_year(year)}-{month:02}-{day:02}"


def iso_date(jdn: int) -> str:
    """Return a day as ``YYYY-MM-DD`` in the proleptic Gregorian calendar.

    >>> iso_date(2220742)
    '1368-01-31'
    """
    return format_date(*jdn_to_gregorian(jdn))


def display_date(jdn: int) -> str:
    """Return a day as historians print it: Julian before 15 October 1582 (marked ``J``), Gregorian from then on.

    >>> display_date(2220742), display_date(2413925)
    ('J1368-01-23', '1896-12-31')
    """
    if jdn < FIRST_GREGORIAN_JDN:
        return "J" + format_date(*jdn_to_julian(jdn))
    return iso_date(jdn)
