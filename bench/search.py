"""Measures the embedded search index at the size of a national authority file, beside a brute-force scan.

Run ``python -m bench.search [--documents N] [--data DIR]``. The data are the person files of BiogRef (CBDB and DNB).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kg.chinese.keys import search_keys
from kg.search import Document, Query, Results, clone, open_index
from kg.search.analysis import EDGE, folded
from kg.search.index import MAX_OFFSET

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "biogref_person_authorities"
FACETS = ("type", "dynasty", "place")
SEED = 20240501
CHUNK = 5_000


class Sample(NamedTuple):
    """What was indexed and is asked for: all labels, and the pinyin of some."""

    names: list[str]
    keys: list[str]


def persons(data: Path) -> Iterator[Document]:
    """A document for each person of the BiogRef files of CBDB and DNB."""
    for dataset in ("cbdb", "dnb"):
        with gzip.open(data / f"biogref-{dataset}-data.csv.gz") as packed:
            rows = csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8-sig", newline=""))
            for row in rows:
                yield person(dataset, row)


def person(dataset: str, row: dict[str, str]) -> Document:
    """The document of one row of a BiogRef file."""
    name, dynasty, place = row["person_name"], row["dynasty"], row["jiguan"]
    years = (row["born_year"], row["died_year"])
    born, died = (int(year) or None if year.isdecimal() else None for year in years)  # 0 and words: not known
    return Document(
        f"http://127.0.0.1:8080/person/{dataset}-{row['person_id']}",
        "Person",
        name,
        names=((name, "authorized"),),
        keys=search_keys(name),
        facets={
            "dataset": (f"biogref-{dataset}",),
            "dynasty": (dynasty,) if dynasty else (),
            "place": tuple(part for part in place.split("-") if part),
        },
        year_from=born,
        year_to=died,
        weight=sum(map(bool, row.values())),
        summary={"dynasty": dynasty, "born": born, "died": died, "place": place},
    )


def latencies(questions: list[str], ask: Callable[[str], object]) -> str:
    """Median and 95th percentile in milliseconds of asking each question once."""
    times = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - start) * 1000)
    if len(times) < 2:
        return "not measured: no such question at this size"
    return f"p50 {statistics.median(times):7.2f} ms   p95 {statistics.quantiles(times, n=20)[-1]:7.2f} ms"


def substrings(names: list[str], length: int, number: int) -> list[str]:
    """Random substrings of ``length`` characters of random names."""
    chance = random.Random(SEED + length)
    found: list[str] = []
    while len(found) < number:
        name = chance.choice(names)
        if len(name) >= length:
            start = chance.randrange(len(name) - length + 1)
            found.append(name[start : start + length])
    return found


def build(directory: Path, documents: Iterator[Document]) -> Sample:
    """Build the index, print the rates and the size; the documents are made between the timed parts."""
    index = open_index(directory)
    names: list[str] = []
    keys: list[str] = []
    adding, making, busy, start = 0.0, 0.0, time.process_time(), time.perf_counter()
    while True:
        before = time.thread_time()
        chunk = list(islice(documents, CHUNK))
        making += time.thread_time() - before
        if not chunk:
            break
        names += [document.label for document in chunk]
        keys += [document.keys[0] for document in chunk[::1000] if document.keys]
        before = time.perf_counter()
        index.add(chunk)
        adding += time.perf_counter() - before
    added = time.perf_counter()
    index.commit()
    committed = time.perf_counter()
    index.close()
    busy = time.process_time() - busy
    print(f"documents      {len(names):10,}")
    print(f"adding loop    {len(names) / adding:10,.0f} documents/s")
    cost = (busy - making) / len(names) * 1e6
    print(f"processor      {cost:10.1f} µs a document, all threads, without making it")
    print(f"load           {os.getloadavg()[0]:10.2f} on {os.cpu_count()} processors")
    print(f"whole build    {len(names) / (committed - start):10,.0f} documents/s, making them included")
    print(f"commit, merge  {committed - added:10.1f} s, {time.perf_counter() - committed:.1f} s")
    size = sum(path.stat().st_size for path in directory.iterdir())
    print(f"size           {size / 1e6:10,.1f} MB in {len(list(directory.glob('*.store')))} segments")
    return Sample(names, keys)


def ask(directory: Path, sample: Sample) -> None:
    """Print the latencies of searches and suggestions, and of the brute-force scan."""
    start = time.perf_counter()
    index = open_index(directory, read_only=True)
    print(f"open           {(time.perf_counter() - start) * 1000:10.1f} ms")
    names, keys = sample.names, sample.keys

    def search(text: str) -> Results:
        return index.search(Query(text, facets=FACETS))

    def browse(text: str) -> Results:
        return index.search(Query(text, facets=FACETS, filters={"dynasty": ("清", "明")}, year_from=1500, sort="label"))

    for length in (1, 2, 3, 4):
        print(f"search {length}       {latencies(substrings(names, length, 100), search)}")
    print(f"search key     {latencies(keys[:100], search)}")
    print(f"all, first     {latencies([''] * 2, search)}")
    print(f"all            {latencies([''] * 50, search)}")
    print(f"filter, sort 1 {latencies(substrings(names, 1, 50), browse)}")
    deep = [text for text in substrings(names, 1, 200) if search(text).total > MAX_OFFSET][:20]
    print(f"hit 10,000     {latencies(deep, lambda text: index.search(Query(text, offset=MAX_OFFSET)))}")
    for length in (1, 2):
        print(f"suggest {length}      {latencies(substrings(names, length, 100), index.suggest)}")
    for length in (1, 3, EDGE, EDGE + 1, EDGE + 2, 9):
        print(f"suggest key {length}  {latencies([key[:length] for key in keys[:100]], index.suggest)}")
    scanned = [folded(name) for name in names]
    scan = latencies(substrings(names, 2, 5), lambda text: sum(folded(text) in name for name in scanned))
    print(f"brute force 2  {scan}   (count of hits only)")
    index.close()


def main() -> None:
    """Build, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=700_000)
    parser.add_argument("--data", type=Path, default=DATA, help="directory of the BiogRef person files")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        sample = build(directory / "index", islice(persons(arguments.data), arguments.documents))
        start = time.perf_counter()
        clone(directory / "index", directory / "clone")
        print(f"clone          {(time.perf_counter() - start) * 1000:10.1f} ms")
        ask(directory / "clone", sample)


if __name__ == "__main__":
    main()
