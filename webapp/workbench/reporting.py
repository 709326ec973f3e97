"""The public page on which anybody says what is wrong, and the page on which they read the answer.

Neither needs an account. The address of the second is not to be guessed, is not given to other sites and is not
indexed. A field that people do not see catches programs that fill in every form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.throttle import Throttled
from kg.errors import InvalidInput, ZhishuError
from kg.workbench.report import LONGEST_FIELD, LONGEST_TEXT, Concern, Report
from webapp.current import workspace
from webapp.decision_terms import read_term
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.parameters import line
from webapp.workbench.entity_id import entity_iri, local_id

bp = Blueprint("reporting", __name__, url_prefix="/report")

#: The field that people do not see.
TRAP = "website"


@page("workbench/reporting.html")
@dataclass(frozen=True, slots=True)
class ReportingPage:
    """What ``workbench/reporting.html`` shows."""

    concern: Concern = field(metadata={"help": "What the report is about"})
    typed: dict[str, str] = field(metadata={"help": "What was typed in a form that was not accepted"})
    trap: str = field(metadata={"help": "Name of the field that people do not see"})
    action: str = field(metadata={"help": "Where the form is sent"})
    longest: int = field(metadata={"help": "The most characters of a report"})
    longest_contact: int = field(metadata={"help": "The most characters of how somebody can be reached"})
    problem: str = field(metadata={"help": "Why it was not accepted; may be empty"})
    hint: str = field(metadata={"help": "What to do about the problem"})


@page("workbench/reported.html")
@dataclass(frozen=True, slots=True)
class ReportedPage:
    """What ``workbench/reported.html`` shows."""

    report: Report = field(metadata={"help": "The report and its answer"})
    address: str = field(metadata={"help": "The whole address of this page"})


@bp.get("")
def form() -> Response:
    """The form, about the entity (and perhaps the statement or record) in the address."""
    return _form(_concern())


@bp.post("")
def send() -> Response:
    """Send a report, and go to the page on which its answer will stand."""
    concern, sent = _concern(), request.form
    try:
        if sent.get(TRAP, ""):
            raise InvalidInput(
                _("The report was not taken: a field was filled in that people do not see."),
                hint=_("Leave the last field empty."),
            )
        text, contact = sent.get("text", ""), sent.get("contact", "")
        report = workspace().workbench.reports.send(concern, text, contact=contact, address=request.remote_addr or "")
    except ZhishuError as error:
        return _form(concern, error)
    return make_response(redirect(url_for(".show", token=report.token), 303))


@bp.get("/<token>")
def show(token: str) -> Response:
    """A report, what became of it and the answer, for whoever has the address."""
    report = workspace().workbench.reports.by_token(token)
    response = render(ReportedPage(report, url_for(".show", token=token, _external=True)))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _concern() -> Concern:
    """What the address names. Raises InvalidInput, and NotFound where nothing is known of the entity."""
    minter = workspace().minter
    about, record = line("about", LONGEST_FIELD), line("record", LONGEST_FIELD)
    if not about:
        raise InvalidInput(
            _("A report is about an entity."), hint=_("Use the link “Report an error” on the page of what it is about.")
        )
    prop, value = line("property", LONGEST_FIELD), line("value", LONGEST_FIELD)
    return Concern(
        entity=f"<{entity_iri(local_id(about))}>",
        property=read_term(prop, "property", minter) if prop else "",
        value=read_term(value, "value", minter) if value else "",
        record=read_term(record, "entity", minter) if record else "",
    )


def _form(concern: Concern, error: ZhishuError | None = None) -> Response:
    named = {name: request.args[name] for name in ("about", "property", "value", "record") if request.args.get(name)}
    context = ReportingPage(
        concern=concern,
        typed={name: request.form.get(name, "")[: LONGEST_TEXT + 1] for name in ("text", "contact")},
        trap=TRAP,
        action=f"{url_for('.form')}?{urlencode(named, errors='replace')}",
        longest=LONGEST_TEXT,
        longest_contact=LONGEST_FIELD,
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    response = render(context, error.status if error else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    if isinstance(error, Throttled):
        response.headers["Retry-After"] = str(error.seconds)
    return response
