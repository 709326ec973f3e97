"""Dates of sources as claims."""

from __future__ import annotations

import pytest

from ingest.dating import direct_claims, interval, read_dating, time_claims
from kg.terms import curie, integer, literal

SUBJECT = "<http://example.org/letter>"


def said(claims: object) -> dict[str, str]:
    return {predicate: value for _, predicate, value in claims}  # type: ignore[attr-defined]


def test_court_era_and_lunar_parts_are_claims() -> None:
    dating = read_dating("光绪二十三年十二月初八日")
    claims = said(time_claims(SUBJECT, dating))
    assert claims[curie("zs:eraName")] == literal("光緒")
    assert claims[curie("zs:eraYear")] == integer(23)
    assert (claims[curie("zs:lunarMonth")], claims[curie("zs:lunarDay")]) == (integer(12), integer(8))
    assert claims[curie("zs:julianDayFrom")] == claims[curie("zs:julianDayTo")]
    assert claims[curie("zs:year")] == integer(1897)
    assert dating.is_chinese


def test_the_machine_form_is_believed_before_the_words() -> None:
    assert said(direct_claims(SUBJECT, read_dating("光緒初年", "1875/1878")))[curie("zs:beginYear")] == integer(1875)


def test_a_machine_form_that_is_none_is_named_and_the_words_are_read() -> None:
    dating = read_dating("1897-12-31", "12/31/1897")
    assert "12/31/1897" in dating.reason
    assert dating.years == (1897, 1897)


@pytest.mark.parametrize("words", ["無年月", "光緒四十年正月初一日"], ids=["no date", "a year that never was"])
def test_words_that_cannot_be_read_stay_words(words: str) -> None:
    dating = read_dating(words)
    assert said(direct_claims(SUBJECT, dating, "zh-Hant")) == {curie("zs:dateText"): literal(words, "zh-Hant")}
    assert dating.reason


def test_words_with_two_readings_are_not_guessed_but_chosen_by_bounds() -> None:
    assert read_dating("至元二年").expression is None
    assert "2 readings" in read_dating("至元二年").reason
    assert read_dating("至元二年", bounds=(1330, 1368)).years == (1336, 1337)


def test_an_open_interval_gives_one_year_only() -> None:
    claims = said(direct_claims(SUBJECT, read_dating("", interval("18720215", ""))))
    assert claims[curie("zs:beginYear")] == integer(1872)
    assert curie("zs:endYear") not in claims
