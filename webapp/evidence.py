"""Evidence 循證: the editions, copies and catalogue entries of a work, catalogues by class, and tools that date."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Blueprint, Response, jsonify, url_for
from pyoxigraph import Literal, NamedNode

from kg.authority.labels import best_label, labels_of
from kg.errors import NotFound
from kg.evidence.carvers import WORKING_LIFE, CarverDating, date_by_carvers, editions_of_carvers
from kg.evidence.catalogues import Catalogue, ClassNode, catalogue_tree, catalogues
from kg.evidence.taboo import Dating, Step, Taboo, date_by_taboos, read_observation, taboos_of
from kg.evidence.works import Entry, WorkEvidence, work_evidence
from kg.generation import Generation
from kg.store import VIEW
from ontology.namespaces import expand
from webapp import negotiate
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import line, whole_number
from webapp.presentation import span

bp = Blueprint("evidence", __name__)

PER_PAGE = 50
_LAST_PAGE = 10_000
_LONGEST = 300
_MOST_CARVERS = 30
_DESCRIBES, _TITLE = expand("zs:describes"), expand("dcterms:title")
_TEXT, _EXISTENCE = expand("zs:entryText"), expand("zs:existence")
#: Observations to try: 宋, 明 and 清 prints.
EXAMPLES = (("玄弘曆", "寧"), ("玄匡恆禎", "構"), ("校由", ""), ("玄", "胤"))


@dataclass(frozen=True, slots=True)
class ClassesOfCatalogue:
    """Where one catalogue puts a work: one cell for each class."""

    entry: Entry
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkSection:
    """The section of a work's page: what is known, and the classes of the catalogues side by side."""

    found: WorkEvidence
    classes: tuple[ClassesOfCatalogue, ...]
    depth: int


@page("evidence/catalogues.html")
@dataclass(frozen=True, slots=True)
class CataloguesPage:
    """What ``evidence/catalogues.html`` shows."""

    catalogues: tuple[tuple[Catalogue, str], ...] = field(metadata={"help": "The catalogues and their addresses"})


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in the list of a class: whether it is tied to a work, and in which state its book is."""

    iri: str
    label: str
    text: str
    existence: str
    described: tuple[tuple[str, str], ...]


@page("evidence/catalogue.html")
@dataclass(frozen=True, slots=True)
class CataloguePage:
    """What ``evidence/catalogue.html`` shows."""

    catalogue: Catalogue = field(metadata={"help": "The catalogue"})
    above: tuple[tuple[str, str], ...] = field(metadata={"help": "The classes above the chosen one, with addresses"})
    chosen: str = field(metadata={"help": "Name of the chosen class; empty for the whole catalogue"})
    classes: tuple[tuple[ClassNode, str], ...] = field(metadata={"help": "The classes right below, with addresses"})
    total: int = field(metadata={"help": "Number of entries in the class"})
    entries: tuple[EntryLine, ...] = field(metadata={"help": "Some of them"})
    pages: Pager = field(metadata={"help": "Links to the other pages"})


@page("evidence/taboo.html")
@dataclass(frozen=True, slots=True)
class TabooPage:
    """What ``evidence/taboo.html`` shows."""

    avoided: str = field(metadata={"help": "The characters avoided, as typed"})
    in_full: str = field(metadata={"help": "The characters written in full, as typed"})
    carvers: str = field(metadata={"help": "The names of carvers, as typed"})
    datings: tuple[tuple[Dating, tuple[tuple[Step, str], ...]], ...] = field(
        metadata={"help": "What the characters say, one a dynasty, with each step and its words"}
    )
    known: tuple[tuple[str, tuple[Taboo, ...]], ...] = field(metadata={"help": "The taboos on the characters given"})
    carver_dating: CarverDating | None = field(metadata={"help": "What the carvers say; None where none is given"})
    working_life: int = field(metadata={"help": "Years that a carver is taken to have worked"})
    examples: tuple[tuple[str, str], ...] = field(metadata={"help": "Observations to try"})


def work_section(data: Generation, iri: str, segment: str) -> WorkSection | None:
    """The section of a work or an edition; None for anything else, and where nothing is known."""
    if segment not in ("work", "instance", "genealogy"):
        return None
    found = work_evidence(data.store, iri)
    if not found:
        return None
    classes = tuple(
        ClassesOfCatalogue(entry, tuple(entry.class_path.split("·"))) for entry in found.entries if entry.class_path
    )
    return WorkSection(found, classes, max((len(each.classes) for each in classes), default=0))


def catalogue_address(data: Generation, iri: str) -> str:
    """The page of a work's entries by class if it is a historical catalogue, else empty."""
    local = workspace().minter.local(iri) or ""
    is_one = any(each.iri == iri for each in catalogues(data.store))
    return url_for("evidence.catalogue", path=local) if is_one else ""


@bp.get("/catalogue/")
@negotiate.conditional
def index() -> Response:
    """The historical catalogues."""
    data = generation()
    found = tuple((each, catalogue_address(data, each.iri)) for each in catalogues(data.store))
    if negotiate.wants_json():
        return jsonify([asdict(each) for each, _address in found])
    return render(CataloguesPage(found))


@bp.get("/catalogue/<path:path>")
@negotiate.conditional
def catalogue(path: str) -> Response:
    """One catalogue, or one class of it (``class``): the classes below with their counts, and the entries."""
    data = generation()
    iri = workspace().minter.path(path)[1:-1]
    found = next((each for each in catalogues(data.store) if each.iri == iri), None)
    if found is None:
        raise NotFound(_("There is no such catalogue."), hint=_("The list of catalogues shows all."))
    chosen = tuple(filter(None, line("class", _LONGEST).split("·")))
    tree = catalogue_tree(data.store, iri)
    within = tree.within(chosen)
    if not within:
        raise NotFound(_("The catalogue has no such class."), hint=_("Its page shows all classes."))
    number = whole_number("page", 1, _LAST_PAGE) or 1

    def address(classes: tuple[str, ...], page_number: int | None = None) -> str:
        query: dict[str, Any] = {"class": "·".join(classes) or None, "page": page_number}
        return url_for(".catalogue", path=path, **query)

    shown = within[(number - 1) * PER_PAGE : number * PER_PAGE]
    return render(
        CataloguePage(
            catalogue=found,
            above=tuple((chosen[depth - 1], address(chosen[:depth])) for depth in range(1, len(chosen))),
            chosen=chosen[-1] if chosen else "",
            classes=tuple((each, address(each.path)) for each in tree.classes(chosen)),
            total=len(within),
            entries=tuple(_entry_line(data, each) for each in shown),
            pages=paginate(len(within), PER_PAGE, number, _LAST_PAGE, lambda n: address(chosen, n)),
        )
    )


@bp.get("/tools/taboo")
@negotiate.conditional
def taboo() -> Response:
    """When a book was cut, by taboo characters and carvers: as a page, or as JSON."""
    avoided, in_full, carvers = line("avoided", _LONGEST), line("full", _LONGEST), line("carvers", _LONGEST)
    first, second = read_observation(avoided), read_observation(in_full)
    datings = date_by_taboos(first, second)
    names = tuple(dict.fromkeys(re.split(r"[\s、，,；;]+", carvers)))[:_MOST_CARVERS] if carvers else ()
    by_carvers = date_by_carvers(editions_of_carvers(generation().store, names)) if names else None
    if negotiate.wants_json():
        return jsonify({"datings": [asdict(each) for each in datings], "carvers": by_carvers and asdict(by_carvers)})
    known = tuple((character, taboos_of(character)) for character in dict.fromkeys((*first, *second)))
    reasoned = tuple((each, tuple((step, step_words(step)) for step in each.steps)) for each in datings)
    return render(TabooPage(avoided, in_full, carvers, reasoned, known, by_carvers, WORKING_LIFE, EXAMPLES))


def step_words(step: Step) -> str:
    """A step of the reasoning in the language of the interface."""
    if step.taboo is None:
        return _("%(character)s is not known to have been avoided in this dynasty.", character=step.character)
    who, year = step.taboo.name, span(step.taboo.begin, step.taboo.begin)
    words = {
        "avoided": _("%(character)s is avoided for %(who)s: not earlier than %(year)s."),
        "in-full": _("%(character)s is written in full, though it was avoided for %(who)s: likely before %(year)s."),
        "in-full-earlier": _("%(character)s is written in full, though avoided for %(who)s since %(year)s already."),
        "dynasty-ends": _("The taboos of a dynasty end with it: not later than %(year)s."),
    }[step.rule.value]
    if step.rule.value == "dynasty-ends":
        year = span(step.taboo.end, step.taboo.end)
    return words % {"character": step.character, "who": who, "year": year}


def _entry_line(data: Generation, iri: str) -> EntryLine:
    subject = NamedNode(iri)
    values: dict[str, list[str]] = {}
    for quad in data.store.match(subject, None, None, VIEW):
        values.setdefault(quad.predicate.value, []).append(_value(quad.object))
    works = ((each, best_label(labels_of(data.store, NamedNode(each))) or each) for each in values.get(_DESCRIBES, ()))
    return EntryLine(
        iri=iri,
        label=next(iter(values.get(_TITLE, ())), "") or best_label(labels_of(data.store, subject)) or iri,
        text=next(iter(values.get(_TEXT, ())), ""),
        existence=next(iter(values.get(_EXISTENCE, ())), ""),
        described=tuple(works),
    )


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
