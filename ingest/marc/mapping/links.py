"""Linking entries (760-787): series, supplements, translations, hosts, parts, editions, what came before and after."""

from __future__ import annotations

import re

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import address, applies_to, assigner, vocabulary
from ingest.marc.punctuation import chop, chop_stop
from kg.terms import Term

_RELATIONSHIPS = {
    "760": "series",
    "762": "subseries",
    "765": "translationof",
    "767": "translatedas",
    "770": "supplement",
    "772": "supplementto",
    "773": "partof",
    "774": "part",
    "775": "otheredition",
    "776": "otherphysicalformat",
    "777": "issuedwith",
    "786": "datasource",
    "787": "relatedwork",
}
_BEFORE = {
    "0": "continuationof",
    "1": "continuationof",
    "2": "precededby",
    "3": "precededby",
    "4": "mergerof",
    "5": "absorptionof",
    "6": "absorptionof",
    "7": "separatedfrom",
}
_AFTER = {
    "0": "continuedby",
    "1": "continuedby",
    "2": "succeededby",
    "3": "succeededby",
    "4": "absorbedby",
    "5": "absorbedby",
    "6": "splitinto",
    "7": "mergedtoform",
    "8": "continuedby",
}
_NOTED = "1"
_NUMBER = re.compile(r"\((\w[\w-]*)\)(.*)", re.DOTALL)
#: Linking fields to a work whose name is the resource's own where they give none.
_OF_INSTANCE = {
    "b": "bf:editionStatement",
    "d": "bf:provisionActivityStatement",
    "g": "bf:part",
    "k": "bf:seriesStatement",
}
_NOTES_OF_INSTANCE = "jmnq"


def describe_link(d: Description, s: Statement) -> None:
    """One relation to another work, with what the field tells of its instance."""
    field, tag = s.field, s.tag
    relation = d.link(d.work, "bf:relation", "bf:Relation")
    code = {"780": _BEFORE, "785": _AFTER}.get(tag, {}).get(field.ind2, _RELATIONSHIPS.get(tag, "relatedwork"))
    d.add(relation, "bf:relationship", vocabulary("relationship", code))
    for text in field.all("i"):
        d.labelled(relation, "bf:relationship", "bf:Relationship", chop(text))
    if field.ind1 == _NOTED:
        _complex_note(d, relation)
    work = d.link(relation, "bf:associatedResource", "bf:Work", d.naming.resource("Work", d.label))
    instance = d.link(work, "bf:hasInstance", "bf:Instance", d.naming.resource("Instance", d.label))
    _titles(d, work, instance, s)
    _author(d, work, s)
    _numbers(d, work, instance, s)
    _details(d, work, instance, s)


def _complex_note(d: Description, relation: Term) -> None:
    for field in d.record.get("580"):
        note = d.link(relation, "bf:note", "bf:Note")
        d.classify(note, vocabulary("mnotetype", "relnote"))
        d.plain(note, "rdfs:label", " ".join(field.all("a")))


def _titles(d: Description, work: Term, instance: Term, s: Statement) -> None:
    codes = "t" if s.field.has("t") else "s"
    own = None
    if not s.field.has("t") and not s.field.has("s") and s.tag in ("775", "776"):
        own = next(d.record.get("245"), None)
    for subject in (work, instance):
        title = d.link(subject, "bf:title", "bf:Title")
        if own is not None:
            d.plain(title, "bf:mainTitle", chop(own.first("a")))
        d.say(title, "bf:mainTitle", s, lambda f: chop(" ".join(f.all(codes))))
        if subject == work:
            for text in s.all("c"):
                d.plain(title, "bf:qualifier", chop(text).strip("()"))
    for text in s.all("s") if s.field.has("t") else ():
        d.plain(d.link(work, "bf:title", "bf:Title"), "bf:mainTitle", chop(text))
    for text in s.all("p"):
        d.plain(d.link(work, "bf:title", "bf:AbbreviatedTitle"), "bf:mainTitle", chop(text))
    d.naming.titled(d, work, s, lambda f: chop(" ".join(f.all(codes))) or (chop(own.first("a")) if own else ""))
    d.naming.titled(d, instance, s, lambda f: chop(" ".join(f.all(codes))) or (chop(own.first("a")) if own else ""))


def _author(d: Description, work: Term, s: Statement) -> None:
    if s.field.has("a"):
        contribution = d.link(work, "bf:contribution", "bf:PrimaryContribution")
        d.type(contribution, "bf:Contribution")
        agent = d.link(contribution, "bf:agent", "bf:Agent")
        d.say(agent, "rdfs:label", s, lambda f: f.first("a").strip())


def _numbers(d: Description, work: Term, instance: Term, s: Statement) -> None:
    for text in s.all("w"):
        _control_number(d, instance, text)
    for code, subject, class_ in (
        ("o", instance, "bf:Local"),
        ("r", instance, "bf:ReportNumber"),
        ("u", instance, "bf:Strn"),
        ("x", work, "bf:Issn"),
        ("y", instance, "bf:Coden"),
        ("z", instance, "bf:Isbn"),
    ):
        for text in s.all(code):
            d.plain(d.link(subject, "bf:identifiedBy", class_), "rdf:value", chop(text))


def _control_number(d: Description, instance: Term, text: str) -> None:
    match = _NUMBER.fullmatch(text)
    agency, number = (match[1], match[2]) if match else ("", text)
    node = d.link(instance, "bf:identifiedBy", "bf:Lccn" if agency == "DLC" else "bf:Identifier")
    d.plain(node, "rdf:value", number)
    if agency:
        assigner(d, node, agency)


def _details(d: Description, work: Term, instance: Term, s: Statement) -> None:
    field = s.field
    for code, predicate in _OF_INSTANCE.items():
        for text in field.all(code):
            shown = chop_stop(text) if code != "b" else text.strip()
            d.plain(instance, predicate, shown.strip("()") if code == "k" else shown)
    for text in field.all("h"):
        d.labelled(instance, "bf:extent", "bf:Extent", text)
    for text in field.all(_NOTES_OF_INSTANCE):
        d.labelled(instance, "bf:note", "bf:Note", text)
    for text in field.all("nv"):
        d.labelled(work if field.has("v") else instance, "bf:note", "bf:Note", text)
    for code in field.all("e"):
        if re.fullmatch(r"[a-z]{3}", code.strip()):
            d.link(work, "bf:language", "bf:Language", vocabulary("languages", code.strip()))
    for code in field.all("f"):
        if re.fullmatch(r"[a-z]{2,3}", code.strip()):
            activity = d.link(instance, "bf:provisionActivity", "bf:ProvisionActivity")
            d.link(activity, "bf:place", "bf:Place", vocabulary("countries", code.strip()))
    for text in field.all("4"):
        if role := address(text):
            d.link(work, "bf:role", "bf:Role", role)
            d.link(instance, "bf:role", "bf:Role", role)
    applies_to(d, work, field)
