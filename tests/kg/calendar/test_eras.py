"""The era table: consistent in itself, and compared with the month and era tables of the DILA time authority."""

from __future__ import annotations

import ast
import gzip
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.calendar import parse
from kg.calendar.eras import courts, era_names, eras
from kg.calendar.julian import gregorian_to_jdn
from kg.calendar.numerals import in_words
from kg.chinese.fold import fold
from kg.errors import InvalidDate

DILA = Path(__file__).resolve().parents[4] / "shared" / "data" / "dila_time_authority" / "authority_time_chinese.sql.gz"
needs_dila = pytest.mark.skipif(not DILA.exists(), reason="needs ../shared")


def test_every_era_has_a_court_a_source_and_days_in_order() -> None:
    for era in eras():
        assert era.court in courts()
        assert era.source
        assert era.first_jdn <= era.last_jdn, era
        assert era.kind in ("lunar", "solar", "count", "tianli", "unused")
        if era.kind != "unused":
            assert 1 <= era.years[0] <= era.years[1], era


@pytest.mark.parametrize(
    ("name", "court", "first", "last"),
    [
        ("至治", "元", (1321, 2, 6), (1324, 2, 3)),
        ("乾隆", "清", (1736, 2, 12), (1796, 2, 8)),
        ("永曆", "明鄭", (1662, 2, 19), (1684, 2, 14)),
        ("永昌", "大順（李自成）", (1644, 2, 8), (1645, 6, 23)),
        ("昭武", "吳周", (1678, 3, 23), (1679, 2, 10)),
        ("洪憲", "中華帝國", (1916, 1, 1), (1916, 3, 22)),
        ("康德", "滿洲國", (1934, 3, 1), (1945, 8, 18)),
        ("武德", "唐", (618, 6, 21), (627, 1, 25)),
    ],
)
def test_eras_begin_and_end_on_their_days(
    name: str, court: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    era = next(era for era in era_names()[fold(name)] if era.court == court)
    assert (era.first_jdn, era.last_jdn) == (gregorian_to_jdn(*first), gregorian_to_jdn(*last))


@pytest.mark.parametrize(
    "name",
    [
        "大順",
        "洪化",
        "紹武",
        "祺祥",
        "太平天國",
        "共戴",
        "大同",
        "黃帝紀元",
        "孔子紀元",
        "民國",
        "龍鳳",
        "宣光",
        "天啟",
    ],
)
def test_eras_that_other_tables_lack_are_known(name: str) -> None:
    assert fold(name) in era_names()


def test_taboo_and_variant_forms_find_the_era() -> None:
    for form, name in [
        ("宏治", "弘治"),
        ("崇正", "崇禎"),
        ("湻熙", "淳熙"),
        ("元祐", "元祐"),
        ("天鑑", "天監"),
        ("熙甯", "熙寧"),
    ]:
        assert era_names()[fold(form)] == era_names()[fold(name)]


_MONTH = re.compile(r"\(\d+,(-?\d+),(-?\d+),'[^']*',(\d),(\d+),(\d+),\d+,'[^']*',(\d+),'S',\d+\)")


def _dila_months() -> Iterator[tuple[str, str, int, int, int, int]]:
    """Yield dynasty, era, year, month, leap flag and JDN of the first day, of months in actual use."""
    tables: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    months: list[tuple[int, ...]] = []
    with gzip.open(DILA, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("INSERT INTO `t_month`"):
                months += [tuple(map(int, found)) for found in _MONTH.findall(line)]
            elif found := re.match(r"INSERT INTO `(t_(?:emperor|dynasty_names|era_names|era))` VALUES (.*);$", line):
                tables[found[1]].extend(ast.literal_eval("[" + found[2].replace("NULL", "None") + "]"))
    emperors = dict(tables["t_emperor"])
    dynasties = {row[0]: str(row[1]) for row in reversed(tables["t_dynasty_names"]) if row[3] == 1}
    names = {row[0]: str(row[1]) for row in reversed(tables["t_era_names"])}
    used = {era: dynasties[emperors[emperor]] for era, emperor in tables["t_era"] if emperors.get(emperor) in dynasties}
    for year, month, leap, era, first, start in months:
        if era in used and month > 0 and not names.get(era, "（").startswith("（"):
            yield used[era], names[era], year, month, leap, first - start + 1


@needs_dila
def test_months_of_618_to_1911_agree_with_the_dila_time_authority() -> None:
    """A sample of its months; differences are its known errors and disputed days, under one percent."""
    low, high = gregorian_to_jdn(618, 7, 1), gregorian_to_jdn(1911, 12, 31)
    known = {
        (gregorian_to_jdn(690, 1, 1), gregorian_to_jdn(701, 2, 1)),
        (gregorian_to_jdn(761, 12, 1), gregorian_to_jdn(763, 1, 1)),
    }
    months = [m for m in _dila_months() if low < m[5] < high and not any(a <= m[5] <= b for a, b in known)]
    sample = random.Random(618).sample(months, 4000)
    different = []
    for dynasty, era, year, month, leap, first in sample:
        words = "正" if month == 1 else in_words(month)
        text = f"{dynasty}{era}{'元' if year == 1 else in_words(year)}年{'閏' if leap else ''}{words}月"
        try:
            found = parse(text)
        except InvalidDate as reason:
            different.append((text, str(reason)))
            continue
        if first not in [candidate.jdn_from for candidate in found]:
            different.append((text, str(first)))
    disputed = [text for text, _ in different if "西夏" not in text and "西遼" not in text]
    assert len(months) > 20_000
    assert len(disputed) / len(sample) <= 0.01, disputed


@pytest.mark.parametrize(
    ("words", "edtf"),
    [("文帝前元十六年", "-0164-10-27/-0163-11-14"), ("景帝前元七年", "-0150-11-22/-0149-11-10")],
)
def test_the_last_years_of_the_first_eras_of_han_meet_the_eras_after_them(words: str, edtf: str) -> None:
    """漢書: 後元 of 文帝 begins with 163 BC, 中元 of 景帝 with 149 BC, each with the tenth month before."""
    assert [date.edtf for date in parse(words)] == [edtf]


def test_no_era_of_one_court_stands_twice() -> None:
    uses = [(era.court, era.name, era.first_jdn) for era in eras()]
    assert len(uses) == len(set(uses))
