"""Comparing two records: which features apply to the pair, and which barriers stand between them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.clustering.creators import Part
from kg.clustering.editions import same_edition
from kg.clustering.features import Reason, model
from kg.clustering.people import alike, compare_people, further_people, in_conflict
from kg.clustering.profile import Library, Profile
from kg.clustering.title_pairs import TITLE_KEYS, title_key
from kg.clustering.titles import TitleForm

#: A title of fewer characters is borne by many books.
_SHORT = 3
_SAME_PERSON = frozenset({"creator-same", "creator-name", "creator-dynasty-differs", "creator-secondary"})
#: Titles that are one title.
_EQUAL = frozenset({"title-same", "title-same-short", "title-core", "title-known"})
#: What speaks for a pair beside its titles.
_SUPPORT = _SAME_PERSON | {"creator-similar", "juan-same", "juan-same-few", "juan-near", "number-same", "edition-same"}
#: A title of so many characters is seldom borne by two books.
_LONG = 6
#: As many juan or fewer have very many books.
_FEW = 2
#: How far numbers of juan may be apart.
_NEAR, _FAR = 0.8, 0.5


def compare(library: Library, one: Profile, other: Profile) -> tuple[Reason, ...]:
    """The features that apply to a pair, with their weights; the same whichever record comes first but for the order
    of what the two say."""
    title, form, its = _best_title(one, other)
    creator = compare_people(one, other, title)
    if title == "title-same" and len(form.whole) < _SHORT and creator.key not in _SAME_PERSON:
        title = "title-same-short"
    found = [Reason(title, one.named(form), other.named(its)), creator]
    found += _sole(library, one, other, title, creator.key)
    found += further_people(one, other)
    found += _juan(one, other)
    found += _numbers(one, other)
    found += _editions(one, other, title)
    if creator.key == "creator-similar" and title not in _EQUAL:
        found.append(Reason("both-inexact"))
    if title in _EQUAL and min(len(form.whole), len(its.whole)) >= _LONG:
        found.append(Reason("title-long"))
    if title in _EQUAL:
        serial = library.is_serial(one, form) or library.is_serial(other, its)
        if serial:
            found.append(Reason("title-serial", one.named(form)))
        elif library.is_unique(one, form) and library.is_unique(other, its):
            found.append(Reason("title-unique"))
        elif creator.key in ("creator-missing", "creator-none"):
            found.append(Reason("title-shared"))
    if not any(reason.key in _SUPPORT for reason in found):
        found.append(Reason("title-alone"))
    if form.genre and its.genre and form.genre != its.genre:
        found.append(Reason("genre-differs", one.title, other.title))
    if form.sections != its.sections:
        found.append(Reason("section-differs", one.title, other.title))
    if title not in ("title-same", "title-same-short", "title-base") and form.annotated != its.annotated:
        found.append(Reason("commentary-differs", one.title, other.title))
    features = model().features
    return tuple(Reason(r.key, r.one, r.other, features[r.key].weight) for r in found)


def barriers(one: Profile, other: Profile) -> Iterator[Reason]:
    """Why two records must not be one work: a commentary and its text, different parts, different people with another
    number of juan, or different people of different times. None where a catalogue gives both one number."""
    if one.record.numbers & other.record.numbers:
        return
    _, form, its = _best_title(one, other)
    if _is_commentary(one, form, other, its) or _is_commentary(other, its, one, form):
        yield Reason("commentary", one.title, other.title)
    if _other_section(form.sections, its.sections):
        yield Reason("section", one.title, other.title)
    if form.part and its.part and form.part != its.part:
        yield Reason("part", one.title, other.title)
    if compare_people(one, other, "title-same").key == "creator-differs":
        if _juan_key(one.record.juan, other.record.juan) == "juan-far":
            yield Reason("structure", f"{one.people} {one.record.juan}", f"{other.people} {other.record.juan}")
        if in_conflict(one.dynasty, other.dynasty):
            yield Reason("person", _dated(one), _dated(other))


def _dated(each: Profile) -> str:
    """The people with the dynasty, as the source has it."""
    dynasty = each.record.dynasty or next((c.written_dynasty for c in each.principal if c.written_dynasty), "")
    return f"{dynasty} {each.people}".strip()


def _other_section(mine: frozenset[str], its: frozenset[str]) -> bool:
    """Whether two titles name different parts; a continuation or supplement is another book than what it continues."""
    return bool(mine and its and not mine & its) or bool((mine ^ its) & {"续", "补"})


def dividing(one: Profile, other: Profile) -> Iterator[Reason]:
    """Why two records must not be in one cluster even where others lead from one to the other: a record that names
    nobody must not join books of different people."""
    yield from barriers(one, other)
    if (
        not one.record.numbers & other.record.numbers
        and compare_people(one, other, "title-same").key == "creator-differs"
    ):
        yield Reason("people", one.people, other.people)


def edition_barriers(one: Profile, other: Profile) -> Iterator[Reason]:
    """Why two records of one work must not be one edition: their edition statements, or their numbers of juan."""
    verdicts = {same_edition(a, b) for a in one.editions for b in other.editions}
    if True not in verdicts and False in verdicts:
        yield Reason("edition", "、".join(one.record.editions), "、".join(other.record.editions))
    elif _juan_key(one.record.juan, other.record.juan) in ("juan-differs", "juan-far"):
        yield Reason("edition", str(one.record.juan), str(other.record.juan))


def is_same_edition(one: Profile, other: Profile) -> bool:
    """Whether the edition statements of two records of one work name one edition."""
    return any(same_edition(a, b) for a in one.editions for b in other.editions)


def _is_commentary(one: Profile, form: TitleForm, other: Profile, its: TitleForm) -> bool:
    """Whether the first record is a commentary of the second, by somebody of whom the second does not know."""
    if not form.commentary or its.commentary or form.base not in (its.core, its.bare, its.whole):
        return False
    commentators = [c for c in one.principal + one.others if c.part is Part.COMMENTATOR]
    people = other.principal + other.others
    by = commentators or list(one.principal)
    return any(all(not alike(c.name, known.name) for known in people) for c in by)


def _best_title(one: Profile, other: Profile) -> tuple[str, TitleForm, TitleForm]:
    pairs = [(title_key(a, b), a, b) for a in one.forms for b in other.forms]
    key, form, its = min(pairs, key=lambda each: TITLE_KEYS.index(each[0]))
    if key not in _EQUAL and form.base == its.base and bool(form.commentary) != bool(its.commentary):
        plain = other if form.commentary else one
        known = {c.name for c in (one if form.commentary else other).principal}
        if any(c.part is Part.COMMENTATOR and c.name in known for c in plain.principal + plain.others):
            return "title-base", form, its
    return key, form, its


def _sole(library: Library, one: Profile, other: Profile, title: str, creator: str) -> Iterator[Reason]:
    if title not in ("title-both-collected", "title-differs", "title-similar", "title-contained"):
        return
    if creator not in ("creator-same", "creator-name") or one.record.catalogue == other.record.catalogue:
        return
    if any(each.principal[0].part not in (Part.AUTHOR, Part.UNKNOWN) for each in (one, other)):
        return
    for collected, key in ((True, "only-collected"), (False, "only-work")):
        if library.is_only(one, collected=collected) and library.is_only(other, collected=collected):
            yield Reason(key)
            return


def _juan_key(one: int | None, other: int | None) -> str:
    if one is None or other is None:
        return ""
    ratio = min(one, other) / max(one, other)
    if one == other:
        return "juan-same" if one > _FEW else "juan-same-few"
    return (
        "juan-near"
        if ratio >= _NEAR or abs(one - other) == 1 < min(one, other)
        else "juan-differs"
        if ratio >= _FAR
        else "juan-far"
    )


def _juan(one: Profile, other: Profile) -> Iterator[Reason]:
    if key := _juan_key(one.record.juan, other.record.juan):
        yield Reason(key, str(one.record.juan), str(other.record.juan))


def _numbers(one: Profile, other: Profile) -> Iterator[Reason]:
    mine, its = one.record.numbers, other.record.numbers
    if shared := sorted(mine & its):
        yield Reason("number-same", shared[0], shared[0])
        return
    schemes = {number.partition(":")[0] for number in mine} & {number.partition(":")[0] for number in its}
    for scheme in sorted(schemes):
        first, second = (min(n for n in known if n.startswith(f"{scheme}:")) for known in (mine, its))
        yield Reason("number-differs", first, second)
        return


def _editions(one: Profile, other: Profile, title: str) -> Iterator[Reason]:
    """Whether both stand in one edition: for equal titles this speaks for them; in one catalogue two titles of one
    collectanea are two works."""
    for a, said in zip(one.editions, one.record.editions, strict=True):
        if any(same_edition(a, b) for b in other.editions):
            if title in _EQUAL or one.record.catalogue != other.record.catalogue:
                yield Reason("edition-same", said, said)
            elif a.series:
                yield Reason("series-twice", one.title, other.title)
            return
