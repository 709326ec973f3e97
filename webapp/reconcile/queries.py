"""A reconciliation query of any version of the API, and what is refused in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kg.errors import InvalidInput, ZhishuError
from ontology.namespaces import compact
from ontology.terms import entity_types
from webapp.languages import gettext as _

#: Queries of one batch; larger ones are refused (413), as both versions allow.
BATCH_SIZE = 50
#: Characters of a name or a value; a query with a longer one is refused with its reason, the others are answered.
LONGEST_TEXT = 500
MOST_CONDITIONS = 30
MOST_VALUES = 30
LIMIT, HIGHEST_LIMIT = 10, 100
#: Seconds after which a batch is given up as a whole: a part of it would look like names that nobody bears.
LONGEST_SECONDS = 20.0
#: Bytes of a request: a batch of the greatest size with texts of the greatest length fits, form-encoded.
MOST_BYTES = 2 << 20

Quantifier = Literal["any", "all", "none"]
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


class TooLarge(ZhishuError):
    """A batch or a request with more than is read."""

    status = 413


@dataclass(frozen=True, slots=True)
class Condition:
    """A property (its id as given) that should have one (``any``), each (``all``) or none of some values.

    ``required`` makes it a filter; otherwise it only changes the score.
    """

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: Quantifier = "any"


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """What is looked for: by names, by ids, by properties. ``types`` are ids as given, of which one shall hold.

    ``refused`` says in words why the query is not answered; empty where it is.
    """

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    limit: int = LIMIT
    refused: str = ""

    def segments(self) -> tuple[str, ...]:
        """The types as segments of IRIs (``person``); those that do not exist are left out."""
        return tuple(segment for type in self.types if (segment := segment_of(type)))


def segment_of(type: str) -> str:
    """The type of entity that an id means: its segment, or the IRI or prefixed name of its class; empty for none."""
    if type in entity_types():
        return type
    name = compact(type) if type.startswith(("http://", "https://")) else type
    return next((segment for segment, each in entity_types().items() if compact(each.class_iri) == name), "")


def refusal(names: tuple[str, ...], ids: tuple[str, ...], conditions: tuple[Condition, ...]) -> str:
    """Why a query cannot be answered, in words; empty where it can."""
    texts = [*names, *ids, *(value for each in conditions for value in each.values)]
    if longest := max((len(text) for text in texts if len(text) > LONGEST_TEXT), default=0):
        return _("A text has %(count)s characters; at most %(most)s are read.", count=longest, most=LONGEST_TEXT)
    if len(conditions) > MOST_CONDITIONS or any(len(each.values) > MOST_VALUES for each in conditions):
        return _(
            "There are too many conditions or values; at most %(conditions)s with %(values)s values each are read.",
            conditions=MOST_CONDITIONS,
            values=MOST_VALUES,
        )
    return ""


def check_size(count: int) -> None:
    """Raises TooLarge for a batch with too many queries."""
    if count > BATCH_SIZE:
        raise TooLarge(
            _("The batch has %(count)s queries.", count=count),
            hint=_("Send at most %(most)s at a time; the manifest says so as batchSize.", most=BATCH_SIZE),
        )


def read_limit(value: object, where: str) -> int:
    """The number of candidates that a query asks for, at most ``HIGHEST_LIMIT``. Raises InvalidInput."""
    if value is None:
        return LIMIT
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 1:
        raise malformed(where, _("the limit must be a positive number"))
    return int(min(value, HIGHEST_LIMIT))


def read_text(value: object, where: str) -> str:
    """A text in one line. Raises InvalidInput for anything else."""
    if not isinstance(value, str):
        raise malformed(where, _("a text is expected"))
    return _CONTROL.sub(" ", value).strip()


def read_values(value: object, where: str) -> tuple[str, ...]:
    """Property values as texts: one or an array of texts, numbers, truth values and entities ({"id": …}).

    Raises InvalidInput for anything else. Empty texts are left out.
    """
    given = value if isinstance(value, list) else [value]
    found = (_read_value(each, where) for each in given)
    return tuple(dict.fromkeys(text for text in found if text))


def _read_value(value: object, where: str) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(int(value)) if value == value // 1 and abs(value) < 1e15 else str(value)
        case str():
            return read_text(value, where)
        case {"id": str(id)}:
            return read_text(id, where)
        case _:
            raise malformed(where, _("a value is a text, a number, true, false, or an entity with an id"))


def read_object(value: object, where: str) -> Mapping[str, object]:
    """A JSON object. Raises InvalidInput."""
    if not isinstance(value, dict):
        raise malformed(where, _("a JSON object is expected"))
    return value


def read_array(value: object, where: str) -> list[object]:
    """A JSON array. Raises InvalidInput."""
    if not isinstance(value, list):
        raise malformed(where, _("a JSON array is expected"))
    return value


def only(query: Mapping[str, object], allowed: tuple[str, ...], where: str) -> None:
    """Raises InvalidInput for members that the specification does not have."""
    if unknown := [name for name in query if name not in allowed]:
        names = ", ".join(allowed)
        raise malformed(where, _("“%(name)s” is not a member; there are %(names)s", name=unknown[0][:50], names=names))


def malformed(where: str, what: str) -> InvalidInput:
    """The error of a request that is not of the form that the specification gives."""
    return InvalidInput(
        _("%(where)s: %(what)s.", where=where, what=what),
        hint=_("The form of queries is explained at /reconcile, read in a browser."),
    )
