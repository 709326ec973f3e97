"""The status and the level of an authority record: what a curator says, else what follows from sources and decisions.

A curator states the status with a decision about the record itself: ``add authority/<id> zs:authorityStatus
zs:EstablishedRecord``. Of several such decisions in force the last holds, so undoing it brings back the one before.
Without any, a record is

- undifferentiated where none of its names tells a person from others (``undifferentiated``);
- provisional where several datasets describe it, where a decision in force concerns it, or where an imported authority
  file has a record of it;
- a draft otherwise: one source has it, and nobody has looked at it.

The level is full, minimal or machine. ``add authority/<id> zs:authorityLevel …`` states it; without that, a draft or
undifferentiated record is made by machine; a record that people have looked at is full where it has years, a native
place and more than one form of the name, else minimal. MARC 21 has both in 008/33 and leader/17, UNIMARC in leader/17.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg import terms
from kg.authority.provenance import CURATION, TYPE
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term
from ontology.namespaces import expand

#: The types of entities that have authority records; for one local id the first that is known counts.
KINDS = ("person", "organization", "family", "surname")
STATUS, LEVEL = terms.curie("zs:authorityStatus"), terms.curie("zs:authorityLevel")
DRAFT, PROVISIONAL, ESTABLISHED, UNDIFFERENTIATED, SUPERSEDED, SPLIT, WITHDRAWN = (
    expand(f"zs:{name}Record")
    for name in ("Draft", "Provisional", "Established", "Undifferentiated", "Superseded", "Split", "Withdrawn")
)
FULL, MINIMAL, MACHINE = (expand(f"zs:{name}Level") for name in ("Full", "Minimal", "Machine"))


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of a record in its own name: ``value`` is an IRI, ``decision`` the number of the decision that
    states it, 0 where an imported authority file does.
    """

    value: str
    decision: int


def entity_of_record(store: TripleStore, minter: Minter, term: Term) -> Term:
    """The entity that an authority record is about, for the term of a computed record; any other term as it is.

    A record that an authority file brought is an entity of its own.
    """
    local = (minter.local(term[1:-1]) or "").removeprefix("authority/")
    if not term.startswith(f"<{minter.base}authority/") or any(store.match(node(term), node(TYPE))):
        return term
    entities = (f"<{minter.base}{kind}/{local}>" for kind in KINDS)
    return next((each for each in entities if any(store.match(node(each), node(TYPE)))), term)


def stated(store: TripleStore, minter: Minter, record: str, prop: Term) -> Stated | None:
    """What is in force for a property of an authority record (its IRI): the last decision, else what a file says."""
    subject, predicate = node(f"<{record}>"), node(prop)
    held = {str(quad.object) for quad in store.match(subject, predicate, None, VIEW)}
    prefix = minter.record(CURATION, "")[:-1]
    found: list[tuple[int, str]] = []
    for quad in store.match(subject, predicate):
        graph, value = str(quad.graph_name), str(quad.object)
        if value in held and minter.is_record(graph):
            key = graph[len(prefix) : -1] if graph.startswith(prefix) else ""
            found.append((int(key) if key.isdigit() else 0, value[1:-1]))
    if not found:
        return None
    number, value = max(found)
    return Stated(value, number)


def status_of(said: Stated | None, *, undifferentiated: bool, datasets: int, reviewed: bool) -> str:
    """The IRI of the status: the curator's, else by the rules above."""
    if said is not None and said.decision:
        return said.value
    if undifferentiated or (said is not None and said.value == UNDIFFERENTIATED):
        return UNDIFFERENTIATED
    return PROVISIONAL if datasets > 1 or reviewed or said is not None else DRAFT


def level_of(said: Stated | None, status: str, *, complete: bool) -> str:
    """The IRI of the level: the curator's, else by the rules above; ``complete`` is what a full record has."""
    if said is not None:
        return said.value
    if status in (DRAFT, UNDIFFERENTIATED):
        return MACHINE
    return FULL if complete else MINIMAL
