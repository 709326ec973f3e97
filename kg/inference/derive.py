"""What the rules give for one person, from the ties of the view; and which persons a change of ties concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.inference.rules import CIRCULAR, OPPOSITE, Closure, Composed, Rules, Step
from kg.inference.ties import KinTies
from kg.inference.touched import TouchedKin
from kg.terms import Term, Triple


class KinDeriver:
    """Derives the triples that belong to a person, its ego (see ``Rules``)."""

    def __init__(self, rules: Rules, ties: KinTies) -> None:
        self._rules = rules
        self._ties = ties
        self._founders: dict[tuple[Step, Term], frozenset[Term]] = {}

    def triples(self, ego: Term) -> set[Triple]:
        """The inferred triples of a person. What the view says already is not repeated."""
        found = {(ego, CIRCULAR, parent) for parent in self._ties.circular_parents(ego)}
        found.update(self._ties.missing_inverses(ego))
        for closure in self._rules.closures:
            for generation in self.generations(ego, closure):
                for alter in generation:
                    found.add((ego, closure.property, alter))
                    if closure.inverse:
                        found.add((alter, closure.inverse, ego))
        for rule in self._rules.founders:
            found.update((ego, rule.property, founder) for founder in self.founders(ego, rule))
        for composed in self._rules.composed:
            for alter in self.composed(ego, composed):
                if not self._ties.states(ego, composed.property, alter):
                    found.add((ego, composed.property, alter))
                if composed.inverse:
                    found.add((alter, composed.inverse, ego))
        return found

    def generations(self, ego: Term, closure: Closure) -> Iterator[set[Term]]:
        """Who is reached by one step, by two, and so on: each person once, within the limits."""
        limits, seen, total = self._rules.limits, {ego}, 0
        generation = {ego}
        for _ in range(limits.generations):
            above = {up for person in generation for up in self._ties.upwards(person, closure.step)}
            generation = above - seen
            total += len(generation)
            if not generation or total > limits.ancestors:
                return
            seen |= generation
            yield generation

    def founders(self, ego: Term, rule: Closure) -> frozenset[Term]:
        """The ends of a person's line; he himself where others descend from him and he from nobody."""
        if self._ties.upwards(ego, rule.step):
            return self._ends(ego, rule.step)
        below = self._ties.step(ego, "child")
        is_founder = any(ego in self._ties.upwards(child, rule.step) for child in below)
        return frozenset({ego}) if is_founder else frozenset()

    def composed(self, ego: Term, rule: Composed) -> set[Term]:
        """Whom a composed rule gives a person; nobody where they would be more than the limit."""
        out = {ego}.union(*(self._ties.step(ego, step) for step in rule.excluded))
        found: set[Term] = set()
        for path in rule.paths:
            reached: Iterable[Term] = (ego,)
            for step in path[:-1]:
                reached = {person for each in reached for person in self.onwards(each, step, ego)}
            for person in reached:
                found.update(self.onwards(person, path[-1], ego))
                if len(found) > self._rules.limits.alters + len(out):
                    return set()
        found -= out
        return found if len(found) <= self._rules.limits.alters else set()

    def is_cut(self, ego: Term, closure: Closure) -> bool:
        """Whether a closure ends at a limit before it ends by itself."""
        seen, last = {ego}, {ego}
        for last in self.generations(ego, closure):
            seen |= last
        return any(self._ties.upwards(person, closure.step) - seen for person in last)

    def onwards(self, person: Term, step: Step, ego: Term) -> Iterable[Term]:
        """A step of a composed path: children of one with too many are not paired, nor does a path turn to its ego."""
        if step == "child" and self._ties.children_unpaired(person):
            return ()
        return (each for each in self._ties.step(person, step) if each != ego)

    def _ends(self, ego: Term, step: Step) -> frozenset[Term]:
        """The founders above a person, remembered for each on the way; the way may be very long, so no recursion."""
        known, way = self._founders, [ego]
        while way:
            person = way[-1]
            above = self._ties.upwards(person, step)
            if unknown := [each for each in above if (step, each) not in known]:
                way += unknown
                continue
            way.pop()
            if (step, person) not in known:
                ends = frozenset[Term]().union(*(known[step, each] for each in above))
                known[step, person] = ends or frozenset({person})
        return known[step, ego]


def concerned(ties: KinTies, rules: Rules, touched: TouchedKin) -> set[Term]:
    """The persons whose triples may differ after a change: who is as near as the longest composed rule reaches, and all
    who descend from the lower end of a tie that has changed.
    """
    found = set(touched.persons)
    nearby, most = set(found), rules.limits.children + len(found)
    for _ in range(rules.reach - 1):
        around: set[Term] = set()
        for person in nearby:
            for step in OPPOSITE:
                reached = ties.step(person, step)
                # Those who were too many to be paired before the change and are so after it have nothing from it.
                if step != "child" or len(reached) <= most:
                    around |= reached
        nearby = around - found
        found |= nearby
    waiting = list(touched.lower)
    below: set[Term] = set()
    while waiting:
        for child in ties.step(waiting.pop(), "child"):
            if child not in below:
                below.add(child)
                waiting.append(child)
    return found | below
