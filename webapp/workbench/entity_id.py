"""The entity that the address of a page of the workbench names."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.authority.view import STANDS_FOR
from kg.errors import NotFound
from kg.store import VIEW
from kg.store.quads import node
from webapp.current import generation, workspace
from webapp.languages import gettext as _

_STANDS_FOR = node(STANDS_FOR)


def entity_iri(id: str) -> str:
    """The IRI of the authority record that a local id stands for today; of one that was split its own.

    Raises NotFound where nothing is said of it.
    """
    segment, _slash, rest = id.partition("/")
    if rest:
        entity = NamedNode(workspace().minter.entity(segment, rest)[1:-1])
        for quad in generation().store.match(entity, _STANDS_FOR, None, VIEW):
            return str(quad.object)[1:-1]
        if any(True for _quad in generation().store.match(entity)):
            return entity.value
    raise NotFound(_("Nothing is known of %(iri)s.", iri=id[:200]), hint=_("Search for a name instead."))


def local_id(iri: str) -> str:
    """The local id of an IRI of ours, other IRIs as they are."""
    return workspace().minter.local(iri) or iri
