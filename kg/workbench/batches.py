"""Batches: drawing, judging the sample, taking the rest."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.engine import Connection, Row

from kg.authority.decisions import Kind
from kg.curation import Proposal
from kg.errors import EditConflict, InvalidInput, NotFound
from kg.workbench.batch import Batch, BatchState, Check, Sampled, Taken
from kg.workbench.following import Follower
from kg.workbench.item import Event, Filter, ItemState
from kg.workbench.ledger import Ledger, chunks
from kg.workbench.pairs import DIFFERENT, SAME
from kg.workbench.people import Who, named
from kg.workbench.proposal import Draft, Origin, ProposalState
from kg.workbench.proposals import Proposals
from kg.workbench.rows import conditions, filter_of, filter_text, item_of
from kg.workbench.sampling import lower_bound, sample_size
from kg.workbench.tables import BATCH, BATCH_ITEM, ITEM

#: Highest seed; the lowest is 1, for 0 stands for any.
_SEEDS = 2**31 - 1
_HIGHEST_PRECISION = 98
_KEPT = ("one", "other")


class Batches:
    """Batches of likely pairs."""

    def __init__(self, ledger: Ledger, follower: Follower, proposals: Proposals, settings: Mapping[str, Any]) -> None:
        self._ledger = ledger
        self._follower = follower
        self._proposals = proposals
        self._settings = settings

    def draw(
        self, filter: Filter, bound: float, *, by: Who, note: str = "", keep: str = "other", seed: int = 0
    ) -> Batch:
        """Put the open items of a filter with a score of at least ``bound`` into a batch, and draw its sample.

        ``keep`` says which of a pair keeps its identifier, ``one`` or ``other``; ``seed`` repeats a sample (0: any).
        Raises InvalidInput where there is no such item, or for a bound, seed or setting that is none.
        """
        who, required = named(by), self._required()
        if not 0 <= bound <= 1 or keep not in _KEPT or not 0 <= seed <= _SEEDS:
            raise InvalidInput("A batch has a bound between 0 and 1, and keeps `one` or `other`.")
        self._follower.follow()
        wanted = replace(filter, states=(ItemState.OPEN,), least=max(bound, filter.least))
        seed = seed or 1 + secrets.randbelow(_SEEDS)
        with self._ledger.writing() as connection:
            rows = connection.execute(select(ITEM.c.id, ITEM.c.version).where(conditions(wanted)).order_by(ITEM.c.id))
            seen = {row.id: row.version for row in rows}
            if not seen:
                raise InvalidInput(f"No open item has a score of at least {bound:g}.", hint="Lower the bound.")
            values = {"state": BatchState.SAMPLING.value, "filter": filter_text(wanted), "bound": bound, "keep": keep}
            values |= {"seed": seed, "required": required, "note": note.strip(), "by": who, "version": 1}
            key = connection.execute(insert(BATCH).values(**values, created=self._ledger.clock())).inserted_primary_key
            id = int(key[0]) if key else 0
            sample = set(random.Random(seed).sample(list(seen), self._sample_size(len(seen), required)))
            blank = {"batch": id, **dict.fromkeys(("judgement", "judge", "note"), "")}
            members = [{**blank, "item": each, "seen": seen[each], "sampled": each in sample} for each in seen]
            for some in chunks(members, 5000):
                connection.execute(insert(BATCH_ITEM), some)
            said = f"{len(seen)} items, {len(sample)} to judge, seed {seed}"
            self._ledger.note(connection, BATCH, [id], who, "drawn", said)
        return self.get(id)

    def get(self, id: int) -> Batch:
        """A batch by number. Raises NotFound."""
        with self._ledger.reading() as connection:
            return _batch(connection, self._ledger.row(connection, BATCH, id))

    def list(self) -> tuple[Batch, ...]:
        """All batches, the newest first."""
        with self._ledger.reading() as connection:
            rows = connection.execute(select(BATCH).order_by(BATCH.c.id.desc())).all()
            return tuple(_batch(connection, row) for row in rows)

    def sample(self, id: int) -> tuple[Sampled, ...]:
        """The items that are judged, in the order of their numbers. Raises NotFound."""
        self._follower.follow()
        with self._ledger.reading() as connection:
            self._ledger.row(connection, BATCH, id)
            judged = (BATCH_ITEM.c.judgement, BATCH_ITEM.c.judge, BATCH_ITEM.c.note.label("said"))
            wanted = select(ITEM, *judged).join(BATCH_ITEM, BATCH_ITEM.c.item == ITEM.c.id)
            rows = connection.execute(wanted.where(BATCH_ITEM.c.batch == id, BATCH_ITEM.c.sampled).order_by(ITEM.c.id))
            return tuple(Sampled(item_of(row), row.judgement, row.judge, row.said) for row in rows)

    def judge(self, id: int, item: int, same: bool, *, by: Who, note: str = "") -> Batch:
        """Say of an item of the sample whether the two are the same; until all are judged that can be corrected.

        Raises NotFound for an item that is not of the sample, InvalidInput for ``different`` without a note, which is
        the reason of the decision, EditConflict where the judging is over.
        """
        who, judgement = named(by), SAME if same else DIFFERENT
        if not same and not note.strip():
            raise InvalidInput("Say why the two are not the same.", hint="It becomes the reason of the decision.")
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, BATCH, id)
            if _batch(connection, row).state is not BatchState.SAMPLING:
                raise self._ledger.conflict(connection, BATCH, id)
            judged = update(BATCH_ITEM).where(BATCH_ITEM.c.batch == id, BATCH_ITEM.c.item == item, BATCH_ITEM.c.sampled)
            if not connection.execute(judged.values(judgement=judgement, judge=who, note=note.strip())).rowcount:
                raise NotFound(f"Item {item} is not in the sample of batch {id}.")
            self._ledger.note(connection, BATCH, [id], who, judgement, f"item {item}")
        return self.get(id)

    def take(self, id: int, *, by: Who, reason: str, may_decide: bool = True) -> Taken:
        """Propose that the pairs of a batch which passed its check are the same, and those of the sample that were
        judged different are not; where no second person is asked for and ``may_decide``, the decisions are taken.

        Items that have changed since the batch was drawn are left out, and so is what the log would refuse. Raises
        InvalidInput without a reason, EditConflict where the batch has not passed, with the numbers.
        """
        who, batch = named(by), self.get(id)
        if not reason.strip():
            raise InvalidInput("A batch is taken with a reason.", hint="Say on what evidence.")
        self._refuse_unpassed(batch)
        self._follower.follow()
        rows = self._rows(id)
        drafts = [_draft(batch, row, reason.strip()) for row in rows if row.version == row.seen]
        verdicts = self._proposals.propose_all(drafts, by=by, may_decide=may_decide)
        kept = [verdict.group for verdict in verdicts if verdict.group]
        in_force = sum(1 for group in kept if group.state is ProposalState.IN_FORCE)
        refused = Counter(verdict.problem for verdict in verdicts if verdict.problem)
        taken = Taken(tuple(group.id for group in kept), in_force, batch.size - len(drafts), dict(refused))
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, BATCH, id, batch.version)
            said = f"{len(kept)} proposals, {taken.changed} changed meanwhile, {sum(refused.values())} refused"
            state = BatchState.TAKEN.value
            self._ledger.change(connection, BATCH, row, who, state, said, state=state)
        return taken

    def abandon(self, id: int, *, by: Who) -> Batch:
        """Give a batch up; its items stay in the queue. Raises EditConflict where it was taken or given up."""
        who = named(by)
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, BATCH, id)
            if row.state != BatchState.SAMPLING:
                raise self._ledger.conflict(connection, BATCH, id)
            state = BatchState.ABANDONED.value
            self._ledger.change(connection, BATCH, row, who, state, state=state)
        return self.get(id)

    def history(self, id: int) -> tuple[Event, ...]:
        """What was done with a batch, the oldest first. Raises NotFound."""
        return self._ledger.events(BATCH, id)

    def _rows(self, id: int) -> Sequence[Row[Any]]:
        judged = (BATCH_ITEM.c.seen, BATCH_ITEM.c.judgement, BATCH_ITEM.c.note.label("said"))
        wanted = select(ITEM, *judged).join(BATCH_ITEM, BATCH_ITEM.c.item == ITEM.c.id)
        with self._ledger.reading() as connection:
            return connection.execute(
                wanted.where(BATCH_ITEM.c.batch == id, ITEM.c.state == ItemState.OPEN.value).order_by(ITEM.c.id)
            ).all()

    def _required(self) -> float:
        percent = int(self._settings["workbench.batch_precision"])
        if not 1 <= percent <= _HIGHEST_PRECISION:
            raise InvalidInput(
                f"workbench.batch_precision = {percent} cannot be asked of a sample.",
                hint=f"It is a number from 1 to {_HIGHEST_PRECISION}.",
            )
        return percent / 100

    def _sample_size(self, size: int, required: float) -> int:
        percent, least, most = (
            int(self._settings[f"workbench.sample_{name}"]) for name in ("percent", "least", "most")
        )
        if not (0 <= percent <= 100 and 1 <= least <= most):
            raise InvalidInput(
                "The settings of samples cannot be used.",
                hint="workbench.sample_percent is 0 to 100, sample_least at least 1 and at most sample_most.",
            )
        return sample_size(size, percent=percent, least=least, most=most, required=required)

    def _refuse_unpassed(self, batch: Batch) -> None:
        if batch.state is BatchState.PASSED:
            return
        check = batch.check
        if batch.state in (BatchState.TAKEN, BatchState.ABANDONED):
            with self._ledger.reading() as connection:
                raise self._ledger.conflict(connection, BATCH, batch.id)
        if batch.state is BatchState.SAMPLING:
            raise EditConflict(
                f"Batch {batch.id} is not judged yet: {check.judged} of {check.sample} items.", hint="Judge the others."
            )
        raise EditConflict(
            f"Batch {batch.id} is not good enough: {check.errors} errors in {check.sample} items, so at least "
            f"{check.bound:.1%} of {batch.size} are right, and {check.required:.0%} are asked for.",
            hint="Raise the bound, or decide about the items one by one.",
        )


def _batch(connection: Connection, row: Row[Any]) -> Batch:
    """A row as a batch. Whether it has passed is not kept but seen from the judgements, so two who judge the last two
    items at once cannot both miss the end."""
    of = BATCH_ITEM.c.batch == row.id
    counts = select(BATCH_ITEM.c.judgement, func.count()).where(and_(of, BATCH_ITEM.c.sampled))
    found = {each[0]: each[1] for each in connection.execute(counts.group_by(BATCH_ITEM.c.judgement))}
    size = connection.execute(select(func.count()).select_from(BATCH_ITEM).where(of)).scalar() or 0
    sample, errors = sum(found.values()), found.get(DIFFERENT, 0)
    judged = errors + found.get(SAME, 0)
    bound = lower_bound(size, sample, errors) if judged == sample else 0.0
    state = BatchState(row.state)
    if state is BatchState.SAMPLING and judged == sample:
        state = BatchState.PASSED if bound >= row.required else BatchState.FAILED
    return Batch(
        id=row.id,
        state=state,
        filter=filter_of(row.filter),
        bound=row.bound,
        keep=row.keep,
        size=size,
        seed=row.seed,
        check=Check(sample, judged, errors, bound, row.required),
        note=row.note,
        by=row.by,
        created=row.created,
        version=row.version,
    )


def _draft(batch: Batch, row: Row[Any], reason: str) -> Draft:
    kept, other = (row.one, row.other) if batch.keep == "one" else (row.other, row.one)
    different = row.judgement == DIFFERENT
    said = f"{row.said if different else reason} (batch {batch.id}, score {row.score:.3f})"
    proposal = Proposal(Kind.DIFFERENT if different else Kind.SAME, (kept, other), "", said)
    return Draft((proposal,), origin=Origin("batch", str(batch.id), str(row.id)), item=row.id, expected=row.version)
