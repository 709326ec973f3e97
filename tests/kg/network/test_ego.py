"""Ego networks of a small letter-writing circle with one kinship."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.authority.decisions import Kind
from kg.authority.description import Describer
from kg.curation import decide
from kg.network.ego import EgoNetwork, EgoReader
from kg.terms import Term
from kg.workspace import Workspace

KIN = """
id = "kin"
prefixes = ["kinship/kin-"]
[table]
key = "{id}"
entity = "kinship/kin-{id}"
class = "zs:Kinship"
constant = {"zs:kinship" = "kin:father"}
column = [
    {column = "ego", property = "zs:ego", entity = "person/trial-{value}"},
    {column = "alter", property = "zs:alter", entity = "person/trial-{value}"},
]
"""


def read(workspace: Workspace, term: Term, limit: int = 40) -> EgoNetwork:
    live = workspace.live
    return EgoReader(live.store, Describer(workspace.minter, live)).read(term[1:-1], limit)


@pytest.fixture
def related(filled: Workspace, load_table: Callable[[Workspace, str, str], object]) -> Workspace:
    """The letters of ``filled``, and that 3 is the father of 1."""
    load_table(filled, "id,ego,alter\n1,1,3\n", KIN)
    return filled


def test_letters_both_ways_make_one_tie_with_its_years_and_sources(
    related: Workspace, person: Callable[[Workspace, int], Term]
) -> None:
    network = read(related, person(related, 1))
    assert network.label == "盛宣懷"
    assert [(tie.label, tie.type, tie.count, tie.direction) for tie in network.ties] == [
        ("李鴻章", "letter", 2, "both"),
        ("張之洞", "kinship", 1, "out"),
    ]
    letters, father = network.ties
    assert letters.years == (1895, 1895)
    assert [source.record.rpartition("/")[2] for source in letters.sources] == ["1", "2"]
    assert all((source.dataset, source.locator[:9]) == ("post", "data.csv,") for source in letters.sources)
    assert father.kind.endswith("/father")
    assert father.years is None


def test_tie_is_seen_from_the_other_side(related: Workspace, person: Callable[[Workspace, int], Term]) -> None:
    (tie,) = read(related, person(related, 3)).ties
    assert (tie.alter, tie.direction) == (person(related, 1)[1:-1], "in")


def test_merged_persons_share_their_ties(related: Workspace, person: Callable[[Workspace, int], Term]) -> None:
    decide(related, Kind.SAME, (person(related, 1), person(related, 4)), agent="a", reason="b")
    strongest = read(related, person(related, 1)).ties[0]
    assert (strongest.label, strongest.count, strongest.years) == ("李鴻章", 3, (1895, 1896))
    assert read(related, person(related, 2)).ties[0].alter == person(related, 1)[1:-1]


def test_limit_leaves_out_the_weakest_and_counts_them(
    related: Workspace, person: Callable[[Workspace, int], Term]
) -> None:
    network = read(related, person(related, 1), limit=1)
    assert len(network.ties) == 1
    assert network.total == 2


def test_unknown_entity_has_no_ties(related: Workspace, person: Callable[[Workspace, int], Term]) -> None:
    assert read(related, person(related, 99)).ties == ()


def test_year_that_is_no_number_and_a_letter_to_oneself_do_no_harm(
    workspace: Workspace, load_table: Callable[[Workspace, str, str], object]
) -> None:
    letters = """
id = "post"
prefixes = ["letter/post-"]
[table]
key = "{id}"
entity = "letter/post-{id}"
class = "zs:Letter"
column = [
    {column = "sender", property = "zs:sender", entity = "person/{value}", split = ";"},
    {column = "addressee", property = "zs:addressee", entity = "person/{value}", split = ";"},
    {column = "year", property = "zs:year"},
]
"""
    load_table(workspace, "id,sender,addressee,year\n1,a;b,a;b,約1895年\n2,a,a,\n", letters)
    (tie,) = read(workspace, workspace.minter.entity("person", "a")).ties
    assert (tie.count, tie.direction, tie.years) == (1, "both", None)
