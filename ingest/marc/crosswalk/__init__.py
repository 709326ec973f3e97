"""UNIMARC and CNMARC records as MARC 21 records, so that there is one mapping to BIBFRAME and not two.

Fields and subfields by ``subfields.tsv``; coded data (leader, 100, 101, 102, 105, 106) by the manuals. Pinyin that
Chinese libraries write beside Han characters, in $9 or under the capital letter of its subfield, becomes an 880 field.
Standards: UNIMARC Manual, Bibliographic Format (IFLA); 中國機讀目錄格式 (WH/T 0503).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.code_tables import read_rows
from ingest.marc.record import DEFAULT_LEADER, Field, MarcRecord
from kg.chinese.readings import has_han

_HERE = Path(__file__).parent
#: Leader/06 where it differs: manuscript text, computer files, multimedia.
_TYPES = {"b": "t", "l": "m", "m": "o"}
#: 100 $a/8 -> 008/06.
_DATE_TYPES = {
    "a": "c", "b": "d", "c": "u", "d": "s", "e": "r", "f": "q", "g": "m", "h": "t", "i": "p", "j": "e", "u": "n",
}  # fmt: skip
_LITERATURE = {"a": "1", "b": "d", "c": "e", "d": "h", "e": "i", "f": "j", "g": "p", "h": "s"}
#: 105 $a and 106 $a: place -> place in 008.
_CONVERTED = frozenset(("001", "005", "100", "101", "102", "105", "106", "801"))
_NAMES = frozenset(("600", "700", "701", "702"))
_ENTRY = re.compile(r"(\d{3})(.{0,2})(.*)", re.DOTALL)
_EMBEDDED = {
    ("200", "a"): "t",
    ("500", "a"): "t",
    ("200", "f"): "a",
    ("200", "v"): "v",
    ("225", "v"): "v",
    ("010", "a"): "z",
    ("011", "a"): "x",
    ("205", "a"): "b",
    ("700", "a"): "a",
    ("210", "a"): "d",
    ("210", "c"): "d",
    ("210", "d"): "d",
}
_LATIN = "(B"


class _Rule(NamedTuple):
    target: str
    ind1: str
    ind2: str
    subfields: dict[str, str]
    constant: tuple[tuple[str, str], ...]


@cache
def _rules() -> dict[tuple[str, str], _Rule]:
    return {
        (row["tag"], row["when"]): _Rule(
            row["target"],
            row["ind1"] or " ",
            row["ind2"] or " ",
            dict(_pairs(row["subfields"])),
            tuple(_pairs(row["constant"])),
        )
        for row in read_rows(_HERE / "subfields.tsv")
    }


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(source, target) for source, _, target in (part.partition("=") for part in text.split())]


@cache
def _codes(name: str, key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in read_rows(_HERE / name)}


def converted_tags() -> frozenset[str]:
    """The UNIMARC tags that are read."""
    return frozenset(tag for tag, _ in _rules()) | _CONVERTED


def to_marc21(record: MarcRecord) -> tuple[MarcRecord, list[tuple[str, str]]]:
    """(the record in MARC 21, faults as (tag, reason))."""
    conversion = _Conversion(record)
    return conversion.run(), conversion.faults


class _Conversion:
    def __init__(self, record: MarcRecord) -> None:
        self._record = record
        self._fields: list[Field] = []
        self._pairs = 0
        self.faults: list[tuple[str, str]] = []

    def run(self) -> MarcRecord:
        record = self._record
        for each in record.fields:
            if each.tag in ("001", "005"):
                self._fields.append(each)
            elif each.tag == "100":
                self._fields.append(Field("008", " ", " ", [], each.number, self._coded(each)))
            elif each.tag == "101":
                self._languages(each)
            elif each.tag == "801":
                self._source(each)
            else:
                self._convert(each)
        if not record.control("001") and not any(field.tag == "100" for field in record.fields):
            self.faults.append(("100", "there is no field 100, so neither dates nor the language of the record"))
        leader = record.leader
        kind = _TYPES.get(leader[6:7], leader[6:7])
        whole = f"{leader[:5]}{leader[5:6]}{kind}{leader[7:8]} a{leader[10:17]} i {DEFAULT_LEADER[20:]}"
        return MarcRecord(whole, self._fields, record.number, record.offset, record.faults, record.unit)

    def _coded(self, general: Field) -> str:
        """008 from 100, 101, 102, 105 and 106."""
        text = general.first("a").ljust(36)
        if not text[:8].isdigit():
            self.faults.append(("100", f'$a begins with "{text[:8]}" where the date of entry should be'))
        kind = _DATE_TYPES.get(text[8:9], "|")
        dates = re.sub(r"[^0-9]", "u", text[9:13]) if text[9:13].strip() else "    "
        second = re.sub(r"[^0-9]", "u", text[13:17]) if text[13:17].strip() else "    "
        country = self._record.value("102", "a").strip().upper()
        place = _codes("countries.tsv", "code", "marc").get(country, "   ").ljust(3)
        language = self._record.value("101", "a").strip().lower()[:3].ljust(3)
        entered = text[2:8] if text[:8].isdigit() else "||||||"
        return f"{entered}{kind}{dates}{second}{place}{self._books()}{language} d"

    def _books(self) -> str:
        """008/18-34 of books from 105 and 106; blank where they are not there."""
        coded = self._record.value("105", "a").ljust(13)
        form = self._record.value("106", "a")[:1]
        illustrations = "".join(char if char in "abcdefghijklmo" else " " for char in coded[:4])
        flags = "".join("1" if char == "1" else "0" for char in coded[8:11])
        literature = _LITERATURE.get(coded[11:12], "0")
        life = coded[12:13] if coded[12:13] in "abc" else " "
        physical = form if form in "dfs" else " "
        return f"{illustrations} {physical}     {flags} {literature}{life}"[:17].ljust(17)

    def _languages(self, field: Field) -> None:
        subfields = [("a", text) for text in field.all("a")] + [("h", text) for text in field.all("c")]
        subfields += [("b", text) for text in field.all("d")]
        if len(subfields) > 1:
            self._fields.append(Field("041", "1" if field.has("c") else "0", " ", subfields, field.number))

    def _source(self, field: Field) -> None:
        agency = field.first("b").strip()
        code = {"0": "a", "1": "c", "2": "d"}.get(field.ind2, "a")
        subfields = [(code, agency)] if agency else []
        subfields += [("e", text.lower()) for text in field.all("g")]
        language = self._record.value("100", "a")[22:25]
        if code == "a" and re.fullmatch(r"[a-z]{3}", language):
            subfields.append(("b", language))
        if subfields:
            self._fields.append(Field("040", " ", " ", subfields, field.number))

    def _convert(self, field: Field) -> None:
        rule = _rules().get((field.tag, field.ind1)) or _rules().get((field.tag, ""))
        if rule is None:
            return
        source = _embedded(field) if field.tag[0] == "4" else field.subfields
        subfields = [part for code, text in source for part in self._subfield(field, rule, code, text)]
        if field.tag in _NAMES:
            subfields = [("a", _heading(field)), *subfields] if field.has("a") else subfields
        if not subfields:
            return
        subfields = _joined(subfields) if rule.target == "245" else subfields
        subfields += rule.constant
        target = Field(rule.target, rule.ind1, rule.ind2, subfields, field.number)
        if target.ind2 == "7" and not target.has("2"):
            target.ind2 = "4"
        self._fields.append(target)
        self._parallel_titles(field)
        self._pinyin(field, rule, target)

    def _subfield(self, field: Field, rule: _Rule, code: str, text: str) -> list[tuple[str, str]]:
        target = rule.subfields.get(code)
        if target is None or not text.strip():
            return []
        if code == "4":
            relator = _codes("relators.tsv", "code", "relator").get(text.strip())
            return [("4", relator)] if relator else [("e", text.strip())] if not text.strip().isdigit() else []
        return [(target, text)]

    def _parallel_titles(self, field: Field) -> None:
        for text in field.all("d") if field.tag == "200" else ():
            self._fields.append(Field("246", "3", "1", [("a", text.lstrip("= "))], field.number))

    def _pinyin(self, field: Field, rule: _Rule, target: Field) -> None:
        """$9 is the pinyin of $a; a capital letter that of its small one."""
        if not has_han("".join(text for _, text in field.subfields)):
            return
        latin = [("9", "a"), *((code.upper(), code) for code in rule.subfields if code.islower())]
        if field.tag in _NAMES:
            latin.append(("A", "a"))
        subfields = [
            (rule.subfields.get(code, "a"), text)
            for written, code in dict(latin).items()
            for text in field.all(written)
            if text.isascii() or not has_han(text)
        ]
        if not subfields:
            return
        self._pairs += 1
        number = f"{self._pairs:02d}"
        target.subfields.insert(0, ("6", f"880-{number}"))
        link = ("6", f"{rule.target}-{number}/{_LATIN}")
        self._fields.append(Field("880", target.ind1, target.ind2, [link, *subfields], field.number))


def _heading(field: Field) -> str:
    """The name of a person: entry element and the rest, joined by a comma where the script is not Han."""
    entry, rest = field.first("a").strip(), field.first("b").strip(" ,")
    if not rest:
        return entry
    return entry + rest if has_han(entry) else f"{entry.rstrip(',')}, {rest}"


def _joined(subfields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The titles of several works in one field as one title."""
    titles = [text for code, text in subfields if code == "a"]
    if len(titles) < 2:
        return subfields
    return [("a", " ; ".join(titles)), *(part for part in subfields if part[0] != "a")]


def _embedded(field: Field) -> list[tuple[str, str]]:
    """The subfields of a linking field; where it holds whole fields in $1, those as the other technique has them."""
    if not field.has("1"):
        return field.subfields
    found: list[tuple[str, str]] = []
    tag = ""
    imprint: list[str] = []
    for code, text in field.subfields:
        if code == "1" and (match := _ENTRY.match(text)):
            tag = match[1]
            if tag == "001":
                found.append(("w", match[2] + match[3]))
        elif target := _EMBEDDED.get((tag, code)):
            if target == "d":
                imprint.append(text)
            else:
                found.append((target, text))
    return [*found, ("d", ", ".join(imprint))] if imprint else found
