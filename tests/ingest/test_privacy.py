"""Persons who may be alive: a stub and their kin ties are loaded, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.description import load_description
from ingest.importer import open_records
from ingest.privacy import LABELS, Privacy, Withholding
from kg.errors import InvalidDataset
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Record
from kg.terms import curie, integer, literal, typed

EGO, CHILD, NODE, NAME = (f"<http://example.org/{name}>" for name in ("ego", "child", "node", "name"))
YEAR = 2026

PRESUMED = (EGO, curie("zs:presumedLiving"), typed("true", "xsd:boolean"))


def record(*claims: tuple[str, str, str]) -> Record:
    person = (EGO, curie("rdf:type"), curie("zs:Person"))
    label = (EGO, curie("skos:prefLabel"), literal("某人", "zh-Hant"))
    return Record("1", "row 2", EGO, (person, label, *claims))


def born(year: int) -> tuple[str, str, str]:
    return EGO, curie("zs:birthYear"), integer(year)


def living(value: str) -> tuple[str, str, str]:
    return EGO, curie("zs:living"), typed(value, "xsd:boolean")


@pytest.mark.parametrize(
    "claims",
    [(born(1990),), (born(YEAR - 110),), (living("true"),), (PRESUMED,), (born(1850), living("true"))],
    ids=["born in the window", "born at its edge", "called living", "presumed living", "called living though old"],
)
def test_of_who_may_be_alive_only_a_stub_is_left(claims: tuple[tuple[str, str, str], ...]) -> None:
    stub = Withholding(Privacy(), YEAR).apply(record(*claims))
    labels = {value for _, predicate, value in stub.claims if predicate == curie("skos:prefLabel")}
    assert labels == {literal(text, language) for language, text in LABELS.items()}
    assert (EGO, curie("rdf:type"), curie("zs:Person")) in stub.claims
    assert "某人" not in str(stub.claims)
    assert born(1990) not in stub.claims


@pytest.mark.parametrize(
    "claims",
    [(), (born(1844),), (born(1990), living("false")), (born(1990), (EGO, curie("zs:deathYear"), integer(2001)))],
    ids=["without dates", "long ago", "known to be dead", "with a year of death"],
)
def test_everybody_else_stays_as_the_source_has_it(claims: tuple[tuple[str, str, str], ...]) -> None:
    given = record(*claims)
    assert Withholding(Privacy(), YEAR).apply(given) is given


def test_a_description_may_show_the_living() -> None:
    given = record(living("true"))
    assert Withholding(Privacy(withhold=False), YEAR).apply(given) is given


def test_the_stub_does_not_give_the_birth_away() -> None:
    until = (EGO, curie("zs:restrictedUntil"), typed("2101-01-01", "xsd:date"))
    stub = Withholding(Privacy(), YEAR).apply(record(born(1990), until))
    assert not any("1990" in value or "2101" in value for _, _, value in stub.claims)


def test_ties_of_kinship_stay_and_names_and_events_go() -> None:
    tie = [
        (NODE, curie("rdf:type"), curie("zs:Kinship")),
        (NODE, curie("zs:ego"), CHILD),
        (NODE, curie("zs:alter"), EGO),
    ]
    said = (NODE, curie("dcterms:description"), literal("婚於上海", "zh-Hant"))
    name = [(EGO, curie("zs:name"), NAME), (NAME, curie("rdf:value"), literal("某", "zh-Hant"))]
    withholding = Withholding(Privacy(), YEAR)
    assert set(tie) <= set(withholding.apply(record(born(1990), *tie, said, *name)).claims)
    family = Record("F1", "line 9", CHILD, (*tie, said))
    assert set(withholding.apply(family).claims) == set(tie)
    assert withholding.withheld == {EGO}


def description(folder: Path, head: str, privacy: str) -> Path:
    path = folder / "trial.toml"
    table = """
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
format = "csv"
encoding = "utf-8"
delimiter = ","
column = [{column = "birth", property = "zs:birthYear", type = "year"}]
"""
    start = 'id = "trial"\nprefixes = ["person/trial-"]\nfiles = ["data.csv"]\n'
    path.write_text(f"{start}{head}{privacy}{table}", "utf-8")
    return path


def test_a_table_is_withheld_too_and_counted(tmp_path: Path, description_head: str) -> None:
    (tmp_path / "data.csv").write_text("id,birth\n1,1844\n2,1999\n", "utf-8")
    dataset = load_description(description(tmp_path, description_head, ""))
    stream = open_records(dataset, dataset.find_files(tmp_path), Minter(DEFAULT_BASE))
    claims = [str(item) for item in stream]
    assert integer(1844) in claims[0]
    assert integer(1999) not in claims[1]
    assert stream.withheld == 1


@pytest.mark.parametrize(
    ("text", "word"), [('living = "hide"', "withhold"), ("years = 0", "1 to 150"), ("age = 3", "age")]
)
def test_a_mistake_in_the_section_is_named(tmp_path: Path, description_head: str, text: str, word: str) -> None:
    with pytest.raises(InvalidDataset) as caught:
        load_description(description(tmp_path, description_head, f"[privacy]\n{text}\n"))
    assert "privacy" in str(caught.value)
    assert word in f"{caught.value} {caught.value.hint}"
