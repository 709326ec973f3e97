"""Series: as transcribed (490, 440), and as traced (800-830)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import applies_to, status, vocabulary
from ingest.marc.mapping.hubs import hub
from ingest.marc.punctuation import chop, chop_stop
from kg.terms import Term

_UNTRACED = "0"


@dataclass(slots=True)
class _Transcribed:
    """One series of a statement: its title in each form, with the number and the ISSN behind it."""

    titles: list[tuple[str, str]] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    issns: list[str] = field(default_factory=list)


def _transcribed(s: Statement) -> list[_Transcribed]:
    found: list[_Transcribed] = []
    for form, tag in s.forms:
        place = -1
        for code, text in form.subfields:
            if code == "a":
                place += 1
                if place == len(found):
                    found.append(_Transcribed())
                found[place].titles.append((chop(text), tag))
            elif place >= 0 and code == "v":
                found[place].numbers.append((chop_stop(re.sub(r"=\s*$", "", text)), tag))
            elif (place >= 0 and code == "x" and not tag) or (place >= 0 and code == "x" and form is s.field):
                found[place].issns.append(chop(text))
    return found


def describe_statement(d: Description, s: Statement) -> None:
    """490, 440: a relation to each series in the statement; what is not traced is uncontrolled."""
    for number, each in enumerate(_transcribed(s)):
        relation = d.link(d.work, "bf:relation", "bf:Relation")
        d.link(relation, "bf:relationship", "bf:Relationship", vocabulary("relationship", "series"))
        d.plain(vocabulary("relationship", "series"), "rdfs:label", "series")
        label = d.label if not number else f"{d.label}-{number + 1}"
        series = d.link(relation, "bf:associatedResource", "bf:Series", d.naming.resource("Series", label))
        d.type(series, "bflc:Uncontrolled")
        title = d.link(series, "bf:title", "bf:Title")
        d.tell(title, "bf:mainTitle", each.titles)
        d.tell(series, "rdfs:label", each.titles)
        for issn in each.issns:
            d.plain(d.link(series, "bf:identifiedBy", "bf:Issn"), "rdf:value", issn)
        if s.field.ind1 != _UNTRACED:
            status(d, series, "t", "traced")
        d.tell(relation, "bf:seriesEnumeration", each.numbers)
        applies_to(d, relation, s.field)
    _statement(d, s)


def _statement(d: Description, s: Statement) -> None:
    d.say(d.instance, "bf:seriesStatement", s, lambda f: chop(" ".join(text.strip() for text in f.all("axv"))))


def describe_tracing(d: Description, s: Statement) -> None:
    """800-830: the series as the catalogue knows it."""
    relation = d.link(d.work, "bf:relation", "bf:Relation")
    d.link(relation, "bf:relationship", "bf:Relationship", vocabulary("relationship", "series"))
    node: Term = hub(d, relation, "bf:associatedResource", s, "bf:Series")
    d.type(node, "bf:Hub")
    for number in s.all("v"):
        d.plain(relation, "bf:seriesEnumeration", chop_stop(number))
