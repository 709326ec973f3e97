"""What is known of a letter written as a correspDesc, in the wide form of TEI or in the narrow one of CMIF."""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import _Element

from ingest.tei.holdings import Holdings
from ingest.tei.writing import date, name, sub, time, xml_name
from kg.terms import Term, is_iri

#: type of action -> (property of the party, of the place, of the time)
ACTIONS = {
    "sent": ("zs:sender", "zs:dispatchPlace", "zs:dispatched"),
    "received": ("zs:addressee", "zs:receiptPlace", "zs:received"),
}
_CONTEXTS = {
    "zs:replyTo": "isReplyTo",
    "zs:hasReply": "hasReply",
    "zs:enclosure": "enclosure",
    "dcterms:relation": "related",
}
#: The properties that a correspDesc holds.
HELD = (
    *(
        each
        for party, place, moment in ACTIONS.values()
        for each in (party, f"{party}Name", place, f"{place}Name", moment)
    ),
    *_CONTEXTS, "zs:written", "bf:contribution", "rdfs:seeAlso", "dcterms:isReferencedBy", "zs:dateText", "zs:edtf",
    "zs:year", "zs:beginYear", "zs:endYear",
)  # fmt: skip


def write_correspondence(
    parent: _Element, holdings: Holdings, letter: Term, reference: Callable[[Term], str]
) -> _Element:
    """Write the correspDesc of a letter below an element; ``reference`` gives the @ref of an entity."""
    description = sub(parent, "correspDesc")
    for kind, (party, place, moment) in ACTIONS.items():
        action = sub(description, "correspAction", type=kind)
        for named in holdings.parties(letter, party):
            name(action, holdings, named, "person", reference(named.entity))
        for named in holdings.parties(letter, place):
            name(action, holdings, named, "place", reference(named.entity))
        _write_time(action, holdings, letter, moment)
        if not len(action):
            description.remove(action)
    _write_context(description, holdings, letter)
    return description


def _write_time(action: _Element, holdings: Holdings, letter: Term, moment: str) -> None:
    nodes = holdings.entities(letter, moment)
    if moment == "zs:dispatched" and not nodes:
        nodes = holdings.entities(letter, "zs:written")
    described = [node for node in nodes if holdings.is_described(node)]
    for node in described:
        time(action, holdings, node)
    if described or moment != "zs:dispatched":
        return
    words, language = next(iter(holdings.texts(letter, "zs:dateText")), ("", ""))
    edtf = holdings.text(letter, "zs:edtf") or (f"{year:04}" if (year := holdings.number(letter, "zs:year")) else "")
    if words or edtf:
        date(action, words, edtf, language)


def _write_context(description: _Element, holdings: Holdings, letter: Term) -> None:
    found = [(kind, value) for prop, kind in _CONTEXTS.items() for value in holdings.all(letter, prop) if is_iri(value)]
    if not found:
        return
    context = sub(description, "correspContext")
    for kind, value in found:
        target = f"#{xml_name(holdings, value)}" if holdings.kind(value) else value[1:-1]
        sub(context, "ref", holdings.label(value), type=kind, target=target)
