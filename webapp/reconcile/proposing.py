"""From rows that were decided about elsewhere to proposals in the workbench."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import NamedNode

from kg import terms
from kg.accounts.account import Account
from kg.authority.decisions import Kind
from kg.authority.view import ALT_LABEL
from kg.chinese.fold import clean
from kg.curation import Proposal
from kg.errors import InvalidInput
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term
from kg.workbench.proposal import Draft, Origin, ProposalFilter, ProposalGroup, ProposalState
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.reconcile.decision_rows import DecisionRow, SenderTable
from webapp.reconcile.identity import identify

_EXACT_MATCH = terms.curie("skos:exactMatch")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONGEST_NOTE = 2_000
_PER_LOOK = 1_000
#: What was withdrawn may be sent again.
_ANSWERED = tuple(state for state in ProposalState if state is not ProposalState.WITHDRAWN)

#: What a row amounts to, whoever says so and why.
Key = tuple[tuple[Kind, tuple[Term, ...]], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row. ``status`` is one of ``STATUSES``; ``reason`` says why in words, ``proposal`` is the number
    of the proposal (0: none)."""

    row: str
    status: str
    reason: str = ""
    proposal: int = 0


#: Proposed now; sent before, or true already; nothing follows from it; not possible.
STATUSES = ("proposed", "known", "unchanged", "refused")


class Proposer:
    """Proposes what one sender's table says. What it said before, in this row or another, is not sent again."""

    def __init__(self, table: SenderTable, who: Account) -> None:
        self._table, self._who = table, who

    def propose(self, rows: Iterable[DecisionRow | Outcome]) -> list[Outcome]:
        """Propose what follows from rows; those with an outcome already keep it. The answers are in their order.

        Nothing is in force before it was reviewed, whoever sends it.
        """
        found: list[Outcome | tuple[str, Key]] = []
        sent = {_key(group.proposals): (group.id, group.state.value) for group in self._earlier()}
        drafts: dict[Key, Draft] = {}
        for row in rows:
            if isinstance(row, Outcome):
                found.append(row)
                continue
            decided = self._decisions(row)
            if isinstance(decided, Outcome):
                found.append(decided)
                continue
            key = _key(decided)
            found.append((row.row, key))
            if key not in sent:
                drafts.setdefault(key, Draft(decided, _note(row), Origin("api", self._table.sender, row.row)))
        verdicts = workspace().workbench.proposals.propose_all(tuple(drafts.values()), by=self._who, may_decide=False)
        made = {key: (verdict.id, verdict.problem) for key, verdict in zip(drafts, verdicts, strict=True)}
        return [each if isinstance(each, Outcome) else _outcome(*each, made, sent) for each in found]

    def _decisions(self, row: DecisionRow) -> tuple[Proposal, ...] | Outcome:
        """What a row amounts to."""
        if row.judgement == "new":
            reason = _("Nothing is to be decided: records of new persons come with datasets.")
            return Outcome(row.row, "unchanged", reason)
        try:
            entity = _known(row.id, "id")
            own = _known(row.entity, "entity") if row.entity else ""
        except InvalidInput as error:
            return refused(row.row, error)
        if own:
            if own == entity and row.judgement == "same":
                return Outcome(row.row, "known", _("Both stand for one record already."))
            kind = Kind.SAME if row.judgement == "same" else Kind.DIFFERENT
            return (self._proposal(kind, (f"<{entity}>", f"<{own}>"), row),)
        if row.judgement == "different":
            reason = _("That a row is somebody else can only be kept of a record here: give its id as “entity”.")
            return Outcome(row.row, "refused", reason)
        found = tuple(self._proposal(Kind.ADD, claim, row) for claim in _claims(entity, row))
        return found or Outcome(row.row, "known", _("The record has this name and this address already."))

    def _proposal(self, kind: Kind, about: tuple[Term, ...], row: DecisionRow) -> Proposal:
        source = " · ".join((self._table.sender, row.row, row.query))
        return Proposal(kind, about, self._who.agent, f"{row.reason.strip()} [{source}]")

    def _earlier(self) -> Iterator[ProposalGroup]:
        """The proposals that this account made from this table."""
        wanted = ProposalFilter(
            states=_ANSWERED, proposers=(self._who.name,), origins=("api",), sender=self._table.sender
        )
        for offset in count(0, _PER_LOOK):
            page = workspace().workbench.proposals.page(wanted, offset=offset, limit=_PER_LOOK)
            yield from page.groups
            if offset + _PER_LOOK >= page.total:
                return


def refused(row: str, error: InvalidInput) -> Outcome:
    """The outcome of a row that an error keeps from being proposed."""
    return Outcome(row, "refused", f"{error} {error.hint}".strip())


def _outcome(row: str, key: Key, made: dict[Key, tuple[int, str]], sent: dict[Key, tuple[int, str]]) -> Outcome:
    if key in sent:
        number, state = sent[key]
        return Outcome(row, "known", _("This was sent before; it is “%(state)s”.", state=state), number)
    number, problem = made[key]
    return Outcome(row, "proposed" if number else "refused", problem, number)


def _key(proposals: Iterable[Proposal]) -> Key:
    return tuple((each.kind, each.terms) for each in proposals)


def _known(id: str, member: str) -> str:
    """The IRI of the record that an id means. Raises InvalidInput where it means none, or several."""
    found = identify(id).iris
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(
            _("“%(id)s” was divided among several records.", id=id[:100]),
            hint=_("Its page shows what it may have meant."),
        )
    raise InvalidInput(
        _("The id “%(id)s” (%(member)s) means nothing here.", id=id[:100], member=member),
        hint=_("Give an id as the service gives them, such as person/cbdb-55084."),
    )


def _claims(entity: str, row: DecisionRow) -> Iterator[tuple[Term, Term, Term]]:
    """What a row adds to a record: the address of the sender's record, and the form of the name; each if it is new."""
    subject, store = NamedNode(entity), generation().store
    if row.url and not any(True for _q in store.match(subject, node(_EXACT_MATCH), NamedNode(row.url), VIEW)):
        yield f"<{entity}>", _EXACT_MATCH, terms.iri(row.url)
    form = clean(row.query).strip()
    document = generation().search.get(entity)
    forms = {clean(each) for each in document.forms} if document is not None else set()
    if form and form not in forms:
        yield f"<{entity}>", ALT_LABEL, terms.literal(form, "zh-Hani" if _HAN.search(form) else "")


def _note(row: DecisionRow) -> str:
    """The row as the reviewer sees it."""
    columns = (f"{name}: {value}" for name, value in row.values.items() if value not in (None, ""))
    return "; ".join((row.query, *columns))[:_LONGEST_NOTE]
