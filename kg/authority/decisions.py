"""The decision log: append-only, in a relational database. Nothing is deleted; a decision is reversed by a later one.

Kinds and what they are about (``terms`` are N-Triples strings):

=========== ===================================== =====================================================================
kind        terms                                 meaning
=========== ===================================== =====================================================================
same        keep, other                           both identifiers stand for one authority record, that of ``keep``
merge       keep, other, …                        any number of authority records become one, that of ``keep``
split       entity, then rows (see ``split``)     an authority record stood for several: its identifiers, records and
                                                  claims are assigned to parts, which are other identifiers
different   one, other                            the two are not the same; what would join them later is refused
prefer      entity, property, value               of several values the view holds this one (labels: it is the
                                                  authorized form in its language)
withdraw    record [, entity, property, value]    a source record, or one claim of it, is no longer in force
add         entity, property, value               a curator's own claim, in the record graph of the decision
judge       (node, property, value) …             a curator's judgement with its evidence: nodes of their own, stated in
                                                  the record graph of the decision; see ``kg.evidence.judging``
undo        decision                              the decision is no longer in force (an undone undo restores it);
                                                  refused while a later one depends on it, see ``dependence``
=========== ===================================== =====================================================================

A ``same`` or ``merge`` that the rules of ``forbidden.toml`` forbid names in ``overrides`` the rules that it sets aside.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, func, insert, inspect, select, text
from sqlalchemy.engine import Connection, Row

from kg.authority.split import Split
from kg.database import open_database, readable
from kg.terms import Term, Triple, curie

_CONCERNS = curie("zs:concerns")
#: What a judgement may consist of: the types of its nodes, as their IRIs begin.
JUDGED_NODES = ("judgement", "evidence", "time")


class Kind(StrEnum):
    """What a decision does."""

    SAME = "same"
    MERGE = "merge"
    SPLIT = "split"
    DIFFERENT = "different"
    PREFER = "prefer"
    WITHDRAW = "withdraw"
    ADD = "add"
    JUDGE = "judge"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log. ``undoes`` is the number of the decision that it reverses, 0 for all other kinds;
    ``overrides`` are the rules of forbidden merges that it sets aside."""

    number: int
    kind: Kind
    terms: tuple[Term, ...]
    agent: str
    reason: str
    time: str
    undoes: int = 0
    overrides: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[Triple, ...]:
        """What it states on the curator's own word: one triple for ``add``, any number for ``judge``, what is known of
        the parts that it mints for ``split``, else none."""
        if self.kind is Kind.SPLIT:
            return Split.parse(self.terms).states
        if self.kind not in (Kind.ADD, Kind.JUDGE):
            return ()
        return tuple(zip(self.terms[::3], self.terms[1::3], self.terms[2::3], strict=False))

    @property
    def about(self) -> tuple[Term, ...]:
        """The identifiers and records that it is about, each once."""
        if self.kind is Kind.JUDGE:
            concerned = [value for _, prop, value in self.claims if prop == _CONCERNS]
            return tuple(dict.fromkeys([*concerned, *(subject for subject, _, _ in self.claims)]))
        if self.kind is Kind.SPLIT:
            split = Split.parse(self.terms)
            return tuple(dict.fromkeys([split.entity, *split.parts, *(one for one, _ in split.identifiers)]))
        return self.terms if self.kind in (Kind.SAME, Kind.MERGE, Kind.DIFFERENT) else self.terms[:1]


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
    Column("overrides", Text, nullable=False, server_default="[]"),
)


def utc_now() -> str:
    """The present moment as an xsd:dateTime in whole seconds of UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class DecisionLog:
    """The log in a database given by an SQLAlchemy URL (``sqlite:///…`` or PostgreSQL).

    Nothing in it ever changes, so what was read once is kept, and only what came later is read again.
    """

    def __init__(self, url: str, *, clock: Callable[[], str] = utc_now) -> None:
        """Raises InvalidInput for an address that is none, WorkspaceError where the database cannot be used."""
        self._engine = open_database(url)
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[Decision, ...] = ()
        with _readable(), self._engine.begin() as connection:
            _METADATA.create_all(connection)
            if "overrides" not in {column["name"] for column in inspect(connection).get_columns("decision")}:
                # A log that is older than this column.
                connection.execute(text("ALTER TABLE decision ADD COLUMN overrides TEXT NOT NULL DEFAULT '[]'"))

    def append(
        self,
        kind: Kind,
        terms: tuple[Term, ...],
        *,
        agent: str,
        reason: str,
        undoes: int = 0,
        overrides: tuple[str, ...] = (),
    ) -> Decision:
        """Write one decision at the end of the log and return it. What it means is checked by ``Rulings`` before."""
        return self.extend([Decision(0, kind, terms, agent, reason, "", undoes, overrides)])[0]

    def extend(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Write decisions at the end of the log, all of them or none; their numbers and times are given here."""
        with _readable(), self._engine.begin() as connection:
            first = self._last(connection) + 1
            written = [replace(d, number=n, time=self._clock()) for n, d in enumerate(decisions, first)]
            if written:
                connection.execute(insert(_DECISIONS), [_row(decision) for decision in written])
        return written

    def read(self, after: int = 0) -> tuple[Decision, ...]:
        """All decisions with a number above ``after``, in order."""
        with self._lock:
            known = self._known
            last = known[-1].number if known else 0
            with _readable(), self._engine.connect() as connection:
                query = select(_DECISIONS).where(_DECISIONS.c.number >= last).order_by(_DECISIONS.c.number)
                new = tuple(_decision(row) for row in connection.execute(query))
                if known and (not new or new[0] != known[-1]):  # another log was put in its place
                    known, new = (), tuple(_decision(r) for r in connection.execute(_ALL))
            self._known = (*known[:-1], *new) if len(new) > 1 or not known else known
            found = self._known
        return found if after <= 0 else found[bisect_right(found, after, key=_NUMBER) :]

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


_ALL = select(_DECISIONS).order_by(_DECISIONS.c.number)
_NUMBER = attrgetter("number")


def _row(decision: Decision) -> dict[str, object]:
    lists = {name: json.dumps(getattr(decision, name), ensure_ascii=False) for name in ("terms", "overrides")}
    names = ("number", "kind", "agent", "reason", "time", "undoes")
    return {**{name: getattr(decision, name) for name in names}, **lists}


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    terms, overrides = tuple(json.loads(row.terms)), tuple(json.loads(row.overrides))
    return Decision(row.number, Kind(row.kind), terms, row.agent, row.reason, row.time, row.undoes, overrides)


def _readable() -> AbstractContextManager[None]:
    return readable("The decision log")
