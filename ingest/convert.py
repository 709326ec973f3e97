"""From a source file to N-Quads, without any workspace: what a dataset would claim, for a look or for another store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from ingest.description import Dataset, known_datasets, load_description
from ingest.importer import get_importer, open_records
from kg.errors import InvalidDataset
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem


@dataclass(frozen=True, slots=True)
class Conversion:
    """What came out: ``records`` and ``quads`` written, ``problems`` reported, rows ``skipped`` on purpose."""

    records: int
    quads: int
    problems: int
    skipped: int


def convert(
    importer: str,
    file: Path,
    out: BinaryIO,
    problems: TextIO,
    *,
    dataset: str | Path | None = None,
    base: str = DEFAULT_BASE,
) -> Conversion:
    """Write the claims of one file as canonical N-Quads, one record graph each, and its problems one a line.

    ``dataset`` is the id or the path of a description; without it the description is found by the name of the file
    among those that come with the software. Raises InvalidDataset where none fits, or where the file cannot be read;
    what was written before stays written. The provenance of a record graph is added by a load and is not here.
    """
    description = _description(importer, file, dataset)
    minter = Minter(base)
    records = quads = reported = 0
    stream = open_records(description, [file], minter)
    for item in stream:
        if isinstance(item, Problem):
            problems.write(f"{item}\n")
            reported += 1
            continue
        graph = minter.record(description.id, item.key)
        lines = [f"{subject} {predicate} {value} {graph} .\n" for subject, predicate, value in item.claims]
        out.write("".join(lines).encode("utf-8"))
        records += 1
        quads += len(lines)
    return Conversion(records, quads, reported, stream.skipped)


def _description(importer: str, file: Path, dataset: str | Path | None) -> Dataset:
    get_importer(importer)
    if not file.is_file():
        raise InvalidDataset(f"There is no file {file}")
    if dataset is not None:
        description = load_description(dataset)
        if description.importer != importer:
            raise InvalidDataset(
                f'The dataset {description.id} is read by the importer "{description.importer}", not "{importer}"'
            )
        return description
    known = [each for each in known_datasets().values() if each.importer == importer]
    fitting = [each for each in known if each.accepts(file.name)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(each.id for each in fitting)
        raise InvalidDataset(f"Several datasets have a file {file.name}: {names}", hint="Name the one that you mean.")
    raise InvalidDataset(
        f"No dataset has a file {file.name}",
        hint="Give the id of a dataset or the path of a description (TOML). "
        f"Files known: {', '.join(pattern for each in known for pattern in each.files)}.",
    )
