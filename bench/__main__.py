"""Runs every benchmark and writes docs/benchmarks.md."""

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
    "mentions": "Mentions",
}


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
        }.get(name, [])
        print(f"bench.{name} …", flush=True)
        call = [sys.executable, "-m", f"bench.{name}", *arguments]
        run = subprocess.run(call, cwd=ROOT, capture_output=True, text=True)
        command = f"python -m bench.{name}"
        body = run.stdout.strip() if run.returncode == 0 else f"Not measured: `{run.stderr.strip().splitlines()[-1]}`"
        if "|---" not in body and run.returncode == 0:
            body = f"```text\n{body}\n```"
        report.append(f"## {BENCHMARKS[name]}\n\n`{command}`\n\n{body}\n")
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join(report), "utf-8")


if __name__ == "__main__":
    main()
