"""Relations of EAC-CPF as claims: kinship and association nodes by type and role, links to resources."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.agent_context import slug
from ingest.code_tables import read_rows
from ingest.eac.document import attribute, children, dates, first, link, relation_target, relation_words
from ingest.eac.reading import Reading
from ingest.xml_documents import line_of, local_name, text_of
from ontology.crosswalks import crosswalk
from ontology.namespaces import compact, expand
from ontology.schemes import concept_for

if TYPE_CHECKING:
    from lxml.etree import _Element

_FOLDER = Path(__file__).parent
_SCHEMES = ("kin", "assoc")


def add_relation(reader: Reading, element: _Element) -> None:
    """A person, family or body that is related."""
    name, reference, written = relation_target(element)
    words = relation_words(element)
    if not name and not reference:
        reader.problems.append((line_of(element), local_name(element), "neither names nor points to anybody"))
        return
    if any(word.lower() == "identity" for word in words):
        if reference.startswith(("http://", "https://")):
            reader.claims.link("skos:exactMatch", reference, local_name(element))
        return
    if written.lower() in ("resource", "function", "place") or not reference:
        reader.say("zs:note", element, f"{words[0]}: {name}" if words and words[0] != name else name)
        return
    kind = kind_of(written) or "person"
    alter = reader.claims.named(kind, name or reference, slug(reference))
    if reference.startswith(("http://", "https://")):
        reader.claims.link("skos:exactMatch", reference, local_name(element), alter)
    concept = next((found for word in words if (found := _relation(word))), "")
    if concept and kind == "person" and reader.claims.kind == "person":
        relation = "kinship" if concept.startswith(expand("kin:")) else "association"
        node = reader.claims.tie(relation, concept, alter)
        reader.claims.span(node, *dates(element))
        for note in children(element, "descriptiveNote"):
            reader.claims.say("zs:note", text_of(note), subject=node)
    else:
        reader.claims.add("rdfs:seeAlso", alter)


def add_resource(reader: Reading, element: _Element) -> None:
    """A resource that somebody made or that is about him: its address, its title."""
    kind = element.get("resourceRelationType") or attribute(element, "arcrole")
    title = text_of(first(element, "relationEntry"))
    if (address := link(element)).startswith(("http://", "https://")):
        reader.claims.link("rdfs:seeAlso", address, "resourceRelation")
    if title:
        reader.say("zs:note", element, f"{kind}: {title}" if kind else title)


def kind_of(written: str) -> str:
    """The kind of entity that ``entityType`` or a role means, empty for none."""
    return _kinds().get(written.strip().lower().rpartition("#")[2].rpartition("/")[2], "")


def _relation(word: str) -> str:
    """The concept of a word, a RiC-O property or a local name of an address; empty for none."""
    plain = word.strip()
    for scheme in _SCHEMES:
        if found := crosswalk_of(scheme).get(compact(plain)):
            return found
    local = plain.rpartition("#")[2].rpartition("/")[2] if "://" in plain else plain
    if known := _relations().get(local.replace(" ", "").lower()):
        return known
    return next((found for scheme in _SCHEMES if (found := concept_for(scheme, local) or "")), "")


@cache
def crosswalk_of(scheme: str) -> dict[str, str]:
    """The concepts of RiC-O properties."""
    return dict(crosswalk(scheme, "rico"))


@cache
def _relations() -> dict[str, str]:
    return {row["word"]: expand(row["concept"]) for row in read_rows(_FOLDER / "relations.tsv")}


@cache
def _kinds() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in read_rows(_FOLDER / "kinds.tsv")}
