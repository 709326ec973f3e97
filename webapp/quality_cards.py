"""What the quality page says of each measure: how many findings, which share, of which datasets, more or fewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from kg.quality.report import Count, Report
from ontology.shapes import Severity
from ontology.terms import entity_type_of_class
from webapp import languages

_WORST = tuple(Severity)
_LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of a measure: its shape is empty for a rule; ``classes`` are the IRIs of those it is for."""

    key: str
    name: str
    shape: str
    severity: str
    path: str
    classes: tuple[str, ...]
    query: str
    findings: int
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """One measure. ``entities`` have at least one finding, of ``population`` that were asked; ``share`` in per cent.

    ``severity`` is that of the worst finding, empty without any; ``change`` the difference to the report before, None
    where there is none to compare with; ``datasets`` are (id, findings), most first.
    """

    key: str
    name: str
    description: str
    severity: str
    findings: int
    entities: int
    population: int
    share: float
    change: int | None
    datasets: tuple[tuple[str, int], ...]
    checks: tuple[CheckLine, ...]
    address: str


def in_language(texts: Mapping[str, str]) -> str:
    """A text in the language of the interface, else in the first that there is."""
    wanted = (languages.current().tag.lower(), *_LANGUAGES)
    return next((texts[tag] for tag in wanted if tag in texts), "")


def cards(report: Report, dataset: str = "") -> list[Card]:
    """The cards of all measures, those with the worst findings first."""
    counts = [each for each in report.counts() if not dataset or dataset in each.datasets]
    by_measure: Counter[str] = Counter()
    for (measure, _, datasets), number in report.concerned().items():
        if not dataset or dataset in datasets:
            by_measure[measure] += number
    population: Counter[str] = Counter()
    for (kind, datasets), number in report.population().items():
        if not dataset or dataset in datasets:
            population[kind] += number
    previous = {} if dataset else report.previous.get("counts", {})
    made = [
        _card(measure, report.checks, counts, by_measure[measure["key"]], population, previous, dataset)
        for measure in report.measures
    ]
    return sorted(made, key=lambda card: _WORST.index(Severity(card.severity)) if card.severity else len(_WORST))


def _card(
    measure: Mapping[str, Any],
    checks: Mapping[str, Mapping[str, Any]],
    counts: list[Count],
    entities: int,
    population: Counter[str],
    previous: Mapping[str, int],
    dataset: str,
) -> Card:
    members = [checks[key] for key in measure["checks"]]
    own = [each for each in counts if each.check in measure["checks"]]
    findings = sum(each.findings for each in own)
    asked = sum(population[segment] for segment in _segments(c for check in members for c in check["classes"]))
    lines = tuple(check_line(check, own, dataset) for check in members)
    found = [line.severity for line in lines if line.findings]
    by_dataset: Counter[str] = Counter()
    for each in own:
        by_dataset.update(dict.fromkeys(each.datasets, each.findings))
    return Card(
        key=measure["key"],
        name=in_language(measure["names"]),
        description=in_language(measure["descriptions"]),
        severity=min(found, key=lambda severity: _WORST.index(Severity(severity)), default=""),
        findings=findings,
        entities=entities,
        population=max(asked, entities),
        share=100 * entities / max(asked, entities, 1),
        change=findings - sum(previous.get(key, 0) for key in measure["checks"]) if previous else None,
        datasets=tuple(by_dataset.most_common()),
        checks=lines,
        address=_address(measure["key"], dataset),
    )


def check_line(check: Mapping[str, Any], counts: Iterable[Count], dataset: str = "") -> CheckLine:
    """A check with its number of findings."""
    return CheckLine(
        key=check["key"],
        name=in_language(check["names"]),
        shape=check["shape"],
        severity=check["severity"],
        path=check["path"],
        classes=tuple(check["classes"]),
        query=query_address(check["query"]),
        findings=sum(each.findings for each in counts if each.check == check["key"]),
        address=_address(check["key"], dataset),
    )


def query_address(query: str, entity: str = "") -> str:
    """The address of the query editor with the query of a check, or with the same for one entity."""
    if entity:
        block = "\n  {\n    " if "\n  {\n    " in query else "{\n"
        query = query.replace(block, f"{block}VALUES ?entity {{ <{entity}> }} ", -1 if block != "{\n" else 1)
    return url_for("sparql.endpoint", query=query)


def _segments(classes: Iterable[str]) -> set[str]:
    found = ((entity_type_of_class(each), each) for each in classes)
    return {kind.segment if kind else iri.rpartition("/")[2].rpartition("#")[2] for kind, iri in found}


def _address(key: str, dataset: str) -> str:
    return url_for("quality.show", key=key, dataset=dataset or None)
