"""Identifiers of the Reconciliation Service API: an entity is known by what follows the base in its IRI.

``person/cbdb-55084`` is the id of ``{base}person/cbdb-55084``, so identifier space and id together are its IRI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from flask import g, request
from pyoxigraph import NamedNode

from kg import terms
from kg.authority.resolution import State, resolve
from kg.errors import InvalidInput
from kg.store import VIEW
from kg.store.quads import node
from ontology.terms import entity_types
from webapp.current import generation, workspace

#: Characters of an id that are read.
LONGEST_ID = 500
_ID = re.compile(r"(?P<segment>[a-z]+(?:-[a-z]+)*)/(?P<local>[^\s<>\"{}|\\^`]+)")
_SAME = tuple(node(terms.curie(name)) for name in ("skos:exactMatch", "owl:sameAs"))


@dataclass(frozen=True, slots=True)
class Identified:
    """What an id means today: one IRI; several where the record was divided; none where it is gone or not known.

    ``moved`` is true where the id asked for stands for another record now.
    """

    iris: tuple[str, ...]
    moved: bool = False


def root() -> str:
    """The address of this site as the client sees it, ending in ``/``.

    Behind a proxy that ends TLS the request says http; where the base IRI has the same host, its scheme is right.
    """
    base, here = urlsplit(workspace().minter.base), urlsplit(request.url_root)
    return here._replace(scheme=base.scheme).geturl() if base.netloc == here.netloc else request.url_root


def endpoint() -> str:
    """The address of the endpoint that was asked, without a slash at its end; with the language where the address of
    the request has one."""
    language = g.get("path_language", "")
    return f"{root()}reconcile{'/' if language else ''}{language}"


def id_of(iri: str) -> str:
    """The id of an entity of this workspace; any other IRI stays as it is."""
    return workspace().minter.local(iri) or iri


def iri_of(text: str) -> str:
    """The IRI that an id, or an IRI or address of an entity, means; empty for what is neither."""
    text = text.strip()
    if len(text) > LONGEST_ID:
        return ""
    base = workspace().minter.base
    for beginning in (base, root()):
        text = text.removeprefix(beginning)
    found = _ID.fullmatch(text)
    if not found or found["segment"] not in entity_types():
        return ""
    iri = base + text
    try:
        terms.iri(iri)
    except InvalidInput:
        return ""
    return iri


def identify(text: str) -> Identified:
    """What an id, an IRI of ours or an IRI that is matched to an entity means today. Follows merges and splits."""
    if iri := iri_of(text):
        found = resolve(workspace(), generation(), iri)
        if found.state is State.MISSING and (minted := _minted(iri)) != iri:
            found = resolve(workspace(), generation(), minted)
        match found.state:
            case State.HERE | State.MOVED:
                return Identified((found.iri,), found.state is State.MOVED)
            case State.DIVIDED:
                return Identified(found.choices, True)
            case _:
                return Identified(())
    return Identified(_matched(text.strip()) if text.strip().startswith(("http://", "https://")) else ())


def _minted(iri: str) -> str:
    """The IRI as the minter writes it, for an id that was percent-encoded once more or not at all."""
    minter = workspace().minter
    return minter.path(unquote(iri[len(minter.base) :]))[1:-1]


def _matched(text: str) -> tuple[str, ...]:
    try:
        other = NamedNode(terms.iri(text[:LONGEST_ID])[1:-1])
    except (InvalidInput, ValueError):
        return ()
    store = generation().store
    found = {str(q.subject)[1:-1] for prop in _SAME for q in store.match(None, prop, other, VIEW)}
    return tuple(sorted(iri for iri in found if iri.startswith(workspace().minter.base)))
