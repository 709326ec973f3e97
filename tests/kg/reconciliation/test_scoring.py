"""Scores, bands, margins and reasons."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.reconciliation.candidate import LANGUAGES, Band, Candidate
from kg.reconciliation.model import model
from kg.reconciliation.profile import Profile
from kg.reconciliation.scoring import Claim, candidates, shares, weigh

Make = Callable[..., Profile]
SHENG = {"born": "1844", "died": "1916", "dynasty": "清", "place": "武進"}


def judged(one: Profile, *others: Profile) -> list[Candidate]:
    return candidates(one, [weigh(one, other, len(others)) for other in others])


def test_a_record_that_agrees_in_everything_is_linked_with_reasons_in_three_languages(profile: Make) -> None:
    (found,) = judged(profile("盛宣懷", **SHENG), profile("盛宣怀", id="<urn:y>", **SHENG))
    assert found.band is Band.LINK
    assert 0.95 < found.score < 1
    assert {reason.feature for reason in found.reasons} >= {"birth-same", "death-same", "place-same"}
    for reason in found.reasons:
        assert set(reason.words) == set(LANGUAGES)
        assert "{" not in reason.words["en"]
    assert next(r for r in found.reasons if r.feature == "birth-same").words["zh-Hant"] == "生年相同：1844"


def test_of_equals_nobody_is_linked(profile: Make) -> None:
    found = judged(profile("盛宣懷", **SHENG), *(profile("盛宣懷", id=f"<urn:{n}>", **SHENG) for n in range(2)))
    assert [each.band for each in found] == [Band.QUEUE, Band.QUEUE]
    assert all("rivals" in {reason.feature for reason in each.reasons} for each in found)


def test_a_namesake_against_whom_nothing_speaks_prevents_a_link_by_place_alone(profile: Make) -> None:
    one = profile("張慎學", dynasty="明-清", place="山西承宣布政使司-平陽府-夏縣")
    full, bare = (
        profile("張慎學", id="<urn:1>", dynasty="明", place="夏縣"),
        profile("張慎學", id="<urn:2>", dynasty="清"),
    )
    found = judged(one, full, bare)
    assert Band.LINK not in [each.band for each in found]
    assert "contested" in {reason.feature for reason in found[0].reasons}
    assert judged(one, full)[0].band is Band.LINK


def test_dates_decide_against_such_a_namesake(profile: Make) -> None:
    one = profile("盛宣懷", **SHENG)
    found = judged(one, profile("盛宣懷", id="<urn:1>", **SHENG), profile("盛宣懷", id="<urn:2>", dynasty="清"))
    assert next(each.band for each in found) is Band.LINK


def test_a_name_alone_is_never_linked(profile: Make) -> None:
    assert judged(profile("盛宣懷"), profile("盛宣懷", id="<urn:y>"))[0].band is Band.QUEUE


@pytest.mark.parametrize("name", ["李某", "張氏"])
def test_a_name_that_can_be_anybodys_is_no_candidate_without_further_evidence(profile: Make, name: str) -> None:
    said = {"dynasty": "清", "place": "武進"}
    assert judged(profile(name, **said), profile(name, id="<urn:y>", **said))[0].band is Band.NEW
    dated = judged(profile(name, born="1844", **said), profile(name, id="<urn:y>", born="1844", **said))
    assert dated[0].band is Band.QUEUE


@pytest.mark.parametrize("conflict", [{"born": "1700", "died": "1750"}, {"dynasty": "唐", "place": "合肥"}])
def test_a_namesake_of_another_time_is_not_linked(profile: Make, conflict: dict[str, str]) -> None:
    assert judged(profile("盛宣懷", **SHENG), profile("盛宣懷", id="<urn:y>", **conflict))[0].band is not Band.LINK


def test_a_different_sex_is_never_linked(profile: Make) -> None:
    one, other = profile("盛宣懷", gender="male", **SHENG), profile("盛宣懷", gender="female", id="<urn:y>", **SHENG)
    assert judged(one, other)[0].band is not Band.LINK


def test_a_common_name_weighs_less(profile: Make) -> None:
    one, other = profile("王佐", dynasty="明", place="瓊山"), profile("王佐", id="<urn:y>", dynasty="明", place="瓊山")
    assert weigh(one, other, 76).odds < weigh(one, other, 1).odds - 3


def test_the_claim_of_another_record_weakens_a_candidate(profile: Make) -> None:
    one, other = profile("盛宣懷", **SHENG), profile("盛宣懷", id="<urn:y>", **SHENG)
    compared = [weigh(one, other)]
    free = candidates(one, compared)[0]
    claimed = candidates(one, compared, lambda _: Claim(9.0, 9.0))[0]
    assert claimed.score < free.score
    assert "claimed" in {reason.feature for reason in claimed.reasons}


def test_without_counterparts_there_are_no_candidates(profile: Make) -> None:
    assert candidates(profile("盛宣懷"), []) == []
    assert shares([]) == []


def test_scores_are_probabilities_in_order(profile: Make) -> None:
    others = [profile("盛宣懷", id=f"<urn:{year}>", born=str(year), dynasty="清") for year in range(1840, 1850)]
    found = judged(profile("盛宣懷", **SHENG), *others)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(0 < each.score < 1 for each in found)
    assert found[0].other == "<urn:1844>"


def test_the_model_says_everything_in_three_languages_and_keeps_the_sign_of_its_priors() -> None:
    for key, feature in model().features.items():
        assert set(feature.messages) == set(LANGUAGES), key
        assert feature.weight * feature.prior >= 0, key
