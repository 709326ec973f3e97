"""Headings of authority records: what they name, the name without its punctuation, its parts, its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.code_tables import read_rows
from ingest.language_codes import language_tag
from ingest.marc.record import Field, MarcRecord
from kg.chinese.readings import has_han
from ontology.namespaces import expand
from ontology.schemes import concept_for

_FOLDER = Path(__file__).parent
_LINK = re.compile(r"(\w{3})-(\d\d)(?:/([^/]+))?")
_ENDS = " ,;:/"
#: family -> (subfields of the name, of its additions, of its dates)
_PARTS = {"marc21": ("ab", "c", "d"), "unimarc": ("ab", "c", "f")}
#: Of corporate bodies and places all parts belong to the name.
_WHOLE = {"marc21": "abcdgnvxyz", "unimarc": "abcdefgxyz"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A name as a heading gives it: ``surname`` and ``given`` where it tells them, ``additions`` as written."""

    text: str
    surname: str = ""
    given: str = ""
    additions: tuple[str, ...] = ()
    dates: str = ""
    fuller: str = ""


def texts(field: Field, codes: str) -> list[str]:
    """The subfields with one of these codes, in their order, trimmed, without the empty ones."""
    return [text for value in field.all(codes) if (text := value.strip())]


def text_in(field: Field, codes: str) -> str:
    """The first of them, empty where there is none."""
    return next(iter(texts(field, codes)), "")


def family_of(record: MarcRecord) -> str:
    """Which MARC a record is: field 100 of UNIMARC is general data, and $a begins with the date of entry."""
    return "unimarc" if record.value("100", "a")[:8].isdigit() else "marc21"


def kind_of(record: MarcRecord, family: str) -> tuple[Field | None, str, str]:
    """The heading of a record, the kind of entity that it names (empty: none that is held), and what it is instead."""
    known = _kinds()
    for field in record.fields:
        if (family, field.tag) not in known:
            continue
        kind, note = known[family, field.tag]
        if texts(field, "t"):
            return field, "", "a name and title"
        if family == "marc21" and field.tag == "100" and field.ind1 == "3":
            kind = "family"
        return field, kind, note
    return None, "", ""


def read_heading(field: Field, family: str, kind: str) -> Heading:
    """The name in a heading, reference or linked field.

    >>> field = Field("100", "1", " ", [("a", "Sheng, Xuanhuai,"), ("d", "1844-1916")], 2)
    >>> read_heading(field, "marc21", "person").text
    'Sheng, Xuanhuai'
    """
    names, additions, dates = _PARTS[family]
    if kind not in ("person", "authority"):
        text = _joined([part.strip(_ENDS) for part in texts(field, _WHOLE[family])], ". ")
        return Heading(text)
    parts = [part.strip(_ENDS) for part in texts(field, names)]
    text = _joined(parts, ", " if family == "unimarc" else " ")
    if has_han(text):
        text = text.replace(", ", "").replace("，", "")
    surname, given = _divided(field, family, parts)
    return Heading(
        text=text,
        surname=surname,
        given=given,
        additions=tuple(part.strip(_ENDS + "()（）") for part in texts(field, additions)),
        dates=" ".join(texts(field, dates)),
        fuller=" ".join(part.strip(_ENDS + "()") for part in texts(field, "q" if family == "marc21" else "g")),
    )


def language_of_field(field: Field, family: str) -> str:
    """The language tag that a field declares for its script and language; empty: the characters tell."""
    if family == "marc21":
        script = (_LINK.match(text_in(field, "6")) or ("", "", "", ""))[3] or ""
        return language_tag("", _scripts().get((family, script[:2]), ""))
    codes, languages = text_in(field, "7"), text_in(field, "8")
    script = _scripts().get((family, codes[4:6] if len(codes) >= 6 else codes[:2]), "")
    language = language_tag(languages[3:6] if len(languages) >= 6 else languages[:3])
    if language == "zh" and not script:
        return ""
    return language_tag(language, script)


def link_of(field: Field) -> tuple[str, str]:
    """The tag and number to which $6 links a field, both empty where it does not."""
    match = _LINK.match(text_in(field, "6"))
    return (match[1], match[2]) if match else ("", "")


def concept_of(phrase: str, family: str, schemes: tuple[str, ...]) -> str:
    """The concept (IRI) that an instruction phrase or code of a reference means, in the first scheme that has it."""
    plain = phrase.strip(" :：()（）").lower()
    if not plain:
        return ""
    if known := _relations().get((family, plain)):
        return known
    return next((found for scheme in schemes if (found := concept_for(scheme, plain))), "")


def _divided(field: Field, family: str, parts: list[str]) -> tuple[str, str]:
    if family == "unimarc":
        given = [part.strip(_ENDS) for part in texts(field, "b")]
        return (parts[0], given[0]) if given and parts else ("", "")
    if field.ind1 == "1" and parts and re.search("[,，]", parts[0]):
        surname, given_name = re.split("[,，]", parts[0], maxsplit=1)
        return surname.strip(), given_name.strip()
    return "", ""


def _joined(parts: list[str], sign: str) -> str:
    return ("" if parts and all(has_han(part) for part in parts) and sign != ". " else sign).join(parts)


@cache
def _kinds() -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["family"], row["tag"]): (row["kind"], row["note"]) for row in read_rows(_FOLDER / "headings.tsv")}


@cache
def _relations() -> dict[tuple[str, str], str]:
    return {(row["family"], row["phrase"]): expand(row["concept"]) for row in read_rows(_FOLDER / "relations.tsv")}


@cache
def _scripts() -> dict[tuple[str, str], str]:
    return {(row["family"], row["code"]): row["script"] for row in read_rows(_FOLDER / "scripts.tsv")}
