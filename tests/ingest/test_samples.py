"""The samples are real, sourced and consistent: what ingest/samples/README.md promises is held here."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from ingest.description import Dataset, known_datasets
from ingest.importer import open_records
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import curie, iri_value, is_iri, literal_language, literal_value
from ontology.terms import all_terms, entity_types

SAMPLES = Path(__file__).resolve().parents[2] / "ingest" / "samples"
MINTER = Minter()
DATASETS = {name: dataset for name, dataset in known_datasets().items() if dataset.sample}
Claims = Mapping[str, Mapping[str, frozenset[str]]]


@cache
def items(dataset: str) -> tuple[Record | Problem, ...]:
    description = DATASETS[dataset]
    return tuple(open_records(description, description.find_files(SAMPLES), MINTER))


def records(dataset: str) -> tuple[Record, ...]:
    return tuple(item for item in items(dataset) if isinstance(item, Record))


def all_records() -> Iterator[Record]:
    for dataset in DATASETS:
        yield from records(dataset)


@cache
def claims() -> Claims:
    """subject -> property -> values, over all samples."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in all_records():
        for subject, prop, value in record.claims:
            found[subject][prop].add(value)
    return {subject: {prop: frozenset(values) for prop, values in about.items()} for subject, about in found.items()}


def values(subject: str, prop: str) -> list[str]:
    return sorted(literal_value(value) for value in claims()[subject].get(curie(prop), ()))


def years(subject: str, prop: str) -> list[int]:
    return [int(year) for year in values(subject, prop)]


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_sample_loads_and_only_its_deliberate_fault_is_reported(dataset: Dataset) -> None:
    """Tables are the data that the demo stands on; a sample of an exchange format has one fault to show the report."""
    problems = [str(item) for item in items(dataset.id) if isinstance(item, Problem)]
    assert len(problems) == (dataset.importer != "table"), problems
    assert records(dataset.id)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_sample_says_that_it_is_one(dataset: Dataset) -> None:
    assert dataset.title["en"].startswith("Sample")
    assert "样例" in dataset.title["zh-Hans"]
    assert "樣例" in dataset.title["zh-Hant"]


def test_the_cast_is_as_large_as_promised() -> None:
    assert len(records("sample-persons")) >= 60
    assert len(records("sample-archive")) >= 40
    assert len(records("sample-letters")) >= 12
    assert len(records("sample-manuscripts")) >= 5
    assert len(records("sample-works")) >= 30
    assert len(records("sample-instances")) >= 30
    assert len(records("sample-catalogue-entries")) >= 30


def test_every_record_names_its_source() -> None:
    citation = curie("zs:citation")
    unsourced = [record.key for record in all_records() if not any(p == citation for _, p, _ in record.claims)]
    assert unsourced == []


def test_no_reference_leads_nowhere() -> None:
    known = set(claims())
    dangling = {
        value
        for about in claims().values()
        for objects in about.values()
        for value in objects
        if is_iri(value) and MINTER.local(iri_value(value)) and value not in known
    }
    assert dangling == set()


def test_every_term_is_one_of_the_vocabulary() -> None:
    namespaces = ("https://w3id.org/zhishu/", "http://id.loc.gov/ontologies/", "https://www.ica.org/")
    used = {term for record in all_records() for _, p, o in record.claims for term in (p, o) if is_iri(term)}
    undeclared = {iri_value(term) for term in used if iri_value(term).startswith(namespaces)} - all_terms().keys()
    assert undeclared == set()


def test_every_entity_with_a_page_has_a_label_in_traditional_script() -> None:
    pages = {segment for segment, found in entity_types().items() if found.page}
    for subject, about in claims().items():
        kind = (MINTER.local(iri_value(subject)) or "").partition("/")[0]
        if kind in pages and "#" not in subject:  # with a fragment it is a node of that entity
            tags = {literal_language(label) for label in about.get(curie("skos:prefLabel"), ())}
            assert "zh-hant" in tags, subject


def test_nobody_dies_before_birth_or_lives_beyond_a_hundred_and_five_years() -> None:
    for subject in claims():
        for birth in years(subject, "zs:birthYear"):
            for death in years(subject, "zs:deathYear"):
                assert 0 <= death - birth <= 105, subject


def test_no_parent_is_younger_than_a_child() -> None:
    for record in records("sample-kinship"):
        about = claims()[record.subject]
        if about[curie("zs:kinship")] <= {curie("kin:father"), curie("kin:mother")}:
            (child,), (parent,) = about[curie("zs:ego")], about[curie("zs:alter")]
            for born in years(child, "zs:birthYear"):
                assert all(born - parents >= 13 for parents in years(parent, "zs:birthYear")), record.key


@pytest.mark.parametrize("dataset", ["sample-letters", "sample-archive"])
def test_what_is_sent_is_sent_in_the_lifetime_of_its_sender(dataset: str) -> None:
    for record in records(dataset):
        for year in years(record.subject, "zs:year"):
            for sender in claims()[record.subject].get(curie("zs:sender"), ()):
                assert all(born + 15 <= year for born in years(sender, "zs:birthYear")), record.key
                assert all(year <= died for died in years(sender, "zs:deathYear")), record.key


@pytest.mark.parametrize("dataset", ["sample-letters", "sample-archive"])
def test_the_year_is_that_of_the_edtf_date(dataset: str) -> None:
    for record in records(dataset):
        dates = values(record.subject, "zs:edtf")
        assert [int(date[:4]) for date in dates] == years(record.subject, "zs:year")
        assert all(re.fullmatch(r"\d{4}(-\d\d){0,2}(/\d{4}-\d\d-\d\d)?", date) for date in dates)


def test_every_letter_has_a_sender_and_somebody_addressed() -> None:
    for record in records("sample-letters"):
        assert claims()[record.subject][curie("zs:sender")], record.key
        assert values(record.subject, "zs:addresseeName"), record.key


def test_every_edition_is_of_a_work_or_manuscript_and_every_copy_has_a_holder() -> None:
    for record in records("sample-instances"):
        assert len(claims()[record.subject][curie("bf:instanceOf")]) == 1, record.key
    for record in records("sample-items"):
        assert claims()[record.subject][curie("bf:heldBy")], record.key


def test_catalogue_entries_quote_the_title_that_they_describe() -> None:
    assert all(
        "《" in text
        for record in records("sample-catalogue-entries")
        for text in values(record.subject, "zs:entryText")
    )


def test_decisions_join_known_persons_of_the_same_name_and_say_why() -> None:
    entries = tomllib.loads((SAMPLES / "decisions.toml").read_text(encoding="utf-8"))["decision"]
    assert len(entries) >= 5
    for entry in entries:
        keep, other = MINTER.path(entry["keep"]), MINTER.path(entry["other"])
        assert entry["kind"] == "same"
        assert keep != other
        assert set(values(keep, "skos:prefLabel")) & set(values(other, "skos:prefLabel")), entry
        assert entry["reason"].endswith("。")
        assert entry["agent"] == "zhishu-samples"
    assert len({entry["other"] for entry in entries}) == len(entries)


def test_a_judgement_cites_evidence_that_is_there_and_says_that_it_is_a_sample() -> None:
    entries = tomllib.loads((SAMPLES / "decisions.toml").read_text(encoding="utf-8"))["judgement"]
    assert entries
    for entry in entries:
        assert {MINTER.path(each) for each in (entry["about"], *entry["evidence"])} <= set(claims())
        assert entry["reason"].startswith("樣例")
        assert entry["agent"] == "zhishu-samples"
        assert all(found["source"] and found["page"] for found in entry["found"])


def test_some_persons_have_years_on_which_sources_differ() -> None:
    entries = tomllib.loads((SAMPLES / "decisions.toml").read_text(encoding="utf-8"))["decision"]
    differing = {
        entry["keep"]
        for entry in entries
        for prop in ("zs:birthYear", "zs:deathYear")
        if {*years(MINTER.path(entry["keep"]), prop)} != {*years(MINTER.path(entry["other"]), prop)} != set()
    }
    assert {"person/sample-zeng-guofan", "person/sample-yan-fu"} <= differing
