"""Speed of the calendar beside the `edtf` and `sxtwl` packages in the same run: ``python -m bench.calendar``.

Dates are random days of all courts, written in the styles in use, with a fixed seed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from importlib import import_module

from kg.calendar import is_edtf, lunar, parse
from kg.calendar.eras import eras
from kg.calendar.julian import gregorian_to_jdn, iso_date, jdn_to_gregorian
from kg.calendar.numerals import day_in_words, in_words

_SEED = 1897
_NUMBER = 20_000
_MODERN = gregorian_to_jdn(1645, 3, 1), gregorian_to_jdn(1911, 12, 31)


def random_days(number: int) -> list[int]:
    """Return random Julian Day Numbers of the Qing calendar, which all compared packages can read."""
    chance = random.Random(_SEED)
    return [chance.randint(*_MODERN) for _ in range(number)]


def random_dates(number: int) -> list[str]:
    """Return dates of all courts and eras in words, half with the dynasty."""
    chance = random.Random(_SEED)
    uses = [era for era in eras() if era.kind == "lunar" and era.first_jdn > _MODERN[0] - 380_000]
    dates: list[str] = []
    while len(dates) < number:
        era = chance.choice(uses)
        jdn = chance.randint(era.first_jdn, era.last_jdn)
        year = era.table.year_of_day(jdn)
        if year is None or year.year < era.first_year:
            continue
        month = next(m for m in year.months if m.first_jdn <= jdn <= m.last_jdn)
        count = year.year - era.first_year + 1
        words = f"{era.name}{'元' if count == 1 else in_words(count)}年{'閏' if month.leap else ''}"
        words += f"{'正' if month.number == 1 else in_words(month.number)}月{day_in_words(jdn - month.first_jdn + 1)}日"
        dates.append((era.court if len(dates) % 2 and "（" not in era.court else "") + words)
    return dates


def rate(function: Callable[..., object], arguments: Sequence[object]) -> float:
    """Return calls per second of ``function`` over ``arguments``."""
    function(arguments[0])
    started = time.perf_counter()
    for argument in arguments:
        function(argument)
    return len(arguments) / (time.perf_counter() - started)


def main() -> None:
    """Print a table: calls per second of our functions, each beside the package that does the nearest thing."""
    started = time.perf_counter()
    parse("光緒二十三年")
    first = (time.perf_counter() - started) * 1000
    days = random_days(_NUMBER)
    iso = [iso_date(day) for day in days]
    expressions = [f"{day}/{day[:4]}" if number % 2 else f"{day}~" for number, day in enumerate(iso[:2000])]
    edtf, sxtwl = import_module("edtf"), import_module("sxtwl")

    def by_sxtwl(jdn: int) -> tuple[int, bool, int]:
        day = sxtwl.fromSolar(*jdn_to_gregorian(jdn))
        return day.getLunarMonth(), day.isLunarLeap(), day.getLunarDay()

    rates = [
        ("`parse`, Chinese dates of all courts (target ≥ 5,000)", rate(parse, random_dates(_NUMBER))),
        ("`parse`, ISO dates", rate(parse, iso)),
        ("`lunar`: a day in the words of all courts", rate(lunar, days)),
        ("baseline: `sxtwl`, a day to month and day, no era", rate(by_sxtwl, days)),
        ("`is_edtf`", rate(is_edtf, expressions)),
        ("baseline: `edtf.parse_edtf`", rate(edtf.parse_edtf, expressions)),
    ]
    print("| what | a second |\n|---|---:|")
    for what, found in rates:
        print(f"| {what} | {found:,.0f} |")
    print(f"| first date, tables loaded from disk | {first:.0f} ms |")


if __name__ == "__main__":
    main()
