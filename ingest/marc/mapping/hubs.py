"""Works known by a title or by a name and a title: uniform titles (130, 240), related works (700-730, 740, 758)."""

from __future__ import annotations

import re

from ingest.marc.description import TERMS, Description, Statement
from ingest.marc.mapping.agents import agent, name_of
from ingest.marc.mapping.controls import LC, about, address, applies_to, identifiers, institution, source, vocabulary
from ingest.marc.mapping.keys import keep_key
from ingest.marc.mapping.titles import non_sorting
from ingest.marc.punctuation import chop, chop_stop
from ingest.marc.record import Field
from kg.terms import Term

#: The subfields of a title: the title itself is $a of a title field, $t of a name and title.
_TITLE_CODES = "tdfghklmnoprs"
_ARRANGED = re.compile(r"\barr\b")
_VARIANT_ENTRY = f"<{LC}ontologies/bflc/hasVariantEntry>"
#: What $i says -> LC's relationship. Both forms that cataloguing rules have used.
_RELATIONSHIPS = {
    "is translation of": "translationof",
    "translation of": "translationof",
    "translation of (work)": "translationof",
    "is arrangement of": "arrangementof",
    "arrangement of": "arrangementof",
    "arrangement of (work)": "arrangementof",
    "container of": "part",
    "container of (work)": "part",
    "container of (expression)": "part",
    "contains": "part",
    "contains (work)": "part",
}


def title_of(field: Field, tag: str) -> str:
    """The uniform title in a field."""
    whole = " ".join(text.strip() for code, text in _title_parts(field, tag))
    return chop(whole) if tag[0] == "1" else chop_stop(whole)


def _title_parts(field: Field, tag: str) -> list[tuple[str, str]]:
    if tag[1:] in ("30", "40"):
        return [part for part in field.subfields if part[0] in "a" + _TITLE_CODES]
    at = next((place for place, (code, _) in enumerate(field.subfields) if code == "t"), len(field.subfields))
    return [part for part in field.subfields[at:] if part[0] in _TITLE_CODES]


def has_title(s: Statement) -> bool:
    """Whether a name field goes on to a title."""
    return s.tag[1:] not in ("30", "40") and s.field.has("t")


def hub(d: Description, subject: Term, predicate: str, s: Statement, class_: str = "bf:Hub") -> Term:
    """The work that a field names as the object of a predicate. Returns its node."""
    field, tag = s.field, s.tag
    kind = class_.partition(":")[2]
    itself = about(field) or next((found for text in field.all("w") if (found := address(text))), "")
    node = d.link(subject, predicate, class_, itself or d.naming.resource("Hub" if kind == "Series" else kind, d.label))
    title = d.link(node, "bf:title", "bf:Title")
    non_sorting(d, title, {"130": field.ind1, "240": field.ind2, "730": field.ind1, "830": field.ind2}.get(tag, ""))
    d.say(title, "bf:mainTitle", s, lambda f: title_of(f, tag))
    parts = _title_parts(field, tag)
    for code, text in parts:
        _detail(d, node, title, code, text)
    d.say(node, "rdfs:label", s, lambda f: _label(f, tag))
    if has_title(s):
        contribution = d.link(node, "bf:contribution", "bf:Contribution")
        d.type(contribution, "bf:PrimaryContribution")
        agent(d, contribution, "bf:agent", _name_only(s), f"Hub{d.label}-Agent")
    for number in field.all("x") if tag[1:] in ("30", "40") or tag[0] in "78" else ():
        d.plain(d.link(node, "bf:identifiedBy", "bf:Issn"), "rdf:value", chop(number))
    identifiers(d, node, field)
    keep_key(d, node, s)
    applies_to(d, node, field)
    institution(d, node, field)
    source(d, node, field.first("2"), "nameTitleSchemes")
    return node


def _label(field: Field, tag: str) -> str:
    title = title_of(field, tag)
    name = "" if tag[1:] in ("30", "40") else name_of(field, tag)
    return f"{name.rstrip('.')}. {title}" if name and title else title


def _name_only(s: Statement) -> Statement:
    """The name of a name and title: what identifies the work does not identify its author."""
    forms = [(_without(field, "01"), tag) for field, tag in s.forms]
    return Statement(s.tag, forms[0][0], forms)


def _without(field: Field, codes: str) -> Field:
    subfields = [part for part in field.subfields if part[0] not in codes]
    return Field(field.tag, field.ind1, field.ind2, subfields, field.number)


def _detail(d: Description, node: Term, title: Term, code: str, text: str) -> None:
    match code:
        case "n":
            d.plain(title, "bf:partNumber", chop_stop(text))
        case "p":
            d.plain(title, "bf:partName", chop(text))
        case "d":
            d.plain(node, "bf:legalDate", chop_stop(text).strip("()"))
        case "f":
            d.plain(node, "bf:originDate", chop_stop(text))
        case "l":
            d.labelled(node, "bf:language", "bf:Language", chop(text))
        case "m":
            d.labelled(node, "bf:musicMedium", "bf:MusicMedium", chop(text))
        case "o":
            if _ARRANGED.search(text):
                d.type(node, "bf:Arrangement")
        case "r":
            d.plain(node, "bf:musicKey", chop(text))
        case "s":
            d.plain(node, "bf:version", chop(text))


def describe_uniform_title(d: Description, s: Statement) -> None:
    """130, 240, and a main entry with a title: what the work is an expression of."""
    node = hub(d, d.work, "bf:expressionOf", s)
    if s.tag != "240":
        return
    creator = next((each for each in d.record.fields if each.tag in ("100", "110", "111")), None)
    if creator is not None:
        contribution = d.link(node, "bf:contribution", "bf:Contribution")
        d.type(contribution, "bf:PrimaryContribution")
        named = Statement(creator.tag, creator, [(creator, "")])
        agent(d, contribution, "bf:agent", named, f"Hub{d.label}-Agent")


def describe_related(d: Description, s: Statement) -> None:
    """700-711 with a title, and 730: related works."""
    relation = d.link(d.work, "bf:relation", "bf:Relation")
    describe_relationship(d, relation, s)
    hub(d, relation, "bf:associatedResource", s)


def describe_relationship(d: Description, relation: Term, s: Statement) -> None:
    """What the relation is, by indicator, $i and $4."""
    words = [chop(text) for text in s.all("i")]
    known = next((code for text in words if (code := _RELATIONSHIPS.get(text.lower()))), "")
    if s.field.ind2 == "4":
        d.add(relation, "bf:relationship", _VARIANT_ENTRY)
    else:
        d.add(
            relation,
            "bf:relationship",
            vocabulary("relationship", known or ("part" if s.field.ind2 == "2" and not words else "relatedwork")),
        )
    described = [found for text in s.all("4") if (found := address(text))]
    for text in words:
        if text.lower() not in _RELATIONSHIPS:
            d.labelled(relation, "bf:relationship", "bf:Relationship", text, described[0] if described else "")


def describe_title_entry(d: Description, s: Statement) -> None:
    """740: an uncontrolled title, of a part or of a related work."""
    relation = d.link(d.work, "bf:relation", "bf:Relation")
    d.add(relation, "bf:relationship", vocabulary("relationship", "part" if s.field.ind2 == "2" else "relatedwork"))
    work = d.link(relation, "bf:associatedResource", "bf:Work", d.naming.resource("Work", d.label))
    d.type(work, "bflc:Uncontrolled")
    title = d.link(work, "bf:title", "bf:Title")
    non_sorting(d, title, s.field.ind1)
    d.say(title, "bf:mainTitle", s, lambda f: chop(f.first("a")))
    d.naming.titled(d, work, s, lambda f: chop(f.first("a")))
    for text in s.all("n"):
        d.plain(work, "bf:partNumber", chop_stop(text))
    for text in s.all("p"):
        d.plain(work, "bf:partName", chop(text))
    institution(d, work, s.field)


def describe_resource(d: Description, s: Statement) -> None:
    """758: an address of a related resource."""
    for target in [found for text in s.all("1") if (found := address(text))]:
        relation = d.link(d.work, "bf:relation", "bf:Relation")
        relations = [found for text in s.all("4") if (found := address(text))]
        words = [chop(text) if not text.strip().endswith(":") else text.strip() for text in s.all("i")]
        for text in words:
            d.labelled(relation, "bf:relationship", "bf:Relationship", text, relations[0] if relations else "")
        for each in () if words else relations or (TERMS["bf:hasEquivalent"],):
            d.add(relation, "bf:relationship", each)
        d.add(relation, "bf:associatedResource", target)
