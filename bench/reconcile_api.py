"""Measures the Reconciliation Service API over HTTP: names a second and the time of a batch, as OpenRefine asks.

``python -m bench.reconcile_api WORKSPACE [--names N] [--seconds S] [--clients C]`` serves the workspace in a process of
its own on a free port and asks for the names of persons that it holds, drawn at random with a fixed seed: in batches of
10 (OpenRefine's size for small tables) and of the greatest size, as they are and with the year of birth as a property,
by one client and by several at once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from kg.search import Document, Query
from kg.search.index import Sort
from kg.workspace import Workspace
from webapp.reconcile.queries import BATCH_SIZE

SEED = 20240501
SIZES = (10, BATCH_SIZE)
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
_SERVE = (
    "import sys; from webapp.serve import serve; "
    "serve(sys.argv[1], port=0, ready=lambda address: print(address, flush=True))"
)


def names_of(path: Path, number: int) -> list[tuple[str, int | None]]:
    """Name and year of birth of persons of a workspace, drawn from the first ten thousand of two orders."""
    workspace = Workspace.open(path, create=False)
    try:
        search = workspace.live.search
        found: dict[str, Document] = {}
        orders: tuple[Sort, ...] = ("label", "-year")
        for sort in orders:
            for offset in range(0, 10_000, 1_000):
                query = Query(filters={"type": ("person",)}, sort=sort, offset=offset, limit=1_000)
                found |= {hit.document.iri: hit.document for hit in search.search(query).hits}
        drawn = random.Random(SEED).sample(sorted(found), min(number, len(found)))
        return [(found[iri].label, found[iri].year_from) for iri in drawn]
    finally:
        workspace.close()


def batches(names: Sequence[tuple[str, int | None]], size: int, *, years: bool) -> list[str]:
    """The bodies of the requests."""
    bodies = []
    for start in range(0, len(names) - size + 1, size):
        batch: dict[str, dict[str, object]] = {}
        for position, (name, year) in enumerate(names[start : start + size]):
            batch[f"q{position}"] = {"query": name, "type": "person", "limit": 3}
            if years and year is not None:
                batch[f"q{position}"]["properties"] = [{"pid": "zs:birthYear", "v": year}]
        bodies.append(urlencode({"queries": json.dumps(batch, ensure_ascii=False)}))
    return bodies


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """The address of a server over a workspace."""
    process = subprocess.Popen([sys.executable, "-c", _SERVE, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def ask(address: str, bodies: Sequence[str], seconds: float, taken: list[float], answered: list[int]) -> None:
    """Send bodies one after the other over one connection until they or the time are at an end."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
    stop = time.perf_counter() + seconds
    for body in bodies:
        if (begun := time.perf_counter()) > stop:
            break
        connection.request("POST", "/reconcile", body, HEADERS)
        response = connection.getresponse()
        found = json.loads(response.read())
        assert response.status == 200, found
        taken.append(time.perf_counter() - begun)
        answered.append(sum(1 for each in found.values() if each["result"]))
    connection.close()


def measure(address: str, bodies: Sequence[str], size: int, seconds: float, clients: int) -> str:
    """A line of results."""
    taken: list[float] = []
    answered: list[int] = []
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=ask, args=(address, bodies[number::clients], seconds, taken, answered))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, asked = time.perf_counter() - begun, len(taken) * size
    slowest = statistics.quantiles(taken, n=20)[18] if len(taken) > 1 else taken[0]
    return (
        f"{asked / elapsed:7.0f} names/s   batch: median {statistics.median(taken) * 1000:6.0f} ms, "
        f"p95 {slowest * 1000:6.0f} ms   {sum(answered) / asked:6.1%} with candidates   {asked} names"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--names", type=int, default=4_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    names = names_of(options.workspace, options.names)
    print(f"{len(names)} names of persons, e.g. {', '.join(name for name, _ in names[:5])}")
    with serving(options.workspace) as address:
        begun = time.perf_counter()
        ask(address, batches(names, 1, years=False)[:1], 60, [], [])
        print(f"first name after the start: {time.perf_counter() - begun:.1f} s")
        ask(address, batches(names, 10, years=True)[:5], 10, [], [])
        for clients in (1, options.clients):
            for size in SIZES:
                for years in (False, True):
                    what = f"{clients} client(s), batches of {size}{', with year of birth' if years else ''}"
                    bodies = batches(names, size, years=years)
                    print(f"{what:52}{measure(address, bodies, size, options.seconds, clients)}", flush=True)


if __name__ == "__main__":
    main()
