"""RDF of others: records in contexts (RiC-O 1.0), Shanghai Library's data (BIBFRAME 1 and ``shl:``), BIBFRAME 2, FOAF.

Every node with an IRI and a class that is known becomes a record of its own; nodes without an IRI (titles, dates,
identifiers) are read where they are used. What each class and property becomes stands in ``fields.tsv``; the ties of
kinship and the kinds of names come from the crosswalks of these schemes. Whatever is not in the table is reported once
for each property, with the number of times. The IRI of the source is kept as ``skos:exactMatch``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.rdf.claims import NodeClaims
from ingest.rdf.document import RdfDocument
from ingest.rdf.entities import Entities
from ingest.section import Section
from ingest.source import Source
from ingest.text_options import TextOptions, read_text_options
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record
from kg.store.parsing import read_triples
from kg.terms import Triple, literal
from ontology.namespaces import compact

if TYPE_CHECKING:
    from ingest.description import Dataset


class RdfImporter:
    """Reads RDF documents; a node that several files describe gives a record in each."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: TextOptions = dataset.options
        self._minter = minter
        self._keys: Counter[str] = Counter()

    @staticmethod
    def options(section: Section) -> TextOptions:
        """The options of ``[rdf]``. Raises InvalidDataset with the key path."""
        return read_text_options(section, "ricosheng-")

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The described nodes of a document in its order. What a broken document said before its fault is read."""
        triples: list[Triple] = []
        fault = ""
        with source.open_bytes() as stream:
            suffix = source.plain_name.rpartition(".")[2]
            try:
                triples.extend(read_triples(stream, suffix, source.name, f"{self._minter.base}source/"))
            except InvalidDataset as error:
                if not triples:
                    raise
                fault = str(error)
        if fault:
            yield Problem(source.name, 0, "", f"{fault}; what stands before it was read", skipped=False)
        document = RdfDocument(triples)
        entities = Entities(document, self._minter, self._options.entity)
        lost: Counter[str] = Counter()
        for subject in document.subjects():
            if entities.kind(subject) is None:
                lost.update(f"class {compact(name[1:-1])}" for name in entities.unknown_classes(subject))
                continue
            claims = NodeClaims(document, entities, subject, self._options.language)
            claims.describe()
            lost.update(claims.lost)
            for field, reason in claims.problems:
                yield Problem(source.name, 0, field, f"{subject[1:-1]}: {reason}", skipped=False)
            yield self._record(source.name, subject, entities, claims)
        for name, times in sorted(lost.items()):
            yield Problem(source.name, 0, name, f"is not held; met {times} times", skipped=False)

    def _record(self, file: str, subject: str, entities: Entities, claims: NodeClaims) -> Record:
        if self._options.citation:
            claims.add("zs:citation", literal(self._options.citation, self._options.language))
        key = entities.local(subject)
        self._keys[key] += 1
        if self._keys[key] > 1:
            key = f"{key}-{self._keys[key]}"
        return Record(key, f"{file}, {subject[1:-1]}", entities.term(subject), claims.finished())
