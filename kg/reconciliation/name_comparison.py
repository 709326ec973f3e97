"""How the names of two persons agree: the best agreement of any two forms, and courtesy and art names in common."""

from __future__ import annotations

from collections.abc import Iterator

from kg.chinese.readings import split_name
from kg.reconciliation.model import Observation
from kg.reconciliation.names import (
    NameKind,
    PersonName,
    is_same_fold,
    letter_keys,
    plain_key,
    surname_of,
    typed_key,
)
from kg.reconciliation.profile import Profile

#: From the closest agreement to none.
_ORDER = (
    "name-same",
    "name-folded",
    "name-loose",
    "name-clan",
    "name-courtesy",
    "name-art",
    "name-romanised",
    "name-clan-differs",
    "name-one-character",
    "name-courtesy-alone",
    "name-differs",
)
#: Feature of a name -> its place in that order.
NAME_RANK = {feature: rank for rank, feature in enumerate(_ORDER)}
_BEHIND_SURNAME = {NameKind.COURTESY: "name-courtesy", NameKind.ART: "name-art"}


def compare_names(one: Profile, other: Profile) -> Iterator[Observation]:
    """The closest agreement of their names; whether it is of names that are not the first; courtesy and art names."""
    best, at = _closest(one, other)
    yield best
    if any(at) and best.feature != "name-differs" and not _first_agree(one, other):
        yield Observation("name-alternative", best.one, best.other)
    ours, theirs = one.forms(NameKind.COURTESY), other.forms(NameKind.COURTESY)
    if ours and theirs:
        if shared := ours.keys() & theirs.keys():
            yield Observation("courtesy-shared", ours[min(shared)])
        else:
            yield Observation("courtesy-differs", "、".join(ours.values()), "、".join(theirs.values()))
    if shared := one.forms(NameKind.ART).keys() & other.forms(NameKind.ART).keys():
        yield Observation("art-shared", one.forms(NameKind.ART)[min(shared)])


def _closest(one: Profile, other: Profile) -> tuple[Observation, tuple[int, int]]:
    ours, theirs = one.whole_names, other.whole_names
    best, at = Observation("name-differs", one.label, other.label), (0, 0)
    for i, mine in enumerate(ours):
        for j, his in enumerate(theirs):
            feature = whole_agreement(mine, his)
            if NAME_RANK[feature] < NAME_RANK[best.feature]:
                best, at = Observation(feature, mine.text, his.text), (i, j)
                if feature == "name-same":
                    return best, at
    if NAME_RANK[best.feature] > NAME_RANK["name-clan"]:
        for names, person in ((ours, other), (theirs, one)):
            for i, mine in enumerate(names):
                feature, form = _by_other_name(mine, person)
                if feature and NAME_RANK[feature] < NAME_RANK[best.feature]:
                    best, at = Observation(feature, mine.text, form), (i, 0)
    return best, at


def _first_agree(one: Profile, other: Profile) -> bool:
    """Whether the first forms of both are one name in whatever characters."""
    ours, theirs = one.whole_names, other.whole_names
    return bool(ours and theirs) and ours[0].plain == theirs[0].plain


def whole_agreement(one: PersonName, other: PersonName) -> str:
    """The feature that says how two whole names agree."""
    if one.plain == other.plain:
        if one.text == other.text:
            return "name-same"
        return "name-folded" if is_same_fold(one.text, other.text) else "name-loose"
    if one.bare == other.bare:
        return "name-clan-differs" if one.clan and other.clan and one.clan != other.clan else "name-clan"
    if one.is_han and other.is_han:
        if _is_without_clan(one, other) or _is_without_clan(other, one):
            return "name-clan"
        return "name-one-character" if _differ_in_one(one.plain, other.plain) else "name-differs"
    return _in_letters(one, other)


def _is_without_clan(short: PersonName, long: PersonName) -> bool:
    """Whether one name is the other without its clan or compound surname: 傅鼐 and 富察傅鼐."""
    if not long.plain.endswith(short.bare) or len(short.bare) < 2 or len(long.plain) - len(short.bare) < 2:
        return False
    return plain_key(split_name(long.text)[1]) == short.bare


def _differ_in_one(one: str, other: str) -> bool:
    return len(one) == len(other) > 1 and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _in_letters(one: PersonName, other: PersonName) -> str:
    if one.is_han or other.is_han:
        typed, han = (other, one) if one.is_han else (one, other)
        return "name-romanised" if typed_key(typed) in letter_keys(han) else "name-differs"
    if typed_key(one) in letter_keys(other) or typed_key(other) in letter_keys(one):
        return "name-folded"
    return "name-differs"


def _by_other_name(name: PersonName, person: Profile) -> tuple[str, str]:
    """Whether a whole name is a courtesy or art name of a person, behind the surname or alone."""
    for each in person.names:
        if each.kind in _BEHIND_SURNAME and name.plain.endswith(each.plain) and len(each.plain) > 1:
            if name.plain == each.plain:
                return "name-courtesy-alone", f"{person.label}（{each.text}）"
            surnames = {surname_of(whole) for whole in person.whole_names}
            if name.plain.removesuffix(each.plain) in surnames:
                return _BEHIND_SURNAME[each.kind], f"{person.label}（{each.text}）"
    return "", ""
