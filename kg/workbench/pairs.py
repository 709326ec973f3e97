"""What the decision log and the data say of a pair: whether it is decided, whether the two are there, what they are
called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Literal

from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import Rulings
from kg.authority.view import ALT_LABEL, PREF_LABEL, TYPE
from kg.chinese.fold import fold_loose
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term

#: Outcomes of an item; the last one where decisions have settled it that say nothing of its pair.
SAME, DIFFERENT, SETTLED = "same", "different", "settled"
#: So many characters of names and of an id are searched: they are part of an index, and its entries are bounded.
_LONGEST_NAMES, _LONGEST_ID = 120, 80
_NONE: Mapping[Term, int] = {}
_TYPE = node(TYPE)
_LABELS = (node(PREF_LABEL), node(ALT_LABEL))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the log says of a pair: ``same``, ``different`` or nothing, and the decision that says so (0: none)."""

    outcome: str = ""
    decision: int = 0

    def words(self) -> str:
        """What the history of an item says of it; empty where there is no ruling."""
        return f"decision {self.decision}: {self.outcome}" if self.outcome else ""


def pair_key(one: Term, other: Term) -> str:
    """The same text for both orders of a pair; IRIs hold no spaces."""
    return " ".join(sorted((one, other)))


class Pairs:
    """Answers about pairs under given rulings in a given store; what was looked up once is kept."""

    def __init__(
        self, rulings: Rulings, store: TripleStore, log: Iterable[Decision] = (), numbers: Mapping[Term, int] = _NONE
    ) -> None:
        """``log`` are all decisions and ``numbers`` the latest that names an identifier; without them it is not said
        which decision a ruling comes from."""
        self._rulings = rulings
        self._store = store
        self._numbers = numbers
        self._different = {frozenset(each.about): each.number for each in log if each.kind is Kind.DIFFERENT}
        self._present: dict[Term, bool] = {}
        self._names: dict[Term, str] = {}

    def ruling(self, one: Term, other: Term) -> Ruling:
        """Whether the pair is decided, through all identifiers of the two authority records."""
        record = self._rulings.stands_for(one)
        if record == self._rulings.stands_for(other):
            named = (self._numbers.get(identifier, 0) for identifier in self._rulings.identifiers(record))
            return Ruling(SAME, max(named, default=0))
        for identifier in self._rulings.identifiers(record):
            for apart in self._rulings.different_from(identifier):
                if self._rulings.stands_for(apart) == self._rulings.stands_for(other):
                    return Ruling(DIFFERENT, self._apart(identifier, apart))
        return Ruling()

    def present(self, *terms: Term) -> bool:
        """Whether claims in force say what each is, and none was split: then nobody knows which part is meant."""
        for term in terms:
            if term not in self._present:
                record = self._rulings.stands_for(term)
                described = any(True for _ in self._store.match(node(record), _TYPE, None, VIEW))
                self._present[term] = described and record not in self._rulings.replaced
            if not self._present[term]:
                return False
        return True

    def names(self, one: Term, other: Term) -> str:
        """What the two are called and their local ids, folded for searching."""
        return f"{self._named(one)} {self._named(other)}"

    def _apart(self, one: Term, other: Term) -> int:
        """The decision that holds two identifiers apart: that of kind different, or the split that made them."""
        said = self._different.get(frozenset((one, other)))
        return said or min(self._numbers.get(one, 0), self._numbers.get(other, 0))

    def _named(self, term: Term) -> str:
        if term not in self._names:
            record = node(self._rulings.stands_for(term))
            found = chain.from_iterable(self._store.match(record, label, None, VIEW) for label in _LABELS)
            labels = dict.fromkeys(fold_loose(q.object.value) for q in found if isinstance(q.object, Literal))
            self._names[term] = f"{' '.join(labels)[:_LONGEST_NAMES]} {_id(term)}"
        return self._names[term]


def group_outcome(pairs: Pairs, decided: Iterable[tuple[Term, Term]]) -> Ruling:
    """The ruling on several pairs: that of the last one where all are decided, else nothing."""
    rulings = [pairs.ruling(one, other) for one, other in decided]
    if not rulings or not all(ruling.outcome for ruling in rulings):
        return Ruling()
    return rulings[-1]


def _id(term: Term) -> str:
    return term[1:-1].rpartition("/")[2].lower()[:_LONGEST_ID]
