"""Decisions at full size: one more merge after 25,000 decisions, and 25,000 decisions taken at once.

`python -m bench.decisions WORKSPACE` works on a copy of a workspace that `bench.load` has left; the copy is made beside
it and removed in the end. The point of comparison is the cheapest revision that can be published: a copy of the live
generation with nothing changed.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode

from kg.authority.decisions import Kind
from kg.authority.description import Describer
from kg.authority.forbidden import forbidden_merges
from kg.authority.history import history
from kg.authority.resolution import State, resolve
from kg.authority.view import STANDS_FOR
from kg.curation import Proposal, decide, decide_all
from kg.curation_preview import preview
from kg.search.index import Query
from kg.sparql.pool import QueryPool, StoreVersion
from kg.store import VIEW
from kg.store.quads import node
from kg.workspace import Workspace

MERGES = 25_000
ROUNDS = 5


def timed(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    begin = time.monotonic()
    action()
    return time.monotonic() - begin


def pairs(workspace: Workspace, count: int) -> list[tuple[str, str]]:
    """So many pairs of persons, none of them twice, in the order of the store."""
    prefix, found = f"{workspace.minter.base}person/", list[str]()
    for quad in workspace.live.store.match(None, node(STANDS_FOR), None, VIEW):
        if quad.subject.value.startswith(prefix):  # type: ignore[union-attr]  # subjects have names
            found.append(str(quad.subject))
            if len(found) == 2 * count:
                break
    return list(zip(found[::2], found[1::2], strict=True))


def publish_nothing(workspace: Workspace) -> None:
    """Publish a revision of the live generation with nothing changed."""
    with workspace.writing():
        generations, live = workspace.generations, workspace.live.directory
        workspace.publish(generations.copy(live, generations.revision_directory(live.name)))


def visible(workspace: Workspace, pool: QueryPool, keep: str, other: str) -> None:
    """Merge two persons and wait until page, search and SPARQL tell of it."""
    overrides = tuple(forbidden_merges())
    decide(workspace, Kind.MERGE, (keep, other), agent="bench", reason="measured", overrides=overrides)
    live = workspace.live
    if resolve(workspace, live, other[1:-1]).state is not State.MOVED:
        raise SystemExit("the address of the other does not move")
    entity = Describer(workspace.minter, live, workspace.decisions.read()).entity(keep[1:-1])
    if other[1:-1] not in entity.identifiers:
        raise SystemExit("the page does not tell of the merge")
    live.search.search(Query(text=entity.label))
    if live.search.get(other[1:-1]) is not None:
        raise SystemExit("the search does not follow")
    if keep[1:-1] not in pool.run(f"SELECT ?one {{ {NamedNode(other[1:-1])} {STANDS_FOR} ?one }}").read().decode():
        raise SystemExit("SPARQL does not follow")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--decisions", type=int, default=MERGES)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.workspace.resolve().parent) as scratch:
        copy = Path(scratch) / "workspace"
        shutil.copytree(arguments.workspace, copy)
        measure(Workspace.open(copy, create=False), arguments.decisions)


def measure(workspace: Workspace, count: int) -> None:
    """Take the decisions and print what they cost."""
    chosen = pairs(workspace, count + 2 * ROUNDS)
    overrides = tuple(forbidden_merges())
    proposals = [Proposal(Kind.SAME, pair, "bench", "measured", overrides=overrides) for pair in chosen[2 * ROUNDS :]]
    baseline = min(timed(lambda: publish_nothing(workspace)) for _ in range(ROUNDS))
    together = timed(lambda: decide_all(workspace, proposals))
    pool = QueryPool(lambda: StoreVersion(workspace.live.directory / "store", workspace.token()), workers=1)
    one = sorted(timed(lambda pair=pair: visible(workspace, pool, *pair)) for pair in chosen[:ROUNDS])  # type: ignore[misc]
    dry = [Proposal(Kind.MERGE, chosen[ROUNDS], "bench", "measured", overrides=overrides)]
    shown = min(timed(lambda: preview(workspace, dry)) for _ in range(ROUNDS))
    told = min(timed(lambda: history(workspace, chosen[0][0][1:-1])) for _ in range(ROUNDS))
    last = workspace.decisions.last()
    undoing = timed(lambda: decide(workspace, Kind.UNDO, agent="bench", reason="measured", undoes=last))
    persons = workspace.live.manifest.counts.get("person", 0)
    print(f"{persons:,} persons, a log of {workspace.decisions.last():,} decisions.\n")
    print("| what | seconds | ratio to the baseline |\n|---|---:|---:|")
    print(f"| baseline: a revision with nothing changed is published | {baseline:.2f} | 1.0 |")
    print(f"| one more merge, seen on page, search and SPARQL (median of {ROUNDS}; target ≤ 2) |", end=" ")
    print(f"{one[ROUNDS // 2]:.2f} | {one[ROUNDS // 2] / baseline:.1f} |")
    print(f"| undo of the latest merge | {undoing:.2f} | {undoing / baseline:.1f} |")
    print(f"| dry run of a merge | {shown:.2f} | {shown / baseline:.1f} |")
    print(f"| history of a record with one decision | {told:.2f} | {told / baseline:.1f} |")
    print(f"| {count:,} decisions at once (target well under 120) | {together:.1f} | {together / baseline:.0f} |")
    pool.close()
    workspace.close()


if __name__ == "__main__":
    main()
