"""CBDB: a release of the published size, made up, read into records.

`python -m bench.cbdb [--persons N]` writes a SQLite database with the tables of the release (names, kin, postings,
entries, addresses, sources, without keys and indexes, as it is published) into a temporary folder and reads it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sqlite3
import tempfile
import time
from pathlib import Path

from ingest.description import load_description
from ingest.importer import open_records
from kg.iris import Minter
from kg.record import Problem

#: Columns of the made-up tables, as in the release.
TABLES = {
    "BIOG_MAIN": "c_personid INTEGER, c_name_chn, c_name, c_female, c_dy, c_birthyear, c_deathyear, c_index_year",
    "ALTNAME_DATA": "c_personid INTEGER, c_alt_name_chn, c_alt_name_type_code, c_source, c_pages",
    "KIN_DATA": "c_personid INTEGER, c_kin_id, c_kin_code, c_source, c_pages",
    "ASSOC_DATA": "c_personid INTEGER, c_assoc_id, c_assoc_code, c_source, c_pages",
    "POSTED_TO_OFFICE_DATA": "c_personid INTEGER, c_posting_id, c_office_id, c_firstyear, c_lastyear, c_source",
    "POSTED_TO_ADDR_DATA": "c_personid INTEGER, c_posting_id, c_office_id, c_addr_id",
    "ENTRY_DATA": "c_personid INTEGER, c_entry_code, c_year, c_source, c_pages",
    "BIOG_ADDR_DATA": "c_personid INTEGER, c_addr_id, c_addr_type",
    "BIOG_SOURCE_DATA": "c_personid INTEGER, c_textid, c_pages",
    "STATUS_DATA": "c_personid INTEGER, c_status_code",
    "TEXT_CODES": "c_textid, c_title_chn",
    "DYNASTIES": "c_dy, c_dynasty_chn",
    "OFFICE_CODES": "c_office_id, c_office_chn",
    "ENTRY_CODES": "c_entry_code, c_entry_desc_chn",
    "ADDR_CODES": "c_addr_id, c_name_chn",
    "STATUS_CODES": "c_status_code, c_status_desc_chn",
    "KINSHIP_CODES": "c_kincode, c_kinrel_chn, c_kinrel",
}
_SURNAMES, _GIVEN = "李王張劉陳楊趙黃周吳盛曾", "文武仁義禮智信忠孝廉節宣懷國藩鴻章之"


def build(path: Path, persons: int) -> None:
    """Write the database, with about as many rows for each person as the release has."""
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
    for n in range(1, persons + 1):
        name = _SURNAMES[n % 12] + _GIVEN[n % 18] + _GIVEN[n // 18 % 18]
        year = 960 + n % 900
        rows["BIOG_MAIN"].append((n, name, "Li Wen", n % 10 == 0, 20, year, year + 60, year + 60))
        rows["BIOG_SOURCE_DATA"] += [(n, 1 + n % 40_000, f"頁{n % 300}"), (n, 1 + n * 7 % 40_000, "")]
        rows["BIOG_ADDR_DATA"].append((n, 1 + n % 30_000, 1))
        other = 1 + n * 31 % persons
        if n % 3 == 0:
            rows["ALTNAME_DATA"].append((n, _GIVEN[n % 17 : n % 17 + 2], 4, 1 + n % 40_000, "頁1"))
        if other != n:
            rows["KIN_DATA"].append((n, other, 75 if n % 2 else 180, 1 + n % 40_000, ""))
        if n % 4 == 0 and other != n:
            rows["ASSOC_DATA"].append((n, other, 9, 1 + n % 40_000, ""))
        rows["POSTED_TO_OFFICE_DATA"].append((n, n, 1 + n % 35_000, year + 30, year + 33, 1 + n % 40_000))
        rows["POSTED_TO_ADDR_DATA"].append((n, n, 1 + n % 35_000, 1 + n % 30_000))
        if n % 3 == 1:
            rows["ENTRY_DATA"].append((n, 36, year + 25, 1 + n % 40_000, ""))
    for table, count, word in (
        ("TEXT_CODES", 40_000, "書"),
        ("OFFICE_CODES", 35_000, "官"),
        ("ADDR_CODES", 30_000, "縣"),
    ):
        rows[table] = [(code, f"{word}{code}") for code in range(1, count + 1)]
    rows["DYNASTIES"] = [(20, "清")]
    rows["ENTRY_CODES"] = [(36, "進士")]
    rows["KINSHIP_CODES"] = [(75, "父", "F"), (180, "子", "S")]
    with sqlite3.connect(path) as connection:
        for table, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {table} ({columns})")
            marks = ", ".join("?" for _ in columns.split(","))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", reversed(rows[table]))  # noqa: S608
    connection.close()


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=650_000)
    persons = parser.parse_args().persons
    description = load_description("cbdb-sqlite")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cbdb.sqlite3"
        maker = multiprocessing.Process(target=build, args=(path, persons))  # so that its memory is not counted
        maker.start()
        maker.join()
        begin = time.perf_counter()
        records = claims = problems = 0
        for item in open_records(description, [path], Minter()):
            if isinstance(item, Problem):
                problems += 1
            else:
                records += 1
                claims += len(item.claims)
        seconds = time.perf_counter() - begin
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print("| persons | database | records/s | claims | claims/s | problems | memory at most |")
        print("|---|---|---|---|---|---|---|")
        print(
            f"| {records:,} | {path.stat().st_size >> 20} MB | {records / seconds:,.0f} | {claims:,} | "
            f"{claims / seconds:,.0f} | {problems} | {memory} MB |"
        )


if __name__ == "__main__":
    main()
