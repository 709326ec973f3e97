"""Persons, families, organizations, meetings and places as agents (X00, X10, X11), and what they did."""

from __future__ import annotations

import re
from functools import cache

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import address, agent_about, identifiers, source, vocabulary
from ingest.marc.mapping.keys import keep_key
from ingest.marc.punctuation import chop, chop_stop
from ingest.marc.record import Field
from kg.terms import Term, iri
from ontology.crosswalks import crosswalk, crosswalks
from ontology.schemes import concept_for

#: The subfields of the name itself, without role, title and form subdivisions.
_NAME_CODES = {"00": "abcdjq", "10": "abcdgn", "11": "acdegnq", "20": "a"}
_MADS = {
    "Person": "madsrdf:PersonalName",
    "Family": "madsrdf:FamilyName",
    "Organization": "madsrdf:CorporateName",
    "Jurisdiction": "madsrdf:CorporateName",
    "Meeting": "madsrdf:ConferenceName",
}
_CODE = re.compile(r"[a-z]{3}")
_NUMBERED = re.compile(r"\d{3}")
_AND = re.compile(r",\s*(?:and\s+)?|\s+and\s+|、|，")


def kind_of(field: Field, tag: str) -> str:
    """The BIBFRAME class of the agent that a field names, without prefix."""
    match tag[1:]:
        case "10":
            return "Jurisdiction" if field.ind1 == "1" else "Organization"
        case "11":
            return "Meeting"
        case "20":
            return {"1": "Person", "2": "Organization"}.get(field.ind1, "")
        case _:
            return "Family" if field.ind1 == "3" else "Person"


def name_of(field: Field, tag: str) -> str:
    """The heading of the agent in a field; what stands from the title on is not part of it.

    >>> name_of(Field("100", "1", " ", [("a", "Hecht, Ben,"), ("d", "1893-1964,"), ("e", "author.")], 2), "100")
    'Hecht, Ben, 1893-1964'
    """
    codes = _NAME_CODES[tag[1:]]
    parts = []
    for code, text in field.subfields:
        if code in "tkf" and tag != "720":
            break
        if code in codes:
            parts.append(text.strip())
    return chop_stop(" ".join(parts))


def agent(d: Description, subject: Term, predicate: str, s: Statement, label: str = "") -> Term:
    """The agent of a field as the object of a predicate: its node, with headings in all forms. Returns the node."""
    field, tag = s.field, s.tag
    kind = kind_of(field, tag)
    itself, records = agent_about(field)
    heading = name_of(field, tag)
    node = d.naming.agent(kind, heading, label or d.label, itself)
    d.link(subject, predicate, "bf:Agent", node)
    if kind:
        d.type(node, f"bf:{kind}")
    d.say(node, "rdfs:label", s, lambda f: name_of(f, tag))
    keep_key(d, node, s)
    identifiers(d, node, field)
    for record in records:
        d.add(node, "madsrdf:isIdentifiedByAuthority", record)
        if tag[0] == "6" and kind:
            d.type(record, _MADS[kind])
    d.naming.named(d, node, kind, s, itself)
    return node


def describe_contribution(d: Description, s: Statement) -> Term:
    """100, 110, 111, 700, 710, 711, 720: who took part, and how. Returns the contribution."""
    node = d.link(d.work, "bf:contribution", "bf:Contribution")
    if s.tag[0] == "1":
        d.type(node, "bf:PrimaryContribution")
    found = agent(d, node, "bf:agent", s, f"Agent{d.label}")
    if s.tag == "720":
        d.type(found, "bflc:Uncontrolled")
    else:
        source(d, found, s.first("2"), "nameTitleSchemes")
    describe_roles(d, node, s)
    return node


def describe_roles(d: Description, node: Term, s: Statement) -> None:
    """What the agent did: codes and addresses in $4, words in $e (of meetings $j)."""
    known: set[Term] = set()
    for text in s.all("4"):
        code = relator_of(text.strip())
        role = vocabulary("relators", code) if code else address(text)
        if role and role not in known:
            known.add(role)
            d.link(node, "bf:role", "bf:Role", role)
            _concept(d, node, code)
    words = s.all("j") if s.tag[1:] == "11" else s.all("e")
    for text in (part for value in words for part in _AND.split(chop(value)) if part):
        d.tell(node, "zs:role", [(text, "")])
        code = relator_named(text.lower())
        role = vocabulary("relators", code) if code else ""
        if role in known and role:
            continue
        known.add(role or text)
        d.labelled(node, "bf:role", "bf:Role", text, role)
        _concept(d, node, code)
    if not known and d.naming.default_role:
        d.link(node, "bf:role", "bf:Role", vocabulary("relators", d.naming.default_role))


def _concept(d: Description, node: Term, code: str) -> None:
    concept = crosswalk("role", "marc").get(code) if code else None
    if concept:
        d.add(node, "zs:roleConcept", iri(concept))


@cache
def relator_of(code: str) -> str:
    """The MARC relator code of a code: itself, or that of a three-figure code of UNIMARC; empty for none."""
    if _CODE.fullmatch(code):
        return code
    return ""


@cache
def relator_named(word: str) -> str:
    """The MARC relator code of what cataloguers write (``editor``, 輯); empty for none.

    >>> relator_named("editor"), relator_named("watcher")
    ('edt', '')
    """
    concept = concept_for("role", word)
    if concept is None:
        return ""
    codes = next(each for each in crosswalks() if (each.scheme, each.other) == ("role", "marc")).codes(concept)
    return codes[0].code if codes else ""
