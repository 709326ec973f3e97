"""Notes (5XX): what kind of note each is, and of what, stands in ``notes.tsv``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.code_tables import read_rows
from ingest.marc.description import Description, Statement, texts_by_place
from ingest.marc.mapping.controls import usual, vocabulary
from ingest.marc.punctuation import chop, chop_stop
from ingest.marc.record import Field
from kg.terms import Term

_TABLE = Path(__file__).parents[1] / "notes.tsv"
#: Words that the display puts before a note, by tag and first indicator.
_BEFORE = {
    ("511", "1"): "Cast: ",
    ("588", "0"): "Description based on: ",
    ("588", "1"): "Latest issue consulted: ",
}
_AUDIENCES = {
    "0": "reading grade level",
    "1": "interest age level",
    "2": "interest grade level",
    "3": "special audience characteristics",
    "4": "motivation/interest level",
}
_PARTIAL = {"1": "partial", "2": "partial"}
_FUNDING = {
    "b": "Contract: ",
    "c": "Grant: ",
    "d": "",
    "e": "Program element: ",
    "f": "Project: ",
    "g": "Task: ",
    "h": "Work unit: ",
}
#: Notes on one copy where they name the institution whose copy it is.
_OF_COPIES = ("541", "561", "562", "563", "583")
_LANGUAGES = "546"


class _Rule(NamedTuple):
    subject: str
    predicate: str
    class_: str
    type: str
    codes: str
    extras: dict[str, tuple[str, str]]
    scheme: str


@cache
def _rules() -> dict[str, _Rule]:
    return {
        row["tag"]: _Rule(
            row["subject"],
            row["property"],
            row["class"],
            row["type"],
            row["codes"],
            {code: _path(path) for code, path in (each.split("=") for each in row["extras"].split())},
            row["scheme"],
        )
        for row in read_rows(_TABLE)
    }


def _path(path: str) -> tuple[str, str]:
    predicate, _, class_ = path.partition("/")
    return predicate, class_


def noted_tags() -> frozenset[str]:
    """The tags that the table has."""
    return frozenset(_rules())


def subject_of_note(d: Description, s: Statement, subject: str = "") -> Term:
    """What a note is on: work or instance, or the copy of the institution that it names."""
    if subject == "item" or (s.tag in _OF_COPIES and s.field.has("5")):
        return copy_of(d, s.first("5"))
    return d.work if subject == "work" else d.instance


def copy_of(d: Description, agency: str) -> Term:
    """The copy that an institution has (empty: nobody says whose)."""
    item = d.naming.item(agency or "copy")
    d.add(d.instance, "bf:hasItem", item)
    d.type(item, "bf:Item")
    d.add(item, "bf:itemOf", d.instance)
    return item


def describe_note(d: Description, s: Statement) -> None:
    """One note of the table."""
    rule = _rules()[s.tag]
    node = d.link(subject_of_note(d, s, rule.subject), rule.predicate, rule.class_)
    if rule.type:
        d.classify(node, vocabulary("mnotetype", rule.type))
    d.say(node, "rdfs:label", s, _text(s, rule.codes))
    for code, (predicate, class_) in rule.extras.items():
        for texts in texts_by_place(s, code):
            _extra(d, node, s, predicate, class_, texts)
    if s.tag == "521" and s.field.ind1 in _AUDIENCES:
        d.labelled(node, "bf:note", "bf:Note", _AUDIENCES[s.field.ind1])
    if s.tag == "505" and s.field.ind1 in _PARTIAL:
        d.labelled(node, "bf:status", "bf:Status", "partial", vocabulary("mstatus", "part"))
    usual(d, node, s, rule.scheme.strip("!"))
    if rule.scheme == "!" and (code := s.first("2")):
        d.plain(d.link(node, "bf:source", "bf:Source"), "bf:code", code)


def _text(s: Statement, codes: str) -> Callable[[Field], str]:
    before = _BEFORE.get((s.tag, s.field.ind1), "")

    def text_of(field: Field) -> str:
        text = " ".join(part.strip() for part in field.all(codes))
        return before + (text.rstrip(" ;") if s.tag == _LANGUAGES else text) if text else ""

    return text_of


def _extra(d: Description, node: Term, s: Statement, predicate: str, class_: str, texts: list[tuple[str, str]]) -> None:
    if not class_:
        if predicate == "bf:validDate" and re.fullmatch(r"\d{8}", texts[0][0]):
            text = texts[0][0]
            d.plain(node, predicate, f"{text[:4]}-{text[4:6]}-{text[6:]}")
        else:
            whole = predicate in ("bf:qualifier", "bf:count")
            d.tell(node, predicate, [(text.strip() if whole else _ended(text, predicate), tag) for text, tag in texts])
        return
    below = d.link(node, predicate, class_)
    if predicate == "bf:identifiedBy":
        number = texts[0][0].strip()
        d.plain(below, "rdf:value", number if class_ == "bf:DissertationIdentifier" else number.rstrip(" .,;"))
    else:
        whole = class_ == "bf:Source"
        d.tell(below, "rdfs:label", [(text.strip() if whole else chop_stop(text), tag) for text, tag in texts])


def _ended(text: str, predicate: str) -> str:
    return chop(text) if predicate in ("bf:degree", "bf:preferredCitation", "bf:date") else text.strip()


def describe_custody(d: Description, s: Statement) -> None:
    """561: ownership and custody, as words."""
    d.say(subject_of_note(d, s), "bf:custodialHistory", s, lambda f: " ".join(f.all("a")))


def describe_language_note(d: Description, s: Statement) -> None:
    """546: the language in words, and the script or notation."""
    if s.all("a"):
        describe_note(d, s)
    for texts in texts_by_place(s, "b"):
        node = d.link(d.work, "bf:notation", "bf:Notation")
        d.tell(node, "rdfs:label", [(chop(text), tag) for text, tag in texts])
        usual(d, node, s)


def describe_funding(d: Description, s: Statement) -> None:
    """536: who paid, and the numbers of contract, grant and project, each a note."""
    for code in ("a", *_FUNDING):
        for texts in texts_by_place(s, code):
            note = d.link(d.instance, "bf:note", "bf:Note")
            d.classify(note, vocabulary("mnotetype", "fundinfo"))
            d.tell(note, "rdfs:label", [(_FUNDING.get(code, "") + text.strip(), tag) for text, tag in texts])


def describe_citation(d: Description, s: Statement) -> None:
    """510: where the resource is indexed, or cited."""
    if s.field.ind1 in "012":
        relation = d.link(d.work, "bf:relation", "bf:Relation")
        d.add(relation, "bf:relationship", vocabulary("relationship", "indexedin"))
        work = d.link(relation, "bf:associatedResource", "bf:Work", d.naming.resource("Work", d.label))
        title = d.link(work, "bf:title", "bf:Title")
        d.say(title, "bf:mainTitle", s, lambda f: chop(f.first("a")))
        d.naming.titled(d, work, s, lambda f: chop(f.first("a")))
        _numbered(d, work, s)
        return
    note = d.link(d.instance, "bf:note", "bf:Note")
    d.classify(note, vocabulary("mnotetype", "refcitation"))
    d.say(note, "rdfs:label", s, lambda f: f.first("a").strip())
    for text in s.all("b"):
        d.labelled(note, "bf:enumerationAndChronology", "bf:EnumerationAndChronology", text.strip().rstrip(","))
    for text in s.all("c"):
        d.plain(note, "bflc:citation", text.strip())
    _numbered(d, note, s)
    usual(d, note, s)


def _numbered(d: Description, node: Term, s: Statement) -> None:
    for number in s.all("x"):
        d.plain(d.link(node, "bf:identifiedBy", "bf:Issn"), "rdf:value", chop(number))
