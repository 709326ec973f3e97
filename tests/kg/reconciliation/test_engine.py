"""One name at a time: scripts, properties, absent persons, bad input, decisions that are seen at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.authority.decisions import Kind
from kg.curation import decide
from kg.errors import InvalidInput
from kg.reconciliation.engine import Reconciler
from kg.reconciliation.indexed import MOST
from kg.reconciliation.query import LONGEST, NameQuery
from kg.workspace import Workspace


def ids(workspace: Workspace, text: str, *properties: tuple[str, str], type: str = "person") -> list[str]:
    found = Reconciler.open(workspace).search(NameQuery(text, type, properties))
    return [each.iri.rpartition("/")[2] for each in found]


@pytest.mark.parametrize(
    "text", ["左宗棠", "左宗 棠", "Zuo Zongtang", "Tso Tsung-t'ang", "zongtang zuo", "ZUOZONGTANG", " 左宗棠\x00"]
)
def test_a_name_is_found_in_any_script(two_files: Workspace, text: str) -> None:
    assert ids(two_files, text) == ["other-9002"]


def test_properties_choose_among_namesakes(two_files: Workspace) -> None:
    assert ids(two_files, "李鸿章", ("zs:dynasty", "明"))[0] == "other-1001"
    assert ids(two_files, "李鸿章", ("zs:birthYear", "1823"), ("zs:nativePlaceName", "合肥"))[0] in (
        "one-2",
        "other-58961",
    )


def test_a_property_may_be_a_full_iri_and_unreadable_or_unknown_ones_are_left_out(two_files: Workspace) -> None:
    expected = ids(two_files, "左宗棠", ("zs:birthYear", "1812"))
    iri = "https://w3id.org/zhishu/ontology/birthYear"
    assert (
        ids(two_files, "左宗棠", (iri, "1812"), ("zs:deathYear", "?"), ("nonsense", "x"), ("no:such", "")) == expected
    )


def test_a_match_needs_more_than_the_name(two_files: Workspace) -> None:
    reconciler = Reconciler.open(two_files)
    assert not any(each.match for each in reconciler.search(NameQuery("左宗棠", "person")))
    sure = reconciler.search(NameQuery("左宗棠", "person", (("zs:birthYear", "1812"), ("zs:deathYear", "1885"))))
    assert [each.match for each in sure] == [True]
    assert sure[0].candidate.score > 0.9
    assert sure[0].description == "清，1812–1885，湘陰"
    assert sure[0].types == ("person",)
    wrong = reconciler.search(NameQuery("左宗棠", "person", (("zs:birthYear", "1500"), ("zs:dynasty", "明"))))
    assert not any(each.match for each in wrong)


def test_an_identifier_finds_a_person_under_another_name(two_files: Workspace) -> None:
    found = ids(two_files, "天南遯叟", ("skos:exactMatch", "https://www.wikidata.org/entity/Q707042"))
    assert set(found) == {"one-8", "other-9001"}


def test_of_a_name_that_many_bear_the_one_of_the_year_is_found(
    workspace: Workspace, tmp_path: Path, load_persons: Callable[..., None]
) -> None:
    rows = [(str(n), "王佐", "", "男", str(1000 + n), "", "明", "", "") for n in range(1, MOST + 60)]
    load_persons(tmp_path, workspace, "many", rows)
    reconciler = Reconciler.open(workspace)
    for number in (1, MOST + 50):
        found = reconciler.search(NameQuery("王佐", "person", (("zs:birthYear", str(1000 + number)),)))
        assert found[0].iri.endswith(f"many-{number}")
    assert not any(each.match for each in reconciler.search(NameQuery("王佐", "person")))


@pytest.mark.parametrize("text", ["", "   ", "\x00\x1f", "不在此文件中的人", "Nobody Atall", "()[]", '"'])
def test_who_is_not_there_is_not_found(two_files: Workspace, text: str) -> None:
    assert ids(two_files, text) == []


def test_a_text_of_ten_thousand_characters_is_cut(two_files: Workspace) -> None:
    reconciler = Reconciler.open(two_files)
    for text in ("左宗棠" * 4_000, "a" * 10_000, "\x00" * 10_000, "左 " * 5_000):
        assert not any(each.match for each in reconciler.search(NameQuery(text)))
        assert all(len(each.candidate.one) <= LONGEST + 2 for each in reconciler.search(NameQuery(text)))


def test_an_identifier_that_is_no_address_is_left_out_of_account(two_files: Workspace) -> None:
    assert ids(two_files, "左宗棠", ("skos:exactMatch", "a b/<c>"), ("owl:sameAs", "")) == ["other-9002"]


def test_a_type_that_does_not_exist_is_refused(two_files: Workspace) -> None:
    with pytest.raises(InvalidInput, match="entity type"):
        Reconciler.open(two_files).search(NameQuery("左宗棠", "nonsense"))


def test_a_limit_below_one_gives_nothing(two_files: Workspace) -> None:
    assert Reconciler.open(two_files).search(NameQuery("左宗棠"), limit=0) == []


def test_a_decision_is_seen_by_the_next_question(two_files: Workspace) -> None:
    reconciler = Reconciler.open(two_files)
    query = NameQuery("張之洞", "person", (("zs:birthYear", "1837"), ("zs:deathYear", "1909")))
    assert len(reconciler.search(query)) == 2
    terms = tuple(two_files.minter.entity("person", local) for local in ("other-35048", "one-3"))
    decide(two_files, Kind.SAME, terms, agent="test", reason="test")
    (found,) = reconciler.search(query)
    assert found.match


def test_many_names_are_answered_in_their_order(two_files: Workspace) -> None:
    queries = [NameQuery("左宗棠"), NameQuery("無此人"), NameQuery("張謇")]
    found = Reconciler.open(two_files).search_all(queries)
    assert [[each.label for each in answer] for answer in found] == [["左宗棠"], [], ["張謇"]]


def test_several_threads_may_ask(two_files: Workspace) -> None:
    reconciler, answers = Reconciler.open(two_files), []
    threads = [
        threading.Thread(target=lambda: answers.append([e.iri for e in reconciler.search(NameQuery("左宗棠"))]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(answer == answers[0] and answer for answer in answers)


def test_what_is_no_person_is_found_by_name_and_never_matched(sample_workspace: Workspace) -> None:
    found = Reconciler.open(sample_workspace).search(NameQuery("武進", "place"))
    assert found
    assert all(each.types == ("place",) and not each.match for each in found)
    assert found[0].candidate.reasons[0].words["en"]


def test_courtesy_names_lead_to_the_person(sample_workspace: Workspace) -> None:
    for text in ("盛杏蓀", "盛杏荪", "杏蓀"):
        labels = [each.label for each in Reconciler.open(sample_workspace).search(NameQuery(text, "person"))]
        assert "盛宣懷" in labels
