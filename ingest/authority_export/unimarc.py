"""UNIMARC authority records (IFLA, UNIMARC Manual: Authorities Format) as CNMARC writes them, in ISO 2709 or MARCXML.

The heading is in simplified characters by the rules of NLC (200, with the pinyin in $A as CNMARC has it); the forms in
traditional characters and in pinyin are parallel headings (700). Field 100 says that the characters are those of
ISO 10646 (positions 13-14: 50).
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.authority_export import values
from ingest.authority_export.marc21 import AGENCY
from ingest.authority_export.marc_exporter import MarcAuthorityExporter
from ingest.authority_export.marc_writing import (
    WrittenField,
    control,
    field,
    kept,
)
from kg.authority.records.authorized_form import AuthorizedForm
from kg.authority.records.parts import Post
from kg.authority.records.record import AuthorityRecord
from kg.authority.records.status import FULL
from kg.chinese.readings import has_han
from kg.chinese.romanise import syllables, toneless

_HEADING = {"person": "200", "authority": "200", "organization": "210", "family": "220", "surname": "220"}
#: leader/09: the kind of entity.
_ENTITY = {"200": "a", "210": "b", "220": "e"}
_SIMPLIFIED = (("nlc", "zh-Hans"), ("calis", "zh-Hans"), ("calis", "zh-Hant"), ("naco", "zh-Latn-pinyin"))
_PARALLEL = (("calis", "zh-Hant"), ("naco", "zh-Latn-pinyin"))
#: $7: the script of cataloguing and that of the heading (ea Chinese, ba Latin); b: transliterated.
_SCRIPTS = {True: "ea0yea0y", False: "ea0yba0b"}


def unimarc_record(record: AuthorityRecord) -> tuple[str, list[WrittenField]]:
    """The leader and the fields of a record."""
    tag = _HEADING.get(record.kind, "200")
    kind = _ENTITY[tag]
    leader = f"00000{'c' if record.decisions else 'n'}x  {kind}2200000{' ' if record.level == FULL else '3'}  450 "
    return leader, kept((*_coded(record), *_headings(record, tag), *_references(record, tag), *_notes(record)))


def _coded(record: AuthorityRecord) -> Iterator[WrittenField | None]:
    stamp = "".join(char for char in record.modified if char.isdigit())[:14]
    yield control("001", record.local)
    if stamp:
        yield control("005", f"{stamp}.0")
    for each in record.identifiers:
        system, value = values.system_of(each)
        if system == "isni":
            yield field("010", "__", ("a", value))
        elif not value.startswith(("http://", "https://")):
            yield field("035", "__", ("a", f"({system}){value}" if system else value))
        else:
            yield field("033", "__", ("a", value))
    yield field("033", "__", ("a", record.about))
    yield field("035", "__", ("a", f"({AGENCY}){record.local}"), *(("z", each) for each in record.superseded))
    entered = stamp[:8] or "19000101"
    status = "a" if values.establishment(record) == "a" else "c"
    # Date of entry, status of the heading, language of cataloguing, no transliteration, ISO 10646, script, direction.
    yield field("100", "__", ("a", f"{entered}{status}chiy50      ea0"))
    yield field("101", "__", ("a", "chi"))
    yield field("102", "__", ("a", "CN"))
    if record.kind in ("person", "authority"):
        yield field("106", "__", ("a", "0"))
        gender = {values.FEMALE: "a", values.MALE: "b"}.get(record.facts.sex, "u")
        yield field("120", "__", ("a", gender + ("a" if values.is_differentiated(record) else "b")))
    yield field("152", "__", ("a", "CNMARC"))


def _headings(record: AuthorityRecord, tag: str) -> Iterator[WrittenField | None]:
    main = values.form_in(record, *_SIMPLIFIED)
    if main is None:
        return
    yield _heading(tag, main)
    for choice in _PARALLEL:
        form = record.form(*choice)
        if form is not None and form.name != main.name:
            yield _heading(f"7{tag[1:]}", form)


def _heading(tag: str, form: AuthorizedForm) -> WrittenField | None:
    chinese = has_han(form.name)
    inverted = not chinese and form.surname and form.given
    parts = [("a", form.surname), ("b", form.given)] if inverted else [("a", form.name)]
    added = [("c", f"({each.text})") for each in form.additions if each.kind != "years"]
    years = form.addition("years")
    reading = " ".join(map(toneless, syllables(form.name))) if chinese else ""
    languages = "chichi"
    return field(
        tag,
        " 1" if inverted else " 0",
        ("7", _SCRIPTS[chinese]),
        ("8", languages),
        *parts,
        *(added if tag[1:] in ("00", "20") else ()),
        ("f", f"({years})" if years and tag[1:] == "00" else ""),
        ("A", reading),
    )


def _references(record: AuthorityRecord, tag: str) -> Iterator[WrittenField | None]:
    for variant in values.found_variants(record):
        kind = values.kind_label(variant.kind, "zh-Hans")
        parts = [("a", variant.text)]
        if variant.surname and variant.given and not has_han(variant.text):
            parts = [("a", variant.surname), ("b", variant.given)]
        yield field(f"4{tag[1:]}", " 1" if len(parts) > 1 else " 0", ("0", kind), *parts)
    for related in record.related:
        number = related.iri.rpartition("/")[2]
        kind = values.relation_label(related, "zh-Hans")
        if kind:
            yield field("500", " 0", ("0", kind), ("3", number), ("a", related.label))
        else:
            label = values.kind_label(related.kind, "zh-Hans")
            yield field("300", "0_", ("a", f"相关：{related.label}（{label}）"))


def _notes(record: AuthorityRecord) -> Iterator[WrittenField | None]:
    for text in (*record.texts("zs:note"), *record.texts("dcterms:subject")):
        yield field("300", "0_", ("a", text))
    for text in _life(record):
        yield field("340", "__", ("a", text))
    yield field("801", "_0", ("a", "CN"), ("b", AGENCY), ("c", record.modified[:10].replace("-", "")))
    for each in record.sources_found:
        yield field("810", "__", ("a", each.title), ("b", each.found), ("u", each.record))
    yield field("815", "__", *(("a", each) for each in record.sources_not_found))
    for text in (*values.remarks(record), *record.texts("skos:editorialNote")):
        yield field("830", "__", ("a", text))
    for text in values.decided(record):
        yield field("836", "__", ("b", text))


def _life(record: AuthorityRecord) -> Iterator[str]:
    """What field 340 tells: the biography, the dates in words and exactly, the places, the offices."""
    yield from record.texts("dcterms:description")
    yield from values.dated_words(record, "生于", "卒于")
    for kind, introduced in (("birth", "生于"), ("death", "卒于"), ("activeFrom", "始见于"), ("activeTo", "末见于")):
        # A heading has years; what is more exact, or differs from it, is told here.
        for text, date in values.dates(record, kind):
            if len(text.removeprefix("-")) > 4 and not values.words(date):
                yield f"{introduced}{text}"
    for prop, introduced in (("zs:dynasty", "朝代："), ("zs:birthPlace", "出生地："), ("zs:deathPlace", "卒地：")):
        for text in record.texts(prop):
            yield f"{introduced}{text}"
    for text in record.texts("zs:nativePlaceName") or record.texts("zs:nativePlace"):
        yield f"籍贯：{text}"
    yield from record.texts("zs:occupation")
    yield from map(_office, record.posts)


def _office(post: Post) -> str:
    years = "-".join(filter(None, (post.begin, post.end)))
    return " ".join(filter(None, (years, post.organization, post.place, post.office)))


class UnimarcAuthorityExporter(MarcAuthorityExporter):
    """Writes UNIMARC authority records."""

    name = "UNIMARC"

    def convert(self, record: AuthorityRecord) -> tuple[str, list[WrittenField]]:
        """The leader and the fields of a record."""
        return unimarc_record(record)
