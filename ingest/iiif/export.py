"""IIIF manifests of what has page images: Presentation 3, with our annotations, and images by reference.

Standard: https://iiif.io/api/presentation/3.0/. A canvas keeps the address that it was read with; one whose size is not
known gets the proportions of a page.
"""

from __future__ import annotations

import json
import mimetypes
import re
import zipfile
from typing import Any, BinaryIO

from ingest.exporter import ExportReport, Selection
from ingest.iiif.annotations import SUPPLEMENTING
from ingest.tei.holdings import Holdings
from ingest.tei.references import slug
from ingest.tei.writing import tag
from kg.errors import InvalidInput
from kg.terms import Term, curie

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
#: The media type that the standard asks for.
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
#: What can have page images, by the type of entity.
KINDS = ("manuscript", "instance", "item", "letter", "archive", "work")
#: Labels of the metadata of a manifest in the three languages of the site, and the properties that they show.
_METADATA = {
    "zs:creatorName": {"zh-Hans": "作者", "zh-Hant": "作者", "en": "Creator"},
    "zs:senderName": {"zh-Hans": "发件人", "zh-Hant": "發件人", "en": "Sender"},
    "zs:addresseeName": {"zh-Hans": "收件人", "zh-Hant": "收件人", "en": "Addressee"},
    "zs:dateText": {"zh-Hans": "日期", "zh-Hant": "日期", "en": "Date"},
    "zs:referenceCode": {"zh-Hans": "档号", "zh-Hant": "檔號", "en": "Shelfmark"},
    "zs:material": {"zh-Hans": "材质", "zh-Hant": "材質", "en": "Material"},
    "zs:extent": {"zh-Hans": "数量", "zh-Hant": "數量", "en": "Extent"},
    "bf:dimensions": {"zh-Hans": "尺寸", "zh-Hant": "尺寸", "en": "Dimensions"},
    "dcterms:subject": {"zh-Hans": "主题", "zh-Hant": "主題", "en": "Subject"},
    "zs:genre": {"zh-Hans": "文种", "zh-Hant": "文種", "en": "Genre"},
    "zs:collection": {"zh-Hans": "馆藏", "zh-Hant": "館藏", "en": "Collection"},
    "zs:language": {"zh-Hans": "语种", "zh-Hant": "語種", "en": "Language"},
    "dcterms:provenance": {"zh-Hans": "流传", "zh-Hant": "流傳", "en": "Provenance"},
    "zs:citation": {"zh-Hans": "来源", "zh-Hant": "來源", "en": "Source"},
}
#: The rights that the standard allows: Creative Commons and RightsStatements.org.
_RIGHTS = re.compile(r"https?://(?:creativecommons\.org|rightsstatements\.org)/")
_SIZE = (1000, 1414)
_ENTRY = re.compile(r"(.*?) \[(\d+)–(\d+)\]")


class IiifExporter:
    """Writes manifests: one as a JSON file, several in a ZIP archive."""

    versions: tuple[str, ...] = ("3",)

    def export(self, selection: Selection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write a manifest of everything with page images. Raises InvalidInput where there is nothing, for another
        version, and for several without an archive.
        """
        if version not in self.versions:
            raise InvalidInput(f"Presentation {version} cannot be written.", hint="Presentation 3 can.")
        holdings, report = Holdings(selection), ExportReport()
        subjects = documents(holdings)
        if not subjects:
            raise InvalidInput("Nothing here has a page image.", hint="Choose a dataset with page images.")
        if len(subjects) > 1 and not archive:
            hint = "Let the name of the file end in .zip."
            raise InvalidInput(f"There are {len(subjects)} manifests, and a file holds one.", hint=hint)
        texts = {s: dumped(manifest_of(holdings, s, manifest_address(holdings, s))) for s in subjects}
        if archive:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
                for subject, text in texts.items():
                    files.writestr(f"{slug(holdings.local(subject))}.json", text)
        else:
            out.write(texts[subjects[0]])
        report.written["manifest"] = len(subjects)
        report.written["canvas"] = sum(len(images_of(holdings, subject)) for subject in subjects)
        return report


def documents(holdings: Holdings) -> list[Term]:
    """Everything with a page image that is described, in natural order."""
    return [s for s in holdings.having("zs:pageImage") if images_of(holdings, s)]


def images_of(holdings: Holdings, subject: Term) -> list[Term]:
    """The page images of a document that are described, in their order."""
    images = [image for image in holdings.entities(subject, "zs:pageImage") if holdings.is_described(image)]
    return sorted(images, key=lambda image: (holdings.number(image, "zs:sequence") or 1 << 30, image))


def manifest_address(holdings: Holdings, subject: Term) -> str:
    """Where this site serves the manifest of a document."""
    return f"{holdings.base}iiif/{holdings.local(subject)}/manifest.json"


def dumped(manifest: dict[str, Any]) -> bytes:
    """A manifest as a file."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def manifest_of(holdings: Holdings, subject: Term, address: str) -> dict[str, Any]:
    """The manifest of a document, to be served at ``address``."""
    canvases = [_canvas(holdings, image, address, n) for n, image in enumerate(images_of(holdings, subject), 1)]
    manifest: dict[str, Any] = {
        "@context": CONTEXT,
        "id": address,
        "type": "Manifest",
        "label": _map(holdings.texts(subject, "skos:prefLabel")) or {"none": [holdings.local(subject)]},
        "summary": _map(holdings.texts(subject, "dcterms:description")),
        "metadata": _metadata(holdings, subject),
        "rights": next((a[1:-1] for a in holdings.entities(subject, "dcterms:license") if _RIGHTS.match(a[1:])), ""),
        "requiredStatement": _statement(holdings, subject),
        "provider": _providers(holdings, subject),
        "homepage": [{"id": subject[1:-1], "type": "Text", "label": {"none": ["Zhishu"]}, "format": "text/html"}],
        "seeAlso": [{"id": f"{subject[1:-1]}.jsonld", "type": "Dataset", "format": "application/ld+json"}],
        "items": canvases,
        "structures": _structures(holdings, subject, address, canvases),
        "annotations": _notes(holdings, subject, f"{address}#notes", address),
    }
    return {name: value for name, value in manifest.items() if value}


def _canvas(holdings: Holdings, image: Term, address: str, number: int) -> dict[str, Any]:
    own = holdings.first(image, "zs:canvas")
    canvas = own[1:-1] if own else f"{address.removesuffix('manifest.json')}canvas/{number}"
    base = f"{address.removesuffix('manifest.json')}page/{number}"
    width, height = (holdings.number(image, name) for name in ("zs:imageWidth", "zs:imageHeight"))
    width, height = (width, height) if width and height else _SIZE
    size = {"width": width, "height": height}
    painted = _image(holdings, image)
    painting = {"id": f"{base}/image", "type": "Annotation", "motivation": "painting", "target": canvas}
    content = [painting | {"body": painted | size}] if painted else []
    found: dict[str, Any] = {
        "id": canvas,
        "type": "Canvas",
        "label": {"none": [holdings.text(image, "zs:page") or holdings.label(image) or str(number)]},
        **size,
        "items": [{"id": base, "type": "AnnotationPage", "items": content}],
        "annotations": _notes(holdings, image, f"{base}/annotations", canvas),
    }
    return {name: value for name, value in found.items() if value}


def _image(holdings: Holdings, image: Term) -> dict[str, Any]:
    """The image by its address, else by its service; empty where neither is known."""
    content, service = (holdings.first(image, name)[1:-1] for name in ("schema:contentUrl", "zs:imageService"))
    if not content and not service:
        return {}
    kind = holdings.text(image, "dcterms:type") or "ImageService2"
    found: dict[str, Any] = {
        "id": content or f"{service}/full/{'max' if kind == 'ImageService3' else 'full'}/0/default.jpg",
        "type": "Image",
    }
    found["format"] = mimetypes.guess_type(found["id"].partition("?")[0])[0] or "image/jpeg"
    if service and kind == "ImageService3":
        found["service"] = [{"id": service, "type": kind, "profile": "level1"}]
    elif service:
        found["service"] = [{"@id": service, "@type": kind, "profile": "http://iiif.io/api/image/2/level1.json"}]
    return found


def _notes(holdings: Holdings, target: Term, page: str, address: str) -> list[dict[str, Any]]:
    """The page of our annotations on a page image or its regions, or on the document as a whole."""
    places = [(target, "")]
    for region in holdings.pointing("oa:hasSource", target):
        selector = holdings.first(region, "oa:hasSelector")
        places.append((region, holdings.text(selector, "rdf:value") if selector else ""))
    items = []
    for place, fragment in places:
        for note in holdings.pointing("oa:hasTarget", place):
            on = f"{address}#{fragment}" if fragment else address
            items.append(_note(holdings, note, on))
    return [{"id": page, "type": "AnnotationPage", "items": items}] if items else []


def _note(holdings: Holdings, note: Term, on: str) -> dict[str, Any]:
    motivations = [_motivation(value) for value in holdings.entities(note, "oa:motivatedBy")]
    bodies: list[dict[str, Any]] = []
    for text, language in holdings.texts(note, "oa:bodyValue"):
        body = {"type": "TextualBody", "value": text, "format": "text/plain"}
        bodies.append(body | ({"language": tag(language)} if language else {}))
    for text, _ in holdings.texts(note, "dcterms:subject"):
        bodies.append({"type": "TextualBody", "value": text, "purpose": "tagging"})
    found: dict[str, Any] = {
        "id": note[1:-1],
        "type": "Annotation",
        "motivation": motivations if len(motivations) > 1 else motivations[0] if motivations else "commenting",
        "body": bodies[0] if len(bodies) == 1 else bodies,
        "target": on,
    }
    return {name: value for name, value in found.items() if value}


def _motivation(value: Term) -> str:
    return "supplementing" if value == SUPPLEMENTING else value[1:-1].removeprefix(curie("oa:")[1:-1])


def _metadata(holdings: Holdings, subject: Term) -> list[dict[str, Any]]:
    pairs = [
        {"label": {language: [text] for language, text in labels.items()}, "value": _map(values)}
        for predicate, labels in _METADATA.items()
        if (values := holdings.texts(subject, predicate))
    ]
    for text, language in holdings.texts(subject, "zs:note"):
        label, colon, value = text.partition("：")
        key = tag(language) or "none"
        pairs.append({"label": {key: [label if colon else "Note"]}, "value": {key: [value if colon else text]}})
    return pairs


def _statement(holdings: Holdings, subject: Term) -> dict[str, Any]:
    rights = holdings.texts(subject, "dcterms:rights")
    labels = {"zh-Hans": ["版权"], "zh-Hant": ["版權"], "en": ["Rights"]}
    return {"label": labels, "value": _map(rights)} if rights else {}


def _providers(holdings: Holdings, subject: Term) -> list[dict[str, Any]]:
    found = []
    for holder in holdings.entities(subject, "bf:heldBy"):
        labels = _map(holdings.texts(holder, "skos:prefLabel"))
        homes = [
            {"id": home[1:-1], "type": "Text", "label": labels, "format": "text/html"}
            for home in holdings.entities(holder, "foaf:homepage")
        ]
        if labels:
            agent = {"id": holder[1:-1], "type": "Agent", "label": labels}
            found.append(agent | ({"homepage": homes} if homes else {}))
    return found


def _structures(
    holdings: Holdings, subject: Term, address: str, canvases: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A range for each line of the table of contents that names its first and last page."""
    found: list[dict[str, Any]] = []
    for text, language in holdings.texts(subject, "dcterms:tableOfContents"):
        match = _ENTRY.fullmatch(text)
        if match is None:
            continue
        pages = canvases[int(match[2]) - 1 : int(match[3])]
        items = [{"id": canvas["id"], "type": "Canvas"} for canvas in pages]
        if items:
            own = f"{address.removesuffix('manifest.json')}range/{len(found) + 1}"
            label = {tag(language) or "none": [match[1]]}
            found.append({"id": own, "type": "Range", "label": label, "items": items})
    return found


def _map(words: list[tuple[str, str]]) -> dict[str, list[str]]:
    """A language map."""
    found: dict[str, list[str]] = {}
    for text, language in words:
        found.setdefault(tag(language) or "none", []).append(text)
    return found
