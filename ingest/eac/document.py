"""What EAC-CPF 2010 and 2.0 say in different words, read alike: names, dates, places, relations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.dating import Dating, interval, read_dating
from ingest.language_codes import language_tag
from ingest.xml_documents import local_name, text_of
from kg.chinese.readings import has_han

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XLINK = "{http://www.w3.org/1999/xlink}"
_STANDARD = re.compile(r"-?\d{4}(-?\d\d){0,2}")
#: Elements that only hold others of one kind, with or without text of their own.
_WRAPPERS = ("places", "functions", "occupations", "legalStatuses", "mandates", "localDescriptions", "languagesUsed")
_SURNAME = ("surname", "familyname", "lastname", "姓", "family", "200$a")
_GIVEN = ("forename", "firstname", "givenname", "given", "名", "200$b")


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A name: ``authorized`` whether it is an authorized form, ``use`` when it was used."""

    element: _Element
    text: str
    language: str
    surname: str
    given: str
    authorized: bool
    preferred: bool
    use: tuple[Dating | None, Dating | None]


def children(element: _Element, *names: str) -> list[_Element]:
    """The children with these names, in their order."""
    return [child for child in element if local_name(child) in names]


def first(element: _Element, *names: str) -> _Element | None:
    """The first child with one of these names."""
    return next(iter(children(element, *names)), None)


def unwrapped(element: _Element) -> Iterator[_Element]:
    """The elements of a description, those in wrappers too."""
    for child in element:
        name = local_name(child)
        if name in _WRAPPERS or (name.rstrip("s") + "s" == name and name[:-1] in ("place", "function", "occupation")):
            yield from unwrapped(child)
        elif name:
            yield child


def link(element: _Element) -> str:
    """The address or identifier that an element gives: ``valueURI``, ``href``, ``xlink:href``, ``vocabularySource``."""
    for name in ("valueURI", "href", f"{_XLINK}href"):
        if value := (element.get(name) or "").strip():
            return value
    return ""


def attribute(element: _Element, name: str) -> str:
    """An attribute, plain or of XLink; empty where it is absent."""
    return (element.get(name) or element.get(f"{_XLINK}{name}") or "").strip()


def element_language(element: _Element) -> str:
    """The language tag of an element by its own attributes or those of the elements around it; empty for none."""
    language = script = ""
    at: _Element | None = element
    while at is not None and not (language and script):
        language = language or at.get("languageOfElement") or at.get(_XML_LANG) or at.get("languageCode") or ""
        script = script or at.get("scriptOfElement") or at.get("scriptCode") or ""
        if language and "-" in language:
            return language
        at = at.getparent()
    return language_tag(language, script)


def own_language(element: _Element) -> str:
    """The language that a name itself declares: that of the record says nothing of a name."""
    language = element.get("languageOfElement") or element.get(_XML_LANG) or ""
    if "-" in language:
        return language
    return language_tag(language, element.get("scriptOfElement") or element.get("scriptCode") or "")


def name_entries(identity: _Element) -> Iterator[NameEntry]:
    """The names of an identity; parallel forms share the marks and dates of their set."""
    for child in identity:
        if local_name(child) == "nameEntry":
            yield _name(child, None)
        elif local_name(child) in ("nameEntryParallel", "nameEntrySet"):
            for entry in children(child, "nameEntry"):
                yield _name(entry, child)


def dates(element: _Element | None) -> tuple[Dating | None, Dating | None]:
    """The begin and end of the first ``date`` or ``dateRange`` in an element; of a ``dateSet`` its bounds."""
    if element is None:
        return None, None
    ranges = [each for each in element.iter() if local_name(each) == "dateRange"]
    if ranges:
        begins = [_date(first(each, "fromDate")) for each in ranges]
        ends = [_date(first(each, "toDate")) for each in ranges]
        return begins[0], ends[-1]
    single = next((each for each in element.iter() if local_name(each) == "date"), None)
    found = _date(single)
    if found is not None and found.expression is None and "-" in found.words:
        begin, _, end = found.words.partition("-")
        return read_dating(begin), read_dating(end)
    return found, found


def relation_target(relation: _Element) -> tuple[str, str, str]:
    """Who is related: name, address or identifier, kind as written."""
    if (target := first(relation, "targetEntity")) is not None:
        parts = [text_of(part) for part in children(target, "part")]
        return joined(parts), link(target), target.get("targetType") or ""
    entry = first(relation, "relationEntry")
    role = attribute(relation, "role").rpartition("#")[2].rpartition("/")[2]
    return text_of(entry), link(relation) or (link(entry) if entry is not None else ""), role


def relation_words(relation: _Element) -> list[str]:
    """What may say how they are related, the most exact first."""
    words: list[str] = []
    for name in ("targetRole", "relationType"):
        for element in children(relation, name):
            words += [text_of(element), link(element)]
    if (entry := first(relation, "relationEntry")) is not None:
        words.append(entry.get("localType") or "")
    words.append(attribute(relation, "arcrole"))
    words += [text_of(note) for note in children(relation, "descriptiveNote")]
    words.append(relation.get("cpfRelationType") or relation.get("relationType") or "")
    return [word for word in words if word]


def joined(parts: list[str]) -> str:
    """The parts of a name in one text, with commas where the script is not Han."""
    parts = [part for part in parts if part]
    return ("" if parts and all(has_han(part) for part in parts) else ", ").join(parts)


def _name(entry: _Element, around: _Element | None) -> NameEntry:
    parts = children(entry, "part")
    kinds = {(part.get("localType") or "").lower(): text_of(part) for part in reversed(parts)}
    both = [entry] if around is None else [entry, around]
    marks = [mark for each in both for mark in children(each, "authorizedForm", "preferredForm")]
    authorized = entry.get("status") == "authorized" or any(local_name(mark) == "authorizedForm" for mark in marks)
    preferred = entry.get("preferredForm") == "true" or any(local_name(mark) == "preferredForm" for mark in marks)
    use = next((found for each in both if (found := dates(first(each, "useDates"))) != (None, None)), (None, None))
    return NameEntry(
        element=entry,
        text=joined([text_of(part) for part in parts]) or text_of(entry),
        language=own_language(entry),
        surname=next((kinds[kind] for kind in _SURNAME if kind in kinds), ""),
        given=next((kinds[kind] for kind in _GIVEN if kind in kinds), ""),
        authorized=authorized,
        preferred=preferred,
        use=use,
    )


def _date(element: _Element | None) -> Dating | None:
    if element is None:
        return None
    words, standard = text_of(element), element.get("standardDate") or ""
    if not standard and not words:
        not_before, not_after = element.get("notBefore") or "", element.get("notAfter") or ""
        standard = interval(not_before, not_after)
    if not standard and _STANDARD.fullmatch(words):
        standard = words
    if not words and not standard:
        return None
    if element.get("certainty") in ("circa", "approximate") and _STANDARD.fullmatch(standard):
        standard += "~"
    found = read_dating(words, standard)
    # Words that nobody can read stay words; only a machine form that is wrong is a fault.
    return found if standard else Dating(found.words, found.expression)
