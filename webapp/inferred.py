"""What rules infer, apart from what sources say: a section of the entity page, data, and the page that explains one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from pyoxigraph import NamedNode

from kg import terms
from kg.authority.description import Describer, Source
from kg.chinese.kinship import Language, Path
from kg.chinese.kinterms import kin_term
from kg.errors import InvalidInput
from kg.generation import Generation
from kg.inference.explain import explain
from kg.inference.reading import COUNTED, InferredKin, KinGroup, Relative, inferred_quads, read_inferred
from kg.inference.rules import kin_rules
from kg.store.quads import node
from ontology.namespaces import compact, expand
from webapp import languages, negotiate
from webapp.current import generation, workspace
from webapp.examples import examples
from webapp.languages import gettext as _
from webapp.pages import page, render

bp = Blueprint("inferred", __name__)

#: The example query that shows what is in a graph.
_EXAMPLES = {"inferred": "09-same-lineage", "ontology": "10-vocabulary"}
#: A way that has more steps than this is not put into words: the chain below says it.
_LONGEST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative as shown: label, what he or she is in words, and the address of the explanation."""

    iri: str
    label: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class KinRow:
    """Relatives of one kind: a property, or an ancestor's generation (0: none), with how many there are in all."""

    property: str
    generation: int
    kin: tuple[Kin, ...]
    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class InferredSection:
    """What the entity page shows of inference."""

    rows: tuple[KinRow, ...]
    lineages: tuple[tuple[Kin, int, bool], ...]
    circular: tuple[Kin, ...]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A triple of the chain with labels, the relation nodes behind it and their sources."""

    subject: tuple[str, str]
    property: str
    object: tuple[str, str]
    nodes: tuple[str, ...]
    sources: tuple[Source, ...]


@page("entity/inferred.html")
@dataclass(frozen=True, slots=True)
class InferredPage:
    """What ``entity/inferred.html`` shows."""

    subject: tuple[str, str] = field(metadata={"help": "IRI and label of the subject"})
    property: str = field(metadata={"help": "IRI of the inferred property"})
    object: tuple[str, str] = field(metadata={"help": "IRI and label of the object"})
    said: str = field(metadata={"help": "What the object is to the subject, in words; empty where there are none"})
    persons: tuple[tuple[str, str], ...] = field(metadata={"help": "IRIs and labels of the persons on the way"})
    links: tuple[ChainLink, ...] = field(metadata={"help": "The triples of the chain"})
    graph: str = field(metadata={"help": "IRI of the graph of inferred triples"})
    version: str = field(metadata={"help": "Version of the rules"})
    data: str = field(metadata={"help": "Address of the same as JSON"})


@bp.get("/inferred")
@bp.get("/inferred.<any(json):suffix>")
@negotiate.conditional
def show(suffix: str = "") -> Response:
    """Why something is inferred: ``subject``, ``property`` and ``object`` as IRIs, the property also compact."""
    data = generation()
    found = explain(data, (_argument("subject"), _argument("property"), _argument("object")))
    if suffix:
        return jsonify(asdict(found))
    describer = Describer(workspace().minter, data)

    def labelled(iri: str) -> tuple[str, str]:
        return iri, describer.label(iri)

    return render(
        InferredPage(
            subject=labelled(found.subject),
            property=found.property,
            object=labelled(found.object),
            said=_words(found.path),
            persons=tuple(labelled(each) for each in found.persons),
            links=tuple(
                ChainLink(
                    labelled(link.subject),
                    link.property,
                    labelled(link.object),
                    link.nodes,
                    tuple(describer.source(record) for record in link.records),
                )
                for link in found.links
            ),
            graph=workspace().minter.graph("inferred")[1:-1],
            version=kin_rules().version,
            data=url_for(
                ".show", suffix="json", subject=found.subject, property=compact(found.property), object=found.object
            ),
        )
    )


@bp.get("/graph/<any(inferred,ontology):name>")
@negotiate.conditional
def graph(name: str) -> Response:
    """What a graph is that no source record is, as data; people are led to its content."""
    wanted = negotiate.choose()
    if wanted is not None and wanted.rdf is not None:
        iri, store = node(workspace().minter.graph(name)), generation().store
        about = list(store.match(iri, None, None, iri))
        made = [q.object for q in about if isinstance(q.object, NamedNode)]
        return negotiate.rdf_response(
            [*about, *(q for each in made for q in store.match(each, None, None, iri))], wanted
        )
    example = next(each for each in examples() if each.name == _EXAMPLES[name])
    return cast(Response, redirect(url_for("sparql.endpoint", query=example.query), 303))


def inferred_section(data: Generation, describer: Describer, iri: str) -> InferredSection | None:
    """The section of the page of an entity; None where nothing is inferred of it."""
    found = read_inferred(data, iri)
    if found is None:
        return None

    def kin(prop: str, relative: Relative) -> Kin:
        why = url_for("inferred.show", subject=iri, property=compact(prop), object=relative.iri)
        return Kin(relative.iri, describer.label(relative.iri), _words(relative.path), why)

    def row(group: KinGroup, generation: int = 0) -> KinRow:
        relatives = tuple(kin(group.property, each) for each in group.relatives)
        return KinRow(group.property, generation, relatives, group.count, group.more)

    founder = expand("zs:lineageFounder")
    return InferredSection(
        rows=tuple(_rows(found, row)),
        lineages=tuple((kin(founder, each), count, more) for each, count, more in found.lineages),
        circular=row(found.circular).kin,
    )


def _rows(found: InferredKin, row: Callable[..., KinRow]) -> list[KinRow]:
    """Ancestors from the second generation on, since parents are statements; then who is not among them."""
    shown = [row(group, number) for number, group in enumerate(found.generations, 1) if number > 1]
    if found.ancestors.count > sum(group.count for group in found.generations):
        shown.append(row(found.ancestors))
    if found.descendants.count:
        shown.append(row(found.descendants))
    above = {each.iri for group in found.generations for each in group.relatives}
    return shown + [row(group) for group in found.groups if not {each.iri for each in group.relatives} <= above]


def as_json(data: Generation, iri: str) -> Mapping[str, Any]:
    """The inferred triples with an entity as subject, by property, apart from all statements."""
    statements: dict[str, list[str]] = {}
    quads = list(inferred_quads(data, iri, COUNTED + 1))
    for q in quads[:COUNTED]:
        statements.setdefault(q.predicate.value, []).append(str(q.object)[1:-1])
    graph = workspace().minter.graph("inferred")[1:-1]
    return {"graph": graph, "complete": len(quads) <= COUNTED, "statements": statements}


def _words(path: Path) -> str:
    if not 0 < len(path) <= _LONGEST_WORDS:
        return ""
    return kin_term(path, cast(Language, languages.current().tag))


def _argument(name: str) -> str:
    value = request.args.get(name, "")
    try:
        return terms.iri(expand(value))
    except (KeyError, InvalidInput):
        raise InvalidInput(
            _("“%(name)s” must be an IRI.", name=name), hint=_("The links on the page of a person lead here.")
        ) from None
