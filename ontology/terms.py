"""The vocabulary for programs: labels and definitions of terms, the table of entity types, the rules of direct triples.

These files stand beside this module. ``vocabulary/*.ttl`` (our terms), ``reused.ttl`` (terms of standards that we
use) and ``schemes/*.ttl`` (OWL and SKOS, Turtle) hold the terms and what they mean in three languages,
``alignments.ttl`` how they relate to terms of standards, ``examples/*.ttl`` how they are used, ``changes.toml`` what
came with which version; they are read once, when a label is first asked for. ``entity_types.toml`` says what kinds of
entity there are and which properties feed search, years and networks. ``direct.toml`` says which direct triples the
view derives from relation nodes. Everything returned is immutable, with full IRIs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ontology.history import VocabularyVersion
from ontology.namespaces import PREFIXES, expand

#: The languages of the interface; every term has a label and a comment in each.
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_FALLBACK = {
    "zh-hans": ("zh-hans", "zh-hant", "en"),
    "zh-hant": ("zh-hant", "zh-hans", "en"),
    "en": ("en", "zh-hans", "zh-hant"),
}
#: The namespaces of our own vocabularies.
OWN = tuple(namespace for namespace in PREFIXES.values() if namespace.startswith("https://w3id.org/zhishu/"))
_HERE = Path(__file__).parent
_in_use: dict[str, Vocabulary] = {}


@dataclass(frozen=True, slots=True)
class VocabularyTerm:
    """A class, property, individual, concept or concept scheme of the vocabulary.

    ``kind`` is ``class``, ``property``, ``individual``, ``concept`` or ``scheme``. ``labels`` and ``comments`` are
    keyed by language tag in lower case. ``broader`` holds super-classes, super-properties or broader concepts;
    ``scheme`` is the concept scheme of a concept; ``inverse`` the inverse property, or the concept seen from the other
    side; ``single_valued`` tells of a property that two different values of it contradict each other. A property
    with several domains or ranges takes any of them. ``mappings`` are (relation, term of another vocabulary), the
    relation a SKOS mapping property or an axiom such as ``rdfs:subClassOf``. ``example`` is a piece of Turtle without
    its prefixes. ``since`` is the version of the vocabulary in which a ``zs:`` term first stood, ``status`` one of
    ``stable``, ``testing`` and ``archaic``. ``characteristics`` are the OWL classes of a property
    (``owl:ObjectProperty``, ``owl:TransitiveProperty`` …).
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    comments: Mapping[str, str]
    broader: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    inverse: str = ""
    scheme: str = ""
    single_valued: bool = False
    mappings: tuple[tuple[str, str], ...] = ()
    notation: str = ""
    example: str = ""
    since: str = ""
    status: str = ""
    characteristics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary as it was read: its terms by IRI, and its versions, oldest first."""

    terms: Mapping[str, VocabularyTerm]
    versions: tuple[VocabularyVersion, ...]


@dataclass(frozen=True, slots=True)
class RelationPattern:
    """How a node joins two entities: the properties that lead to them, and the one that names the tie (or empty)."""

    source: str
    target: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class EntityType:
    """A type of entity: its path segment, its class, and the properties that search, time and networks read.

    In ``facets``, ``year_from`` and ``year_to`` the first property that has values wins; ``text`` are all searched.
    """

    segment: str
    class_iri: str
    labels: Mapping[str, str]
    page: bool
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: tuple[str, ...] = ()
    year_to: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    relation: RelationPattern | None = None

    def label(self, language: str) -> str:
        """The name of the type in a language of the interface."""
        return _in_language(self.labels, language) or self.segment


@dataclass(frozen=True, slots=True)
class DirectRule:
    """For each node of ``node_class`` where ``when`` holds: value of ``subject``, ``predicate``, value of ``object``.

    ``when`` is ``(property, value)`` or None; ``inverse`` the property from the object back to the subject, or empty.
    """

    node_class: str
    when: tuple[str, str] | None
    subject: str
    object: str
    predicate: str
    inverse: str


def term_label(iri: str, language: str) -> str:
    """The label of a term in a language, else in the nearest language that has one, else the local name of the IRI.

    >>> term_label("https://w3id.org/zhishu/ontology/birthYear", "zh-Hant")
    '生年'
    >>> term_label("https://example.org/terms#colour", "en")
    'colour'
    """
    term = all_terms().get(iri)
    return (_in_language(term.labels, language) if term else "") or _local_name(iri)


def term_comment(iri: str, language: str) -> str:
    """What a term means, in a language or the nearest that has it; empty for a term that is not in the vocabulary."""
    term = all_terms().get(iri)
    return _in_language(term.comments, language) if term else ""


@cache
def entity_types() -> Mapping[str, EntityType]:
    """Every type of entity, keyed by the path segment of its IRIs, in the order in which they are shown.

    >>> entity_types()["person"].label("en")
    'Person'
    """
    tables = tomllib.loads((_HERE / "entity_types.toml").read_text(encoding="utf-8"))
    return MappingProxyType({segment: _entity_type(segment, table) for segment, table in tables.items()})


def entity_type_of_class(iri: str) -> EntityType | None:
    """The entity type whose instances belong to a class, or None where the class is that of no type."""
    return _types_by_class().get(iri)


@cache
def direct_rules() -> tuple[DirectRule, ...]:
    """The rules by which the view derives direct triples from relation nodes."""
    rules = tomllib.loads((_HERE / "direct.toml").read_text(encoding="utf-8"))["rule"]
    return tuple(_direct_rule(rule) for rule in rules)


def all_terms() -> Mapping[str, VocabularyTerm]:
    """Every class, property, individual and concept of the vocabulary by its IRI, in the order of the IRIs.

    Raises ontology.turtle.VocabularyError at the first call if a file cannot be used.
    """
    return _vocabulary().terms


def versions() -> tuple[VocabularyVersion, ...]:
    """The versions of the ``zs:`` vocabulary, oldest first, with what changed in each."""
    return _vocabulary().versions


def load_vocabulary(directory: Path) -> Vocabulary:
    """The vocabulary of a directory that is laid out like this one, without putting it to use.

    Raises ontology.turtle.VocabularyError, with file and line, if a file cannot be used.
    """
    from ontology.term_reader import read_vocabulary  # brings in parsers: only those who ask for labels pay for it

    return read_vocabulary(directory)


def use_vocabulary(directory: Path = _HERE) -> Vocabulary:
    """Read a vocabulary (again) and put it to use: from now on ``all_terms`` and the labels come from it.

    Raises ontology.turtle.VocabularyError if a file cannot be used; what was in use before then stays in use.
    """
    _in_use["vocabulary"] = load_vocabulary(directory)
    return _in_use["vocabulary"]


def is_declared(iri: str) -> bool:
    """Whether a term of our own vocabularies is declared; terms of other vocabularies are not ours to check.

    >>> is_declared(expand("zs:birthYear")), is_declared(expand("zs:birthYaer")), is_declared("http://example.org/x")
    (True, False, True)
    """
    return not iri.startswith(OWN) or iri in all_terms()


def vocabulary_files(directory: Path = _HERE) -> tuple[Path, ...]:
    """The Turtle files of a vocabulary: its own terms, the reused terms, the alignments and the concept schemes."""
    folders = (directory, directory / "vocabulary", directory / "schemes")
    return tuple(path for folder in folders for path in sorted(folder.glob("*.ttl")))


def _vocabulary() -> Vocabulary:
    return _in_use.get("vocabulary") or use_vocabulary()


@cache
def _types_by_class() -> Mapping[str, EntityType]:
    return {entity.class_iri: entity for entity in entity_types().values()}


def _entity_type(segment: str, table: dict[str, Any]) -> EntityType:
    years, relation = table.get("years", {}), table.get("relation")
    return EntityType(
        segment=segment,
        class_iri=expand(table["class"]),
        labels=MappingProxyType({language.lower(): label for language, label in table["label"].items()}),
        page=table["page"],
        facets=MappingProxyType({name: _expanded(properties) for name, properties in table.get("facets", {}).items()}),
        year_from=_expanded(years.get("from", [])),
        year_to=_expanded(years.get("to", [])),
        text=_expanded(table.get("text", [])),
        relation=relation
        and RelationPattern(
            expand(relation["from"]), expand(relation["to"]), expand(relation["kind"]) if "kind" in relation else ""
        ),
    )


def _direct_rule(table: dict[str, Any]) -> DirectRule:
    when = [(expand(prop), expand(value)) for prop, value in table.get("when", {}).items()]
    return DirectRule(
        node_class=expand(table["class"]),
        when=when[0] if when else None,
        subject=expand(table["subject"]),
        object=expand(table["object"]),
        predicate=expand(table["property"]),
        inverse=expand(table["inverse"]) if "inverse" in table else "",
    )


def _expanded(properties: list[str]) -> tuple[str, ...]:
    return tuple(expand(prop) for prop in properties)


def _in_language(texts: Mapping[str, str], language: str) -> str:
    tag = language.lower()
    order = _FALLBACK.get(tag, (tag, *_FALLBACK["en"]))
    return next((texts[candidate] for candidate in order if candidate in texts), "")


def _local_name(iri: str) -> str:
    return iri.rstrip("/#").rpartition("#" if "#" in iri else "/")[2] or iri
