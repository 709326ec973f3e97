"""Reading the historical catalogues and tying their entries to works, with the links that were checked by hand.

Needs ../shared/data. `python -m bench.evidence [--workspace DIR]` prints a table; without a workspace that holds the
three catalogues and the catalogues of Kanripo and ctext it loads these into a temporary one.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from bench.load import DATA
from ingest.description import load_description
from ingest.importer import open_records
from ingest.load import load
from kg.evidence.linking import link_entries
from kg.iris import Minter
from kg.record import Record
from kg.terms import iri_value
from kg.workspace import Workspace

CATALOGUES = {
    "shumu-dawen": "historical_bibliographies",
    "hanshu-yiwenzhi": "historical_bibliographies",
    "qingshigao-yiwenzhi": "qing_history_draft",
}
BOOKS = {"textref-kanripo": "textref_catalogues", "textref-ctext": "textref_catalogues"}
CHECKED = Path(__file__).resolve().parents[1] / "tests" / "data" / "catalogue_links_checked.tsv"


def reading() -> None:
    """Print entries and seconds of each catalogue."""
    for name, folder in CATALOGUES.items():
        dataset, started = load_description(name), time.perf_counter()
        items = list(open_records(dataset, dataset.find_files(DATA / folder), Minter()))
        seconds = time.perf_counter() - started
        entries = sum(isinstance(item, Record) and item.key.isdigit() for item in items)
        print(f"{name}\t{entries:,} entries\t{seconds:.2f} s")


def linking(workspace: Workspace) -> None:
    """Print how many entries are tied to works, in how long, and what the sample checked by hand says of it."""
    started = time.perf_counter()
    found = link_entries(workspace.live, workspace.minter)
    print(f"{found.entries:,} entries\t{len(found.sure):,} sure links\t{time.perf_counter() - started:.1f} s")
    local = workspace.minter.local
    sure = {(local(iri_value(link.entry)), local(iri_value(link.target))) for link in found.sure}
    with CHECKED.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader((line for line in table if not line.startswith("#")), delimiter="\t")
        verdicts = Counter(row["verdict"] for row in rows if (row["entry"], row["target"]) in sure)
    print("checked by hand, of those that are sure:", ", ".join(f"{n} {verdict}" for verdict, n in verdicts.items()))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path)
    given = parser.parse_args().workspace
    reading()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Workspace.open(given or Path(folder) / "workspace")) as workspace,
    ):
        for name, data in ({} if given else {**CATALOGUES, **BOOKS}).items():
            dataset = load_description(name)
            load(workspace, dataset, dataset.find_files(DATA / data))
        linking(workspace)


if __name__ == "__main__":
    main()
