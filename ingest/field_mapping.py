"""The mapping tables of importers: which field of a format becomes which term of the model.

Each importer package has its table beside its code (``fields.tsv``) and works from it, so a page that is made from the
table says what the code does. Columns: ``source`` (the field, in the words of the format), ``target`` (a compact IRI;
empty where the model has no place for the field), ``note`` (what happens to it, or why it is not held).
"""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.importer import IMPORTERS
from ingest.section import did_you_mean
from kg.errors import InvalidDataset
from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import OWN, all_terms, is_declared

TABLE = "fields.tsv"
_COLUMNS = ("source", "target", "note")
_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[^\s:]+")


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One row of a table: the field of the source, the term of the model (compact, or empty), what is to be known."""

    source: str
    target: str
    note: str


@cache
def field_mappings(importer_name: str) -> tuple[FieldMapping, ...]:
    """The table of an importer in its order; empty for one whose mapping stands in each dataset's description.

    Raises InvalidDataset for an importer that does not exist and for a table with a mistake.

    >>> [row.target for row in field_mappings("gedcom") if row.source == "INDI.SEX"]
    ['zs:gender']
    """
    if importer_name not in IMPORTERS:
        raise InvalidDataset(f'There is no importer "{importer_name}"', hint=did_you_mean(importer_name, IMPORTERS))
    module = IMPORTERS[importer_name].partition(":")[0]
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        return ()
    path = Path(spec.submodule_search_locations[0]) / TABLE
    return read_field_mappings(path) if path.is_file() else ()


def read_field_mappings(path: Path) -> tuple[FieldMapping, ...]:
    """Read a table strictly. Raises InvalidDataset with file and line for a wrong header, a row that has not three
    cells, a source that stands twice, and a target that is not in the ontology.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != _COLUMNS:
        raise InvalidDataset(f"{path}: line 1: the header must be {', '.join(_COLUMNS)}, separated by tabs")
    rows: dict[str, FieldMapping] = {}
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(_COLUMNS):
            raise InvalidDataset(f"{path}: line {number}: {len(cells)} cells where there must be {len(_COLUMNS)}")
        row = FieldMapping(*(cell.strip() for cell in cells))
        if not row.source:
            raise InvalidDataset(f"{path}: line {number}: no source field")
        if row.source in rows:
            raise InvalidDataset(f'{path}: line {number}: "{row.source}" stands twice')
        if row.target:
            _check_target(row.target, f"{path}: line {number}")
        elif not row.note:
            raise InvalidDataset(f"{path}: line {number}: neither a target nor a note that says why there is none")
        rows[row.source] = row
    return tuple(rows.values())


def _check_target(target: str, place: str) -> None:
    match = _CURIE.fullmatch(target)
    if match is None or match[1] not in PREFIXES:
        raise InvalidDataset(f'{place}: "{target}" is not a compact IRI', hint="Write prefix:name.")
    if not is_declared(expand(target)):
        near = did_you_mean(target, (compact(term) for term in all_terms() if term.startswith(OWN)))
        raise InvalidDataset(f'{place}: "{target}" is not in the ontology', hint=near)
