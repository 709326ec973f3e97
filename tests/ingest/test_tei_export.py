"""TEI and CMIF written: valid against their schemas, and the same when they are read again."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from ingest.cmif import CmifImporter
from ingest.cmif.export import CmifExporter
from ingest.description import load_description
from ingest.exporter import Exporter, ExportReport, Selection, select_dataset
from ingest.importer import open_records
from ingest.load import load
from ingest.source import Source
from ingest.tei import TeiImporter, TeiOptions
from ingest.tei.export import TeiExporter
from kg.errors import InvalidInput
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Record
from kg.terms import Triple, curie, integer, literal
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "ingest/samples"
SUITES = ROOT.parent / "shared" / "suites"
needs_suites = pytest.mark.skipif(not SUITES.exists(), reason="needs ../shared")
#: What refers to an entity: ids are new when a file is read again. Of these only the number is compared.
LINKS = {
    curie(name)
    for name in (
        "zs:sender", "zs:addressee", "zs:creator", "zs:mentions", "zs:refersTo", "zs:transcription", "zs:dispatched",
        "zs:received", "zs:dispatchPlace", "zs:receiptPlace", "bf:hasItem", "bf:itemOf", "bf:heldBy", "zs:place",
        "zs:transcriptionOf", "oa:hasSource", "dcterms:isReferencedBy", "zs:seal", "zs:sealOwner", "bf:contribution",
        "bf:agent", "zs:alternativeTo", "zs:birth", "zs:death", "zs:name", "zs:ego", "zs:alter", "zs:replyTo",
        "dcterms:relation", "zs:birthPlace", "zs:holder", "zs:organization",
    )
}  # fmt: skip
#: What a file says of itself and of the site that wrote it, and ids.
OWN = {curie("dcterms:identifier"), curie("skos:exactMatch"), curie("rdfs:seeAlso")}


@cache
def schema(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SUITES / name))


def claims_of(path: Path, importer: str = "tei") -> tuple[Triple, ...]:
    class Described:
        options = TeiOptions("t-", "zh-Hant", "edited")

    importer_class = TeiImporter if importer == "tei" else CmifImporter
    with Source(path) as source:
        items = importer_class(Described(), Minter(DEFAULT_BASE)).read(source)  # type: ignore[arg-type]
        return tuple(claim for item in items if isinstance(item, Record) for claim in item.claims)


def exported(claims: tuple[Triple, ...], exporter: Exporter | None = None) -> tuple[bytes, ExportReport]:
    exporter = exporter or TeiExporter()
    out = io.BytesIO()
    report = exporter.export(Selection("選", claims, DEFAULT_BASE), out, version=exporter.versions[0], archive=False)
    return out.getvalue(), report


def told(claims: tuple[Triple, ...]) -> list[tuple[str, ...]]:
    """What is said of each subject without the ids that are new each time, sorted."""
    about: dict[str, list[str]] = {}
    for subject, predicate, value in claims:
        if predicate not in OWN:
            about.setdefault(subject, []).append(f"{predicate} {'' if predicate in LINKS else value}")
    return sorted(tuple(sorted(each)) for each in about.values() if each)


def test_the_sample_is_the_same_when_it_is_written_and_read_again(tmp_path: Path) -> None:
    claims = claims_of(SAMPLES / "sample-tei.xml")
    again = tmp_path / "again.xml"
    content, report = exported(claims)
    again.write_bytes(content)
    first, second = told(claims), told(claims_of(again))
    assert [each for each in first if each not in second] == []
    assert second == first
    assert report.written == {"person": 3, "place": 3, "organization": 1, "letter": 1, "manuscript": 1}
    assert report.left_out == {}


@needs_suites
@pytest.mark.parametrize(
    "path",
    [
        SAMPLES / "sample-tei.xml",
        SUITES / "tei-p5/tei-guidelines-examples.xml",
        *(SUITES / f"tei-p5/test/{name}.xml" for name in ("detest", "testall", "testbibl", "testcorpus", "testplace")),
        SUITES.parent / "data/tei_zh_examples/tei_guidelines_examples_zh-TW.xml",
        *(SUITES / f"cmif/examples/{name}.xml" for name in ("example01_basic", "example02_cmi-with-printed-edition")),
    ],
    ids=lambda path: path.name,
)
def test_what_is_written_as_tei_is_valid(path: Path) -> None:
    content, _ = exported(claims_of(path))
    found = schema("tei-p5/tei_all.rng")
    assert found.validate(etree.fromstring(content)), found.error_log.last_error


@needs_suites
@pytest.mark.parametrize(
    "path", [SAMPLES / "sample-cmif.xml", *sorted(SUITES.glob("cmif/examples/*.xml"))], ids=lambda path: path.name
)
def test_letters_written_as_cmif_are_valid_and_keep_who_wrote_to_whom_when(path: Path, tmp_path: Path) -> None:
    claims = claims_of(path, "cmif")
    content, report = exported(claims, CmifExporter())
    found = schema("cmif/schema/cmi-customization.rng")
    assert found.validate(etree.fromstring(content)), found.error_log.last_error
    again = tmp_path / "again.xml"
    again.write_bytes(content)
    kept = ("zs:senderName", "zs:addresseeName", "zs:edtf", "zs:dispatchPlaceName", "dcterms:identifier")
    for name in kept:
        values = sorted(o.partition("@")[0] for s, p, o in claims if p == curie(name) and "/letter/" in s)
        others = claims_of(again, "cmif")
        assert sorted(o.partition("@")[0] for s, p, o in others if p == curie(name) and "/letter/" in s) == values
    assert report.written["letter"] == 3


@needs_suites
def test_a_mention_may_stand_in_another_and_in_any_line(tmp_path: Path) -> None:
    date = "<date when='1022'><persName ref='#r'>仁宗</persName>即位</date>"
    body = f"<p>甲{date}，<persName ref='#j'>淨</persName></p><p>乙</p>"
    path = tmp_path / "a.xml"
    path.write_text(f"<TEI><text><body><head>題</head>{body}</body></text></TEI>", "utf-8")
    claims = claims_of(path)
    content, _ = exported(claims)
    assert schema("tei-p5/tei_all.rng").validate(etree.fromstring(content))
    again = tmp_path / "again.xml"
    again.write_bytes(content)
    assert told(claims_of(again)) == told(claims)


def test_mentions_that_overlap_or_miss_their_words_are_counted_and_not_written() -> None:
    work, text = "<http://127.0.0.1:8421/work/w>", "<http://127.0.0.1:8421/transcription/w-1>"
    claims: list[Triple] = [
        (work, curie("rdf:type"), curie("bf:Work")),
        (work, curie("zs:transcription"), text),
        (text, curie("rdf:type"), curie("zs:Transcription")),
        (text, curie("zs:transcriptionOf"), work),
        (text, curie("zs:text"), literal("甲乙丙丁")),
    ]
    for number, (start, end, words) in enumerate([(0, 2, "甲乙"), (1, 3, "乙丙"), (3, 4, "戊")]):
        node = f"<http://127.0.0.1:8421/mention/w-{number}>"
        claims += [
            (node, curie("oa:hasSource"), text),
            (node, curie("oa:start"), integer(start)),
            (node, curie("oa:end"), integer(end)),
            (node, curie("oa:exact"), literal(words)),
        ]
    content, report = exported(tuple(claims))
    root = etree.fromstring(content)
    assert "甲乙丙丁" in "".join(map(str, root.itertext()))
    assert [element.text for element in root.iter("{*}rs")] == ["甲乙"]
    assert sum(report.left_out.values()) == 2


def test_a_loaded_dataset_is_exported_with_its_names(workspace: Workspace) -> None:
    load(workspace, load_description("sample-tei"), [SAMPLES / "sample-tei.xml"])
    content, _ = exported(select_dataset(workspace, "sample-tei").claims)
    text = content.decode()
    assert text.count("<persName") >= 5
    assert "吉安</placeName>可仿為之否" in text
    assert "翁萬戈" in text


def test_a_table_of_letters_is_written_as_cmif() -> None:
    dataset = load_description("sample-letters")
    stream = open_records(dataset, [SAMPLES / "sample-letters.csv"], Minter())
    claims = tuple(c for item in stream if isinstance(item, Record) for c in item.claims)
    content, report = exported(claims, CmifExporter())
    root = etree.fromstring(content)
    assert report.written["letter"] == len(list(root.iter("{*}correspDesc"))) >= 12
    assert "1872-02-29" in content.decode()


@pytest.mark.parametrize("exporter", [TeiExporter(), CmifExporter()])
def test_a_selection_without_documents_and_another_version_are_refused(exporter: Exporter) -> None:
    with pytest.raises(InvalidInput, match="There is no letter"):
        exported((), exporter)
    with pytest.raises(InvalidInput):
        exporter.export(Selection("", (), DEFAULT_BASE), io.BytesIO(), version="0", archive=False)
