"""Matches the era ids of CBDB to our eras and writes ``ontology/crosswalks/era-cbdb.csv`` (for maintainers).

``python -m kg.schemes.build_era_crosswalk NIAN_HAO.csv`` reads table NIAN_HAO of a CBDB export (id, dynasty code, name,
first and last year); only its ids are written. An era matches by folded name (variant names included) and dynasty, the
latter through the crosswalk of dynasties; where a court used a name twice, the nearest first year decides. First years
a year or two apart are the same era counted from the accession or from the new year; further apart they are a close
match, and the note gives CBDB's years.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import ontology
from kg.calendar.eras import era_names
from kg.chinese.fold import fold
from kg.schemes.calendar import EraUse, dynasties, era_uses
from kg.schemes.crosswalk import Row, to_csv

TARGET = Path(ontology.__file__).parent / "crosswalks" / "era-cbdb.csv"
_SOURCE = "CBDB NIAN_HAO"
_SAME_ERA = 2  # years between two counts of the same era


def crosswalk_text(nian_hao: Path) -> str:
    """The crosswalk as CSV. Raises OSError and KeyError for a file that is not the table NIAN_HAO."""
    with nian_hao.open(encoding="utf-8-sig", newline="") as file:
        return to_csv(_row(record) for record in csv.DictReader(file))


def _row(record: dict[str, str]) -> Row:
    number, name = record["c_nianhao_id"], record["c_nianhao_chn"]
    if number == "0":
        return "", "none", number, _SOURCE, "unknown era"
    first = int(record["c_firstyear"]) if record["c_firstyear"] else None
    found = list(_candidates(name, record["c_dy"]))
    if not found:
        return "", "none", number, _SOURCE, "no era of this name at a court of that dynasty in our table"
    best = min(found, key=lambda use: abs(use.first - first) if first is not None else 0)
    if first is None or abs(best.first - first) > _SAME_ERA:
        years = f"{record['c_firstyear']}/{record['c_lastyear']}"
        return f"era:{best.id}", "closeMatch", number, _SOURCE, f"CBDB dates it {years}"
    return f"era:{best.id}", "exactMatch", number, _SOURCE, ""


def _candidates(name: str, dynasty: str) -> Iterator[EraUse]:
    uses = era_names().get(fold(name), ())
    for use in _uses():
        if use.era in uses and use.dynasty in _dynasties()[dynasty]:
            yield use


@cache
def _uses() -> list[EraUse]:
    return era_uses()


@cache
def _dynasties() -> dict[str, set[str]]:
    """CBDB dynasty code -> our dynasties, with all that are below them."""
    found: dict[str, set[str]] = defaultdict(set)
    above = {each.id: each.broader for each in dynasties()}
    codes = {each.id: [code.lstrip("~") for code in each.cbdb.split(",") if code] for each in dynasties()}
    for each in above:
        over = each
        while over:
            for code in codes[over]:
                found[code].add(each)
            over = above[over]
    return found


if __name__ == "__main__":
    TARGET.write_text(crosswalk_text(Path(sys.argv[1])), encoding="utf-8")
