"""The hard dates of the design (§8.3), every style of writing, and refusals with their reason."""

from __future__ import annotations

import pytest

from kg.calendar import display_date, parse
from kg.errors import InvalidDate

DAYS = [
    ("光緒二十三年十二月初八日", "1897-12-31"),
    ("光绪23年12月8日", "1897-12-31"),
    ("光緒丁酉臘月初八", "1897-12-31"),
    ("光緒廿三年十二月廿八日", "1898-01-20"),
    ("宣統三年八月十九", "1911-10-10"),
    ("宣統三年十二月二十五日", "1912-02-12"),
    ("光緒三十四年十月二十一日", "1908-11-14"),
    ("同治十三年十二月初五日甲戌", "1875-01-12"),
    ("咸豐十一年七月十七日", "1861-08-22"),
    ("道光二十二年七月二十四日", "1842-08-29"),
    ("光緒二十一年三月二十三日", "1895-04-17"),
    ("光緒二十四年八月初六日", "1898-09-21"),
    ("光緒二十七年七月二十五日", "1901-09-07"),
    ("同治九年五月二十三日", "1870-06-21"),
    ("康熙六十一年十一月十三日", "1722-12-20"),
    ("崇禎十七年三月十九日", "1644-04-25"),
    ("洪武元年正月初四日", "1368-01-31"),
    ("至正二十八年閏七月二十八日", "1368-09-18"),
    ("光緒元年正月初一", "1875-02-06"),
    ("嘉慶元年正月初一", "1796-02-09"),
    ("乾隆六十一年正月初一", "1796-02-09"),
    ("民國十七年五月三日", "1928-05-03"),
    ("嘉靖元年五月初一", "1522-06-04"),
    ("元延祐元年八月十有六日", "1314-10-03"),
    ("宋開寶六年癸酉八月旦日", "0973-09-05"),
    ("至正元年八月望日", "1341-10-04"),
    ("永泰元年六月晦", "0765-07-26"),
    ("開元四年歲次景辰秋八月甲辰朔十日癸丑", "0716-09-04"),
    ("昭和十二年七月七日", "1937-07-07"),
    ("民國三十七年農曆正月初一", "1948-02-10"),
    ("光緒二十三年除夕", "1898-01-21"),
    ("光緒２３年１２月８日", "1897-12-31"),
    ("光緒23.12.8", "1897-12-31"),
    ("大清光緒二十三年歲次丁酉季冬之月初八日", "1897-12-31"),
    ("1895年3月30日", "1895-03-30"),
    ("一八九五年三月三十日", "1895-03-30"),
    ("1895-3-30", "1895-03-30"),
    ("1895/3/30", "1895-03-30"),
]
INTERVALS = [
    ("民國十七年", "1928"),
    ("民前三年", "1909"),
    ("公元前104年", "-0103"),
    ("光緒二十三年", "1897-02-02/1898-01-21"),
    ("乾隆四十六年閏五月", "1781-06-22/1781-07-20"),
    ("光緒二十六年閏八月", "1900-09-24/1900-10-22"),
    ("光緒二十四年閏三月", "1898-04-21/1898-05-19"),
    ("光緒二十四年閏月", "1898-04-21/1898-05-19"),
    ("永曆三十七年", "1683-01-27/1684-02-14"),
    ("同治元年春", "1862-01-30/1862-04-28"),
    ("光緒二十四年季夏", "1898-07-19/1898-08-16"),
    ("光緒二十三年十二月上旬", "1897-12-24/1898-01-02"),
    ("咸豐間", "1851/1861"),
    ("咸豐年間", "1851/1861"),
    ("康熙初年", "1662/1682~"),
    ("康熙初", "1662/1682~"),
    ("道光末年", "1841~/1850"),
    ("乾隆中葉", "1756~/1775~"),
    ("清末", "1840~/1911"),
    ("民國", "1912/1949"),
    ("民國初年", "1912/1924~"),
    ("光緒元年至三年", "1875-02-06/1878-02-01"),
    ("同治元年正月至三月", "1862-01-30/1862-04-28"),
    ("龍朔二三年", "0662-01-28/0664-02-04"),
    ("1662/1682~", "1662/1682~"),
]
REFUSED = [
    ("乾隆四十七年閏五月", "no leap month"),
    ("光緒二十三年閏三月", "no leap month"),
    ("咸豐十年閏二月廿九日", "閏三月"),
    ("咸豐八年三月三十日", "29 days"),
    ("光緒二十三年十二月八日甲戌", "癸亥, not 甲戌"),
    ("光緒二十三年丙申", "丁酉, not 丙申"),
    ("光緒二十三年正月乙亥朔", "辛卯, not 乙亥"),
    ("光緒二十三年二月辛卯", "no 辛卯 day"),
    ("光緒甲子", "no year of 清 光緒"),
    ("光緒五十三年", "34 years"),
    ("宋光緒三年", "no court of that name"),
    ("道光二十四年二十日", "a day without a month"),
    ("同治六年十月廿三月", "cannot read"),
    ("道光二十二年六用初十日", "cannot read"),
    ("甲子", "no date"),
    ("正月初八", "no era name"),
    ("光緒正月初八", "year is missing"),
    ("民國十七年二月三十日", "29 days"),
    ("康德二十年", "years 1-12"),
    ("王安石", "no era name"),
    ("大同小異", "no date"),
    ("", "no date was given"),
    ("1897-02-30", "28 days"),
    ("民前〇年", "no year 0"),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days(text: str, day: str) -> None:
    found = parse(text)
    assert day in [candidate.edtf for candidate in found if candidate.kind == "day"]
    assert found[0].words == text


@pytest.mark.parametrize(("text", "edtf"), INTERVALS)
def test_intervals(text: str, edtf: str) -> None:
    assert parse(text)[0].edtf == edtf


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_impossible_and_unreadable_dates_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidDate, match=reason) as refused:
        parse(text)
    assert refused.value.hint or refused.value.status == 400


@pytest.mark.parametrize(
    ("text", "courts"),
    [
        ("至元二年", [("元", "1265"), ("元", "1336")]),
        ("天順元年", [("元", "1328"), ("明", "1457")]),
        ("明天順元年", [("明", "1457")]),
        ("貞觀元年", [("唐", "0627"), ("西夏", "1101")]),
        ("康熙壬寅", [("清", "1662"), ("清", "1722")]),
        ("南宋紹興三年", [("宋", "1133")]),
        ("姚秦弘始三年", [("後秦", "0401")]),
        ("吳越天福三年", [("後晉", "0938")]),
        ("永曆十六年", [("南明", "1662")]),
        ("明鄭永曆十六年", [("明鄭", "1662")]),
    ],
)
def test_ambiguous_eras_give_all_their_years(text: str, courts: list[tuple[str, str]]) -> None:
    assert [(candidate.court, candidate.edtf[:4]) for candidate in parse(text)] == courts


def test_parallel_courts_have_their_own_leap_months() -> None:
    assert parse("永曆十五年閏十月")[0].edtf.startswith("1661-11-22")
    assert parse("順治十八年閏七月")[0].edtf.startswith("1661-08-25")
    assert parse("宋崇寧四年閏二月")[0].month == 2
    assert parse("遼乾統五年閏三月")[0].month == 3


def test_julian_display_before_1582() -> None:
    found = parse("洪武元年正月初四日")[0]
    assert found.jdn_from is not None
    assert display_date(found.jdn_from) == "J1368-01-23"


@pytest.mark.parametrize(
    ("text", "edtf", "warning"),
    [
        ("光緒三十五年", "1909-01-22/1910-02-09", "beyond the end"),
        ("宣統四年", "1912-02-18/1913-02-05", "beyond the end"),
        ("洪武三十五年", "1402-08-08/1403-01-31", "建文"),
        ("太平天國癸好三年二月初十日", "1853", "天曆"),
        ("祺祥元年", "1861/1862", "no such year was in use"),
        ("寶應元年四月", "0762-03-05/0762-05-31", "named by branches"),
        ("始建國元年三月初五", "0009-03-13/0009-04-11", "not converted"),
        ("聖曆元年臘月", "0698-01-21/0698-02-18", "武周"),
        ("建文元年正月", "1399-02-14/1399-03-15", ""),
        ("道光二十四年正月正月廿五日", "1844-03-13", "written twice"),
        ("明萬曆年間刻本殘卷", "1573/1620", "unread"),
        ("光緒二十三年（1898）", "1897-02-02/1898-01-21", ""),
        ("光緒二十三年（1899）", "1897-02-02/1898-01-21", "does not fit"),
    ],
)
def test_doubtful_dates_carry_a_warning(text: str, edtf: str, warning: str) -> None:
    found = parse(text)[0]
    assert found.edtf == edtf
    assert warning in " ".join(found.warnings)


def test_year_and_month_of_the_wu_zhou_begin_with_the_month_zi() -> None:
    first, second, third = (parse(f"載初元年{month}")[0].jdn_from for month in ("正月", "臘月", "一月"))
    assert first is not None
    assert second is not None
    assert third is not None
    assert first < second < third


def test_bounds_choose_among_readings_and_date_a_bare_cycle_year() -> None:
    assert [c.edtf[:4] for c in parse("甲子", bounds=(1850, 1930))] == ["1864", "1924"]
    assert [c.edtf[:4] for c in parse("至元二年", bounds=(1300, 1400))] == ["1336"]
    with pytest.raises(InvalidDate, match="no reading lies in the years"):
        parse("光緒二十三年", bounds=(1300, 1400))


def test_every_script_and_variant_finds_the_era() -> None:
    forms = ["萬曆四年", "万历四年", "萬歷四年", "萬暦四年", "明萬曆 四 年", "（萬曆）四年", "萬曆肆年", "萬曆4年"]
    assert {parse(form)[0].jdn_from for form in forms} == {parse("萬曆四年")[0].jdn_from}


def test_a_western_year_in_brackets_chooses_the_era() -> None:
    assert [c.court for c in parse("天順元年（1457）")] == ["明"]


def test_json_has_the_fields_of_the_command_line() -> None:
    found = parse("光緒二十三年十二月初八日")[0].as_dict()
    assert found == {
        "edtf": "1897-12-31", "jdn_from": 2414290, "jdn_to": 2414290, "court": "清", "era": "光緒", "year": 23,
        "month": 12, "leap": False, "day": 8, "kind": "day", "certainty": "certain", "warnings": [],
    }  # fmt: skip


def test_republican_dates_with_lunar_words_are_lunar_and_say_so() -> None:
    assert [c.edtf for c in parse("民國十七年五月初三")] == ["1928-06-20", "1928-05-03"]
    assert {c.certainty for c in parse("民國十七年五月初三")} == {"uncertain"}
    assert [c.edtf for c in parse("民國十七年端午")] == ["1928-06-22"]
    assert [c.edtf for c in parse("民國十七年五月三日")] == ["1928-05-03"]
