"""The parts of an authority record that are neither names nor status: dates, ties, posts, identifiers, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.authority.description import Describer, Entity, Source, Statement, Value
from kg.authority.labels import best_label, labels_of
from kg.generation import Generation
from kg.network.ego import EgoReader
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, curie, is_iri, literal_value
from ontology.namespaces import expand

MOST_TIES = 500
#: What a date is called -> the property of its time expression, and that of its plain year.
_DATES = {"birth": ("zs:birth", "zs:birthYear"), "death": ("zs:death", "zs:deathYear")}
_SPANS = {"activeFrom": ("zs:activeFrom", "zs:beginYear"), "activeTo": ("zs:activeTo", "zs:endYear")}
#: The faces of a time expression, in the order in which they are shown.
TIME_FACES = tuple(
    expand(f"zs:{name}")
    for name in (
        *("dateText", "court", "ruler", "eraName", "eraYear", "yearCycle", "lunarMonth", "leapMonth", "lunarDay"),
        *("dayCycle", "julianDayFrom", "julianDayTo", "edtf"),
    )
)
_MATCHES = ("skos:exactMatch", "owl:sameAs", "skos:closeMatch")


@dataclass(frozen=True, slots=True)
class DateForm:
    """A date of a life: ``kind`` is birth, death, activeFrom or activeTo; ``year`` as people count, None where a source
    gives none; ``faces`` are (property, text) of its time expression: words, court, era, lunar parts, EDTF.
    """

    kind: str
    year: int | None
    faces: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    held: bool

    @property
    def property(self) -> str:
        """The IRI of the property that says what happened then."""
        return expand(f"zs:{self.kind}")

    def face(self, name: str) -> str:
        """The text of a face by the local name of its property; empty where it has none."""
        return next((text for prop, text in self.faces if prop == expand(f"zs:{name}")), "")


@dataclass(frozen=True, slots=True)
class RelatedAgent:
    """Kin or an associate: ``kind`` is the IRI of the concept that says what the other is to the record's entity."""

    iri: str
    label: str
    kind: str
    node: str
    inverse: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """An office held; texts are empty where a source gives none."""

    iri: str
    office: str
    organization: str
    place: str
    begin: str
    end: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ExternalId:
    """An identifier elsewhere: the system as the source names it, the value, the address, and when it was checked."""

    system: str
    value: str
    target: str
    checked_on: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SourceFound:
    """A source in which the entity was found: a source record, or a work that one cites (``cited``). ``found`` is what
    stands there, or where; ``record`` is the record graph.
    """

    title: str
    found: str
    record: str
    dataset: str
    cited: bool


class PartReader:
    """Reads the parts of records of one generation."""

    def __init__(self, generation: Generation, describer: Describer) -> None:
        self._store: TripleStore = generation.store
        self._generation = generation
        self._describer = describer

    def dates(self, entity: Entity) -> tuple[DateForm, ...]:
        """The dates of a life; a plain year that a time expression of the same record repeats is not named again."""
        values = {statement.property: statement.values for statement in entity.statements}
        found: list[DateForm] = []
        for kind, (time, year) in _DATES.items():
            times = [self._time(kind, value) for value in values.get(expand(time), ())]
            covered = {(each.year, source.record) for each in times for source in each.sources}
            for value in values.get(expand(year), ()):
                number = _number(value.text)
                if not all((number, source.record) in covered for source in value.sources):
                    times.append(DateForm(kind, number, (), value.sources, value.held))
            found += times
        for kind, names in _SPANS.items():
            for value in next((values[p] for name in names if (p := expand(name)) in values), ()):
                found.append(DateForm(kind, _number(value.text), (), value.sources, value.held))
        return tuple(found)

    def _time(self, kind: str, value: Value) -> DateForm:
        faces = self.node(value.iri)
        known = tuple((prop, text) for prop in TIME_FACES for text in faces.get(prop, ()))
        edtf = next((text for prop, text in known if prop == expand("zs:edtf")), "")
        year = _number(edtf[:5] if edtf.startswith("-") else edtf[:4])
        if year is not None and year <= 0:
            year -= 1
        return DateForm(kind, year, known, value.sources, value.held)

    def related(self, entity: Entity) -> tuple[RelatedAgent, ...]:
        """Kin and associates among the strongest ``MOST_TIES`` ties; letters and the like are no matter of a record."""
        network = EgoReader(self._store, self._describer).read(entity.iri, MOST_TIES)
        return tuple(
            RelatedAgent(tie.alter, tie.label, tie.kind, tie.nodes[0], tie.direction == "in", tie.sources)
            for tie in network.ties
            if tie.kind.startswith((expand("kin:"), expand("assoc:")))
        )

    def posts(self, entity: Entity) -> tuple[Post, ...]:
        """The offices that somebody held, by their first year."""
        found: dict[str, Post] = {}
        for quad in self._store.match(None, node(curie("zs:holder")), node(f"<{entity.iri}>"), VIEW):
            iri = str(quad.subject)[1:-1]
            said = self.node(iri)

            def text(*names: str, said: Mapping[str, list[str]] = said) -> str:
                return next((said[p][0] for name in names if (p := expand(name)) in said), "")

            office = text("zs:office") or text("skos:prefLabel")
            organization, place = text("zs:organization"), text("zs:place", "zs:placeName")
            found[iri] = Post(
                iri, office, organization, place, text("zs:beginYear"), text("zs:endYear"), self._records_of(iri)
            )
        return tuple(sorted(found.values(), key=lambda post: (post.begin or "9999", post.iri)))

    def identifiers(self, entity: Entity) -> tuple[ExternalId, ...]:
        """Identifiers elsewhere: nodes with the day of the check, then plain matches and numbers that none repeats."""
        values = {statement.property: statement.values for statement in entity.statements}
        found = []
        for value in values.get(expand("zs:externalIdentifier"), ()):
            said = self.node(value.iri)

            def text(name: str, said: Mapping[str, list[str]] = said) -> str:
                return next(iter(said.get(expand(name), ())), "")

            names = (text(name) for name in ("zs:typeText", "rdf:value", "zs:matchTarget", "zs:checkedOn"))
            system, number, target, checked = names
            found.append(ExternalId(system, number, target, checked, value.sources))
        told = {each.target for each in found}
        for name in _MATCHES:
            for value in values.get(expand(name), ()):
                if value.iri and value.iri not in told:
                    told.add(value.iri)
                    found.append(ExternalId("", "", value.iri, "", value.sources))
        numbers = {each.value for each in found}
        for value in values.get(expand("dcterms:identifier"), ()):
            if value.text not in numbers:
                found.append(ExternalId("", value.text, "", "", value.sources))
        return tuple(found)

    def sources(self, entity: Entity) -> tuple[SourceFound, ...]:
        """The source records, then what they cite, each once."""
        found: dict[tuple[str, str], SourceFound] = {}
        for source in _records(entity):
            dataset = self._generation.manifest.datasets.get(source.dataset)
            title = (dataset.title.get("zh-Hant") or next(iter(dataset.title.values()), "")) if dataset else ""
            found[source.record, ""] = SourceFound(
                title or source.dataset, source.locator, source.record, source.dataset, cited=False
            )
        for statement in entity.statements:
            for value in statement.values if statement.property in _CITED else ():
                cited, quoted = value.text, ""
                if value.iri:
                    said = self.node(value.iri)
                    cited = next(iter(said.get(expand("zs:citation"), ())), "")
                    quoted = next(iter(said.get(expand("zs:quotation"), ())), "")
                record, dataset_id = (value.sources[0].record, value.sources[0].dataset) if value.sources else ("", "")
                if cited or quoted:
                    known = found.get((record, cited))
                    text = quoted or (known.found if known else "")
                    found[record, cited] = SourceFound(cited, text, record, dataset_id, cited=True)
        return tuple(found.values())

    def node(self, iri: str) -> dict[str, list[str]]:
        """What the view says of a node, as texts by property: literals as they are, entities by their labels."""
        said: dict[str, list[str]] = {}
        for quad in sorted(self._store.match(node(f"<{iri}>"), None, None, VIEW), key=str):
            said.setdefault(quad.predicate.value, []).append(self._text(str(quad.object), quad.predicate.value))
        return said

    def _text(self, term: Term, prop: str) -> str:
        if not is_iri(term):
            return literal_value(term)
        if prop == _TARGET:
            return term[1:-1]
        return best_label(labels_of(self._store, node(term))) or term[1:-1]

    def _records_of(self, iri: str) -> tuple[Source, ...]:
        graphs = {str(quad.graph_name)[1:-1] for quad in self._store.match(node(f"<{iri}>")) if quad.graph_name != VIEW}
        return tuple(self._describer.source(graph) for graph in sorted(graphs))


def _records(entity: Entity) -> Iterator[Source]:
    seen: set[str] = set()
    for source in _all_sources(entity.statements):
        if source.dataset and source.record not in seen and "/record/curation/" not in source.record:
            seen.add(source.record)
            yield source


def _all_sources(statements: Iterable[Statement]) -> Iterator[Source]:
    return (source for statement in statements for value in statement.values for source in value.sources)


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isdigit() else None


_TARGET = expand("zs:matchTarget")
_CITED = frozenset((expand("zs:citation"), expand("zs:sourceCitation")))
