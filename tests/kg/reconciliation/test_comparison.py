"""What is seen in a pair: each feature, both ways round."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.reconciliation.comparison import compare
from kg.reconciliation.model import model
from kg.reconciliation.profile import Profile

Make = Callable[..., Profile]


@pytest.mark.parametrize(
    ("one", "other", "feature"),
    [
        ({"born": "1844"}, {"born": "1844"}, "birth-same"),
        ({"born": "1844"}, {"born": "1845"}, "birth-near"),
        ({"born": "1844"}, {"born": "1847"}, "birth-close"),
        ({"born": "1844"}, {"born": "1850"}, "birth-off"),
        ({"died": "1916"}, {"died": "1866"}, "death-differs"),
        ({"died": "1660/1665"}, {"died": "1662"}, "death-same"),
        ({"born": "1844"}, {"died": "1700"}, "life-impossible"),
        ({"born": "1600"}, {"died": "1900"}, "life-impossible"),
        ({"active": "1875"}, {"born": "1844", "died": "1916"}, "active-fits"),
        ({"active": "1600"}, {"born": "1844", "died": "1916"}, "active-outside"),
        ({"dynasty": "清"}, {"dynasty": "[清]"}, "dynasty-same"),
        ({"dynasty": "明-清"}, {"dynasty": "清"}, "dynasty-shared"),
        ({"dynasty": "宋"}, {"dynasty": "南宋"}, "dynasty-shared"),
        ({"dynasty": "Qing"}, {"dynasty": "清代"}, "dynasty-same"),
        ({"dynasty": "清"}, {"dynasty": "中華民國"}, "dynasty-near"),
        ({"dynasty": "唐"}, {"dynasty": "清"}, "dynasty-far"),
        ({"dynasty": "清"}, {"dynasty": "中華民國", "born": "1844"}, "dynasty-shared"),
        ({"dynasty": "清"}, {"dynasty": "中華民國", "born": "1908"}, "dynasty-near"),
        ({"dynasty": "清"}, {"born": "1844"}, "years-in-dynasty"),
        ({"dynasty": "宋"}, {"born": "1844"}, "years-outside-dynasty"),
        ({"place": "江蘇省-常州府-武進縣"}, {"place": "武進"}, "place-same"),
        ({"place": "江苏武进"}, {"place": "武進縣"}, "place-same"),
        ({"place": "山東省-濟南府-章邱縣"}, {"place": "章丘"}, "place-same"),
        ({"place": "江蘇省-常州府-武進縣"}, {"place": "常州府"}, "place-within"),
        ({"place": "浙江-紹興府-山陰縣"}, {"place": "浙江-紹興府-會稽縣"}, "place-region"),
        ({"place": "武進"}, {"place": "合肥"}, "place-differs"),
        ({"gender": "male"}, {"gender": "female"}, "gender-differs"),
        ({"zi": "杏蓀"}, {"zi": "杏荪"}, "courtesy-shared"),
        ({"zi": "杏蓀"}, {"zi": "少荃"}, "courtesy-differs"),
        ({"hao": "愚齋"}, {"hao": "愚斋"}, "art-shared"),
        ({"kin": "盛康 盛隆"}, {"kin": "盛康"}, "kin-shared"),
    ],
)
def test_a_feature_is_seen_both_ways_round(
    profile: Make, one: dict[str, str], other: dict[str, str], feature: str
) -> None:
    ours, theirs = profile("盛宣懷", **one), profile("盛宣懷", **other)
    assert feature in {each.feature for each in compare(ours, theirs)}
    assert feature in {each.feature for each in compare(theirs, ours)}


def test_reasons_show_what_is_written_and_no_keys(profile: Make) -> None:
    one = profile("盛宣懷", place="江蘇省-常州府-武進縣", kin="盛康")
    other = profile("盛宣懷", place="武進縣；江蘇", kin="盛康")
    said = {each.feature: each for each in compare(one, other)}
    assert (said["place-same"].one, said["place-same"].other) == ("江蘇省-常州府-武進縣", "武進縣")
    assert said["kin-shared"].one == "盛康"


def test_what_is_unknown_says_nothing(profile: Make) -> None:
    assert [each.feature for each in compare(profile("盛宣懷"), profile("盛宣懷", born="1844", place="武進"))] == [
        "name-same"
    ]


def test_surname_and_courtesy_name_are_the_name_of_a_person(profile: Make) -> None:
    seen = {each.feature for each in compare(profile("盛杏荪"), profile("盛宣懷", zi="杏蓀"))}
    assert "name-courtesy" in seen
    alone = {each.feature for each in compare(profile("杏荪"), profile("盛宣懷", zi="杏蓀"))}
    assert "name-courtesy-alone" in alone


def test_of_each_group_one_feature_applies(profile: Make) -> None:
    one = profile("盛宣懷", "盛杏生", zi="杏蓀", born="1844", died="1916", dynasty="清", place="武進", gender="male")
    other = profile("盛宣懐", zi="杏蓀", born="1845", died="1916", dynasty="中華民國", place="武進", gender="male")
    groups = [model().features[each.feature].group for each in compare(one, other)]
    assert len(groups) == len(set(groups))


def test_a_regime_may_be_one_of_several_of_its_name(profile: Make) -> None:
    for dynasty in ("武周", "北周", "周"):
        seen = {each.feature for each in compare(profile("李某甲", dynasty="周"), profile("李某甲", dynasty=dynasty))}
        assert not seen & {"dynasty-far"}


def test_years_that_were_compared_are_not_held_against_the_dynasty_as_well(profile: Make) -> None:
    """盛宣懷 is filed under 中華民國 by CBDB and was born in 1844."""
    found = {
        each.feature for each in compare(profile("盛宣懷", born="1844"), profile("盛宣懷", born="1844", dynasty="宋"))
    }
    assert found == {"birth-same", "name-same"}
