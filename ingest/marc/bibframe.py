"""BIBFRAME 2 as RDF/XML in the shape in which the Library of Congress writes it: works and instances with all that
belongs to them inside, one below the other (striped), every resource that is described elsewhere as a reference.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from ingest.marc.description import TERMS, Description
from ingest.marc.iso2709 import Damaged
from ingest.marc.lc_shape import LcNaming, LcTongue
from ingest.marc.mapping import describe
from ingest.marc.parallel import pair
from ingest.marc.reader import read_records
from ingest.marc.record import MarcRecord
from ingest.source import Source
from kg.record import Problem
from kg.terms import Term, Triple, iri_value, is_iri, literal_value
from ontology.namespaces import PREFIXES
from ontology.terms import OWN

_RDF = PREFIXES["rdf"]
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACES = {name: PREFIXES[name] for name in ("rdf", "rdfs", "bf", "bflc", "madsrdf")}
_TYPE = TERMS["rdf:type"]
_OWN = tuple(f"<{namespace}" for namespace in OWN)
_ROOTS = (TERMS["bf:Work"], TERMS["bf:Instance"])
_TAIL = re.compile(r"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?\Z")
_NAME = re.compile(r"<(.*[/#])([A-Za-z_][\w.-]*)>", re.DOTALL)


def bibframe_of(record: MarcRecord, base: str) -> tuple[tuple[Triple, ...], list[tuple[str, str]]]:
    """(triples in LC's shape, faults as (tag, reason)) of one MARC 21 record; IRIs begin with ``base``."""
    tongue = LcTongue(record)
    d = Description(record, LcNaming(base, record), tongue)
    pairing = pair(record, tongue)
    describe(d, pairing)
    return d.finished(), pairing.faults


def write_bibframe(records: Iterable[Iterable[Triple]], out: BinaryIO) -> int:
    """Write the triples of each record as RDF/XML; terms that are not of RDF, BIBFRAME or MADS are left out.

    Returns how many works and instances were written. Works by streaming: one record is in memory at a time.
    """
    written = 0
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{_RDF}}}RDF", nsmap=_NAMESPACES):
            for triples in records:
                for element in _Striped(triples).roots():
                    xml.write(element)
                    written += 1
    return written


def convert_to_bibframe(source: Source, out: BinaryIO, base: str, report: Callable[[Problem], None]) -> int:
    """Read MARC 21 and write BIBFRAME. Returns the number of works and instances; what is wrong goes to ``report``."""

    def triples() -> Iterator[tuple[Triple, ...]]:
        for record in read_records(source, unimarc=False, compose=False):
            if isinstance(record, Damaged):
                report(Problem(source.name, record.number, "", record.reason))
                continue
            found, faults = bibframe_of(record, base)
            for fault in record.faults:
                report(Problem(source.name, record.number, "", fault, skipped=False))
            for tag, reason in faults:
                report(Problem(source.name, record.number, tag, reason, skipped=False))
            yield found

    return write_bibframe(triples(), out)


def is_written(predicate: Term) -> bool:
    """Whether a property is of a vocabulary that the RDF/XML has."""
    match = _NAME.fullmatch(predicate)
    return match is not None and match[1] in _KNOWN


@dataclass(slots=True)
class _Striped:
    """The triples of one record, to be written one below the other."""

    triples: Iterable[Triple]
    about: dict[Term, list[tuple[Term, Term]]] = field(default_factory=dict)
    top: list[Term] = field(default_factory=list)

    def roots(self) -> Iterator[etree._Element]:
        """The elements of the works and instances of the record itself."""
        for subject, predicate, value in self.triples:
            self.about.setdefault(subject, []).append((predicate, value))
        inner = {value for said in self.about.values() for predicate, value in said if predicate not in _MUTUAL}
        self.top = [
            subject
            for subject, said in self.about.items()
            if subject not in inner and any(p == _TYPE and value in _ROOTS for p, value in said) and is_iri(subject)
        ]
        for subject in self.top:
            yield self._node(subject, ())

    def _node(self, subject: Term, path: tuple[Term, ...]) -> etree._Element:
        said = self.about[subject]
        types = [value for predicate, value in said if predicate == _TYPE]
        named = next((match for each in types if (match := _NAME.fullmatch(each)) and match[1] in _KNOWN), None)
        element = etree.Element(f"{{{named[1]}}}{named[2]}" if named else f"{{{_RDF}}}Description", nsmap=_NAMESPACES)
        if is_iri(subject):
            element.set(f"{{{_RDF}}}about", iri_value(subject))
        chosen = named.group() if named else ""
        for predicate, value in said:
            if predicate == _TYPE and (value == chosen or value.startswith(_OWN)):
                continue
            match = _NAME.fullmatch(predicate)
            if match and match[1] in _KNOWN:
                self._property(element, f"{{{match[1]}}}{match[2]}", value, (*path, subject))
        return element

    def _property(self, element: etree._Element, name: str, value: Term, path: tuple[Term, ...]) -> None:
        child = etree.SubElement(element, name)
        if value.startswith('"'):
            tail = _TAIL.search(value, value.rindex('"') + 1)
            child.text = _XML_FORBIDDEN.sub("\ufffd", literal_value(value))
            if tail and tail["language"]:
                child.set(_XML_LANG, tail["language"])
            elif tail and tail["datatype"]:
                child.set(f"{{{_RDF}}}datatype", tail["datatype"])
        elif value in self.about and value not in path and value not in self.top:
            child.append(self._node(value, path))
        else:
            child.set(f"{{{_RDF}}}resource", iri_value(value))


_KNOWN = frozenset(_NAMESPACES.values())
#: Instance and work point to each other, and neither is below the other.
_MUTUAL = (TERMS["bf:hasInstance"], TERMS["bf:instanceOf"], TERMS["bf:itemOf"])
_XML_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m ingest.marc.bibframe RECORDS OUT``: MARC 21 to BIBFRAME; 3 where something is wrong in the source."""
    parser = argparse.ArgumentParser(prog="python -m ingest.marc.bibframe", description=main.__doc__)
    parser.add_argument("records", type=Path, help="ISO 2709 or MARCXML, plain or gzip")
    parser.add_argument("out", type=Path, help="where the RDF/XML goes")
    parser.add_argument("--base", default="http://example.org/", help="what the IRIs of records begin with")
    given = parser.parse_args(arguments)
    problems: list[Problem] = []
    with Source(given.records) as source, given.out.open("wb") as out:
        convert_to_bibframe(source, out, given.base, problems.append)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 3 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
