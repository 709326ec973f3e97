"""Completions of entities, types and properties while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import request

from ontology.terms import entity_types
from webapp import languages
from webapp.current import generation
from webapp.parameters import line, whole_number
from webapp.presentation import type_label
from webapp.reconcile.descriptions import described
from webapp.reconcile.identity import id_of, identify
from webapp.reconcile.properties import completions
from webapp.reconcile.queries import LONGEST_TEXT, segment_of

Entry = TypeVar("Entry")

#: Suggestions of one answer unless ``limit`` says otherwise, and the most; how many can be skipped.
SHOWN, MOST, FARTHEST = 10, 50, 500


def entities() -> list[dict[str, object]]:
    """Entities with a name, reading or id that begins with ``prefix``; ``type`` keeps those of one type."""
    prefix, type = line("prefix", LONGEST_TEXT), segment_of(line("type", LONGEST_TEXT))
    skipped, shown = _window()
    iris = list(identify(prefix).iris) if "/" in prefix else []
    if prefix:
        # Only some of them are of the type asked for, so more are looked at.
        wanted = (skipped + shown) * (4 if type else 1)
        iris += [each.iri for each in generation().search.suggest(prefix, wanted) if each.iri not in iris]
    found: list[dict[str, object]] = []
    for iri in iris:
        if len(found) == skipped + shown:
            break
        entity = described(iri)
        if entity is not None and type in ("", entity.type):
            notable = [{"id": entity.type, "name": type_label(entity.type)}]
            entry: dict[str, object] = {"id": id_of(iri), "name": entity.label, "notable": notable}
            found.append({**entry, "description": entity.description} if entity.description else entry)
    return found[skipped : skipped + shown]


def types() -> list[dict[str, object]]:
    """Types of entity whose id or name, in any language, begins with ``prefix``, then those that contain it."""
    prefix = line("prefix", LONGEST_TEXT)
    wanted, exact, found = prefix.casefold(), segment_of(prefix), []
    for position, (segment, each) in enumerate(entity_types().items()):
        names = [segment, *(each.label(language.tag).casefold() for language in languages.LANGUAGES)]
        if each.page and (exact == segment or any(wanted in name for name in names)):
            found.append((not any(name.startswith(wanted) for name in names), position, segment))
    return _page([{"id": segment, "name": type_label(segment)} for *_order, segment in sorted(found)])


def properties() -> list[dict[str, object]]:
    """Properties whose id or name, in any language, begins with ``prefix``, then those that contain it."""
    prefix = line("prefix", LONGEST_TEXT)
    found = _page(completions(prefix))
    return [
        {"id": each.id, "name": each.name, **({"description": each.description} if each.description else {})}
        for each in found
    ]


def _page(entries: Sequence[Entry]) -> list[Entry]:
    skipped, shown = _window()
    return list(entries[skipped : skipped + shown])


def _window() -> tuple[int, int]:
    """How many suggestions are skipped (``cursor`` in 0.2, ``offset`` in 1.0) and shown (``limit``)."""
    name = "offset" if request.args.get("offset") else "cursor"
    return whole_number(name, 0, FARTHEST) or 0, whole_number("limit", 1, MOST) or SHOWN
