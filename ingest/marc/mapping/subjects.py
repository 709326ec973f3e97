"""Subjects and genres (600-662, 752): agents, works, events, topics, places, periods, and strings of them."""

from __future__ import annotations

import re
from functools import cache

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.agents import agent, name_of
from ingest.marc.mapping.controls import (
    LC,
    about,
    addresses,
    agent_about,
    identifiers,
    institution,
    source,
    vocabulary,
)
from ingest.marc.mapping.hubs import has_title, hub, title_of
from ingest.marc.mapping.keys import keep_key
from ingest.marc.punctuation import chop
from ingest.marc.record import Field
from kg.terms import Term

_SUBDIVISIONS = "vxyz"
_MAIN = {
    "600": "abcdfghjklmnopqrst",
    "610": "abcdfghklmnoprst",
    "611": "acdefghklnpqst",
    "630": "adfghklmnoprst",
    "647": "acdg",
    "648": "a",
    "650": "abcdg",
    "651": "ag",
    "655": "abc",
    "656": "ak",
    "657": "a",
}
_CLASSES = {
    "647": ("bf:Event", ""),
    "648": ("bf:Temporal", "madsrdf:Temporal"),
    "650": ("bf:Topic", "madsrdf:Topic"),
    "651": ("bf:Place", "madsrdf:Geographic"),
    "655": ("bf:GenreForm", "madsrdf:GenreForm"),
    "656": ("bf:Topic", "madsrdf:Occupation"),
    "657": ("bf:Topic", ""),
}
#: Whose thesaurus, by the second indicator.
_SCHEMES = {
    "0": f"{LC}authorities/subjects",
    "1": f"{LC}authorities/childrensSubjects",
    "2": f"{LC}vocabulary/subjectSchemes/mesh",
    "3": f"{LC}vocabulary/subjectSchemes/nal",
    "5": f"{LC}vocabulary/subjectSchemes/cash",
    "6": f"{LC}vocabulary/subjectSchemes/rvm",
}
_CODE = re.compile(r"[a-z][a-z0-9]*")
_FAST = re.compile(r"\(OCoLC\)\s*fst(\d+)")
_PLACES = "abcdfgh"


@cache
def _fast(number: str) -> Term:
    return f"<http://id.worldcat.org/fast/{number}>"


def heading_of(field: Field, tag: str) -> str:
    """The words of a heading with its subdivisions, joined by two hyphens.

    >>> heading_of(Field("650", " ", "0", [("a", "Mathematicians"), ("z", "China"), ("x", "Biography.")], 9), "650")
    'Mathematicians--China--Biography.'
    """
    main = " ".join(text.strip() for code, text in field.subfields if code in _MAIN[tag])
    subdivisions = [text.strip() for code, text in field.subfields if code in _SUBDIVISIONS]
    if not subdivisions:
        return main
    return "--".join([chop(main) if main.endswith((",", ";", ":")) else main.rstrip(" ."), *subdivisions])


def describe_subject(d: Description, s: Statement) -> None:
    """One subject heading."""
    tag, field = s.tag, s.field
    divided = any(code in _SUBDIVISIONS for code, _ in field.subfields)
    if tag in ("600", "610", "611") and not divided and not has_title(s):
        node = agent(d, d.work, "bf:subject", s, f"Agent{d.label}")
        _authority(d, node, s, "")
    elif (tag == "630" and not divided) or (has_title(s) and not divided):
        node = hub(d, d.work, "bf:subject", s)
        d.type(node, "madsrdf:Title" if tag == "630" else "madsrdf:NameTitle")
        _authority(d, node, s, tag)
    else:
        node = _concept(d, s, divided)
    for code in field.all("4"):
        if re.fullmatch(r"[a-z]{3}", code.strip()):
            d.add(node, "bf:role", vocabulary("relators", code.strip()))


def _concept(d: Description, s: Statement, divided: bool) -> Term:
    tag, field = s.tag, s.field
    class_, mads = _CLASSES.get(tag, ("bf:Topic", ""))
    predicate = "bf:genreForm" if tag == "655" else "bf:subject"
    if divided:
        class_, mads = ("bf:GenreForm" if tag == "655" else "bf:Topic"), "madsrdf:ComplexSubject"
    itself, records = _identity(field, class_)
    node = d.link(d.work, predicate, class_, itself or d.naming.resource(class_.partition(":")[2], d.label))
    if mads:
        d.type(node, mads)
    d.say(node, "rdfs:label", s, lambda f: _shown(f, tag))
    for record in records:
        d.add(node, "madsrdf:isIdentifiedByAuthority", record)
    for real in addresses(field, "1") if itself not in addresses(field, "1") else ():
        d.add(node, "madsrdf:identifiesRWO", real)
    for text in field.all("g") if tag == "650" else ():
        d.labelled(node, "bf:note", "bf:Note", chop(text))
    _authority(d, node, s, tag)
    return node


def _shown(field: Field, tag: str) -> str:
    """The label: without the full stop of the heading, and without miscellaneous information."""
    if tag == "656":
        return heading_of(field, tag)
    subfields = [part for part in field.subfields if not (part[0] == "g" and tag == "650")]
    return chop(heading_of(Field(field.tag, field.ind1, field.ind2, subfields, field.number), tag))


def _identity(field: Field, class_: str) -> tuple[Term, list[Term]]:
    """(the thing, the authority records that name it)."""
    if class_ == "bf:Place":
        return agent_about(field)
    for text in field.all("0"):
        if match := _FAST.fullmatch(text.strip()):
            return _fast(match[1]), []
    zero = addresses(field, "0")
    return (zero[0] if zero else about(field)), []


def _authority(d: Description, node: Term, s: Statement, tag: str) -> None:
    """Which thesaurus a heading is from, and its authorized form."""
    field = s.field
    if tag:
        d.tell(node, "madsrdf:authoritativeLabel", [(_authorized(s.field, tag), s.forms[0][1])])
        for form, language in s.parallels:
            text = _authorized(form, tag)
            d.tell(node, "madsrdf:authoritativeLabel", [(text if tag == "648" else chop(text), language)])
        keep_key(d, node, s)
    scheme = _SCHEMES.get(field.ind2, "")
    if field.ind2 == "7" and _CODE.fullmatch(field.first("2").strip()):
        base = "genreFormSchemes" if tag == "655" else "subjectSchemes"
        scheme = f"{LC}vocabulary/{base}/{field.first('2').strip()}"
    if scheme:
        d.add(node, "bf:source", f"<{scheme}>")
        if scheme == _SCHEMES["0"] and tag:
            d.add(node, "madsrdf:isMemberOfMADSScheme", f"<{scheme}>")
    elif field.first("2"):
        source(d, node, field.first("2"), "subjectSchemes")
    if field.ind2 == "7" and tag == "656":
        d.plain(d.link(node, "bf:source", "bf:Source"), "bf:code", field.first("2"))
    identifiers(d, node, field)
    institution(d, node, field)


def _authorized(field: Field, tag: str) -> str:
    """Headings of events, periods and genres lose their full stop, strings keep it."""
    text = heading_of(field, tag)
    if tag[:2] in ("60", "61", "63") and not any(code in _SUBDIVISIONS for code, _ in field.subfields):
        name = name_of(field, tag) if tag != "630" else ""
        title = title_of(field, tag)
        return f"{name}. {title}." if name and title else text
    return text


def describe_uncontrolled(d: Description, s: Statement) -> None:
    """653: index terms that come from no list."""
    for place, text in enumerate(s.all("a")):
        node = d.link(d.work, "bf:subject", "bf:Topic", about(s.field) if not place else "")
        d.type(node, "bflc:Uncontrolled")
        texts = [(chop(values[place]), tag) for form, tag in s.forms if place < len(values := form.all("a"))]
        d.tell(node, "rdfs:label", texts or [(chop(text), "")])
        institution(d, node, s.field)


def describe_hierarchy(d: Description, s: Statement) -> None:
    """662, 752: a place as a hierarchy, from the country down."""
    subject = s.tag == "662"
    predicate = "bf:subject" if subject else "bf:place"
    node = d.link(d.work, predicate, "bf:Place", about(s.field) or d.naming.resource("Place", d.label))
    d.type(node, "madsrdf:HierarchicalGeographic")
    d.say(node, "rdfs:label", s, lambda f: "--".join(text.strip() for text in f.all(_PLACES)))
    source(d, node, s.first("2"), "subjectSchemes")
