"""Loading all CBDB and DNB persons with their places: the whole flow against the store's bulk load alone.

Needs ../shared/data. `python -m bench.load [--keep DIR]` prints a table; with --keep the workspace stays for other
benchmarks.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyoxigraph import RdfFormat, Store

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
DATASETS = ("biogref-cbdb", "biogref-dnb", "cbdb-places", "chgis-points")


def measured(command: list[str]) -> tuple[float, float]:
    """(seconds, peak memory in GiB) of a command, as the operating system accounts for it."""
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.monotonic() - begin, usage.ru_maxrss / 1024**2


def main() -> None:
    """Load, dump, load the same quads with nothing but the store, and compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--bulk-only", nargs=2, metavar=("FILE", "DIRECTORY"))
    arguments = parser.parse_args()
    if arguments.bulk_only:
        Store(arguments.bulk_only[1]).bulk_load(path=arguments.bulk_only[0], format=RdfFormat.N_QUADS)
        return
    with tempfile.TemporaryDirectory() as scratch:
        workspace = arguments.keep or Path(scratch) / "workspace"
        shutil.rmtree(workspace, ignore_errors=True)
        zhishu = [sys.executable, "-m", "webapp", "-w", str(workspace)]
        load = [*zhishu, "load", "--quiet", *DATASETS, "--from", str(DATA)]
        whole, memory = measured(load)
        again, _ = measured(load)
        quads = Path(scratch) / "all.nq"
        measured([*zhishu, "dump", str(quads)])
        alone, alone_memory = measured(
            [sys.executable, "-m", "bench.load", "--bulk-only", str(quads), str(Path(scratch) / "store")]
        )
        count = len(Store.read_only(str(Path(scratch) / "store")))
    print("| what | seconds | peak memory, GiB |\n|---|---:|---:|")
    print(f"| read, claims, view, search index: {', '.join(DATASETS)} | {whole:.1f} | {memory:.2f} |")
    print(f"| baseline: `bulk_load` alone of the same {count:,} quads | {alone:.1f} | {alone_memory:.2f} |")
    print(f"| **ratio** (target ≤ 2; memory ≤ 4 GiB) | **{whole / alone:.2f}** | |")
    print(f"| the same load again, nothing changed | {again:.1f} | |")


if __name__ == "__main__":
    main()
