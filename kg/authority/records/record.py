"""Authority records: what a catalogue needs to know of one entity, computed from the view and the record graphs.

A record is ``authority/<local id>`` and is about the entity of the same local id (``person/cbdb-55084``). Nothing of it
is stored: 650,000 records would double the store and say nothing new. What people decide about a record itself (status,
level, sources in which nothing was found) is stated by ``add`` decisions with the record as their subject. Practice:
CALIS and NLC name authority control, ISAAR(CPF), MARC 21 and UNIMARC authority formats, MADS/RDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.authority.decisions import Decision, Kind
from kg.authority.description import Describer, Entity
from kg.authority.labels import best_label, labels_of
from kg.authority.linked import modified
from kg.authority.records.authorized_form import AuthorizedForm, authorized_forms
from kg.authority.records.heading_facts import HeadingFacts, read_facts
from kg.authority.records.namesakes import Namesakes
from kg.authority.records.parts import DateForm, ExternalId, PartReader, Post, RelatedAgent, SourceFound
from kg.authority.records.status import KINDS, LEVEL, STATUS, level_of, stated, status_of
from kg.authority.records.undifferentiated import is_undifferentiated
from kg.authority.records.variant_forms import VariantForm, variant_forms
from kg.authority.rulings import in_force
from kg.authority.view import PREF_LABEL, STANDS_FOR, TYPE
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term, curie, is_iri, literal_language, literal_value
from ontology.terms import entity_types

NOT_FOUND = curie("zs:sourceNotFound")
_IDENTIFIES = curie("madsrdf:identifiesRWO")
#: Records are computed with one reader for so many entities; then its memory of labels and sources is let go.
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """One authority record. ``iri`` is its own, ``about`` that of the entity, whose description is ``entity``.

    ``status`` and ``level`` are IRIs of the vocabulary, ``status_decision`` the decision that states the status (or 0).
    ``equal`` are the IRIs of namesakes whose authorized form is equal still; ``superseded`` the identifiers that stand
    for the entity beside its own; ``modified`` when it changed last (xsd:dateTime). Values of which sources disagree
    stand side by side in ``entity.statements``.
    """

    iri: str
    about: str
    kind: str
    local: str
    status: str
    status_decision: int
    level: str
    facts: HeadingFacts
    forms: tuple[AuthorizedForm, ...]
    equal: tuple[str, ...]
    variants: tuple[VariantForm, ...]
    dates: tuple[DateForm, ...]
    related: tuple[RelatedAgent, ...]
    posts: tuple[Post, ...]
    identifiers: tuple[ExternalId, ...]
    sources_found: tuple[SourceFound, ...]
    sources_not_found: tuple[str, ...]
    superseded: tuple[str, ...]
    decisions: tuple[Decision, ...]
    modified: str
    entity: Entity

    def form(self, rules: str, language: str) -> AuthorizedForm | None:
        """The authorized form under a rule set in a language; None where the name is not known in it."""
        return next((each for each in self.forms if (each.rules, each.language) == (rules, language)), None)

    @property
    def heading(self) -> str:
        """The form that stands for the record: in traditional characters under the first rule set, else the first."""
        form = self.form("calis", "zh-Hant") or next(iter(self.forms), None)
        return form.text if form else self.entity.label

    def texts(self, prop: str) -> tuple[str, ...]:
        """The texts of a property (compact IRI) that the view holds, in the order of the description."""
        wanted = curie(prop)[1:-1]
        return tuple(v.text for s in self.entity.statements if s.property == wanted for v in s.values if v.held)


class AuthorityRecords:
    """Computes the authority records of one generation."""

    def __init__(self, minter: Minter, generation: Generation, decisions: Iterable[Decision] = ()) -> None:
        self._minter = minter
        self._generation = generation
        self._store = generation.store
        self._namesakes = Namesakes(generation.store, minter)
        self._concerning = _concerning(decisions if isinstance(decisions, tuple) else tuple(decisions))
        self._served = 0
        self._describer = Describer(minter, generation)
        self._parts = PartReader(generation, self._describer)

    def iri(self, entity: str) -> str:
        """The IRI of the authority record of an entity."""
        local = (self._minter.local(entity) or "").partition("/")[2]
        return f"{self._minter.base}authority/{local}"

    def about(self, local: str) -> str | None:
        """The IRI of the entity that the record ``authority/<local id>`` is about; None where nothing is known.

        An authority file may say so itself; a record that it calls undifferentiated is about nobody but itself.
        """
        record = self._minter.entity("authority", local)
        for quad in self._store.match(node(record), node(_IDENTIFIES), None, VIEW):
            return str(quad.object)[1:-1]
        for kind in KINDS:
            entity = self._minter.entity(kind, local)
            if any(self._store.match(node(entity), node(STANDS_FOR), None, VIEW)):
                return entity[1:-1]
        return record[1:-1] if any(self._store.match(node(record), node(PREF_LABEL), None, VIEW)) else None

    def record(self, about: str, *, ties: bool = True) -> AuthorityRecord:
        """The record of an entity of the view (IRI), on request without kin, associates and posts, of which some have
        thousands. Raises NotFound where nothing is known of it.
        """
        self._renew()
        entity = self._describer.entity(about)
        identifiers, iri = entity.identifiers, self.iri(about)
        decisions = self._decisions((*identifiers, *map(self.iri, identifiers)))
        facts, forms, equal = self._headings(entity, decisions)
        variants = variant_forms(entity, (form.name for form in forms))
        dates = self._parts.dates(entity)
        # Hardly any record is spoken of itself; then nothing more has to be looked up.
        spoken_of = any(self._store.match(node(f"<{iri}>")))
        said, level = (stated(self._store, self._minter, iri, p) if spoken_of else None for p in (STATUS, LEVEL))
        names = [*facts.labels.values(), *(form.text for form in variants if form.held and not form.computed)]
        undifferentiated = entity.type == "person" and is_undifferentiated(names)
        datasets, complete = len(entity.datasets), bool(dates and facts.native_place and _found(variants))
        status = status_of(said, undifferentiated=undifferentiated, datasets=datasets, reviewed=bool(decisions))
        return AuthorityRecord(
            iri=iri,
            about=about,
            kind=entity.type,
            local=(self._minter.local(about) or "").partition("/")[2],
            status=status,
            status_decision=said.decision if said else 0,
            level=level_of(level, status, complete=complete),
            facts=facts,
            forms=forms,
            equal=equal,
            variants=variants,
            dates=dates,
            related=self._parts.related(entity) if ties else (),
            posts=self._parts.posts(entity) if ties else (),
            identifiers=self._parts.identifiers(entity),
            sources_found=self._parts.sources(entity),
            sources_not_found=self._not_found(iri) if spoken_of else (),
            superseded=identifiers[1:],
            decisions=decisions,
            modified=self._modified(entity, decisions),
            entity=entity,
        )

    def _headings(
        self, entity: Entity, decisions: Iterable[Decision]
    ) -> tuple[HeadingFacts, tuple[AuthorizedForm, ...], tuple[str, ...]]:
        """The facts of the heading, the authorized forms, and the namesakes whose form is equal."""
        facts = read_facts(self._store, self._minter, entity.iri)
        person = entity.type in ("person", "authority")
        found = entity_types().get(entity.type)
        namesakes = self._namesakes.of(facts, f"<{found.class_iri}>") if found else ()
        return facts, *authorized_forms(facts, namesakes, person=person, curated=self._curated(decisions))

    def all(self, kinds: Iterable[str] = KINDS[:1], dataset: str = "") -> Iterator[AuthorityRecord]:
        """The records of all entities of some types, or of those that a dataset describes, one after the other.

        They come by name, so that namesakes follow one another and are looked up once; what has no name has no record.
        Only one record is held at a time.
        """
        classes = {f"<{entity_types()[kind].class_iri}>" for kind in kinds}
        for quad in self._store.match(None, node(PREF_LABEL), None, VIEW):
            subject, label = str(quad.subject), str(quad.object)
            if not self._is_of(subject, classes) or not self._leads(subject, label):
                continue
            record = self.record(subject[1:-1])
            if not dataset or dataset in record.entity.datasets:
                yield record

    def _is_of(self, subject: Term, classes: set[Term]) -> bool:
        return any(str(quad.object) in classes for quad in self._store.match(node(subject), node(TYPE), None, VIEW))

    def _leads(self, subject: Term, label: Term) -> bool:
        """Whether a label is the one that stands for the entity: in all other languages the entity was met already."""
        labels = labels_of(self._store, node(subject))
        if len(labels) == 1:
            return True
        return labels.get(literal_language(label)) == literal_value(label) == best_label(labels) and (
            literal_language(label) == next(tag for tag, text in sorted(labels.items()) if text == best_label(labels))
        )

    def _decisions(self, iris: Iterable[str]) -> tuple[Decision, ...]:
        found = {d.number: d for iri in iris for d in self._concerning.get(f"<{iri}>", ())}
        return tuple(found[number] for number in sorted(found))

    def _modified(self, entity: Entity, decisions: Iterable[Decision]) -> str:
        """When the latest of the imports and decisions took place that the record rests on (xsd:dateTime); or empty."""
        graphs = {source.record for s in entity.statements for value in s.values for source in value.sources}
        imported = modified(self._generation, entity.iri, graphs)
        return max([imported, *(decision.time for decision in decisions)])

    @staticmethod
    def _curated(decisions: Iterable[Decision]) -> frozenset[str]:
        """The languages in which a decision chose the authorized form."""
        chosen = (d.terms for d in decisions if d.kind is Kind.PREFER and d.terms[1] == PREF_LABEL)
        return frozenset(literal_language(terms[2]) for terms in chosen if not is_iri(terms[2]))

    def _not_found(self, iri: str) -> tuple[str, ...]:
        """The sources that a curator has looked into without finding anything."""
        quads = self._store.match(node(f"<{iri}>"), node(NOT_FOUND), None, VIEW)
        return tuple(sorted({literal_value(str(q.object)) for q in quads if not is_iri(str(q.object))}))

    def _renew(self) -> None:
        self._served += 1
        if self._served % _BATCH == 0:
            self._describer = Describer(self._minter, self._generation)
            self._parts = PartReader(self._generation, self._describer)


def _found(variants: Iterable[VariantForm]) -> bool:
    return any(not form.computed for form in variants)


def _concerning(log: tuple[Decision, ...]) -> dict[Term, list[Decision]]:
    """The decisions in force by what they are about; kept for the log that was asked for last, which never changes."""
    global _last
    known = _last
    if known[0] is not log:
        found: dict[Term, list[Decision]] = {}
        for decision in in_force(log):
            for term in decision.about:
                found.setdefault(term, []).append(decision)
        known = _last = log, found
    return known[1]


_last: tuple[tuple[Decision, ...], dict[Term, list[Decision]]] = ((), {})
