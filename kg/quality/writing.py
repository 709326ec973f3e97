"""Writing a quality report: of the whole generation, or of the entities that a save has touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

from kg.errors import WorkspaceError
from kg.generation import Generation, Manifest
from kg.quality.engine import Checked, Checker
from kg.quality.finding import Check, Finding
from kg.quality.measures import Measure, checks, measures
from kg.quality.report import CHANGES, FULL, Report, entities_named, local_id, report_directory
from kg.quality.schema import SCHEMA

_FINDING = "INSERT OR REPLACE INTO finding VALUES (?, ?, ?)"
_BATCH = 20_000
#: Pages that SQLite may keep in memory while it writes, in KiB (negative as it wants it).
_CACHE = "PRAGMA cache_size = -100000"


def fingerprint(manifest: Manifest) -> str:
    """What a report is about: the datasets as they were loaded, and the decisions taken into account."""
    loaded = sorted((each.id, each.digest, each.loaded) for each in manifest.datasets.values())
    return hashlib.sha256(json.dumps([manifest.base, loaded, manifest.through]).encode()).hexdigest()


def write_full(
    generation: Generation, *, now: str, progress: Callable[[int], None] = lambda number: None, into: Path | None = None
) -> None:
    """Check everything and write the report into the directory of a generation, or into another one.

    The counts of the report that was there are kept for comparison. Raises UnreadableShapes; then nothing changes.
    """
    directory = into or report_directory(generation)
    checker, previous, begin = Checker(generation), _counts(generation), time.monotonic()
    directory.mkdir(exist_ok=True)
    beside = directory / f"{FULL}.{os.getpid()}.new"
    beside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as database:
            database.executescript(SCHEMA)
            database.execute(_CACHE)
            database.execute("BEGIN")
            writer = _Writer(database, generation.manifest.base)
            for checked in checker.all(progress=progress):
                writer.add(checked)
            writer.finish()
            about = {**_about(generation, now), "previous": previous, "seconds": round(time.monotonic() - begin, 2)}
            about["entities"] = sum(writer.population.values())
            _write_meta(database, about)
            database.execute("COMMIT")
            database.execute("CREATE INDEX finding_of_entity ON finding (entity)")
        (directory / CHANGES).unlink(missing_ok=True)
        beside.replace(directory / FULL)
    finally:
        beside.unlink(missing_ok=True)


def write_changes(generation: Generation, touched: Iterable[str], *, now: str, was_current: bool) -> None:
    """Check entities and those whose checks read something of them, and write what has changed since the full check.

    ``was_current`` says whether the report told of the state before the save; only then it tells of that after it.
    Raises UnreadableShapes; then nothing changes.
    """
    checker, directory = Checker(generation), report_directory(generation)
    with closing(Report.open(generation)) as report:
        iris = checker.around(touched)
        # Those that shared what nobody may share (a name with years) are named as values of each other's findings.
        base = generation.manifest.base
        iris |= {iri for finding in report.of_entities(iris) for iri in entities_named(finding, base)}
    directory.mkdir(exist_ok=True)
    beside = directory / f"{CHANGES}.{os.getpid()}.new"
    if (directory / CHANGES).exists():
        shutil.copyfile(directory / CHANGES, beside)
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
                database.executescript(SCHEMA)
            database.execute("BEGIN")
            _replace(database, checker, iris, generation.manifest)
            about = _state(generation, now) if was_current else {**_about(generation, now), "fingerprint": ""}
            _write_meta(database, about)
            database.execute("COMMIT")
        beside.replace(directory / CHANGES)
    finally:
        beside.unlink(missing_ok=True)


def _replace(database: sqlite3.Connection, checker: Checker, iris: Iterable[str], manifest: Manifest) -> None:
    writer = _Writer(database, manifest.base)
    for iri in sorted(iris):
        entity = local_id(iri, manifest.base)
        database.execute("DELETE FROM finding WHERE entity = ?", (entity,))
        database.execute("INSERT OR REPLACE INTO touched VALUES (?, ?)", (entity, manifest.through))
        if checked := checker.one(iri):
            writer.add(checked)
    writer.flush()


class _Writer:
    """Puts what was checked into a database."""

    def __init__(self, database: sqlite3.Connection, base: str) -> None:
        self._database, self._base = database, base
        rows = database.execute("SELECT check_key, type, datasets, id FROM kind")
        self._kinds: dict[tuple[str, str, str], int] = {(key, kind, sets): id for key, kind, sets, id in rows}
        self._measures = {check.key: measure.key for measure in measures() for check in measure.checks}
        self._waiting: list[tuple[int, str, str]] = []
        self._totals: Counter[int] = Counter()
        self._concerned: Counter[tuple[str, str, str]] = Counter()
        self.population: Counter[tuple[str, str]] = Counter()

    def add(self, checked: Checked) -> None:
        """Write the findings of an entity; it counts once, however often it comes."""
        datasets = " ".join(checked.datasets)
        if not checked.again:
            self.population[checked.type, datasets] += 1
        entity = local_id(checked.entity, self._base)
        for finding in checked.findings:
            kind = self._kind(finding, datasets)
            self._totals[kind] += 1
            self._waiting.append((kind, entity, json.dumps(finding.values, ensure_ascii=False)))
        for measure in {self._measures[finding.check] for finding in checked.findings}:
            self._concerned[measure, checked.type, datasets] += 1
        if len(self._waiting) >= _BATCH:
            self.flush()

    def finish(self) -> None:
        """Write what was counted."""
        self.flush()
        execute = self._database.executemany
        execute("INSERT INTO total VALUES (?, ?)", self._totals.items())
        execute("INSERT INTO population VALUES (?, ?, ?)", ((*key, n) for key, n in self.population.items()))
        execute("INSERT INTO concerned VALUES (?, ?, ?, ?)", ((*key, n) for key, n in self._concerned.items()))

    def flush(self) -> None:
        """Write the findings that wait."""
        self._database.executemany(_FINDING, self._waiting)
        self._waiting.clear()

    def _kind(self, finding: Finding, datasets: str) -> int:
        key = (finding.check, finding.type, datasets)
        found = self._kinds.get(key)
        if found is None:
            found = self._kinds[key] = len(self._kinds) + 1
            self._database.execute("INSERT INTO kind VALUES (?, ?, ?, ?)", (found, *key))
        return found


def _about(generation: Generation, now: str) -> dict[str, object]:
    """What the report is about, and the texts of all checks, so that a page needs nothing but the report."""
    return {
        **_state(generation, now),
        "checks": list(map(_described, checks().values())),
        "measures": list(map(_listed, measures())),
    }


def _state(generation: Generation, now: str) -> dict[str, object]:
    return {
        "fingerprint": fingerprint(generation.manifest),
        "checks_digest": checks_digest(),
        "generation": generation.directory.name.removesuffix(".building"),
        "checked": now,
    }


@cache
def checks_digest() -> str:
    """What the checks are: another digest says that a report was made with others. Raises UnreadableShapes."""
    content = [(c.key, c.severity, c.query, sorted(c.messages.items())) for c in checks().values()]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _described(check: Check) -> dict[str, object]:
    return {
        "key": check.key,
        "shape": check.shape,
        "severity": check.severity,
        "names": dict(check.names),
        "messages": dict(check.messages),
        "classes": sorted(check.classes),
        "path": check.path,
        "query": check.query,
    }


def _listed(measure: Measure) -> dict[str, object]:
    members = [check.key for check in measure.checks]
    texts = {"names": dict(measure.names), "descriptions": dict(measure.descriptions)}
    return {"key": measure.key, **texts, "checks": members}


def _write_meta(database: sqlite3.Connection, about: dict[str, object]) -> None:
    rows = ((name, json.dumps(value, ensure_ascii=False)) for name, value in about.items())
    database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)


def _counts(generation: Generation) -> dict[str, object]:
    """The counts of the report that is there, by check; empty where there is none, or none that can be read."""
    try:
        report = Report.open(generation)
    except WorkspaceError:
        return {}
    with closing(report):
        if not report.is_there:
            return {}
        counts: Counter[str] = Counter()
        for each in report.counts():
            counts[each.check] += each.findings
        return {"generation": report.generation, "checked": report.checked, "counts": dict(counts)}
