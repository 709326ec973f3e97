"""Keeping the report with the data: after every save, with every generation that is small, and on demand.

Measured on two cores: a full check reads some 2,000 entities a second or more, so a load of samples or of a catalogue
of some thousand records ends with a report, while that of CBDB (650,000 persons) leaves the report of before, which
says of what generation it is, until ``zhishu check --all`` renews it.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from kg.authority.decisions import utc_now
from kg.errors import WorkspaceError, ZhishuError
from kg.generation import Generation
from kg.quality.measures import UnreadableShapes
from kg.quality.report import CHANGES, FULL, Report, report_directory
from kg.quality.writing import checks_digest, fingerprint, write_changes, write_full
from kg.terms import Term, iri_value

if TYPE_CHECKING:
    from kg.workspace import Workspace

_POSTPONED: ContextVar[bool] = ContextVar("postponed", default=False)
_LOG = logging.getLogger(__name__)
#: Up to so many records a generation is checked whole before it is published.
SMALL = 10_000
#: A save that touches more (the name of a province) leaves the report as one of before.
MOST_TOUCHED = 5_000


def is_current(generation: Generation) -> bool:
    """Whether there is a report, and it tells of the data of this generation as today's checks see it."""
    try:
        with closing(Report.open(generation)) as report:
            return tells_of(report, generation)
    except WorkspaceError:
        return False


def tells_of(report: Report, generation: Generation) -> bool:
    """Whether a report tells of the data of a generation as today's checks see it."""
    if not report.is_there or report.fingerprint != fingerprint(generation.manifest):
        return False
    try:
        return report.checks_digest == checks_digest()
    except UnreadableShapes:  # nothing newer can be said
        return True


def after_save(generation: Generation, touched: Iterable[Term], *, was_current: bool) -> None:
    """Check what a decision has touched, in a generation that nobody reads yet.

    Nothing that goes wrong here keeps a decision from being taken: the report is then one of before.
    """
    iris = {iri_value(term) for term in touched}
    if len(iris) <= MOST_TOUCHED:
        with _never_in_the_way(generation):
            write_changes(generation, iris, now=utc_now(), was_current=was_current)


def before_publishing(generation: Generation) -> None:
    """Check a small generation that is about to be published, unless its report tells of it already."""
    if not _POSTPONED.get() and _is_due(generation):
        with _never_in_the_way(generation):
            write_full(generation, now=utc_now())


@contextmanager
def checked_once(workspace: Workspace) -> Iterator[None]:
    """Several loads, after all of which, and not after each, what is small is checked."""
    token = _POSTPONED.set(True)
    try:
        yield
    finally:
        _POSTPONED.reset(token)
    if _is_due(workspace.live):
        with _never_in_the_way(workspace.live):
            renew(workspace)


def _is_due(generation: Generation) -> bool:
    records = sum(dataset.records for dataset in generation.manifest.datasets.values())
    there = (report_directory(generation) / FULL).exists()
    return (bool(records) or there) and records <= SMALL and not is_current(generation)


def take_over(source: Generation, generation: Generation) -> None:
    """Give a generation that was built anew the report of another; it says of which it tells."""
    target = report_directory(generation)
    for name in (FULL, CHANGES):
        if (path := report_directory(source) / name).exists():
            target.mkdir(exist_ok=True)
            os.link(path, target / name)


def renew(workspace: Workspace, progress: Callable[[int], None] = lambda number: None) -> None:
    """Check everything and publish the report, as a revision of the live generation.

    The workspace is only held while the report is put in its place; where somebody has written to it meanwhile, the
    check is made again while it is held. Raises UnreadableShapes, and Busy where another process writes.
    """
    live = workspace.live
    with tempfile.TemporaryDirectory(dir=workspace.path) as scratch:
        write_full(live, now=utc_now(), progress=progress, into=Path(scratch))
        with workspace.writing():
            if workspace.live.name != live.name:
                write_full(workspace.live, now=utc_now(), progress=progress, into=Path(scratch))
            _publish(workspace, Path(scratch) / FULL)


def _publish(workspace: Workspace, report: Path) -> None:
    generations, live = workspace.generations, workspace.live.directory
    generation = generations.copy(live, generations.revision_directory(live.name))
    directory = report_directory(generation)
    directory.mkdir(exist_ok=True)
    for name in (FULL, CHANGES):
        (directory / name).unlink(missing_ok=True)
    report.rename(directory / FULL)
    workspace.publish(generation)


@contextmanager
def _never_in_the_way(generation: Generation) -> Iterator[None]:
    """Errors of a check are logged: what is published does not depend on its report."""
    try:
        yield
    except (ZhishuError, sqlite3.Error) as error:
        _LOG.warning("%s: no new quality report: %s", generation.name, error)
