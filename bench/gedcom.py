"""Reading and writing GEDCOM: seconds and memory beside what the parser library alone takes for the same bytes.

Needs ../shared/data. `python -m bench.gedcom [MEGABYTES]` (default 25) repeats the royal92 file with identifiers of its
own until the file is that large; each row is a process of its own.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROYAL = ROOT.parent / "shared" / "data" / "gedcom" / "large" / "royal92.ged.gz"
_DESCRIPTION = """
id = "bench"
title = {{zh-Hans = "b", zh-Hant = "b", en = "b"}}
description = {{zh-Hans = "b", zh-Hant = "b", en = "b"}}
licence = ""
publisher = "bench"
homepage = "https://example.org/"
importer = "gedcom"
files = ["large.ged"]
prefixes = {prefixes}
[privacy]
living = "show"
[gedcom]
entity = "b-"
"""


def enlarge(target: Path, megabytes: int) -> None:
    """Write copies of the file, each with its own identifiers, until there are so many megabytes."""
    text = gzip.decompress(ROYAL.read_bytes()).decode("latin-1")
    first = text.index("0 @I1@")
    head, body = text[:first], text[first : text.rindex("0 TRLR")]
    with target.open("w", encoding="latin-1") as out:
        out.write(head)
        copy = 0
        while out.tell() < megabytes << 20:
            copy += 1
            out.write(re.sub(r"@([IF])(\d+)@", rf"@\g<1>\g<2>c{copy}@", body))
        out.write("0 TRLR\n")


def read(path: Path) -> None:
    """Read with the importer, every claim made and let go."""
    from ingest.description import load_description
    from ingest.gedcom.options import KINDS
    from ingest.importer import open_records
    from kg.iris import Minter

    toml = path.with_name("bench.toml")
    toml.write_text(_DESCRIPTION.format(prefixes=[f"{kind}/b-" for kind in KINDS]), "utf-8")
    for _ in open_records(load_description(toml), [path], Minter()):
        pass


def library(path: Path) -> None:
    """Parse with gedcom_lite alone."""
    from gedcom_lite import parse

    parse(path.read_bytes())


def write(path: Path) -> None:
    """Read royal92, then write it as GEDCOM 7 (the size of the large file plays no part)."""
    from ingest.description import load_description
    from ingest.exporter import Selection
    from ingest.gedcom.export import GedcomExporter
    from ingest.importer import open_records
    from kg.iris import DEFAULT_BASE, Minter
    from kg.record import Record

    items = open_records(load_description("gedcom-royal92"), [ROYAL], Minter())
    claims = tuple(claim for item in items if isinstance(item, Record) for claim in item.claims)
    GedcomExporter().export(Selection("b", claims, DEFAULT_BASE), io.BytesIO(), version="7.0", archive=False)


def measured(action: str, path: Path) -> tuple[float, float]:
    """(seconds, peak memory in MiB) of one action in a process of its own."""
    begin = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "bench.gedcom", "--do", action, str(path)], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{action} failed")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--do"]:
        {"read": read, "library": library, "write": write}[sys.argv[2]](Path(sys.argv[3]))
        return
    megabytes = int(sys.argv[1]) if sys.argv[1:] else 25
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "large.ged"
        enlarge(path, megabytes)
        size = path.stat().st_size / (1 << 20)
        print("| what | seconds | MiB/s | peak memory, MiB |\n|---|---:|---:|---:|")
        for action, what in (
            ("read", f"importer: {size:.0f} MiB read twice, all claims"),
            ("library", "baseline: gedcom_lite parses the same once, no claims"),
        ):
            seconds, memory = measured(action, path)
            print(f"| {what} | {seconds:.1f} | {size / seconds:.1f} | {memory:.0f} |")
        seconds, memory = measured("write", path)
        print(f"| royal92 (3,010 persons) read and written as GEDCOM 7 | {seconds:.1f} | | {memory:.0f} |")


if __name__ == "__main__":
    main()
