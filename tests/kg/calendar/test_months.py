"""The month tables: whole, equal to the reference, and the computed calendar of the Southern Ming."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import sxtwl  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from kg.calendar.build_eras import era_lines, era_uses
from kg.calendar.build_tables import month_tables, packed_months
from kg.calendar.datong import datong_months
from kg.calendar.julian import gregorian_to_jdn, jdn_to_gregorian
from kg.calendar.months import month_table, table_years
from kg.calendar.tsv import table_path

SHARED = Path(__file__).resolve().parents[4] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
NAMES = ("main", "south", "shu", "wu", "north", "west", "liao", "nanming")


def test_main_table_covers_246_bc_to_2100() -> None:
    assert (table_years()[0], table_years()[-1]) == (-245, 2100)


def test_months_follow_one_another_without_gap() -> None:
    table = month_table("main")
    after = None
    for number in table_years():
        year = table.year(number)
        assert year is not None
        for month in year.months:
            assert after in (None, month.first_jdn)
            assert month.days in (29, 30) or number == 236  # the calendar reform of 237
            after = month.first_jdn + month.days


@pytest.mark.parametrize("name", NAMES[1:])
def test_parallel_tables_have_whole_years(name: str) -> None:
    table = month_table(name)
    for number in table.packed:
        year = table.year(number)
        assert year is not None
        assert len(year.months) in (12, 13)
        assert [m.days for m in year.months if m.days not in (29, 30)] == []
        assert sum(month.leap for month in year.months) == len(year.months) - 12


@needs_shared
def test_main_table_is_the_reference_from_618() -> None:
    path = SHARED / "data" / "reference" / "lunar_months_618_2100.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        wanted = {tuple(map(int, line.split("\t")[:5])) for line in lines if line[0].isdigit()}
    table, found = month_table("main"), set()
    for number in range(618, 2101):
        year = table.year(number)
        assert year is not None
        found |= {(number, m.number, int(m.leap), m.first_jdn, m.days) for m in year.months}
    assert found == wanted


@pytest.mark.parametrize(
    "day", [(1645, 3, 1), (1753, 7, 2), (1851, 9, 20), (1911, 10, 10), (1995, 9, 30), (2033, 12, 24)]
)
def test_days_agree_with_sxtwl(day: tuple[int, int, int]) -> None:
    jdn = gregorian_to_jdn(*day)
    year = month_table("main").year_of_day(jdn)
    assert year is not None
    month = next(m for m in year.months if m.first_jdn <= jdn <= m.last_jdn)
    other = sxtwl.fromSolar(*day)
    assert (other.getLunarMonth(), other.isLunarLeap()) == (month.number, month.leap)
    assert other.getLunarDay() == jdn - month.first_jdn + 1


@given(st.integers(gregorian_to_jdn(1645, 2, 1), gregorian_to_jdn(2100, 12, 31)))
def test_any_day_since_1645_agrees_with_sxtwl(jdn: int) -> None:
    test_days_agree_with_sxtwl(jdn_to_gregorian(jdn))


def test_computed_datong_calendar_is_the_ming_calendar() -> None:
    """Almanacs and computation differ in five of 3,414 month starts, never in a leap month."""
    computed = {month.first_jdn: (month.year, month.month, month.leap) for month in datong_months(1368, 1643)}
    table = month_table("main")
    months = [(year, m) for number in range(1368, 1644) if (year := table.year(number)) for m in year.months]
    different = [m for year, m in months if computed.get(m.first_jdn) != (year.year, m.number, m.leap)]
    assert len(months) == len(computed) == 3414
    assert len(different) == 5


def test_southern_ming_and_qing_part_ways() -> None:
    ming, qing = month_table("nanming"), month_table("main")
    leaps = [
        (m.number, q.number) for y in (1648, 1661) for m, q in [(ming.year(y).leap_month, qing.year(y).leap_month)]
    ]  # type: ignore[union-attr]
    assert leaps == [(3, 4), (10, 7)]


def test_song_and_liao_part_ways_in_1105() -> None:
    song, liao = month_table("main").year(1105), month_table("liao").year(1105)
    assert song is not None
    assert liao is not None
    assert song.leap_month is not None
    assert liao.leap_month is not None
    assert (song.leap_month.number, liao.leap_month.number) == (2, 3)


def test_years_outside_the_tables_are_none() -> None:
    assert month_table("main").year(-246) is None
    assert month_table("main").year(2101) is None
    assert month_table("main").year_of_day(0) is None
    assert month_table("liao").year(1300) == month_table("main").year(1300)


@needs_shared
def test_committed_tables_are_what_their_sources_give() -> None:
    sanmiao = SHARED / "data" / "calendar_reference" / "sanmiao"
    months = month_tables(sanmiao, SHARED / "data" / "reference" / "lunar_months_618_2100.tsv.gz")
    assert gzip.decompress(table_path("months.tsv.gz").read_bytes()).decode() == packed_months(months)
    assert table_path("eras.tsv").read_text(encoding="utf-8") == era_lines(era_uses(sanmiao))
