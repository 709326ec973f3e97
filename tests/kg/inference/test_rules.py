"""The rules are complete, and a file that cannot be used is refused with what is wrong."""

from __future__ import annotations

import pytest

from kg.errors import InvalidInput
from kg.inference.rules import Closure, Composed, Rules, kin_rules, read_rules
from ontology.namespaces import expand
from ontology.terms import all_terms, direct_rules

MINIMAL = """
version = "t"
[limits]
generations = 3
ancestors = 9
children = 2
alters = 5
[[tie]]
property = "zs:parent"
step = "parent"
inverse = "zs:child"
[[tie]]
property = "zs:child"
step = "child"
inverse = "zs:parent"
[[closure]]
step = "parent"
property = "zs:ancestor"
[[founder]]
step = "lineage"
property = "zs:lineageFounder"
[[composed]]
paths = [["parent", "parent"]]
property = "zs:grandparent"
"""


def properties(rules: Rules) -> set[str]:
    return {term[1:-1] for term in (*rules.ties, *rules.forward, *rules.backward)}


def test_every_property_of_the_rules_is_declared() -> None:
    assert properties(kin_rules()) <= all_terms().keys()


def test_inverses_of_the_rules_are_those_of_the_vocabulary() -> None:
    terms, rules = all_terms(), kin_rules()
    given: tuple[Closure | Composed, ...] = (*rules.closures, *rules.composed)
    for each in given:
        if each.inverse:
            one, other = each.property[1:-1], each.inverse[1:-1]
            assert other == terms[one].inverse or one == terms[other].inverse, one


def test_every_direct_triple_between_parent_and_child_is_a_tie() -> None:
    below = {expand("zs:parent"), expand("zs:child"), expand("zs:spouse"), expand("zs:sibling")}
    direct = {rule.predicate for rule in direct_rules()} | {rule.inverse for rule in direct_rules()}
    kin = {iri for iri in direct if iri and ({iri} | set(all_terms()[iri].broader)) & below}
    assert kin == {term[1:-1] for term in kin_rules().ties}


def test_limits_and_reach_are_read() -> None:
    rules = read_rules(MINIMAL.encode())
    assert (rules.version, rules.limits.children, rules.reach) == ("t", 2, 2)
    assert kin_rules().reach == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('step = "child"', 'step = "cousin"', "cousin"),
        ('step = "child"', 'step = "lineage"', "lineage"),
        ("children = 2", "children = 2\nmany = 3", "many"),
        ("children = 2", "", "children"),
        ('property = "zs:grandparent"', 'property = "zs:child"', "both"),
        ('"zs:lineageFounder"', '"nowhere:x"', "nowhere"),
        ('version = "t"', "version = ", "rules.toml"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_rules(MINIMAL.replace(old, new).encode())
