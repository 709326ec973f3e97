"""The JSON-LD context of the vocabulary, built from its files (https://www.w3.org/TR/json-ld11/#the-context).

Our own classes and properties are known by their local names (``birthYear``), those of standards by their compact IRIs
(``dcterms:title``), and the three labels that everything has as ``label``, ``prefLabel`` and ``altLabel``. A property
with entities as values takes plain IRIs, one with texts in languages a map by language, one with several values an
array.

The context of a release never changes: ``python -m ontology.context`` writes it into ``contexts/``, from where it is
served for ever; the context of a version without such a file is built from the vocabulary as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef

from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import vocabulary_files
from ontology.turtle import read_graph

ONTOLOGY = PREFIXES["zs"]
KEYWORDS = {"id": "@id", "type": "@type"}
#: Terms of standards that go by their local names: every description has them.
PLAIN = ("rdfs:label", "skos:prefLabel", "skos:altLabel")
#: Properties of standards whose values are texts in languages.
_TEXTS = (
    *("rdfs:label", "rdfs:comment", "skos:prefLabel", "skos:altLabel", "skos:definition", "skos:scopeNote"),
    *("dcterms:title", "dcterms:description"),
)
#: Properties of standards whose values are IRIs wherever this project writes them.
_LINKS = (
    *("dcterms:isPartOf", "dcterms:source", "dcterms:license", "dcterms:isReplacedBy", "foaf:primaryTopic"),
    *("foaf:homepage", "void:inDataset", "prov:wasGeneratedBy", "prov:generated", "prov:used", "skos:inScheme"),
    *("skos:broader", "skos:narrower", "skos:exactMatch", "skos:closeMatch", "rdfs:seeAlso", "owl:sameAs"),
    *("hydra:view", "hydra:first", "hydra:last", "hydra:next", "hydra:previous"),
)
_TIMES = ("dcterms:modified", "dcterms:issued", "prov:startedAtTime", "prov:endedAtTime", "prov:invalidatedAtTime")
#: Datatypes that JSON has numbers and truth values for.
_NATIVE = (XSD.integer, XSD.boolean, XSD.string)
_FROZEN = Path(__file__).parent / "contexts"


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """How a property is written: its key; ``coercion`` is ``@id``, a datatype IRI or empty; by language or not; always
    an array or not."""

    key: str
    iri: str
    coercion: str = ""
    by_language: bool = False
    many: bool = True

    def as_json(self) -> dict[str, Any]:
        """The expanded term definition of the JSON-LD syntax."""
        found: dict[str, Any] = {"@id": compact(self.iri)}
        if self.coercion:
            found["@type"] = compact(self.coercion)
        containers = ["@language"] * self.by_language + ["@set"] * self.many
        if containers:
            found["@container"] = containers if len(containers) > 1 else containers[0]
        return found


def version() -> str:
    """The version of the vocabulary, such as ``0.2.0``."""
    return str(next(_graph().objects(URIRef(ONTOLOGY), OWL.versionInfo)))


@cache
def properties() -> Mapping[str, TermDefinition]:
    """How each property is written, by its IRI."""
    graph = _graph()
    own = {
        str(subject)
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
        for subject in graph.subjects(RDF.type, kind)
        if str(subject).startswith(ONTOLOGY)
    }
    reused = {expand(curie) for curie in (*PLAIN, *_TEXTS, *_LINKS, *_TIMES)}
    return MappingProxyType({iri: _definition(graph, iri) for iri in (*sorted(own), *sorted(reused))})


@cache
def classes() -> Mapping[str, str]:
    """Our own classes that have a name of their own: IRI -> name."""
    taken = {each.key for each in properties().values()} | set(KEYWORDS)
    found = sorted(str(each) for each in _graph().subjects(RDF.type, OWL.Class) if str(each).startswith(ONTOLOGY))
    return MappingProxyType({iri: name for iri in found if (name := iri[len(ONTOLOGY) :]) not in taken})


@cache
def prefixes() -> Mapping[str, str]:
    """The prefixes of the context: those that are not the name of a property or class."""
    taken = {each.key for each in properties().values()} | set(classes().values()) | set(KEYWORDS)
    return MappingProxyType({prefix: iri for prefix, iri in PREFIXES.items() if prefix not in taken})


def context() -> dict[str, Any]:
    """The context document as it follows from the vocabulary."""
    terms: dict[str, Any] = {"@version": 1.1, **KEYWORDS, **prefixes()}
    terms |= {name: {"@id": compact(iri)} for iri, name in classes().items()}
    terms |= {each.key: each.as_json() for each in properties().values()}
    return {"@context": terms}


def context_text(wanted: str = "") -> str | None:
    """The context of a version (empty: the current one) as it is served; None where there was no such version."""
    asked = wanted or version()
    if is_frozen(asked):
        return (_FROZEN / f"v{asked}.jsonld").read_text("utf-8")
    return _as_text() if asked == version() else None


def is_frozen(wanted: str) -> bool:
    """Whether the context of a version can never change."""
    return wanted.replace(".", "").isalnum() and (_FROZEN / f"v{wanted}.jsonld").is_file()


@cache
def _graph() -> Graph:
    return read_graph(vocabulary_files())


@cache
def _as_text() -> str:
    return json.dumps(context(), ensure_ascii=False, indent=1) + "\n"


def _definition(graph: Graph, iri: str) -> TermDefinition:
    term, curie = URIRef(iri), compact(iri)
    key = iri[len(ONTOLOGY) :] if iri.startswith(ONTOLOGY) else curie
    if curie in PLAIN:
        key = curie.partition(":")[2]
    ranges = set(graph.objects(term, RDFS.range))
    many = (term, URIRef(expand("zs:singleValued")), Literal(True)) not in graph and curie not in (*PLAIN[:2], *_TIMES)
    if curie in _TEXTS or RDF.langString in ranges:
        return TermDefinition(key, iri, by_language=True, many=many)
    if curie in _TIMES:
        return TermDefinition(key, iri, str(XSD.dateTime), many=many)
    if curie in _LINKS or (term, RDF.type, OWL.ObjectProperty) in graph:
        return TermDefinition(key, iri, "@id", many=many)
    types = [each for each in ranges if str(each).startswith(str(XSD)) and each not in _NATIVE]
    return TermDefinition(key, iri, str(types[0]) if len(types) == len(ranges) == 1 else "", many=many)


def freeze() -> Path:
    """Write the context of the current version into ``contexts/``. Raises FileExistsError where it is there already."""
    path = _FROZEN / f"v{version()}.jsonld"
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as out:
        out.write(_as_text())
    return path


if __name__ == "__main__":
    freeze()
