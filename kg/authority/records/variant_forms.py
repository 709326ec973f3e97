"""The forms of a name beside the authorized ones, each with its type and its sources, and those that are computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.authority.description import Entity, Part, Source, Value
from kg.authority.view import ALT_LABEL, PREF_LABEL
from kg.chinese.readings import has_han, readings
from kg.chinese.script import to_simplified
from kg.chinese.wadegiles import wade_giles_readings
from kg.terms import curie

_LABELS = (PREF_LABEL[1:-1], ALT_LABEL[1:-1])
_VALUE, _TYPE = curie("rdf:value")[1:-1], curie("zs:nameType")[1:-1]
_SURNAME, _GIVEN = curie("zs:surnamePart")[1:-1], curie("zs:givenNamePart")[1:-1]
_PERIOD = tuple(curie(name)[1:-1] for name in ("zs:beginYear", "zs:endYear"))
_CITATION = curie("zs:citation")[1:-1]


@dataclass(frozen=True, slots=True)
class VariantForm:
    """A form of the name. ``iri`` is its name node, empty for a plain label; ``kind`` the IRI of its type, or empty.

    ``language`` is a tag in lower case. ``held`` tells whether the view has it. ``computed`` forms come from a rule
    (another script, a romanisation), never from a source; ``sources`` is then empty.
    """

    iri: str
    text: str
    language: str
    kind: str
    surname: str
    given: str
    period: tuple[str, str]
    citations: tuple[str, ...]
    sources: tuple[Source, ...]
    held: bool
    computed: bool = False


def variant_forms(entity: Entity, authorized: Iterable[str]) -> tuple[VariantForm, ...]:
    """The forms that sources give and that are none of the ``authorized`` names, then the computed ones.

    A form that a source gives as a label and as a name of a type is one form with the sources of both.
    """
    used = set(authorized)
    found: dict[tuple[str, str], VariantForm] = {}
    for form in (*(form for part in entity.parts for form in _of_part(part)), *_of_labels(entity)):
        if form.text in used and not form.kind:
            continue
        key = _same(found, form)
        known = found.get(key)
        found[key] = form if known is None else _joined(known, form)
    given = {form.text for form in found.values()} | used
    computed = [form for form in _computed(entity) if form.text not in given]
    return (*found.values(), *computed)


def _of_labels(entity: Entity) -> Iterator[VariantForm]:
    for statement in entity.statements:
        if statement.property in _LABELS:
            for value in statement.values:
                yield VariantForm("", value.text, value.language, "", "", "", ("", ""), (), value.sources, value.held)


def _of_part(part: Part) -> Iterator[VariantForm]:
    values: dict[str, tuple[Value, ...]] = {each.property: each.values for each in part.statements}

    def text(prop: str) -> str:
        return values[prop][0].text if prop in values else ""

    for value in values.get(_VALUE, ()):
        yield VariantForm(
            iri=part.iri,
            text=value.text,
            language=value.language,
            kind=values[_TYPE][0].iri if _TYPE in values else "",
            surname=text(_SURNAME),
            given=text(_GIVEN),
            period=(text(_PERIOD[0]), text(_PERIOD[1])),
            citations=tuple(each.text for each in values.get(_CITATION, ())),
            sources=value.sources,
            held=value.held,
        )


def _same(found: dict[tuple[str, str], VariantForm], form: VariantForm) -> tuple[str, str]:
    """The key of the form that says the same: a plain label is the typed form of the same text."""
    if not form.kind:
        return next((key for key in found if key[0] == form.text), (form.text, ""))
    return form.text, form.kind


def _joined(known: VariantForm, other: VariantForm) -> VariantForm:
    return VariantForm(
        known.iri or other.iri,
        known.text,
        known.language or other.language,
        known.kind or other.kind,
        known.surname or other.surname,
        known.given or other.given,
        known.period if any(known.period) else other.period,
        tuple(dict.fromkeys((*known.citations, *other.citations))),
        tuple({source.record: source for source in (*other.sources, *known.sources)}.values()),
        known.held or other.held,
    )


def _computed(entity: Entity) -> Iterator[VariantForm]:
    """The label in simplified characters, its other readings in pinyin, and Wade-Giles of the first."""
    han = entity.label if has_han(entity.label) else ""
    if not han:
        return
    yield _made(to_simplified(han), "zh-hans")
    if entity.type != "person":
        return
    for reading in readings(han):
        yield _made(reading.plain, "zh-latn-pinyin")
    for wade_giles in wade_giles_readings(han)[:1]:
        yield _made(wade_giles, "zh-latn-wadegile")


def _made(text: str, language: str) -> VariantForm:
    return VariantForm("", text, language, "", "", "", ("", ""), (), (), held=False, computed=True)
