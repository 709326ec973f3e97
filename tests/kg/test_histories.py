"""Random histories of decisions over a small graph in memory: what holds whatever is decided and undone.

``ZHISHU_HISTORIES`` says how many are tried (10,000 take some minutes), each from its own seed.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from kg import terms
from kg.authority.decisions import Decision, Kind
from kg.authority.derivation import Derivation
from kg.authority.forbidden import forbidden_merges
from kg.authority.occurrences import occurrences
from kg.authority.resolution import State, resolve_in
from kg.authority.rulings import Rulings
from kg.authority.split import Split, new_part
from kg.authority.view import STANDS_FOR, Deriver
from kg.curation import Proposal, decision_quads, derive_decisions, examine
from kg.errors import DecisionConflict, Gone, InvalidInput, NotFound
from kg.generation import Generation, Manifest
from kg.indexing import DocumentBuilder
from kg.iris import Minter
from kg.search.index import SearchIndex
from kg.store import VIEW, TripleStore, open_store
from kg.store.quads import node, quad
from kg.terms import Term, Triple
from kg.workspace import Workspace

HISTORIES = int(os.environ.get("ZHISHU_HISTORIES", "60"))
STEPS = 10
MINTER = Minter()
PERSONS = tuple(MINTER.entity("person", name) for name in "abcde")
LETTERS = tuple(MINTER.entity("letter", name) for name in "xyz")
TYPE, LABEL, BORN, SENDER, GOT, FATHER, YEAR = (
    terms.curie(name)
    for name in ("rdf:type", "skos:prefLabel", "zs:birthYear", "zs:sender", "zs:addressee", "zs:father", "zs:year")
)


def claims(random_: random.Random) -> dict[Term, list[Triple]]:
    """Record graphs: one or two for each person, one for each letter."""
    found: dict[Term, list[Triple]] = {}
    for number, person in enumerate(PERSONS):
        for copy in range(random_.choice((1, 1, 2))):
            record = found.setdefault(MINTER.record("people", f"{number}-{copy}"), [])
            record += [(person, TYPE, terms.curie("zs:Person"))]
            record += [(person, LABEL, terms.literal(random_.choice("盛杏愚李"), "zh-Hant"))]
            record += [(person, BORN, terms.integer(random_.randint(1840, 1850)))]
            if random_.random() < 0.4:
                record += [(person, FATHER, random_.choice([each for each in PERSONS if each != person]))]
    for number, letter in enumerate(LETTERS):
        sender, addressee = random_.sample(PERSONS, 2)
        found[MINTER.record("letters", str(number))] = [
            (letter, TYPE, terms.curie("zs:Letter")),
            (letter, SENDER, sender),
            (letter, GOT, addressee),
            (letter, YEAR, terms.integer(1890 + number)),
        ]
    return {graph: sorted(set(said)) for graph, said in found.items()}


class InMemory:
    """As much of a workspace as decisions need: claims, a log, and the view that follows it step by step."""

    def __init__(self, records: dict[Term, list[Triple]]) -> None:
        self.records, self.minter, self.log = records, MINTER, tuple[Decision, ...]()
        self.live = derived_anew(records, ())
        self.decisions = SimpleNamespace(read=lambda: self.log)
        self.tombstones = SimpleNamespace(find=lambda local: None)

    def rulings(self) -> Rulings:
        return Rulings.of(self.log)

    def take(self, proposal: Proposal) -> Decision:
        """Take a decision as ``kg.curation`` does, without index and files."""
        (candidate,), rulings = examine(cast(Workspace, self), [proposal])
        self.log = (*self.log, replace(candidate, time="2026-01-01T00:00:00Z"))
        derive_decisions(self.live, self.log, rulings, MINTER, DocumentBuilder(MINTER, rulings.splits))
        self.live.manifest.through = self.log[-1].number
        return candidate

    def state(self, term: Term) -> State:
        """What an address answers."""
        return resolve_in(cast(Workspace, self), self.live, term[1:-1], self.log, self.rulings()).state


def derived_anew(records: dict[Term, list[Triple]], log: tuple[Decision, ...]) -> Generation:
    """Everything from nothing, the way a bulk load goes: the fast path for each record, then what it cannot finish."""
    store, rulings = open_store(None), Rulings.of(log)
    generation = Generation(Path(), Manifest(MINTER.base), store, cast(SearchIndex, None))
    deriver = Deriver(rulings)
    own = decision_quads(log, MINTER)
    graphs = {**records}
    for q in own:
        if q.graph_name == VIEW:
            store.replace((), [q])
        else:
            graphs.setdefault(str(q.graph_name), []).append((str(q.subject), str(q.predicate), str(q.object)))
    seen = Counter(subject for said in graphs.values() for subject in {claim[0] for claim in said})
    for graph, said in graphs.items():
        store.replace((), [quad(claim, graph) for claim in said])
        store.replace((), {quad(triple) for triple in deriver.derive_record(graph, said)})
    shared = {subject for subject, count in seen.items() if count > 1} | (rulings.touched() & seen.keys())
    for entity in sorted(shared):
        store.replace(*Derivation(store, deriver, MINTER).changes([entity]))
    generation.manifest.through = log[-1].number if log else 0
    return generation


def dump(store: TripleStore) -> list[str]:
    """All quads, in the order of their text."""
    return sorted(str(q) for q in store.match())


def view(store: TripleStore) -> set[str]:
    """The view without what decisions are."""
    about = (f"<{MINTER.base}decision/", f"<{MINTER.base}dataset/", f"<{MINTER.base}record/")
    return {str(q) for q in store.match(None, None, None, VIEW) if not str(q.subject).startswith(about)}


def served(store: TripleStore) -> set[Term]:
    """The ids that answer with a page."""
    found = store.match(None, node(STANDS_FOR), None, VIEW)
    return {str(term) for q in found for term in (q.subject, q.object)}


class Teller:
    """Proposes decisions at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.memory = InMemory(claims(self.random))

    def proposal(self) -> Proposal:
        kinds = [Kind.SAME, Kind.MERGE, Kind.SPLIT, Kind.SPLIT, Kind.DIFFERENT, Kind.PREFER, Kind.WITHDRAW, Kind.ADD]
        kind = self.random.choice([*kinds, Kind.UNDO, Kind.UNDO])
        undoes = self.random.randint(1, max(1, len(self.memory.log))) if kind is Kind.UNDO else 0
        overrides = tuple(forbidden_merges()) if kind in (Kind.SAME, Kind.MERGE) else ()
        return Proposal(kind, self.terms(kind), "test", "because", undoes, overrides)

    def terms(self, kind: Kind) -> tuple[Term, ...]:
        ids = self.ids()
        match kind:
            case Kind.SAME | Kind.DIFFERENT:
                return tuple(self.random.sample(ids, 2))
            case Kind.MERGE:
                return tuple(self.random.sample(ids, self.random.randint(2, 3)))
            case Kind.SPLIT:
                return self.split(ids).terms
            case Kind.ADD:
                letter = self.random.choice(LETTERS)
                own = (self.random.choice(ids), BORN, terms.integer(1851))
                return self.random.choice([own, (letter, GOT, self.random.choice(ids))])
            case Kind.PREFER | Kind.WITHDRAW:
                found = sorted((g, *claim) for g, said in self.memory.records.items() for claim in said)
                graph, *claim = self.random.choice(found)
                whole = self.random.random() < 0.3
                return tuple(claim) if kind is Kind.PREFER else (graph,) if whole else (graph, *claim)
            case _:
                return ()

    def ids(self) -> list[Term]:
        """The persons, and the parts that splits in force have minted."""
        rulings = self.memory.rulings()
        return list(dict.fromkeys([*PERSONS, *(part for split in rulings.splits for part in split.parts)]))

    def split(self, ids: list[Term]) -> Split:
        rulings, store = self.memory.rulings(), self.memory.live.store
        entity = self.random.choice(ids)
        group = rulings.identifiers(rulings.stands_for(entity))
        parts = [new_part(1), self.random.choice([new_part(2), rulings.stands_for(entity), *group, *ids])]
        found = occurrences(store, MINTER, rulings, entity)
        chosen = tuple((each.claim, self.random.choice(parts)) for each in found if self.random.random() < 0.4)
        graphs = dict.fromkeys(each.claim[0] for each in found)
        records = tuple((graph, self.random.choice(parts)) for graph in graphs if self.random.random() < 0.3)
        left = [each for each in group if each not in parts]
        wholes = tuple((each, self.random.choice(parts)) for each in left if self.random.random() < 0.4)
        return Split(entity, tuple(parts), wholes, records, chosen)


def tell(seed: int, taken: Counter[Kind]) -> None:
    """One history; everything that must hold is checked after each of its decisions."""
    teller = Teller(seed)
    memory, known = teller.memory, served(teller.memory.live.store)
    for _ in range(STEPS):
        before, proposal = view(memory.live.store), teller.proposal()
        try:
            decision = memory.take(proposal)
        except (DecisionConflict, Gone, InvalidInput, NotFound):
            assert view(memory.live.store) == before, (seed, "a refusal changes nothing")
            continue
        taken[decision.kind] += 1
        known |= served(memory.live.store)
        after = view(memory.live.store)
        if teller.random.random() < 0.5:
            memory.take(Proposal(Kind.UNDO, (), "test", "because", decision.number))
            assert view(memory.live.store) == before, (seed, decision, "undo(do(x)) = x")
            memory.take(Proposal(Kind.UNDO, (), "test", "because", memory.log[-1].number))
            assert view(memory.live.store) == after, (seed, decision, "undoing the undoing restores it")
        lost = [term for term in sorted(known) if memory.state(term) is State.MISSING]
        assert not lost, (seed, lost, memory.log)
    assert dump(memory.live.store) == dump(derived_anew(memory.records, memory.log).store), (seed, memory.log)


def tell_all(seeds: Iterable[int]) -> Counter[Kind]:
    """Many histories; how often each kind of decision was taken."""
    taken: Counter[Kind] = Counter()
    for seed in seeds:
        tell(seed, taken)
    return taken


def test_undoing_restores_the_view_no_id_is_lost_and_a_rebuild_is_equal() -> None:
    taken: Counter[Any] = tell_all(range(HISTORIES))
    for kind in set(Kind) - {Kind.JUDGE}:
        assert taken[kind] >= HISTORIES // 20, f"the histories hardly ever try {kind}: {taken}"
