"""What the page of the ontology shows: its heading, classes by domain, the drawing, lists of properties and schemes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kg.statistics import Statistics
from ontology.namespaces import compact, expand
from ontology.terms import VocabularyTerm
from webapp import languages
from webapp.diagram import Tie, Wheel, draw_wheel
from webapp.languages import gettext as _
from webapp.ontology_graph import ONTOLOGY, TermGraph
from webapp.parameters import line
from webapp.presentation import label_of_term
from webapp.term_tree import Branch, branches, ties
from webapp.vocabulary import served

#: The files of ``ontology/vocabulary``, in the order in which a reader meets what they are about.
DOMAINS = (
    *("people", "names", "lives", "relations", "genealogy", "archive", "manuscript", "books", "evidence", "places"),
    *("time", "provenance", "validation"),
)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """What the ontology says of itself, in the language of the interface."""

    iri: str
    title: str
    description: str
    version: str
    version_iri: str
    licence: str
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainClasses:
    """The classes of a domain as trees; ``key`` is the name of its file."""

    key: str
    name: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """Which properties a reader asks for: a text in name, label or definition, a domain, a range (full IRIs)."""

    text: str
    domain: str
    range: str

    def query(self) -> str:
        """The query string that asks for the same; empty where everything is asked for."""
        given = {"q": self.text, "domain": compact(self.domain), "range": compact(self.range)}
        return urlencode({name: value for name, value in given.items() if value}, errors="replace")

    def fits(self, term: VocabularyTerm) -> bool:
        """Whether a property is one of those asked for."""
        wanted = self.text.casefold()
        texts = (compact(term.iri), *term.labels.values(), *term.comments.values())
        return (
            (not wanted or any(wanted in text.casefold() for text in texts))
            and (not self.domain or self.domain in term.domain)
            and (not self.range or self.range in term.range)
        )


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A concept scheme, the number of its concepts, and how often the data has one of them."""

    term: VocabularyTerm
    concepts: int
    uses: int


def heading(graph: TermGraph) -> Heading:
    """What the ontology says of itself."""
    tag = languages.current().tag.lower()

    def text(prop: str) -> str:
        found = graph.texts(ONTOLOGY, prop)
        return found.get(tag) or found.get("") or next(iter(found.values()), "")

    return Heading(
        iri=ONTOLOGY,
        title=text("dcterms:title"),
        description=text("dcterms:description"),
        version=text("owl:versionInfo"),
        version_iri=next(iter(graph.iris(ONTOLOGY, "owl:versionIRI")), ""),
        licence=next(iter(graph.iris(ONTOLOGY, "dcterms:license")), ""),
        standards=graph.iris(ONTOLOGY, "rdfs:seeAlso"),
    )


def domain_name(key: str) -> str:
    """What a domain of the ontology is called, by the name of its file."""
    known = {
        "people": _("People and families"),
        "names": _("Names and authority"),
        "lives": _("Lives and events"),
        "relations": _("Ties"),
        "genealogy": _("Genealogies"),
        "archive": _("Archives and letters"),
        "manuscript": _("Manuscripts"),
        "books": _("Books and copies"),
        "evidence": _("Evidence and judgements"),
        "places": _("Places"),
        "time": _("Time"),
        "provenance": _("Provenance"),
        "validation": _("Checking of data"),
        "reused": _("From standards"),
    }
    return known.get(key, key)


def classes_by_domain(terms: Mapping[str, VocabularyTerm]) -> tuple[DomainClasses, ...]:
    """All classes as trees: ours by domain, then those of standards."""
    groups = _grouped([term for term in terms.values() if term.kind == "class"])
    return tuple(DomainClasses(key, domain_name(key), branches(members)) for key, members in groups)


def wheel(terms: Mapping[str, VocabularyTerm]) -> tuple[Wheel, tuple[Tie, ...]]:
    """The drawing of our classes, and of those of standards that are tied to them; and the ties themselves."""
    classes = [term for term in terms.values() if term.kind == "class"]
    own = {term.iri for term in classes if term.iri.startswith(ONTOLOGY)}
    found = [tie for tie in ties([term.iri for term in classes], terms) if {tie.source, tie.target} & own]
    shown = own | {end for tie in found for end in (tie.source, tie.target)}
    groups = _grouped([term for term in classes if term.iri in shown])
    names = {term.iri: label_of_term(term.iri) for term in classes}
    titles = {iri: f"{name} · {compact(iri)}" for iri, name in names.items()}
    for tie in found:
        said = ", ".join(label_of_term(each) for each in tie.properties) or _("is a")
        titles[f"{tie.source} {tie.target}"] = f"{names[tie.source]} → {names[tie.target]}: {said}"
    domains = [(domain_name(key), [term.iri for term in members]) for key, members in groups]
    return draw_wheel(domains, found, names, titles), tuple(found)


def read_filter() -> PropertyFilter:
    """What the query string asks for; domain and range may be written as compact IRIs."""
    return PropertyFilter(line("q", _LONGEST), _class("domain"), _class("range"))


def find_properties(asked: PropertyFilter, terms: Iterable[VocabularyTerm]) -> tuple[VocabularyTerm, ...]:
    """The properties asked for: ours first, in the order of their names."""
    found = [term for term in terms if term.kind == "property" and asked.fits(term)]
    return tuple(sorted(found, key=lambda t: (not t.iri.startswith(ONTOLOGY), compact(t.iri).casefold())))


def schemes(terms: Mapping[str, VocabularyTerm], counts: Statistics) -> tuple[SchemeRow, ...]:
    """The concept schemes, by their labels."""
    members: dict[str, list[VocabularyTerm]] = {term.iri: [] for term in terms.values() if term.kind == "scheme"}
    for term in terms.values():
        if term.scheme in members:
            members[term.scheme].append(term)
    rows = (SchemeRow(terms[iri], len(own), sum(map(counts.uses, own))) for iri, own in members.items())
    return tuple(sorted(rows, key=lambda row: row.term.iri))


def _grouped(classes: Sequence[VocabularyTerm]) -> list[tuple[str, list[VocabularyTerm]]]:
    files = served().graph().files
    groups: dict[str, list[VocabularyTerm]] = {key: [] for key in DOMAINS}
    for term in classes:
        own = term.iri.startswith(ONTOLOGY)
        groups.setdefault(files.get(term.iri, "reused") if own else "reused", []).append(term)
    if "reused" in groups:  # last, whatever other files there are
        groups["reused"] = groups.pop("reused")
    return [(key, members) for key, members in groups.items() if members]


def _class(name: str) -> str:
    given = line(name, _LONGEST)
    try:
        return expand(given) if given else ""
    except KeyError:
        return given
