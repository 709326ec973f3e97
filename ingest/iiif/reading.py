"""JSON of a manifest, read within limits, and brought to version 3 of the Presentation API."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

from kg.errors import InvalidDataset

Json: TypeAlias = dict[str, Any]

MAX_BYTES = 64 << 20
MAX_DEPTH = 60
#: Either a string as a whole, or a bracket.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_MOTIVATIONS = re.compile(r"^(?:oa|sc|cnt):")


def parse(name: str, content: bytes) -> Any:
    """The value of a JSON document. Raises InvalidDataset, with the line, for what is none, too large or too deep."""
    if len(content) > MAX_BYTES:
        raise InvalidDataset(f"{name}: the document is larger than {MAX_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDataset(f"{name}: not UTF-8 at byte {error.start}", hint="JSON files are UTF-8.") from error
    _check_depth(name, text)
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise InvalidDataset(f"{name}: line {error.lineno}: not JSON: {error.msg}") from error
    except ValueError as error:
        raise InvalidDataset(f"{name}: not JSON: {error}") from error


def version_3(document: Json) -> Json:
    """A manifest of version 2 as one of version 3; one of version 3 as it is."""
    if "sequences" not in document and document.get("@type") != "sc:Manifest":
        return document
    return {
        "id": document.get("@id"),
        "type": "Manifest",
        "label": _words(document.get("label")),
        "summary": _words(document.get("description")),
        "metadata": [
            {"label": _words(pair.get("label")), "value": _words(pair.get("value"))}
            for pair in objects(document.get("metadata"))
        ],
        "requiredStatement": {"value": _words(document["attribution"])} if document.get("attribution") else None,
        "rights": next((text for text in listed(document.get("license")) if isinstance(text, str)), None),
        "seeAlso": [_link(each) for each in listed(document.get("seeAlso"))],
        "rendering": [_link(each) for each in listed(document.get("rendering"))],
        "thumbnail": [_link(each) for each in listed(document.get("thumbnail"))],
        "items": [_canvas(c) for s in objects(document.get("sequences")) for c in objects(s.get("canvases"))],
        "structures": [_range(each) for each in objects(document.get("structures"))],
    }


def listed(value: Any) -> list[Any]:
    """A value that may stand alone or in a list, as a list; nothing for none."""
    return value if isinstance(value, list) else [] if value is None else [value]


def objects(value: Any) -> list[Json]:
    """The objects among what may stand alone or in a list."""
    return [each for each in listed(value) if isinstance(each, dict)]


def identifier(value: Any) -> str:
    """The address of an object, or of a string that is one; empty for none."""
    found = value.get("id", value.get("@id")) if isinstance(value, dict) else value
    return found.strip() if isinstance(found, str) else ""


def texts(value: Any) -> list[tuple[str, str]]:
    """(text, language) of a language map; ``none`` is no language."""
    if isinstance(value, str):
        return [(value, "")]
    if not isinstance(value, dict):
        return []
    return [
        (text, "" if language in ("none", "@none") else language)
        for language, each in value.items()
        for text in listed(each)
        if isinstance(text, str) and text.strip()
    ]


def _canvas(canvas: Json) -> Json:
    images = [i.get("resource") for i in objects(canvas.get("images")) if isinstance(i.get("resource"), dict)]
    pages = [
        {"id": identifier(page), "type": "AnnotationPage", "items": [_annotation(a) for a in objects(resources)]}
        if (resources := page.get("resources") if isinstance(page, dict) else None)
        else {"id": identifier(page), "type": "AnnotationPage"}
        for page in listed(canvas.get("otherContent"))
    ]
    painted = [{"type": "Annotation", "motivation": "painting", "body": _link(image)} for image in images]
    return {
        "id": canvas.get("@id"),
        "type": "Canvas",
        "label": _words(canvas.get("label")),
        "width": canvas.get("width"),
        "height": canvas.get("height"),
        "items": [{"type": "AnnotationPage", "items": painted}],
        "annotations": pages,
    }


def _annotation(annotation: Json) -> Json:
    bodies = []
    for body in objects(annotation.get("resource")):
        text, kind = body.get("chars", body.get("cnt:chars")), body.get("@type")
        purpose = "tagging" if kind == "oa:Tag" else None
        bodies.append({"type": "TextualBody", "value": text, "language": body.get("language"), "purpose": purpose})
    motivations = [_MOTIVATIONS.sub("", m) for m in listed(annotation.get("motivation")) if isinstance(m, str)]
    return {
        "id": annotation.get("@id"),
        "type": "Annotation",
        "motivation": motivations,
        "body": bodies,
        "target": _target(annotation.get("on")),
    }


def _target(on: Any) -> Any:
    first = next(iter(listed(on)), None)
    if not isinstance(first, dict):
        return first
    selector = first.get("selector")
    if isinstance(selector, dict):
        selector = selector.get("default", selector)
    value = selector.get("value") if isinstance(selector, dict) else None
    source = first.get("full", first.get("@id"))
    return f"{identifier(source)}#{value}" if value else source


def _range(range_: Json) -> Json:
    canvases = [{"id": identifier(c), "type": "Canvas"} for c in listed(range_.get("canvases"))]
    return {"id": range_.get("@id"), "type": "Range", "label": _words(range_.get("label")), "items": canvases}


def _link(value: Any) -> Json:
    if not isinstance(value, dict):
        return {"id": value}
    service = [{"id": identifier(each), "type": _service_type(each)} for each in objects(value.get("service"))]
    return {"id": identifier(value), "type": "Image", "service": service}


def _service_type(service: Json) -> str:
    return "ImageService3" if "/image/3" in str(service.get("@context")) else "ImageService2"


def _words(value: Any) -> dict[str, list[str]]:
    """Words of version 2: a string, an object with @value and @language, or a list of these."""
    found: dict[str, list[str]] = {}
    for each in listed(value):
        text, language = (each.get("@value"), each.get("@language")) if isinstance(each, dict) else (each, None)
        if isinstance(text, (str, int, float)):
            found.setdefault(language if isinstance(language, str) else "none", []).append(str(text))
    return found


def _check_depth(name: str, text: str) -> None:
    depth = 0
    for match in _BRACKETS.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                line = text.count("\n", 0, match.start()) + 1
                raise InvalidDataset(f"{name}: line {line}: nested more than {MAX_DEPTH} deep, which no manifest is")
        elif match[0] in "]}":
            depth -= 1


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not a number of JSON")
