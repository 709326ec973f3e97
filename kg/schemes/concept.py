"""A concept scheme in memory, and the Turtle it is written as (SKOS, W3C Recommendation 18 August 2009)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ontology.namespaces import PREFIXES

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
#: The mapping relations of SKOS, by the words that tables use for them.
MATCHES = {
    "exact": "skos:exactMatch",
    "close": "skos:closeMatch",
    "broad": "skos:broadMatch",
    "narrow": "skos:narrowMatch",
    "related": "skos:relatedMatch",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept; ``id`` and ``broader`` are local names in the scheme, ``inverse`` too.

    ``labels`` and ``definitions`` are keyed by language tag, ``alternatives`` are (text, language tag), ``extra``
    further (compact property, object in Turtle).
    """

    id: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    broader: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, str], ...] = ()
    notation: tuple[str, ...] = ()
    inverse: str = ""
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme under one prefix of `ontology.namespaces`; ``note`` is the comment at the head of the file."""

    prefix: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    note: str
    concepts: tuple[Concept, ...] = field(default=())

    @property
    def iri(self) -> str:
        """The IRI of the scheme, which is the namespace of its concepts."""
        return PREFIXES[self.prefix]


def to_turtle(scheme: Scheme) -> str:
    """The scheme as Turtle, concepts in the order given; the same scheme gives the same text.

    >>> scheme = Scheme("kin", {"en": "Kin"}, {"en": "Kin."}, "Kin.", (Concept("x", {"en": "x"}, {"en": "X."}),))
    >>> "kin:x a skos:Concept ;" in to_turtle(scheme).splitlines()
    True
    """
    concepts = [_concept(scheme, concept) for concept in scheme.concepts]
    used = [
        prefix for prefix in PREFIXES if prefix in ("skos", scheme.prefix) or any(f" {prefix}:" in c for c in concepts)
    ]
    head = "\n".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in used)
    note = "\n".join(f"# {line}" for line in scheme.note.splitlines())
    about = _statements(
        f"<{scheme.iri}>",
        "skos:ConceptScheme",
        [
            ("skos:prefLabel", _texts(scheme.labels)),
            ("skos:definition", _texts(scheme.definitions)),
        ],
    )
    return "\n\n".join([head, note, about, *concepts]) + "\n"


def quoted(text: str, language: str = "") -> str:
    """A literal in Turtle; control characters, quotes and backslashes are escaped."""
    return json.dumps(text, ensure_ascii=False) + (f"@{language}" if language else "")


def _concept(scheme: Scheme, concept: Concept) -> str:
    own = scheme.prefix + ":"
    pairs = [("skos:inScheme", f"<{scheme.iri}>")]
    if concept.broader:
        pairs.append(("skos:broader", " , ".join(own + broader for broader in concept.broader)))
    else:
        pairs.append(("skos:topConceptOf", f"<{scheme.iri}>"))
    if concept.inverse:
        pairs.append(("zs:inverseRelation", own + concept.inverse))
    if concept.notation:
        pairs.append(("skos:notation", " , ".join(quoted(code) for code in concept.notation)))
    pairs.append(("skos:prefLabel", _texts(concept.labels)))
    if concept.alternatives:
        pairs.append(("skos:altLabel", " , ".join(quoted(text, tag) for text, tag in concept.alternatives)))
    pairs.append(("skos:definition", _texts(concept.definitions)))
    pairs += concept.extra
    return _statements(own + concept.id, "skos:Concept", pairs)


def _statements(subject: str, class_: str, pairs: Iterable[tuple[str, str]]) -> str:
    lines = [f"{subject} a {class_}", *(f"    {predicate} {value}" for predicate, value in pairs)]
    return " ;\n".join(lines) + " ."


def _texts(texts: Mapping[str, str]) -> str:
    return " , ".join(quoted(texts[tag], tag) for tag in LANGUAGES if tag in texts)
