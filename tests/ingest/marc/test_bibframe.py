"""BIBFRAME as RDF/XML: the shape of the Library of Congress, from records and from a workspace."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from lxml import etree

from ingest.exporter import Selection, get_exporter
from ingest.marc.bibframe import convert_to_bibframe, main
from ingest.source import Source
from kg.errors import InvalidInput
from kg.iris import DEFAULT_BASE
from kg.record import Problem
from tests.ingest.marc.conftest import iso2709, read_file

NS = {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "bf": "http://id.loc.gov/ontologies/bibframe/"}
RECORD = iso2709(
    ("001", "1"),
    ("008", "160822s2016    cc a     b    000 0dchi  "),
    ("100", "1 ", "$aZhang, Zhidong,$d1837-1909."),
    ("245", "10", "$6880-01$aShu mu da wen."),
    ("880", "10", "$6245-01$a書目\x0b答問."),
    ("852", "8 ", "$aDLC$hZ 123"),
)


def converted(tmp_path: Path, *contents: bytes) -> tuple[bytes, list[Problem]]:
    path, out = tmp_path / "a.mrc", io.BytesIO()
    path.write_bytes(b"".join(contents))
    problems: list[Problem] = []
    with Source(path) as source:
        convert_to_bibframe(source, out, "http://example.org/", problems.append)
    return out.getvalue(), problems


def test_works_and_instances_stand_at_the_top_and_the_rest_in_them(tmp_path: Path) -> None:
    content, problems = converted(tmp_path, RECORD)
    root = etree.fromstring(content)
    assert [etree.QName(child).localname for child in root] == ["Work", "Instance"]
    assert root.xpath("/rdf:RDF/bf:Instance/bf:hasItem/bf:Item/bf:heldBy/bf:Agent/bf:code", namespaces=NS)
    assert root.xpath("/rdf:RDF/bf:Work/@rdf:about", namespaces=NS) == ["http://example.org/1#Work"]
    assert problems == []


def test_it_is_rdf_that_others_can_read(tmp_path: Path) -> None:
    content, _ = converted(tmp_path, RECORD)
    triples = list(ox.parse(content, format=ox.RdfFormat.RDF_XML))
    assert len(triples) > 40
    titles = [t.object for t in triples if t.predicate.value.endswith("/mainTitle")]
    assert {title.language for title in titles if isinstance(title, ox.Literal)} == {None, "zh"}


def test_what_cannot_be_read_is_reported_and_the_rest_is_written(tmp_path: Path) -> None:
    content, problems = converted(tmp_path, b"garbage\x1d", RECORD)
    assert len(etree.fromstring(content)) == 2
    assert [(problem.row, problem.skipped) for problem in problems] == [(1, True)]


def test_a_file_is_converted_by_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "a.mrc", tmp_path / "a.rdf"
    source.write_bytes(b"garbage\x1d" + RECORD)
    assert main([str(source), str(target), "--base", "http://e.org/"]) == 3
    assert "too few for a leader" in capsys.readouterr().err
    assert etree.parse(target).xpath("/rdf:RDF/bf:Work/@rdf:about", namespaces=NS) == ["http://e.org/1#Work"]


def test_what_a_workspace_holds_is_written_in_the_terms_of_bibframe(tmp_path: Path) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(RECORD)
    claims = tuple(claim for record in read_file(path).records for claim in record.claims)
    out = io.BytesIO()
    report = get_exporter("bibframe").export(Selection("t", claims, DEFAULT_BASE), out, version="2", archive=False)
    root = etree.fromstring(out.getvalue())
    assert report.written == {"bf:Work and bf:Instance": 2}
    assert report.left_out["skos:prefLabel"] > 0
    assert root.xpath("/rdf:RDF/bf:Work/bf:contribution/bf:Contribution/bf:agent/bf:Agent", namespaces=NS)
    assert b"w3id.org/zhishu" not in out.getvalue()


@pytest.mark.parametrize(("version", "archive", "claims"), [("1", False, 1), ("2", True, 1), ("2", False, 0)])
def test_what_the_format_has_not_is_refused(version: str, archive: bool, claims: int) -> None:
    work = ("<http://e.org/w>", f"<{NS['rdf']}type>", f"<{NS['bf']}Work>")
    with pytest.raises(InvalidInput):
        get_exporter("bibframe").export(
            Selection("t", (work,) * claims, DEFAULT_BASE), io.BytesIO(), version=version, archive=archive
        )
