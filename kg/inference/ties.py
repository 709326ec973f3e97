"""The kin ties of the view as a graph of steps, read from a store: whole by property, or person by person as needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from types import MappingProxyType

from pyoxigraph import NamedNode

from kg import terms
from kg.inference.rules import OPPOSITE, Rules, Sex, Step, Tie
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, Triple

GENDER = terms.curie("zs:gender")
MALE, FEMALE = terms.curie("zs:Male"), terms.curie("zs:Female")
_NOBODY: Mapping[Term, int] = MappingProxyType({})


class KinTies:
    """Who is one step from whom. Reads the store once for each person asked about, or everything with ``read_all``."""

    def __init__(self, store: TripleStore, rules: Rules) -> None:
        self._store = store
        self._rules = rules
        #: step -> person -> who is one such step away -> the ties that say so, as bits (see ``_bit``)
        self._steps: dict[Step, dict[Term, dict[Term, int]]] = {step: {} for step in OPPOSITE}
        self._ties = tuple(rules.ties.values())
        self._fathers = self._bits(lambda tie: tie.sex == "male")
        self._mothers = self._bits(lambda tie: tie.sex == "female")
        self._adopters = self._bits(lambda tie: tie.adoption) | self._bits(lambda tie: tie.adoption, outwards=False)
        self._missing: dict[tuple[Step, int], tuple[tuple[Term, bool], ...]] = {}
        self._genders: dict[Term, frozenset[Term]] = {}
        self._read: set[Term] = set()
        self._up: dict[Step, dict[Term, AbstractSet[Term]]] = {}
        self._is_whole = False
        #: strongly connected component of each person whose ancestors were walked
        self._circles: dict[Term, int] = {}

    def read_all(self) -> None:
        """Read every tie of the view: one pattern for each property, which costs nothing where there is none."""
        for prop, tie in self._rules.ties.items():
            for q in self._store.match(None, node(prop), None, VIEW):
                if isinstance(q.object, NamedNode):
                    subject, value = str(q.subject), str(q.object)
                    self._add(subject, tie, value, outwards=True)
                    self._add(value, tie, subject, outwards=False)
        self._is_whole = True

    def persons(self) -> set[Term]:
        """Everybody with a tie that has been read."""
        return set(chain.from_iterable(self._steps.values()))

    def has_kin(self, person: Term) -> bool:
        """Whether a person has any tie."""
        self._ensure(person)
        return any(person in steps for steps in self._steps.values())

    def step(self, person: Term, step: Step) -> AbstractSet[Term]:
        """Who else is one step away; a sibling also by a common parent who has not more children than the limit."""
        if step == "lineage":
            return self.lineage_parents(person)
        self._ensure(person)
        stated = self._steps[step].get(person, _NOBODY).keys()
        if step != "sibling":
            return stated - {person} if person in stated else stated
        most, found = self._rules.limits.children, set(stated)
        for parent in self.step(person, "parent"):
            children = self.step(parent, "child")
            if len(children) <= most:
                found.update(children)
        found.discard(person)
        return found

    def children_unpaired(self, parent: Term) -> bool:
        """Whether the children of somebody are too many to be paired as siblings."""
        self._ensure(parent)
        return len(self._steps["child"].get(parent, _NOBODY)) > self._rules.limits.children

    def lineage_parents(self, person: Term) -> set[Term]:
        """Who comes before a person in the line: the adopters of an heir, else the father, else a male parent."""
        self._ensure(person)
        parents = self._steps["parent"].get(person, _NOBODY)
        adopters = {each for each, bits in parents.items() if bits & self._adopters}
        if line := {each for each in adopters if FEMALE not in self._gender(each)}:
            return line
        if fathers := {each for each, bits in parents.items() if bits & self._fathers}:
            return fathers
        others = (each for each, bits in parents.items() if not bits & self._mothers)
        return {each for each in others if MALE in self._gender(each)}

    def statements(self, one: Term, other: Term, step: Step, *, adoption: bool = False) -> list[Triple]:
        """The triples of the view by which two persons are one step apart, the most telling first: that of an adoption
        where it is asked for, then in the order of the rules, ties that lead away before those that lead to the person.
        """
        self._ensure(one)
        bits = self._steps[step].get(one, _NOBODY).get(other, 0)
        found: list[tuple[bool, bool, Triple]] = []
        for tie in self._ties:
            if bits & self._bit(tie):
                found.append((adoption and not tie.adoption, False, (one, tie.property, other)))
            if bits & self._bit(tie, outwards=False):
                found.append((adoption and not tie.adoption, True, (other, tie.property, one)))
        return [triple for _, _, triple in sorted(found, key=lambda each: each[:2])]

    def sex(self, person: Term, other: Term, step: Step) -> Sex:
        """The sex of somebody one step away: what the tie says, else what the view says of him or her."""
        self._ensure(person)
        bits = self._steps[step].get(person, _NOBODY).get(other, 0)
        if bits & (self._fathers | self._mothers):
            return "male" if bits & self._fathers else "female"
        match self._gender(other) & {MALE, FEMALE}:
            case found if found == {MALE}:
                return "male"
            case found if found == {FEMALE}:
                return "female"
        return "unknown"

    def is_adoption(self, person: Term, other: Term, step: Step) -> bool:
        """Whether a tie of adoption makes the step."""
        self._ensure(person)
        return bool(self._steps[step].get(person, _NOBODY).get(other, 0) & self._adopters)

    def states(self, person: Term, prop: Term, other: Term) -> bool:
        """Whether the view says this of the two."""
        tie = self._rules.ties.get(prop)
        return tie is not None and bool(self._steps[tie.step].get(person, _NOBODY).get(other, 0) & self._bit(tie))

    def missing_inverses(self, person: Term) -> Iterator[Triple]:
        """What the inverse of a tie says where the view has the tie alone; with a parent, it belongs to the child."""
        self._ensure(person)
        for step in OPPOSITE:
            for other, bits in self._steps[step].get(person, _NOBODY).items():
                for prop, outwards in self._missing_of(step, bits) if other != person else ():
                    yield (person, prop, other) if outwards else (other, prop, person)

    def circular_parents(self, person: Term) -> set[Term]:
        """The parents through whom a person is, by what the view says, his own ancestor."""
        self._ensure(person)
        parents = self._steps["parent"].get(person)
        if not parents:
            return set()
        if person not in self._circles:
            self._find_circles(person)
        circle = self._circles[person]
        return {parent for parent in parents if self._circles[parent] == circle}  # he himself may be among them

    def upwards(self, person: Term, step: Step) -> AbstractSet[Term]:
        """Who is one step up, without the ties that would close a circle."""
        known = self._up.setdefault(step, {})
        if person not in known:
            known[person] = self.step(person, step) - self.circular_parents(person)
        return known[person]

    def _gender(self, person: Term) -> frozenset[Term]:
        if person not in self._genders:
            quads = self._store.match(node(person), node(GENDER), None, VIEW)
            self._genders[person] = frozenset(str(q.object) for q in quads)
        return self._genders[person]

    def _ensure(self, person: Term) -> None:
        if self._is_whole or person in self._read:
            return
        self._read.add(person)
        this = node(person)
        for prop, tie in self._rules.ties.items():
            for q in self._store.match(this, node(prop), None, VIEW):
                if isinstance(q.object, NamedNode):
                    self._add(person, tie, str(q.object), outwards=True)
            for q in self._store.match(None, node(prop), this, VIEW):
                self._add(person, tie, str(q.subject), outwards=False)

    def _add(self, person: Term, tie: Tie, other: Term, *, outwards: bool) -> None:
        """Note the step that a tie is for one of its ends."""
        if person == other and tie.step not in ("parent", "child"):
            return
        found = self._steps[tie.step if outwards else OPPOSITE[tie.step]].setdefault(person, {})
        found[other] = found.get(other, 0) | self._bit(tie, outwards=outwards)

    def _bit(self, tie: Tie, *, outwards: bool = True) -> int:
        """The bit of a tie that leads away from a person, or to him."""
        return 1 << (self._ties.index(tie) * 2 + outwards)

    def _bits(self, which: Callable[[Tie], bool], *, outwards: bool = True) -> int:
        return sum(self._bit(tie, outwards=outwards) for tie in self._ties if which(tie))

    def _missing_of(self, step: Step, bits: int) -> tuple[tuple[Term, bool], ...]:
        """The inverse properties that ties of one person with another lack, and whether they lead away from him."""
        if (step, bits) not in self._missing:
            found = []
            for tie in self._ties if step != "child" else ():
                inverse = self._rules.ties[tie.inverse]
                if tie.step == "parent" and bits & self._bit(tie) and not bits & self._bit(inverse, outwards=False):
                    found.append((tie.inverse, False))
                same = self._bits(lambda each, tie=tie: each.inverse == tie.property)  # type: ignore[misc]
                if tie.step != "parent" and bits & self._bit(tie, outwards=False) and not bits & same:
                    found.append((tie.inverse, True))
            self._missing[step, bits] = tuple(found)
        return self._missing[step, bits]

    def _find_circles(self, start: Term) -> None:
        """Tarjan's strongly connected components of everybody above a person, without recursion: lines are long."""
        number: dict[Term, int] = {start: 0}
        low = {start: 0}
        path: list[tuple[Term, Iterator[Term]]] = [(start, iter(self.step(start, "parent")))]
        waiting = [start]
        while path:
            person, parents = path[-1]
            for parent in parents:
                if parent in self._circles:
                    continue
                if parent in number:
                    low[person] = min(low[person], number[parent])
                    continue
                number[parent] = low[parent] = len(number)
                waiting.append(parent)
                path.append((parent, iter(self.step(parent, "parent"))))
                break
            else:
                path.pop()
                if path:
                    below = path[-1][0]
                    low[below] = min(low[below], low[person])
                if low[person] == number[person]:
                    self._close(person, waiting)

    def _close(self, root: Term, waiting: list[Term]) -> None:
        circle = len(self._circles)
        while True:
            member = waiting.pop()
            self._circles[member] = circle
            if member == root:
                return
