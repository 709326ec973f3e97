"""The decision log: append-only, in a relational database. Nothing is deleted; a decision is reversed by a later one.

Kinds and what they are about (``terms`` are N-Triples strings):

=========== ===================================== =====================================================================
kind        terms                                 meaning
=========== ===================================== =====================================================================
same        keep, other                           both identifiers stand for one authority record, that of ``keep``
different   one, other                            the two are not the same; a later ``same`` that joins them is refused
prefer      entity, property, value               of several values the view holds this one (labels: it is the
                                                  authorized form in its language)
withdraw    record [, entity, property, value]    a source record, or one claim of it, is no longer in force
add         entity, property, value               a curator's own claim, in the record graph of the decision
judge       (node, property, value) …             a curator's judgement with its evidence: nodes of their own, stated in
                                                  the record graph of the decision; see ``kg.evidence.judging``
undo        decision                              the decision is no longer in force (an undone undo restores it)
=========== ===================================== =====================================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, func, insert, select
from sqlalchemy.engine import Connection

from kg.database import open_database, readable
from kg.terms import Term, Triple, curie

_CONCERNS = curie("zs:concerns")
#: What a judgement may consist of: the types of its nodes, as their IRIs begin.
JUDGED_NODES = ("judgement", "evidence", "time")


class Kind(StrEnum):
    """What a decision does."""

    SAME = "same"
    DIFFERENT = "different"
    PREFER = "prefer"
    WITHDRAW = "withdraw"
    ADD = "add"
    JUDGE = "judge"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log. ``undoes`` is the number of the decision that it reverses, 0 for all other kinds."""

    number: int
    kind: Kind
    terms: tuple[Term, ...]
    agent: str
    reason: str
    time: str
    undoes: int = 0

    @property
    def claims(self) -> tuple[Triple, ...]:
        """What it states on the curator's own word: one triple for ``add``, any number for ``judge``, else none."""
        if self.kind not in (Kind.ADD, Kind.JUDGE):
            return ()
        return tuple(zip(self.terms[::3], self.terms[1::3], self.terms[2::3], strict=False))

    @property
    def about(self) -> tuple[Term, ...]:
        """The identifiers and records that it is about, each once."""
        if self.kind is Kind.JUDGE:
            concerned = [value for _, prop, value in self.claims if prop == _CONCERNS]
            return tuple(dict.fromkeys([*concerned, *(subject for subject, _, _ in self.claims)]))
        return self.terms[: 2 if self.kind in (Kind.SAME, Kind.DIFFERENT) else 1]


_METADATA = MetaData()
_DECISIONS = Table(
    "decision",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("terms", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("time", String(32), nullable=False),
    Column("undoes", Integer, nullable=False, default=0),
)


def utc_now() -> str:
    """The present moment as an xsd:dateTime in whole seconds of UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class DecisionLog:
    """The log in a database given by an SQLAlchemy URL (``sqlite:///…`` or PostgreSQL)."""

    def __init__(self, url: str, *, clock: Callable[[], str] = utc_now) -> None:
        """Raises InvalidInput for an address that is none, WorkspaceError where the database cannot be used."""
        self._engine = open_database(url)
        self._clock = clock
        with _readable(), self._engine.begin() as connection:
            _METADATA.create_all(connection)

    def append(self, kind: Kind, terms: tuple[Term, ...], *, agent: str, reason: str, undoes: int = 0) -> Decision:
        """Write one decision at the end of the log and return it. What it means is checked by ``Rulings`` before."""
        return self.extend([Decision(0, kind, terms, agent, reason, "", undoes)])[0]

    def extend(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Write decisions at the end of the log, all of them or none; their numbers and times are given here."""
        with _readable(), self._engine.begin() as connection:
            first = self._last(connection) + 1
            written = [replace(d, number=n, time=self._clock()) for n, d in enumerate(decisions, first)]
            for decision in written:
                values = {**asdict(decision), "terms": json.dumps(decision.terms, ensure_ascii=False)}
                connection.execute(insert(_DECISIONS).values(values))
        return written

    def read(self, after: int = 0) -> tuple[Decision, ...]:
        """All decisions with a number above ``after``, in order."""
        with _readable(), self._engine.connect() as connection:
            rows = connection.execute(
                select(_DECISIONS).where(_DECISIONS.c.number > after).order_by(_DECISIONS.c.number)
            )
            return tuple(
                Decision(r.number, Kind(r.kind), tuple(json.loads(r.terms)), r.agent, r.reason, r.time, r.undoes)
                for r in rows
            )

    def last(self) -> int:
        """The number of the latest decision, 0 where there is none."""
        with _readable(), self._engine.connect() as connection:
            return self._last(connection)

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    @staticmethod
    def _last(connection: Connection) -> int:
        return connection.execute(select(func.max(_DECISIONS.c.number))).scalar() or 0


def _readable() -> AbstractContextManager[None]:
    return readable("The decision log")
