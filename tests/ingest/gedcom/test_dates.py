"""Dates of every calendar and form, as EDTF and years."""

from __future__ import annotations

import pytest

from ingest.gedcom.calendars import days_of
from ingest.gedcom.dates import read_date
from ingest.gedcom.writer import write_date
from kg.calendar import is_edtf
from kg.calendar.julian import gregorian_to_jdn
from kg.errors import InvalidDate


@pytest.mark.parametrize(
    ("value", "edtf", "years"),
    [
        ("25 DEC 1900", "1900-12-25", (1900, 1900)),
        ("dec 1900", "1900-12", (1900, 1900)),
        ("ABT 1900", "1900~", (1900, 1900)),
        ("BEF 1900", "[..1899]", (None, 1900)),
        ("BEF 1 MAR 1900", "[..1900-02-28]", (None, 1900)),
        ("AFT DEC 1900", "[1901-01..]", (1900, None)),
        ("BET 1900 AND MAR 1901", "[1900..1901-03]", (1900, 1901)),
        ("FROM 1900 TO 1901", "1900/1901", (1900, 1901)),
        ("FROM 1900", "1900/..", (1900, None)),
        ("TO 1900", "../1900", (None, 1900)),
        ("551 BC", "-0550", (-551, -551)),
        ("551 BCE", "-0550", (-551, -551)),
        ("11 FEB 1731/32", "1732-02-11", (1732, 1732)),
        ("1699/00", "1700", (1700, 1700)),
        ("@#DJULIAN@ 14 OCT 1066", "1066-10-20", (1066, 1066)),
        ("JULIAN 1700", "1700-01-11/1701-01-11", (1700, 1700)),
        ("@#DFRENCH R@ 18 BRUM 8", "1799-11-09", (1799, 1799)),
        ("HEBREW 1 TSH 5784", "2023-09-16", (2023, 2023)),
        ("HEBREW 5784", "2023-09-16/2024-10-02", (2023, 2024)),
        ("INT 1844 (光緒初)", "1844~", (1844, 1844)),
        ("(光緒二十一年三月初五日)", "1895-03-30", (1895, 1895)),
        ("光緒元年", "1875-02-06/1876-01-25", (1875, 1876)),
        ("(about the time of the war)", "", (None, None)),
    ],
)
def test_a_date_is_read(value: str, edtf: str, years: tuple[int | None, int | None]) -> None:
    date = read_date(value)
    assert (date.edtf, (date.first, date.last)) == (edtf, years)
    assert not edtf or is_edtf(edtf)


@pytest.mark.parametrize("value", ["31 FEB 1900", "0", "5 1900", "1900/05", "@#DROMAN@ 1900", "FROM 1900 TO 1800"])
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(InvalidDate):
        read_date(value)


@pytest.mark.parametrize(
    ("hebrew", "gregorian"),
    [((5708, 9, 5), (1948, 5, 14)), ((5785, 1, 1), (2024, 10, 3)), ((5733, 8, 15), (1973, 4, 17))],
    ids=["independence", "new year", "Passover"],
)
def test_hebrew_days_are_known_days(hebrew: tuple[int, int, int], gregorian: tuple[int, int, int]) -> None:
    assert days_of("HEBREW", *hebrew)[0] == gregorian_to_jdn(*gregorian)


@pytest.mark.parametrize(
    "text", ["ABT 1900", "1731/32", "JULIAN 1 JAN 1700", "44 BCE", "BET 1900 AND 1901", "1900 (so)"]
)
def test_a_date_in_either_version_means_the_same(text: str) -> None:
    for seven in (True, False):
        assert read_date(*write_date(text, seven=seven)).edtf == read_date(text).edtf
