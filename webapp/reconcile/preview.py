"""A small page about an entity, to be framed by other sites, and the same in a bubble beside a suggestion (flyout)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from flask import Response
from markupsafe import Markup

from kg.errors import Gone, NotFound, ZhishuError
from ontology.terms import entity_types, term_comment
from webapp import languages
from webapp.current import generation
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.presentation import type_label
from webapp.reconcile.descriptions import described
from webapp.reconcile.identity import identify, root
from webapp.reconcile.properties import known
from webapp.reconcile.values import ValueReader

#: The size for which the page is made, in pixels.
WIDTH, HEIGHT = 420, 220
_STYLE = (
    "body{margin:0;padding:8px 10px;font:14px/1.45 system-ui,'Noto Sans CJK SC','Source Han Sans SC',sans-serif;"
    "color:#222;background:#fff}h1{font-size:17px;margin:0 0 2px}p{margin:0 0 4px}dl{margin:0;display:grid;"
    "grid-template-columns:max-content 1fr;gap:1px 10px}dt,small{color:#595959}dd{margin:0}a{color:#0b57a4}"
)
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
#: Nothing is loaded and nothing runs; any site may frame this page, and no other page of this site.
POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_SHOWN = ("zs:gender", "zs:dynasty", "nametype:zi", "nametype:hao", "zs:nativePlace", "zs:nativePlaceName")
_MOST_VALUES = 4


@page("reconcile/preview.html")
@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What ``reconcile/preview.html`` shows."""

    heading: str = field(metadata={"help": "Label of the entity"})
    kind: str = field(metadata={"help": "Type of the entity in words"})
    summary: str = field(metadata={"help": "Dynasty, years, place in a line; may be empty"})
    rows: tuple[tuple[str, str], ...] = field(metadata={"help": "(name of a property, its values)"})
    address: str = field(metadata={"help": "Address of its page; empty where it has none"})
    moved: bool = field(metadata={"help": "Whether the id asked for stands for another record now"})
    style: Markup = field(metadata={"help": "The style sheet, whose digest the policy of the page names"})


def entity_preview(id: str) -> Response:
    """The page of an id. Raises NotFound or Gone where it means nothing today."""
    return _framed(_page(id))


def missing_preview(error: ZhishuError) -> Response:
    """The page that says why there is nothing to show."""
    return _framed(PreviewPage(str(error), "", error.hint, (), "", False, Markup(_STYLE)), error.status)


def _framed(shown: PreviewPage, status: int = 200) -> Response:
    response = render(shown, status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


def flyout(kind: str, id: str) -> dict[str, str]:
    """The bubble beside a suggested entity, type or property: ``{"id": …, "html": …}``. Raises NotFound."""
    if kind == "property":
        property = known(id)
        return {"id": id, "html": _bubble(property.name, property.id, property.description)}
    if kind == "type":
        if id not in entity_types():
            raise NotFound(_("There is no type “%(id)s”.", id=id[:100]))
        comment = term_comment(entity_types()[id].class_iri, languages.current().tag)
        return {"id": id, "html": _bubble(type_label(id), id, comment)}
    found = _page(id)
    return {"id": id, "html": _bubble(found.heading, found.kind, found.summary)}


def _bubble(heading: str, kind: str, text: str) -> str:
    tag = languages.current().tag
    return str(
        Markup('<div lang="{tag}"><strong>{heading}</strong> <small>{kind}</small><br>{text}</div>').format(
            tag=tag, heading=heading, kind=kind, text=text
        )
    )


def one_iri(id: str) -> tuple[str, bool]:
    """The IRI that an id means today, and whether it moved. Raises NotFound or Gone where it is not one."""
    found = identify(id)
    if len(found.iris) == 1:
        return found.iris[0], found.moved
    if found.iris:
        raise Gone(
            _("“%(id)s” was divided among several records.", id=id[:100]),
            hint=_("Its page shows what it may have meant."),
        )
    raise NotFound(_("Nothing is known of %(iri)s.", iri=id[:300]), hint=_("Search for a name instead."))


def _page(id: str) -> PreviewPage:
    iri, moved = one_iri(id)
    entity = described(iri)
    assert entity is not None, iri
    reader, rows = ValueReader(generation()), []
    for name in _SHOWN:
        property = known(name)
        values = list(dict.fromkeys(value.text for value in reader.read(iri, property)))
        if values:
            rows.append((property.name, "、".join(values[:_MOST_VALUES]) + ("…" if len(values) > _MOST_VALUES else "")))
    address = f"{root()}{iri[len(generation().manifest.base) :]}"
    kind = type_label(entity.type) if entity.type else ""
    return PreviewPage(entity.label, kind, entity.description, tuple(rows), address, moved, Markup(_STYLE))
