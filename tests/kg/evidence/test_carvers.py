"""Carvers: the years that the dated editions of several of them have in common."""

from __future__ import annotations

from kg.evidence.carvers import DatedEdition, date_by_carvers, editions_of_carvers
from kg.store import open_store
from kg.store.quads import quad
from kg.terms import curie, integer, literal


def dated(*years: int) -> list[DatedEdition]:
    return [DatedEdition(f"http://x/{year}", str(year), year) for year in years]


def test_the_range_is_what_all_carvers_allow() -> None:
    found = date_by_carvers({"甲": dated(1130, 1150), "乙": dated(1160)})
    assert found.range == (1120, 1170)
    assert [step.name for step in found.steps] == ["甲", "乙"]


def test_a_carver_who_does_not_meet_the_others_is_set_aside_and_said() -> None:
    found = date_by_carvers({"甲": dated(1130, 1150), "乙": dated(1550)})
    assert found.range == (1110, 1170)
    assert [step.contradicts for step in found.steps] == [False, True]


def test_nothing_is_said_of_carvers_without_dated_editions() -> None:
    assert date_by_carvers({"甲": []}).range is None


def test_editions_are_found_by_the_names_on_their_blocks_in_either_script() -> None:
    store, one, undated = open_store(None), "<http://x/1>", "<http://x/2>"
    store.replace(
        (),
        [
            quad((one, curie("zs:carverName"), literal("劉仁", "zh-Hant"))),
            quad((one, curie("zs:year"), integer(1140))),
            quad((one, curie("skos:prefLabel"), literal("某書", "zh-Hant"))),
            quad((undated, curie("zs:carverName"), literal("劉仁", "zh-Hant"))),
        ],
    )
    found = editions_of_carvers(store, ["刘仁", "王五"])
    assert found == {"刘仁": (DatedEdition("http://x/1", "某書", 1140),), "王五": ()}
