"""Decisions that a client sends back: the body, and what is wrong with a row. The form is ``decisions.schema.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from webapp.languages import gettext as _
from webapp.reconcile.queries import TooLarge, malformed, only, read_array, read_object

_URL = re.compile(r'https?://[^\s<>"]+')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SenderTable:
    """The table of the sender: what it is called, and where it can be found (may be empty)."""

    name: str
    url: str = ""

    @property
    def sender(self) -> str:
        """Name and address in one text: what tells one table from another."""
        return f"{self.name} <{self.url}>" if self.url else self.name


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided about one row. ``id``, ``entity`` and ``url`` may be empty."""

    row: str
    query: str
    judgement: str
    reason: str
    id: str = ""
    entity: str = ""
    url: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the body (2020-12)."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("decisions.schema.json").read_text("utf-8"))
    return found


def read_body(body: object) -> tuple[SenderTable, list[object]]:
    """The table and its rows, which are looked at one by one. Raises InvalidInput, or TooLarge for too many rows."""
    where, form = _("the body"), schema()["properties"]
    given = read_object(body, where)
    only(given, tuple(form), where)
    if missing := [name for name in schema()["required"] if name not in given]:
        raise malformed(where, _("there is no member “%(name)s”", name=missing[0]))
    table = _members(given["table"], form["table"], "table")
    rows = read_array(given["decisions"], "decisions")
    most = form["decisions"]["maxItems"]
    if len(rows) > most:
        raise TooLarge(
            _("There are %(count)s decisions.", count=len(rows)), hint=_("Send at most %(most)s.", most=most)
        )
    if not rows:
        raise malformed("decisions", _("there is no decision"))
    return SenderTable(table["name"].strip(), table.get("url", "")), rows


def read_row(row: object, position: int) -> DecisionRow:
    """One decision. Raises InvalidInput where it is not of the form of the schema."""
    where, form = f"decisions[{position}]", schema()["$defs"]["decision"]
    given = _members(row, form, where)
    judgements = form["properties"]["judgement"]["enum"]
    if given["judgement"] not in judgements:
        raise malformed(where, _("judgement is one of %(names)s", names=", ".join(judgements)))
    if given["judgement"] != "new" and not given.get("id"):
        raise malformed(where, _("there is no member “%(name)s”", name="id"))
    return DecisionRow(**given)


def _members(value: object, form: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The members of an object as a schema of texts, choices and one object of columns has them."""
    given = read_object(value, where)
    only(given, tuple(form["properties"]), where)
    if missing := [name for name in form["required"] if name not in given]:
        raise malformed(where, _("there is no member “%(name)s”", name=missing[0]))
    return {name: _member(each, form["properties"][name], f"{where}.{name}") for name, each in given.items()}


def _member(value: object, form: Mapping[str, Any], where: str) -> object:
    if form.get("type") == "object":
        columns = read_object(value, where)
        if len(columns) > form["maxProperties"] or not all(
            each is None or isinstance(each, str | int | float) for each in columns.values()
        ):
            raise malformed(where, _("at most %(most)s columns with texts or numbers", most=form["maxProperties"]))
        return columns
    if not isinstance(value, str):
        raise malformed(where, _("a text is expected"))
    text = _CONTROL.sub("", value)
    if len(value) > form.get("maxLength", len(value)) or (form.get("minLength") and not text.strip()):
        raise malformed(where, _("the text is empty or has more than %(most)s characters", most=form["maxLength"]))
    if "pattern" in form and not _URL.fullmatch(value):
        raise malformed(where, _("an address with http:// or https:// is expected"))
    return text
