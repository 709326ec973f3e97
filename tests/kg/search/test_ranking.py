"""Sort keys: what comes first, and that the order depends on the documents alone."""

from __future__ import annotations

from kg.search import Document
from kg.search.ranking import SortKeys, sort_keys


def keys(iri: str = "p-1", label: str = "王", year: int | None = None, weight: int = 0) -> SortKeys:
    return sort_keys(Document(iri, "Person", label, year_from=year, weight=weight))


def test_weight_goes_before_the_number_in_the_iri_and_that_before_the_rest_of_it() -> None:
    order = [
        keys("p-9", weight=10**9),
        keys("p-9", weight=3),
        keys("p-500", weight=2),
        keys("p-2"),
        keys("p-10"),
        keys("p-16777216"),
    ]
    assert [each.rank for each in order] == sorted((each.rank for each in order), reverse=True)
    assert len({keys(f"{prefix}-7").rank for prefix in "abcdefgh"}) == 8
    assert keys("none", weight=-5).rank == keys("none").rank >= 0


def test_years_before_and_after_christ_are_in_order_and_none_is_none() -> None:
    years = [-(10**9), -3000, -1, 0, 1, 1911, 10**9]
    made = [keys(year=year).year for year in years]
    assert None not in made
    assert made == sorted(made, key=lambda key: key or 0)
    assert len(set(made)) == len(years)
    assert keys().year is None
    heavier, lighter = keys(year=5, weight=9).year, keys(year=5, weight=8).year
    assert heavier is not None
    assert lighter is not None
    assert heavier < lighter < 2**63


def test_labels_are_compared_folded_and_a_shorter_one_goes_first() -> None:
    assert keys(label="盛").label < keys(label="盛宣懷").label
    assert keys(label="盛宣懷", weight=2).label < keys(label="盛宣怀", weight=1).label < keys(label="盛宣怀a").label
