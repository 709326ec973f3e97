"""Readers' reports: sent without an account, answered by cataloguers.

Of who sends a report nothing is kept but what they leave to be reached at, and that only until the answer. So that
nobody floods the workbench, reports from one address are counted for a day under a hash that only this installation
can make, for its key is random.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection, Row

from kg import terms
from kg.accounts.throttle import Throttled
from kg.errors import InvalidInput, NotFound
from kg.store.quads import node
from kg.terms import Term
from kg.workbench.item import Event
from kg.workbench.ledger import Duplicate, Ledger
from kg.workbench.people import Who, named
from kg.workbench.report import LONGEST_FIELD, LONGEST_TEXT, Concern, Report, ReportPage, ReportState
from kg.workbench.tables import PROPOSAL, REPORT, SENDER, STATE

if TYPE_CHECKING:
    from kg.workspace import Workspace

#: The most reports of a page.
MOST = 1000
_DAY = timedelta(days=1)
_TOKEN_BYTES = 24
_SALT = "salt"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_OPEN = (ReportState.NEW, ReportState.IN_WORK)


class Reports:
    """What readers say is wrong."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._per_day = int(workspace.settings["workbench.reports_per_day"])

    def send(self, concern: Concern, text: str, *, contact: str = "", address: str = "") -> Report:
        """Keep a report; its ``token`` leads to the answer. ``address`` is where it was sent from (empty: not counted).

        Raises InvalidInput for a text that is empty or too long, NotFound for an entity of which nothing is said,
        Throttled (HTTP 429) where more than ``workbench.reports_per_day`` come from one address.
        """
        _check(concern, text, contact)
        about = node(concern.entity)
        if not any(True for _ in self._workspace.live.store.match(about)):
            raise NotFound(f"There is no entity {concern.entity}.", hint="Report from the page of what it is about.")
        now = self._ledger.clock()
        sender = self._hashed(address) if address else ""
        with self._ledger.writing() as connection:
            if sender:
                self._count(connection, sender, now)
            values = {"token": secrets.token_urlsafe(_TOKEN_BYTES), "state": ReportState.NEW.value}
            values |= {"entity": concern.entity, "property": concern.property, "value": concern.value}
            values |= {"record": concern.record, "text": text.strip(), "contact": contact.strip()}
            values |= {"answer": "", "handler": "", "decisions": "[]", "proposals": "[]"}
            made = insert(REPORT).values(**values, created=now, changed=now, version=1)
            key = connection.execute(made).inserted_primary_key
            id = int(key[0]) if key else 0
            self._ledger.note(connection, REPORT, [id], "", "sent")
        return self.get(id)

    def get(self, id: int) -> Report:
        """A report by number. Raises NotFound."""
        with self._ledger.reading() as connection:
            return _report(self._ledger.row(connection, REPORT, id))

    def by_token(self, token: str) -> Report:
        """The report whose answer is read under a token. Raises NotFound."""
        with self._ledger.reading() as connection:
            row = connection.execute(select(REPORT).where(REPORT.c.token == token)).one_or_none()
            if row is None:
                raise NotFound("There is no report at this address.", hint="Copy the whole address.")
            return _report(row)

    def page(
        self, states: Sequence[ReportState] = _OPEN, *, about: Term = "", offset: int = 0, limit: int = 50
    ) -> ReportPage:
        """``limit`` (1 to 1000) reports from ``offset`` on, the oldest first, in these states (none: in all), about
        an entity. Raises InvalidInput for other numbers."""
        if not 1 <= limit <= MOST or offset < 0:
            raise InvalidInput(f"A page has 1 to {MOST} reports, and begins at 0 or later.")
        tests = [REPORT.c.id > 0]
        if states:
            tests.append(REPORT.c.state.in_([state.value for state in states]))
        if about:
            tests.append(REPORT.c.entity == about)
        with self._ledger.reading() as connection:
            total = connection.execute(select(func.count()).select_from(REPORT).where(*tests)).scalar() or 0
            rows = connection.execute(select(REPORT).where(*tests).order_by(REPORT.c.id).offset(offset).limit(limit))
            return ReportPage(tuple(_report(row) for row in rows), total, offset)

    def counts(self) -> Mapping[ReportState, int]:
        """How many reports are in each state."""
        with self._ledger.reading() as connection:
            rows = connection.execute(select(REPORT.c.state, func.count()).group_by(REPORT.c.state))
            found = {row[0]: row[1] for row in rows}
        return {state: found.get(state.value, 0) for state in ReportState}

    def take_up(self, id: int, *, by: Who, expected: int = 0) -> Report:
        """Say that one is looking into a report. Raises EditConflict where it has changed or is settled."""
        return self._change(id, by, expected, ReportState.IN_WORK, "", only=_OPEN)

    def answer(
        self,
        id: int,
        text: str,
        *,
        by: Who,
        decisions: Iterable[int] = (),
        proposals: Iterable[int] = (),
        expected: int = 0,
    ) -> Report:
        """Answer a report, or correct the answer; how to reach the reporter is forgotten.

        ``decisions`` and ``proposals`` are the numbers of what it led to. Raises InvalidInput without a text, NotFound
        for a decision or proposal that does not exist.
        """
        led, proposed = sorted(set(decisions)), sorted(set(proposals))
        if unknown := [number for number in led if not 1 <= number <= self._workspace.decisions.last()]:
            raise NotFound(f"There is no decision {unknown[0]}.", hint="`zhishu decide log` lists the decisions.")
        with self._ledger.reading() as connection:
            for number in proposed:
                self._ledger.row(connection, PROPOSAL, number)
        values = {"decisions": json.dumps(led), "proposals": json.dumps(proposed)}
        return self._settle(id, text, by, expected, ReportState.ANSWERED, values)

    def refuse(self, id: int, text: str, *, by: Who, expected: int = 0) -> Report:
        """Say why nothing is done about a report; how to reach the reporter is forgotten. Raises as ``answer``."""
        return self._settle(id, text, by, expected, ReportState.REFUSED, {})

    def history(self, id: int) -> tuple[Event, ...]:
        """What was done with a report, the oldest first. Raises NotFound."""
        return self._ledger.events(REPORT, id)

    def _settle(
        self, id: int, text: str, by: Who, expected: int, state: ReportState, values: Mapping[str, str]
    ) -> Report:
        if not 1 <= len(text.strip()) <= LONGEST_TEXT:
            raise InvalidInput(f"An answer has 1 to {LONGEST_TEXT:,} characters.")
        answer = {"answer": text.strip(), "contact": ""}
        return self._change(id, by, expected, state, text.strip(), only=tuple(ReportState), **answer, **values)

    def _change(
        self,
        id: int,
        by: Who,
        expected: int,
        state: ReportState,
        said: str,
        *,
        only: Sequence[ReportState],
        **values: str,
    ) -> Report:
        who = named(by)
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, REPORT, id, expected)
            if row.state not in only:
                raise self._ledger.conflict(connection, REPORT, id)
            self._ledger.change(
                connection, REPORT, row, who, state.value, said, state=state.value, handler=who, **values
            )
        return self.get(id)

    def _count(self, connection: Connection, sender: str, now: str) -> None:
        since = datetime.strptime(now, _TIME).replace(tzinfo=UTC) - _DAY
        connection.execute(delete(SENDER).where(SENDER.c.time <= f"{since:{_TIME}}"))
        of = select(func.count()).select_from(SENDER).where(SENDER.c.sender == sender)
        if (connection.execute(of).scalar() or 0) >= self._per_day:
            raise Throttled(
                f"More than {self._per_day} reports a day are not taken from one address.",
                int(_DAY.total_seconds()),
                hint="Thank you! Send the others tomorrow, or write to the cataloguers.",
            )
        connection.execute(insert(SENDER).values(sender=sender, time=now))

    def _hashed(self, address: str) -> str:
        return hmac.new(self._salt().encode(), address.encode(), hashlib.sha256).hexdigest()

    def _salt(self) -> str:
        """The key of this installation, made when it is needed first."""
        with self._ledger.reading() as connection:
            known = self._ledger.remembered(connection, _SALT)
        if known:
            return known
        try:
            with self._ledger.writing() as connection:
                connection.execute(insert(STATE).values(name=_SALT, value=secrets.token_hex(32)))
        except Duplicate:  # another process was first: its key is used
            pass
        with self._ledger.reading() as connection:
            return self._ledger.remembered(connection, _SALT)


def _report(row: Row[Any]) -> Report:
    return Report(
        id=row.id,
        token=row.token,
        state=ReportState(row.state),
        concern=Concern(row.entity, row.property, row.value, row.record),
        text=row.text,
        contact=row.contact,
        answer=row.answer,
        handler=row.handler,
        decisions=tuple(json.loads(row.decisions)),
        proposals=tuple(json.loads(row.proposals)),
        created=row.created,
        changed=row.changed,
        version=row.version,
    )


def _check(concern: Concern, text: str, contact: str) -> None:
    if not 1 <= len(text.strip()) <= LONGEST_TEXT:
        raise InvalidInput(f"A report has 1 to {LONGEST_TEXT:,} characters.", hint="Say what is wrong, and why.")
    fields = (concern.entity, concern.property, concern.value, concern.record, contact)
    if any(len(each) > LONGEST_FIELD for each in fields) or any("\0" in each for each in (*fields, text)):
        raise InvalidInput(f"A field of the report has more than {LONGEST_FIELD:,} characters, or cannot be read.")
    for each in (concern.entity, concern.property, concern.record):
        if each and terms.iri(each[1:-1]) != each:
            raise InvalidInput(f"{each[:200]!r} is not the term of an entity, property or record.")
    if not concern.entity:
        raise InvalidInput("A report is about an entity.", hint="Report from the page of what it is about.")
