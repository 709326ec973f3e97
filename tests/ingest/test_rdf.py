"""RDF of others: RiC-O, Shanghai Library's vocabulary, and documents that are broken or want something fetched."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.convert import convert
from ingest.field_mapping import field_mappings
from ingest.rdf import RdfImporter
from ingest.source import Source
from ingest.text_options import TextOptions
from kg.errors import InvalidDataset
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.store.parsing import SUFFIXES
from kg.terms import curie, integer, literal

ROOT = Path(__file__).resolve().parents[2]
PREFIXES = """
@prefix rico: <https://www.ica.org/standards/RiC/ontology#> .
@prefix shl: <http://www.library.sh.cn/ontology/> .
@prefix bf1: <http://bibframe.org/vocab/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rel: <http://purl.org/vocab/relationship/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <http://data.example.org/> .
"""


def read(folder: Path, text: str, name: str = "a.ttl") -> list[Record | Problem]:
    class Described:
        options = TextOptions("t-")

    path = folder / name
    path.write_text(PREFIXES + text if name.endswith(".ttl") else text, "utf-8")
    with Source(path) as source:
        return list(RdfImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]


def said(items: list[Record | Problem]) -> set[tuple[str, str]]:
    return {(p, o) for item in items if isinstance(item, Record) for _, p, o in item.claims}


def reasons(items: list[Record | Problem]) -> list[str]:
    return [str(item) for item in items if isinstance(item, Problem)]


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("rdf", ROOT / "ingest/samples/sample-rico.ttl", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/rdf.nq").read_text("utf-8")
    assert (done.records, done.problems) == (6, 1)
    assert "isReplyTo" in report.getvalue()


def test_a_record_with_the_form_of_a_letter_is_a_letter(tmp_path: Path) -> None:
    text = ':1 a rico:Record ; rico:title "致沈葆楨"@zh ; rico:hasDocumentaryFormType [ rico:name "書信"@zh-Hant ] .'
    found = said(read(tmp_path, text))
    assert (curie("rdf:type"), curie("zs:Letter")) in found
    assert (curie("zs:documentType"), curie("documenttype:letter")) in found


def test_a_sender_that_is_only_a_name_stays_a_name(tmp_path: Path) -> None:
    text = ':1 a rico:Record ; rico:title "電"@zh ; rico:hasSender [ a rico:Person ; rico:name "盛宣懷"@zh-Hant ] .'
    assert (curie("zs:senderName"), literal("盛宣懷", "zh-Hant")) in said(read(tmp_path, text))


def test_a_chinese_date_in_words_is_read_with_its_lunar_parts(tmp_path: Path) -> None:
    date = '[ rico:expressedDate "光緒二十三年十二月初八日"@zh-Hant ]'
    text = f':1 a rico:Record ; rico:title "信"@zh ; rico:hasCreationDate {date} .'
    found = said(read(tmp_path, text))
    assert (curie("zs:edtf"), literal("1897-12-31")) in found
    assert (curie("zs:lunarMonth"), integer(12)) in found


def test_persons_of_shanghai_library_get_names_with_types_kin_and_valid_language_tags(tmp_path: Path) -> None:
    text = """
    :p1 a shl:Person ; bf1:label "盛宣怀"@chs , "盛宣懷"@cht ; shl:courtesyName "杏蓀"@cht ; foaf:gender "男" ;
        rel:childOf :p2 ; shl:birthday "1844" .
    :p2 a shl:Person ; bf1:label "盛康"@cht .
    """
    items = read(tmp_path, text)
    found = said(items)
    assert {
        (curie("skos:prefLabel"), literal("盛宣怀", "zh-Hans")),
        (curie("skos:prefLabel"), literal("盛宣懷", "zh-Hant")),
        (curie("zs:nameType"), curie("nametype:zi")),
        (curie("rdf:value"), literal("杏蓀", "zh-Hant")),
        (curie("zs:gender"), curie("zs:Male")),
        (curie("zs:kinship"), curie("kin:parent")),
        (curie("zs:alter"), "<http://127.0.0.1:8421/person/t-p2>"),
        (curie("zs:birthYear"), integer(1844)),
        (curie("skos:exactMatch"), "<http://data.example.org/p1>"),
    } <= found
    assert reasons(items) == []


def test_works_editions_and_copies_of_bibframe_1_become_those_of_bibframe_2(tmp_path: Path) -> None:
    text = """
    :w a bf1:Work ; bf1:label "龍溪盛氏宗譜"@cht .
    :i a bf1:Instance ; bf1:label "刻本"@cht ; bf1:instanceOf :w ;
        bf1:edition <http://data.library.sh.cn/vocab/edition/ke-ben> .
    :c a bf1:Item ; bf1:itemOf :i ; bf1:shelfMark "STJP000019" .
    """
    found = said(read(tmp_path, text))
    assert (curie("rdf:type"), curie("bf:Instance")) in found
    assert (curie("bf:instanceOf"), "<http://127.0.0.1:8421/work/t-w>") in found
    assert (curie("zs:editionTypeConcept"), curie("editiontype:woodblock")) in found
    assert (curie("bf:itemOf"), "<http://127.0.0.1:8421/instance/t-i>") in found


def test_what_is_not_held_is_reported_once_with_the_number_of_times(tmp_path: Path) -> None:
    text = ':1 a rico:Person ; rico:name "甲" ; :smell "x" , "y" . :2 a :Ghost ; rdfs:label "鬼" .'
    found = reasons(read(tmp_path, text))
    assert any("smell: is not held; met 2 times" in reason for reason in found)
    assert any("Ghost: is not held; met 1 times" in reason for reason in found)


def test_what_stands_before_a_fault_is_read_and_the_fault_is_named_with_its_line(tmp_path: Path) -> None:
    items = read(tmp_path, ':1 a rico:Person ; rico:name "甲" .\n:2 a rico:Person ; rico:name "乙')
    assert next(item.key for item in items if isinstance(item, Record)) == "1"
    assert literal("甲") in {value for _, value in said(items)}
    assert any("line 10" in reason and "was read" in reason for reason in reasons(items))


def test_a_document_without_one_triple_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset, match="line 1"):
        read(tmp_path, "<rdf:RDF", "a.rdf")


def test_a_context_at_another_address_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset, match="not fetched"):
        read(tmp_path, '{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "http://a.example/1"}', "a.jsonld")


def test_nodes_whose_addresses_end_alike_have_different_ids(tmp_path: Path) -> None:
    one, other = "<http://a.example/x/1>", "<http://a.example/y/1>"
    text = f'{one} a rico:Person ; rico:name "甲" . {other} a rico:Person ; rico:name "乙" .'
    subjects = [item.subject for item in read(tmp_path, text) if isinstance(item, Record)]
    assert len(set(subjects)) == 2


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_every_format_of_rdf_gives_the_same_claims(tmp_path: Path, suffix: str) -> None:
    from pyoxigraph import RdfFormat, parse, serialize

    turtle = PREFIXES + ':1 a rico:Person ; rico:name "盛康"@zh-Hant .'
    body = serialize(parse(turtle, format=RdfFormat.TURTLE), format=SUFFIXES[suffix])
    assert body is not None
    expected = said(read(tmp_path, turtle, "b.ttl"))
    assert said(read(tmp_path, body.decode(), f"c.{suffix}")) == expected if suffix != "ttl" else expected


def test_every_row_of_the_table_is_a_term_with_a_prefix() -> None:
    assert all(":" in row.source for row in field_mappings("rdf"))
