"""Real date phrases against the intervals of their editors, and the dated letters of 曾國藩.

`python tests/kg/calendar/test_gold_dates.py` lists every difference from the editors with its reason.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.calendar import TimeExpression, parse
from kg.errors import InvalidDate

SHARED = Path(__file__).resolve().parents[4] / "shared"
GOLD = SHARED / "data" / "dila_biographies_tei" / "gold_dates_derived_dev.csv.gz"
LETTERS = SHARED / "data" / "letters_zeng_guofan" / "index_derived.csv"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")

EQUAL = "equal"
VAGUE = "vague: the editors set the bounds of 初, 末, 中 and bare eras by the ruler's death, by quarters or by years"
BOUNDARY = "year in which the era began or ended: the editors count the whole year or from another day"
CONTRADICTION = "the phrase contradicts itself (number and 干支, or a year the era never had)"
CONTEXT = "the phrase needs its context or is prose"
TABLES = "a day or a leap month differs between the month tables (see the corrections)"
EDITORS = "the editors' interval lies in another year than the one the phrase names"
PART = "the editors narrow or widen the phrase by context"
AGREES = (EQUAL, VAGUE)


class Outcome(NamedTuple):
    """A phrase, the editors' interval, our candidates and the reason category."""

    phrase: str
    interval: tuple[int, int]
    candidates: tuple[TimeExpression, ...]
    reason: str
    refusal: str


def gold_rows() -> list[dict[str, str]]:
    with gzip.open(GOLD, "rt", encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["contains_era_name"] == "1"]


def _overlaps(candidate: TimeExpression, first: int, last: int) -> bool:
    assert candidate.jdn_from is not None
    assert candidate.jdn_to is not None
    return candidate.jdn_from <= last and first <= candidate.jdn_to


def outcome(row: dict[str, str]) -> Outcome:
    """Parse a phrase without looking at the answer, then name the reason of a difference."""
    first, last = int(row["jdn_from"]), int(row["jdn_to"])
    try:
        candidates = parse(row["phrase"])
    except InvalidDate as refusal:
        text = str(refusal)
        own_fault = re.search(
            r" is [甲乙丙丁戊己庚辛壬癸].*, not | years$|no year of |no court of that name|does not exist| has \d+",
            text,
        )
        return Outcome(row["phrase"], (first, last), (), CONTRADICTION if own_fault else CONTEXT, text)
    return Outcome(row["phrase"], (first, last), candidates, _reason(candidates, first, last), "")


def _reason(candidates: tuple[TimeExpression, ...], first: int, last: int) -> str:
    if any((c.jdn_from, c.jdn_to) == (first, last) for c in candidates):
        return EQUAL
    near = [c for c in candidates if _overlaps(c, first, last)]
    if not near:
        gaps = [abs((c.jdn_from or 0) - first) for c in candidates]
        return TABLES if min(gaps) <= 30 else EDITORS
    best = min(near, key=lambda c: abs((c.jdn_from or 0) - first) + abs((c.jdn_to or 0) - last))
    if best.kind in ("era", "period", "interval"):
        return VAGUE
    if abs((best.jdn_from or 0) - first) <= 1 and abs((best.jdn_to or 0) - last) <= 1:
        return TABLES
    if best.kind == "year" and (best.year == 1 or best.warnings or last - first > 360 or (best.jdn_to or 0) >= last):
        return BOUNDARY
    return PART


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [outcome(row) for row in gold_rows()]


@needs_shared
def test_definite_phrases_give_the_interval_of_the_editors(outcomes: list[Outcome]) -> None:
    counts = Counter(o.reason for o in outcomes)
    definite = [o for o in outcomes if o.reason not in (VAGUE, CONTRADICTION, CONTEXT, EDITORS)]
    equal = sum(o.reason == EQUAL for o in definite)
    assert len(outcomes) == 2896
    assert equal / len(definite) >= 0.93, counts


@needs_shared
def test_nearly_all_phrases_with_an_era_agree_with_the_editors_on_the_time(outcomes: list[Outcome]) -> None:
    """Agreement: some candidate overlaps the interval; or the phrase contradicts itself and is refused."""
    agree = [o for o in outcomes if any(_overlaps(c, *o.interval) for c in o.candidates) or o.reason == CONTRADICTION]
    assert len(agree) / len(outcomes) >= 0.97


@needs_shared
def test_every_difference_from_the_editors_has_a_reason(outcomes: list[Outcome]) -> None:
    counts = Counter(o.reason for o in outcomes)
    assert set(counts) <= {EQUAL, VAGUE, BOUNDARY, CONTRADICTION, CONTEXT, TABLES, EDITORS, PART}
    assert counts[PART] <= 40
    assert counts[TABLES] <= 30


@needs_shared
def test_letters_of_zeng_guofan_are_dated_to_the_day() -> None:
    with LETTERS.open(encoding="utf-8") as lines:
        dates = [row["date_string"] for row in csv.DictReader(lines) if row["date_string"]]
    read, refused = [], []
    for text in dates:
        try:
            candidates = parse(text)
        except InvalidDate as reason:
            refused.append((text, str(reason)))
        else:
            assert len(candidates) == 1
            assert candidates[0].kind == "day"
            read.append(candidates[0])
    assert len(dates) == 193
    assert len(read) >= 180
    reasons = dict(refused)
    assert "29 days" in reasons["咸丰八年三月三十日"]
    assert "閏三月" in reasons["咸丰十年闰二月廿九日"]
    assert "without a month" in reasons["道光二十四年二十日"]


if __name__ == "__main__":
    found = [outcome(row) for row in gold_rows()]
    for reason, count in Counter(o.reason for o in found).most_common():
        print(f"{count:5} {reason}")
    for o in sorted(found, key=lambda o: o.reason):
        if o.reason != EQUAL:
            print(
                o.reason[:12],
                o.phrase,
                *o.interval,
                [(c.jdn_from, c.jdn_to, c.edtf) for c in o.candidates],
                o.refusal,
                sep="\t",
            )
