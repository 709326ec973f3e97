"""A work with its editions, copies and catalogue entries, the tree of a catalogue, and the ties between the two."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from kg.curation import decide_all
from kg.evidence.catalogues import catalogue_tree, catalogues
from kg.evidence.linking import link_entries, proposals, read_person
from kg.evidence.works import work_evidence
from kg.workspace import Workspace

CHECKED = Path(__file__).resolve().parents[2] / "data" / "catalogue_links_checked.tsv"


def test_a_work_has_its_editions_by_year_and_its_entries_with_their_catalogues(books: Workspace) -> None:
    found = work_evidence(books.live.store, books.minter.path("work/sample-shengshi-weiyan")[1:-1])
    assert [each.year for each in found.editions] == [1894, 1895, 1900]
    found = work_evidence(books.live.store, books.minter.path("work/sample-jingshiwen-bian")[1:-1])
    assert [each.catalogue_label for each in found.entries] == ["清史稿藝文志", "書目答問"]
    assert all(each.extent == "一百二十卷" for each in found.entries)


def test_copies_stand_below_their_edition_with_their_holder(books: Workspace) -> None:
    found = work_evidence(books.live.store, books.minter.path("manuscript/sample-weng-riji")[1:-1])
    assert not found.entries
    copies = [copy.iri.rpartition("/")[2] for each in found.editions for copy in each.copies]
    assert copies == ["sample-weng-riji-gao"]


def test_a_catalogue_is_shown_class_by_class_in_its_order(books: Workspace) -> None:
    iri = books.minter.path("work/sample-shumu-dawen")[1:-1]
    assert iri in {each.iri for each in catalogues(books.live.store)}
    tree = catalogue_tree(books.live.store, iri)
    (top,) = tree.classes()
    assert (top.name, top.count) == ("集部", 6)
    assert [(each.name, each.count) for each in tree.classes(("集部",))] == [("別集", 5), ("總集", 1)]
    assert [each.rpartition("/")[2] for each in tree.within(("集部", "總集"))] == ["ssmdw-6"]
    assert tree.within(("集部", "楚辭")) == ()


def test_entries_are_tied_to_works_of_the_same_title_and_person_and_can_be_untied(books: Workspace) -> None:
    linking = link_entries(books.live, books.minter)
    assert linking.entries == 6
    sure = {link.entry.rpartition("/")[2][:-1]: link.target.rpartition("/")[2][:-1] for link in linking.sure}
    assert sure == {"ssmdw-1": "sample-hongqing-jushi-ji", "ssmdw-4": "sample-zeng-wenzheng-wenji"}
    decide_all(books, proposals(linking, books.rulings()))
    found = work_evidence(books.live.store, books.minter.path("work/sample-zeng-wenzheng-wenji")[1:-1])
    (entry,) = (each for each in found.entries if "ssmdw" in each.iri)
    assert entry.named == ("長沙新刻本合刻詩集四卷", "青浦初刻本")
    assert list(proposals(link_entries(books.live, books.minter), books.rulings())) == []


def test_a_dynasty_is_told_from_a_surname_by_the_names_that_are_known() -> None:
    known = {"司马光", "梁章钜", "江淹"}
    assert read_person("宋司馬光", known) == ("宋", "司馬光")
    assert read_person("梁江淹", known) == ("梁", "江淹")
    assert read_person("梁章鉅", known) == ("", "梁章鉅")
    assert read_person("", known) == ("", "")


def test_the_links_checked_by_hand_are_a_hundred_and_nearly_all_are_right() -> None:
    with CHECKED.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader((line for line in table if not line.startswith("#")), delimiter="\t"))
    verdicts = Counter(row["verdict"] for row in rows)
    assert sum(verdicts.values()) == len({row["entry"] for row in rows}) == 100
    assert verdicts["same"] >= 97
