"""Makes the terms of a vocabulary from its files: OWL and SKOS statements, versions, examples, alignments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from ontology.example_blocks import examples_by_term
from ontology.history import read_versions
from ontology.namespaces import PREFIXES, expand
from ontology.terms import Vocabulary, VocabularyTerm, vocabulary_files
from ontology.turtle import VocabularyError, read_statements

_TYPE = expand("rdf:type")
_KINDS = {
    expand("owl:Class"): "class",
    expand("owl:ObjectProperty"): "property",
    expand("owl:DatatypeProperty"): "property",
    expand("owl:AnnotationProperty"): "property",
    expand("rdf:Property"): "property",
    expand("owl:NamedIndividual"): "individual",
    expand("skos:Concept"): "concept",
    expand("skos:ConceptScheme"): "scheme",
}
_LABELS = (expand("rdfs:label"), expand("skos:prefLabel"))
_COMMENTS = (expand("rdfs:comment"), expand("skos:definition"))
_BROADER = (expand("rdfs:subClassOf"), expand("rdfs:subPropertyOf"), expand("skos:broader"))
_INVERSE = (expand("owl:inverseOf"), expand("zs:inverseRelation"))
_MATCHES = tuple(expand(f"skos:{name}Match") for name in ("exact", "close", "broad", "narrow", "related"))
_AXIOMS = tuple(
    expand(name) for name in ("owl:equivalentClass", "owl:equivalentProperty", "rdfs:subClassOf", "rdfs:subPropertyOf")
)

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class _Statements:
    """Statements by subject and property."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._values: dict[str, dict[str, list[_Term]]] = {}
        self.kinds: dict[str, str] = {}
        for triple in triples:
            subject = str(triple.subject)
            self._values.setdefault(subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
            if triple.predicate.value == _TYPE and isinstance(triple.subject, ox.NamedNode):
                self._note_kind(triple.subject.value, triple.object)

    def _note_kind(self, iri: str, rdf_type: _Term) -> None:
        kind = _KINDS.get(rdf_type.value) if isinstance(rdf_type, ox.NamedNode) else None
        if kind:
            self.kinds[iri] = kind

    def values(self, subject: str, properties: Iterable[str]) -> Iterator[_Term]:
        found = self._values.get(subject, {})
        for each in properties:
            yield from found.get(each, ())

    def texts(self, subject: str, properties: Iterable[str]) -> dict[str, str]:
        """Texts by language tag in lower case."""
        literals = (value for value in self.values(subject, properties) if isinstance(value, ox.Literal))
        return {literal.language.lower(): literal.value for literal in literals if literal.language}

    def literal(self, subject: str, prop: str) -> str:
        found = (value.value for value in self.values(subject, (prop,)) if isinstance(value, ox.Literal))
        return min(found, default="")

    def iris(self, subject: str, properties: Iterable[str]) -> tuple[str, ...]:
        """The IRIs among the values, and the classes of unions (``owl:unionOf``), sorted."""
        return tuple(sorted(iri for value in self.values(subject, properties) for iri in self._members(value)))

    def pairs(self, subject: str, properties: Iterable[str]) -> Iterator[tuple[str, str]]:
        for each in properties:
            yield from ((each, iri) for iri in self.iris(subject, (each,)))

    def _members(self, value: _Term) -> Iterator[str]:
        if isinstance(value, ox.NamedNode):
            yield value.value
        elif isinstance(value, ox.BlankNode):
            for each in self.values(str(value), (expand("owl:unionOf"),)):
                yield from self._list(each)

    def _list(self, value: _Term) -> Iterator[str]:
        while isinstance(value, ox.BlankNode):
            first = next(self.values(str(value), (expand("rdf:first"),)), None)
            if isinstance(first, ox.NamedNode):
                yield first.value
            value = next(self.values(str(value), (expand("rdf:rest"),)), ox.NamedNode(expand("rdf:nil")))


def read_vocabulary(directory: Path) -> Vocabulary:
    """The vocabulary of a directory laid out like this one: its terms with their mappings and examples, its versions.

    Raises VocabularyError if a file cannot be used.
    """
    alignments = [path for path in vocabulary_files(directory) if path.name == "alignments.ttl"]
    terms = read_terms((path for path in vocabulary_files(directory) if path not in alignments), alignments)
    changes = directory / "changes.toml"
    try:
        versions = read_versions(changes, (iri for iri in terms if iri.startswith(PREFIXES["zs"])))
    except KeyError as error:
        raise VocabularyError(changes, None, f"a version or a change has no {error}", "Add it.") from error
    except (OSError, ValueError) as error:
        raise VocabularyError(changes, None, str(error), "Versions are tables [[version]], oldest first.") from error
    examples = examples_by_term(sorted((directory / "examples").glob("*.ttl")))
    since = {iri: version.number for version in versions for iri in version.terms}
    status = {iri: "testing" if number == versions[-1].number else "stable" for iri, number in since.items()}
    complete = {
        iri: replace(
            term,
            example=examples.get(iri, ""),
            since=since.get(iri, ""),
            status=term.status or status.get(iri, ""),
        )
        for iri, term in terms.items()
    }
    return Vocabulary(MappingProxyType(complete), versions)


def read_terms(paths: Iterable[Path], alignments: Iterable[Path] = ()) -> Mapping[str, VocabularyTerm]:
    """Every class, property, individual, concept and scheme that the files declare, by IRI, sorted.

    ``alignments`` are files that say how these terms relate to those of other vocabularies: what they say becomes
    ``mappings`` and adds no super-class. Raises VocabularyError.
    """
    said, aligned = _Statements(read_statements(paths)), _Statements(read_statements(alignments))
    return {iri: _term(said, aligned, iri) for iri in sorted(said.kinds)}


def _term(said: _Statements, aligned: _Statements, iri: str) -> VocabularyTerm:
    subject = f"<{iri}>"
    mappings = {*said.pairs(subject, _MATCHES), *aligned.pairs(subject, (*_MATCHES, *_AXIOMS))}
    types = said.iris(subject, (_TYPE,))
    is_deprecated = said.literal(subject, expand("owl:deprecated")) == "true"
    return VocabularyTerm(
        iri=iri,
        kind=said.kinds[iri],
        labels=said.texts(subject, _LABELS),
        comments=said.texts(subject, _COMMENTS),
        broader=said.iris(subject, _BROADER),
        domain=said.iris(subject, (expand("rdfs:domain"),)),
        range=said.iris(subject, (expand("rdfs:range"),)),
        inverse=next(iter(said.iris(subject, _INVERSE)), ""),
        scheme=next(iter(said.iris(subject, (expand("skos:inScheme"),))), ""),
        single_valued=said.literal(subject, expand("zs:singleValued")) == "true",
        mappings=tuple(sorted(mappings)),
        notation=said.literal(subject, expand("skos:notation")),
        status="archaic" if is_deprecated else said.literal(subject, expand("vs:term_status")),
        characteristics=tuple(t for t in types if t.startswith(PREFIXES["owl"]) and t.endswith("Property")),
    )
