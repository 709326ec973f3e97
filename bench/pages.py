"""Pages, search, suggestions and start-up over a large workspace, against the bare look-ups that they stand on.

`python -m bench.pages WORKSPACE` (a workspace that `bench.load --keep` left) prints a table.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import NamedNode

from kg.chinese import fold
from kg.search.index import Query
from kg.workspace import Workspace
from webapp import create_app

ROOT = Path(__file__).resolve().parents[1]
TIMES = 400
SEED = 20261122
PORT = 8499


def timed(call: Callable[[str], object], arguments: Iterable[str]) -> tuple[float, float]:
    """(median, 95th percentile) in milliseconds of a call over its arguments, after ten that are not counted."""
    arguments = list(arguments)
    for argument in arguments[:10]:
        call(argument)
    taken = []
    for argument in arguments:
        begin = time.perf_counter()
        call(argument)
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def start_up(workspace: Path) -> float:
    """Seconds from starting the server until its first page has been answered."""
    begin = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, "-m", "webapp", "-w", str(workspace), "serve", "--port", str(PORT)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.monotonic() - begin < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as response:
                    response.read()
                return time.monotonic() - begin
            except OSError:
                time.sleep(0.02)
        raise SystemExit("the server did not start")
    finally:
        server.terminate()
        server.wait(20)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace", type=Path)
    path: Path = parser.parse_args().workspace
    workspace = Workspace.open(path, create=False)
    live = workspace.live
    chosen = random.Random(SEED)
    hits = live.search.search(Query(filters={"type": ("person",)}, limit=1000, offset=9000)).hits
    persons = [hit.document for hit in chosen.sample(hits, min(TIMES, len(hits)))]
    iris = [person.iri for person in persons]
    names = [person.label for person in persons]
    parts = [name[(at := chosen.randrange(len(name))) : at + chosen.randint(1, 4)] for name in names]
    client = create_app(workspace).test_client()
    all_names = "\n".join(fold(hit.document.label) for hit in hits)

    def page(iri: str) -> None:
        assert client.get(iri.removeprefix(workspace.minter.base.rstrip("/"))).status_code == 200

    rows = [
        ("entity page, HTML", timed(page, iris), "30"),
        ("baseline: its triples from the store", timed(lambda i: list(live.store.match(NamedNode(i))), iris), ""),
        (
            "search: count, 20 hits, 3 facets",
            timed(lambda t: live.search.search(Query(t, facets=("type", "dynasty", "place"))), parts),
            "20",
        ),
        ("search page, HTML", timed(lambda t: client.get("/search", query_string={"q": t}).data, parts), ""),
        ("baseline: `str.count` over 1,000 folded names", timed(lambda t: all_names.count(fold(t)), parts), ""),
        ("suggestions", timed(lambda n: live.search.suggest(n[:2]), names), "10"),
    ]
    print(f"{sum(live.manifest.counts.values()):,} entities, {live.manifest.claims:,} claims; {len(iris)} of each.\n")
    print("| what | median, ms | 95 %, ms | target (95 %) |\n|---|---:|---:|---:|")
    for name, (median, high), target in rows:
        print(f"| {name} | {median:.2f} | {high:.2f} | {target} |")
    workspace.close()
    begin = time.monotonic()
    subprocess.run([sys.executable, "-c", "import flask, pyoxigraph, tantivy, sqlalchemy"], check=True)
    imports = time.monotonic() - begin
    seconds = start_up(path)
    print(f"\nStart-up until the first page: {seconds:.2f} s (target 3 s; importing the libraries {imports:.2f} s).")


if __name__ == "__main__":
    main()
