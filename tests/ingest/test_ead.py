"""Finding aids in EAD 2002 and EAD3: the sample to the triple, those of other authors, and what is wrong in files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.convert import convert
from ingest.description import load_description
from ingest.ead import EadImporter
from ingest.ead.names import roles
from ingest.field_mapping import field_mappings
from ingest.source import Source
from ingest.text_options import TextOptions
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import curie, integer, literal

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "ead.nq"
SAMPLES = ROOT.parent / "shared" / "suites" / "ead3" / "samples"
FILES = sorted(SAMPLES.rglob("*.xml")) if SAMPLES.exists() else []


def read(path: Path) -> list[Record | Problem]:
    class Described:
        options = TextOptions("t-", "en")

    with Source(path) as source:
        return list(EadImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]


def write(folder: Path, inner: str, head: str = "") -> Path:
    path = folder / "a.xml"
    path.write_text(f"{head}<ead><eadheader><eadid>a</eadid></eadheader>{inner}</ead>", "utf-8")
    return path


def records(items: list[Record | Problem]) -> Iterator[Record]:
    return (item for item in items if isinstance(item, Record))


def problems(items: list[Record | Problem]) -> Iterator[Problem]:
    return (item for item in items if isinstance(item, Problem))


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("ead", ROOT / "ingest/samples/sample-ead.xml", claims, report)
    assert claims.getvalue().decode() == GOLDEN.read_text("utf-8")
    assert (done.records, done.problems) == (9, 1)
    assert "unitdatestructured" in report.getvalue()
    assert "1874-13-29" in report.getvalue()


def test_a_letter_of_the_sample_has_sender_addressee_and_both_faces_of_its_date() -> None:
    dataset = load_description("sample-ead")
    path = ROOT / "ingest/samples/sample-ead.xml"
    with Source(path) as source:
        items = list(EadImporter(dataset, Minter(DEFAULT_BASE)).read(source))
    letter = next(item for item in records(items) if item.key == "lwzgxj-h1")
    said = {(p, o) for _, p, o in letter.claims}
    assert {
        (curie("rdf:type"), curie("zs:Letter")),
        (curie("zs:addresseeName"), literal("沈葆楨", "zh-Hant")),
        (curie("zs:dateText"), literal("同治十三年三月三十日", "zh-Hant")),
        (curie("zs:edtf"), literal("1874-05-15")),
        (curie("zs:lunarMonth"), integer(3)),
        (curie("zs:referenceCode"), literal("李選-函-01")),
    } <= said


@pytest.mark.skipif(not FILES, reason="needs ../shared")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_finding_aids_of_other_authors_are_read_whole(path: Path) -> None:
    items = read(path)
    units = list(records(items))
    assert len(units) >= 1
    assert len({unit.key for unit in units}) == len(units)
    labelled = [unit for unit in units if any(p == curie("skos:prefLabel") for _, p, _ in unit.claims)]
    unlabelled = [problem for problem in problems(items) if problem.column == "unittitle"]
    assert len(labelled) == len(units) - len(unlabelled)
    assert all(problem.row for problem in problems(items))


def test_every_component_has_the_unit_above_it_as_its_whole(tmp_path: Path) -> None:
    inner = (
        '<archdesc level="fonds"><did><unittitle>全宗</unittitle></did><dsc>'
        '<c01 level="series"><did><unittitle>類</unittitle></did>'
        "<c02><did><unittitle>件</unittitle></did></c02></c01></dsc></archdesc>"
    )
    fonds, series, item = records(read(write(tmp_path, inner)))
    assert (series.subject, curie("zs:partOf"), fonds.subject) in series.claims
    assert (item.subject, curie("zs:partOf"), series.subject) in item.claims
    assert (item.subject, curie("rdf:type"), curie("rico:Record")) in item.claims


def test_a_reference_code_that_stands_twice_is_named_and_both_units_load(tmp_path: Path) -> None:
    unit = "<c><did><unitid>1</unitid><unittitle>信</unittitle></did></c>"
    items = read(write(tmp_path, f"<archdesc><did><unittitle>檔</unittitle></did><dsc>{unit}{unit}</dsc></archdesc>"))
    assert [record.key for record in records(items)] == ["a", "a-1", "a-2"]
    assert ['"1" stands at 2 units' in problem.reason for problem in problems(items)] == [True, True]


def test_an_element_that_is_not_known_is_named_and_not_lost_in_silence(tmp_path: Path) -> None:
    inner = "<archdesc><did><unittitle>檔</unittitle><smell>musty</smell></did></archdesc>"
    (problem,) = problems(read(write(tmp_path, inner)))
    assert problem.column == "did/smell"
    assert not problem.skipped


def test_a_file_that_is_no_finding_aid_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<TEI><text/></TEI>", "utf-8")
    (problem,) = read(path)
    assert isinstance(problem, Problem)
    assert "<TEI>" in problem.reason


def test_an_address_of_another_kind_is_reported_and_nothing_is_opened(tmp_path: Path) -> None:
    inner = '<archdesc><did><unittitle>檔</unittitle><dao href="file:///etc/hosts"/></did></archdesc>'
    items = read(write(tmp_path, inner))
    assert "file:///etc/hosts" in next(problems(items)).reason
    assert not any("hosts" in value for record in records(items) for _, _, value in record.claims)


def test_components_nested_deeper_than_a_stack_are_read(tmp_path: Path) -> None:
    depth = 200
    inner = "<c><did><unittitle>x</unittitle></did>" * depth + "</c>" * depth
    items = read(write(tmp_path, f"<archdesc><did><unittitle>檔</unittitle></did><dsc>{inner}</dsc></archdesc>"))
    assert len(list(records(items))) == depth + 1


def test_the_same_finding_aid_twice_is_left_out_and_named(tmp_path: Path) -> None:
    path = write(tmp_path, "<archdesc><did><unittitle>檔</unittitle></did></archdesc>")
    again = tmp_path / "b.xml"
    again.write_bytes(path.read_bytes())

    class Described:
        options = TextOptions("t-", "")

    importer = EadImporter(Described(), Minter(DEFAULT_BASE))  # type: ignore[arg-type]
    with Source(path) as source, Source(again) as other:
        assert isinstance(next(iter(importer.read(source))), Record)
        (problem,) = importer.read(other)
    assert isinstance(problem, Problem)
    assert "a.xml" in problem.reason


def test_every_role_names_a_property_that_records_have() -> None:
    assert set(roles().values()) == {"sender", "addressee", "creator"}


def test_the_mapping_table_has_every_element_once() -> None:
    assert len(field_mappings("ead")) > 60
