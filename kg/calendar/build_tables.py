"""Rebuilds ``tables/months.tsv.gz``, ``tables/eras.tsv`` and ``tables/rulers.tsv``; for maintainers.

    python -m kg.calendar.build_tables SANMIAO_DIR MONTH_TABLE

SANMIAO_DIR holds the CSV tables of sanmiao 0.2.12 (MIT); MONTH_TABLE is the month table of 618-2100, made from sanmiao
with the corrections listed beside it. The Southern Ming months are computed (`kg.calendar.datong`).
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from kg.calendar.build_eras import write_eras
from kg.calendar.datong import datong_months
from kg.calendar.tsv import rows

TABLES = Path(__file__).parent / "tables"
# name of the table in months.tsv.gz: (sanmiao stream, first year, last year)
_STREAMS = {
    "main": ((1, -245, 580), (3, 581, 617)),
    "south": ((1, 581, 589),),
    "shu": ((3, 221, 263),),
    "wu": ((2, 222, 280),),
    "north": ((2, 386, 576),),
    "west": ((3, 535, 580),),
    "liao": ((1, 907, 1233),),
}


class _Row(NamedTuple):
    first_jdn: int
    month: int
    leap: bool
    days: int


Years = dict[int, list[_Row]]


def _sanmiao_years(directory: Path) -> dict[int, Years]:
    """Return the months of each stream by lunar year, in order of days."""
    streams: dict[int, Years] = defaultdict(lambda: defaultdict(list))
    with gzip.open(directory / "lunar_table_dump.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            first, last = (int(float(row[name]) + 0.5) for name in ("nmd_jdn", "hui_jdn"))
            month = _Row(first, int(row["month"]), row["intercalary"] == "1", last - first + 1)
            streams[int(row["cal_stream"])][int(row["ind_year"])].append(month)
    return streams


def _reference_years(path: Path) -> Years:
    years: Years = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            month = _Row(int(row["first_jdn"]), int(row["month"]), row["leap"] == "1", int(row["days"]))
            years[int(row["year"])].append(month)
    return years


def month_tables(directory: Path, reference: Path) -> dict[str, Years]:
    """Return all month tables, corrected, by name."""
    streams = _sanmiao_years(directory)
    tables = {
        name: {year: streams[stream][year] for stream, low, high in parts for year in range(low, high + 1)}
        for name, parts in _STREAMS.items()
    }
    tables["main"].update(_reference_years(reference))
    computed: Years = defaultdict(list)
    for month in datong_months(1644, 1684):
        computed[month.year].append(_Row(month.first_jdn, month.month, month.leap, month.days))
    tables["nanming"] = computed
    _mend(tables)
    for name, year, leap, _source in rows("month_corrections.tsv"):
        tables[name][int(year)] = _with_leap(tables[name][int(year)], int(leap))
    return tables


def _with_leap(months: list[_Row], leap: int) -> list[_Row]:
    """Number the months of a year anew, with the leap month after month ``leap``; days stay."""
    labels = [*((n, False) for n in range(1, leap + 1)), (leap, True), *((n, False) for n in range(leap + 1, 13))]
    ordered = sorted(months)
    return [row._replace(month=n, leap=is_leap) for row, (n, is_leap) in zip(ordered, labels, strict=True)]


def _mend(tables: dict[str, Years]) -> None:
    """Take years that the parallel tables of sanmiao cut at a change of era (months doubled or shortened) from main."""
    for year in (1022, 1033):  # the last month of the year before is counted to these years
        months = sorted(tables["liao"][year])
        tables["liao"][year - 1].append(months[0])
        tables["liao"][year] = months[1:]
    for name, years in tables.items():
        whole = {year for year, months in years.items() if name == "main" or sum(not m.leap for m in months) >= 12}
        for year in set(years) - whole:  # a court that began or ended within the year
            del years[year]
        for year, months in years.items():
            if name not in ("main", "nanming") and _problems(name, {year: months}):
                print(f"{name} {year}: taken from main")
                years[year] = tables["main"][year]


def _problems(name: str, years: Years) -> list[str]:
    """Return where the months of a table do not follow each other, or have an impossible length."""
    problems, after = [], None
    for year in sorted(years):
        for row in sorted(years[year]):
            if after is not None and row.first_jdn != after:
                problems.append(
                    f"{name} {year}.{row.month}: begins {row.first_jdn - after:+} days after the month before"
                )
            if row.days not in (29, 30):
                problems.append(f"{name} {year}.{row.month}: {row.days} days")
            after = row.first_jdn + row.days
    return problems


def packed_months(tables: dict[str, Years]) -> str:
    """Return the text of ``months.tsv.gz``."""
    out = io.StringIO()
    out.write("# table, lunar year (astronomical), JDN of its first day, months in order: number[+ leap]:days\n")
    for name, years in tables.items():
        for year in sorted(years):
            months = sorted(years[year])
            packed_months = " ".join(f"{row.month}{'+' if row.leap else ''}:{row.days}" for row in months)
            out.write(f"{name}\t{year}\t{months[0].first_jdn}\t{packed_months}\n")
    return out.getvalue()


def main(arguments: list[str]) -> None:
    """Write the tables; print every break in the sequence of months that was found."""
    directory, reference = map(Path, arguments)
    tables = month_tables(directory, reference)
    for name, years in tables.items():
        for problem in _problems(name, years):
            print(problem)
    with gzip.GzipFile(TABLES / "months.tsv.gz", "wb", compresslevel=9, mtime=0) as packed:
        packed.write(packed_months(tables).encode())
    write_eras(directory)


if __name__ == "__main__":
    main(sys.argv[1:])
