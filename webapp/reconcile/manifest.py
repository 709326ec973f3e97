"""The manifests of the service: what it offers, in the forms of 0.2 and of the draft of 1.0."""

from __future__ import annotations

from flask import g

from ontology.terms import entity_types
from webapp import languages
from webapp.current import workspace
from webapp.presentation import asset, type_label
from webapp.reconcile.extension import setting_fields
from webapp.reconcile.identity import endpoint, root
from webapp.reconcile.preview import HEIGHT, WIDTH
from webapp.reconcile.queries import BATCH_SIZE
from webapp.version import version

DRAFT = "1.0-draft"
#: The types that come first in a list of types to choose from.
_FIRST = ("person", "place", "work", "organization", "family")
_SUGGESTED = ("entity", "type", "property")
#: What entities of this service are (0.2, "schema space").
_SCHEMA_SPACE = "https://w3id.org/zhishu/ontology/"


def manifest() -> dict[str, object]:
    """The manifest of versions 0.1 and 0.2.

    There is no ``authentication``: by the specification it would be asked of every query. ``decisions`` is ours: where
    decisions are sent, which alone needs a token.
    """
    here = endpoint()
    return {
        "versions": ["0.1", "0.2"],
        **_shared(),
        "identifierSpace": workspace().minter.base,
        "schemaSpace": _SCHEMA_SPACE,
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{here}#feature-{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {name: _suggest(here, name) for name in _SUGGESTED},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/extend/propose"},
            "property_settings": [_setting(each) for each in setting_fields()],
        },
        "decisions": {
            "url": f"{here}/decisions",
            "schema": f"{here}/decisions/schema",
            "authentication": {"type": "apiKey", "name": "Authorization", "in": "header"},
        },
    }


def draft_manifest() -> dict[str, object]:
    """The manifest of the draft of 1.0, whose addresses follow from that of the endpoint."""
    here = endpoint()
    return {
        "versions": [DRAFT],
        **_shared(),
        "lang": languages.current().tag,
        "dir": "ltr",
        "view": {"url": f"{root()}{{+id}}"},
        "featureView": {"url": f"{here}#feature-{{id}}"},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": dict.fromkeys(_SUGGESTED, True),
        "extend": {"proposeProperties": True, "propertySettings": [_draft_setting(each) for each in setting_fields()]},
        "standardizedScore": True,
    }


def default_types() -> list[tuple[str, str]]:
    """(id, name) of the types of entity that people look for, persons first."""
    segments = [*_FIRST, *(segment for segment, each in entity_types().items() if each.page)]
    return [(segment, type_label(segment)) for segment in dict.fromkeys(segments)]


def _shared() -> dict[str, object]:
    title = str(workspace().settings["title"])
    return {
        "name": f"{title} · {languages.current().name}" if g.get("path_language") else title,
        "documentation": endpoint(),
        "logo": f"{root().rstrip('/')}{asset('mark.svg')}",
        "serviceVersion": version(),
        "defaultTypes": [{"id": id, "name": name} for id, name in default_types()],
        "batchSize": BATCH_SIZE,
    }


def _suggest(here: str, name: str) -> dict[str, str]:
    return {
        "service_url": here,
        "service_path": f"/suggest/{name}",
        "flyout_service_url": here,
        "flyout_service_path": f"/flyout/{name}?id=${{id}}",
    }


def _setting(each: dict[str, object]) -> dict[str, object]:
    found = {name: value for name, value in each.items() if name not in ("help", "choices")}
    return {**found, "help_text": each["help"], **_choices(each)}


def _draft_setting(each: dict[str, object]) -> dict[str, object]:
    found = {"id": each["name"], "name": each["label"], "type": each["type"], "default": each["default"]}
    return {**found, "helpText": each["help"], **_choices(each)}


def _choices(each: dict[str, object]) -> dict[str, object]:
    choices = each.get("choices")
    if not isinstance(choices, tuple):
        return {}
    return {"choices": [{"value": value, "name": name} for value, name in choices]}
