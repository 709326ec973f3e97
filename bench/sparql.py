"""Measures the query workers beside the same queries on a store in the same process.

Run ``python -m bench.sparql [--subjects N]``. The store is generated: subjects with seven statements each.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kg.errors import QueryTimeout
from kg.sparql.guard import check
from kg.sparql.pool import QueryPool

BASE = "http://example.org/"
FORMAT = ox.QueryResultsFormat.JSON
DESCRIBE = f"SELECT * {{ <{BASE}s1701> ?p ?o }}"
ALL_ROWS = "SELECT * { ?s ?p ?o } LIMIT 100000"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


def statements(subjects: int) -> Iterator[ox.Quad]:
    """Seven statements for each subject."""
    for subject in range(subjects):
        node = ox.NamedNode(f"{BASE}s{subject}")
        for predicate in range(7):
            yield ox.Quad(node, ox.NamedNode(f"{BASE}p{predicate}"), ox.Literal(f"值 {subject * predicate}"))


def milliseconds(action: Callable[[], object], times: int) -> list[float]:
    """Sorted durations of an action."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)


def read_all(pool: QueryPool, query: str) -> bytes:
    """The whole answer of the pool."""
    return pool.run(query).read()


def serialize(store: ox.Store, query: str) -> bytes | None:
    """The whole answer of the engine itself."""
    found = store.query(query)
    if isinstance(found, ox.QueryTriples):
        raise TypeError("a SELECT is expected")
    return found.serialize(format=FORMAT)


def killed_and_answered(store: Path) -> tuple[float, float, float]:
    """Milliseconds beyond the limit until a sorting query is refused, until the next answer, and until a new pool's."""
    start = time.perf_counter()
    with QueryPool(store, workers=1, timeout=1.0) as pool:
        pool.run("ASK {}").read()
        started = time.perf_counter() - start
        start = time.perf_counter()
        try:
            pool.run(ENDLESS)
        except QueryTimeout:
            refused = time.perf_counter() - start - 1.0
        start = time.perf_counter()
        pool.run("ASK {}").read()
        return refused * 1000, (time.perf_counter() - start) * 1000, started * 1000


def report(name: str, pooled: list[float], direct: list[float]) -> str:
    """One row of the table: medians, their difference, the 95th percentile of the pool."""
    pool_median, direct_median = statistics.median(pooled), statistics.median(direct)
    late = pooled[int(len(pooled) * 0.95)]
    return f"| {name} | {pool_median:.2f} | {late:.2f} | {direct_median:.2f} | {pool_median - direct_median:+.2f} |"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=50_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        writer = ox.Store(path)
        writer.bulk_extend(statements(arguments.subjects))
        writer.flush()
        direct = ox.Store.read_only(str(path))
        print(f"{len(writer):,} triples, milliseconds.\n")
        print("| query | workers, median | workers, p95 | same process, median | difference |")
        print("|---|---:|---:|---:|---:|")
        with QueryPool(path, workers=2) as pool:
            for _ in range(20):
                pool.run(DESCRIBE).read()
            for name, query, times in (("7 rows", DESCRIBE, 1000), ("100,000 rows", ALL_ROWS, 5)):
                pooled = milliseconds(partial(read_all, pool, query), times)
                alone = milliseconds(partial(serialize, direct, query), times)
                print(report(name, pooled, alone))
            with ThreadPoolExecutor(8) as threads:
                start = time.perf_counter()
                answers = list(threads.map(lambda _: pool.run(DESCRIBE).read(), range(2000)))
                rate = len(answers) / (time.perf_counter() - start)
        checked = milliseconds(lambda: check(DESCRIBE), 1000)
        killed, answered, started = killed_and_answered(path)
        print(f"\n- 8 threads, 2 workers: {rate:,.0f} small queries/s")
        print(f"- the guard takes {statistics.median(checked):.3f} ms of each")
        print(f"- an endless ORDER BY is refused {killed:.0f} ms after its time limit,")
        print(f"  the worker started in its place has answered {answered:.0f} ms later")
        print(f"- a new pool of one worker answers first after {started:.0f} ms")


if __name__ == "__main__":
    main()
