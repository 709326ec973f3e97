"""Exporters: what a workspace holds, written in a format of others; which there are, and what each is given.

An exporter gets a selection of claims: those of the records of one dataset as they were read, or what the view says of
one person and the family around. It writes bytes and reports what its format had no place for.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from ingest.section import did_you_mean
from kg.datasets import record_graphs
from kg.errors import InvalidInput, NotFound
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, Triple, curie, is_iri
from kg.workspace import Workspace

if TYPE_CHECKING:
    from ingest.authority_export.selection import AuthorityExporter

#: exporter name -> "module:class", imported when it is first asked for.
EXPORTERS: dict[str, str] = {
    "cmif": "ingest.cmif.export:CmifExporter",
    "bibframe": "ingest.marc.export:BibframeExporter",
    "ead": "ingest.ead.export:EadExporter",
    "gedcom": "ingest.gedcom.export:GedcomExporter",
    "iiif": "ingest.iiif.export:IiifExporter",
    "tei": "ingest.tei.export:TeiExporter",
}
#: Names of formats of authority records -> "module:class": these take computed records one by one, not claims.
AUTHORITY_EXPORTERS: dict[str, str] = {
    "authority-csv": "ingest.authority_export.table:AuthorityCsvExporter",
    "eac": "ingest.authority_export.eac:EacExporter",
    "mads": "ingest.authority_export.mads:MadsExporter",
    "marc21-authority": "ingest.authority_export.marc21:Marc21AuthorityExporter",
    "unimarc-authority": "ingest.authority_export.unimarc:UnimarcAuthorityExporter",
}
_TYPE = curie("rdf:type")
_PERSON = curie("zs:Person")
_PARENTS = tuple(curie(name) for name in ("zs:father", "zs:mother", "zs:parent"))
_CHILDREN = (curie("zs:child"),)
_SPOUSES = (curie("zs:spouse"),)
#: Nodes that point to a person and belong to what is told of him or her.
_NODES = frozenset(
    curie(name)
    for name in ("zs:Kinship", "zs:Association", "zs:Posting", "zs:LifeEvent", "zs:Union", "zs:SourceCitation")
)
#: Entities that what is told of a person leads to.
_DETAILS = frozenset(
    {
        *_NODES,
        *(curie(n) for n in ("zs:Name", "zs:Place", "bf:Instance", "bf:Item", "zs:Organization", "zs:MediaReference")),
    }
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be exported: ``claims`` (subject, predicate, object), and under which base their IRIs were minted."""

    title: str
    claims: tuple[Triple, ...]
    base: str


@dataclass(slots=True)
class ExportReport:
    """How many records of each kind were written, and what the format had no place for, with the number of times."""

    written: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


class Exporter(Protocol):
    """Writes a selection in one format. ``versions`` are those of the format, the usual one first."""

    versions: tuple[str, ...]

    def export(self, selection: Selection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the selection; ``archive`` asks for the form of the format that is an archive.

        Raises InvalidInput for a version or form that the format has not, and where nothing can be written.
        """
        ...


def get_exporter(name: str) -> Exporter:
    """The exporter of this name. Raises InvalidInput for an unknown one."""
    return cast(Exporter, _made(EXPORTERS, name))


def get_authority_exporter(name: str) -> AuthorityExporter:
    """The exporter of authority records of this name. Raises InvalidInput for an unknown one."""
    return cast("AuthorityExporter", _made(AUTHORITY_EXPORTERS, name))


def _made(known: dict[str, str], name: str) -> object:
    if name not in known:
        raise InvalidInput(f'There is no exporter "{name}"', hint=did_you_mean(name, known))
    module, _, attribute = known[name].partition(":")
    return getattr(importlib.import_module(module), attribute)()


def select_dataset(workspace: Workspace, dataset: str) -> Selection:
    """The claims of all records of a dataset, as they were read. Raises NotFound for one that is not loaded."""
    live = workspace.live
    if dataset not in live.manifest.datasets:
        known = did_you_mean(dataset, live.manifest.datasets)
        raise NotFound(f"The dataset {dataset!r} is not loaded.", hint=known)
    claims = {
        (str(quad.subject), str(quad.predicate), str(quad.object)): None
        for graph in record_graphs(live.store, workspace.minter.dataset(dataset))
        for quad in live.store.match(None, None, None, node(graph))
    }
    title = live.manifest.datasets[dataset].title
    return Selection(title.get("zh-Hant", dataset), tuple(claims), workspace.minter.base)


def select_person(workspace: Workspace, person: str, generations: int) -> Selection:
    """What the view says of a person, of the ancestors and descendants within some generations, and of the spouses.

    ``person`` is an IRI or ``person/local id``. Raises NotFound for somebody of whom nothing is known.
    """
    store, minter = workspace.live.store, workspace.minter
    subject = f"<{person}>" if person.startswith(("http://", "https://")) else minter.path(person)
    if not is_iri(subject) or _PERSON not in _objects(store, subject, (_TYPE,)):
        raise NotFound(f"Nothing is known of a person {person}", hint="Give the IRI that the page of the person shows.")
    persons = _relatives(store, subject, _PARENTS, generations) | _relatives(store, subject, _CHILDREN, generations)
    persons |= {spouse for one in persons for spouse in _objects(store, one, _SPOUSES)}
    return Selection(person, tuple(_told(store, persons, minter)), minter.base)


def _relatives(store: TripleStore, start: Term, predicates: tuple[Term, ...], generations: int) -> set[Term]:
    found = {start}
    edge = {start}
    for _ in range(generations):
        edge = {other for one in edge for other in _objects(store, one, predicates)} - found
        found |= edge
        if not edge:
            break
    return found


def _told(store: TripleStore, persons: set[Term], minter: Minter) -> Iterator[Triple]:
    """The claims about persons, the nodes that point to them and all that these lead to, other persons aside."""
    pending = [*sorted(persons)]
    met = set(pending)
    for person in sorted(persons):
        for quad in store.match(None, None, node(person), VIEW):
            subject = str(quad.subject)
            if subject not in met and _NODES & _objects(store, subject, (_TYPE,)):
                met.add(subject)
                pending.append(subject)
    inside = f"<{minter.base}"
    while pending:
        subject = pending.pop()
        for quad in store.match(node(subject), None, None, VIEW):
            value = str(quad.object)
            yield subject, str(quad.predicate), value
            if value.startswith(inside) and value not in met and _DETAILS & _objects(store, value, (_TYPE,)):
                met.add(value)
                pending.append(value)


def _objects(store: TripleStore, subject: Term, predicates: Iterable[Term]) -> set[Term]:
    return {
        str(quad.object)
        for predicate in predicates
        for quad in store.match(node(subject), node(predicate), None, VIEW)
        if is_iri(str(quad.object))
    }
