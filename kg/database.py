"""Relational databases of a workspace: what people write, which cannot be derived again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, DatabaseError

from kg.errors import InvalidInput, WorkspaceError


def open_database(url: str) -> Engine:
    """An engine for an SQLAlchemy URL (``sqlite:///…`` or PostgreSQL); what SQLite commits is on the disk.

    Raises InvalidInput for an address that is none.
    """
    try:
        engine = create_engine(url)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise InvalidInput(
            f"The decision log cannot be opened: {error}",
            hint="`curation` in zhishu.toml is an SQLAlchemy URL.",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    return engine


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Raise WorkspaceError, naming ``what``, where the database cannot be read or written."""
    try:
        yield
    except DatabaseError as error:
        raise WorkspaceError(
            f"{what} cannot be used: {error.orig}",
            hint="Is the disk full, or the database away? `curation` in zhishu.toml says where it is.",
        ) from error


def _durable(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=5000")
