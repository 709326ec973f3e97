"""The page of an entity: every statement with all its values and sources, its ties, what refers to it; and its data."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote

from flask import Blueprint, Response, request
from markupsafe import Markup

from kg.authority.description import Describer, Entity, Part, Source, Statement, Value
from kg.authority.linked import PER_PAGE, link_count
from kg.authority.resolution import State, resolve
from kg.generation import Generation
from kg.network.ego import EgoNetwork, EgoReader, Tie
from ontology.namespaces import expand
from ontology.terms import all_terms, entity_types
from webapp import link_headers, links, negotiate, schema_org, tombstone
from webapp.authority import AuthoritySummary, summary_of
from webapp.clustered import DescribedBy, described_by
from webapp.current import generation, workspace
from webapp.errors import WithSuggestions
from webapp.evidence import WorkSection, catalogue_address, work_section
from webapp.iiif import manifest_link
from webapp.incoming import Group, referring
from webapp.inferred import InferredSection, inferred_section
from webapp.languages import gettext as _
from webapp.negotiate import FORMATS, Format, split_suffix
from webapp.pages import page, render
from webapp.presentation import href, label_of_term, type_label
from webapp.quality_notes import QualityNote, notes_on
from webapp.rings import Figure, draw
from webapp.search import near
from webapp.transcription import ReadingText, texts_of

bp = Blueprint("entity", __name__)

MOST_TIES = 40
#: Values of one statement that are shown at once.
MOST_VALUES = 12
_SEGMENTS = ",".join(f"'{segment}'" for segment in entity_types())
_NAMES = {expand("skos:prefLabel"): "authorized", expand("skos:altLabel"): "variant"}
_SENDER, _TEXT = expand("zs:sender"), expand("zs:text")
_TYPE, _NAME_VALUE, _NAME_TYPE = expand("rdf:type"), expand("rdf:value"), expand("zs:nameType")


@dataclass(frozen=True, slots=True)
class NameForm:
    """One form of the name: its kind (see ``kind_of_name``), and who gives it."""

    text: str
    language: str
    kind: str
    held: bool
    sources: tuple[Source, ...]


@page("entity/show.html")
@dataclass(frozen=True, slots=True)
class EntityPage:
    """What ``entity/show.html`` shows."""

    entity: Entity = field(metadata={"help": "The entity with its statements"})
    heading: str = field(metadata={"help": "Its label, or what it is where it has none"})
    language: str = field(metadata={"help": "Language tag of the heading; may be empty"})
    years: tuple[int | None, int | None] = field(metadata={"help": "First and last year that the view holds"})
    known_as: tuple[NameForm, ...] = field(metadata={"help": "Other names that the view holds, each once"})
    names: tuple[NameForm, ...] = field(metadata={"help": "All forms of the name with their sources"})
    statements: tuple[Statement, ...] = field(metadata={"help": "The other statements"})
    conflicts: int = field(metadata={"help": "Number of statements in which sources disagree"})
    network: EgoNetwork = field(metadata={"help": "The ego network"})
    ties: tuple[tuple[Tie, str], ...] = field(metadata={"help": "Its ties, and what each is, in words"})
    figure: Figure | None = field(metadata={"help": "The ego network as a drawing"})
    groups: tuple[Group, ...] = field(metadata={"help": "Entities that refer to this one"})
    inferred: InferredSection | None = field(metadata={"help": "What rules infer of it, apart from statements"})
    links: int = field(metadata={"help": "Number of links, if they are so many that the data come in pages, else 0"})
    structured: Markup = field(metadata={"help": "What search engines read, as JSON-LD"})
    texts: tuple[ReadingText, ...] = field(metadata={"help": "Its texts, with links at the names in them"})
    shown_values: int = field(metadata={"help": "How many values of a statement are shown; the others are folded"})
    manifest: str = field(metadata={"help": "Path of its IIIF manifest; empty where it has no page images"})
    quality: tuple[QualityNote, ...] = field(metadata={"help": "What the quality report says of it"})
    evidence: WorkSection | None = field(metadata={"help": "Editions, copies, catalogues and judgements of a work"})
    described: DescribedBy | None = field(metadata={"help": "The records of other catalogues in their words"})
    authority: AuthoritySummary | None = field(metadata={"help": "Its authority record in short"})
    by_class: str = field(metadata={"help": "Address of its entries by class, if it is a historical catalogue"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The data formats and their addresses"})


@bp.get(f"/<any({_SEGMENTS}):segment>/<path:local>")
@negotiate.located()
@negotiate.conditional
def show(segment: str, local: str) -> Response:
    """An entity as a page or as data, by suffix or by Accept."""
    minter, data = workspace().minter, generation()
    local, wanted = split_suffix(local)
    iri = minter.entity(segment, local)[1:-1]
    resolution = resolve(workspace(), data, iri)
    if resolution.state is State.MISSING:
        raise WithSuggestions(
            _("Nothing is known of %(iri)s.", iri=unquote(iri)[:300]),
            status=404,
            hint=_("Search for a name instead."),
            near=near(data, local[:40]) if not local.isascii() else (),
        )
    if resolution.state is not State.HERE:
        return tombstone.answer(data, resolution, iri, wanted)
    wanted = wanted or negotiate.choose()
    describer = Describer(minter, data, workspace().decisions.read())
    if wanted is not None or "page" in request.args:
        return links.answer(data, describer, iri, wanted)
    entity = describer.entity(iri)
    response = render(entity_page(data, describer, entity, segment))
    return link_headers.add(response, [*link_headers.alternates(), *link_headers.of_entity(data, iri, entity.datasets)])


def entity_page(data: Generation, describer: Describer, entity: Entity, segment: str) -> EntityPage:
    """The page of an entity."""
    minter = workspace().minter
    network = EgoReader(data.store, describer).read(entity.iri, MOST_TIES)
    texts = texts_of(data, describer, entity.iri)
    apart = {_TYPE, *_NAMES, *({_TEXT} if any(text.iri == entity.iri for text in texts) else ())}
    statements = tuple(s for s in entity.statements if s.property not in apart)
    local = (minter.local(entity.iri) or "").partition("/")[2]
    unnamed = entity.label == entity.iri
    names = tuple(_names(entity))
    return EntityPage(
        entity=entity,
        heading=f"{type_label(segment)} {unquote(local)}" if unnamed else entity.label,
        language=next((tag for tag, label in entity.labels.items() if label == entity.label), ""),
        years=_years(entity),
        known_as=tuple(_known_as(entity, names)),
        names=names,
        statements=statements,
        conflicts=sum(1 for statement in statements if statement.conflicting),
        network=network,
        ties=tuple((tie, tie_words(tie)) for tie in network.ties),
        figure=draw(network, tie_words),
        groups=referring(minter, data, describer, entity.iri),
        inferred=inferred_section(data, describer, entity.iri),
        links=_many_links(data, entity.iri),
        structured=schema_org.script(schema_org.of_entity(entity, data)),
        texts=texts,
        shown_values=MOST_VALUES,
        manifest=manifest_link(data, entity.iri),
        quality=notes_on(data, entity.iri),
        evidence=work_section(data, entity.iri, segment),
        described=described_by(data, entity.identifiers, segment) if entity.decisions else None,
        authority=summary_of(data, entity),
        by_class=catalogue_address(data, entity.iri) if segment == "work" else "",
        formats=tuple((each, f"{href(entity.iri)}.{each.suffix}") for each in FORMATS),
    )


def _many_links(data: Generation, iri: str) -> int:
    count = link_count(workspace().minter, data, iri)
    return count if count > PER_PAGE else 0


def tie_words(tie: Tie) -> str:
    """What the alter is to the ego, or what passed between the two, in the language of the interface."""
    term = all_terms().get(tie.kind)
    if term is None:
        kind, found = type_label(tie.kind), entity_types().get(tie.kind)
        if not (found and found.relation and found.relation.source == _SENDER):
            return kind
        match tie.direction:
            case "out":
                return _("%(type)s sent", type=kind)
            case "in":
                return _("%(type)s received", type=kind)
            case _:
                return _("%(type)s exchanged", type=kind)
    if tie.direction != "in":
        return label_of_term(tie.kind)
    return label_of_term(term.inverse) if term.inverse else _("%(kind)s (of the other)", kind=label_of_term(tie.kind))


def _years(entity: Entity) -> tuple[int | None, int | None]:
    found = entity_types().get(entity.type)
    values = {s.property: [v.text for v in s.values if v.held] for s in entity.statements}
    return (_year(values, found.year_from), _year(values, found.year_to)) if found else (None, None)


def _year(values: dict[str, list[str]], candidates: tuple[str, ...]) -> int | None:
    return next((int(values[each][0]) for each in candidates if values.get(each)), None)


def _names(entity: Entity) -> list[NameForm]:
    forms = [
        NameForm(v.text, v.language, _kind(entity, v, _NAMES[s.property]), v.held, v.sources)
        for s in entity.statements
        if s.property in _NAMES
        for v in s.values
    ]
    for part in entity.parts:
        forms += _of_part(part)
    folded: dict[tuple[str, str, str, bool], tuple[Source, ...]] = {}
    for form in forms:
        key = (form.text, form.language, form.kind, form.held)
        folded[key] = tuple(dict.fromkeys((*folded.get(key, ()), *form.sources)))
    return [NameForm(*key, sources) for key, sources in folded.items()]


def _known_as(entity: Entity, names: tuple[NameForm, ...]) -> list[NameForm]:
    """The held forms that are not labels, each once, with the most telling of its kinds."""
    found: dict[str, NameForm] = {}
    for name in names:
        known = found.get(name.text)
        if name.held and name.text not in entity.labels.values() and (known is None or known.kind == "variant"):
            found[name.text] = name
    return list(found.values())


def _kind(entity: Entity, value: Value, claimed: str) -> str:
    """A form that a source calls authorized is so only if the view holds it as the label of its language."""
    if claimed != "authorized" or entity.labels.get(value.language) == value.text:
        return claimed
    return "variant"


def _of_part(part: Part) -> list[NameForm]:
    values = {s.property: s.values for s in part.statements}
    kinds = values.get(_NAME_TYPE, ())
    kind = kinds[0].iri.rstrip("/").rpartition("/")[2] if kinds else "variant"
    return [NameForm(v.text, v.language, kind, v.held, v.sources) for v in values.get(_NAME_VALUE, ())]
