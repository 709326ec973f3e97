"""What kinds of terms, of changes to them and of constraints on them are called in the language of the interface."""

from __future__ import annotations

from webapp.languages import gettext as _


def kind_of_term(kind: str) -> str:
    """What a kind of term of the vocabulary is called."""
    known = {
        "class": _("Class"),
        "property": _("Property"),
        "individual": _("Individual"),
        "concept": _("Concept"),
        "scheme": _("Concept scheme"),
    }
    return known.get(kind, kind)


def kind_of_change(kind: str) -> str:
    """What a version of the vocabulary did to a term."""
    return {"added": _("new"), "changed": _("changed"), "deprecated": _("given up")}.get(kind, kind)


def kind_of_status(status: str) -> str:
    """How far a term of the vocabulary can be relied on."""
    known = {"stable": _("stable"), "testing": _("new, may still change"), "archaic": _("no longer to be used")}
    return known.get(status, status)


def kind_of_severity(severity: str) -> str:
    """How bad it is that data does not fit a constraint."""
    return {"Violation": _("wrong"), "Warning": _("suspicious"), "Info": _("incomplete")}.get(severity, severity)
