"""What the checks find in data with faults, that queries and pySHACL find the same, and what a change reaches."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from pyoxigraph import RdfFormat, Triple, serialize

from kg import terms
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.generation import Generation
from kg.quality import neighbours
from kg.quality.engine import Checker, check_all, check_entities
from kg.quality.finding import Finding
from kg.quality.measures import checks
from kg.sparql.pool import QueryPool
from kg.store import VIEW
from kg.store.quads import quad
from kg.workspace import Workspace
from ontology.namespaces import PREFIXES
from ontology.validation import validate_view

Pairs = set[tuple[str, str]]


def pairs(findings: Iterable[Finding]) -> Pairs:
    """(local id, check) of findings."""
    return {(each.entity.partition("8421/")[2], each.check) for each in findings}


def test_faults_are_found(faulty_read: Workspace) -> None:
    found = pairs(check_all(faulty_read.live))
    assert found >= {
        ("person/kin-5", "generation-character"),
        ("person/kin-7", "possible-duplicates"),
        ("person/kin-8", "possible-duplicates"),
        ("person/kin-9", "bornBeforeDeath"),
        ("person/kin-9", "fatherOlder"),
        ("person/kin-10", "birthYearOnce"),
        ("person/kin-10", "nativePlace"),
        ("person/kin-11", "no-chinese-label"),
        ("person/kin-11", "personYearKnown"),
        ("person/kin-12", "personYearKnown"),
        ("letter/mail-2", "senderAlive"),
        ("letter/mail-3", "addresseeBorn"),
        ("letter/mail-4", "notToOneself"),
        ("letter/mail-5", "senderMatched"),
        ("letter/mail-5", "addressee"),
        ("letter/mail-5", "recordDateRead"),
        ("letter/mail-6", "edtf"),
        ("place/kin-far", "latitude"),
        ("place/kin-far", "beginBeforeEnd"),
        ("place/kin-half", "longitudeWithLatitude"),
        ("place/kin-none", "coordinates"),
    }
    assert not {entity for entity, check in found if check == "generation-character"} - {"person/kin-5"}
    assert ("letter/mail-1", "senderAlive") not in found


def test_a_finding_says_what_where_and_who(faulty_read: Workspace) -> None:
    finding = next(f for f in check_all(faulty_read.live) if f.check == "fatherOlder")
    assert finding.type == "person"
    assert finding.shape == "https://w3id.org/zhishu/shape/fatherOlder"
    assert finding.path == "zs:father/zs:birthYear"
    assert finding.values == (terms.integer(1844),)
    assert finding.datasets == ("kin",)
    assert set(finding.messages) == {"zh-hans", "zh-hant", "en"}
    assert "1844" in finding.line()


@pytest.mark.parametrize("samples", [False, True])
def test_the_query_of_every_check_finds_the_same_entities(
    samples: bool, faulty_read: Workspace, request: pytest.FixtureRequest
) -> None:
    workspace: Workspace = request.getfixturevalue("sample_workspace") if samples else faulty_read
    live = workspace.live
    expected: dict[str, set[str]] = {}
    for finding in check_all(live):
        expected.setdefault(finding.check, set()).add(finding.entity)
    base = workspace.minter.base
    with QueryPool(live.directory / "store", workers=1, base_iri=base, prefixes=PREFIXES) as pool:
        # The query of duplicates compares names as they are written; the engine folds them.
        for each in (check for check in checks().values() if check.key != "possible-duplicates"):
            with pool.run(each.query, "csv") as result:
                rows = b"".join(result).decode("utf-8").splitlines()[1:]
            found = {row.split(",", 1)[0] for row in rows}
            assert found == expected.get(each.key, set()), each.key


def view_of(generation: Generation) -> str:
    triples = (Triple(q.subject, q.predicate, q.object) for q in generation.store.match(None, None, None, VIEW))
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode("utf-8")


def test_shapes_find_what_pyshacl_finds(faulty_read: Workspace) -> None:
    ours = {(f.entity, f.shape) for f in check_all(faulty_read.live) if f.shape}
    theirs = {(r.focus_node.strip("<>"), r.shape) for r in validate_view(view_of(faulty_read.live)).results}
    assert ours == theirs


def test_check_of_each_entity_alone_finds_what_the_whole_check_finds(faulty_read: Workspace) -> None:
    live = faulty_read.live
    checker = Checker(live)
    iris = {q.subject.value for q in live.store.match(None, None, None, VIEW)}  # type: ignore[union-attr]
    alone = [finding for iri in iris if (checked := checker.one(iri)) for finding in checked.findings]
    whole = list(check_all(live))
    assert pairs(alone) == pairs(whole)
    assert {(f.entity, f.check, f.values) for f in alone} == {(f.entity, f.check, f.values) for f in whole}


def test_whole_check_gives_no_finding_twice(faulty_read: Workspace) -> None:
    found = [(f.entity, f.check) for f in check_all(faulty_read.live)]
    assert len(found) == len(set(found))


def test_check_of_a_dataset_is_that_part_of_the_whole(faulty_read: Workspace) -> None:
    whole = list(check_all(faulty_read.live))
    for dataset in ("kin", "mail", "land"):
        part = pairs(check_all(faulty_read.live, dataset))
        assert part == pairs(f for f in whole if dataset in f.datasets), dataset


def test_check_of_an_entity_includes_those_that_look_at_it(faulty_read: Workspace) -> None:
    father = faulty_read.minter.path("person/kin-7")[1:-1]
    found = pairs(check_entities(faulty_read.live, [father]))
    assert ("person/kin-9", "fatherOlder") in found, "the son's shape reads the father's year"
    sender = faulty_read.minter.path("person/kin-4")[1:-1]
    found = pairs(check_entities(faulty_read.live, [sender]))
    assert ("letter/mail-2", "senderAlive") in found, "the letter's shape reads the sender's year"
    assert ("person/kin-5", "generation-character") in found, "the brother's name is compared"


def test_neighbours_are_bounded(faulty_read: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MOST", 1)
    father = faulty_read.minter.path("person/kin-1")[1:-1]
    assert len(Checker(faulty_read.live).around([father])) < 8


def test_datasets_of_a_merged_entity_are_those_of_all_its_records(faulty: Workspace) -> None:
    path = faulty.minter.path
    decide(
        faulty,
        Kind.ADD,
        (path("person/kin-2"), terms.curie("zs:deathYear"), terms.integer(1873)),
        agent="a",
        reason="r",
    )
    (finding,) = (f for f in check_entities(faulty.live, [path("person/kin-2")[1:-1]]) if f.check == "deathYearOnce")
    assert finding.datasets == ("curation", "kin")


def test_generation_character_of_the_poem_is_looked_for(faulty: Workspace) -> None:
    path = faulty.minter.path
    claims = [
        (path("person/kin-7"), "zs:family", path("family/kin-x")),
        (path("person/kin-7"), "zs:generation", terms.integer(3)),
        (path("family/kin-x"), "zs:generationPoem", path("poem/kin-x")),
        (path("poem/kin-x"), "zs:poemCharacter", path("poem/kin-x-3")),
        (path("poem/kin-x-3"), "zs:generationNumber", terms.integer(3)),
        (path("poem/kin-x-3"), "zs:generationCharacter", terms.literal("恩")),
    ]
    assert ("person/kin-7", "generation-character") not in pairs(check_all(faulty.live))
    generation = faulty.build()
    triples = [(subject, terms.curie(prop), value) for subject, prop, value in claims]
    generation.store.replace((), [quad(triple) for triple in triples])
    try:
        assert ("person/kin-7", "generation-character") in pairs(check_all(generation))
    finally:
        faulty.discard(generation)
