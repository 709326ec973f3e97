"""Reading and mapping MARC: records a second on one core, by stage, beside what pymarc takes to read the same bytes.

Needs ../shared/suites/lc-chinese-marc (8,030 records). Times are of the processor, not of the clock. `python -m
bench.marc [MEGABYTES]` (default 200) also reads a file of that size in a process of its own for the peak of memory.
"""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOKS = ROOT.parent / "shared" / "suites" / "lc-chinese-marc" / "lc-chi-8030.mrc.gz"


@contextmanager
def timed(stages: dict[str, float], name: str) -> Iterator[None]:
    """Add the processor time of the block to a stage."""
    begin = time.process_time()
    yield
    stages[name] = stages.get(name, 0.0) + time.process_time() - begin


def by_stage(content: bytes) -> tuple[int, int, dict[str, float]]:
    """(records, claims, seconds of each stage)."""
    from ingest.marc.claims import RecordClaims
    from ingest.marc.description import Description
    from ingest.marc.iso2709 import read_iso2709
    from ingest.marc.mapping import describe
    from ingest.marc.names import ClaimNaming
    from ingest.marc.parallel import pair
    from ingest.marc.record import MarcRecord
    from ingest.marc.tongue import RecordTongue
    from kg.iris import Minter

    stages: dict[str, float] = {}
    minter = Minter()
    records = read_iso2709(io.BytesIO(content), unimarc=False)
    count = claims = 0
    while True:
        with timed(stages, "read and decode ISO 2709"):
            record = next(records, None)
        if not isinstance(record, MarcRecord):
            return count, claims, stages
        count += 1
        key = record.control("001").strip()
        with timed(stages, "language tags and 880 pairs"):
            tongue = RecordTongue(record)
            pairing = pair(record, tongue)
        with timed(stages, "BIBFRAME"):
            d = Description(record, ClaimNaming(minter, "b-", key), tongue)
            describe(d, pairing)
        with timed(stages, "labels, years, edition, evidence"):
            RecordClaims(d, pairing, minter, "b-", key).add("")
        with timed(stages, "claims each once"):
            claims += len(d.finished(f"<{minter.base}"))


def pymarc_reads(content: bytes) -> int:
    """The records that pymarc reads."""
    from pymarc import MARCReader

    return sum(1 for _ in MARCReader(io.BytesIO(content)))


def bibframe(content: bytes) -> int:
    """The works and instances written as RDF/XML."""
    from ingest.marc.bibframe import bibframe_of, write_bibframe
    from ingest.marc.iso2709 import read_iso2709
    from ingest.marc.record import MarcRecord

    records = (item for item in read_iso2709(io.BytesIO(content), unimarc=False) if isinstance(item, MarcRecord))
    return write_bibframe((bibframe_of(record, "http://example.org/")[0] for record in records), io.BytesIO()) // 2


def read_all(path: Path) -> int:
    """Read a file, every record let go."""
    from ingest.marc.reader import read_records
    from ingest.source import Source

    with Source(path) as source:
        return sum(1 for _ in read_records(source))


def row(what: str, count: int, seconds: float) -> str:
    """A line of the table."""
    return f"| {what} | {count:,} | {seconds:.2f} | {count / seconds:,.0f} |"


def measured(action: Callable[[bytes], int], content: bytes) -> tuple[int, float]:
    """(what the action counts, seconds of the processor)."""
    begin = time.process_time()
    return action(content), time.process_time() - begin


def memory(content: bytes, megabytes: int) -> str:
    """What reading a file of so many megabytes takes at its peak."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "large.mrc"
        with path.open("wb") as out:
            while out.tell() < megabytes << 20:
                out.write(content)
        process = subprocess.Popen([sys.executable, "-m", "bench.marc", "--do", str(path)], cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit("reading the large file failed")
        size = path.stat().st_size / (1 << 20)
        return f"A file of {size:.0f} MiB is read in {usage.ru_maxrss / 1024:.0f} MiB of memory."


def main() -> None:
    """Print the tables."""
    if sys.argv[1:2] == ["--do"]:
        read_all(Path(sys.argv[2]))
        return
    content = gzip.decompress(BOOKS.read_bytes())
    # First of all: what a child process takes at its peak counts from what its parent had.
    large = memory(content, int(sys.argv[1]) if sys.argv[1:] else 200)
    by_stage(content[: 1 << 20])
    records, claims, stages = by_stage(content)
    total = sum(stages.values())
    print("| what | records | seconds | records/s |\n|---|---:|---:|---:|")
    print(row("baseline: pymarc reads them", *measured(pymarc_reads, content)))
    print(row("read and decoded", records, stages["read and decode ISO 2709"]))
    print(row(f"read and mapped, {claims:,} claims", records, total))
    print(row("read and written as BIBFRAME RDF/XML", *measured(bibframe, content)))
    print("\n| stage | seconds | share | µs a claim |\n|---|---:|---:|---:|")
    for name, seconds in sorted(stages.items(), key=lambda item: -item[1]):
        print(f"| {name} | {seconds:.2f} | {seconds / total:.0%} | {seconds / claims * 1e6:.2f} |")
    print(f"\n{large}")


if __name__ == "__main__":
    main()
