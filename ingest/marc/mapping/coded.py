"""Coded data of the content (033, 034, 041-048): capture, scale, languages, areas, periods, dates, performers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ingest.code_tables import read_rows
from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import address, applies_to, identifiers, source, vocabulary
from ingest.marc.mapping.fixed import EDTF, genre_of_music
from kg.terms import Term

_STAMP = re.compile(r"(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(?:(\d\d)(\.\d+)?)?)?([+-]\d{4})?")
_RANGE, _LC_CLASS = "2", "http://id.loc.gov/authorities/classification/"
_CAPTURES = {"0": "capture", "1": "broadcast", "2": "finding"}
_LANGUAGES = re.compile(r"[a-z]{3}")
_COMPONENTS = {"g": "amt"}
_LANGUAGE_NOTES = {
    "b": "Summary or abstract",
    "e": "Libretto",
    "f": "Table of contents",
    "h": "",
    "j": "Subtitles or captions",
    "k": "",
    "m": "",
    "n": "",
}
_CENTURIES = "efghijklmnopqrstuvwxy"
_PERFORMERS = Path(__file__).parents[1] / "performers.tsv"
_NODES = {
    "voice": ("bf:voice", "bf:MusicVoice"),
    "instrument": ("bf:instrument", "bf:MusicInstrument"),
    "ensemble": ("bf:ensemble", "bf:MusicEnsemble"),
}


def extended_date(text: str) -> str:
    """A date of ISO 8601 in its extended form; what is none comes back as it is.

    >>> extended_date("19991231235959.0"), extended_date("197809102000-0400"), extended_date("1760")
    ('1999-12-31T23:59:59.0', '1978-09-10T20:00:00-04:00', '1760')
    """
    match = _STAMP.fullmatch(text.strip())
    if not match:
        return text.strip()
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if hour is None:
        return date
    return f"{date}T{hour}:{minute}:{second or '00'}{fraction or ''}" + (f"{zone[:3]}:{zone[3:]}" if zone else "")


def describe_capture(d: Description, s: Statement) -> None:
    """033: when and where something was captured, broadcast or found."""
    field = s.field
    node = d.link(d.work, "bf:capture", "bf:Capture")
    dates = [extended_date(text) for text in field.all("a")]
    if field.ind1 == _RANGE and len(dates) > 1:
        dates = ["/".join(dates[:2])]
    for date in dates:
        d.typed(node, "bf:date", date, EDTF)
    if field.ind2 in _CAPTURES:
        d.labelled(node, "bf:note", "bf:Note", _CAPTURES[field.ind2])
    area = ""
    for code, text in field.subfields:
        if code == "b":
            area = text.strip()
        elif code == "c" and re.fullmatch(r"\w+", area + text.strip()):
            d.add(node, "bf:place", f"<{_LC_CLASS}G{area}.{text.strip()}>")
    for text in field.all("p"):
        place = d.labelled(node, "bf:place", "bf:Place", text)
        source(d, place, field.first("2"), "subjectSchemes")
    applies_to(d, node, field)


def describe_scale(d: Description, s: Statement) -> None:
    """034: scale and coordinates."""
    field = s.field
    kind = {"a": "linear scale", "b": "angular scale"}.get(field.first("a"), "")
    given = False
    for code, way in (("b", "linear horizontal"), ("c", "linear vertical")):
        for text in field.all(code):
            scale = d.labelled(d.work, "bf:scale", "bf:Scale", way)
            d.plain(scale, "rdf:value", text)
            applies_to(d, scale, field)
            given = True
    if kind and (not given or field.first("a") == "b"):
        scale = d.labelled(d.work, "bf:scale", "bf:Scale", kind)
        applies_to(d, scale, field)
    if coordinates := " ".join(field.all("defg")):
        node = d.link(d.work, "bf:cartographicAttributes", "bf:Cartographic")
        d.plain(node, "bf:coordinates", coordinates)
        applies_to(d, node, field)


def describe_languages(d: Description, s: Statement) -> None:
    """041: languages of the content, of what it was translated from, of what goes with it."""
    field = s.field
    scheme = "languages"
    if field.ind2 == "7":
        scheme = "iso639-1" if "639-1" in field.first("2") else ""
    for code, text in field.subfields:
        if code in "0123567":
            continue
        for language in _codes_of(text, scheme):
            if code in "ad":
                d.add(d.work, "bf:language", language)
            elif code in _COMPONENTS:
                other = d.link(d.work, "bf:accompaniedBy", "bf:Work", d.naming.resource("Work", d.label))
                _component(d, other, _COMPONENTS[code])
                d.add(other, "bf:language", language)
            elif code in _LANGUAGE_NOTES:
                note = d.link(d.work, "bf:note", "bf:Note")
                if code in "hkn":
                    _component(d, note, "otx")
                d.plain(note, "rdfs:label", _LANGUAGE_NOTES[code])
                d.add(note, "bf:language", language)


def _component(d: Description, node: Term, kind: str) -> None:
    d.classify(node, vocabulary("resourceComponents", kind))


def _codes_of(text: str, scheme: str) -> list[Term]:
    """A subfield of 041 has one code, or, as once was the rule, several of three letters without a space."""
    text = text.strip().lower()
    if scheme == "iso639-1":
        return [vocabulary(scheme, text)] if re.fullmatch(r"[a-z]{2}", text) else []
    if not scheme or len(text) % 3:
        return []
    return [vocabulary(scheme, code) for code in _LANGUAGES.findall(text)]


def describe_areas(d: Description, s: Statement) -> None:
    """043: the areas that the content is about."""
    field = s.field
    real = [found for text in field.all("0") if (found := address(text))]
    for code, text in field.subfields:
        value = text.strip().rstrip("-")
        if code == "a" and re.fullmatch(r"[a-z]+(-[a-z]+)*", value):
            d.add(d.work, "bf:geographicCoverage", vocabulary("geographicAreas", value))
        elif code in "bc" and value:
            node = d.link(d.work, "bf:geographicCoverage", "bf:GeographicCoverage")
            d.plain(node, "rdf:value", value)
            source(d, node, "ISO 3166" if code == "c" else field.first("2"), "organizations")
            identifiers(d, node, field)
    for each in real:
        d.add(d.work, "bf:geographicCoverage", each)


def describe_periods(d: Description, s: Statement) -> None:
    """045: the periods that the content is about."""
    for text in s.all("a"):
        ends = [text[at : at + 2] for at in range(0, len(text.strip()), 2)]
        found = [_period(end) for end in ends]
        if all(found) and found:
            d.typed(d.work, "bf:temporalCoverage", "/".join(dict.fromkeys(found)), EDTF)
    dates = [_signed(text) for text in s.all("b")]
    if s.field.ind1 == _RANGE and len(dates) > 1:
        dates = ["/".join(dates)]
    for date in dates:
        d.typed(d.work, "bf:temporalCoverage", date, EDTF)


def _period(code: str) -> str:
    """A letter and a figure of 045 $a: a to d count down before the era, e to y are centuries with a figure of decades.

    >>> _period("d7"), _period("n6"), _period("x-")
    ('-02XX', '096X', '19XX')
    """
    letter, figure = code[:1], code[1:]
    if letter in "bcd" and figure.isdigit():
        return f"-{'dcb'.index(letter)}{9 - int(figure)}XX"
    if letter in _CENTURIES and letter:
        century = f"{_CENTURIES.index(letter):02d}"
        return f"{century}{figure}X" if figure.isdigit() else f"{century}XX"
    return ""


def _signed(text: str) -> str:
    sign = "-" if text[:1] == "c" else ""
    digits = text[1:].strip()
    return sign + (extended_date(digits) if len(digits) in (4, 6, 8) else digits)


def describe_dates(d: Description, s: Statement) -> None:
    """046: dates of origin and of validity."""
    for begin, end, predicate in (("k", "l", "bf:originDate"), ("m", "n", "bf:validDate")):
        dates = [extended_date(text) for text in s.all(begin)]
        ends = [extended_date(text) for text in s.all(end)]
        for place, date in enumerate(dates):
            d.typed(d.work, predicate, f"{date}/{ends[place]}" if place < len(ends) else date, EDTF)


def describe_composition(d: Description, s: Statement) -> None:
    """047: forms of musical composition."""
    scheme = s.first("2") if s.field.ind2 == "7" else ""
    for code in s.all("a"):
        if scheme:
            node = d.link(d.work, "bf:genreForm", "bf:GenreForm")
            d.plain(node, "bf:code", code)
            source(d, node, scheme, "musiccompschemes")
        elif found := genre_of_music(code):
            d.labelled(d.work, "bf:genreForm", "bf:GenreForm", found[1], found[0])


@cache
def _performers() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_rows(_PERFORMERS)}


def describe_performers(d: Description, s: Statement) -> None:
    """048: numbers of instruments and voices."""
    scheme = s.first("2") or "marcmusperf"
    for text in s.all("ab"):
        row = _performers().get(text[:2]) if scheme == "marcmusperf" else None
        if row is None:
            continue
        node = d.labelled(d.work, *_NODES[row["kind"]], row["label"])
        d.plain(node, "bf:instrumentalType", row["type"])
        if text[2:4].isdigit():
            d.plain(node, "bf:count", str(int(text[2:4])))
        source(d, node, scheme, "musiccodeschemes")
