"""What several formats need of an authority record in the same words: dates, identifiers, labels, notes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ingest.identifiers import IdentifierSystem, identifier_systems
from kg.authority.records.authorized_form import AuthorizedForm
from kg.authority.records.parts import DateForm, ExternalId, RelatedAgent
from kg.authority.records.record import AuthorityRecord
from kg.authority.records.status import DRAFT, ESTABLISHED, UNDIFFERENTIATED
from kg.authority.records.variant_forms import VariantForm
from ontology.namespaces import expand
from ontology.terms import all_terms, term_label

MALE, FEMALE = expand("zs:Male"), expand("zs:Female")
#: Faces of a date that are words of the source, as a reader would write them.
_WORDS = ("dateText",)


def edtf(date: DateForm) -> str:
    """A date in EDTF: as its time expression has it, else its year; empty where neither is known.

    >>> edtf(DateForm("birth", -551, (), (), True)), edtf(DateForm("death", 1916, (), (), True))
    ('-0550', '1916')
    """
    if found := date.face("edtf"):
        return found
    if date.year is None:
        return ""
    astronomical = date.year if date.year > 0 else date.year + 1
    return f"{'-' if astronomical < 0 else ''}{abs(astronomical):04d}"


def dates(record: AuthorityRecord, kind: str) -> list[tuple[str, DateForm]]:
    """The dates of a kind in EDTF, each once, those that the view holds first and among them the most exact."""
    ordered = sorted((date for date in record.dates if date.kind == kind), key=lambda d: (not d.held, -len(edtf(d))))
    found: dict[str, DateForm] = {}
    for date in ordered:
        text = edtf(date)
        # A year that a longer date of the same source begins with says nothing new.
        if text and not any(each.startswith(text) for each in found):
            found[text] = date
    return list(found.items())


def words(date: DateForm) -> str:
    """The date in the words of its source, with what the calendar makes of it; empty where it is a plain year."""
    said = date.face("dateText")
    return f"{said} ({edtf(date)})" if said and edtf(date) and said != edtf(date) else said


def dated_words(record: AuthorityRecord, born: str, died: str) -> Iterator[str]:
    """Birth and death in the words of the sources, introduced by the given words."""
    for date in record.dates:
        if (text := words(date)) and date.kind in ("birth", "death"):
            yield f"{born if date.kind == 'birth' else died}{text}"


def system_of(identifier: ExternalId) -> tuple[str, str]:
    """The code of the system that an identifier belongs to and its value: by the system's name, else by the address.

    The code is empty where neither is known here; the value is then the address.
    """
    if identifier.value:
        system, value = identifier.system, identifier.value
        name, _, number = value.partition(" ")
        if not system and number and name.lower() in _codes():  # a source that writes "CBDB 55084"
            system, value = name, number
        return _codes().get(system.lower(), system), value
    for code, known in _first_codes():
        begin, _, end = known.template.partition("{}")
        if begin and identifier.target.startswith(begin) and identifier.target.endswith(end):
            value = identifier.target[len(begin) : len(identifier.target) - len(end)]
            if known.pattern.fullmatch(value):
                return code, value
    return "", identifier.target


def kind_label(kind: str, language: str) -> str:
    """The label of a name type or relation; empty for none."""
    return term_label(kind, language) if kind in all_terms() else ""


def relation_label(related: RelatedAgent, language: str) -> str:
    """What the other is to the entity. Where the source says it from the other's side, the inverse relation; empty
    where that has no name."""
    kind = related.kind
    if related.inverse:
        term = all_terms().get(kind)
        kind = term.inverse if term else ""
    return kind_label(kind, language)


def form_in(record: AuthorityRecord, *choices: tuple[str, str]) -> AuthorizedForm | None:
    """The first authorized form among (rule set, language) that the record has."""
    return next((form for each in choices if (form := record.form(*each)) is not None), None)


def found_variants(record: AuthorityRecord) -> Iterator[VariantForm]:
    """The variant forms that sources give."""
    return (form for form in record.variants if not form.computed)


def is_differentiated(record: AuthorityRecord) -> bool:
    """Whether the record stands for one person."""
    return record.status != UNDIFFERENTIATED


def establishment(record: AuthorityRecord) -> str:
    """How far a record is established, in the codes of MARC 21 008/33: a fully, c provisionally, d preliminary."""
    return {ESTABLISHED: "a", DRAFT: "d"}.get(record.status, "c")


def remarks(record: AuthorityRecord) -> Iterator[str]:
    """What a cataloguer should know of the record: equal forms, conflicting values, forms that no source gives."""
    if record.equal:
        yield f"Equal heading: {', '.join(record.equal)}"
    for statement in record.entity.statements:
        if statement.conflicting:
            label = term_label(statement.property, "en")
            yield f"Sources disagree ({label}): {' / '.join(value.text for value in statement.values)}"
    if computed := [form.text for form in record.variants if form.computed]:
        yield f"Computed, not found in a source: {' ; '.join(computed)}"


def decided(record: AuthorityRecord) -> Iterator[str]:
    """The decisions in force on the record, one sentence each: day, kind, what it is about, reason."""
    for decision in record.decisions:
        about = ", ".join(term[1:-1].rpartition("/")[2] for term in decision.about)
        yield f"{decision.time[:10]} {decision.kind.value} ({about}): {decision.reason}"


@cache
def _first_codes() -> tuple[tuple[str, IdentifierSystem], ...]:
    """One code for each system, the first of the table."""
    found: dict[str, tuple[str, IdentifierSystem]] = {}
    for code, system in identifier_systems().items():
        found.setdefault(system.name, (code, system))
    return tuple(found.values())


@cache
def _codes() -> dict[str, str]:
    return {system.name.lower(): code for code, system in _first_codes()}
