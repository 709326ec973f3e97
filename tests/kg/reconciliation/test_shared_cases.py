"""Cases of ../shared/design/chinese.md, section 8.5, on rows of the person files there."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.description import load_description
from ingest.load import load
from kg.chinese.fold import fold
from kg.reconciliation.candidate import Band
from kg.reconciliation.run import reconcile
from kg.terms import Term
from kg.workspace import Workspace

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
FILES = SHARED / "data" / "biogref_person_authorities"
pytestmark = pytest.mark.skipif(not FILES.exists(), reason="needs ../shared")

#: Every person of these names is taken, and so many others, so that names are as common as they are.
NAMES = {fold(name) for name in ("盛宣懷", "張慎學", "王佐", "李鴻章", "(富察)傅鼐", "富察傅鼐", "李某")}
OTHERS = 1_000


def excerpt(name: str, target: Path) -> None:
    """A person file with the rows of NAMES and the first OTHERS."""
    with gzip.open(FILES / name, "rt", encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        kept = [row for number, row in enumerate(table) if number < OTHERS or fold(row["person_name"]) in NAMES]
    with gzip.open(target / name, "wt", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(kept[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("persons")
    with closing(Workspace.open(folder / "workspace")) as workspace:
        for name in ("cbdb", "dnb"):
            excerpt(f"biogref-{name}-data.csv.gz", folder)
            dataset = load_description(f"biogref-{name}")
            load(workspace, dataset, dataset.find_files(folder))
        yield workspace


def cbdb(workspace: Workspace, number: str) -> Term:
    return workspace.minter.entity("person", f"cbdb-{number}")


def dnb(workspace: Workspace, number: str) -> Term:
    return workspace.minter.entity("person", f"dnb-{number}")


def test_k1_the_two_records_of_one_person_in_a_file_are_proposed(persons: Workspace) -> None:
    run = reconcile(persons, "biogref-cbdb")
    pair = {cbdb(persons, "55084"), cbdb(persons, "500383")}
    (found,) = [each for each in run.candidates if {each.one, each.other} == pair]
    assert found.band is Band.QUEUE
    assert {"name-folded", "name-rare"} <= {reason.feature for reason in found.reasons}


def test_k2_sheng_xuanhuai_of_dnb_is_that_of_cbdb(persons: Workspace) -> None:
    run = reconcile(persons, "biogref-dnb", "biogref-cbdb")
    found = [each for each in run.of(Band.LINK) if each.one == dnb(persons, "005845")]
    assert [each.other for each in found] == [cbdb(persons, "55084")]


def test_k5_of_two_records_that_may_be_one_person_neither_is_linked(persons: Workspace) -> None:
    run = reconcile(persons, "biogref-dnb", "biogref-cbdb")
    wanted = {cbdb(persons, "59837"), cbdb(persons, "347165")}
    found = [each for each in run.candidates if each.other in wanted]
    assert {each.other for each in found} == wanted
    assert {each.band for each in found} == {Band.QUEUE}


def test_n13_names_that_many_bear_are_not_linked_by_the_name(persons: Workspace) -> None:
    run = reconcile(persons, "biogref-dnb", "biogref-cbdb")
    for each in run.of(Band.LINK):
        features = {reason.feature for reason in each.reasons}
        assert features & {"birth-same", "birth-near", "death-same", "death-near", "place-same", "place-within"} or (
            "dynasty-same" in features or "dynasty-shared" in features
        )
    assert not [each for each in run.candidates if each.one.endswith("-李某>")]
