"""TEI read: the sample to the triple, documents of other authors, text and offsets, and what is wrong in files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ingest.convert import convert
from ingest.description import load_description
from ingest.field_mapping import field_mappings
from ingest.importer import open_records
from ingest.source import Source
from ingest.tei import TeiImporter, TeiOptions
from ingest.tei.dates import dating_of
from ingest.tei.elements import treatments
from ingest.tei.references import local_id
from ingest.tei.text import read_text
from kg.errors import InvalidDataset
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import curie, integer, integer_value, literal, literal_value

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "ingest/samples/sample-tei.xml"
SHARED = ROOT.parent / "shared"
SUITES = SHARED / "suites"
PATTERNS = ("suites/tei-p5/*.xml", "suites/tei-p5/test/*.xml", "suites/cmif/*/*.xml", "data/tei_zh_examples/*.xml")
FILES = sorted(path for pattern in PATTERNS for path in SHARED.glob(pattern))
HEAD = "<teiHeader><fileDesc><titleStmt><title>題</title></titleStmt></fileDesc></teiHeader>"


def read(path: Path, reading: str = "edited") -> list[Record | Problem]:
    class Described:
        options = TeiOptions("t-", "zh-Hant", reading)

    with Source(path) as source:
        return list(TeiImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]


def tei(folder: Path, inner: str, name: str = "a.xml", head: str = HEAD) -> Path:
    path = folder / name
    path.write_text(f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{head}{inner}</TEI>', "utf-8")
    return path


def body(folder: Path, inner: str) -> Path:
    return tei(folder, f"<text><body>{inner}</body></text>")


def records(items: list[Record | Problem]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def problems(items: list[Record | Problem]) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]


def said(record: Record) -> set[tuple[str, str]]:
    return {(p, o) for s, p, o in record.claims if s == record.subject}


def text(xml: str, reading: str = "edited") -> tuple[str, list[str]]:
    found = read_text(etree.fromstring(xml), reading)
    return found.content, [found.content[span.start : span.end] for span in found.spans]


def mentions(record: Record) -> list[tuple[str, str, str]]:
    """(words at the offsets, words as claimed, what they refer to) of every mention."""
    about: dict[str, dict[str, str]] = {}
    for subject, predicate, value in record.claims:
        about.setdefault(subject, {})[predicate] = value
    content = next(literal_value(each[curie("zs:text")]) for each in about.values() if curie("zs:text") in each)
    return [
        (
            content[integer_value(each[curie("oa:start")]) : integer_value(each[curie("oa:end")])],
            literal_value(each[curie("oa:exact")]),
            each.get(curie("zs:refersTo"), ""),
        )
        for each in about.values()
        if curie("oa:exact") in each
    ]


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("tei", SAMPLE, claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/tei.nq").read_text("utf-8")
    assert (done.records, done.problems) == (5, 1)
    assert report.getvalue().startswith("sample-tei.xml, row 48, date: '1858-13-06'")


def test_a_letter_has_its_parties_its_day_from_the_words_and_a_text_with_mentions() -> None:
    dataset = load_description("sample-tei")
    items = list(open_records(dataset, [SAMPLE], Minter()))
    letter = next(record for record in records(items) if record.key == "zgf-1858-05-06")
    guoquan = Minter().entity("person", "stei-曾國荃")
    assert {
        (curie("rdf:type"), curie("zs:Letter")),
        (curie("zs:addressee"), guoquan),
        (curie("zs:addresseeName"), literal("沅弟", "zh-Hant")),
        (curie("zs:edtf"), literal("1858-06-16")),
    } <= said(letter)
    found = mentions(letter)
    assert found[0] == ("沅弟", "沅弟", guoquan)
    assert [words for words, _, _ in found].count("吉安") == 2
    assert all(words == claimed for words, claimed, _ in found)


@pytest.mark.skipif(not FILES, reason="needs ../shared")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_documents_of_other_authors_are_read_whole(path: Path) -> None:
    items = read(path)
    found = records(items)
    assert found
    assert len({record.key for record in found}) == len(found)
    for record in found:
        if any(p == curie("zs:text") for _, p, _ in record.claims):
            assert all(words == claimed for words, claimed, _ in mentions(record)), record.key


@pytest.mark.skipif(not FILES, reason="needs ../shared")
def test_every_manuscript_of_the_guidelines_is_held_somewhere_and_has_contents_or_matter() -> None:
    found = [r for r in records(read(SUITES / "tei-p5/test/testms.xml")) if "/manuscript/" in r.subject]
    assert len(found) == 21
    about = [{p for _, p, _ in record.claims} for record in found]
    assert sum(1 for each in about if curie("bf:heldBy") in each) >= 5
    assert sum(1 for each in about if curie("zs:material") in each) >= 5


@pytest.mark.parametrize(
    ("xml", "edited", "source"),
    [
        ("<p>甲<choice><sic>乙</sic><corr>丙</corr></choice>丁</p>", "甲丙丁", "甲乙丁"),
        ("<p>a <choice>\n<orig>vn</orig>\n<reg>un</reg>\n</choice>o</p>", "a uno", "a vno"),
        ("<p>甲<del>乙</del><add>丙</add></p>", "甲丙", "甲乙丙"),
        ("<p><subst><del>乙</del>\n<add>丙</add></subst>丁</p>", "丙丁", "乙丁"),
        ("<p>甲<supplied>乙</supplied></p>", "甲乙", "甲"),
        ("<p>甲<app>\n<lem>乙</lem>\n<rdg>丙</rdg></app>丁</p>", "甲乙丁", "甲乙丁"),
        ("<p>甲<gap unit='char' quantity='3'/>乙<gap/></p>", "甲□□□乙…", "甲□□□乙…"),
        ("<p>甲<g ref='#x'/>乙<g>𠪱</g></p>", "甲〓乙𠪱", "甲〓乙𠪱"),
        ("<p>甲<note place='inline'>注</note>乙<note>後</note></p>", "甲（注）乙\n後", "甲（注）乙\n後"),
    ],
)
def test_each_reading_of_a_passage_is_what_its_editors_mean(xml: str, edited: str, source: str) -> None:
    assert (text(xml)[0], text(xml, "source")[0]) == (edited, source)


@pytest.mark.parametrize(
    ("xml", "content", "found"),
    [
        ("<p>自<date>太<lb/>\n  平興國</date>以來</p>", "自太平興國以來", ["太平興國"]),
        ("<p>in <placeName>Pe<lb break='no'/>king</placeName> and<lb/>there</p>", "in Peking and there", ["Peking"]),
        (
            "<p>\n <persName>\n<forename>Jo</forename>\n<surname>Li</surname>\n</persName>\n wrote</p>",
            "Jo Li wrote",
            ["Jo Li"],
        ),
        ("<div><head>　法護</head>\n<p>天竺 國</p></div>", "法護\n天竺 國", []),
        ("<p><date><persName>仁宗</persName>即位</date>。</p>", "仁宗即位。", ["仁宗即位", "仁宗"]),
        ("<p>甲<persName/>乙</p>", "甲乙", []),
    ],
)
def test_offsets_give_the_words_whatever_the_layout_of_the_file(xml: str, content: str, found: list[str]) -> None:
    assert text(xml) == (content, found)


_WORDS = st.text(st.sampled_from("法護ab 。\n\t　"), max_size=6)


@given(st.lists(st.tuples(st.sampled_from(["", "persName", "lb", "p", "hi"]), _WORDS, _WORDS), max_size=12))
def test_no_white_space_of_the_file_stands_at_the_edge_of_a_line_or_of_a_mention(
    parts: list[tuple[str, str, str]],
) -> None:
    root = etree.Element("body")
    for name, inside, after in parts:
        child = etree.SubElement(root, name or "seg")
        child.text, child.tail = inside, after
    found = read_text(root)
    lines = found.content.split("\n")
    assert all(line == line.strip(" \t\r\n") and line for line in lines) or found.content == ""
    for span in found.spans:
        words = found.content[span.start : span.end]
        assert words
        assert words == words.strip(" \t\n")


def test_a_text_of_a_hundred_thousand_characters_is_read(tmp_path: Path) -> None:
    inner = "<p>" + "時<persName key='A1'>法護</persName>譯經。" * 15_000 + "</p>"
    (record,) = records(read(body(tmp_path, inner)))
    found = mentions(record)
    assert len(found) == 15_000
    assert {words for words, _, _ in found} == {"法護"}


@pytest.mark.parametrize(
    ("attributes", "words", "edtf"),
    [
        ('when="1858-06-16"', "x", "1858-06-16"),
        ('when="1817-06-23T10:00:00"', "x", "1817-06-23"),
        ('from-iso="+0977-01-19" to-iso="+0984-12-10" key="j20779212080803"', "太平興國", "0977-01-19/0984-12-10"),
        ('from-iso="+0414" to-iso="+0421-12-04" key="j18723081875165"', "玄始", "0414-02-07/0421-12-04"),
        ('notBefore="1810-07-11" notAfter="1810-07-18"', "", "1810-07-11/1810-07-18"),
        ('from="1872"', "", "1872/.."),
        ('when-custom="光緒三年正月初一日" calendar="#qing"', "", "1877-02-13"),
        ("", "同治十三年三月三十日", "1874-05-15"),
        ('from-iso="-974-01" to-iso="-974-12"', "姬周", "-0974-01/-0974-12"),
    ],
)
def test_dates_are_read_from_their_attributes_before_their_words(attributes: str, words: str, edtf: str) -> None:
    found = dating_of(etree.fromstring(f"<date {attributes}/>"), words)
    assert found.expression is not None
    assert found.expression.edtf == edtf


def test_persons_of_a_list_are_records_with_names_by_type_and_kinship_between_them(tmp_path: Path) -> None:
    woman_entry = (
        "<person xml:id='a' sex='F'><persName>曹氏<addName type='courtesy'>某</addName></persName>"
        "<birth when='1700'><placeName ref='#p'>江寧</placeName></birth>"
        "<affiliation><orgName ref='#o'>織造</orgName></affiliation></person>"
    )
    man_entry = "<person xml:id='b'><persName>曹寅</persName><death when='1712'/></person>"
    relations = (
        "<listRelation><relation name='parent' active='#b' passive='#a'/>"
        "<relation name='friend' mutual='#a #b'/></listRelation>"
    )
    listed = f"<standOff><listPerson>{woman_entry}{man_entry}{relations}</listPerson></standOff>"
    path = tei(tmp_path, f"{listed}<text><body><p><persName ref='#a'>氏</persName></p></body></text>")
    woman, man, parent, friend, work = records(read(path))
    assert {
        (curie("skos:prefLabel"), literal("曹氏", "zh-Hant")),
        (curie("zs:gender"), curie("zs:Female")),
        (curie("zs:birthYear"), integer(1700)),
        (curie("zs:birthPlace"), Minter().entity("place", "t-p")),
    } <= said(woman)
    assert any(p == curie("zs:nameType") and o == curie("nametype:zi") for _, p, o in woman.claims)
    assert any(p == curie("zs:organization") for _, p, _ in woman.claims)
    assert (curie("zs:deathYear"), integer(1712)) in said(man)
    assert {(curie("zs:ego"), woman.subject), (curie("zs:alter"), man.subject)} <= said(parent)
    assert (curie("zs:typeText"), literal("friend", "zh-Hant")) in said(friend)
    assert not any(s == woman.subject for s, _, _ in work.claims), "described once, where the list stands"


def test_seals_have_text_style_and_owner(tmp_path: Path) -> None:
    seal = '<seal type="朱文"><p>卷首鈐<persName role="owner" ref="#weng">翁同龢</persName><q>叔平</q></p></seal>'
    head = (
        "<teiHeader><fileDesc><titleStmt><title>題</title></titleStmt><sourceDesc><msDesc><msIdentifier>"
        "<settlement>某地</settlement><repository>某館</repository><idno>善001</idno></msIdentifier><physDesc>"
        f"<sealDesc>{seal}</sealDesc></physDesc></msDesc></sourceDesc></fileDesc></teiHeader>"
    )
    (record,) = records(read(tei(tmp_path, "<text><body><p/></body></text>", head=head)))
    about = {(p, o) for s, p, o in record.claims if "/seal/" in s}
    assert {
        (curie("zs:sealText"), literal("叔平", "zh-Hant")),
        (curie("zs:sealStyle"), literal("朱文", "zh-Hant")),
        (curie("zs:sealOwnerName"), literal("翁同龢", "zh-Hant")),
        (curie("zs:sealOwner"), Minter().entity("person", "t-weng")),
    } <= about
    item = {(p, o) for s, p, o in record.claims if "/item/" in s}
    assert {(curie("zs:shelfMark"), literal("善001")), (curie("bf:itemOf"), record.subject)} <= item


def test_living_persons_of_a_list_are_withheld(tmp_path: Path) -> None:
    person = "<person xml:id='a'><persName>某甲</persName><birth when='1999'/></person>"
    text = "<text><body><p><persName ref='#a'>某甲</persName></p></body></text>"
    path = tei(tmp_path, f"<standOff><listPerson>{person}</listPerson></standOff>{text}", "sample-tei.xml")
    stream = open_records(load_description("sample-tei"), [path], Minter())
    stub, work = records(list(stream))
    assert stream.withheld == 1
    assert "某甲" not in str(stub.claims)
    assert not any(p == curie("zs:refersTo") for _, p, _ in work.claims), "no passage leads to the person"


def test_two_documents_of_one_id_both_load_and_the_second_is_named(tmp_path: Path) -> None:
    class Described:
        options = TeiOptions("t-", "", "edited")

    importer = TeiImporter(Described(), Minter(DEFAULT_BASE))  # type: ignore[arg-type]
    items: list[Record | Problem] = []
    for name in ("a.xml", "b.xml"):
        path = tmp_path / name
        path.write_text("<div xml:id='x'><p>文</p></div>", "utf-8")
        with Source(path) as source:
            items += importer.read(source)
    assert [record.key for record in records(items)] == ["x", "b"]
    assert ["a.xml" in problem.reason for problem in problems(items)] == [True]


def test_files_that_are_included_are_named_and_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<p>秘</p>", "utf-8")
    include = f'<include xmlns="http://www.w3.org/2001/XInclude" href="{secret}"/>'
    items = read(body(tmp_path, f"<p>文</p>{include}"))
    assert "included" in problems(items)[0].reason
    assert "秘" not in str(records(items))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<ead/>", "not TEI"),
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa">]><TEI><text><body><p>&a;</p></body></text></TEI>',
            "entities are not expanded",
        ),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><TEI><text><p>&a;</p></text></TEI>', "entit"),
        ("", "empty"),
        ("\x00\x01", "XML"),
    ],
)
def test_what_is_no_document_or_would_do_harm_is_refused_and_named(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(content, "utf-8")
    try:
        items = read(path)
    except InvalidDataset as error:  # an empty file is no source at all
        items = [Problem("a.xml", 0, "", str(error))]
    assert not records(items)
    assert reason in str(problems(items)[0].reason)


def test_a_document_nested_deep_is_refused_or_read_but_never_ends_the_program(tmp_path: Path) -> None:
    items = read(body(tmp_path, "<div>" * 200 + "<p>文</p>" + "</div>" * 200))
    assert mentions(records(items)[0]) == []
    assert problems(read(body(tmp_path, "<div>" * 5_000 + "</div>" * 5_000)))


def test_references_become_ids_whatever_their_form() -> None:
    assert [local_id(each) for each in ("#A1", "x.xml#A1", "A1", "p:A1", " ", "#")] == ["A1", "A1", "A1", "A1", "", ""]
    assert local_id("http://www.geonames.org/2873891") == "geonames-2873891"


def test_the_mapping_table_and_the_table_of_elements_say_all_that_is_done() -> None:
    assert len(field_mappings("tei")) > 90
    assert set(treatments().values()) == {
        "block", "cell", "break", "note", "choice", "apparatus", "substitution", "deleted", "supplied", "gap", "glyph",
        "skip",
    }  # fmt: skip
