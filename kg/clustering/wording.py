"""How each source record words a work or an edition: title, people, extent and edition, side by side for people.

Read from the record graphs, not from the view: after a decision the view speaks of one entity, the records do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.authority.labels import ORDER, best_label, labels_of
from kg.authority.provenance import LOCATOR, PART_OF
from kg.clustering.record import INSTANCE, INSTANCE_OF, WORK, BookRecord, book_record
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term, Triple, curie, literal_language, literal_value

_TYPE, _LABEL, _CONTRIBUTION = curie("rdf:type"), curie("skos:prefLabel"), curie("bf:contribution")
_STATEMENT = curie("bf:responsibilityStatement")
_PEOPLE = (curie("zs:creatorName"), _STATEMENT)
_EXTENT = tuple(curie(each) for each in ("zs:volumeCount", "zs:extent", "bf:extent"))
_EDITION = tuple(curie(each) for each in ("zs:edition", "bf:editionStatement", "zs:collection"))
_YEAR, _NUMBER = (curie("zs:year"),), (curie("dcterms:identifier"),)


@dataclass(frozen=True, slots=True)
class Wording:
    """What one record says of one identifier.

    ``record`` is the record graph, ``dataset`` the catalogue; texts are empty where it says nothing; ``form`` is
    what clustering compares (None: no Chinese title)."""

    identifier: Term
    record: str
    dataset: str
    locator: str
    is_work: bool
    title: str
    language: str
    people: str
    extent: str
    edition: str
    year: str
    number: str
    form: BookRecord | None


class WordingReader:
    """Reads the wordings of one generation; labels of what a record refers to are looked up once."""

    def __init__(self, generation: Generation, minter: Minter) -> None:
        self._store = generation.store
        self._minter = minter
        self._names: dict[Term, str] = {}

    def wordings(self, identifier: Term) -> tuple[Wording, ...]:
        """What each record that calls an identifier a work or an edition says of it, by dataset and record."""
        graphs: dict[str, list[Triple]] = {}
        for quad in self._store.match(node(identifier)):
            if isinstance(quad.graph_name, NamedNode) and self._minter.is_record(str(quad.graph_name)):
                claim = (identifier, str(quad.predicate), str(quad.object))
                graphs.setdefault(quad.graph_name.value, []).append(claim)
        found = (self._wording(identifier, graph, sorted(claims)) for graph, claims in graphs.items())
        return tuple(sorted((each for each in found if each), key=lambda each: (each.dataset, each.record)))

    def datasets(self, identifier: Term) -> tuple[str, ...]:
        """The datasets whose records describe an identifier, in order."""
        graphs = {str(q.graph_name) for q in self._store.match(node(identifier), node(_TYPE))}
        paths = (
            (self._minter.local(graph[1:-1]) or "").split("/") for graph in graphs if self._minter.is_record(graph)
        )
        return tuple(sorted({path[1] for path in paths}))

    def editions(self, work: Term) -> tuple[Term, ...]:
        """The editions that the view ties to a work, by term."""
        about = self._store.match(None, node(INSTANCE_OF), node(work), VIEW)
        return tuple(sorted(str(q.subject) for q in about if isinstance(q.subject, NamedNode)))

    def _wording(self, identifier: Term, graph: str, claims: list[Triple]) -> Wording | None:
        types = {value for _, prop, value in claims if prop == _TYPE}
        if not {WORK, INSTANCE} & types:
            return None
        nodes = [value for _, prop, value in claims if prop == _CONTRIBUTION]
        for each in nodes:
            quads = self._store.match(node(each), None, None, NamedNode(graph))
            claims += [(each, str(q.predicate), str(q.object)) for q in quads]
        dataset, locator = self._origin(graph)
        label = min((v for _, p, v in claims if p == _LABEL and _ == identifier), key=_rank, default='""')
        form = book_record(identifier, claims, dataset, self._name)
        said = list(dict.fromkeys(_texts(claims, _PEOPLE[:1]))) or ([c.written for c in form.creators] if form else [])
        return Wording(
            identifier=identifier,
            record=graph,
            dataset=dataset,
            locator=locator,
            is_work=WORK in types,
            title=literal_value(label),
            language=literal_language(label),
            people="、".join(said or _texts(claims, _PEOPLE[1:])),
            extent=next(_texts(claims, _EXTENT), ""),
            edition="；".join(dict.fromkeys(_texts(claims, _EDITION))),
            year=next(_texts(claims, _YEAR), ""),
            number=next(_texts(claims, _NUMBER), ""),
            form=form,
        )

    def _origin(self, graph: str) -> tuple[str, str]:
        about = {str(q.predicate): q.object for q in self._store.match(NamedNode(graph), None, None, VIEW)}
        part_of, locator = about.get(PART_OF), about.get(LOCATOR)
        dataset = self._minter.local(str(part_of)[1:-1]) if part_of else None
        return (dataset or "").partition("/")[2], locator.value if isinstance(locator, Literal) else ""

    def _name(self, term: Term) -> str:
        if term not in self._names:
            self._names[term] = best_label(labels_of(self._store, NamedNode(term[1:-1])))
        return self._names[term]


def _rank(label: Term) -> tuple[int, Term]:
    tag = literal_language(label)
    return (ORDER.index(tag) if tag in ORDER else len(ORDER)), label


def _texts(claims: list[Triple], properties: tuple[Term, ...]) -> Iterator[str]:
    """The texts of properties, in the order of the properties."""
    for wanted in properties:
        yield from (literal_value(value) for _, prop, value in claims if prop == wanted and not value.startswith("<"))
