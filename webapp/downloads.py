"""Downloads of a dataset, written while they are sent: nothing is held in memory, and the second time a file is sent.

Files are kept compressed in the directory of the generation and go with it. The SHA-256 is that of the file as it is
received, not of the compressed one.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Quad, RdfFormat, serialize

from kg import terms
from kg.authority.provenance import LOCATOR, TYPE
from kg.authority.view import ALT_LABEL, PREF_LABEL, STANDS_FOR
from kg.datasets import record_graphs
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term
from ontology.terms import EntityType, entity_type_of_class

T = TypeVar("T")
_RECORDS = 200
_CHUNK = 1 << 16
_COLUMNS = ("iri", "type", "label", "names", "year_from", "year_to", "identifier", "record", "locator")


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a dataset can be had as."""

    name: str
    media_type: str
    write: Callable[[Minter, Generation, str], Iterator[bytes]]


def claims(minter: Minter, generation: Generation, dataset: str) -> Iterator[bytes]:
    """All claims of a dataset as N-Quads, each in the named graph of its record."""
    graphs = record_graphs(generation.store, minter.dataset(dataset))
    for batch in _batches(graphs):
        quads = [quad for graph in batch for quad in generation.store.match(None, None, None, node(graph))]
        yield serialize(quads, format=RdfFormat.N_QUADS) or b""


def entities(minter: Minter, generation: Generation, dataset: str) -> Iterator[bytes]:
    """The entities that a dataset describes as CSV, one row a record; UTF-8 with a byte order mark for spreadsheets."""
    yield b"\xef\xbb\xbf" + _csv([_COLUMNS])
    for batch in _batches(record_graphs(generation.store, minter.dataset(dataset))):
        yield _csv(row for graph in batch for row in _rows(generation, graph))


DOWNLOADS = (Download("claims.nq", "application/n-quads", claims), Download("entities.csv", "text/csv", entities))


def prepared(generation: Generation, dataset: str, download: Download) -> tuple[Path, str] | None:
    """The compressed file and the SHA-256 of a download that was made before, None where it was not."""
    path = _place(generation, dataset, download)
    try:
        return path, _checksum(path).read_text("ascii").split()[0]
    except FileNotFoundError:
        return None


def stream(minter: Minter, generation: Generation, dataset: str, download: Download) -> Iterator[bytes]:
    """The bytes of a download, from its file if it was made before; else it is made now and kept if all is taken."""
    made = prepared(generation, dataset, download)
    if made:
        with gzip.open(made[0]) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
        return
    path = _place(generation, dataset, download)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    digest = hashlib.sha256()
    try:
        with beside.open("wb") as raw, gzip.GzipFile("", "wb", 5, raw, 0) as file:
            for chunk in download.write(minter, generation, dataset):
                digest.update(chunk)
                file.write(chunk)
                yield chunk
        beside.replace(path)
        _checksum(path).write_text(f"{digest.hexdigest()}  {dataset}-{download.name}\n", "ascii")
    finally:
        beside.unlink(missing_ok=True)


def _place(generation: Generation, dataset: str, download: Download) -> Path:
    folder = generation.directory / "downloads"
    return folder / f"{dataset}-{download.name}.gz"


def _checksum(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _rows(generation: Generation, graph: Term) -> Iterator[tuple[str, ...]]:
    subjects: dict[str, list[Quad]] = {}
    for quad in generation.store.match(None, None, None, node(graph)):
        subjects.setdefault(str(quad.subject), []).append(quad)
    places = generation.store.match(node(graph), node(LOCATOR), None, VIEW)
    locator = next((terms.literal_value(str(q.object)) for q in places), "")
    for subject, quads in subjects.items():
        entity = _type(quads)
        if entity is None or not entity.page:
            continue
        survivor = next(
            (str(q.object) for q in generation.store.match(node(subject), node(STANDS_FOR), None, VIEW)), subject
        )
        labels, variants = _texts(quads, (PREF_LABEL,)), _texts(quads, (PREF_LABEL, ALT_LABEL))[1:]
        years = (_texts(quads, map(terms.iri, each)) for each in (entity.year_from, entity.year_to))
        first, last = (found[0] if found else "" for found in years)
        label = labels[0] if labels else ""
        yield (
            survivor[1:-1],
            entity.segment,
            label,
            "|".join(variants),
            first,
            last,
            subject[1:-1],
            graph[1:-1],
            locator,
        )


def _type(quads: Iterable[Quad]) -> EntityType | None:
    kinds = (str(q.object)[1:-1] for q in quads if str(q.predicate) == TYPE)
    return next((found for kind in kinds if (found := entity_type_of_class(kind))), None)


def _texts(quads: Iterable[Quad], properties: Iterable[Term]) -> list[str]:
    return [terms.literal_value(str(q.object)) for p in properties for q in quads if str(q.predicate) == p]


def _csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8")


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _RECORDS)):
        yield batch
