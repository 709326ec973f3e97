"""What refers to an entity: the letters that a person wrote, the editions of a work, the people of a place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import islice

from pyoxigraph import NamedNode

from kg.authority.description import Describer
from kg.authority.provenance import TYPE, provenance_prefixes
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node
from ontology.namespaces import expand
from ontology.terms import direct_rules, entity_type_of_class

#: References that are read, and entities of one group that are shown. A place may have many thousands.
MOST_READ = 300
MOST_SHOWN = 8

_TYPE = node(TYPE)
#: How passages of texts refer: there can be thousands, and the documents that they stand in refer, too.
_OF_PASSAGES = frozenset(NamedNode(expand(name)) for name in ("zs:refersTo", "oa:hasSource"))


@dataclass(frozen=True, slots=True)
class Group:
    """Entities of one type that refer to an entity by one property; ``more`` where there are others than these."""

    property: str
    type: str
    entities: tuple[tuple[str, str], ...]  #: (IRI, label)
    count: int
    more: bool


@cache
def _derived() -> frozenset[str]:
    """The properties of direct triples: what they say is shown as ties."""
    return frozenset(each for rule in direct_rules() for each in (rule.predicate, rule.inverse) if each)


def referring(minter: Minter, generation: Generation, describer: Describer, iri: str) -> tuple[Group, ...]:
    """The entities with a page that refer to an entity, by property and type, the largest group first."""
    found: dict[tuple[str, str], list[str]] = {}
    provenance = provenance_prefixes(minter)
    found_here = generation.store.match(None, None, NamedNode(iri), VIEW)
    quads = list(islice((quad for quad in found_here if quad.predicate not in _OF_PASSAGES), MOST_READ + 1))
    for quad in quads[:MOST_READ]:
        if str(quad.subject).startswith(provenance) or quad.predicate.value in _derived():
            continue
        classes = generation.store.match(quad.subject, _TYPE, None, VIEW)  # type: ignore[arg-type]  # never a literal
        for each in classes:
            entity = entity_type_of_class(str(each.object)[1:-1])
            if entity and entity.page:
                found.setdefault((quad.predicate.value, entity.segment), []).append(str(quad.subject)[1:-1])
                break
    groups = (
        Group(
            property=prop,
            type=segment,
            entities=tuple((each, describer.label(each)) for each in sorted(members)[:MOST_SHOWN]),
            count=len(members),
            more=len(members) > MOST_SHOWN or len(quads) > MOST_READ,
        )
        for (prop, segment), members in found.items()
        if not prop.endswith(("/standsFor", "/supersededBy"))
    )
    return tuple(sorted(groups, key=lambda group: (-group.count, group.property)))
