"""What decisions would do before anybody takes them: the dry run of ``kg.curation``, which writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from kg.authority.decisions import Decision
from kg.authority.linked import datasets_of
from kg.authority.provenance import provenance_prefixes
from kg.authority.resolution import STATUS, Resolution, State, resolve_in
from kg.authority.rulings import Rulings, affected
from kg.authority.view import STANDS_FOR, entity_classes
from kg.curation import Proposal, derive_decisions, examine
from kg.errors import ForbiddenMerge, ZhishuError
from kg.generation import Generation
from kg.indexing import DocumentBuilder
from kg.store import VIEW
from kg.store.overlay import OverlayStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple

if TYPE_CHECKING:
    from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Answer:
    """How an address answers: HTTP ``status`` (200, 301, 300, 410, or 404 for what does not exist yet), and the IRIs
    that it leads to (301: one; 300: the choices)."""

    status: int
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedAddress:
    """An IRI that answers differently before and after."""

    iri: str
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen. With a ``refusal`` nothing would, and everything else is empty.

    ``decisions`` are the entries of the log as they would be written (with the ids that a split mints); ``removed`` and
    ``added`` the triples of the view, sorted; ``pages`` the IRIs of the entities whose page differs, those that
    link to what changes among them; ``documents`` those of the search documents that are added, changed or removed;
    ``datasets`` the ids of the datasets whose records say something about what is decided.
    """

    decisions: tuple[Decision, ...] = ()
    removed: tuple[Triple, ...] = ()
    added: tuple[Triple, ...] = ()
    addresses: tuple[ChangedAddress, ...] = ()
    pages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    refusal: str = ""
    hint: str = ""  #: what to do about the refusal
    status: int = 0  #: HTTP status of the refusal
    rules: tuple[str, ...] = ()  #: the rules of forbidden merges that an override would have to name


def preview(workspace: Workspace, proposals: Iterable[Proposal]) -> Preview:
    """What taking these decisions, one after the other, would do to the live generation. Nothing is written."""
    live, known = workspace.live, workspace.decisions.read()
    try:
        candidates, rulings = examine(workspace, proposals)
    except ZhishuError as error:
        rules = error.rules if isinstance(error, ForbiddenMerge) else ()
        return Preview(refusal=str(error), hint=error.hint, status=error.status, rules=rules)
    log = (*known, *(replace(each, time=each.time or workspace.clock()) for each in candidates))
    if len(log) == len(known) or live.manifest.through >= log[-1].number:
        return Preview()
    overlay = OverlayStore(live.store)
    future = Generation(live.directory, live.manifest, overlay, live.search)
    documents = DocumentBuilder(workspace.minter, rulings.splits)
    stale, _ = derive_decisions(future, log, rulings, workspace.minter, documents)
    try:
        return _Comparison(workspace, live, future, overlay, log, rulings).preview(candidates, documents, stale)
    finally:
        overlay.close()


class _Comparison:
    """The live generation, and the one that decisions would lead to."""

    def __init__(
        self,
        workspace: Workspace,
        live: Generation,
        future: Generation,
        overlay: OverlayStore,
        log: tuple[Decision, ...],
        rulings: Rulings,
    ) -> None:
        self._workspace = workspace
        self._live = live
        self._future = future
        self._log = log
        self._rulings = rulings
        self._base = workspace.minter.base
        provenance = provenance_prefixes(workspace.minter)

        def view(quads: Iterable[Quad]) -> tuple[Triple, ...]:
            found = ((str(q.subject), str(q.predicate), str(q.object)) for q in quads if q.graph_name == VIEW)
            return tuple(sorted(triple for triple in found if not triple[0].startswith(provenance)))

        self.removed, self.added = view(overlay.removed), view(overlay.added)
        self._kinds = entity_classes()

    def preview(self, candidates: list[Decision], documents: DocumentBuilder, stale: set[Term]) -> Preview:
        """All that differs."""
        about = {term for decision in candidates for term in affected(decision, self._log)}
        changed = {quad(triple) for triple in (*self.removed, *self.added)}
        mine = sorted(
            term for term in about | documents.stale(self._future.store, changed) if term.startswith(f"<{self._base}")
        )
        return Preview(
            decisions=tuple(candidates),
            removed=self.removed,
            added=self.added,
            addresses=tuple(self._addresses(mine)),
            pages=tuple(self._pages(mine)),
            documents=tuple(self._documents(documents, stale)),
            datasets=self._datasets(candidates),
        )

    def _addresses(self, terms: list[Term]) -> Iterator[ChangedAddress]:
        known = tuple(d for d in self._log if d.number <= self._live.manifest.through)
        old_rulings = self._workspace.rulings()
        for term in terms:
            if not self._is_entity(term):
                continue
            iri = term[1:-1]
            before = _answer(resolve_in(self._workspace, self._live, iri, known, old_rulings))
            after = _answer(resolve_in(self._workspace, self._future, iri, self._log, self._rulings))
            if before != after:
                yield ChangedAddress(iri, before, after)

    def _is_entity(self, term: Term) -> bool:
        local = self._workspace.minter.local(term[1:-1]) if term.startswith("<") else None
        return local is not None and local.partition("/")[0] in self._segments()

    def _segments(self) -> set[str]:
        return set(self._kinds.values())

    def _pages(self, terms: list[Term]) -> Iterator[str]:
        """What has a page, now or then, and is one end of a triple that comes or goes, or shows a name that does."""
        for term in terms:
            for generation in (self._live, self._future):
                if any(str(q.object) == term for q in generation.store.match(node(term), _STANDS_FOR, None, VIEW)):
                    yield term[1:-1]
                    break

    def _documents(self, documents: DocumentBuilder, stale: set[Term]) -> Iterator[str]:
        for term in sorted(stale):
            if self._live.search.get(term[1:-1]) != documents.from_view(self._future.store, term):
                yield term[1:-1]

    def _datasets(self, candidates: list[Decision]) -> tuple[str, ...]:
        """The datasets of the records that describe what is decided, without what curators state."""
        minter, store = self._workspace.minter, self._live.store
        graphs: set[str] = set()
        for decision in candidates:
            for term in affected(decision, self._log):
                if minter.is_record(term):
                    graphs.add(term[1:-1])
                else:
                    group = self._rulings.identifiers(self._rulings.stands_for(term))
                    for identifier in self._rulings.splits.sources(group):
                        graphs |= {str(q.graph_name)[1:-1] for q in store.match(node(identifier))}
        records = f"{minter.base}record/"
        return tuple(datasets_of(minter, (graph for graph in graphs if graph.startswith(records))))


def _answer(resolution: Resolution) -> Answer:
    status = STATUS[resolution.state]
    targets = (resolution.iri,) if resolution.state is State.MOVED else resolution.choices
    return Answer(status, targets if status in (300, 301) else ())


_STANDS_FOR = node(STANDS_FOR)
