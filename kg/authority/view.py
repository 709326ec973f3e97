"""The view: what we hold today, a pure function of the claims and the rulings.

Every claim of every record in force is repeated in the default graph with each identifier replaced by the authority
record that it stands for: first by the part that a split assigns this occurrence to, then by that part's survivor. On
top of that

- an authority record has one ``skos:prefLabel`` per language, the others become ``skos:altLabel``;
- of a property with a preferred value only that value is held, as long as a claim in force gives it;
- every identifier of an entity says what it stands for (``zs:standsFor``), the authority record itself too;
- an identifier that was merged away or split says what took its place (``zs:supersededBy``);
- relation nodes, as the view holds them, give direct triples (``zs:father``, ``zs:wroteTo``), by the rules of
  ``ontology/direct.toml``.

``derive_record`` is the fast path for a record whose subject no other record describes and no decision touches;
``derive_entities`` (in ``derivation``) handles the rest. A test holds that both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg import terms
from kg.authority.rulings import Rulings
from kg.authority.split import Claim
from kg.errors import InvalidInput
from kg.terms import Term, Triple
from ontology.terms import DirectRule, direct_rules, entity_types

TYPE = terms.curie("rdf:type")
PREF_LABEL = terms.curie("skos:prefLabel")
ALT_LABEL = terms.curie("skos:altLabel")
STANDS_FOR = terms.curie("zs:standsFor")
SUPERSEDED_BY = terms.curie("zs:supersededBy")


@cache
def entity_classes() -> Mapping[Term, str]:
    """Class term -> key of the entity type, for the classes whose members are entities with a page or a decision."""
    return {terms.iri(entity.class_iri): key for key, entity in entity_types().items()}


@dataclass(frozen=True, slots=True)
class DirectTriple:
    """A rule of ``ontology/direct.toml`` in terms: what a relation node of one kind says in one triple."""

    subject: Term
    object: Term
    property: Term
    inverse: Term | None
    when: tuple[Term, Term] | None

    @classmethod
    def of(cls, rule: DirectRule) -> DirectTriple:
        """The rule in terms."""
        when = (terms.iri(rule.when[0]), terms.iri(rule.when[1])) if rule.when else None
        inverse = terms.iri(rule.inverse) if rule.inverse else None
        return cls(terms.iri(rule.subject), terms.iri(rule.object), terms.iri(rule.predicate), inverse, when)

    def triples(self, node: Mapping[Term, list[Term]], rulings: Rulings) -> Iterator[Triple]:
        """The direct triples of a node, given its values by property; none where it relates an entity to itself."""
        if self.when and self.when[1] not in node.get(self.when[0], ()):
            return
        for one in node.get(self.subject, ()):
            for other in node.get(self.object, ()):
                subject, value = rulings.stands_for(one), rulings.stands_for(other)
                if subject != value and terms.is_iri(subject) and terms.is_iri(value):
                    yield subject, self.property, value
                    if self.inverse:
                        yield value, self.inverse, subject


@cache
def _direct_triples() -> Mapping[Term, list[DirectTriple]]:
    """The rules by the class of the relation node."""
    rules: dict[Term, list[DirectTriple]] = {}
    for rule in direct_rules():
        rules.setdefault(terms.iri(rule.node_class), []).append(DirectTriple.of(rule))
    return rules


class Deriver:
    """Derives view triples under given rulings."""

    def __init__(self, rulings: Rulings) -> None:
        self.rulings = rulings
        self.classes = entity_classes()
        self._with_preference = {rulings.stands_for(entity) for entity, _ in rulings.preferred}
        self._rules = _direct_triples()
        #: the properties that lead from a relation node to what it relates
        self.ends = sorted({end for rules in self._rules.values() for r in rules for end in (r.subject, r.object)})

    def in_force(self, graph: Term, claims: Sequence[Triple]) -> Sequence[Triple]:
        """The claims of a record graph that no decision has withdrawn."""
        if graph in self.rulings.withdrawn_records:
            return ()
        if not self.rulings.withdrawn_claims:
            return claims
        return [claim for claim in claims if (graph, *claim) not in self.rulings.withdrawn_claims]

    def holds(self, claim: Claim) -> bool:
        """Whether a claim is in force."""
        return claim[0] not in self.rulings.withdrawn_records and claim not in self.rulings.withdrawn_claims

    def derive_record(self, graph: Term, claims: Sequence[Triple]) -> Iterator[Triple]:
        """The view triples of one record whose subjects no other record describes and no decision touches."""
        survivor = self.rulings.survivor
        held = self.in_force(graph, claims)
        if self.rulings.splits:
            assigned = self.rulings.splits.assigned
            held = [assigned((graph, *claim))[1:] for claim in held]
        related, labels = False, 0
        for subject, predicate, value in held:
            if predicate == TYPE:
                if value in self.classes:
                    yield subject, STANDS_FOR, survivor.get(subject, subject)
                related = related or value in self._rules
            elif predicate == PREF_LABEL:
                labels += 1
                continue
            yield survivor.get(subject, subject), predicate, survivor.get(value, value)
        if labels:
            yield from self._labels_of_record(held)
        if related:
            yield from self.direct(held)

    def _labels_of_record(self, held: Iterable[Triple]) -> Iterator[Triple]:
        forms: dict[Term, dict[Term, bool]] = {}
        for subject, predicate, value in held:
            if predicate == PREF_LABEL:
                forms.setdefault(subject, {})[value] = True
        for subject, values in forms.items():
            yield from self._labels(self.rulings.stands_for(subject), values)

    def direct(self, claims: Iterable[Triple]) -> Iterator[Triple]:
        """The direct triples that the relation nodes among the claims give; a node must be described whole."""
        nodes: dict[Term, dict[Term, list[Term]]] = {}
        for subject, predicate, value in claims:
            nodes.setdefault(subject, {}).setdefault(predicate, []).append(value)
        for node in nodes.values():
            for kind in node.get(TYPE, ()):
                for rule in self._rules.get(kind, ()):
                    yield from rule.triples(node, self.rulings)

    def held_values(self, authority: Term, claims: Iterable[Claim]) -> Iterator[Triple]:
        """The view triples with an authority record as subject, given all claims in force about its identifiers."""
        labels: dict[Term, bool] = {}
        values: dict[Term, set[Term]] = {}
        for _, subject, predicate, value in claims:
            if predicate == PREF_LABEL:
                labels[value] = labels.get(value, False) or subject == authority
            else:
                values.setdefault(predicate, set()).add(self.rulings.stands_for(value))
        for predicate, claimed in values.items():
            for value in self._chosen(authority, predicate, claimed):
                yield authority, predicate, value
        yield from self._labels(authority, labels)

    def _chosen(self, authority: Term, predicate: Term, claimed: set[Term]) -> Iterable[Term]:
        """The values that the view holds: the preferred one if it is claimed (of what was split: its parts), or all."""
        preferred = self._preferred(authority, predicate).values()
        if not preferred:
            return claimed
        best = max(preferred, key=lambda choice: choice[1])[0]
        if best in claimed:
            return (best,)
        return claimed & set(self.rulings.superseded_by(best)) or claimed

    def superseded(self, identifier: Term) -> Iterator[Triple]:
        """What the view says of an identifier that was merged away or split."""
        for other in self.rulings.superseded_by(identifier):
            yield identifier, SUPERSEDED_BY, other

    def has_preference(self, authority: Term) -> bool:
        """Whether a decision prefers some value of the authority record."""
        return authority in self._with_preference

    def _labels(self, authority: Term, forms: Mapping[Term, bool]) -> Iterator[Triple]:
        """One ``skos:prefLabel`` per language: the preferred form, else one that the authority record's own source
        gives (``forms`` tells which), else the first by code points; the others are variant forms."""
        chosen = self._preferred(authority, PREF_LABEL)
        languages: dict[str, list[Term]] = {}
        for form in forms:
            if terms.is_iri(form):
                raise InvalidInput(f"{authority} has a label that is not text: {form}", hint="A label is a literal.")
            languages.setdefault(terms.literal_language(form), []).append(form)
        for language, candidates in languages.items():
            best = chosen[language][0] if language in chosen else None
            if best not in forms:
                best = min(candidates, key=lambda form: (not forms[form], form))
            for form in candidates:
                yield authority, PREF_LABEL if form == best else ALT_LABEL, form

    def _preferred(self, authority: Term, predicate: Term) -> Mapping[str, tuple[Term, int]]:
        """Language -> the value that the latest decision on any of the identifiers prefers, and its number."""
        rulings = self.rulings
        if not rulings.preferred:
            return {}
        found: dict[str, tuple[Term, int]] = {}
        for identifier in rulings.identifiers(authority):
            for language, (value, number) in rulings.preferred.get((identifier, predicate), {}).items():
                if language not in found or found[language][1] < number:
                    found[language] = (rulings.stands_for(value), number)
        return found
