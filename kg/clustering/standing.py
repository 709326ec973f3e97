"""Clusters in force: the works and editions that decisions hold together, each link with its decision.

What ``proposals`` gave and people took, and what people decided by themselves, looks the same here: the log is the only
source. Score and sentence of a link are those of its reason, as it was written down when the decision was taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.authority.decisions import Decision
from kg.authority.rulings import Rulings, in_force
from kg.clustering.clusters import Level
from kg.clustering.proposals import OTHER_EDITION
from kg.clustering.record import INSTANCE_OF
from kg.iris import Minter
from kg.terms import Term

#: What the ids of works and of editions begin with.
_WORK, _EDITION = "work/", "instance/"
_JOINING = (INSTANCE_OF, OTHER_EDITION)
#: The reason of a decision of the agent ``clustering``: level, score, reasons (``kg.clustering.proposals``).
_REASON = re.compile(r"(?:work|edition) ([01]\.\d\d): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class StandingLink:
    """Two members and the decision that holds them together. ``score`` is None where no machine weighed the pair,
    ``words`` what the decision gives as its reason."""

    one: Term
    other: Term
    decision: Decision
    score: float | None
    words: str


@dataclass(frozen=True)
class StandingCluster:
    """Records that decisions hold together: members by term in order, links by the number of their decision."""

    members: tuple[Term, ...]
    links: tuple[StandingLink, ...]

    @property
    def key(self) -> Term:
        """The member that names the cluster: its first work, else its first member."""
        return next((each for each in self.members if f"/{_WORK}" in each), self.members[0])

    @cached_property
    def level(self) -> Level:
        """EDITION where all that is joined are editions that are one, WORK for everything else."""
        is_edition = all(f"/{_EDITION}" in each for each in self.members)
        return Level.EDITION if is_edition and not any(_is_claim(each.decision) for each in self.links) else Level.WORK

    @cached_property
    def least(self) -> float | None:
        """The lowest score of its links; None where people decided all of them."""
        return min((each.score for each in self.links if each.score is not None), default=None)

    @cached_property
    def agents(self) -> tuple[str, ...]:
        """Who took the decisions."""
        return tuple(sorted({each.decision.agent for each in self.links}))

    def links_of(self, member: Term) -> tuple[StandingLink, ...]:
        """The links of one member."""
        return tuple(each for each in self.links if member in (each.one, each.other))


class Standing:
    """All clusters in force, by the term of each member; the largest first."""

    def __init__(self, decisions: Iterable[Decision], minter: Minter) -> None:
        log = tuple(decisions)
        prefixes = (f"<{minter.base}{_WORK}", f"<{minter.base}{_EDITION}")
        rulings = Rulings.of(log)
        links = [link for each in in_force(log) for link in _links(each, rulings) if link.one.startswith(prefixes)]
        found = sorted(_clusters(links), key=lambda each: (-len(each.members), each.key))
        self.clusters: tuple[StandingCluster, ...] = tuple(found)
        self._of: Mapping[Term, StandingCluster] = {member: each for each in found for member in each.members}
        self.apart: Mapping[Term, tuple[Decision, ...]] = _apart(log, prefixes)

    def of(self, member: Term) -> StandingCluster | None:
        """The cluster of a record; None where no decision joins it with another."""
        return self._of.get(member)


def _links(decision: Decision, rulings: Rulings) -> Iterator[StandingLink]:
    """The pairs that a decision in force holds together: identifiers of one record, or a claim that ties two."""
    terms = decision.terms
    if _is_claim(decision):
        yield _link(terms[0], terms[2], decision)
    elif len(terms) > 1 and decision.kind.value in ("same", "merge"):
        for other in terms[1:]:
            if rulings.stands_for(terms[0]) == rulings.stands_for(other):  # a later split may have parted them
                yield _link(terms[0], other, decision)


def _is_claim(decision: Decision) -> bool:
    return decision.kind.value == "add" and len(decision.terms) == 3 and decision.terms[1] in _JOINING


def _link(one: Term, other: Term, decision: Decision) -> StandingLink:
    found = _REASON.fullmatch(decision.reason)
    score, words = (float(found[1]), found[2]) if found else (None, decision.reason)
    return StandingLink(one, other, decision, score, words)


def _clusters(links: Iterable[StandingLink]) -> Iterator[StandingCluster]:
    group: dict[Term, list[Term]] = {}
    held: dict[int, list[StandingLink]] = {}
    for link in links:
        one, other = group.setdefault(link.one, [link.one]), group.setdefault(link.other, [link.other])
        kept = held.setdefault(id(one), [])
        if one is not other:
            kept += held.pop(id(other), [])
            one += other
            group.update(dict.fromkeys(other, one))
        kept.append(link)
    for members in {id(each): each for each in group.values()}.values():
        ordered = sorted(held[id(members)], key=lambda each: (each.decision.number, each.one, each.other))
        yield StandingCluster(tuple(sorted(members)), tuple(ordered))


def _apart(log: Iterable[Decision], prefixes: tuple[str, ...]) -> dict[Term, tuple[Decision, ...]]:
    """The decisions by which works and editions are not the same, by each that they name."""
    found: dict[Term, tuple[Decision, ...]] = {}
    for decision in in_force(log):
        if decision.kind.value == "different" and decision.terms[0].startswith(prefixes):
            for each in decision.terms:
                found[each] = (*found.get(each, ()), decision)
    return found
