"""Query and result batches of versions 0.1 and 0.2: objects whose members are queries, ``{"q0": {…}, "q1": {…}}``.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Mapping

from webapp.languages import gettext as _
from webapp.reconcile.candidates import EntityCandidate, Result
from webapp.reconcile.queries import (
    Condition,
    ReconciliationQuery,
    check_size,
    malformed,
    only,
    read_array,
    read_limit,
    read_object,
    read_text,
    read_values,
    refusal,
)

_MEMBERS = ("query", "type", "limit", "properties", "type_strict")
_STRICT = ("any", "should", "all")


def read_batch(batch: object) -> dict[str, ReconciliationQuery]:
    """The queries by their keys. Raises InvalidInput for what the schema refuses, TooLarge for too many."""
    given = read_object(batch, "queries")
    check_size(len(given))
    return {key: read_query(query, key[:50]) for key, query in given.items()}


def read_query(query: object, where: str) -> ReconciliationQuery:
    """One query. Raises InvalidInput."""
    given = read_object(query, where)
    only(given, _MEMBERS, where)
    name = read_text(given["query"], f"{where}.query") if "query" in given else ""
    conditions = tuple(
        _condition(each, f"{where}.properties[{position}]")
        for position, each in enumerate(read_array(given.get("properties", []), f"{where}.properties"))
    )
    if "query" not in given and not conditions:
        raise malformed(where, _("a query needs “query” or at least one of “properties”"))
    if given.get("type_strict", "any") not in _STRICT:
        raise malformed(where, _("type_strict is one of %(names)s", names=", ".join(_STRICT)))
    names = (name,) if name else ()
    conditions = tuple(each for each in conditions if each.values)
    return ReconciliationQuery(
        names=names,
        types=_types(given.get("type"), f"{where}.type"),
        conditions=conditions,
        limit=read_limit(given.get("limit"), where),
        refused=refusal(names, (), conditions),
    )


def _condition(each: object, where: str) -> Condition:
    given = read_object(each, where)
    if "pid" not in given or "v" not in given:
        raise malformed(where, _("a property needs “pid” and “v”"))
    return Condition(read_text(given["pid"], f"{where}.pid"), read_values(given["v"], f"{where}.v"))


def _types(value: object, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    texts = [read_text(each, where) for each in (value if isinstance(value, list) else [value])]
    return tuple(text for text in texts if text)


def result_batch(results: Mapping[str, Result]) -> dict[str, object]:
    """The answer to a batch. A query that was refused has no candidates and says why as ``error``."""
    return {key: _result(each) for key, each in results.items()}


def _result(result: Result) -> dict[str, object]:
    found: dict[str, object] = {"result": [_candidate(each) for each in result.candidates]}
    return {**found, "error": result.error} if result.error else found


def _candidate(each: EntityCandidate) -> dict[str, object]:
    why = "；".join(feature.words for feature in each.features if feature.words)
    return {
        "id": each.id,
        "name": each.name,
        "description": " — ".join(part for part in (each.description, why) if part),
        "type": [{"id": id, "name": name} for id, name in each.types],
        "score": each.score,
        "match": each.match,
        "features": [{"id": feature.id, "name": feature.words, "value": feature.value} for feature in each.features],
    }
