"""The page of a class, property or individual: meaning, place among the others, constraints, uses, history."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from kg.generation import Generation
from kg.statistics import Statistics
from ontology.history import Change, VocabularyVersion
from ontology.namespaces import PREFIXES, compact
from ontology.shapes import PropertyShape, shapes
from ontology.shapes_source import ShapesError
from ontology.terms import VocabularyTerm, all_terms, versions
from webapp import languages
from webapp.addresses import address_of
from webapp.negotiate import FORMATS, Format
from webapp.ontology_graph import ONTOLOGY
from webapp.pages import page
from webapp.term_tree import ClassProperty, above, below, properties_of
from webapp.term_uses import Uses, uses_of
from webapp.turtle_markup import marked_turtle
from webapp.vocabulary import served

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a shape asks: of which property, how serious a breach is (Violation, Warning, Info), in words, by whom."""

    property: str
    inverse: bool
    severity: str
    name: str
    message: str
    minimum: int | None
    maximum: int | None
    classes: tuple[str, ...]


@page("ontology/term.html")
@dataclass(frozen=True, slots=True)
class TermPage:
    """What ``ontology/term.html`` shows."""

    item: VocabularyTerm = field(metadata={"help": "The term"})
    standard: str = field(metadata={"help": "Namespace that defines a term of a standard; empty for our own"})
    file: str = field(metadata={"help": "The file of the ontology that speaks of it"})
    above: tuple[str, ...] = field(metadata={"help": "All super-classes or super-properties, the nearest first"})
    below: tuple[VocabularyTerm, ...] = field(metadata={"help": "What is directly below it"})
    members: tuple[VocabularyTerm, ...] = field(metadata={"help": "Properties that have this class as range"})
    properties: tuple[ClassProperty, ...] = field(metadata={"help": "Properties of a class, inherited ones too"})
    constraints: tuple[Constraint, ...] = field(metadata={"help": "What the shapes ask"})
    counts: Statistics = field(metadata={"help": "How often each term occurs in the data"})
    uses: Uses = field(metadata={"help": "How this term is used in the data"})
    example: Markup = field(metadata={"help": "An example in Turtle, marked up; may be empty"})
    history: tuple[tuple[VocabularyVersion, Change | None], ...] = field(
        metadata={"help": "(version, what changed; None: the term came with it), the latest first"}
    )
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The term as data: formats and addresses"})


def term_page(data: Generation, term: VocabularyTerm) -> TermPage:
    """The page of a term of the vocabulary that is no concept."""
    terms = all_terms()
    is_class = term.kind == "class"
    address = address_of(term)
    return TermPage(
        item=term,
        standard="" if term.iri.startswith(ONTOLOGY) else PREFIXES.get(compact(term.iri).partition(":")[0], term.iri),
        file=served().graph().files.get(term.iri, ""),
        above=above(term.iri, terms),
        below=below(term.iri, terms.values()),
        members=tuple(t for t in terms.values() if is_class and t.kind == "property" and term.iri in t.range),
        properties=properties_of(term.iri, terms) if is_class else (),
        constraints=tuple(_constraints(term)),
        counts=data.statistics(),
        uses=uses_of(data, term),
        example=marked_turtle(term.example),
        history=tuple(_history(term.iri)),
        formats=tuple((each, f"{address}.{each.suffix}") for each in FORMATS),
    )


def _constraints(term: VocabularyTerm) -> Iterator[Constraint]:
    """What shapes ask of the members of a class, or of the values of a property."""
    found: dict[str, tuple[PropertyShape, list[str]]] = {}
    try:
        for node in shapes():
            for shape in node.properties:
                steps = [path[0] for path in shape.paths if path]
                if term.iri in node.target_classes or term.iri in [step.predicate for step in steps]:
                    found.setdefault(shape.iri, (shape, []))[1].extend(node.declared)
    except ShapesError as error:
        LOG.error("The shapes are not shown: %s", error)
        return
    for shape, classes in found.values():
        first = next((path[0] for path in shape.paths if path), None)
        yield Constraint(
            property=first.predicate if first else "",
            inverse=bool(first and first.inverse),
            severity=shape.severity.value,
            name=_in_language(shape.names),
            message=_in_language(shape.messages),
            minimum=shape.min_count,
            maximum=shape.max_count,
            classes=tuple(dict.fromkeys(classes)),
        )


def _in_language(texts: object) -> str:
    known = dict(texts) if texts else {}  # type: ignore[call-overload]
    tag = languages.current().tag.lower()
    return str(known.get(tag) or next(iter(known.values()), ""))


def _history(iri: str) -> Iterator[tuple[VocabularyVersion, Change | None]]:
    for version in reversed(versions()):
        for change in version.changes:
            if iri in change.terms:
                yield version, change
        if iri in version.terms:
            yield version, None
