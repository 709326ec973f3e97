"""The database of the workbench: transactions, versions of rows, and the history of what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from kg.database import open_database, readable
from kg.errors import EditConflict, NotFound
from kg.workbench.item import TO_DO, Event
from kg.workbench.tables import BATCH, CAMPAIGN, EVENT, ITEM, METADATA, PROPOSAL, REPORT, STATE

#: How the history and the messages name a row of a table.
THINGS = {ITEM: "item", PROPOSAL: "proposal", BATCH: "batch", CAMPAIGN: "campaign", REPORT: "report"}
#: Under this name the last decision is remembered that the workbench has taken into account.
THROUGH = "through"
#: The most values that are bound in one statement.
CHUNK = 500


class Duplicate(Exception):
    """A row with the same key is there already."""


class Ledger:
    """What all parts of the workbench share. Reading and writing are safe in threads and processes: every change says
    which version of the row it has seen, and is refused where that is no longer the present one."""

    def __init__(self, url: str, clock: Callable[[], str]) -> None:
        self._engine = open_database(url)
        self.clock = clock
        with readable("The workbench"), self._engine.begin() as connection:
            METADATA.create_all(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading. Raises WorkspaceError where the database cannot be read."""
        with readable("The workbench"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are all made at the end, or none of them.

        Raises Duplicate where another process has written a row with the same key meanwhile, WorkspaceError where the
        database cannot be written.
        """
        with readable("The workbench"):
            try:
                with self._engine.begin() as connection:
                    yield connection
            except IntegrityError as error:
                raise Duplicate(str(error.orig)) from error

    def close(self) -> None:
        """Release the connections."""
        self._engine.dispose()

    def alone(self, connection: Connection) -> None:
        """Let nobody else write until the end of this transaction who asks for the same."""
        connection.execute(update(STATE).where(STATE.c.name == THROUGH).values(value=STATE.c.value))

    def row(self, connection: Connection, table: Table, id: int, expected: int = 0, *, lock: bool = False) -> Row[Any]:
        """A row by number; ``lock``: nobody changes it until the end of this transaction (SQLite: once it has written).

        Raises NotFound, and EditConflict where another version than the present one is expected.
        """
        wanted = select(table).where(table.c.id == id)
        row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
        if row is None:
            raise NotFound(f"There is no {THINGS[table]} {id}.")
        if expected and row.version != expected:
            raise self.conflict(connection, table, id)
        return row

    def change(
        self,
        connection: Connection,
        table: Table,
        row: Row[Any],
        who: str,
        what: str,
        note: str = "",
        /,
        **values: object,
    ) -> None:
        """Change a row that was read, and write its history. Raises EditConflict where it has changed since."""
        if "changed" in table.c:
            values["changed"] = self.clock()
        if table is ITEM and "state" in values:
            values["to_do"] = values["state"] in TO_DO
        wanted = update(table).where(table.c.id == row.id, table.c.version == row.version)
        if connection.execute(wanted.values(version=row.version + 1, **values)).rowcount != 1:
            raise self.conflict(connection, table, row.id)
        self.note(connection, table, [row.id], who, what, note)

    def note(
        self, connection: Connection, table: Table, ids: Iterable[int], who: str, what: str, note: str = ""
    ) -> None:
        """Write the same line into the history of rows."""
        line = {"thing": THINGS[table], "time": self.clock(), "who": who, "what": what, "note": note}
        if lines := [{**line, "number": id} for id in ids]:
            connection.execute(insert(EVENT), lines)

    def events(self, table: Table, id: int) -> tuple[Event, ...]:
        """The history of a row, the oldest first. Raises NotFound where there is no such row."""
        with self.reading() as connection:
            self.row(connection, table, id)
            lines = connection.execute(_of(table, id).order_by(EVENT.c.id))
            return tuple(Event(line.time, line.who, line.what, line.note) for line in lines)

    def conflict(self, connection: Connection, table: Table, id: int) -> EditConflict:
        """The error that says who has changed a row last."""
        last = connection.execute(_of(table, id).order_by(EVENT.c.id.desc()).limit(1)).one_or_none()
        done = f"{last.who or 'nobody'}: {last.what}, {last.time}" if last is not None else "another run"
        return EditConflict(
            f"{THINGS[table].capitalize()} {id} has changed meanwhile ({done}).", hint="Look at it again, then decide."
        )

    def remembered(self, connection: Connection, name: str) -> str:
        """What is remembered under a name; empty where nothing is."""
        return connection.execute(select(STATE.c.value).where(STATE.c.name == name)).scalar() or ""

    def remember(self, connection: Connection, name: str, old: str, new: str) -> bool:
        """Replace what is remembered under a name; false where it is no longer ``old``, or never was remembered."""
        changed = update(STATE).where(STATE.c.name == name, STATE.c.value == old).values(value=new)
        return connection.execute(changed).rowcount == 1


def _of(table: Table, id: int) -> Any:
    return select(EVENT).where(EVENT.c.thing == THINGS[table], EVENT.c.number == id)


def chunks(values: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """Values in lists of at most ``size``."""
    taken = list(values)
    yield from (taken[at : at + size] for at in range(0, len(taken), size))
