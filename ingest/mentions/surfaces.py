"""The forms under which the persons of an authority file can be named, for the matcher."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.mentions.authority import Person
from ingest.mentions.tables import name_slots, provinces
from kg.chinese import NameForm, NameRecord, name_forms
from kg.errors import InvalidInput

#: What a name without a known type, or of a type that makes no compound forms, weighs by its length.
_WHOLE = {2: 0.4, 3: 0.8}
_LONG = 0.9
_SENIORITY = frozenset("伯仲叔季孟子少小")


def forms_of(person: Person) -> Iterator[NameForm]:
    """The distinct forms of a person's name, the heaviest first; none for a person without a Chinese name.

    A person of whom so much is told that the forms would be too many gives those of the name itself only.
    """
    slots: dict[str, list[str]] = {"courtesy": [], "art": [], "posthumous": [], "given": [], "whole": []}
    for kind, text in person.names:
        slots[name_slots().get(kind, "whole")].append(text)
    if not person.given and not person.surname:
        return
    if not person.names and not person.offices:  # most of a large file: only the name is known
        if len(person.surname + person.given) > 1:
            yield NameForm(f"{person.surname}{person.given}", "姓名", 1.0)
        if person.surname and len(person.given) > 1:
            yield NameForm(person.given, "名", 0.2)
        return
    record = NameRecord(
        person.surname,
        person.given,
        tuple(slots["courtesy"]),
        tuple(slots["art"]),
        tuple(office.title for office in person.offices),
        tuple(_county(place) for place in person.native_places),
        tuple(slots["posthumous"]),
    )
    best: dict[str, NameForm] = {}
    for form in (*_made(record), *_others(person, slots)):
        if form.kind == "字首+敬稱" and form.text[0] in _SENIORITY:
            continue  # 小老, 子翁: no abbreviation of 小泉, 子城
        if len(form.text) > 1 and (form.text not in best or best[form.text].weight < form.weight):
            best[form.text] = form
    yield from sorted(best.values(), key=lambda form: -form.weight)


def _made(record: NameRecord) -> tuple[NameForm, ...]:
    try:
        return name_forms(record)
    except InvalidInput:
        return name_forms(NameRecord(record.surname, record.given))


def _others(person: Person, slots: dict[str, list[str]]) -> Iterator[NameForm]:
    for given in slots["given"]:
        yield NameForm(f"{person.surname}{given}", "姓+別名", 0.9)
        yield NameForm(given, "名", 0.2)
    if not person.offices:  # then nobody knows whether he was a commander
        for initial in {name[0] for name in (*slots["courtesy"], *slots["art"]) if len(name) == 2}:
            yield NameForm(f"{person.surname}{initial}帥", "姓+字首+敬稱", 0.5)
            yield NameForm(f"{initial}帥", "字首+敬稱", 0.2)
    for text in slots["whole"]:
        yield NameForm(text, "別名", _WHOLE.get(len(text), _LONG))


def _county(place: str) -> str:
    """The county of a native place written with its province (安徽合肥 gives 合肥)."""
    return next(
        (place[len(each) :] for each in provinces() if place.startswith(each) and len(place) > len(each)), place
    )
