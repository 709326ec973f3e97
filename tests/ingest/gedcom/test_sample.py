"""The sample gives the claims of the golden file, and its one fault."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ingest.description import load_description
from ingest.importer import open_records
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import curie, literal_value

ROOT = Path(__file__).resolve().parents[3]
#: Sorted N-Triples of all claims, under the default base.
GOLDEN = ROOT / "tests" / "golden" / "gedcom.nt"


@cache
def items(dataset: str) -> tuple[Record | Problem, ...]:
    description = load_description(dataset)
    return tuple(open_records(description, description.find_files(ROOT / "ingest" / "samples"), Minter()))


def claims(dataset: str) -> set[tuple[str, str, str]]:
    return {claim for item in items(dataset) if isinstance(item, Record) for claim in item.claims}


def test_the_sample_gives_the_golden_claims() -> None:
    lines = sorted(f"{subject} {predicate} {value} .\n" for subject, predicate, value in claims("sample-gedcom"))
    assert "".join(lines) == GOLDEN.read_text(encoding="utf-8")


def test_the_one_fault_is_named_with_its_line() -> None:
    problems = [item for item in items("sample-gedcom") if isinstance(item, Problem)]
    (line,) = (
        number
        for number, text in enumerate((ROOT / "ingest/samples/sample-gedcom.ged").read_text("utf-8").splitlines(), 1)
        if "@F99@" in text
    )
    assert [(problem.row, problem.column) for problem in problems] == [(line, "FAMS")]


def test_the_sample_says_of_names_and_years_what_the_table_says() -> None:
    def told(dataset: str, prop: str) -> set[str]:
        persons = {s for s, p, o in claims(dataset) if o == curie("zs:Person")}
        return {literal_value(o) for s, p, o in claims(dataset) if p == curie(prop) and s in persons}

    for prop in ("skos:prefLabel", "zs:birthYear", "zs:deathYear", "zs:generation"):
        assert told("sample-gedcom", prop) == told("sample-genealogy", prop)
