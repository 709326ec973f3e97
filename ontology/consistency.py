"""Is the vocabulary consistent, and are data that use it? Each finding names the axiom, and where it stands.

The rules are those of OWL 2 RL that end in a contradiction (cax-dw, cax-adc, prp-irp, prp-asyp, prp-pdw, prp-fp with
values that differ, eq-diff), domains and ranges being read as types (prp-dom, prp-rng), and what OWL 2 DL says of
properties besides: an object property has no literals, a datatype property nothing but literals of its datatype. Data
are looked through by property, so a store of any size can be checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rdflib import OWL, RDF, Graph, URIRef

from ontology.namespaces import PREFIXES, compact
from ontology.reasoning import ONTOLOGY, Axioms, axioms, place_of, vocabulary_axioms
from ontology.terms import OWN, is_declared, vocabulary_files
from ontology.turtle import read_graph

_XSD = PREFIXES["xsd"]
_TEXT = {f"{_XSD}string", f"{PREFIXES['rdf']}langString"}
#: Datatypes by what kind of value they have: a literal of one kind is never a value of another.
_KINDS = {
    **dict.fromkeys(_TEXT, "text"),
    **{f"{_XSD}{name}": "number" for name in ("integer", "decimal", "nonNegativeInteger", "positiveInteger")},
    **{f"{_XSD}{name}": "date" for name in ("date", "dateTime", "gYear", "gYearMonth")},
    **{f"{_XSD}{name}": name for name in ("double", "float", "boolean", "anyURI", "duration")},
}


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Something that cannot be: the rule that says so, what is concerned, the axiom in compact IRIs, what is wrong, and
    file and line of the axiom where a file has it.
    """

    rule: str
    subject: str
    axiom: str
    message: str
    place: str = ""

    def __str__(self) -> str:
        return f"{f'{self.place}: ' if self.place else ''}{self.subject}: {self.message} ({self.axiom}; {self.rule})"


class Facts(Protocol):
    """Data as the check reads them: terms in N-Triples syntax, one property at a time."""

    def properties(self) -> Iterable[str]:
        """The IRIs of the properties in use, or of all that may be."""
        ...

    def pairs(self, prop: str) -> Iterable[tuple[str, str]]:
        """Subject and object of every triple with a property."""
        ...


class GraphFacts:
    """The triples of a graph of rdflib."""

    def __init__(self, graph: Graph) -> None:
        self._pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for subject, prop, value in graph:
            self._pairs[str(prop)].append((subject.n3(), value.n3()))

    def properties(self) -> Iterable[str]:
        """The IRIs of the properties in use."""
        return sorted(self._pairs)

    def pairs(self, prop: str) -> Iterable[tuple[str, str]]:
        """Subject and object of every triple with a property, in N-Triples syntax."""
        return self._pairs.get(prop, ())


def check_consistency(data: Graph | Facts, known: Axioms | None = None) -> tuple[Inconsistency, ...]:
    """What contradicts the axioms (those of the vocabulary, if none are given) in data."""
    facts = GraphFacts(data) if isinstance(data, Graph) else data
    check = _Check(known or vocabulary_axioms(), facts)
    return tuple(dict.fromkeys([*check.terms(), *check.values(), *check.properties(), *check.classes()]))


def check_vocabulary(paths: Sequence[Path] | None = None) -> tuple[Inconsistency, ...]:
    """What is wrong with a vocabulary in itself: classes that nothing can belong to, properties that nothing can have,
    own terms that are used and not declared. Raises VocabularyError for a file that cannot be read.
    """
    paths = vocabulary_files() if paths is None else paths
    graph = read_graph(paths)
    found = [*_unsatisfiable(axioms(graph), paths), *_undeclared(graph, paths)]
    return tuple(sorted(set(found), key=str))


def _unsatisfiable(known: Axioms, paths: Sequence[Path]) -> Iterator[Inconsistency]:
    for name in sorted(known.classes):
        if not name.startswith("_:") and name != str(OWL.Nothing) and (clash := known.clash([name])):
            message = "nothing can belong to this class"
            yield Inconsistency("cax-dw", compact(name), _disjoint(clash), message, _place(paths, *clash))
    for prop, kinds in sorted(known.kinds.items()):
        for end, table in (("domain", known.domains), ("range", known.ranges)):
            above = known.properties.get(prop, frozenset({prop}))
            classes = frozenset().union(*(table.get(each, frozenset()) for each in above))
            if clash := known.clash(classes):
                message = f"nothing can have this property: its {end} is empty"
                yield Inconsistency(f"prp-{end[:3]}", compact(prop), _disjoint(clash), message, _place(paths, *clash))
        for one, other in (("ObjectProperty", "DatatypeProperty"), ("SymmetricProperty", "AsymmetricProperty")):
            if {one, other} <= kinds:
                axiom = f"{compact(prop)} a owl:{one} , owl:{other}"
                yield Inconsistency("OWL 2 DL", compact(prop), axiom, "cannot be both", place_of(paths, compact(prop)))


def _undeclared(graph: Graph, paths: Sequence[Path]) -> Iterator[Inconsistency]:
    declared = {str(subject) for subject in graph.subjects(RDF.type, None)} | {ONTOLOGY}
    versions = {str(version) for prop in (OWL.versionIRI, OWL.priorVersion) for version in graph.objects(None, prop)}
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    for term in sorted(used - declared - versions):
        if term.startswith(OWN):
            name = compact(term)
            yield Inconsistency("declaration", name, name, "is not declared", place_of(paths, name))


class _Check:
    """The rules on one set of facts."""

    def __init__(self, known: Axioms, facts: Facts) -> None:
        self._axioms = known
        self._facts = facts
        self._paths = vocabulary_files()

    def terms(self) -> Iterator[Inconsistency]:
        """Own terms that data use and nobody has declared."""
        for prop in self._facts.properties():
            if not is_declared(prop):
                yield Inconsistency("declaration", compact(prop), compact(prop), "is not declared")
        for name in sorted({value[1:-1] for _, value in self._facts.pairs(str(RDF.type))}):
            if not is_declared(name):
                yield Inconsistency("declaration", compact(name), compact(name), "is not declared")

    def values(self) -> Iterator[Inconsistency]:
        """Literals where things belong, things where literals belong, literals of another kind than the range."""
        for prop in self._facts.properties():
            is_object = self._axioms.has_kind(prop, "ObjectProperty")
            is_datatype = self._axioms.has_kind(prop, "DatatypeProperty")
            if is_object == is_datatype:
                continue
            kinds = {_KINDS[each] for each in self._axioms.ranges.get(prop, ()) if each in _KINDS}
            for subject, value in self._facts.pairs(prop):
                if is_object and value.startswith('"'):
                    yield self._finding("OWL 2 DL", subject, f"{value[:80]} is a literal", "ObjectProperty", prop)
                elif is_datatype and not value.startswith('"'):
                    yield self._finding("OWL 2 DL", subject, f"{value} is no literal", "DatatypeProperty", prop)
                elif is_datatype and len(kinds) == 1 and (kind := _kind(value)) and kind not in kinds:
                    message = f"{value[:80]} is {kind}, not {next(iter(kinds))}"
                    yield self._finding("dt-not-type", subject, message, "range", prop)

    def properties(self) -> Iterator[Inconsistency]:
        """Irreflexive, asymmetric, functional and disjoint properties."""
        for prop in self._facts.properties():
            kinds = self._axioms.kinds.get(prop, frozenset())
            if not kinds & {"IrreflexiveProperty", "AsymmetricProperty", "FunctionalProperty"}:
                continue
            pairs = set(self._facts.pairs(prop))
            for subject, value in sorted(pairs):
                if subject == value and "IrreflexiveProperty" in kinds:
                    yield self._finding("prp-irp", subject, "is related to itself", "IrreflexiveProperty", prop)
                if (value, subject) in pairs and "AsymmetricProperty" in kinds:
                    yield self._finding("prp-asyp", subject, f"goes both ways with {value}", "AsymmetricProperty", prop)
            if "FunctionalProperty" in kinds:
                yield from self._functional(prop, pairs)
        for pair in sorted(map(sorted, self._axioms.disjoint_properties)):
            one, other = pair
            for subject, value in sorted(set(self._facts.pairs(one)) & set(self._facts.pairs(other))):
                axiom = f"{compact(one)} owl:propertyDisjointWith {compact(other)}"
                place = _place(self._paths, one, other)
                yield Inconsistency("prp-pdw", _shown(subject), axiom, f"has {_shown(value)} by both", place)

    def classes(self) -> Iterator[Inconsistency]:
        """Members of classes that nothing can belong to at once, by their types, or by domains and ranges."""
        member_of: dict[str, frozenset[str]] = {}
        known: dict[tuple[frozenset[str], frozenset[str]], frozenset[str]] = {}
        for _, names, members in self._memberships():
            for member in members:
                before = member_of.get(member, frozenset())
                if (before, names) not in known:
                    known[before, names] = before | names
                member_of[member] = known[before, names]
        clashes = {names: self._axioms.clash(names) for names in set(member_of.values())}
        wrong = {member: clash for member, names in member_of.items() if (clash := clashes[names])}
        reasons: dict[str, list[str]] = defaultdict(list)
        for reason, names, members in self._memberships() if wrong else ():
            above = frozenset().union(*map(self._axioms.supers, names))
            for member in wrong.keys() & set(members):
                if above & set(wrong[member]):
                    reasons[member].append(reason)
        for member, clash in sorted(wrong.items()):
            message = f"belongs to both: {', '.join(dict.fromkeys(reasons[member]))}"
            yield Inconsistency("cax-dw", _shown(member), _disjoint(clash), message, _place(self._paths, *clash))

    def _memberships(self) -> Iterator[tuple[str, frozenset[str], Iterable[str]]]:
        """(why, classes, members): by type, by the domain of a property, by its range."""
        by_class: dict[str, list[str]] = defaultdict(list)
        for subject, kind in self._facts.pairs(str(RDF.type)):
            by_class[kind[1:-1]].append(subject)
        for name, members in by_class.items():
            yield f"a {compact(name)}", frozenset({name}), members
        for prop in self._facts.properties():
            above = self._axioms.properties.get(prop, frozenset({prop}))
            inverse = frozenset().union(*(self._axioms.inverses.get(each, frozenset()) for each in above))
            for end, here, there, place in (
                ("subject", self._axioms.domains, self._axioms.ranges, 0),
                ("object", self._axioms.ranges, self._axioms.domains, 1),
            ):
                names = frozenset().union(
                    *(here.get(each, frozenset()) for each in above),
                    *(there.get(each, frozenset()) for each in inverse),
                )
                if names:
                    ends = (pair[place] for pair in self._facts.pairs(prop))
                    yield f"{end} of {compact(prop)}", names, (each for each in ends if not each.startswith('"'))

    def _functional(self, prop: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Inconsistency]:
        values: dict[str, list[str]] = defaultdict(list)
        for subject, value in sorted(pairs):
            values[subject].append(value)
        for subject, found in values.items():
            literals = [value for value in found if value.startswith('"')]
            apart = next((pair for pair in self._axioms.different if pair <= {value[1:-1] for value in found}), None)
            if len(literals) > 1 or apart:
                shown = ", ".join(literals if len(literals) > 1 else sorted(apart or ()))
                yield self._finding("prp-fp", subject, f"has more than one value: {shown}", "FunctionalProperty", prop)

    def _finding(self, rule: str, subject: str, message: str, what: str, prop: str) -> Inconsistency:
        axiom = f"{compact(prop)} {'rdfs:range' if what == 'range' else f'a owl:{what}'}"
        return Inconsistency(rule, _shown(subject), axiom, message, place_of(self._paths, compact(prop)))


def _kind(literal: str) -> str:
    """What kind of value a literal in N-Triples syntax has; empty for a datatype that is not known here."""
    tail = literal[literal.rindex('"') + 1 :]
    return _KINDS.get(tail[3:-1], "") if tail.startswith("^^") else "text"


def _shown(term: str) -> str:
    return compact(term[1:-1]) if term.startswith("<") else term


def _disjoint(clash: tuple[str, str]) -> str:
    return " owl:disjointWith ".join(compact(each) for each in clash)


def _place(paths: Iterable[Path], *names: str) -> str:
    return place_of(paths, *(compact(each) for each in names))
