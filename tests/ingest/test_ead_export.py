"""Finding aids written: valid against the schema of EAD3, and the same when they are read again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree

from ingest.description import load_description
from ingest.ead import EadImporter
from ingest.ead.export import EadExporter
from ingest.exporter import Selection, select_dataset
from ingest.load import load
from ingest.source import Source
from kg.errors import InvalidInput
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Record
from kg.terms import Triple, curie
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "ingest/samples/sample-ead.xml"
SUITE = ROOT.parent / "shared" / "suites" / "ead3"
FILES = sorted(SUITE.rglob("samples/**/*.xml"), key=lambda path: path.stat().st_size)[:40] if SUITE.exists() else []
#: What identifies a unit and its agents, or says where they stand: new identifiers are made when a file is read again.
LINKS = ("zs:partOf", "zs:sender", "zs:addressee", "zs:creator", "zs:mentions", "zs:written")
#: The citation comes back as an entry of the bibliography, beside the one that the reader gives.
RENAMED = {curie(name) for name in (*LINKS, "zs:citation", "dcterms:isReferencedBy")}


def records(path: Path) -> list[Record]:
    with Source(path) as source:
        importer = EadImporter(load_description("sample-ead"), Minter(DEFAULT_BASE))
        return [item for item in importer.read(source) if isinstance(item, Record)]


def exported(claims: tuple[Triple, ...]) -> bytes:
    out = io.BytesIO()
    EadExporter().export(Selection("選", claims, DEFAULT_BASE), out, version="3", archive=False)
    return out.getvalue()


def claims_of(path: Path) -> tuple[Triple, ...]:
    return tuple(claim for record in records(path) for claim in record.claims)


def told(path: Path) -> list[set[tuple[str, str]]]:
    """What is said of each unit, in the order of the finding aid."""
    return [{(p, o) for s, p, o in each.claims if s == each.subject and p not in RENAMED} for each in records(path)]


def test_the_sample_is_the_same_when_it_is_written_and_read_again(tmp_path: Path) -> None:
    again = tmp_path / "again.xml"
    again.write_bytes(exported(claims_of(SAMPLE)))
    assert told(again) == told(SAMPLE)


def test_a_loaded_dataset_is_exported_with_its_names(workspace: Workspace) -> None:
    dataset = load_description("sample-ead")
    load(workspace, dataset, [SAMPLE])
    selection = select_dataset(workspace, "sample-ead")
    text = exported(selection.claims).decode()
    assert '<persname relator="addressee" identifier="person/sead-' in text
    assert "致沈幼丹船政" in text
    assert text.count("<c ") == 8


@pytest.mark.skipif(not FILES, reason="needs ../shared")
def test_what_is_written_is_valid_against_the_schema() -> None:
    schema = etree.RelaxNG(etree.parse(SUITE / "ead3.rng"))
    for path in [SAMPLE, *FILES]:
        document = etree.fromstring(exported(claims_of(path)))
        assert schema.validate(document), f"{path.name}: {schema.error_log.last_error}"


def test_several_units_without_a_whole_stand_below_a_collection() -> None:
    letters = [record for record in records(SAMPLE) if "h" in record.key.rpartition("-")[2]][1:3]
    claims = tuple(claim for record in letters for claim in record.claims if claim[1] != curie("zs:partOf"))
    root = etree.fromstring(exported(claims))
    titles = [element.text for element in root.iter("{*}unittitle")]
    assert titles[0] == "選"
    assert len(titles) == 3


def test_a_selection_without_records_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no record"):
        exported(())


def test_what_the_format_has_no_place_for_is_counted() -> None:
    unit = "<http://127.0.0.1:8421/archive/x>"
    claims = ((unit, curie("rdf:type"), curie("rico:Record")), (unit, curie("zs:sealText"), '"印"'))
    report = EadExporter().export(Selection("選", claims, DEFAULT_BASE), io.BytesIO(), version="3", archive=False)
    assert report.left_out == {curie("zs:sealText")[1:-1]: 1}
