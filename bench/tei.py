"""TEI: the 2,971 biographies of DILA loaded, their mentions and dates against those that were extracted by others.

Needs ../shared/data. `python -m bench.tei [--keep DIR]` prints a table; with --keep the workspace stays.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.load import measured
from ingest.description import load_description
from ingest.importer import open_records
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import curie, integer_value, literal_value

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "dila_biographies_tei"
#: element -> type of entity
KINDS = {"persName": "person", "placeName": "place"}
REFERS, EXACT, START, END = (curie(name) for name in ("zs:refersTo", "oa:exact", "oa:start", "oa:end"))
TEXT, FROM, TO = curie("zs:text"), curie("zs:julianDayFrom"), curie("zs:julianDayTo")


def gold(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table that stands beside the biographies."""
    with gzip.open(FOLDER / name, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def found(record: Record) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]], int]:
    """Mentions (type, id, words), times (words, first and last Julian day), and offsets that miss their words."""
    about: dict[str, dict[str, str]] = {}
    text = ""
    for subject, predicate, value in record.claims:
        about.setdefault(subject, {})[predicate] = value
        text = literal_value(value) if predicate == TEXT else text
    mentions: Counter[tuple[str, str, str]] = Counter()
    times: Counter[tuple[str, str, str]] = Counter()
    wrong = 0
    for node in about.values():
        if EXACT not in node:
            continue
        words = literal_value(node[EXACT])
        wrong += text[integer_value(node[START]) : integer_value(node[END])] != words
        if target := node.get(REFERS, ""):
            kind, _, local = target[1:-1].removeprefix(Minter().base).partition("/dila-")
            if kind == "time":
                days = (str(integer_value(about[target].get(each, '""'))) for each in (FROM, TO))
                times[words, *days] += 1  # type: ignore[index]  # three strings
            else:
                mentions[kind, local, words] += 1
    return mentions, times, wrong


def compare() -> None:
    """Print how many of the mentions and dates of the tables were read, and how many offsets are wrong."""
    files: dict[str, Record] = {}
    problems = 0
    for item in open_records(load_description("dila-biographies"), [FOLDER / "biographies_tei_xml.zip"], Minter()):
        if isinstance(item, Problem):
            problems += 1
        else:
            files[item.locator.partition(", line")[0]] = item
    read = {name: found(record) for name, record in files.items()}
    wanted: dict[str, Counter[tuple[str, str, str]]] = {}
    for row in gold("gold_mentions_derived_dev.csv.gz"):
        mention = (KINDS[row["tag"]], row["key"], row["surface"])
        wanted.setdefault(row["file"], Counter())[mention] += 1
    days: dict[str, Counter[tuple[str, str, str]]] = {}
    for row in gold("gold_dates_derived_dev.csv.gz"):
        days.setdefault(row["file"], Counter())[row["phrase"], row["jdn_from"], row["jdn_to"]] += 1
    for kind in KINDS.values():
        rows = {name: Counter({m: n for m, n in each.items() if m[0] == kind}) for name, each in wanted.items()}
        _line(f"{kind} mentions with words and id", rows, {name: each[0] for name, each in read.items()})
    _line("dates with words and both Julian days", days, {name: each[1] for name, each in read.items()})
    total, wrong = sum(each[0].total() for each in read.values()), sum(each[2] for each in read.values())
    print(f"| mentions read in all {len(files):,} files, with an id | {total:,} |")
    print(f"| offsets that do not give the words of the mention | {wrong:,} |")
    print(f"| problems reported | {problems:,} |")


def _line(
    what: str, wanted: dict[str, Counter[tuple[str, str, str]]], read: dict[str, Counter[tuple[str, str, str]]]
) -> None:
    same = sum((rows & read.get(name, Counter())).total() for name, rows in wanted.items())
    total = sum(rows.total() for rows in wanted.values())
    short = sum(
        _cut_short(rows - read.get(name, Counter()), read.get(name, Counter())) for name, rows in wanted.items()
    )
    print(f"| {what}: of {total:,} in the table | {same:,} ({same / total:.2%}) |")
    if short:
        print(
            f"| … of the other {total - same:,}, those that the table cuts short, at a name in the name | {short:,} |"
        )


def _cut_short(missed: Counter[tuple[str, str, str]], read: Counter[tuple[str, str, str]]) -> int:
    """How many missed mentions are the beginning of one that was read with the same id."""
    return sum(
        number
        for (kind, key, words), number in missed.items()
        if any(other[:2] == (kind, key) and other[2] != words and other[2].startswith(words) for other in read)
    )


def main() -> None:
    """Load, then compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        workspace = arguments.keep or Path(scratch) / "workspace"
        shutil.rmtree(workspace, ignore_errors=True)
        command = [sys.executable, "-m", "webapp", "-w", str(workspace), "load", "--quiet", "dila-biographies"]
        seconds, memory = measured([*command, "--from", str(FOLDER)])
    print("| what | measured |\n|---|---:|")
    print(f"| load of 2,971 TEI biographies (target ≤ 180 s), {memory:.2f} GiB | **{seconds:.0f} s** |")
    compare()


if __name__ == "__main__":
    main()
