"""Authority records of a workspace: status by decision, sources found and not found, namesakes, merges, streaming."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.authority.decisions import Kind
from kg.authority.records.record import AuthorityRecord, AuthorityRecords
from kg.authority.records.status import (
    DRAFT,
    ESTABLISHED,
    FULL,
    MACHINE,
    MINIMAL,
    PROVISIONAL,
    UNDIFFERENTIATED,
)
from kg.authority.records.triples import record_triples
from kg.curation import decide
from kg.errors import NotFound
from kg.store.quads import quad
from kg.terms import curie
from kg.workspace import Workspace
from ontology.namespaces import expand

BASE = "http://127.0.0.1:8421/"
PERSONS = """
id = "a"
prefixes = ["person/a-", "name/a-"]
[table]
key = "{id}"
entity = "person/a-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "born", property = "zs:birthYear", type = "year"},
    {column = "dynasty", property = "zs:dynasty"},
    {column = "place", property = "zs:nativePlaceName", lang = "zh-Hant"},
    {column = "match", property = "skos:exactMatch", type = "iri"},
]
[[table.node]]
id = "name/a-{id}"
link = "zs:name"
class = "zs:Name"
when = ["zi"]
column = [
    {column = "zi", property = "rdf:value", lang = "zh-Hant"},
    {template = "zi", property = "zs:nameType", values = {zi = "nametype:zi"}},
]
"""
ROWS = """id,name,born,dynasty,place,match,zi
1,盛宣懷,1844,清,江蘇-武進,http://www.wikidata.org/entity/Q1,杏蓀
2,盛宣懷,,清,江蘇-武進,,
3,王偉,,明,,,
4,王偉,,明,,,
5,李某,,唐,,,
6,李氏(周世昭妻),,明,,,
"""
OTHERS = PERSONS.replace('"a"', '"b"').replace("a-", "b-")


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory,
    clock: Callable[[], Callable[[], str]],
    load_table_from: Callable[[Path, Workspace, str, str], object],
) -> Iterator[Workspace]:
    """Two datasets; tests that decide undo it again."""
    folder = tmp_path_factory.mktemp("records")
    opened = Workspace.open(folder / "workspace", clock=clock())
    load_table_from(folder, opened, ROWS, PERSONS)
    load_table_from(folder, opened, "id,name,born,dynasty,place,match,zi\n1,盛宣懷,1844,清-民國,武進,,\n", OTHERS)
    yield opened
    opened.close()


def records(workspace: Workspace) -> AuthorityRecords:
    return AuthorityRecords(workspace.minter, workspace.live, workspace.decisions.read())


def record(workspace: Workspace, local: str = "a-1") -> AuthorityRecord:
    found = records(workspace)
    about = found.about(local)
    assert about is not None
    return found.record(about)


def decided(workspace: Workspace, kind: Kind, *terms: str) -> int:
    return decide(workspace, kind, terms, agent="cataloguer", reason="查證").number


def undo(workspace: Workspace, number: int) -> None:
    decide(workspace, Kind.UNDO, agent="cataloguer", reason="有誤", undoes=number)


def state(workspace: Workspace, local: str = "a-1") -> Callable[[str], int]:
    own = workspace.minter.path(f"authority/{local}")
    return lambda value: decided(workspace, Kind.ADD, own, curie("zs:authorityStatus"), f"<{value}>")


def test_what_one_source_has_is_a_draft_made_by_machine(loaded: Workspace) -> None:
    found = record(loaded)
    assert (found.status, found.level, found.status_decision) == (DRAFT, MACHINE, 0)
    assert (found.iri, found.about) == (f"{BASE}authority/a-1", f"{BASE}person/a-1")
    assert found.heading == "盛宣懷 (清, 1844-)"


def test_a_decision_establishes_a_record_a_later_one_replaces_it_and_undoing_goes_back(loaded: Workspace) -> None:
    give = state(loaded)
    first, second = give(ESTABLISHED), give(PROVISIONAL)
    assert (record(loaded).status, record(loaded).status_decision) == (PROVISIONAL, second)
    undo(loaded, second)
    found = record(loaded)
    assert (found.status, found.status_decision, found.level) == (ESTABLISHED, first, FULL)
    undo(loaded, first)
    assert record(loaded).status == DRAFT


def test_nothing_can_be_decided_about_the_record_of_nobody(loaded: Workspace) -> None:
    with pytest.raises(NotFound, match="authority/nobody"):
        state(loaded, "nobody")(ESTABLISHED)


def test_a_merge_makes_one_record_with_the_sources_and_ids_of_both(loaded: Workspace) -> None:
    keep, other = loaded.minter.path("person/a-1"), loaded.minter.path("person/b-1")
    number = decided(loaded, Kind.SAME, keep, other)
    found = record(loaded)
    assert (found.status, found.superseded) == (PROVISIONAL, (other[1:-1],))
    assert {each.dataset for each in found.sources_found} == {"a", "b"}
    # Sources disagree on the dynasty: the heading takes what the record's own source says, both stand side by side.
    assert found.heading == "盛宣懷 (清, 1844-)"
    dynasties = next(s for s in found.entity.statements if s.property == expand("zs:dynasty"))
    assert {value.text for value in dynasties.values} == {"清", "清-民國"}
    assert records(loaded).about("b-1") == other[1:-1]
    undo(loaded, number)
    assert record(loaded).superseded == ()


def test_a_source_in_which_nothing_was_found_is_a_decision(loaded: Workspace) -> None:
    own = loaded.minter.path("authority/a-1")
    number = decided(loaded, Kind.ADD, own, curie("zs:sourceNotFound"), '"明史"@zh-hant')
    assert record(loaded).sources_not_found == ("明史",)
    undo(loaded, number)
    assert record(loaded).sources_not_found == ()


def test_the_preferred_label_wins_and_is_marked(loaded: Workspace) -> None:
    person = loaded.minter.path("person/a-1")
    added = decided(loaded, Kind.ADD, person, curie("skos:prefLabel"), '"盛杏蓀"@zh-hant')
    chosen = decided(loaded, Kind.PREFER, person, curie("skos:prefLabel"), '"盛杏蓀"@zh-hant')
    form = record(loaded).form("calis", "zh-Hant")
    assert form is not None
    assert (form.name, form.curated) == ("盛杏蓀", True)
    assert "盛宣懷" in [each.text for each in record(loaded).variants]
    undo(loaded, chosen)
    undo(loaded, added)


def test_equal_headings_know_of_each_other_and_a_year_tells_two_apart(loaded: Workspace) -> None:
    assert record(loaded, "a-3").equal == (f"{BASE}person/a-4",)
    assert record(loaded, "a-2").equal == ()


@pytest.mark.parametrize(("local", "status"), [("a-5", UNDIFFERENTIATED), ("a-6", DRAFT)])
def test_names_of_nobody_in_particular_are_kept_apart(loaded: Workspace, local: str, status: str) -> None:
    assert record(loaded, local).status == status


def test_reviewed_but_not_complete_is_minimal(loaded: Workspace) -> None:
    number = state(loaded, "a-3")(ESTABLISHED)
    assert record(loaded, "a-3").level == MINIMAL
    undo(loaded, number)


def test_variants_have_type_and_source_and_what_is_computed_says_so(loaded: Workspace) -> None:
    variants = {each.text: each for each in record(loaded).variants}
    zi = variants["杏蓀"]
    assert (zi.kind, zi.iri, zi.computed) == (expand("nametype:zi"), f"{BASE}name/a-1", False)
    assert [source.dataset for source in zi.sources] == ["a"]
    assert (variants["Sheng Hsüan-huai"].computed, variants["Sheng Hsüan-huai"].sources) == (True, ())


def test_all_gives_every_person_once_and_namesakes_together(loaded: Workspace) -> None:
    found = [each.local for each in records(loaded).all()]
    assert sorted(found) == ["a-1", "a-2", "a-3", "a-4", "a-5", "a-6", "b-1"]
    assert abs(found.index("a-3") - found.index("a-4")) == 1
    assert sorted(each.local for each in records(loaded).all(dataset="b")) == ["b-1"]


def test_a_record_has_the_same_triples_each_time_and_they_are_well_formed(loaded: Workspace) -> None:
    found = [quad(triple) for triple in record_triples(record(loaded))]
    assert found == [quad(triple) for triple in record_triples(record(loaded))]
    assert any(
        str(q.object) == f"<{BASE}person/a-1>" and q.predicate.value == expand("foaf:primaryTopic") for q in found
    )


def test_nothing_is_known_of_an_id_that_never_was(loaded: Workspace) -> None:
    assert records(loaded).about("nobody") is None
    with pytest.raises(NotFound):
        records(loaded).record(f"{BASE}person/nobody")
