"""The reverse direction, and random dates of all courts through both."""

from __future__ import annotations

import random
from datetime import date

import pytest

from kg.calendar import lunar, lunar_interval, parse
from kg.calendar.eras import Era, eras
from kg.calendar.ganzhi import NAMES, day_index, year_index
from kg.calendar.lunar import lunar_of_edtf
from kg.calendar.months import DOUBLED_YEAR, UNSAFE_YEARS, WU_ZHOU_YEARS, Month
from kg.calendar.numerals import day_in_words, in_words
from kg.errors import InvalidDate

# Years whose month names are not unique; the parser answers them with an interval.
UNCERTAIN_YEARS = {*UNSAFE_YEARS, *WU_ZHOU_YEARS, DOUBLED_YEAR, DOUBLED_YEAR - 1, -103}
LUNAR_ERAS = [era for era in eras() if era.kind == "lunar" and era.name not in ("吳", "庚子")]


def test_a_day_in_the_words_of_its_court() -> None:
    day = lunar("1897-12-31")[0]
    assert (day.court, day.era, day.year, day.month, day.leap, day.day) == ("清", "光緒", 23, 12, False, 8)
    assert (day.cycle_year, day.cycle_day) == ("丁酉", "癸亥")
    assert day.words == "光緒二十三年十二月初八日"
    assert day.as_dict()["display"] == "1897-12-31"
    assert lunar(date(1897, 12, 31)) == lunar(day.jdn) == (day,)


def test_all_courts_in_force_are_named() -> None:
    assert {day.court for day in lunar("1130-05-01")} == {"宋", "金", "西夏", "西遼"}
    assert [(d.court, d.month, d.leap) for d in lunar("1661-12-01")] == [("清", 10, False), ("南明", 10, True)]
    assert [day.court for day in lunar("1661-12-01", "南明")] == ["南明"]


def test_the_republic_has_lunar_days_without_an_era() -> None:
    assert lunar("2024-02-10")[0].words == "農曆甲辰年正月初一日"
    assert {day.court for day in lunar("1912-05-01")} == {"清朝遺民", "大蒙古國"}


def test_wu_zhou_months_have_their_names() -> None:
    days = ("0698-01-01", "0698-01-30", "0698-02-25")
    assert [lunar(day)[0].words[4:6] for day in days] == ["正月", "臘月", "一月"]


def test_intervals_are_given_for_courts_in_force_on_both_days() -> None:
    found = lunar_interval("1897-02-02", "1898-01-21")
    assert [interval.words for interval in found] == ["光緒二十三年正月初一日至光緒二十三年十二月廿九日"]
    assert lunar_of_edtf("1897-12-31")[0].words == "光緒二十三年十二月初八日"
    with pytest.raises(InvalidDate, match="no last day"):
        lunar_of_edtf("1897/..")
    with pytest.raises(InvalidDate, match="ends before"):
        lunar_interval("1898-01-21", "1897-02-02")


@pytest.mark.parametrize(
    ("when", "court", "reason"),
    [("1897", None, "not one day"), ("1897-12-31", "宋", "no era of 宋"), ("1897-12-31", "火星", "no such court"),
     ("2150-01-01", None, "no lunar calendar"), ("-3000-01-01", None, "no lunar calendar")],
)  # fmt: skip
def test_what_cannot_be_told_is_refused(when: str, court: str | None, reason: str) -> None:
    with pytest.raises(InvalidDate, match=reason):
        lunar(when, court)


def _random_day(chance: random.Random) -> tuple[Era, int, Month, int, int]:
    """Return an era, the number of a year of it, a month and a day of the month, and the JDN."""
    while True:
        era = chance.choice(LUNAR_ERAS)
        jdn = chance.randint(era.first_jdn, era.last_jdn)
        year = era.table.year_of_day(jdn)
        if year is None or year.year in UNCERTAIN_YEARS or year.year < era.first_year:
            continue
        month = next(m for m in year.months if m.first_jdn <= jdn <= m.last_jdn)
        return era, year.year - era.first_year + 1, month, jdn - month.first_jdn + 1, jdn


def _written(chance: random.Random, era: Era, number: int, month: Month, day: int, jdn: int) -> str:
    """Write a date in one of the styles in use."""
    words = "元" if number == 1 else in_words(number)
    cycle = NAMES[year_index(era.first_year + number - 1)]
    year = chance.choice([f"{words}年", f"{number}年", f"{words}年{cycle}", f"{cycle}年", cycle])
    named = {1: "正月", 11: "冬月", 12: "臘月"}.get(month.number, in_words(month.number) + "月")
    plain = "正月" if month.number == 1 else in_words(month.number) + "月"
    months = ("閏" if month.leap else "") + chance.choice([named, plain])
    sign = NAMES[day_index(jdn)]
    days = [day_in_words(day) + "日", in_words(day) + "日", f"{day}日", sign, day_in_words(day) + sign]
    days += {1: ["朔", "朔日"], 15: ["望"], 16: ["既望"], 30: ["卅日"]}.get(day, [])
    if day == month.days:
        days += ["晦", "晦日"]
    court = era.court if "（" not in era.court else ""
    return chance.choice(["", court]) + era.name + year + months + chance.choice(days)


def test_random_dates_of_all_courts_and_styles_are_read_to_the_day() -> None:
    chance = random.Random(1911)
    for _ in range(3000):
        era, number, month, day, jdn = _random_day(chance)
        text = _written(chance, era, number, month, day, jdn)
        assert jdn in [c.jdn_from for c in parse(text) if c.kind == "day"], text


def test_lunar_words_are_read_back_as_the_same_day() -> None:
    chance = random.Random(1644)
    for _ in range(1000):
        *_, jdn = _random_day(chance)
        for day in lunar(jdn):
            assert jdn in [candidate.jdn_from for candidate in parse(day.words)], day.words


def test_days_that_a_month_lacks_are_refused() -> None:
    chance = random.Random(29)
    for _ in range(500):
        era, number, month, *_ = _random_day(chance)
        if month.days == 30:
            continue
        words = f"{era.court}{era.name}{'元' if number == 1 else in_words(number)}年"
        words += ("閏" if month.leap else "") + ("正" if month.number == 1 else in_words(month.number)) + "月三十日"
        refusal = _refusal(words)
        assert refusal is None or "29 days" in refusal or "no court" in refusal, words


def _refusal(words: str) -> str | None:
    """Return why a date is refused; None when another era of the name has the day."""
    try:
        found = parse(words)
    except InvalidDate as refused:
        return str(refused)
    assert all(candidate.day == 30 or candidate.kind == "month" for candidate in found)  # month: the doubled year 762
    return None
