"""A record prepared for comparison: its titles taken apart, its people by their part, its editions read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.clustering.creators import Creator, Part, period
from kg.clustering.editions import EditionForm, edition_form
from kg.clustering.record import BookRecord
from kg.clustering.titles import TitleForm, title_form

#: Whose names identify a work, the best first: a commentator's only where no author is named.
_PRINCIPAL = (
    {Part.AUTHOR, Part.UNKNOWN, Part.TRANSLATOR},
    {Part.AUTHOR, Part.UNKNOWN, Part.TRANSLATOR, Part.EDITOR},
    set(Part) - {Part.COLLATOR},
)


#: Copies of one book that a catalogue may have without telling them apart. In the library of ctext (48,646 records) all
#: titles above it that Kanripo has no number for are lists of officials and examinees, and volumes of collectanea.
MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Profile:
    """A record with what is compared. ``principal`` are the people whom the work is known by, ``others`` the rest."""

    record: BookRecord
    forms: tuple[TitleForm, ...]
    principal: tuple[Creator, ...]
    others: tuple[Creator, ...]
    editions: tuple[EditionForm, ...]
    dynasty: str

    @property
    def id(self) -> str:
        """The term of the entity."""
        return self.record.id

    @property
    def title(self) -> str:
        """The title as it is shown."""
        return self.record.titles[0]

    def named(self, form: TitleForm) -> str:
        """The title that a form was made of, as it is shown."""
        return next((t for t, own in zip(self.record.titles, self.forms, strict=True) if own is form), self.title)

    @property
    def people(self) -> str:
        """The principal people as they are shown."""
        return "、".join(creator.written for creator in self.principal)

    @property
    def collected(self) -> bool:
        """Whether it is somebody's collected writings, by any of its titles."""
        return any(form.collected for form in self.forms)


def profile(record: BookRecord) -> Profile:
    """Prepare a record."""
    principal: tuple[Creator, ...] = ()
    for parts in _PRINCIPAL:
        if principal := tuple(c for c in record.creators if c.part in parts):
            break
    others = tuple(c for c in record.creators if c not in principal)
    dynasty = period(record.dynasty) or next((c.dynasty for c in principal if c.dynasty), "")
    names = tuple(c.name for c in principal)
    return Profile(
        record=record,
        forms=tuple(title_form(title, names, dynasty) for title in record.titles),
        principal=principal,
        others=others,
        editions=tuple(edition_form(statement) for statement in record.editions),
        dynasty=dynasty,
    )


def _identity(each: Profile) -> Iterable[str]:
    """What tells a book from others of its title in one catalogue: its number, or its first person; in a collectanea
    each entry is a book, while elsewhere a record that names nobody may be of any."""
    if each.record.numbers:
        return [min(each.record.numbers)]
    if each.principal:
        return [each.principal[0].name]
    return [each.id] if any(form.series for form in each.editions) else []


def _names_nobody(each: Profile) -> bool:
    return not each.principal and not each.record.numbers and not each.record.is_work


def _bare_entry(each: Profile) -> tuple[str, str, int | None, tuple[str, ...]]:
    """What a record that names nobody says: records of which all this is the same cannot be told apart."""
    return each.record.catalogue, each.forms[0].core, each.record.juan, each.record.editions


class Library:
    """All records of one run by term, and how many different books each catalogue has of a person and of a title."""

    def __init__(self, records: Iterable[BookRecord]) -> None:
        self.profiles: Mapping[str, Profile] = {r.id: profile(r) for r in sorted(records, key=lambda r: r.id)}
        books: dict[tuple[str, str, bool], set[str]] = {}
        titled: dict[tuple[str, str], set[str]] = {}
        for each in self.profiles.values():
            for form in each.forms:
                titled.setdefault((each.record.catalogue, form.core), set()).update(_identity(each))
            for creator in each.principal[:1]:
                for collected in {False, each.collected}:
                    key = (each.record.catalogue, creator.name, collected)
                    books.setdefault(key, set()).add(each.forms[0].core)
        self._books = Counter({person: len(titles) for person, titles in books.items()})
        self._titled = Counter({title: len(numbers) for title, numbers in titled.items()})
        numbered = {form.core for each in self.profiles.values() if each.record.numbers for form in each.forms}
        alike = Counter(_bare_entry(each) for each in self.profiles.values() if _names_nobody(each))
        self._serial = {key[:2] for key, count in alike.items() if count > MOST_ALIKE and key[1] not in numbered}

    def is_unique(self, each: Profile, form: TitleForm) -> bool:
        """Whether its catalogue has no other book of a title."""
        return self._titled[each.record.catalogue, form.core] <= 1

    def is_serial(self, each: Profile, form: TitleForm) -> bool:
        """Whether its title is that of a serial, or no title of one book: more records of its catalogue than
        ``MOST_ALIKE`` have it that name nobody and cannot be told apart, and no catalogue gives it a number."""
        return not each.principal and (each.record.catalogue, form.core) in self._serial

    def is_only(self, each: Profile, *, collected: bool) -> bool:
        """Whether it is the only book (``collected``: the only collected writings) of its first person in its
        catalogue."""
        if not each.principal or collected > each.collected:
            return False
        return self._books[each.record.catalogue, each.principal[0].name, collected] == 1
