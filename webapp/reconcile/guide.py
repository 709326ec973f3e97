"""The page about the service: how it is added to OpenRefine, what it answers, and how decisions come back."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Response

from kg.reconciliation.model import model
from webapp import languages
from webapp.languages import LANGUAGES, Language
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.presentation import size
from webapp.reconcile.candidates import IDENTIFIER, PROPERTY
from webapp.reconcile.decision_rows import schema
from webapp.reconcile.extension import MOST_IDS, MOST_PROPERTIES
from webapp.reconcile.identity import root
from webapp.reconcile.manifest import default_types
from webapp.reconcile.properties import Property, proposed
from webapp.reconcile.queries import BATCH_SIZE, HIGHEST_LIMIT, LONGEST_SECONDS, LONGEST_TEXT, MOST_BYTES

#: What OpenRefine's templating export is given; GREL stands between double braces.
TEMPLATE_PREFIX = '{"table": {"name": "TABLE"},\n "decisions": ['
TEMPLATE_ROW = (
    '{"row": {{jsonize(toString(row.index + 1))}},\n'
    ' "query": {{jsonize(cells["NAME"].value)}},\n'
    ' "judgement": "same",\n'
    ' "id": {{jsonize(cells["NAME"].recon.match.id)}},\n'
    ' "reason": "REASON"}'
)
TEMPLATE_SEPARATOR, TEMPLATE_SUFFIX = ",", "]}"
_EXAMPLE = """{
  "table": {"name": "TABLE", "url": "https://example.org/table"},
  "decisions": [
    {"row": "12", "query": "盛杏蓀", "judgement": "same", "id": "person/cbdb-55084",
     "reason": "杏蓀是盛宣懷的字"}
  ]
}"""


@page("reconcile/guide.html")
@dataclass(frozen=True, slots=True)
class GuidePage:
    """What ``reconcile/guide.html`` shows."""

    address: str = field(metadata={"help": "Address of the service, to be pasted into a client"})
    addresses: tuple[tuple[Language, str], ...] = field(metadata={"help": "The address for each language"})
    types: tuple[tuple[str, str], ...] = field(metadata={"help": "(id, name) of the types of entity"})
    properties: tuple[Property, ...] = field(metadata={"help": "Properties that are proposed for persons"})
    features: tuple[tuple[str, str], ...] = field(metadata={"help": "(id, what it says) of the features of a score"})
    limits: tuple[tuple[str, str], ...] = field(metadata={"help": "(what is limited, how much)"})
    template: tuple[tuple[str, str], ...] = field(metadata={"help": "(field of the templating export, text)"})
    example: str = field(metadata={"help": "Decisions as they are sent"})


def guide() -> Response:
    """The page."""
    base = f"{root()}reconcile"
    return render(
        GuidePage(
            address=base,
            addresses=tuple((each, f"{base}/{each.tag}") for each in LANGUAGES),
            types=tuple(default_types()),
            properties=proposed("person"),
            features=tuple(_features()),
            limits=tuple(_limits()),
            template=(
                (_("Prefix"), TEMPLATE_PREFIX),
                (_("Row template"), TEMPLATE_ROW),
                (_("Row separator"), TEMPLATE_SEPARATOR),
                (_("Suffix"), TEMPLATE_SUFFIX),
            ),
            example=_EXAMPLE,
        )
    )


def _features() -> list[tuple[str, str]]:
    tag = languages.current().tag
    own = [
        (IDENTIFIER, _("the query is the identifier of the record")),
        (f"{PROPERTY}:…", _("a property agrees, where no name was given")),
    ]
    scored = [(key, each.messages[tag].format(one="…", other="…")) for key, each in model().features.items()]
    return own + scored


def _limits() -> list[tuple[str, str]]:
    rows = schema()["properties"]["decisions"]["maxItems"]
    return [
        (_("queries in a batch"), str(BATCH_SIZE)),
        (_("characters of a name or value"), str(LONGEST_TEXT)),
        (_("candidates for a query"), str(HIGHEST_LIMIT)),
        (_("seconds for a batch"), f"{LONGEST_SECONDS:.0f}"),
        (_("bytes of a request"), size(MOST_BYTES)),
        (_("entities in a data extension query"), str(MOST_IDS)),
        (_("properties in a data extension query"), str(MOST_PROPERTIES)),
        (_("decisions in a request"), str(rows)),
    ]
