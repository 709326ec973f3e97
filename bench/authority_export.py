"""Export of authority records: time and memory per format over the first records of a workspace.

`python -m bench.authority_export WORKSPACE [--records N]` prints a table. CPU time is that of the process; the peak of
resident memory is that since its beginning, so a format that held its records would show in the rows after it.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from itertools import islice
from pathlib import Path

from ingest.authority_export.selection import AuthoritySelection
from ingest.exporter import AUTHORITY_EXPORTERS, get_authority_exporter
from kg.authority.records.record import AuthorityRecords
from kg.workspace import Workspace


def measure(workspace: Workspace, name: str, records: int) -> tuple[float, float, int, int]:
    """Seconds of the wall clock and of the processor, bytes written, and the peak of memory in KiB."""
    exporter = get_authority_exporter(name)
    computed = AuthorityRecords(workspace.minter, workspace.live, workspace.decisions.read()).all()
    selection = AuthoritySelection(name, islice(computed, records), workspace.minter.base)
    with tempfile.TemporaryFile() as out:
        wall, processor = time.monotonic(), time.process_time()
        exporter.export(selection, out, version=exporter.versions[0], archive=False)
        wall, processor = time.monotonic() - wall, time.process_time() - processor
        return wall, processor, out.tell(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Measure every format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--records", type=int, default=10_000)
    arguments = parser.parse_args()
    workspace = Workspace.open(arguments.workspace, create=False)
    print("| format | records | wall s | CPU s | ms a record | MB written | peak MB |\n|---|---|---|---|---|---|---|")
    for name in AUTHORITY_EXPORTERS:
        wall, processor, size, peak = measure(workspace, name, arguments.records)
        each = 1000 * processor / arguments.records
        cells = (f"{wall:.1f}", f"{processor:.1f}", f"{each:.2f}", f"{size / 1e6:.1f}", f"{peak / 1024:.0f}")
        print(f"| {name} | {arguments.records:,} | {' | '.join(cells)} |")
    workspace.close()


if __name__ == "__main__":
    main()
