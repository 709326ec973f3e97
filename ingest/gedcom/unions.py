"""Families for writing: the unions of the claims, and those that ties of kinship without a union amount to."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TypeVar

from ingest.gedcom.graph import ClaimGraph
from ingest.gedcom.tables import term
from kg.terms import Term
from ontology.terms import all_terms

T = TypeVar("T")
_PARENTS = {
    "kin:father": "husband",
    "kin:mother": "wife",
    "kin:parent": "",
    "kin:adoptiveParent": "",
    "kin:F-adoptive": "husband",
    "kin:M-adoptive": "wife",
    "kin:P-adoptive": "",
}
_CHILDREN = ("kin:child", "kin:son", "kin:daughter", "kin:adoptiveChild", "kin:X-adoptive")
_SPOUSES = ("kin:spouse", "kin:wife", "kin:husband", "kin:concubine")
_ADOPTED = {kind for kind in (*_PARENTS, *_CHILDREN) if "adoptive" in kind}


@dataclass(slots=True)
class Family:
    """A family as it is written. ``ties`` are (child, parent) -> tie; ``adopted`` the children of ties of adoption."""

    subject: Term
    husbands: list[Term] = field(default_factory=list)
    wives: list[Term] = field(default_factory=list)
    children: list[Term] = field(default_factory=list)
    ties: dict[tuple[Term, Term], Term] = field(default_factory=dict)
    couple: Term = ""
    adopted: set[Term] = field(default_factory=set)

    def partners(self) -> list[Term]:
        """Both partners."""
        return [*self.husbands, *self.wives]


class Families:
    """All families of a selection; ``other_ties`` are the ties of kinship that no family expresses."""

    def __init__(self, graph: ClaimGraph) -> None:
        self._graph = graph
        self.families: dict[Term, Family] = {}
        self.other_ties: list[Term] = []
        self.of_child: dict[Term, list[Family]] = {}
        self.of_partner: dict[Term, list[Family]] = {}
        self._by_couple: dict[tuple[Term, Term], Family] = {}
        self._persons = set(graph.of_class("zs:Person"))
        for union in graph.of_class("zs:Union"):
            self._add_union(union)
        loose = [tie for tie in graph.of_class("zs:Kinship") if graph.first(tie, "zs:union") not in self.families]
        self._add_loose(loose)
        for family in self.families.values():
            for child in family.children:
                self.of_child.setdefault(child, []).append(family)
            for partner in family.partners():
                self.of_partner.setdefault(partner, []).append(family)
        for partner, families in self.of_partner.items():
            families.sort(key=lambda family: graph.order(family.subject))
            places = {id(f): order for f in families if (order := self._order(f, partner))}
            self.of_partner[partner] = in_places(families, [places.get(id(f)) for f in families])

    def _add_union(self, union: Term) -> None:
        graph = self._graph
        family = Family(union, self._members(union, "zs:husband"), self._members(union, "zs:wife"))
        children = self._members(union, "zs:offspring")
        for tie in graph.pointing("zs:union", union, "zs:Kinship"):
            ego, alter = graph.first(tie, "zs:ego"), graph.first(tie, "zs:alter")
            if ego in children:
                family.ties[ego, alter] = tie
            else:
                family.couple = family.couple or tie
        places = {child: graph.number(tie, "zs:sequence") for (child, _), tie in family.ties.items()}
        family.children = in_places(children, [places.get(child) for child in children])
        self.families[union] = family
        if len(family.husbands) < 2 and len(family.wives) < 2:
            self._by_couple.setdefault(("".join(family.husbands), "".join(family.wives)), family)

    def _members(self, union: Term, predicate: str) -> list[Term]:
        return [person for person in self._graph.nodes(union, predicate) if person in self._persons]

    def _order(self, family: Family, partner: Term) -> int | None:
        if not family.couple or self._graph.first(family.couple, "zs:ego") != partner:
            return None
        return self._graph.number(family.couple, "zs:spouseOrder")

    def _add_loose(self, ties: list[Term]) -> None:
        """Ties without a union: couples, then children with those of their parents who are told."""
        parents: dict[tuple[Term, bool], dict[str, list[tuple[Term, Term]]]] = {}
        for tie in ties:
            graph = self._graph
            ego, alter = graph.first(tie, "zs:ego"), graph.first(tie, "zs:alter")
            kind = next(
                (k for k in (*_PARENTS, *_CHILDREN, *_SPOUSES) if term(k) == graph.first(tie, "zs:kinship")), ""
            )
            if not {ego, alter} <= self._persons or not kind:
                if {ego, alter} <= self._persons:
                    self.other_ties.append(tie)
            elif kind in _SPOUSES:
                husband, wife = (alter, ego) if kind == "kin:husband" else (ego, alter)
                family = self._loose_family(husband, wife)
                family.couple = tie
            else:
                child, parent = (alter, ego) if kind in _CHILDREN else (ego, alter)
                place = _PARENTS.get(kind) or self._place(parent)
                told = parents.setdefault((child, kind in _ADOPTED), {"husband": [], "wife": []})
                told[place].append((parent, tie))
        for (child, adopted), told in parents.items():
            self._add_child(child, adopted, told)

    def _add_child(self, child: Term, adopted: bool, told: dict[str, list[tuple[Term, Term]]]) -> None:
        for at in range(max(len(told["husband"]), len(told["wife"]))):
            husband, wife = (told[place][at] if at < len(told[place]) else ("", "") for place in ("husband", "wife"))
            family = self._loose_family(husband[0], wife[0])
            if child not in family.children:
                family.children.append(child)
            if adopted:
                family.adopted.add(child)
            for parent, tie in (husband, wife):
                if parent:
                    family.ties[child, parent] = tie

    def _loose_family(self, husband: Term, wife: Term) -> Family:
        """The family of two persons (or of one and nobody known), made where there is none."""
        known = self._by_couple.get((husband, wife))
        if known is not None:
            return known
        subject = f"<family:{len(self.families) + 1}>"
        family = Family(subject, [husband] * bool(husband), [wife] * bool(wife))
        self.families[subject] = self._by_couple[husband, wife] = family
        return family

    def _place(self, person: Term) -> str:
        return "wife" if self._graph.first(person, "zs:gender") == term("zs:Female") else "husband"


def kin_label(concept: Term, language: str = "zh-hant") -> str:
    """The label of a kinship concept; empty for an unknown one."""
    entry = all_terms().get(concept[1:-1])
    return entry.labels.get(language, "") if entry else ""


def in_places(items: list[T], places: list[int | None]) -> list[T]:
    """The items with those that have a place (from 1) as near to it as can be, the others in the gaps in their order.

    >>> in_places(["a", "b", "c"], [3, None, 1])
    ['c', 'b', 'a']
    """
    wanted = sorted(
        ((place, item) for item, place in zip(items, places, strict=True) if place), key=lambda pair: pair[0]
    )
    free = deque(item for item, place in zip(items, places, strict=True) if not place)
    result: list[T] = []
    for place, item in wanted:
        while len(result) + 1 < place and free:
            result.append(free.popleft())
        result.append(item)
    return [*result, *free]
