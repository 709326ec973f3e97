"""Extent, carrier and its characteristics (300-353, 753), and what is coded beside them (362-386).

Which subfield makes which node stands in ``physical.tsv``; the IRIs of terms in ``terms.tsv`` and ``fixed.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.code_tables import read_rows
from ingest.marc.description import Description, Statement, texts_by_place
from ingest.marc.mapping.controls import (
    LC,
    about,
    addresses,
    applies_to,
    identifiers,
    institution,
    source,
    status,
    vocabulary,
)
from ingest.marc.mapping.fixed import terms_of_fixed
from ingest.marc.punctuation import chop
from ingest.marc.record import Field
from kg.terms import Term

_HERE = Path(__file__).parents[1]
_LEAD = " \t:;+,"
_RDA = {
    "336": ("bf:content", "bf:Content", "contentTypes"),
    "337": ("bf:media", "bf:Media", "mediaTypes"),
    "338": ("bf:carrier", "bf:Carrier", "carriers"),
}
_VALUES = {("340", "f"), ("345", "c")}
_TIME = re.compile(r"(\d\d)(\d\d)(\d\d)")


class _Rule(NamedTuple):
    subject: str
    predicate: str
    class_: str
    scheme: str


class Part(NamedTuple):
    """A subfield with the $0 and the $c that stand right behind it."""

    code: str
    text: str
    authorities: Field


@cache
def _rules() -> dict[tuple[str, str], _Rule]:
    return {
        (row["tag"], row["code"]): _Rule(row["subject"], row["property"], row["class"], row["vocabulary"])
        for row in read_rows(_HERE / "physical.tsv")
    }


@cache
def _terms() -> tuple[dict[tuple[str, str], Term], dict[Term, str]]:
    """(class, label in lower case) -> IRI, and IRI -> label."""
    by_label, by_iri = terms_of_fixed()
    for row in read_rows(_HERE / "terms.tsv"):
        term = f"<{LC}{row['iri']}>"
        by_label[row["class"], row["label"].lower()] = term
        by_iri.setdefault(term, row["label"])
    return by_label, by_iri


def describe_extent(d: Description, s: Statement) -> None:
    """300: extent, other physical details, dimensions, accompanying material."""
    extent = d.link(d.instance, "bf:extent", "bf:Extent")
    d.say(extent, "rdfs:label", s, lambda f: " ".join(text.rstrip(_LEAD) for text in f.all("afg")))
    for details in texts_by_place(s, "b"):
        note = d.link(extent, "bf:note", "bf:Note")
        d.classify(note, vocabulary("mnotetype", "physical"))
        d.tell(note, "rdfs:label", [(text.rstrip(_LEAD), tag) for text, tag in details])
    for size in s.all("c"):
        d.plain(d.instance, "bf:dimensions", chop(size.rstrip(_LEAD)))
    for material in texts_by_place(s, "e"):
        note = d.link(d.instance, "bf:note", "bf:Note")
        d.classify(note, vocabulary("mnotetype", "accmat"))
        d.tell(note, "rdfs:label", [(chop(text), tag) for text, tag in material])
        applies_to(d, note, s.field)
    applies_to(d, extent, s.field)


def describe_duration(d: Description, s: Statement) -> None:
    """306: playing time."""
    for text in s.all("a"):
        if match := _TIME.fullmatch(text.strip()):
            hours, minutes, seconds = (int(part) for part in match.groups())
            d.typed(d.instance, "bf:duration", f"PT{hours}H{minutes}M{seconds}S", "xsd:duration")


def describe_frequency(d: Description, s: Statement) -> None:
    """310, 321: present and former frequency."""
    field = s.field
    node = d.link(d.instance, "bf:frequency", "bf:Frequency", about(field))
    d.say(node, "rdfs:label", s, lambda f: chop(f.first("a")))
    for date in field.all("b"):
        d.plain(node, "bf:date", chop(date))
    state = "current" if s.tag == "310" else "former"
    status(d, node, state, state)
    source(d, node, field.first("2"), "genreFormSchemes")
    identifiers(d, node, field)


def describe_type(d: Description, s: Statement) -> None:
    """334, 336-338: issuance, and content, media and carrier type of RDA."""
    field = s.field
    if s.tag == "334":
        code = field.first("b")
        iri = about(field) or (vocabulary("issuance", code) if code else "")
        d.labelled(d.instance, "bf:issuance", "bf:Issuance", field.first("a"), iri)
        return
    predicate, class_, scheme = _RDA[s.tag]
    subject = d.work if s.tag == "336" else d.instance
    labels, codes, real = field.all("a"), field.all("b"), addresses(field, "0")
    by_label, by_iri = _terms()
    for place in range(max(len(labels), len(codes), len(real))):
        label = labels[place].strip() if place < len(labels) else ""
        iri = real[place] if place < len(real) else ""
        if not iri and place < len(codes) and re.fullmatch(r"[a-z]{1,3}", codes[place].strip()):
            iri = vocabulary(scheme, codes[place].strip())
        iri = iri or by_label.get((class_, label.lower()), "")
        node = d.link(subject, predicate, class_, iri)
        d.plain(node, "rdfs:label", label or by_iri.get(iri, ""))
        source(d, node, field.first("2"), "genreFormSchemes")
        applies_to(d, node, field)


def describe_characteristics(d: Description, s: Statement) -> None:
    """340-348, 352, 380, 753: one node for each subfield that the table has."""
    field = s.field
    for size in field.all("b") if s.tag == "340" else ():
        d.plain(d.instance, "bf:dimensions", size.rstrip(_LEAD))
    for part in parts_of(field):
        rule = _rules().get((s.tag, part.code))
        if rule is not None:
            _characteristic(d, s, rule, part)


def _characteristic(d: Description, s: Statement, rule: _Rule, part: Part) -> None:
    by_label, by_iri = _terms()
    text = chop(part.text.strip())
    iri = about(part.authorities) or by_label.get((rule.class_, text.lower()), "")
    node = d.link(d.work if rule.subject == "work" else d.instance, rule.predicate, rule.class_, iri)
    d.plain(node, "rdf:value" if (s.tag, part.code) in _VALUES else "rdfs:label", by_iri.get(iri, text))
    for related in addresses(part.authorities, "0")[1:]:
        d.add(node, "madsrdf:hasRelatedAuthority", related)
    for count in part.authorities.all("c") if s.tag == "352" else ():
        d.plain(node, "bf:count", re.sub(r"\D", "", count))
    identifiers(d, node, part.authorities)
    scheme = "genreFormSchemes" if s.tag == "380" else "noteTypes"
    source(d, node, s.field.first("2"), scheme)
    applies_to(d, node, s.field)


def parts_of(field: Field) -> Iterator[Part]:
    """The subfields of a field, each with the authorities behind it."""
    pending: Part | None = None
    for code, text in field.subfields:
        if code in "01" or (code == "c" and field.tag == "352"):
            if pending is not None:
                pending.authorities.subfields.append((code, text))
            continue
        if pending is not None:
            yield pending
        pending = Part(code, text, Field(field.tag, " ", " ", [], field.number))
    if pending is not None:
        yield pending


def describe_accessibility(d: Description, s: Statement) -> None:
    """341: access modes and the features that help."""
    field = s.field
    words = {
        "a": "Content access mode",
        "b": "Textual assistive features",
        "c": "Visual assistive features",
        "d": "Auditory assistive features",
        "e": "Tactile assistive features",
    }
    for code, text in field.subfields:
        if code in words:
            label = f"{words[code]}: {text}"
            node = d.labelled(d.work, "bf:contentAccessibility", "bf:ContentAccessibility", label)
            if field.first("2"):
                d.plain(d.link(node, "bf:source", "bf:Source"), "bf:code", field.first("2"))
            applies_to(d, node, field)


def describe_arrangement(d: Description, s: Statement) -> None:
    """351: how a collection is organized."""
    node = d.link(d.work, "bf:collectionArrangement", "bf:CollectionArrangement")
    for code, predicate in (("a", "bf:collectionOrganization"), ("b", "bf:pattern"), ("c", "bf:hierarchicalLevel")):
        for values in texts_by_place(s, code):
            d.tell(node, predicate, [(chop(text), tag) for text, tag in values])
    applies_to(d, node, s.field)
    institution(d, node, s.field)


def describe_supplement(d: Description, s: Statement) -> None:
    """353: supplementary content."""
    field = s.field
    code = field.first("b")
    iri = vocabulary("msupplcont", code) if re.fullmatch(r"[a-z]+", code) else about(field)
    node = d.link(d.work, "bf:supplementaryContent", "bf:SupplementaryContent", iri)
    d.say(node, "rdfs:label", s, lambda f: f.first("a"))
    source(d, node, field.first("2"), "genreFormSchemes")
    applies_to(d, node, field)


def describe_sequence(d: Description, s: Statement) -> None:
    """362: first and last issue of a serial, or a note on its numbering."""
    if s.field.ind1 == "0":
        found = [ends for text in s.all("a") for ends in issues(text)]
        for first, last in found:
            d.plain(d.instance, "bf:firstIssue", first)
            d.plain(d.instance, "bf:lastIssue", last)
        if found:
            return
    note = d.link(d.instance, "bf:note", "bf:Note")
    d.classify(note, vocabulary("mnotetype", "number"))
    d.say(note, "rdfs:label", s, lambda f: " ".join(f.all("az")))


def issues(text: str) -> list[tuple[str, str]]:
    """First and last issue of each sequence of numbers; nothing where the words cannot be divided with certainty.

    >>> issues("Vol. 1, no. 1 (Apr. 1983)-v. 1, no. 3 (June 1983)")
    [('Vol. 1, no. 1 (Apr. 1983)', 'v. 1, no. 3 (June 1983)')]
    >>> issues("no. 1-3; 1975-1977."), issues("No. 1-")
    ([], [('No. 1', '')])
    """
    found = []
    for sequence in text.split(" = "):
        depth, dashes = 0, []
        for at, char in enumerate(sequence):
            depth += (char in "([") - (char in ")]")
            if char == "-" and not depth:
                dashes.append(at)
        if len(dashes) != 1:
            return []
        first, last = sequence[: dashes[0]].strip(), sequence[dashes[0] + 1 :].strip()
        found.append((first, re.sub(r"(?<=[\d)\]])\.$", "", last)))
    return found
