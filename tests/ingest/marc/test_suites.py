"""Files of other authors: every one is read without an exception, and the numbers are right."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from ingest.marc.parallel import pair
from ingest.marc.reader import read_records
from ingest.marc.record import MarcRecord
from ingest.marc.tongue import RecordTongue
from ingest.source import Source
from kg.errors import InvalidDataset
from kg.terms import curie, literal_language
from tests.ingest.marc.conftest import SHARED, read_file

SUITES, DATA = SHARED / "suites" / "marc-pymarc" / "test", SHARED / "data" / "marc_chinese"
LC = SHARED / "suites" / "lc-chinese-marc" / "lc-chi-8030.mrc.gz"
FILES = sorted(path for folder in (SUITES, DATA) if folder.exists() for path in folder.rglob("*") if path.is_file())
NOT_MARC = {".json", ".txt", ".mrctxt", ".md", ".zip"}


@pytest.mark.skipif(not FILES, reason="needs ../shared")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_or_refused_with_a_reason(path: Path) -> None:
    if path.suffix in NOT_MARC:
        with pytest.raises(InvalidDataset, match=r"neither ISO 2709 nor MARCXML|ZIP archive"):
            read_file(path)
        return
    reading = read_file(path)
    assert reading.records
    assert len({record.key for record in reading.records}) == len(reading.records)
    assert all(problem.reason for problem in reading.problems)


@pytest.mark.skipif(not DATA.exists(), reason="needs ../shared")
def test_the_original_files_with_chinese_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "marc21_cjk_originals.zip") as archive:
        for name in archive.namelist():
            path = tmp_path / Path(name).name
            path.write_bytes(archive.read(name))
            assert read_file(path).records, name


@pytest.mark.skipif(not DATA.exists(), reason="needs ../shared")
def test_iso_2709_and_marcxml_of_the_same_records_give_the_same_labels() -> None:
    binary, text = (read_file(DATA / f"marc21_cjk_combined.{suffix}") for suffix in ("mrc", "xml"))
    assert len(binary.records) == len(text.records) == 47
    for at in range(47):
        assert sorted(binary.terms("skos:prefLabel", at)) == sorted(text.terms("skos:prefLabel", at))


@pytest.mark.skipif(not DATA.exists(), reason="needs ../shared")
def test_cnmarc_of_a_chinese_library_has_characters_and_pinyin() -> None:
    reading = read_file(DATA / "dp2_sample_cnmarcxml.xml")
    assert len(reading.records) == 10
    languages = [{literal_language(o) for o in reading.terms("skos:prefLabel", at)} for at in range(10)]
    assert all("zh-hans" in each for each in languages)
    assert sum("zh-latn-pinyin" in each for each in languages) >= 8


@pytest.mark.skipif(not LC.exists(), reason="needs ../shared")
def test_the_chinese_books_of_the_library_of_congress_load_and_their_880_fields_are_paired() -> None:
    counts: Counter[str] = Counter()
    with Source(LC) as source:
        for record in read_records(source):
            assert isinstance(record, MarcRecord)
            assert record.faults == []
            pairing = pair(record, RecordTongue(record))
            others = sum(1 for field in record.fields if field.tag == "880")
            unpaired = sum(1 for tag, _ in pairing.faults if tag == "880")
            assert pairing.paired + pairing.alone + unpaired == others
            counts.update(paired=pairing.paired, unpaired=unpaired, records=1)
    assert counts["records"] == 8030
    assert (counts["paired"], counts["unpaired"]) == (44_660, 3)


@pytest.mark.skipif(not DATA.exists(), reason="needs ../shared")
def test_every_subject_of_a_record_is_described_in_it() -> None:
    reading = read_file(DATA / "marc21_cjk_combined.mrc")
    for record in reading.records:
        subjects = {subject for subject, _, _ in record.claims}
        typed = {subject for subject, predicate, _ in record.claims if predicate == curie("rdf:type")}
        local = {value for _, _, value in record.claims if value.startswith("<http://127.0.0.1:8421/")}
        assert local <= subjects == typed
