"""Answers to reconciliation queries of any version: entities with a score, reasons, and whether they are the one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from flask import current_app

from kg.errors import Busy, InvalidInput
from kg.reconciliation.candidate import Reason
from kg.reconciliation.engine import Reconciler
from kg.reconciliation.query import Found, NameQuery
from webapp import languages
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.presentation import type_label
from webapp.reconcile.conditions import ConditionReader
from webapp.reconcile.descriptions import described
from webapp.reconcile.identity import id_of, identify
from webapp.reconcile.queries import HIGHEST_LIMIT, LONGEST_SECONDS, ReconciliationQuery

#: The feature of an entity that was asked for by its id.
IDENTIFIER = "identifier"
#: The feature of an entity that was found by properties alone.
PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class Feature:
    """What speaks for (or, negative, against) a candidate; ``words`` says it in the language of the request."""

    id: str
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class EntityCandidate:
    """A candidate as the API gives it: ``score`` is from 0 to 100, ``types`` are (id, name)."""

    id: str
    name: str
    description: str
    types: tuple[tuple[str, str], ...]
    score: float
    match: bool
    features: tuple[Feature, ...]
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The candidates for one query, best first; ``error`` says why there are none where it was refused."""

    candidates: tuple[EntityCandidate, ...] = ()
    error: str = ""


def answer_all(queries: Sequence[ReconciliationQuery]) -> list[Result]:
    """The results in the order of the queries.

    Raises Busy where the batch takes too long; a query that cannot be answered has its reason in its result.
    """
    stop = time.monotonic() + LONGEST_SECONDS
    found = []
    for query in queries:
        if time.monotonic() > stop:
            raise Busy(_("The batch takes too long."), hint=_("Send fewer queries at a time."))
        found.append(_answer(query))
    return found


def _answer(query: ReconciliationQuery) -> Result:
    if query.refused:
        return Result(error=query.refused)
    segments = query.segments()
    if query.types and not segments:
        return Result(error=_("There is no type “%(id)s”.", id=query.types[0][:100]))
    try:
        candidates = _by_id(query) or _by_name(query, segments)
    except InvalidInput as error:
        return Result(error=str(error))
    if segments:
        candidates = [each for each in candidates if any(id in segments for id, _name in each.types)]
    candidates.sort(key=lambda each: -each.score)
    return Result(tuple(candidates[: query.limit]))


def _by_id(query: ReconciliationQuery) -> list[EntityCandidate]:
    """The entities of ids, and of names that are ids or addresses."""
    asked = [*query.ids, *(name for name in query.names if "/" in name)]
    found: dict[str, EntityCandidate] = {}
    for text in asked:
        identified = identify(text)
        one = len(identified.iris) == 1
        for iri in identified.iris:
            if iri not in found and (each := _identified(iri, text, one, identified.moved)) is not None:
                found[iri] = each
    alone = len(found) == 1
    return [each if alone else replace(each, match=False) for each in found.values()]


def _identified(iri: str, text: str, one: bool, moved: bool) -> EntityCandidate | None:
    entity = described(iri)
    if entity is None:
        return None
    if not moved:
        words = _("“%(id)s” is its identifier.", id=text[:100])
    elif one:
        words = _("“%(id)s” stands for this record now.", id=text[:100])
    else:
        words = _("“%(id)s” was divided; this is one of its parts.", id=text[:100])
    score = 100.0 if one else 50.0
    feature = Feature(IDENTIFIER, 1.0 if one else 0.5, words)
    types = ((entity.type, type_label(entity.type)),)
    return EntityCandidate(id_of(iri), entity.label, entity.description, types, score, one, (feature,), iri)


def _by_name(query: ReconciliationQuery, segments: tuple[str, ...]) -> list[EntityCandidate]:
    reader = ConditionReader(query.conditions)
    if not query.names:
        found_by = islice(reader.entities(segments), 0 if query.ids else query.limit)
        return [_by_property(iri, share, reader) for iri, share in found_by]
    limit = HIGHEST_LIMIT if reader.filters else query.limit
    found: dict[str, EntityCandidate] = {}
    for name in query.names:
        for segment in segments or ("",):
            for each in reconciler().search(NameQuery(name, segment, reader.compared), limit):
                if each.iri not in found or found[each.iri].score < each.candidate.score * 100:
                    found[each.iri] = _of_found(each)
    kept = [each for each in found.values() if reader.admits(each.iri)]
    # Several names or types are several searches, each of which may be sure of another entity.
    certain = sum(1 for each in kept if each.match)
    return kept if certain < 2 else [replace(each, match=False) for each in kept]


def _by_property(iri: str, share: float, reader: ConditionReader) -> EntityCandidate:
    """A candidate that was found without a name: the score is the share of the conditions that hold."""
    entity = described(iri)
    assert entity is not None, iri
    features = tuple(Feature(f"{PROPERTY}:{id}", 1.0, words) for id, words in reader.words(iri))
    types = ((entity.type, type_label(entity.type)),)
    score = round(share * 100, 2)
    return EntityCandidate(id_of(iri), entity.label, entity.description, types, score, False, features, iri)


def _of_found(found: Found) -> EntityCandidate:
    return EntityCandidate(
        id=id_of(found.iri),
        name=found.label,
        description=found.description,
        types=tuple((segment, type_label(segment)) for segment in found.types),
        score=round(found.candidate.score * 100, 2),
        match=found.match,
        features=features_of(found.candidate.reasons),
        iri=found.iri,
    )


def features_of(reasons: Iterable[Reason]) -> tuple[Feature, ...]:
    """Reasons as features. An id is unique among those of a candidate, so reasons of one feature are added up."""
    tag = languages.current().tag
    found: dict[str, Feature] = {}
    for reason in reasons:
        known = found.get(reason.feature)
        words = reason.words.get(tag, "")
        if known is None:
            found[reason.feature] = Feature(reason.feature, round(reason.weight, 3), words)
        else:
            joined = "；".join(part for part in (known.words, words) if part)
            found[reason.feature] = Feature(reason.feature, round(known.value + reason.weight, 3), joined)
    return tuple(found.values())


def reconciler() -> Reconciler:
    """The reconciler of the application, made once."""
    extensions = current_app.extensions
    if "reconciler" not in extensions:
        extensions["reconciler"] = Reconciler.open(workspace())
    found: Reconciler = extensions["reconciler"]
    return found
