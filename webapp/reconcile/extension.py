"""Data extension: the values of properties of entities, for the columns of a table."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.errors import Busy
from webapp import languages
from webapp.current import generation
from webapp.languages import gettext as _
from webapp.presentation import type_label
from webapp.reconcile.identity import id_of, identify
from webapp.reconcile.properties import Property, known, proposed
from webapp.reconcile.queries import (
    LONGEST_SECONDS,
    TooLarge,
    malformed,
    read_array,
    read_object,
    read_text,
    segment_of,
)
from webapp.reconcile.values import FieldValue, ValueReader

#: Entities and properties of one request.
MOST_IDS, MOST_PROPERTIES = 200, 50
CONTENTS = ("entity", "name", "id")
_LARGEST_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Column:
    """A property with its settings: at most ``limit`` values (0: all); what stands for an entity: the entity itself,
    its name, or its IRI; labels and names of one ``language`` alone (empty: of all)."""

    property: Property
    limit: int
    content: str
    language: str


@dataclass(frozen=True, slots=True)
class Extension:
    """The columns asked for, and for each id asked for the values of each column, in order."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[tuple[FieldValue, ...], ...]], ...]


def setting_fields() -> tuple[dict[str, object], ...]:
    """The settings of a column in the words of the request: name, label, type, default, help and choices."""
    return (
        {
            "name": "limit",
            "label": _("Limit"),
            "type": "number",
            "default": 0,
            "help": _("The greatest number of values in a cell (0: all)"),
        },
        {
            "name": "content",
            "label": _("Entities"),
            "type": "select",
            "default": CONTENTS[0],
            "help": _("What stands for a value that is an entity"),
            "choices": (
                (CONTENTS[0], _("the entity, as a reconciled cell")),
                (CONTENTS[1], _("its name")),
                (CONTENTS[2], _("its address")),
            ),
        },
        {
            "name": "language",
            "label": _("Language tag"),
            "type": "text",
            "default": "",
            "help": _("Only texts in this language, for example zh-Hant or en (empty: all)"),
        },
    )


def extend(query: object) -> Extension:
    """The answer to a data extension query.

    An id that was merged is answered under the id asked for with the values of the record that holds today; one that
    is gone or not known has no values. Raises InvalidInput for what the schema refuses and unknown properties,
    TooLarge for too many, Busy where it takes too long.
    """
    given = read_object(query, "extend")
    ids = [read_text(id, "extend.ids") for id in read_array(given.get("ids"), "extend.ids")]
    asked = read_array(given.get("properties"), "extend.properties")
    if len(ids) > MOST_IDS or len(asked) > MOST_PROPERTIES:
        raise TooLarge(
            _("Too many entities or properties are asked for."),
            hint=_(
                "Ask for at most %(ids)s entities and %(properties)s properties at a time.",
                ids=MOST_IDS,
                properties=MOST_PROPERTIES,
            ),
        )
    columns = tuple(_column(each, f"extend.properties[{position}]") for position, each in enumerate(asked))
    reader, stop, rows = ValueReader(generation()), time.monotonic() + LONGEST_SECONDS, []
    for id in dict.fromkeys(ids):
        if time.monotonic() > stop:
            raise Busy(_("The batch takes too long."), hint=_("Send fewer queries at a time."))
        rows.append((id, _row(reader, id, columns)))
    return Extension(columns, tuple(rows))


def _row(reader: ValueReader, id: str, columns: Iterable[Column]) -> tuple[tuple[FieldValue, ...], ...]:
    found = identify(id).iris
    return tuple(_cell(reader, found[0], column) if len(found) == 1 else () for column in columns)


def _cell(reader: ValueReader, iri: str, column: Column) -> tuple[FieldValue, ...]:
    values = reader.read(iri, column.property)
    if column.language:
        values = tuple(each for each in values if _speaks(each.language, column.language))
    return values[: column.limit] if column.limit else values


def _speaks(tag: str, wanted: str) -> bool:
    """Whether a language tag is in a range (RFC 4647, 3.3.1); numbers and entities have none and always are."""
    return not tag or f"{tag.lower()}-".startswith(f"{wanted.lower()}-")


def _column(each: object, where: str) -> Column:
    given = read_object(each, where)
    property = known(read_text(given.get("id"), f"{where}.id"))
    settings = read_object(given.get("settings", {}), f"{where}.settings")
    content = settings.get("content") or CONTENTS[0]
    if content not in CONTENTS:
        raise malformed(f"{where}.settings.content", _("there are: %(names)s", names=", ".join(CONTENTS)))
    language = read_text(settings.get("language") or "", f"{where}.settings.language")
    return Column(property, _limit(settings, where), str(content), language)


def _limit(settings: Mapping[str, object], where: str) -> int:
    """Clients send numbers of a form as texts."""
    given = settings.get("limit") or 0
    try:
        limit = int(given) if isinstance(given, int | float | str) else -1
    except (ValueError, OverflowError):
        limit = -1
    if not 0 <= limit <= _LARGEST_LIMIT:
        raise malformed(f"{where}.settings.limit", _("give a whole number, 0 for all values"))
    return limit


def meta(found: Extension) -> list[dict[str, object]]:
    """The columns as the API describes them, in the language of the request."""
    described = []
    for column in found.columns:
        entry: dict[str, object] = {"id": column.property.id, "name": column.property.name}
        if column.property.type and column.content == CONTENTS[0]:
            entry["type"] = {"id": column.property.type, "name": type_label(column.property.type)}
        described.append(entry)
    return described


def indexed_rows(found: Extension) -> dict[str, dict[str, list[dict[str, object]]]]:
    """The rows as versions 0.1 and 0.2 have them: id -> property -> values."""
    return {
        id: {
            column.property.id: [cell_value(value, column) for value in values]
            for column, values in zip(found.columns, cells, strict=True)
        }
        for id, cells in found.rows
    }


def listed_rows(found: Extension) -> list[dict[str, object]]:
    """The rows as the draft of 1.0 has them: arrays, and texts with their language."""
    return [
        {
            "id": id,
            "properties": [
                {"id": column.property.id, "values": [_tagged(value, column) for value in values]}
                for column, values in zip(found.columns, cells, strict=True)
            ],
        }
        for id, cells in found.rows
    ]


def cell_value(value: FieldValue, column: Column) -> dict[str, object]:
    """One value as the API gives it."""
    match value.kind:
        case "entity" if column.content == CONTENTS[0]:
            return {"id": id_of(value.iri), "name": value.text}
        case "entity":
            return {"str": value.text if column.content == CONTENTS[1] else value.iri}
        case "int" | "float":
            return {value.kind: value.number}
        case "date":
            return {"date": value.text}
        case _:
            return {"str": value.iri if value.iri and column.content == CONTENTS[2] else value.text}


def _tagged(value: FieldValue, column: Column) -> dict[str, object]:
    found = cell_value(value, column)
    tag = value.language or (languages.current().tag if value.iri and value.kind == "str" else "")
    return {**found, "lang": tag} if tag and "str" in found and found["str"] == value.text else found


def proposals(type: str, limit: int | None) -> dict[str, object]:
    """The properties proposed for a type of entity, as both versions give them."""
    found = [
        {"id": each.id, "name": each.name, **({"description": each.description} if each.description else {})}
        for each in proposed(segment_of(type))
    ]
    answer: dict[str, object] = {"properties": found[:limit] if limit else found}
    if type:
        answer["type"] = type
    if limit:
        answer["limit"] = limit
    return answer
