"""Data quality: a card for each measure; under it the findings with entity, record and query, as page and download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, url_for

from kg.errors import NotFound, WorkspaceError
from kg.generation import Generation
from kg.quality.finding import SEVERITIES
from kg.quality.report import Choice, Report
from kg.quality.upkeep import tells_of
from webapp import languages, negotiate
from webapp.current import generation
from webapp.languages import gettext as _
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import line, whole_number
from webapp.quality_cards import Card, CheckLine, cards, check_line, in_language
from webapp.quality_rows import FindingRow, RowReader, as_csv, as_json

bp = Blueprint("quality", __name__)

PER_PAGE = 50
LAST_PAGE = 100_000
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class ReportState:
    """What the report is about: ``there`` whether everything was ever checked, ``current`` whether nothing changed."""

    there: bool
    current: bool
    generation: str
    checked: str
    seconds: float
    previous: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the findings that can be chosen: a dataset, a type or a check."""

    value: str
    name: str
    findings: int
    address: str
    chosen: bool


@page("quality/index.html")
@dataclass(frozen=True, slots=True)
class QualityPage:
    """What ``quality/index.html`` shows."""

    state: ReportState = field(metadata={"help": "What the report is about"})
    dataset: str = field(metadata={"help": "The dataset that is looked at; empty: all"})
    datasets: tuple[Part, ...] = field(metadata={"help": "The datasets that can be chosen"})
    severities: tuple[tuple[str, int], ...] = field(metadata={"help": "Severity and number of findings, worst first"})
    entities: int = field(metadata={"help": "Entities that were checked"})
    cards: tuple[Card, ...] = field(metadata={"help": "The measures with findings, worst first"})
    clean: tuple[Card, ...] = field(metadata={"help": "The measures without"})


@page("quality/show.html")
@dataclass(frozen=True, slots=True)
class MeasurePage:
    """What ``quality/show.html`` shows."""

    key: str = field(metadata={"help": "Key of the measure or check"})
    name: str = field(metadata={"help": "What it is called"})
    description: str = field(metadata={"help": "What it is about; may be empty"})
    state: ReportState = field(metadata={"help": "What the report is about"})
    checks: tuple[CheckLine, ...] = field(metadata={"help": "The checks that it consists of"})
    datasets: tuple[Part, ...] = field(metadata={"help": "Findings by dataset"})
    types: tuple[Part, ...] = field(metadata={"help": "Findings by type of entity"})
    total: int = field(metadata={"help": "Number of findings chosen"})
    rows: tuple[FindingRow, ...] = field(metadata={"help": "The findings of this page"})
    pages: Pager = field(metadata={"help": "Links to other pages"})
    downloads: tuple[tuple[str, str], ...] = field(metadata={"help": "(format, address) of all findings chosen"})


@bp.get("/quality")
@negotiate.conditional
def index() -> Response:
    """The dashboard."""
    data, dataset = generation(), line("dataset", _LONGEST)
    _known(data, dataset)
    try:
        with closing(Report.open(data)) as report:
            return render(_dashboard(data, report, dataset))
    except WorkspaceError as error:
        state = ReportState(False, False, "", "", 0, "", problem=f"{error} {error.hint}")
        return render(QualityPage(state, dataset, (), (), 0, (), ()))


@bp.get("/quality/<key>")
@negotiate.conditional
def show(key: str) -> Response:
    """The findings of a measure, or of a single check. Raises NotFound."""
    data = generation()
    number = whole_number("page", 1, LAST_PAGE) or 1
    with closing(Report.open(data)) as report:
        return render(_measure_page(data, report, key, number))


@bp.get("/quality/<key>/findings.<any(csv,json):suffix>")
def download(key: str, suffix: str) -> Response:
    """All findings of a measure or check, as a stream."""
    data, choice = generation(), _parts()
    with closing(Report.open(data)) as report:
        members = frozenset(_members(report, key))
    chosen = Choice(members, *choice)
    tag = languages.current().tag
    body = (as_csv if suffix == "csv" else as_json)(data, chosen, tag)
    response = Response(body, mimetype="text/csv" if suffix == "csv" else "application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"{key}.{suffix}")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _dashboard(data: Generation, report: Report, dataset: str) -> QualityPage:
    made = cards(report, dataset)
    by_severity: Counter[str] = Counter()
    for card in made:
        for check in card.checks:
            by_severity[check.severity] += check.findings
    by_dataset: Counter[str] = Counter()
    for each in report.counts():
        by_dataset.update(dict.fromkeys(each.datasets, each.findings))
    parts = [Part("", _("All datasets"), 0, url_for(".index"), not dataset)]
    parts += [
        Part(id, id, by_dataset[id], url_for(".index", dataset=id), id == dataset) for id in data.manifest.datasets
    ]
    asked = (n for (_type, sets), n in report.population().items() if not dataset or dataset in sets)
    return QualityPage(
        state=_state(data, report),
        dataset=dataset,
        datasets=tuple(parts),
        severities=tuple((severity.value, by_severity[severity.value]) for severity in SEVERITIES),
        entities=sum(asked),
        cards=tuple(card for card in made if card.findings),
        clean=tuple(card for card in made if not card.findings),
    )


def _measure_page(data: Generation, report: Report, key: str, number: int) -> MeasurePage:
    members = _members(report, key)
    dataset, kind = _parts()
    _known(data, dataset)
    choice = Choice(frozenset(members), dataset, kind)
    counts = report.counts()
    own = [each for each in counts if each.check in choice.checks]
    total = sum(each.findings for each in own if choice.has(each.check, each.type, each.datasets))
    measure = next((each for each in report.measures if each["key"] == key), None)
    about = measure or report.checks[key]
    by_type: Counter[str] = Counter()
    by_dataset: Counter[str] = Counter()
    for each in own:
        by_type[each.type] += each.findings
        by_dataset.update(dict.fromkeys(each.datasets, each.findings))
    reader = RowReader(data, report)
    return MeasurePage(
        key=key,
        name=in_language(about["names"]),
        description=in_language(about.get("descriptions") or about.get("messages", {})),
        state=_state(data, report),
        checks=tuple(check_line(report.checks[each], own) for each in members),
        datasets=_choices(by_dataset, dataset, lambda each: _address(".show", key, each, kind)),
        types=_choices(by_type, kind, lambda each: _address(".show", key, dataset, each)),
        total=total,
        rows=tuple(reader.row(each) for each in report.rows(choice, PER_PAGE, (number - 1) * PER_PAGE)),
        pages=paginate(
            total,
            PER_PAGE,
            number,
            LAST_PAGE,
            lambda n: f"{_address('.show', key, dataset, kind, page=n)}#findings",
        ),
        downloads=tuple(
            (name, _address(".download", key, dataset, kind, suffix=name.lower())) for name in ("CSV", "JSON")
        ),
    )


def _address(endpoint: str, key: str, dataset: str, type: str, **more: object) -> str:
    values: dict[str, Any] = {"key": key, "dataset": dataset or None, "type": type or None, **more}
    return url_for(endpoint, **values)


def _choices(counted: Counter[str], chosen: str, address: Callable[[str], str]) -> tuple[Part, ...]:
    """Values with their findings, most first; choosing the chosen one again takes the choice back."""
    return tuple(
        Part(each, each, n, address("" if each == chosen else each), each == chosen)
        for each, n in counted.most_common()
    )


def _parts() -> tuple[str, str]:
    return line("dataset", _LONGEST), line("type", _LONGEST)


def _known(data: Generation, dataset: str) -> None:
    if dataset and dataset not in data.manifest.datasets and dataset != "curation":
        hint = _("The list of datasets shows what is loaded.")
        raise NotFound(_("There is no dataset “%(id)s”.", id=dataset), hint=hint)


def _members(report: Report, key: str) -> list[str]:
    """The checks of a measure, or the check itself."""
    for measure in report.measures:
        if measure["key"] == key:
            return list(measure["checks"])
    if key in report.checks:
        return [key]
    message = _("There is no measure “%(key)s” in the quality report.", key=key[:_LONGEST])
    raise NotFound(message, hint=_("The page of data quality lists all measures."))


def _state(data: Generation, report: Report) -> ReportState:
    return ReportState(
        there=report.is_there,
        current=tells_of(report, data),
        generation=report.generation,
        checked=report.checked,
        seconds=report.seconds,
        previous=str(report.previous.get("generation", "")),
    )
