"""The nodes of one record in the graph of claims: works, editions, copies and agents with ids that say where they come
from; all else has a fragment of the edition's IRI, made of the tag and the place of its field.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache

from ingest.marc.description import TERMS, Description, Naming, Statement
from ingest.marc.mapping.agents import name_of
from ingest.marc.mapping.controls import vocabulary
from ingest.marc.punctuation import chop
from ingest.marc.record import Field
from kg.iris import Minter
from kg.terms import Term, integer

#: BIBFRAME class of an agent -> type of entity, class.
_KINDS = {
    "Person": ("person", "zs:Person"),
    "Family": ("family", "zs:Family"),
    "Organization": ("organization", "zs:Organization"),
    "Jurisdiction": ("organization", "zs:Organization"),
    "Meeting": ("organization", "zs:Organization"),
}
_SEGMENTS = {"Work": "work", "Instance": "instance", "Item": "item"}
_SLUG = re.compile(r"[\W_]+")
_LONGEST = 60
_LIFE = re.compile(r"(?<![\d-])(\d{3,4})(\?)?\s*-\s*(?:(\d{3,4})(\?)?)?(?!\d)")
_ISIL = re.compile(r"[A-Z]{2}-[A-Za-z0-9/:-]{1,11}")
_PLAIN_CODE = re.compile(r"[a-z][a-z0-9]*")


@lru_cache(maxsize=1 << 14)
def slug(text: str) -> str:
    """What can stand in a local id; a long text, or one that leaves nothing, is told apart by a digest.

    >>> slug("Hecht, Ben, 1893-1964"), slug("張之洞")
    ('hecht-ben-1893-1964', '張之洞')
    """
    short = _SLUG.sub("-", text).strip("-").lower()
    if not short or len(short) > _LONGEST:
        return f"{short[:_LONGEST]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".strip("-")
    return short


def called(field: Field, tag: str, kind: str) -> str:
    """What an agent is called: the heading, of a person without dates and other additions."""
    if kind != "Person":
        return name_of(field, tag)
    return chop(" ".join(text.strip() for text in field.all("ab"))) or name_of(field, tag)


class ClaimNaming(Naming):
    """Names under an installation's base. ``key`` is that of the record, ``entity`` begins local ids."""

    keeps_keys = False
    default_agency = ""
    default_role = ""
    splits = False

    def __init__(self, minter: Minter, entity: str, key: str) -> None:
        self._minter = minter
        self._entity = entity
        self._local = f"{entity}{key}"
        self.work = minter.entity("work", self._local)
        self.instance = minter.entity("instance", self._local)
        self._inside = f"{self.instance[:-1]}#"
        self._seen: set[Term] = set()

    def item(self, label: str) -> Term:
        """A copy of the edition, by whose it is."""
        return self._minter.entity("item", f"{self._local}-{slug(label)}")

    def node(self, label: str) -> Term:
        """A fragment of the edition's IRI."""
        return f"{self._inside}{label}>"

    def resource(self, kind: str, label: str) -> Term:
        """A work, edition or copy of its own; for other kinds a fragment of the edition's IRI."""
        segment = _SEGMENTS.get(kind)
        if segment:
            return self._minter.entity(segment, f"{self._local}-{label}")
        return f"{self._inside}{kind}{label}>"

    def agent(self, kind: str, heading: str, label: str, itself: Term) -> Term:
        """One entity for all records of the dataset that have the heading."""
        if kind in _KINDS and heading:
            return self._minter.entity(_KINDS[kind][0], self._entity + slug(heading))
        return f"{self._inside}{label}>"

    def holder(self, d: Description, item: Term, agency: str) -> None:
        """A library by its code: an ISIL where it has the form of one, else a MARC organization code."""
        node = self._minter.entity("organization", self._entity + slug(agency))
        d.add(item, "bf:heldBy", node)
        if node in self._seen:
            return
        self._seen.add(node)
        d.type(node, "zs:Organization")
        d.tell(node, "skos:prefLabel", [(agency, "")])
        if _ISIL.fullmatch(agency):
            d.plain(node, "zs:isil", agency)
        elif " " not in agency and agency.isascii():
            d.plain(node, "dcterms:identifier", agency)
            local = agency.lower().replace("-", "")
            if _PLAIN_CODE.fullmatch(local):
                d.add(node, "rdfs:seeAlso", vocabulary("organizations", local))

    def named(self, d: Description, node: Term, kind: str, s: Statement, itself: Term) -> None:
        """Class, names and years of an agent."""
        if kind not in _KINDS or node in self._seen or node.startswith(self._inside):
            return
        self._seen.add(node)
        d.type(node, _KINDS[kind][1])
        self.titled(d, node, s, lambda field: called(field, s.tag, kind))
        if itself:
            d.add(node, "skos:exactMatch", itself)
        if kind == "Person" and (match := _LIFE.search(s.first("d"))):
            if not match[2]:
                d.add(node, "zs:birthYear", integer(int(match[1])))
            if match[3] and not match[4]:
                d.add(node, "zs:deathYear", integer(int(match[3])))

    def titled(self, d: Description, node: Term, s: Statement, text_of: Callable[[Field], str]) -> None:
        """Labels of a work or edition that a field names."""
        languages: set[str] = set()
        for field, tag in s.forms:
            if text := text_of(field):
                value = d.tongue.tagged(text, tag)
                ending = value[value.rindex('"') + 1 :]
                d.claims.append((node, TERMS["skos:altLabel" if ending in languages else "skos:prefLabel"], value))
                languages.add(ending)
