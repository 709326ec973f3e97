"""Runs every benchmark and writes docs/benchmarks.md; one that takes longer than ``LONGEST`` is stopped and said so."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: module -> heading; `load` first, because the others use the workspace that it leaves.
BENCHMARKS = {
    "load": "Loading",
    "pages": "Pages, search and start-up at that size",
    "search": "Search index",
    "sparql": "Query workers",
    "inference": "Inference",
    "quality": "Data quality",
    "clustering": "Clustering of book records",
    "chinese": "Folding, readings, keys",
    "calendar": "Dates",
    "cbdb": "CBDB release",
    "gedcom": "GEDCOM",
    "marc": "MARC to BIBFRAME",
    "tei": "TEI",
    "evidence": "Entries of historical catalogues",
    "mentions": "Mentions",
    "decisions": "Decisions at that size",
    "reconciliation": "Reconciliation of persons",
    "workbench": "Workbench",
    "authority_export": "Authority records as files",
    "reconcile_api": "Reconciliation service",
}


#: Seconds that one benchmark may take.
LONGEST = 1800


def measured(name: str, arguments: list[str]) -> str:
    """What a benchmark prints, or why it was not measured."""
    call = [sys.executable, "-m", f"bench.{name}", *arguments]
    try:
        run = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return f"Not measured: stopped after {LONGEST} seconds."
    if run.returncode:
        return f"Not measured: `{(run.stderr.strip() or 'no message').splitlines()[-1]}`"
    body = run.stdout.strip()
    return body if "|---" in body else f"```text\n{body}\n```"


def main() -> None:
    """Run the benchmarks named on the command line, or all, and write the report."""
    wanted = sys.argv[1:] or list(BENCHMARKS)
    workspace = ROOT / "workspace-bench"
    report = [
        "# Benchmarks\n",
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {platform.system()} {platform.machine()}. Machines are noisy: the ratio to the "
        "baseline measured in the same run counts, absolute times do not.\n",
    ]
    for name in wanted:
        arguments = {
            "load": ["--keep", str(workspace)],
            "pages": [str(workspace)],
            "quality": ["--workspace", str(workspace)],
            "decisions": [str(workspace)],
            "reconciliation": ["--workspace", str(workspace)],
            "workbench": [str(workspace)],
            "authority_export": [str(workspace)],
            "reconcile_api": [str(workspace)],
        }.get(name, [])
        print(f"bench.{name} …", flush=True)
        report.append(f"## {BENCHMARKS[name]}\n\n`python -m bench.{name}`\n\n{measured(name, arguments)}\n")
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(report), "utf-8")


if __name__ == "__main__":
    main()
