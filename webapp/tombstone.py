"""The answer for an IRI that is no longer described under itself: 301, 300 or 410, in every form.

301 where a decision holds it to be another, 300 where what it stood for was divided among several, 410 where it was
withdrawn. The rules stand in the documentation under "Linked data".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from flask import Response, jsonify, redirect, request
from pyoxigraph import Quad

from kg import terms
from kg.authority.description import Describer
from kg.authority.labels import labels_of
from kg.authority.resolution import Resolution, State
from kg.generation import Generation
from kg.store.quads import node, quad
from kg.terms import Triple
from kg.tombstones import Cause, Withdrawal
from webapp import languages, link_headers, negotiate
from webapp.current import workspace
from webapp.errors import heading
from webapp.languages import gettext as _
from webapp.link_headers import Link
from webapp.negotiate import FORMATS, Format
from webapp.pages import page, render
from webapp.presentation import dataset_title, href, moment

_STATUS = {State.MOVED: 301, State.DIVIDED: 300, State.GONE: 410}


@dataclass(frozen=True, slots=True)
class Choice:
    """An entity that may be meant."""

    iri: str
    label: str


@page("tombstone.html")
@dataclass(frozen=True, slots=True)
class TombstonePage:
    """What ``tombstone.html`` shows."""

    status: int = field(metadata={"help": "HTTP status: 300 or 410"})
    heading: str = field(metadata={"help": "What the status means, in the language of the interface"})
    iri: str = field(metadata={"help": "The IRI that was asked for"})
    message: str = field(metadata={"help": "What became of it"})
    hint: str = field(metadata={"help": "What to do next"})
    choices: tuple[Choice, ...] = field(metadata={"help": "What may be meant, or was once joined with it"})
    decision: int = field(metadata={"help": "The decision that withdrew it, 0 for none"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The data formats and their addresses"})


def answer(data: Generation, resolution: Resolution, asked: str, wanted: Format | None) -> Response:
    """The answer for the IRI ``asked``, in a format that the address asks for, else by Accept. Raises NotAcceptable."""
    status = _STATUS[resolution.state]
    if resolution.state is State.MOVED:
        response = _moved(resolution, asked, wanted)
    else:
        response = _described(data, resolution, asked, wanted or negotiate.choose())
        response.status_code = status
        relation = "alternate" if resolution.state is State.DIVIDED else "related"
        link_headers.add(response, [Link(iri, relation) for iri in resolution.choices])
    # Nothing of this is for ever: a decision can be undone, and a dataset can be loaded again.
    response.headers["Cache-Control"] = "no-cache"
    return response


def withdrawn(data: Generation, found: Withdrawal, iri: str, wanted: Format | None) -> Response:
    """The answer for a record, dataset or activity that was withdrawn."""
    return answer(data, Resolution(State.GONE, iri, withdrawal=found), iri, wanted)


def words(found: Withdrawal | None, iri: str) -> str:
    """When and why an IRI was withdrawn, in the language of the interface."""
    if found is None:
        return _("Nothing is described under %(iri)s any more.", iri=unquote(iri)[:300])
    about = {"iri": unquote(iri)[:300], "dataset": dataset_title(found.dataset), "time": moment(found.time)}
    match found.cause:
        case Cause.RELOAD:
            return _("%(iri)s is no longer in its source: dataset “%(dataset)s”, loaded %(time)s.", **about)
        case Cause.UNLOAD if found.time:
            return _("%(iri)s was withdrawn with its dataset “%(dataset)s”, %(time)s.", **about)
        case Cause.UNLOAD:
            return _("%(iri)s was withdrawn together with its dataset.", **about)
        case Cause.DECISION:
            return _("%(iri)s was withdrawn by a decision, %(time)s.", **about)
        case _:
            return _("%(iri)s came with a load of “%(dataset)s” that was taken back, %(time)s.", **about)


def _moved(resolution: Resolution, asked: str, wanted: Format | None) -> Response:
    suffix, query = negotiate.requested_suffix(), request.query_string.decode("ascii", "replace")
    target = f"{href(resolution.iri)}{'.' if suffix else ''}{suffix}{'?' + query if query else ''}"
    response: Response = redirect(target, 301)  # type: ignore[assignment]
    if wanted is not None and wanted.rdf is not None:
        body = negotiate.rdf_response([quad(triple) for triple in _replaced(asked, (resolution.iri,))], wanted)
        response.data, response.mimetype = body.data, wanted.media_type
    return link_headers.add(response, [Link(resolution.iri, "canonical")])


def _described(data: Generation, resolution: Resolution, asked: str, wanted: Format | None) -> Response:
    describer = Describer(workspace().minter, data)
    status = _STATUS[resolution.state]
    divided = resolution.state is State.DIVIDED
    message = words(resolution.withdrawal, asked)
    if divided and resolution.withdrawal is None:
        message = _("%(iri)s stood for several, which are told apart today.", iri=unquote(asked)[:300])
    if divided:
        hint = _("What it stood for was divided: choose which of these you mean.")
    else:
        hint = _("Search for a name instead.")
    if wanted is not None and wanted.rdf is not None:
        return negotiate.rdf_response(_quads(data, resolution, asked, message), wanted)
    choices = tuple(Choice(iri, describer.label(iri)) for iri in resolution.choices)
    if wanted is not None:
        found = resolution.withdrawal
        return jsonify(
            error={"status": status, "message": f"{heading(status)}: {message}", "hint": hint},
            iri=asked,
            choices=[{"iri": each.iri, "label": each.label} for each in choices],
            withdrawn=found and {"dataset": found.dataset, "cause": found.cause.value, "time": found.time},
        )
    decision = resolution.withdrawal.decision if resolution.withdrawal else 0
    forms = tuple((each, negotiate.address(each.suffix)) for each in FORMATS)
    return render(TombstonePage(status, heading(status), asked, message, hint, choices, decision, forms))


def _quads(data: Generation, resolution: Resolution, asked: str, message: str) -> Iterator[Quad]:
    """What became of the IRI, and the labels of what may be meant."""
    minter, found, iri = workspace().minter, resolution.withdrawal, f"<{asked}>"
    document = f"<{asked}#description>"
    if resolution.state is State.DIVIDED:
        yield from (quad(triple) for triple in _replaced(asked, resolution.choices))
    else:
        yield quad((iri, terms.curie("owl:deprecated"), terms.typed("true", "xsd:boolean")))
        for each in resolution.choices:
            yield quad((iri, terms.curie("rdfs:seeAlso"), f"<{each}>"))
    for each in resolution.choices:
        for language, label in labels_of(data.store, node(f"<{each}>")).items():
            yield quad((f"<{each}>", terms.curie("skos:prefLabel"), terms.literal(label, language)))
    yield quad((document, terms.curie("rdf:type"), terms.curie("foaf:Document")))
    yield quad((document, terms.curie("foaf:primaryTopic"), iri))
    yield quad((document, terms.curie("rdfs:comment"), terms.literal(message, languages.current().tag)))
    if found is not None:
        yield quad((document, terms.curie("void:inDataset"), minter.dataset(found.dataset)))
        if found.time:
            time = terms.typed(found.time, "xsd:dateTime")
            yield quad((document, terms.curie("prov:invalidatedAtTime"), time))
        if found.decision:
            yield quad((document, terms.curie("prov:wasInvalidatedBy"), minter.decision(found.decision)))


def _replaced(asked: str, by: tuple[str, ...]) -> Iterator[Triple]:
    yield f"<{asked}>", terms.curie("owl:deprecated"), terms.typed("true", "xsd:boolean")
    for each in by:
        yield f"<{asked}>", terms.curie("dcterms:isReplacedBy"), f"<{each}>"
