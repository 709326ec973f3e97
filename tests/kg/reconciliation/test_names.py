"""Keys and agreement of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reconciliation.name_comparison import whole_agreement
from kg.reconciliation.names import LONGEST, PersonName, name_keys, person_name


def name(text: str) -> PersonName:
    found = person_name(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "feature"),
    [
        ("盛宣懷", "盛宣懷", "name-same"),
        ("盛宣懷", "盛宣怀", "name-folded"),
        ("盛宣懷", "盛宣懐", "name-folded"),
        ("(富察)傅鼐", "富察傅鼐", "name-folded"),
        ("余濬", "余浚", "name-loose"),
        ("(富察)傅鼐", "傅鼐", "name-clan"),
        ("富察傅鼐", "傅鼐", "name-clan"),
        ("(富察)傅鼐", "(那拉)傅鼐", "name-clan-differs"),
        ("鄭觀應", "鄭官應", "name-one-character"),
        ("Sheng Hsüan-huai", "盛宣懷", "name-romanised"),
        ("Xuanhuai Sheng", "盛宣懷", "name-romanised"),
        ("Robert Hart", "Hart, Robert", "name-folded"),
        ("歐陽修", "修", "name-differs"),
        ("李鴻章", "張之洞", "name-differs"),
    ],
)
def test_names_agree_in_one_way_whichever_comes_first(one: str, other: str, feature: str) -> None:
    assert whole_agreement(name(one), name(other)) == feature
    assert whole_agreement(name(other), name(one)) == feature


def test_clans_in_brackets_are_kept_and_dropped_in_keys() -> None:
    assert {"富察傅鼐", "傅鼐"} == set(name_keys(name("(富察)傅鼐")))


@pytest.mark.parametrize("text", ["李某", "張氏", "王□"])
def test_a_surname_alone_can_be_anybody(text: str) -> None:
    assert name(text).is_undifferentiated


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "()", "。"])
def test_a_text_without_a_letter_is_no_name(text: str) -> None:
    assert person_name(text) is None


def test_a_name_of_ten_thousand_characters_is_cut() -> None:
    assert len(name("盛宣懷" * 3_400).text) <= LONGEST


@given(st.text(max_size=80))
def test_any_text_is_a_name_or_none_and_agrees_with_itself(text: str) -> None:
    found = person_name(text)
    if found is not None:
        assert whole_agreement(found, found) == "name-same"
        assert list(name_keys(found))
