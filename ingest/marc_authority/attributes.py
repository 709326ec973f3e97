"""Fields of authority records other than names: dates, places, identifiers, sources, notes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ingest.agent_context import slug
from ingest.code_tables import read_rows
from ingest.dating import Dating, read_dating
from ingest.identifiers import identifier_systems
from ingest.marc.record import Field
from ingest.marc_authority.headings import text_in, texts
from ingest.marc_authority.reading import Reading
from kg.terms import Term, curie, typed

_ORGANIZATION = re.compile(r"^\(([^)]+)\)\s*(.+)$")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DEGREES = re.compile(r"([NSEW])?([+-])?(\d{3})(\d\d)(\d\d(?:\.\d+)?)", re.IGNORECASE)
_UNIMARC_GENDERS = {"a": "zs:Female", "b": "zs:Male"}


def add_changed(reading: Reading, field: Field) -> None:
    """005: the day of the last change of the record."""
    if match := _STAMP.match(field.data):
        day = typed("-".join(match.groups()), "xsd:date")
        reading.claims.add(reading.target(field.tag), day, reading.authority)


def add_identifier(reading: Reading, field: Field) -> None:
    """An identifier: 024 names its system in $2 or is an address, 035 has an organization code in front."""
    system = text_in(field, "2").lower() or {"010": "isni" if reading.family == "unimarc" else "lccn"}.get(
        field.tag, ""
    )
    for value in texts(field, "a") or texts(field, "01"):
        match = _ORGANIZATION.match(value)
        if match and not system:
            code = match[1].lower()
            reading.claims.identifier(code if code in identifier_systems() else match[1], match[2], field.tag)
        elif value.startswith(("http://", "https://")) and system not in identifier_systems():
            reading.claims.identifier("", value, field.tag)
        else:
            reading.claims.identifier(system, value, field.tag)


def add_dates(reading: Reading, field: Field) -> None:
    """046: dates in a form for machines; $2 edtf or, without it, ISO 8601."""
    found = {code: _dated(reading, field, code) for code in "fgstqrkl" if texts(field, code)}
    begin, end = found.get("s") or found.get("q"), found.get("t") or found.get("r")
    if reading.kind == "person":
        if born := found.get("f"):
            reading.claims.born(born)
        if died := found.get("g"):
            reading.claims.died(died)
        reading.claims.active(begin, end, (reading.target("046", "s"), reading.target("046", "t")))
    elif reading.kind != "authority":
        properties = ("zs:beginYear", "zs:endYear")
        reading.claims.active(begin or found.get("f"), end or found.get("g"), properties)


def add_places(reading: Reading, field: Field) -> None:
    """370: places of birth, death and residence are places; country, origin and others stay words."""
    if reading.kind == "authority":
        return
    for code, text in field.subfields:
        if code not in "abcefg" or not text.strip():
            continue
        target = reading.target("370", code)
        if code in "abe" and reading.kind == "person":
            reading.claims.add(target, _place(reading, text.strip()))
        else:
            reading.say(target if reading.kind == "person" else "zs:placeName", text, field)


def add_group(reading: Reading, field: Field) -> None:
    """373: a body to which a person belonged, from $s to $t."""
    if reading.kind != "person":
        return
    for name in texts(field, "a"):
        node = reading.claims.posting("", reading.claims.named("organization", name))
        begin = read_dating("", text_in(field, "s")) if texts(field, "s") else None
        end = read_dating("", text_in(field, "t")) if texts(field, "t") else None
        reading.claims.span(node, begin, end)


def add_gender(reading: Reading, field: Field) -> None:
    """375 (words) and UNIMARC 120 (a code)."""
    if reading.kind != "person":
        return
    for word in texts(field, "a"):
        coded = reading.family == "unimarc"
        found = _UNIMARC_GENDERS.get(word[:1], "") if coded else _genders().get(word.lower(), "")
        if found:
            reading.claims.add(reading.target(field.tag, "a"), curie(found))
        elif not coded:
            reading.claims.problems.append((f"{field.tag}$a", f'"{word}" is no gender that is known here'))


def add_coordinates(reading: Reading, field: Field) -> None:
    """034: the westernmost and northernmost limits, which for a point are its coordinates."""
    if reading.kind != "place":
        return
    for code, prop in (("f", "geo:lat"), ("d", "geo:long")):
        text = text_in(field, code)
        value = _decimal(text)
        if value is not None:
            reading.claims.add(prop, typed(value, "xsd:decimal"))
        elif text:
            reading.claims.problems.append((f"034${code}", f'"{text}" are no coordinates'))


def add_source(reading: Reading, field: Field) -> None:
    """670 and 810: a source with what was found in it."""
    source, found = " ".join(texts(field, "a")).rstrip(":： "), " ".join(texts(field, "b"))
    reading.claims.quoted(source, found, text_in(field, "u"), field.tag)
    reading.sources.append((source, found))


def add_address(reading: Reading, field: Field) -> None:
    """856: an address, kept and never opened."""
    for address in texts(field, "u"):
        reading.claims.link(reading.target(field.tag), address, field.tag)


def add_note(reading: Reading, field: Field) -> None:
    """A note of all its subfields, in one text."""
    text = " ".join(part for code, part in field.subfields if code.isalpha())
    reading.say(reading.target(field.tag), text, field)


def _dated(reading: Reading, field: Field, code: str) -> Dating | None:
    text = text_in(field, code)
    dating = read_dating("", text if text_in(field, "2").lower() == "edtf" else _iso(text))
    if dating.expression is None:
        reading.claims.problems.append((f"046${code}", f'"{text}" is no date: {dating.reason}'))
        return None
    return dating


def _iso(text: str) -> str:
    """ISO 8601 in the forms that catalogues write: ``189-`` is a decade, ``18--`` a century, ``187504`` a month."""
    if re.fullmatch(r"\d{2,3}-{1,2}", text):
        return text.replace("-", "X")
    return f"{text[:4]}-{text[4:]}" if re.fullmatch(r"\d{6}", text) else text


def _place(reading: Reading, text: str) -> Term:
    return reading.claims.named("place", text, slug(text))


def _decimal(text: str) -> str | None:
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d+)?", text):
        return text.lstrip("+")
    match = _DEGREES.fullmatch(text)
    if match is None:
        return None
    degrees = int(match[3]) + int(match[4]) / 60 + float(match[5]) / 3600
    south_or_west = match[2] == "-" or (match[1] or "").upper() in ("S", "W")
    return f"{-degrees if south_or_west else degrees:.6f}".rstrip("0").rstrip(".")


@cache
def _genders() -> dict[str, str]:
    return {row["word"]: row["gender"] for row in read_rows(Path(__file__).parent / "genders.tsv")}
