"""IIIF manifests read and written: the sample to the triple, both versions, addresses that lead inside, a checker."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.convert import convert
from ingest.exporter import Selection
from ingest.iiif import IiifImporter
from ingest.iiif.addresses import refusal
from ingest.iiif.claims import IiifOptions
from ingest.iiif.export import CONTEXT, IiifExporter
from ingest.source import Source
from kg.errors import InvalidInput
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import Triple, curie, integer, iri, literal

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "ingest/samples/sample-iiif.json"
PAGE = "https://example.org/image/1/full/max/0/default.jpg"
CANVAS = "https://example.org/canvas/1"


def read(path: Path, *allow: str) -> tuple[list[Record], list[Problem]]:
    class Described:
        options = IiifOptions("t-", "zh-Hant", "zs:Manuscript", frozenset(allow))

    with Source(path) as source:
        items = list(IiifImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Record)], [i for i in items if isinstance(i, Problem)]


def write(folder: Path, document: Any) -> Path:
    path = folder / "a.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


def manifest(**more: Any) -> dict[str, Any]:
    painting = {"type": "Annotation", "motivation": "painting", "body": {"id": PAGE, "type": "Image"}, "target": CANVAS}
    canvas = {
        "id": CANVAS,
        "type": "Canvas",
        "height": 4,
        "width": 3,
        "items": [{"type": "AnnotationPage", "items": [painting]}],
    }
    document = {"@context": CONTEXT, "id": "https://example.org/m/manifest.json", "type": "Manifest"}
    return document | {"label": {"zh-Hant": ["書"]}, "items": [canvas]} | more


def exported(claims: tuple[Triple, ...]) -> dict[str, Any]:
    out = io.BytesIO()
    IiifExporter().export(Selection("選", claims, DEFAULT_BASE), out, version="3", archive=False)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def faults(document: dict[str, Any]) -> list[str]:
    """What of Presentation 3 a manifest breaks: required properties, types, language maps, targets, unique ids."""
    found: list[str] = []
    if document.get("@context") != CONTEXT:
        found.append("@context")
    canvases = {canvas.get("id") for canvas in document.get("items", [])}
    for name, needs in (("manifest", ("id", "type", "label", "items")),):
        found += [f"{name}.{need}" for need in needs if not document.get(need)]
    found += [f"map {path}" for path, words in _maps(document) if not _is_map(words)]
    for number, canvas in enumerate(document.get("items", [])):
        place = f"items[{number}]"
        if canvas.get("type") != "Canvas" or not str(canvas.get("id")).startswith("http") or "#" in canvas["id"]:
            found.append(f"{place}.id")
        if not all(isinstance(canvas.get(side), int) and canvas[side] > 0 for side in ("width", "height")):
            found.append(f"{place} size")
        for page in [*canvas.get("items", []), *canvas.get("annotations", [])]:
            if page.get("type") != "AnnotationPage" or not page.get("id"):
                found.append(f"{place} page")
            for note in page.get("items", []):
                target = str(note.get("target")).partition("#")[0]
                if note.get("type") != "Annotation" or not note.get("id") or target not in canvases:
                    found.append(f"{place} annotation")
                if page in canvas.get("items", []) and note.get("motivation") != "painting":
                    found.append(f"{place} painting")
    for field in ("homepage", "seeAlso", "rendering", "provider", "thumbnail"):
        found += [field for each in document.get(field, []) if not (each.get("id") and each.get("type"))]
    for range_ in document.get("structures", []):
        if range_.get("type") != "Range" or not all(item["id"] in canvases for item in range_["items"]):
            found.append("structures")
    ids = [each["id"] for each in [*document.get("items", []), *document.get("structures", [])]]
    return found + (["ids"] if len(set(ids)) != len(ids) else [])


def _maps(value: Any, path: str = "") -> list[tuple[str, Any]]:
    found = []
    if isinstance(value, dict):
        for name, each in value.items():
            if name in ("label", "summary") or (name == "value" and value.get("type") != "TextualBody"):
                found.append((f"{path}.{name}", each))
            else:
                found += _maps(each, f"{path}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            found += _maps(each, f"{path}[{number}]")
    return found


def _is_map(words: Any) -> bool:
    return isinstance(words, dict) and all(
        isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in words.values()
    )


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("iiif", SAMPLE, claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/iiif.nq").read_text("utf-8")
    assert (done.records, done.problems) == (1, 1)
    assert report.getvalue().startswith("sample-iiif.json, row 79, items[1].items:")
    assert "127.0.0.1 is inside the network" in report.getvalue()
    assert "127.0.0.1:8182" not in claims.getvalue().decode()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/1", "http://localhost:8080/1", "http://10.1.2.3/1", "http://192.168.0.1/1", "http://172.16.9.9/",
        "http://169.254.169.254/latest/meta-data", "http://[::1]/1", "http://[fd00::1]/1", "http://[::ffff:10.0.0.1]/1",
        "http://2130706433/1", "http://0x7f.1/1", "http://0177.0.0.1/1", "http://127.1/1", "http://0.0.0.0/1",
        "http://iiif.local/1", "http://iiif.local./1", "http://intranet/1", "http://a.internal/1", "https://LOCALHOST/1",
        "http://100.64.0.1/", "http://224.0.0.1/", "ftp://example.org/1", "javascript:alert(1)", "http://", "http://[::1/",
        "file:///etc/hosts", "data:image/png;base64,AA==",
    ],
)  # fmt: skip
def test_addresses_that_lead_inside_the_network_or_nowhere_are_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize(
    "address", ["https://example.org/1", "http://8.8.8.8/1", "https://圖書館.tw/1", "http://a.b:8080/"]
)
def test_addresses_of_the_web_are_kept(address: str) -> None:
    assert refusal(address) == ""


def test_a_host_inside_the_network_is_kept_where_the_description_allows_it(tmp_path: Path) -> None:
    document = manifest(homepage=[{"id": "http://iiif.local/book", "type": "Text"}])
    (record,), problems = read(write(tmp_path, document))
    assert ["iiif.local" in problem.reason for problem in problems] == [True]
    assert "iiif.local" not in str(record.claims)
    (record,), problems = read(write(tmp_path, document), "iiif.local")
    assert problems == []
    assert (record.subject, curie("foaf:homepage"), iri("http://iiif.local/book")) in record.claims


def test_many_addresses_of_one_host_are_two_problems(tmp_path: Path) -> None:
    rendering = [{"id": f"http://10.0.0.1/{number}", "type": "Text"} for number in range(50)]
    _, problems = read(write(tmp_path, manifest(rendering=rendering)))
    assert [problem.reason[:8] for problem in problems][1:] == ["49 more "]


def test_a_seal_and_a_comment_on_a_region_of_a_page(tmp_path: Path) -> None:
    seal = {
        "id": "https://example.org/a/1",
        "type": "Annotation",
        "motivation": ["tagging", "supplementing"],
        "body": [
            {"type": "TextualBody", "value": "叔平", "language": "zh-Hant"},
            {"type": "TextualBody", "value": "印章", "purpose": "tagging"},
        ],
        "target": {
            "type": "SpecificResource",
            "source": CANVAS,
            "selector": {"type": "FragmentSelector", "value": "xywh=1,2,3,4"},
        },
    }
    document = manifest()
    document["items"][0]["annotations"] = [{"id": "https://example.org/n", "type": "AnnotationPage", "items": [seal]}]
    (record,), problems = read(write(tmp_path, document))
    assert problems == []
    node = Minter().entity("seal", "t-m-1")
    assert (record.subject, curie("zs:seal"), node) in record.claims
    assert (node, curie("zs:sealText"), literal("叔平", "zh-Hant")) in record.claims
    again = exported(record.claims)
    (note,) = again["items"][0]["annotations"][0]["items"]
    assert note["target"] == f"{CANVAS}#xywh=1,2,3,4"
    assert sorted(note["motivation"]) == ["supplementing", "tagging"]
    assert {body["value"] for body in note["body"]} == {"叔平", "印章"}


def test_version_2_says_the_same_as_version_3(tmp_path: Path) -> None:
    service = {"@context": "http://iiif.io/api/image/2/context.json", "@id": "https://example.org/image/1"}
    image = {"@type": "oa:Annotation", "resource": {"@id": PAGE, "service": service}, "on": CANVAS}
    canvas = {"@id": CANVAS, "label": "一上", "width": 3, "height": 4, "images": [image]}
    document = {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@id": "https://example.org/m/manifest",
        "@type": "sc:Manifest",
        "label": {"@value": "書", "@language": "zh-Hant"},
        "metadata": [{"label": "作者", "value": [{"@value": "翁同龢", "@language": "zh-Hant"}]}],
        "attribution": "某館",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "sequences": [{"canvases": [canvas]}],
        "structures": [{"@id": "https://example.org/r/1", "label": "卷一", "canvases": [CANVAS]}],
    }
    (record,), problems = read(write(tmp_path, document))
    assert problems == []
    page = Minter().entity("page-image", "t-m-1")
    assert {
        (record.subject, curie("skos:prefLabel"), literal("書", "zh-Hant")),
        (record.subject, curie("zs:creatorName"), literal("翁同龢", "zh-Hant")),
        (record.subject, curie("dcterms:tableOfContents"), literal("卷一 [1–1]", "zh-Hant")),
        (page, curie("schema:contentUrl"), iri(PAGE)),
        (page, curie("zs:imageService"), iri("https://example.org/image/1")),
        (page, curie("zs:imageWidth"), integer(3)),
    } <= set(record.claims)


def test_the_sample_is_the_same_when_it_is_written_and_read_again_and_what_is_written_is_valid(tmp_path: Path) -> None:
    (record,), _ = read(SAMPLE)
    document = exported(record.claims)
    assert faults(document) == []
    (again,), problems = read(write(tmp_path, document), "127.0.0.1")
    assert problems == []

    def told(claims: tuple[Triple, ...]) -> set[tuple[str, str]]:
        own = {curie(name) for name in ("zs:iiifManifest", "foaf:homepage", "rdfs:seeAlso")}
        return {(p, o) for _, p, o in claims if p not in own and f"<{DEFAULT_BASE}" not in o}

    assert told(record.claims) - told(again.claims) == set()


def test_the_checker_sees_what_is_wrong() -> None:
    (record,), _ = read(SAMPLE)
    document = exported(record.claims)
    del document["label"]
    document["items"][0]["width"] = 0
    document["items"][1]["items"] = [{"id": "x", "type": "AnnotationPage", "items": [{"type": "Annotation"}]}]
    document["summary"] = "words"
    assert {"manifest.label", "items[0] size", "items[1] annotation", "map .summary"} <= set(faults(document))


def test_several_manifests_are_an_archive() -> None:
    claims = tuple(
        claim
        for number in (1, 2)
        for work, page in [(f"<{DEFAULT_BASE}manuscript/w{number}>", f"<{DEFAULT_BASE}page-image/w{number}-1>")]
        for claim in (
            (work, curie("zs:pageImage"), page),
            (page, curie("rdf:type"), curie("zs:PageImage")),
            (page, curie("schema:contentUrl"), iri(PAGE)),
        )
    )
    with pytest.raises(InvalidInput, match="2 manifests"):
        exported(claims)
    out = io.BytesIO()
    IiifExporter().export(Selection("", claims, DEFAULT_BASE), out, version="3", archive=True)
    with zipfile.ZipFile(out) as archive:
        documents = [json.loads(archive.read(name)) for name in archive.namelist()]
    assert [faults(document) for document in documents] == [[], []]
    with pytest.raises(InvalidInput, match="page image"):
        exported(())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "line 1"),
        ("[]", "not an object"),
        ('{"type": "Collection"}', "load the manifests themselves"),
        ('{"type": "Canvas"}', '"Canvas"'),
        ("[" * 100_000, "nested more than"),
        ('{"a":' * 70 + "1" + "}" * 70, "nested more than"),
        ('{"type": NaN}', "NaN"),
        ('{"type": 1' + "0" * 6_000 + "}", "not JSON"),
        ('{"type": "Manifest", "x": "\\ud800"}', ""),
        ("\ufeff{", "not JSON"),
    ],
)
def test_what_is_no_manifest_is_named_and_never_an_exception(tmp_path: Path, content: str, reason: str) -> None:
    _, problems = read(write(tmp_path, content))
    assert reason in problems[0].reason


@pytest.mark.parametrize(
    "damage",
    [
        {"label": 5}, {"label": {"en": None}}, {"items": "x"}, {"items": [None, 5, {"items": [[]]}]},
        {"metadata": [{}, 3]}, {"structures": [{"items": [{"type": "Range", "items": [None]}]}]},
        {"annotations": [{"items": [{"body": 7}]}]}, {"provider": [{"label": {"en": "x"}}]},
        {"thumbnail": {"id": 9}}, {"id": None}, {"rights": ["x"]},
        {"label": {"not a tag!": ["x"]}}, {"items": [{"width": -1, "height": 1e99, "label": "x", "id": "no address"}]},
    ],
)  # fmt: skip
def test_a_manifest_with_wrong_types_loses_only_what_is_wrong(tmp_path: Path, damage: dict[str, Any]) -> None:
    (record,), _ = read(write(tmp_path, manifest(**damage)))
    assert any(p == curie("skos:prefLabel") for _, p, _ in record.claims)
