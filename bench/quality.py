"""The whole check of all CBDB persons against the derivation of their view, and the check of one person at a save.

Needs ../shared/data. `python -m bench.quality [--workspace DIR]` prints a table; without a workspace that holds
biogref-cbdb it loads the dataset into a temporary one. Seconds of the whole check and of its baseline are CPU time:
both use one core and hardly wait.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode

from bench.load import DATA, measured
from kg import terms
from kg.authority.decisions import Kind
from kg.authority.provenance import PART_OF, TYPE
from kg.authority.view import Deriver
from kg.curation import decide
from kg.quality.engine import check_entities
from kg.quality.measures import checks
from kg.quality.report import FULL, Choice, Report, report_directory
from kg.quality.writing import write_full
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Triple
from kg.workspace import Workspace

DATASET = "biogref-cbdb"
#: The derivation is measured on so many records, and taken for as long for each of the others.
RECORDS = 50_000
TIMES = 300
SEED = 20261122


def records(workspace: Workspace) -> Iterator[tuple[str, list[Triple]]]:
    """The record graphs of the dataset with their claims, read from the store."""
    store = workspace.live.store
    for q in store.match(None, node(PART_OF), node(workspace.minter.dataset(DATASET)), VIEW):
        assert isinstance(q.subject, NamedNode)
        claims = [(str(c.subject), str(c.predicate), str(c.object)) for c in store.match(graph=q.subject)]
        yield str(q.subject), claims


def derivation(workspace: Workspace) -> tuple[float, float]:
    """Seconds to derive the view of all records: with the claims read from the store, and with them in memory."""
    deriver, total = Deriver(workspace.rulings()), workspace.live.manifest.datasets[DATASET].records
    begin, inside, number = time.process_time(), 0.0, 0
    for graph, claims in islice(records(workspace), RECORDS):
        started = time.process_time()
        "".join([f"{s} {p} {o} .\n" for s, p, o in deriver.derive_record(graph, claims)])
        inside += time.process_time() - started
        number += 1
    scale = total / max(number, 1)
    return (time.process_time() - begin) * scale, inside * scale


def quantiles(seconds: list[float]) -> tuple[float, float]:
    """(median, 95th percentile) in milliseconds."""
    taken = sorted(seconds)
    return taken[len(taken) // 2] * 1000, taken[int(len(taken) * 0.95)] * 1000


def incremental(workspace: Workspace) -> tuple[float, float]:
    """(median, 95th percentile) in milliseconds of the check of one person with all that depends on it."""
    persons = workspace.live.store.match(None, node(TYPE), node(terms.curie("zs:Person")), VIEW)
    some = [q.subject.value for q in islice(persons, 20_000) if isinstance(q.subject, NamedNode)]
    taken = []
    for iri in random.Random(SEED).sample(some, min(TIMES, len(some))):
        begin = time.perf_counter()
        check_entities(workspace.live, [iri])
        taken.append(time.perf_counter() - begin)
    return quantiles(taken)


def save(workspace: Workspace) -> float:
    """Seconds of a decision, with derivation, index and check; the second, for the first loads what all of them use."""
    person = str(next(workspace.live.store.match(None, node(TYPE), node(terms.curie("zs:Person")), VIEW)).subject)
    taken = 0.0
    for text in ("one", "two"):
        begin = time.perf_counter()
        claim = (person, terms.curie("dcterms:description"), terms.literal(text, "en"))
        decide(workspace, Kind.ADD, claim, agent="bench", reason="bench")
        taken = time.perf_counter() - begin
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workspace", type=Path)
    given = parser.parse_args().workspace
    with tempfile.TemporaryDirectory() as scratch:
        path = given or Path(scratch) / "workspace"
        if given is None:
            zhishu = [sys.executable, "-m", "webapp", "-w", str(path)]
            measured([*zhishu, "load", "--quiet", DATASET, "--from", str(DATA)])
        with closing(Workspace.open(path, create=False)) as workspace:
            print_table(workspace, Path(scratch) / "report")


def print_table(workspace: Workspace, report: Path) -> None:
    """Measure everything on an open workspace."""
    compiled = time.perf_counter()
    count = len(checks())
    compiled = time.perf_counter() - compiled
    derived, in_memory = derivation(workspace)
    begin = time.process_time()
    write_full(workspace.live, now="2026-01-01T00:00:00Z", into=report)
    whole = time.process_time() - begin
    size = (report / FULL).stat().st_size / 1024**2
    median, high = incremental(workspace)
    saving = save(workspace)
    entities = sum(workspace.live.manifest.counts.values())
    print(f"{entities:,} entities, {count} checks (compiled in {compiled:.2f} s).\n")
    print("| what | measured | target |\n|---|---:|---:|")
    print(f"| whole check and its report | {whole:.1f} s, {entities / whole:,.0f} entities/s, {size:.0f} MiB | |")
    print(f"| baseline: the view of all records derived, claims read from the store | {derived:.1f} s | |")
    print(f"| **ratio** | **{whole / derived:.2f}** | 10 |")
    print(f"| baseline: the same, claims in memory as during a load | {in_memory:.1f} s | |")
    print(f"| ratio to that | {whole / in_memory:.1f} | |")
    print(f"| check of one person and what depends on it, median / 95 % | {median:.1f} / {high:.1f} ms | 100 ms |")
    print(f"| a decision, with derivation, index, check and report | {saving * 1000:.0f} ms | |")
    if report_directory(workspace.live).exists():
        with closing(Report.open(workspace.live)) as found:
            begin = time.perf_counter()
            found.rows(Choice(), 50, 100_000)
            page = time.perf_counter() - begin
            begin = time.perf_counter()
            found.counts(), found.concerned(), found.population()
            cards = time.perf_counter() - begin
        print(f"| counts of the dashboard / page 2,000 of all findings | {cards * 1000:.1f} / {page * 1000:.1f} ms | |")


if __name__ == "__main__":
    main()
