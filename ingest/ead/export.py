"""EAD3 out of a workspace: record sets and records as a finding aid that is valid against the schema of EAD3 1.1.

The unit that has no whole becomes ``archdesc``; where there are several, they stand below a collection that is named
after the selection. Dates of which only the words are known stay words; names keep their roles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from ingest.exporter import ExportReport, Selection
from kg.errors import InvalidInput
from kg.terms import Term, curie, literal_language, literal_value

NAMESPACE = "http://ead3.archivists.org/schema/"
_CLASSES = {
    curie(name): kind for name, kind in (("rico:RecordSet", ""), ("rico:Record", "item"), ("zs:Letter", "item"))
}
_TYPE, _LABEL = curie("rdf:type"), curie("skos:prefLabel")
_MENTIONS = curie("zs:mentions")
_PART_OF, _SEQUENCE, _LEVEL = curie("zs:partOf"), curie("zs:sequence"), curie("zs:level")
_EDTF, _WORDS, _LANGUAGE = curie("zs:edtf"), curie("zs:dateText"), curie("zs:language")
_CODE, _EXTENT, _HOLDER = curie("zs:referenceCode"), curie("zs:extent"), curie("bf:heldBy")
_LOCATION, _IMAGES = curie("bf:physicalLocation"), (curie("foaf:depiction"), curie("zs:iiifManifest"))
_ROLES = {role: (curie(f"zs:{role}"), curie(f"zs:{role}Name")) for role in ("sender", "creator", "addressee")}
#: Elements of prose and the properties that fill them.
_PROSE = {
    "scopecontent": (curie("dcterms:description"),),
    "bioghist": (curie("skos:historyNote"),),
    "custodhist": (curie("bf:custodialHistory"),),
    "acqinfo": (curie("dcterms:provenance"),),
    "accessrestrict": (curie("dcterms:accessRights"),),
    "userestrict": (curie("dcterms:rights"),),
    "relatedmaterial": (curie("dcterms:relation"),),
    "bibliography": (curie("dcterms:isReferencedBy"), curie("zs:citation")),
    "odd": (curie("zs:note"),),
}
_HEADINGS = {
    "subject": curie("dcterms:subject"),
    "geogname": curie("dcterms:spatial"),
    "title": curie("dcterms:references"),
    "genreform": curie("zs:genre"),
}
#: Said by other means: the place in the hierarchy, what follows from the date, the concept of the genre.
_IMPLIED = frozenset(
    curie(name) for name in ("zs:year", "zs:beginYear", "zs:endYear", "zs:written", "zs:documentType", "zs:collection")
)
_LEVELS = ("class", "collection", "file", "fonds", "item", "recordgrp", "series", "subfonds", "subgrp", "subseries")
_SPAN = re.compile(r"(-?\d{4}(?:-\d\d){0,2})(?:/(-?\d{4}(?:-\d\d){0,2}))?")


@dataclass(slots=True)
class _Holdings:
    """The selection by subject: what is said of it, and its parts in their order."""

    said: dict[Term, dict[Term, list[Term]]]
    parts: dict[Term, list[Term]] = field(default_factory=lambda: defaultdict(list))
    roots: list[Term] = field(default_factory=list)

    @classmethod
    def of(cls, selection: Selection) -> _Holdings:
        said: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in selection.claims:
            said[subject][predicate].append(value)
        found = cls(dict(said))
        units = [subject for subject, of in said.items() if _CLASSES.keys() & set(of.get(_TYPE, ()))]
        known = set(units)
        for unit in sorted(units, key=found.order):
            whole = next((each for each in said[unit].get(_PART_OF, ()) if each in known and each != unit), None)
            (found.roots if whole is None else found.parts[whole]).append(unit)
        return found

    def order(self, unit: Term) -> tuple[int, Term]:
        """Where a unit stands among its siblings: by its sequence, else by its id."""
        numbers = [literal_value(value) for value in self.said[unit].get(_SEQUENCE, ())]
        return (int(numbers[0]) if numbers else 1 << 30, unit)

    def label(self, entity: Term) -> str:
        """The label of an entity, empty where the selection has none."""
        return next((literal_value(value) for value in self.said.get(entity, {}).get(_LABEL, ())), "")


class EadExporter:
    """Writes finding aids in EAD3."""

    versions = ("3",)

    def export(self, selection: Selection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the units of the selection. Raises InvalidInput where there is none, and for another version."""
        if version not in self.versions or archive:
            raise InvalidInput("Only EAD3 can be written, as one file.", hint="Leave --version and --archive out.")
        holdings, report = _Holdings.of(selection), ExportReport()
        if not holdings.roots:
            raise InvalidInput("There is no record set or record to write.", hint="Choose a dataset of an archive.")
        root = etree.Element(_tag("ead"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the default namespace
        single = len(holdings.roots) == 1
        title = holdings.label(holdings.roots[0]) if single else selection.title
        _control(root, _identifier(holdings.roots[0], selection.base), title or selection.title)
        archdesc = etree.SubElement(root, _tag("archdesc"))
        if single:
            _Writer(holdings, selection.base, report).write(archdesc, holdings.roots[0])
        else:
            archdesc.set("level", "collection")
            _add(_sub(archdesc, "did"), "unittitle", selection.title)
            _Writer(holdings, selection.base, report).parts(archdesc, holdings.roots, "dsc")
        etree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True, pretty_print=True)
        return report


class _Writer:
    """Writes units below one another, without recursion: finding aids can be deep."""

    def __init__(self, holdings: _Holdings, base: str, report: ExportReport) -> None:
        self._holdings = holdings
        self._base = base
        self._report = report
        self._waiting: list[tuple[_Element, Term]] = []

    def write(self, element: _Element, unit: Term) -> None:
        """One unit and all below it."""
        self._waiting.append((element, unit))
        while self._waiting:
            element, unit = self._waiting.pop()
            self._unit(element, unit)

    def parts(self, element: _Element, parts: list[Term], group: str) -> None:
        """Several units below one element."""
        around = _sub(element, group) if group else element
        for part in parts:
            self.write(_sub(around, "c"), part)

    def _unit(self, element: _Element, unit: Term) -> None:
        said, kinds = self._holdings.said[unit], set(self._holdings.said[unit].get(_TYPE, ()))
        kind = next(name for class_, name in _CLASSES.items() if class_ in kinds)
        self._report.written[kind or "set"] += 1
        _set_level(element, next(_texts(said, _LEVEL), ("", ""))[0] or kind or "file", _local(element) == "archdesc")
        if _local(element) == "c":
            element.set("id", "u-" + re.sub(r"[^\w.-]+", "-", _identifier(unit, self._base)))
        self._did(_sub(element, "did"), unit, said)
        self._headings(element, said)
        for name, properties in _PROSE.items():
            if texts := [text for prop in properties for text in _texts(said, prop)]:
                prose = _sub(element, name)
                for text, language in texts:
                    _add(prose, "p", text, language)
        parts = self._holdings.parts.get(unit, [])
        if parts:
            around = _sub(element, "dsc") if _local(element) == "archdesc" else element
            self._waiting.extend(reversed([(_sub(around, "c"), part) for part in parts]))
        self._count(said)

    def _did(self, did: _Element, unit: Term, said: dict[Term, list[Term]]) -> None:
        for text, language in _texts(said, _LABEL):
            _add(did, "unittitle", text, language)
        for text, _ in _texts(said, _CODE):
            _add(did, "unitid", text)
        _date(did, said)
        for role in ("sender", "creator"):
            for name, identifier, language in self._agents(said, role):
                _person(_sub(did, "origination"), name, identifier, role, language)
        for text, language in _texts(said, _EXTENT):
            _add(did, "physdesc", text, language)
        for text, language in _texts(said, _LOCATION):
            _add(did, "physloc", text, language)
        for code, language in _texts(said, _LANGUAGE):
            _language(_sub(did, "langmaterial"), code, language)
        for holder in said.get(_HOLDER, ()):
            if label := self._holdings.label(holder):
                _add(_sub(_sub(did, "repository"), "corpname"), "part", label)
        for address in (each for prop in _IMAGES for each in said.get(prop, ())):
            _sub(did, "dao", daotype="unknown", href=address[1:-1])
        if not len(did):
            _add(did, "unittitle", _identifier(unit, self._base))

    def _headings(self, element: _Element, said: dict[Term, list[Term]]) -> None:
        found = [(name, text, language) for name, prop in _HEADINGS.items() for text, language in _texts(said, prop)]
        agents = [(*agent, "addressee") for agent in self._agents(said, "addressee")]
        mentioned = [
            (label, _identifier(e, self._base), "", "")
            for e in said.get(_MENTIONS, ())
            if (label := self._holdings.label(e))
        ]
        names = {label for label, _, _, _ in mentioned}
        found = [(name, text, language) for name, text, language in found if name != "subject" or text not in names]
        if not found and not agents and not mentioned:
            return
        around = _sub(element, "controlaccess")
        for name, text, language in found:
            _add(_sub(around, name), "part", text, language)
        for label, identifier, language, role in [*agents, *mentioned]:
            _person(around, label, identifier, role, language)

    def _agents(self, said: dict[Term, list[Term]], role: str) -> Iterator[tuple[str, str, str]]:
        """(name, identifier, language): the entities with their labels, else the names as written."""
        entities, names = (said.get(prop, []) for prop in _ROLES[role])
        labelled = [(self._holdings.label(each), _identifier(each, self._base), "") for each in entities]
        labelled = [agent for agent in labelled if agent[0]]
        yield from labelled
        shown = {name for name, _, _ in labelled}
        for text, language in map(_text, names):
            if text not in shown and len(names) > len(labelled):
                yield text, "", language

    def _count(self, said: dict[Term, list[Term]]) -> None:
        held = {
            _TYPE,
            _LABEL,
            _PART_OF,
            _SEQUENCE,
            _LEVEL,
            _EDTF,
            _WORDS,
            _LANGUAGE,
            _CODE,
            _EXTENT,
            _HOLDER,
            _LOCATION,
        }
        held |= {_MENTIONS, *_IMPLIED, *_IMAGES, *(p for pair in _ROLES.values() for p in pair)}
        held |= {*(p for props in _PROSE.values() for p in props), *_HEADINGS.values()}
        for prop, values in said.items():
            if prop not in held:
                self._report.left_out[prop[1:-1]] += len(values)


def _control(root: _Element, identifier: str, title: str) -> None:
    control = _sub(root, "control")
    _add(control, "recordid", identifier)
    _add(_sub(_sub(control, "filedesc"), "titlestmt"), "titleproper", title)
    _sub(control, "maintenancestatus", value="derived")
    _add(_sub(control, "maintenanceagency"), "agencyname", "Zhishu")
    event = _sub(_sub(control, "maintenancehistory"), "maintenanceevent")
    _sub(event, "eventtype", value="derived")
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    _add(event, "eventdatetime", today).set("standarddatetime", today)
    _sub(event, "agenttype", value="machine")
    _add(event, "agent", "Zhishu")


def _date(did: _Element, said: dict[Term, list[Term]]) -> None:
    words, codes = list(_texts(said, _WORDS)), [text for text, _ in _texts(said, _EDTF)]
    standard = next((match for code in codes if (match := _SPAN.fullmatch(code))), None)
    if not words and not standard:
        return
    date = _add(did, "unitdate", words[0][0] if words else codes[0], words[0][1] if words else "")
    if standard:
        date.set("normal", "/".join(part for part in standard.groups() if part))
    for text, language in words[1:]:
        _add(did, "unitdate", text, language)


def _person(around: _Element, name: str, identifier: str, role: str, language: str) -> None:
    element = _sub(around, "persname")
    if role:
        element.set("relator", role)
    if identifier:
        element.set("identifier", identifier)
    _add(element, "part", name, language)


def _language(around: _Element, code: str, language: str) -> None:
    if re.fullmatch("[a-z]{2,3}", code):
        _add(around, "language", code).set("langcode", code)
    else:
        _add(around, "language", code, language)


def _set_level(element: _Element, level: str, is_top: bool) -> None:
    if level in _LEVELS:
        element.set("level", level)
    else:
        element.set("level", "otherlevel")
        element.set("otherlevel", re.sub(r"\s+", "-", level))
    if is_top and level == "item":
        element.set("level", "collection")


def _identifier(entity: Term, base: str) -> str:
    return entity[1:-1].removeprefix(base)


def _texts(said: dict[Term, list[Term]], prop: Term) -> Iterator[tuple[str, str]]:
    return map(_text, (value for value in said.get(prop, ()) if value.startswith('"')))


def _text(value: Term) -> tuple[str, str]:
    return literal_value(value), literal_language(value)


def _add(parent: _Element, name: str, text: str, language: str = "") -> _Element:
    element = _sub(parent, name)
    element.text = _without_controls(text)
    if language:
        element.set("lang", language)
    return element


def _sub(parent: _Element, name: str, **attributes: str) -> _Element:
    return etree.SubElement(parent, _tag(name), attributes)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _local(element: _Element) -> str:
    return etree.QName(element).localname


def _without_controls(text: str) -> str:
    """XML 1.0 cannot hold most control characters, not even escaped."""
    return "".join(character for character in text if character in "\t\n\r" or character >= " ")
