"""Words of the workbench in templates: RDF terms, rules of forbidden merges, ties, what was done with a thing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g

from kg import terms
from kg.terms import Term
from webapp.cells import CellReader
from webapp.current import generation, workspace
from webapp.entity import tie_words
from webapp.languages import gettext as _
from webapp.workbench.done import done_words

#: Characters of a literal that a line of a list shows.
_LONGEST = 120


def term_words(term: Term, id: bool = False) -> str:
    """An RDF term as people read it: the label of an IRI (with ``id`` its local id), the text of a literal."""
    if not terms.is_iri(term):
        text = terms.literal_value(term)
        return f"“{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}”"
    iri = term[1:-1]
    if id:
        return workspace().minter.local(iri) or iri
    if "cells" not in g:
        g.cells = CellReader(generation())
    found: str = g.cells.label(iri)
    return found


def rule_words(rule: str) -> str:
    """What a rule of forbidden merges says, in the language of the page."""
    words = {
        "sex": _("their sex differs"),
        "lifespan": _("one died before the other was born"),
        "birth": _("their years of birth are more than three years apart"),
        "death": _("their years of death are more than three years apart"),
        "undifferentiated": _("one of them stands for nobody in particular"),
    }
    return words.get(rule, rule)


def forbidden_words(rules: Sequence[str]) -> str:
    """Why a merge is forbidden, in the language of the page."""
    return _("What the sources say forbids this merge: %(facts)s.", facts="；".join(map(rule_words, rules)))


def event_words(what: str) -> str:
    """What a line of the history of an item, proposal, batch, campaign or report says was done."""
    words = {
        "assigned": _("assigned to somebody"),
        "unassigned": _("given back"),
        "doubtful": _("marked doubtful"),
        "reopened": _("opened again"),
        "skipped": _("skipped"),
        "open": _("put back into the queue"),
        "proposed": _("proposed"),
        "in review": _("taken up for review"),
        "in force": _("put in force"),
        "declined": _("declined"),
        "withdrawn": _("taken back"),
        "superseded": _("superseded"),
        "decided": _("decided"),
        "shelved": _("shelved"),
        "refused by the log": _("refused by the decision log"),
        "created": _("set up"),
        "claimed": _("pairs claimed"),
        "released": _("pairs given back"),
        "closed": _("closed"),
        "drawn": _("sample drawn"),
        "same": _("judged the same"),
        "different": _("judged different"),
        "sent": _("sent"),
        "new": _("opened again"),
        "in work": _("taken up"),
        "answered": _("answered"),
        "refused": _("refused"),
        "taking": _("being taken"),
        "taken": _("taken"),
        "abandoned": _("given up"),
        "passed": _("found good enough"),
        "failed": _("found not good enough"),
    }
    return words.get(what, what)


def init_blueprint(bp: Blueprint) -> None:
    """Give all templates these functions."""
    for function in (term_words, rule_words, forbidden_words, tie_words, event_words, done_words):
        bp.add_app_template_global(function, function.__name__)
