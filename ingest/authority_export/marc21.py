"""MARC 21 authority records (https://www.loc.gov/marc/authority/), in ISO 2709 or MARCXML.

The heading is in pinyin by the rules of LC/NACO (100), the heading in characters by CALIS stands beside it (880), as
model A of MARC 21 has it for several scripts. What libraries call nonpublic (equal headings, values of which sources
disagree, forms that no source gives) is 667.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.authority_export import values
from ingest.authority_export.marc_exporter import MarcAuthorityExporter
from ingest.authority_export.marc_writing import (
    Subfield,
    WrittenField,
    control,
    field,
    kept,
)
from kg.authority.records.authorized_form import AuthorizedForm
from kg.authority.records.record import AuthorityRecord
from kg.authority.records.status import FULL
from kg.chinese.readings import has_han

#: Who made the records: 003 and 040 name an organization, and there is no MARC code for one that has none.
AGENCY = "zhishu"
_HEADING = {"person": "100", "authority": "100", "family": "100", "surname": "100", "organization": "110"}
_NAMES = (("naco", "zh-Latn-pinyin"), ("calis", "zh-Hant"), ("calis", "zh-Hans"))
_CHINESE = (("calis", "zh-Hant"), ("calis", "zh-Hans"))


def marc21_record(record: AuthorityRecord) -> tuple[str, list[WrittenField]]:
    """The leader and the fields of a record."""
    leader = f"00000{'c' if record.decisions else 'n'}z  a2200000{'n' if record.level == FULL else 'o'}  4500"
    fields = (*_control(record), *_headings(record), *_attributes(record), *_references(record), *_notes(record))
    return leader, kept(fields)


def _control(record: AuthorityRecord) -> Iterator[WrittenField | None]:
    stamp = "".join(char for char in record.modified if char.isdigit())[:14]
    yield control("001", record.local)
    yield control("003", AGENCY)
    if stamp:
        yield control("005", f"{stamp}.0")
    unique = "a" if values.is_differentiated(record) else "b"
    if record.kind not in ("person", "authority"):
        unique = "n"
    tracings = "a" if record.related or len(record.variants) else "n"
    entered = stamp[2:8] or "||||||"
    # 008: 06 n, 07 a (pinyin is an international standard), 08 |, 09 a established heading, 10 z other rules, 11-13 n,
    # 14-16 aab uses of the heading, 17 n, 18-27 undefined, 28 |, 29 references, 30 undefined, 31 a not being changed,
    # 32 differentiated, 33 level of establishment, 34-37 undefined, 38 not modified, 39 c cooperative programme.
    yield control("008", f"{entered}na|aznnnaabn          |{tracings} a{unique}{values.establishment(record)}     c")
    for each in record.identifiers:
        system, value = values.system_of(each)
        scheme = system.lower() or ("uri" if value.startswith(("http://", "https://")) else "")
        yield field("024", "7_" if scheme else "8_", ("a", value), ("2", scheme))
    yield field("024", "7_", ("a", record.about), ("2", "uri"))
    yield field("035", "__", ("a", f"({AGENCY}){record.local}"), *(("z", each) for each in record.superseded))
    yield field("040", "__", ("a", AGENCY), ("b", "chi"), ("e", "rda"), ("c", AGENCY))


def _headings(record: AuthorityRecord) -> Iterator[WrittenField | None]:
    tag = _HEADING.get(record.kind, "100")
    main = values.form_in(record, *_NAMES)
    if main is None:
        return
    chinese = values.form_in(record, *_CHINESE)
    pair = chinese if chinese is not None and chinese is not main else None
    yield _heading(record, tag, main, ("6", "880-01") if pair else ("6", ""))
    if pair:
        yield _heading(record, "880", pair, ("6", f"{tag}-01/$1"))
    simplified = record.form("calis", "zh-Hans")
    if simplified and simplified.name not in {each.name for each in (main, chinese) if each}:
        yield _heading(record, "4" + tag[1:], simplified, ("6", ""))


def _heading(record: AuthorityRecord, tag: str, form: AuthorizedForm, link: Subfield) -> WrittenField | None:
    inverted = not has_han(form.name) and form.surname and form.given
    name = f"{form.surname}, {form.given}" if inverted else form.name
    indicator = "3" if record.kind in ("family", "surname") else "1" if inverted or form.surname else "0"
    if record.kind == "organization":
        return field(tag, "2_", link, ("a", name))
    added = [("c", f"({each.text})") for each in form.additions if each.kind != "years"]
    years = form.addition("years")
    return field(tag, f"{indicator}_", link, ("a", name + ("," if years else "")), *added, ("d", years))


def _attributes(record: AuthorityRecord) -> Iterator[WrittenField | None]:
    codes = {"birth": "f", "death": "g", "activeFrom": "s", "activeTo": "t"}
    known = {kind: values.dates(record, kind) for kind in codes}
    for number in range(max(map(len, known.values()))):
        found = [(kind, known[kind][number]) for kind in codes if number < len(known[kind])]
        said = {source.dataset for _, (_, date) in found for source in date.sources}
        subfields = [(codes[kind], text) for kind, (text, _) in found]
        yield field("046", "__", *subfields, ("2", "edtf"), *(("v", each) for each in sorted(said)))
    written = {each.text for form in record.forms for each in form.additions}
    dynasties = [text for text in record.texts("zs:dynasty") if text not in written]
    yield field("368", "__", *(("c", each) for each in dynasties), *(("d", each) for each in record.texts("zs:rank")))
    places = {"a": "zs:birthPlace", "b": "zs:deathPlace", "e": "zs:residence", "g": "zs:nativePlaceName"}
    native = record.texts("zs:nativePlaceName") or record.texts("zs:nativePlace")
    for code, prop in places.items():
        for text in native if code == "g" else record.texts(prop):
            yield field("370", "__", (code, text))
    yield field("372", "__", *(("a", each) for each in record.texts("dcterms:subject")))
    for post in record.posts:
        years = (("s", post.begin), ("t", post.end))
        for tag, text in (("373", post.organization), ("374", post.office)):
            yield field(tag, "__", ("a", text), *years) if text else None
    yield field("374", "__", *(("a", each) for each in record.texts("zs:occupation")))
    for iri, word in ((values.MALE, "Males"), (values.FEMALE, "Females")):
        if record.facts.sex == iri:
            yield field("375", "__", ("a", word))
    yield field("377", "__", *(("a", each) for each in record.texts("dcterms:language")))


def _references(record: AuthorityRecord) -> Iterator[WrittenField | None]:
    tag = _HEADING.get(record.kind, "100")[1:]
    for variant in values.found_variants(record):
        kind = values.kind_label(variant.kind, "en")
        name = f"{variant.surname}, {variant.given}" if variant.surname and not has_han(variant.text) else variant.text
        phrase = [("w", "r"), ("i", f"{kind[:1].upper()}{kind[1:]}:")] if kind else []
        indicator = "2" if tag == "10" else "1" if name != variant.text or variant.surname else "0"
        yield field(f"4{tag}", f"{indicator}_", *phrase, ("a", name))
    for related in record.related:
        kind = values.relation_label(related, "en")
        if kind:
            number = f"({AGENCY}){related.iri.rpartition('/')[2]}"
            phrase = [("w", "r"), ("i", f"{kind[:1].upper()}{kind[1:]}:")]
            yield field("500", "0_", *phrase, ("a", related.label), ("0", number))
        else:
            yield field("667", "__", ("a", f"Related: {related.label} ({values.kind_label(related.kind, 'en')})"))


def _notes(record: AuthorityRecord) -> Iterator[WrittenField | None]:
    for each in record.sources_found:
        yield field("670", "__", ("a", each.title), ("b", each.found), ("u", each.record))
    for text in values.dated_words(record, "b. ", "d. "):
        yield field("670", "__", ("a", "Dates in the words of the sources"), ("b", text))
    yield field("675", "__", *(("a", each) for each in record.sources_not_found))
    for text in (*record.texts("dcterms:description"), *record.texts("skos:historyNote")):
        yield field("678", "0_", ("a", text))
    for text in record.texts("zs:note"):
        yield field("680", "__", ("i", text))
    for text in (*values.remarks(record), *record.texts("skos:editorialNote")):
        yield field("667", "__", ("a", text))
    for text in values.decided(record):
        yield field("688", "__", ("a", text))


class Marc21AuthorityExporter(MarcAuthorityExporter):
    """Writes MARC 21 authority records."""

    name = "MARC 21"

    def convert(self, record: AuthorityRecord) -> tuple[str, list[WrittenField]]:
        """The leader and the fields of a record."""
        return marc21_record(record)

    def left_out(self, record: AuthorityRecord) -> Mapping[str, int]:
        """The days on which identifiers were checked."""
        return {"day on which an identifier was checked": sum(1 for each in record.identifiers if each.checked_on)}
