"""The crosswalks that come out of our tables: kinship, associations and dynasties to CBDB, MARC relators to roles.

Others are written by hand as CSV in ``ontology/crosswalks``. Codes are identifiers; no description is copied.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from kg.schemes import association, calendar, kinship
from kg.schemes.table import rows

Row = tuple[str, str, str, str, str]
HEADER = ("concept", "relation", "code", "source", "note")
_KINSHIP = "CBDB KINSHIP_CODES"
_WITHOUT_DYNASTY = {"0": "dynasty unknown", "37": "the table gives it neither a Chinese name nor years"}


def generated() -> dict[str, str]:
    """The crosswalk files that are written by `kg.schemes.build`: name and text."""
    tables: dict[str, Iterable[Row]] = {
        "kin-cbdb": _kinship_numbers(),
        "kin-cbdbcode": _kinship_codes(),
        "assoc-cbdb": _associations(),
        "dynasty-cbdb": _dynasties(),
        "role-marc": _relators(),
    }
    return {f"{name}.csv": to_csv(table) for name, table in tables.items()}


def to_csv(table: Iterable[Row]) -> str:
    """A crosswalk file: the header and the rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(table)
    return out.getvalue()


def _kinship_numbers() -> Iterator[Row]:
    for each in kinship.cbdb_codes():
        yield _concept("kin", each.concept), each.relation, each.number, _KINSHIP, each.note


def _kinship_codes() -> Iterator[Row]:
    seen: set[str] = set()
    for each in kinship.cbdb_codes():
        if each.code not in seen and each.code:
            seen.add(each.code)
            yield _concept("kin", each.concept), each.relation, each.code, _KINSHIP, each.note


def _associations() -> Iterator[Row]:
    for code, concept, relation, note in association.cbdb_codes():
        yield _concept("assoc", concept), relation, code, "CBDB ASSOC_CODES", note


def _dynasties() -> Iterator[Row]:
    found: list[Row] = [("", "none", code, "CBDB DYNASTIES", reason) for code, reason in _WITHOUT_DYNASTY.items()]
    for each in calendar.dynasties():
        for code in filter(None, each.cbdb.split(",")):
            relation = "closeMatch" if code.startswith("~") else "exactMatch"
            found.append((_concept("dynasty", each.id), relation, code.lstrip("~"), "CBDB DYNASTIES", ""))
    return iter(sorted(found, key=lambda row: int(row[2])))


def _relators() -> Iterator[Row]:
    for row in rows("role.tsv", 9):
        if row[7]:
            yield _concept("role", row[0]), "exactMatch", row[7], "MARC Code List for Relators", ""


def _concept(prefix: str, id_: str) -> str:
    return f"{prefix}:{id_}" if id_ else ""
