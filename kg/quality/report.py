"""Reading a quality report: counts, and findings page by page, the full check with all changes since.

A report is derived: where it is missing, damaged or about another state, it can be made anew (``zhishu check --all``),
and nothing else depends on it. It says everything itself, texts and queries included, so that pages can be served while
the shapes cannot be read.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from kg.errors import WorkspaceError
from kg.generation import Generation
from kg.quality.finding import Finding
from kg.quality.schema import SCHEMA, VIEWS
from kg.terms import is_iri
from ontology.shapes import Severity

FULL, CHANGES = "full.db", "changes.db"
_ROW = "SELECT check_key, type, datasets, entity, value FROM "
_CHOSEN = " WHERE kind IN (SELECT value FROM json_each(?))"
_WANTED = " WHERE entity IN (SELECT value FROM json_each(?))"
_HELD, _CHANGED = _ROW + "held" + _CHOSEN, _ROW + "changed" + _CHOSEN
_HELD_OF, _CHANGED_OF = _ROW + "held" + _WANTED, _ROW + "changed" + _WANTED
_COUNT_CHANGED = "SELECT COUNT(*) FROM changed WHERE kind IN (SELECT value FROM json_each(?))"
_ORDER = " ORDER BY kind, entity"
_PAGE = _ORDER + " LIMIT ? OFFSET ?"
RENEW = "Check everything anew: `zhishu check --all`."
_WORST = list(Severity)
#: file, how it is attached, and the schema that stands in for it where it is missing
_FILES = (
    (FULL, "ATTACH ? AS full", SCHEMA.replace("CREATE TABLE ", "CREATE TABLE full.")),
    (CHANGES, "ATTACH ? AS changes", SCHEMA.replace("CREATE TABLE ", "CREATE TABLE changes.")),
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of a check concern entities of a type that exactly these datasets describe."""

    check: str
    type: str
    datasets: tuple[str, ...]
    findings: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings are wanted; an empty part chooses all."""

    checks: frozenset[str] = frozenset()
    dataset: str = ""
    type: str = ""

    def has(self, check: str, type: str, datasets: tuple[str, ...]) -> bool:
        """Whether a kind of finding is chosen."""
        return (
            (not self.checks or check in self.checks)
            and (not self.dataset or self.dataset in datasets)
            and (not self.type or type == self.type)
        )


def local_id(iri: str, base: str) -> str:
    """An IRI as a report keeps it: without the base of the installation."""
    return iri.removeprefix(base)


def report_directory(generation: Generation) -> Path:
    """Where the report of a generation stands."""
    return generation.directory / "quality"


class Report:
    """The report of a generation, open for reading by the thread that opened it; empty where there is none."""

    def __init__(self, generation: Generation, database: sqlite3.Connection, meta: dict[str, Any]) -> None:
        self._database, self._base, self._meta = database, generation.manifest.base, meta

    @classmethod
    def open(cls, generation: Generation) -> Self:
        """Raises WorkspaceError where the files are damaged."""
        database = sqlite3.connect("file::memory:", uri=True, isolation_level=None)
        meta: dict[str, Any] = {}
        try:
            for name, attach, schema in _FILES:
                path = report_directory(generation) / name
                if path.exists():
                    database.execute(attach, (f"file:{quote(str(path))}?mode=ro&immutable=1",))
                    state = path.stat()
                    meta |= _meta(path, (state.st_ino, state.st_mtime_ns))
                else:
                    database.execute(attach, ("file::memory:",))
                    database.executescript(schema)
            database.executescript(VIEWS)
        except (sqlite3.DatabaseError, ValueError) as error:
            database.close()
            message = f"The quality report of {generation.name} cannot be read: {error}"
            raise WorkspaceError(message, hint=RENEW) from error
        return cls(generation, database, meta)

    @property
    def is_there(self) -> bool:
        """Whether everything has been checked at some time."""
        return "entities" in self._meta

    @property
    def fingerprint(self) -> str:
        """What state it tells of (``writing.fingerprint``); empty where it is not known."""
        return str(self._meta.get("fingerprint", ""))

    @property
    def checks_digest(self) -> str:
        """With which checks it was made."""
        return str(self._meta.get("checks_digest", ""))

    @property
    def generation(self) -> str:
        """The name of the generation that was checked last."""
        return str(self._meta.get("generation", ""))

    @property
    def checked(self) -> str:
        """When it was checked last, as an xsd:dateTime."""
        return str(self._meta.get("checked", ""))

    @property
    def seconds(self) -> float:
        """How long the full check took."""
        return float(self._meta.get("seconds", 0))

    @property
    def checks(self) -> Mapping[str, Mapping[str, Any]]:
        """Key -> shape, severity, names, messages, classes, path and query of each check."""
        return {each["key"]: each for each in self._meta.get("checks", ())}

    @property
    def measures(self) -> tuple[Mapping[str, Any], ...]:
        """Key, names, descriptions and keys of the checks of each measure."""
        return tuple(self._meta.get("measures", ()))

    @property
    def previous(self) -> Mapping[str, Any]:
        """The report before the last full check: generation, time and counts by check; empty where there was none."""
        found: Mapping[str, Any] = self._meta.get("previous", {})
        return found

    def counts(self) -> list[Count]:
        """How many findings there are of each kind."""
        select = "SELECT check_key, type, datasets, findings FROM full.total JOIN full.kind ON kind.id = total.kind"
        counted: Counter[tuple[str, str, str]] = Counter()
        counted.update({(key, kind, sets): n for key, kind, sets, n in self._database.execute(select)})
        for row in self._database.execute("SELECT check_key, type, datasets FROM replaced"):
            counted[row] -= 1
        for row in self._database.execute("SELECT check_key, type, datasets FROM changed"):
            counted[row] += 1
        return [Count(key, kind, tuple(sets.split()), n) for (key, kind, sets), n in counted.items() if n > 0]

    def concerned(self) -> Counter[tuple[str, str, tuple[str, ...]]]:
        """(measure, type, datasets) -> entities with at least one finding of the measure."""
        counted: Counter[tuple[str, str, str]] = Counter()
        select = "SELECT measure, type, datasets, entities FROM full.concerned"
        for key, kind, sets, n in self._database.execute(select):
            counted[key, kind, sets] += n
        measures = {check: each["key"] for each in self.measures for check in each["checks"]}
        for select, sign in (
            ("SELECT check_key, type, datasets, entity FROM replaced", -1),
            ("SELECT check_key, type, datasets, entity FROM changed", 1),
        ):
            rows = self._database.execute(select)
            for key, kind, sets, _ in {(measures.get(check, ""), *rest) for check, *rest in rows}:
                counted[key, kind, sets] += sign
        return Counter({(key, kind, tuple(sets.split())): n for (key, kind, sets), n in counted.items() if n > 0})

    def population(self) -> Counter[tuple[str, tuple[str, ...]]]:
        """(type, datasets) -> entities that the full check looked at."""
        rows = self._database.execute("SELECT type, datasets, entities FROM full.population")
        return Counter({(kind, tuple(sets.split())): n for kind, sets, n in rows})

    def rows(self, choice: Choice, limit: int, offset: int = 0) -> list[Finding]:
        """Findings in a fixed order: those of entities that saves have touched, then those of the full check."""
        kinds = self._kinds("SELECT id, check_key, type, datasets FROM changes.kind", choice)
        fresh = self._database.execute(_COUNT_CHANGED, (kinds,)).fetchone()[0]
        found = list(self._database.execute(_CHANGED + _PAGE, (kinds, limit, offset)))
        if len(found) < limit:
            kinds = self._kinds("SELECT id, check_key, type, datasets FROM full.kind", choice)
            found += self._database.execute(_HELD + _PAGE, (kinds, limit - len(found), max(0, offset - fresh)))
        return [self._finding(row) for row in found]

    def all_rows(self, choice: Choice) -> Iterator[Finding]:
        """All findings that are chosen, as a stream."""
        for select, kinds in (
            (_CHANGED, "SELECT id, check_key, type, datasets FROM changes.kind"),
            (_HELD, "SELECT id, check_key, type, datasets FROM full.kind"),
        ):
            rows = self._database.execute(select + _ORDER, (self._kinds(kinds, choice),))
            yield from map(self._finding, rows)

    def of_entities(self, iris: Iterable[str]) -> list[Finding]:
        """The findings of entities, worst first."""
        wanted = json.dumps([local_id(iri, self._base) for iri in iris])
        rows = [row for select in (_HELD_OF, _CHANGED_OF) for row in self._database.execute(select, (wanted,))]
        return worst_first(map(self._finding, rows))

    def since(self, decision: int) -> list[Finding]:
        """The findings of the entities that were checked after a decision, or a later one, was taken; worst first."""
        rows = self._database.execute(_ROW + "changed WHERE through >= ?", (decision,))
        return worst_first(map(self._finding, rows))

    def close(self) -> None:
        """Release the files."""
        self._database.close()

    def _kinds(self, select: str, choice: Choice) -> str:
        rows = self._database.execute(select)
        return json.dumps([id for id, key, kind, sets in rows if choice.has(key, kind, tuple(sets.split()))])

    def _finding(self, row: tuple[str, str, str, str, str]) -> Finding:
        key, kind, sets, entity, value = row
        check = self._checks.get(key, {})
        return Finding(
            entity=entity if "://" in entity else self._base + entity,
            type=kind,
            check=key,
            shape=check.get("shape", ""),
            severity=Severity(check.get("severity", Severity.INFO)),
            path=check.get("path", ""),
            values=tuple(json.loads(value)),
            messages=check.get("messages", {}),
            datasets=tuple(sets.split()),
        )

    @cached_property
    def _checks(self) -> Mapping[str, Mapping[str, Any]]:
        return self.checks


@lru_cache(maxsize=4)
def _meta(path: Path, version: tuple[int, int]) -> Mapping[str, Any]:
    """What a file says of itself. The texts of all checks are a quarter of a megabyte: they are read once."""
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as database:
        return {name: json.loads(value) for name, value in database.execute("SELECT name, value FROM meta")}


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by severity, entity and check."""
    return sorted(findings, key=lambda each: (_WORST.index(each.severity), each.entity, each.check))


def entities_named(finding: Finding, base: str) -> set[str]:
    """The IRIs of entities among the values of a finding."""
    return {value[1:-1] for value in finding.values if is_iri(value) and value.startswith(f"<{base}")}
