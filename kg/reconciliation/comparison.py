"""Comparing two persons: which features apply to the pair. Of each group of features at most one does."""

from __future__ import annotations

from collections.abc import Iterator

from kg.reconciliation.model import Observation
from kg.reconciliation.name_comparison import compare_names
from kg.reconciliation.periods import Agreement, Period, are_successive, compare_periods
from kg.reconciliation.places import Nearness, compare_places
from kg.reconciliation.profile import Profile, Years

#: Years by which two dates of one event may differ, and what that is called.
_CLOSE, _OFF = 3, 10
#: Nobody lives longer, or is known to be active before the second of these ages.
_LONGEST_LIFE, _YOUNGEST, _GROWN_UP = 105, 8, 15
#: How many relatives, offices and others in common are named in a reason.
_NAMED = 3

_PERIODS = {Agreement.SAME: "dynasty-same", Agreement.SHARED: "dynasty-shared", Agreement.NEAR: "dynasty-near"}
_PLACES = {Nearness.SAME: "place-same", Nearness.WITHIN: "place-within", Nearness.REGION: "place-region"}


def compare(one: Profile, other: Profile) -> Iterator[Observation]:
    """What speaks for and against two persons being one. What is unknown of either says nothing."""
    if shared := one.identifiers & other.identifiers:
        yield Observation("identifier-same", min(shared))
    yield from compare_names(one, other)
    yield from _dates(one, other)
    yield from _times(one, other)
    if one.places and other.places:
        nearness, a, b = compare_places(one.places, other.places)
        yield Observation(_PLACES.get(nearness, "place-differs"), a.text, b.text)
    if one.gender and other.gender:
        yield Observation(f"gender-{'same' if one.gender == other.gender else 'differs'}", one.gender, other.gender)
    for feature, ours, theirs in (
        ("kin-shared", one.kin, other.kin),
        ("offices-shared", one.offices, other.offices),
        ("associates-shared", one.associates, other.associates),
    ):
        if both := ours.keys() & theirs.keys():
            yield Observation(feature, "、".join(ours[key] for key in sorted(both)[:_NAMED]))


def _dates(one: Profile, other: Profile) -> Iterator[Observation]:
    for event, ours, theirs in (("birth", one.birth, other.birth), ("death", one.death, other.death)):
        if ours and theirs:
            gap = max(ours[0], theirs[0]) - min(ours[1], theirs[1])
            yield Observation(f"{event}-{_distance(gap)}", written(ours), written(theirs))
    if (one.birth and other.birth) or (one.death and other.death):
        return
    for born, died in ((one.birth, other.death), (other.birth, one.death)):
        if born and died and not 0 <= died[1] - born[0] <= _LONGEST_LIFE:
            yield Observation("life-impossible", written(born), written(died))
            return


def _distance(gap: int) -> str:
    if gap <= 0:
        return "same"
    if gap == 1:
        return "near"
    return "close" if gap <= _CLOSE else "off" if gap <= _OFF else "differs"


def _times(one: Profile, other: Profile) -> Iterator[Observation]:
    if one.period and other.period:
        agreement = compare_periods(one.period, other.period)
        lived = _lived_under(one, other.period) or _lived_under(other, one.period)
        if lived and agreement in (Agreement.NEAR, Agreement.FAR) and are_successive(one.period, other.period):
            agreement = Agreement.SHARED
        yield Observation(_PERIODS.get(agreement, "dynasty-far"), one.period.text, other.period.text)
    compared = (one.birth and other.birth) or (one.death and other.death)  # years say more than a dynasty
    for ours, theirs in ((one, other), (other, one)):
        if ours.period and not theirs.period and not compared and (years := known_years(theirs)):
            yield _within(ours.period, years)
            break
    dated = (one.birth or one.death) and (other.birth or other.death)
    for ours, theirs in ((one, other), (other, one)):
        if ours.active and (years := known_years(theirs)) and not (dated and ours.birth and ours.death):
            yield _active(ours.active, theirs, years)
            break


def _lived_under(person: Profile, period: Period) -> bool:
    """Whether somebody whose dynasty is another was grown up before the end of a period and alive after its beginning:
    files count those who lived under two dynasties among either."""
    if not (person.birth or person.death) or not (years := known_years(person)):
        return False
    grown = years[0] + _GROWN_UP if person.birth else years[0]
    return grown <= period.last and years[1] >= period.first


def _within(period: Period, years: Years) -> Observation:
    inside = years[1] >= period.first and years[0] <= period.last
    return Observation(f"years-{'in' if inside else 'outside'}-dynasty", period.text, written(years))


def _active(active: Years, other: Profile, years: Years) -> Observation:
    first = other.birth[0] + _YOUNGEST if other.birth else years[0] - (0 if other.active and not other.death else 90)
    last = other.death[1] if other.death else years[1] + 90
    fits = active[1] >= first and active[0] <= last
    return Observation(f"active-{'fits' if fits else 'outside'}", written(active), written(years))


def known_years(person: Profile) -> Years | None:
    """The years that something is known of: from birth to death, else those in which the person was active."""
    known = [years for years in (person.birth, person.death) if years] or [years for years in (person.active,) if years]
    return (min(years[0] for years in known), max(years[1] for years in known)) if known else None


def written(years: Years) -> str:
    """Years in figures: 1844, or 1660–1665.

    >>> written((1844, 1844)), written((1660, 1665))
    ('1844', '1660–1665')
    """
    return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"
