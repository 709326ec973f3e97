"""The workbench with 100,000 items: adding them, paging, facets, next and previous, following a decision.

`python -m bench.workbench WORKSPACE` works on a copy of a workspace that `bench.load` has left; it
is made beside it and removed in the end.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

from kg.authority.decisions import Kind
from kg.authority.view import STANDS_FOR
from kg.curation import Proposal, decide
from kg.reconciliation.candidate import Band, Candidate, Reason
from kg.store import VIEW
from kg.store.quads import node
from kg.workbench.item import Filter, ItemState, Sort
from kg.workbench.people import Person
from kg.workbench.proposal import Draft
from kg.workspace import Workspace

ITEMS, ROUNDS = 100_000, 9
BY = Person("bench", "bench")
WORDS = {"zh-Hans": "姓名相同", "zh-Hant": "姓名相同", "en": "the names are the same"}


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that an action takes: the middle one of some rounds."""
    found = []
    for _ in range(ROUNDS):
        begin = time.monotonic()
        action()
        found.append(1000 * (time.monotonic() - begin))
    return median(found)


def candidates(workspace: Workspace) -> list[Candidate]:
    """So many pairs of persons, with scores and reasons."""
    prefix, people = f"{workspace.minter.base}person/", list[str]()
    for quad in workspace.live.store.match(None, node(STANDS_FOR), None, VIEW):
        if str(quad.subject)[1:].startswith(prefix):
            people.append(str(quad.subject))
            if len(people) == ITEMS + 1:
                break
    chance = random.Random(1)
    reasons = tuple(Reason(feature, 1.5, WORDS) for feature in ("name", "dates", "place"))
    return [Candidate(one, other, round(chance.random(), 4), Band.QUEUE, reasons) for one, other in pairwise(people)]


def measure(workspace: Workspace) -> None:
    """Print what everything takes."""
    bench, found = workspace.workbench, candidates(workspace)
    begin = time.monotonic()
    added = bench.queue.enqueue(found, kind="person", source="reconciliation", run="1")
    print(f"{added.added:,} items added in {time.monotonic() - begin:.1f} s ({added.shelved:,} shelved)")
    begin = time.monotonic()
    bench.queue.enqueue(found, kind="person", source="reconciliation", run="2")
    print(f"renewed in {time.monotonic() - begin:.1f} s")
    queue, first = bench.queue, bench.queue.page(limit=1).items[0]
    middle = queue.page(offset=len(found) // 2, limit=1).items[0]
    for what, action in {
        "first page by score": lambda: queue.page(),
        "page at 50,000": lambda: queue.page(offset=50_000),
        "page at 99,900": lambda: queue.page(offset=99_900),
        "first page of a kind, newest": lambda: queue.page(Filter(kinds=("person",)), sort=Sort.NEWEST),
        "first page of scores .4 to .6": lambda: queue.page(Filter(least=0.4, most=0.6)),
        "first page of a word": lambda: queue.page(Filter(text="李")),
        "facets": lambda: queue.facets(),
        "next": lambda: queue.after(middle.id),
        "previous": lambda: queue.before(middle.id),
        "one item": lambda: queue.get(first.id),
        "skip": lambda: queue.skip(first.id, by=BY),
        "statistics": lambda: bench.statistics(),
    }.items():
        print(f"{what}: {timed(action):.1f} ms")
    begin = time.monotonic()
    decide(workspace, Kind.DIFFERENT, (middle.candidate.one, middle.candidate.other), agent="bench", reason="bench")
    decided = time.monotonic()
    assert queue.get(middle.id).state is ItemState.DECIDED
    print(f"a decision {decided - begin:.2f} s, the queue follows in {1000 * (time.monotonic() - decided):.1f} ms")
    propose(workspace, found)


def propose(workspace: Workspace, found: list[Candidate]) -> None:
    """Propose and accept 1,000 at once."""
    proposals = workspace.workbench.proposals
    wanted = [Proposal(Kind.DIFFERENT, (each.one, each.other), "", "bench") for each in found[:2000:2]]
    begin = time.monotonic()
    made = [proposals.propose([each], by=BY).id for each in wanted[:20]]
    print(f"one proposal: {50 * (time.monotonic() - begin):.1f} ms")
    begin = time.monotonic()
    verdicts = proposals.propose_all([Draft((each,)) for each in wanted[20:]], by=BY)
    made += [verdict.id for verdict in verdicts if verdict.id]
    print(f"{len(verdicts):,} proposals at once: {time.monotonic() - begin:.1f} s")
    begin = time.monotonic()
    done = proposals.accept_all(made, reviewer=Person("other", "other"))
    refused = sum(1 for each in done if each.problem)
    print(f"{len(done):,} accepted at once: {time.monotonic() - begin:.1f} s, {refused} refused")


def main() -> None:
    """Measure on a copy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    source = parser.parse_args().workspace.resolve()
    with tempfile.TemporaryDirectory(dir=source.parent, prefix="workbench-") as folder:
        copy = Path(folder) / "workspace"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("snapshots", "lock"))
        workspace = Workspace.open(copy, create=False)
        try:
            measure(workspace)
        finally:
            workspace.close()


if __name__ == "__main__":
    main()
