"""Query and result batches of the draft of version 1.0: arrays, with conditions in place of name and properties.

https://reconciliation-api.github.io/specs/draft/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from webapp import languages
from webapp.languages import gettext as _
from webapp.reconcile.candidates import EntityCandidate, Result
from webapp.reconcile.queries import (
    Condition,
    Quantifier,
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

_MEMBERS = ("type", "limit", "lang", "dir", "conditions")
_MATCH_TYPES = ("name", "id", "property")
_QUANTIFIERS = ("any", "all", "none")


def read_batch(batch: object) -> list[ReconciliationQuery]:
    """The queries in their order. Raises InvalidInput for what the schema refuses, TooLarge for too many."""
    given = read_object(batch, _("the body"))
    if "queries" not in given:
        raise malformed(_("the body"), _("there is no member “queries”"))
    queries = read_array(given["queries"], "queries")
    check_size(len(queries))
    return [read_query(query, f"queries[{position}]") for position, query in enumerate(queries)]


def read_query(query: object, where: str) -> ReconciliationQuery:
    """One query. Raises InvalidInput."""
    given = read_object(query, where)
    only(given, _MEMBERS, where)
    conditions = read_array(given.get("conditions", []), f"{where}.conditions")
    if not conditions:
        raise malformed(where, _("a query needs at least one of “conditions”"))
    found: dict[str, list[Condition]] = {kind: [] for kind in _MATCH_TYPES}
    for position, each in enumerate(conditions):
        kind, condition = _condition(each, f"{where}.conditions[{position}]")
        if condition.values:
            found[kind].append(condition)
    names, ids = (_values(found[kind]) for kind in ("name", "id"))
    properties = tuple(found["property"])
    type = read_text(given["type"], f"{where}.type") if "type" in given else ""
    return ReconciliationQuery(
        names=names,
        ids=ids,
        types=(type,) if type else (),
        conditions=properties,
        limit=read_limit(given.get("limit"), where),
        refused=refusal(names, ids, properties),
    )


def _values(conditions: Iterable[Condition]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for each in conditions for value in each.values))


def _condition(each: object, where: str) -> tuple[str, Condition]:
    given = read_object(each, where)
    kind = given.get("matchType")
    if kind not in _MATCH_TYPES:
        raise malformed(where, _("matchType is one of %(names)s", names=", ".join(_MATCH_TYPES)))
    if "propertyValue" not in given:
        raise malformed(where, _("there is no member “propertyValue”"))
    property = read_text(given.get("propertyId", ""), f"{where}.propertyId")
    if kind == "property" and not property:
        raise malformed(where, _("a condition on a property needs “propertyId”"))
    quantifier, required = given.get("matchQuantifier", "any"), given.get("required", False)
    if quantifier not in _QUANTIFIERS or not isinstance(required, bool):
        raise malformed(where, _("matchQuantifier is one of %(names)s, required true or false", names="any, all, none"))
    values = read_values(given["propertyValue"], f"{where}.propertyValue")
    return str(kind), Condition(property, values, required, cast(Quantifier, quantifier))


def result_batch(results: Iterable[Result]) -> dict[str, object]:
    """The answer to a batch. A query that was refused has no candidates and says why as ``error``."""
    return {"results": [_result(each) for each in results]}


def _result(result: Result) -> dict[str, object]:
    found: dict[str, object] = {"candidates": [_candidate(each) for each in result.candidates]}
    return {**found, "error": result.error} if result.error else found


def _candidate(each: EntityCandidate) -> dict[str, object]:
    tag = languages.current().tag
    return {
        "id": each.id,
        "name": each.name,
        "description": each.description,
        "score": each.score,
        "match": each.match,
        "type": [{"id": id, "name": name, "lang": tag} for id, name in each.types],
        "features": [
            {"id": feature.id, "name": feature.words or feature.id, "value": feature.value, "lang": tag}
            for feature in each.features
        ],
    }
