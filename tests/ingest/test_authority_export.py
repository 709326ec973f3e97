"""Authority records written and read back: names, dates and identifiers stay; other programs read them, too."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pymarc
import pytest
from click.testing import CliRunner
from lxml import etree
from pyoxigraph import RdfFormat, parse

from ingest.authority_export import values
from ingest.authority_export.eac import NAMESPACE
from ingest.authority_export.marc21 import marc21_record
from ingest.authority_export.marc_writing import control, field, iso2709, kept
from ingest.authority_export.selection import AuthoritySelection, select_authorities, select_authority
from ingest.authority_export.table import FORM_COLUMNS, RECORD_COLUMNS
from ingest.description import known_datasets
from ingest.eac import EacImporter, EacOptions
from ingest.exporter import AUTHORITY_EXPORTERS, get_authority_exporter
from ingest.load import load
from ingest.marc_authority import MarcAuthorityImporter, MarcAuthorityOptions
from kg.authority.decisions import Kind
from kg.authority.records.record import AuthorityRecord
from kg.authority.records.status import ESTABLISHED
from kg.curation import Proposal, decide_all
from kg.errors import InvalidInput, NotFound
from kg.record import Record
from kg.terms import curie, literal_value
from kg.workspace import Workspace
from webapp.cli import main

from .authority_files import read, said

SAMPLES = (
    *("sample-persons", "sample-names", "sample-postings", "sample-kinship"),
    *("sample-eac", "sample-marc-authority", "sample-wikidata"),
)
ROOT = Path(__file__).resolve().parents[2]
#: Ids that the exports write and the importer makes its own again.
BEGIN = "t-"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = Workspace.open(tmp_path_factory.mktemp("authorities"), clock=lambda: "2026-01-02T03:04:05Z")
    for name in SAMPLES:
        dataset = known_datasets()[name]
        load(opened, dataset, dataset.find_files(ROOT / "ingest" / "samples"))
    record = opened.minter.path("authority/sample-sheng-xuanhuai")
    pair = (opened.minter.path("person/sample-sheng-xuanhuai"), opened.minter.path("person/seac-001"))
    taken = (
        (Kind.ADD, (record, curie("zs:authorityStatus"), f"<{ESTABLISHED}>"), "核對《清史稿》"),
        (Kind.ADD, (record, curie("zs:sourceNotFound"), '"明史"@zh-hant'), "檢索未得"),
        (Kind.SAME, pair, "姓名與生卒年相合"),
    )
    decide_all(opened, [Proposal(kind, terms, "cataloguer", reason) for kind, terms, reason in taken])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def records(workspace: Workspace) -> list[AuthorityRecord]:
    return list(select_authorities(workspace, kinds=("person",)).records)


def written(name: str, records: list[AuthorityRecord], version: str = "", *, archive: bool = False) -> bytes:
    exporter, out = get_authority_exporter(name), io.BytesIO()
    selection = AuthoritySelection("trial", iter(records), "http://127.0.0.1:8421/")
    exporter.export(selection, out, version=version or exporter.versions[0], archive=archive)
    return out.getvalue()


def read_marc(tmp_path: Path, content: bytes, name: str, family: str) -> dict[str, Record]:
    (tmp_path / name).write_bytes(content)
    options = MarcAuthorityOptions(BEGIN, "zh-Hant", "zh-Latn-pinyin", family)
    found, problems = read(MarcAuthorityImporter, options, tmp_path / name)
    assert [str(each) for each in problems] == []
    return {each.key: each for each in found}


def names(record: Record) -> set[str]:
    return {literal_value(o).replace(", ", " ") for s, p, o in record.claims if p == curie("rdf:value")}


def life(record: Record) -> set[str]:
    """Birth and death as years or EDTF."""
    years = {literal_value(o) for p in ("zs:birthYear", "zs:deathYear") for o in said(record, p)}
    times = [o for p in ("zs:birth", "zs:death") for o in said(record, p)]
    return years | {literal_value(o) for time in times for o in said(record, "zs:edtf", time)}


def told(record: AuthorityRecord) -> set[str]:
    """The names that a format has to keep, as the importer joins surname and given name."""
    authorized = {form.name for form in record.forms if form.rules in ("calis", "naco")}
    return {each.replace(", ", " ") for each in authorized | {form.text for form in values.found_variants(record)}}


def dated(record: AuthorityRecord) -> set[str]:
    """Birth and death as the importers give them back: a plain year as people count it, else EDTF."""
    found = set()
    for kind in ("birth", "death"):
        for text, date in values.dates(record, kind):
            found.add(str(date.year) if len(text.removeprefix("-")) == 4 else text)
    return found


@pytest.mark.parametrize("version", ["iso2709", "marcxml"])
def test_marc21_read_back_has_every_name_date_and_identifier(
    tmp_path: Path, records: list[AuthorityRecord], version: str
) -> None:
    name = "a.mrc" if version == "iso2709" else "a.xml"
    found = read_marc(tmp_path, written("marc21-authority", records, version), name, "marc21")
    assert len(found) == len(records) > 50
    for record in records:
        back = found[record.local]
        assert told(record) <= names(back), record.local
        # A record of a name that several may bear says nothing of a life.
        assert not values.is_differentiated(record) or dated(record) <= life(back), record.local
        numbers = {literal_value(o) for s, p, o in back.claims if p == curie("rdf:value")}
        assert {values.system_of(each)[1] for each in record.identifiers} <= numbers
        status = curie(f"zs:{'Established' if record.status == ESTABLISHED else 'Provisional'}Record")
        if values.is_differentiated(record):
            assert status in [o for s, p, o in back.claims if p == curie("zs:authorityStatus")]


@pytest.mark.parametrize("version", ["iso2709", "marcxml"])
def test_unimarc_read_back_has_every_name_and_year(
    tmp_path: Path, records: list[AuthorityRecord], version: str
) -> None:
    name = "a.mrc" if version == "iso2709" else "a.xml"
    found = read_marc(tmp_path, written("unimarc-authority", records, version), name, "unimarc")
    assert len(found) == len(records)
    for record in records:
        back = found[record.local]
        assert told(record) <= names(back), record.local
        if not values.is_differentiated(record):
            continue
        first = [year for kind in ("birth", "death") for year in values.dates(record, kind)[:1]]
        text = " ".join(literal_value(o) for _, _, o in back.claims if o.startswith('"'))
        assert all(str(date.year) in life(back) or edtf in text for edtf, date in first), record.local


def test_eac_read_back_has_every_name_date_and_identifier(tmp_path: Path, records: list[AuthorityRecord]) -> None:
    (tmp_path / "a.xml").write_bytes(written("eac", records))
    found, problems = read(EacImporter, EacOptions(BEGIN, "zh-Hant", "zh-Latn-pinyin"), tmp_path / "a.xml")
    assert [str(each) for each in problems] == []
    by_key = {each.key: each for each in found}
    assert len(by_key) == len(records)
    for record in records:
        back = by_key[record.local]
        assert told(record) <= names(back), record.local
        years = {literal_value(o)[:4] for o in (*said(back, "zs:birthYear"), *said(back, "zs:deathYear"))}
        held = [values.dates(record, kind)[:1] for kind in ("birth", "death")]
        assert all(str(date.year)[:4] in years | life(back) for each in held for _, date in each), record.local


def test_an_eac_archive_has_a_document_for_each_record(records: list[AuthorityRecord]) -> None:
    with zipfile.ZipFile(io.BytesIO(written("eac", records[:3], archive=True))) as together:
        roots = [etree.fromstring(together.read(name)).tag for name in together.namelist()]
    assert roots == [f"{{{NAMESPACE}}}eac-cpf"] * 3


@pytest.mark.parametrize("name", ["marc21-authority", "unimarc-authority"])
def test_pymarc_reads_every_record_without_a_warning(records: list[AuthorityRecord], name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reader = pymarc.MARCReader(io.BytesIO(written(name, records)), force_utf8=name.startswith("unimarc"))
        found = list(reader)
    assert None not in found
    assert [str(each["001"].data) for each in found if each] == [record.local for record in records]
    xml = pymarc.parse_xml_to_array(io.BytesIO(written(name, records, "marcxml")))
    assert [str(each.leader)[5:9] for each in xml] == [str(each.leader)[5:9] for each in found if each]


def test_every_leader_and_general_field_has_its_length(records: list[AuthorityRecord]) -> None:
    for record in records:
        leader, fields = marc21_record(record)
        assert len(leader) == 24
        assert [len(each.data) for each in fields if each.tag == "008"] == [40]


def test_marc21_has_the_heading_in_both_scripts_the_sources_and_the_status(records: list[AuthorityRecord]) -> None:
    record = next(each for each in records if each.local == "sample-sheng-xuanhuai")
    (back,) = pymarc.MARCReader(io.BytesIO(written("marc21-authority", [record])))
    assert back is not None
    assert back["100"].get_subfields("a", "d")[:1] == ["Sheng, Xuanhuai,"]
    assert back["880"]["6"] == "100-01/$1"
    assert back["880"]["a"].startswith("盛宣懷")
    assert back["008"].data[32:34] == "aa"
    assert back["675"]["a"] == "明史"
    assert any(each["a"] == "杏蓀" and each["i"] == "Courtesy name:" for each in back.get_fields("400"))
    assert "same" in " ".join(each["a"] for each in back.get_fields("688"))
    assert next(each["z"] for each in back.get_fields("035")).endswith("person/seac-001")


def test_mads_says_what_it_is_about_and_takes_every_label_apart(records: list[AuthorityRecord]) -> None:
    ntriples, rdfxml = (written("mads", records, version) for version in ("ntriples", "rdfxml"))
    triples = {str(q.triple) for q in parse(ntriples, RdfFormat.N_TRIPLES)}
    assert triples == {str(q.triple) for q in parse(rdfxml, RdfFormat.RDF_XML)}
    text = ntriples.decode()
    assert '#authoritativeLabel> "盛宣懷 (清, 1844-1916)"@zh-hant' in text
    assert '#elementValue> "1844-1916"' in text
    assert '#citationStatus> "notfound"' in text
    assert "#useInstead>" in text


def test_csv_has_a_row_for_each_record_and_each_form(records: list[AuthorityRecord]) -> None:
    def rows(version: str) -> list[dict[str, str]]:
        content = written("authority-csv", records, version).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content, newline="")))

    table, forms = rows("records"), rows("forms")
    assert [each["iri"] for each in table] == [record.iri for record in records]
    assert tuple(table[0]) == RECORD_COLUMNS
    assert tuple(forms[0]) == FORM_COLUMNS
    assert len(forms) == sum(len(record.forms) + len(record.variants) for record in records)
    assert next(each for each in table if each["about"].endswith("Q4604"))["born"] == "-0550"


def test_a_cell_that_a_spreadsheet_would_run_is_made_text(records: list[AuthorityRecord]) -> None:
    from dataclasses import replace

    facts = replace(records[0].facts, native_place='=HYPERLINK("http://example.org")')
    content = written("authority-csv", [replace(records[0], facts=facts)]).decode("utf-8-sig")
    assert "'=HYPERLINK" in content


@pytest.mark.parametrize("name", sorted(AUTHORITY_EXPORTERS))
def test_records_are_taken_one_by_one(records: list[AuthorityRecord], name: str) -> None:
    exporter, out = get_authority_exporter(name), io.BytesIO()
    sizes: list[int] = []

    def one_by_one() -> Iterator[AuthorityRecord]:
        for record in records[:4]:
            sizes.append(out.tell())
            yield record

    exporter.export(AuthoritySelection("t", one_by_one(), ""), out, version=exporter.versions[0], archive=False)
    # What came before is written when the next one is asked for.
    assert sizes[1] < sizes[2] < sizes[3] < out.tell()


@pytest.mark.parametrize("name", sorted(AUTHORITY_EXPORTERS))
def test_an_unknown_form_and_an_empty_selection_are_refused(records: list[AuthorityRecord], name: str) -> None:
    with pytest.raises(InvalidInput, match="has no form 'cuneiform'"):
        written(name, records, "cuneiform")
    with pytest.raises(InvalidInput, match="no authority record"):
        written(name, [])


def test_what_is_too_long_for_iso_2709_is_left_out_and_counted() -> None:
    fields = kept(
        [control("001", "1"), field("678", "0_", ("a", "書" * 4000)), field("100", "1_", ("a", "盛\x1e宣懷"))]
    )
    content, left_out = iso2709("00000nz  a2200000n  4500", fields)
    (back,) = pymarc.MARCReader(io.BytesIO(content))
    assert back is not None
    assert (left_out, back["100"]["a"], back.get_fields("678")) == (1, "盛 宣懷", [])


def test_a_record_is_found_by_its_own_id_and_by_that_of_the_person(workspace: Workspace) -> None:
    (one,) = select_authority(workspace, "authority/sample-sheng-xuanhuai").records
    (other,) = select_authority(workspace, "person/sample-sheng-xuanhuai").records
    assert one == other
    with pytest.raises(NotFound, match="authority/nobody"):
        select_authority(workspace, "authority/nobody")


def test_what_has_no_authority_records_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InvalidInput, match="'letter'"):
        select_authorities(workspace, kinds=("letter",))
    with pytest.raises(NotFound, match="'nothing'"):
        select_authorities(workspace, dataset="nothing")


@pytest.fixture
def run(workspace: Workspace) -> Callable[..., object]:
    return lambda *words: CliRunner().invoke(main, ["-w", str(workspace.path), *map(str, words)])


def test_the_command_writes_a_dataset_a_person_or_all(run: Callable[..., object], tmp_path: Path) -> None:
    target = tmp_path / "a.mrc"
    for words in (("--all",), ("--dataset", "sample-eac"), ("--person", "authority/seac-002")):
        result = run("export", "marc21-authority", target, *words)
        assert result.exit_code == 0, result.output  # type: ignore[attr-defined]
        assert all(each is not None for each in pymarc.MARCReader(target.read_bytes()))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("marc21-authority",), "Give --dataset, --person or --all"),
        (("gedcom", "--all"), "--all and --type are for authority records"),
        (("mads", "--all", "--type", "letter"), "no authority records of 'letter'"),
        (("mads", "--person", "person/nobody"), "Nothing is known"),
    ],
)
def test_the_command_says_what_is_missing_and_writes_no_file(
    run: Callable[..., object], tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    target = tmp_path / "a"
    result = run("export", words[0], target, *words[1:])
    assert result.exit_code == 1  # type: ignore[attr-defined]
    assert message in result.output  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
