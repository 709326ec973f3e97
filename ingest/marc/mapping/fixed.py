"""Coded positions: leader, 006, 007, 008. What a code says stands in ``fixed.tsv``; dates and places are read here."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.code_tables import read_rows
from ingest.marc.description import TERMS, Description
from ingest.marc.mapping.controls import LC, vocabulary
from ingest.marc.record import Field
from kg.terms import Term, literal

_TABLE = Path(__file__).parents[1] / "fixed.tsv"
_YEAR = re.compile(r"[0-9u]{4}")
_PLACE = re.compile(r"[a-z]{2,3}")
#: 008 is read by the type of material: leader/06, and leader/07 for what continues.
_MATERIALS = {
    **dict.fromkeys("at", "BK"),
    "m": "CF",
    **dict.fromkeys("ef", "MP"),
    **dict.fromkeys("cdij", "MU"),
    **dict.fromkeys("gkor", "VM"),
    "p": "MX",
}
EDTF = f"{LC}datatypes/edtf"
_DURATION = "http://www.w3.org/2001/XMLSchema#duration"


class _Coded(NamedTuple):
    """What one code in one place says."""

    subject: str
    steps: tuple[tuple[str, str], ...]
    predicate: str
    class_: str
    iri: str
    label: str


class _Place(NamedTuple):
    start: int
    width: int
    times: int
    codes: dict[str, list[_Coded]]


@cache
def _places(field: str, material: str) -> tuple[_Place, ...]:
    return tuple(_table()[field, material].values())


@cache
def _table() -> dict[tuple[str, str], dict[tuple[int, int, int], _Place]]:
    found: dict[tuple[str, str], dict[tuple[int, int, int], _Place]] = defaultdict(dict)
    for row in read_rows(_TABLE):
        where = int(row["position"]), int(row["width"]), int(row["count"])
        place = found[row["field"], row["material"]].setdefault(where, _Place(*where, {}))
        *path, predicate = row["property"].split("/")
        steps = tuple(zip(path[::2], path[1::2], strict=True))
        iri = f"<{LC}{row['iri']}>" if row["iri"] else ""
        coded = _Coded(row["subject"], steps, predicate, row["class"], iri, row["label"])
        place.codes.setdefault(row["code"].replace("#", " "), []).append(coded)
    return found


def material(leader: str) -> str:
    """The type of material of a leader: BK, CF, MP, MU, CR, VM, MX.

    >>> material("00000cas a2200000 a 4500"), material("00000cam a2200000 a 4500")
    ('CR', 'BK')
    """
    kind = _MATERIALS.get(leader[6:7], "BK")
    return "CR" if kind == "BK" and leader[7:8] in ("b", "i", "s") else kind


def describe_leader(d: Description, admin: Term) -> None:
    """Type of the work, content, issuance, and how full the description is."""
    d.label = "000-1"
    has_content = any(field.tag == "336" for field in d.record.fields)
    for coded in _said("LDR", "", d.record.leader):
        if not (has_content and coded.predicate == "bf:content"):
            _claim(d, coded, admin)


def describe_008(d: Description, field: Field, admin: Term) -> None:
    """Dates, places, language and the coded positions of the material."""
    d.at_field(field)
    text = field.data.ljust(40)
    kind = material(d.record.leader)
    if (code := text[35:38]) and _PLACE.fullmatch(code) and code not in ("und", "zxx", "mul"):
        d.add(d.work, "bf:language", vocabulary("languages", code))
    if kind == "VM" and text[18:21].isdigit() and text[18:21] != "000":
        d.typed(d.work, "bf:duration", f"PT{int(text[18:21])}M", _DURATION)
    if kind == "CR" and text[19:20] in ("n", "x"):
        d.labelled(d.instance, "bf:frequency", "bf:Frequency", "irregular", vocabulary("frequencies", "irr"))
    tags = {each.tag for each in d.record.fields}
    for coded in _said("008", kind, text):
        if not _given_elsewhere(coded, tags):
            _claim(d, coded, admin)


def describe_007(d: Description, field: Field, admin: Term) -> None:
    """The coded physical description of one kind of carrier."""
    d.at_field(field)
    text = field.data
    tags = {each.tag for each in d.record.fields}
    for coded in _said("007", text[:1], text):
        if not _given_elsewhere(coded, tags):
            _claim(d, coded, admin)
    if text[:1] == "h" and text[6:9].isdigit():
        d.labelled(d.instance, "bf:reductionRatio", "bf:ReductionRatio", text[6:9])
    if text[:1] == "m" and text[4:5] == "b":
        ratio = d.link(d.instance, "bf:aspectRatio", "bf:AspectRatio")
        d.labelled(ratio, "bf:note", "bf:Note", "non-anamorphic (wide-screen)")


def _said(field: str, kind: str, text: str) -> list[_Coded]:
    found: list[_Coded] = []
    for start, width, count, codes in _places(field, kind):
        for at in range(start, start + width * count, width):
            found.extend(codes.get(text[at : at + width], ()))
    return found


def _given_elsewhere(coded: _Coded, tags: set[str]) -> bool:
    """Whether a field of its own says the same, and better."""
    tag = {"bf:content": "336", "bf:media": "337", "bf:dimensions": "300"}.get(coded.predicate, "")
    return tag in tags


def _claim(d: Description, coded: _Coded, admin: Term) -> None:
    subject = {"work": d.work, "instance": d.instance, "admin": admin}[coded.subject]
    for predicate, class_ in coded.steps:
        subject = d.link(subject, predicate, class_)
    if coded.predicate == "rdf:type":
        d.type(subject, coded.label)
    elif not coded.class_ and coded.iri:
        d.add(subject, coded.predicate, coded.iri)
    elif not coded.class_:
        d.plain(subject, coded.predicate, coded.label)
    elif coded.predicate == "bf:note":
        note = d.labelled(subject, "bf:note", "bf:Note", coded.label)
        d.classify(note, coded.iri)
    else:
        node = d.link(subject, coded.predicate, coded.class_, coded.iri)
        if coded.label:
            d.claims.append((node, TERMS["rdfs:label"], literal(coded.label)))
        if coded.predicate == "bf:descriptionConventions":
            d.plain(node, "bf:code", coded.iri[:-1].rpartition("/")[2])


def edtf_dates(text: str) -> tuple[str, str]:
    """(date of publication, date of the original) of 008/06-14 in EDTF; empty for none.

    >>> edtf_dates("040520s200u    dk "), edtf_dates("130806m20132016gau"), edtf_dates("240624r20232021enk")
    (('200X', ''), ('2013/2016', ''), ('2023', '2021'))
    """
    kind, first, second = text[6:7], _year(text[7:11]), _year(text[11:15])
    if kind == "b" or not (first or second or kind == "n"):
        return "", ""
    if kind == "n":
        return first or "XXXX", ""
    if kind == "r":
        return first, second
    if kind == "q":
        return f"{first}~/{second}~" if first and second else first, ""
    if kind in "cdu":
        end = ".." if kind == "c" or second == "9999" else second
        return (f"{first}/{end}" if end and first else first), ""
    if kind in "ikm":
        end = ".." if second == "9999" else second
        return f"{first}/{end}" if end and end != first else first, ""
    if kind == "e" and first.isdigit() and text[11:15].strip().isdigit():
        month, day = text[11:13], text[13:15]
        return f"{first}-{month}" + (f"-{day}" if day.isdigit() and day != "00" else ""), ""
    return first, ""


def _year(text: str) -> str:
    return text.replace("u", "X") if _YEAR.fullmatch(text) else ""


def country(text: str) -> Term | None:
    """The country of publication of an 008; None where it names none."""
    code = text[15:18].strip()
    return vocabulary("countries", code) if _PLACE.fullmatch(code) and code != "xx" else None


def genre_of_music(code: str) -> tuple[Term, str] | None:
    """(IRI or empty, label) of a form of musical composition, as in 008/18-19; None for an unknown one."""
    for _, _, _, codes in _places("008", "MU"):
        for coded in codes.get(code, ()):
            if coded.predicate == "bf:genreForm":
                return coded.iri, coded.label
    return None


def terms_of_fixed() -> tuple[dict[tuple[str, str], Term], dict[Term, str]]:
    """(class, label in lower case) -> IRI, and IRI -> label, of all codes that have both."""
    by_label: dict[tuple[str, str], Term] = {}
    by_iri: dict[Term, str] = {}
    for places in _table().values():
        for place in places.values():
            for coded in (each for codes in place.codes.values() for each in codes):
                if coded.iri and coded.label and coded.predicate != "bf:note":
                    by_label.setdefault((coded.class_, coded.label.lower()), coded.iri)
                    by_iri.setdefault(coded.iri, coded.label)
    return by_label, by_iri
