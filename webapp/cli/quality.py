"""The command ``check``: what is wrong with the data, as text for people and as JSON or CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click
from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from kg.errors import InvalidDataset, InvalidInput, NotFound
from kg.quality.engine import check_all, check_entities
from kg.quality.finding import COLUMNS, SEVERITIES, Finding
from kg.quality.measures import UnreadableShapes, checks
from kg.quality.report import Choice, Report, worst_first
from kg.quality.upkeep import renew
from kg.workspace import Workspace
from ontology.shapes import Severity
from webapp.decision_terms import read_term
from webapp.languages import LANGUAGES

_FORMATS = ("text", "json", "csv")
_CHOICES = tuple(severity.lower() for severity in SEVERITIES)
#: A file is held in memory, and pySHACL takes its time.
_LARGEST_FILE = 50 << 20


@click.command("check")
@click.argument("datasets", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Check everything and renew the report of the site.")
@click.option("--entity", "entities", multiple=True, help="Check an entity and what depends on it: IRI or local id.")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check a file of RDF (.ttl, .nt, .jsonld, .rdf) by the shapes, without any workspace.",
)
@click.option("--severity", type=click.Choice(_CHOICES), default="warning", show_default=True, help="Least to list.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="Of the list.")
@click.option("--language", type=click.Choice([each.tag for each in LANGUAGES]), default="en", show_default=True)
@click.pass_obj
def check(
    path: Path,
    datasets: tuple[str, ...],
    everything: bool,
    entities: tuple[str, ...],
    file: Path | None,
    severity: str,
    form: str,
    language: str,
) -> None:
    """List what is wrong with DATASETS, with entities, with a file, or (the default) with everything.

    Ends with 1 where something is a violation of a shape, with 0 where there are only warnings and gaps.
    """
    if sum(map(bool, (datasets, everything, entities, file))) > 1:
        raise click.UsageError("Name datasets, or use one of --all, --entity and --file.")
    printer = _Printer(form, language, SEVERITIES[: _CHOICES.index(severity) + 1])
    if file:
        printer.print(_of_file(file))
    else:
        with closing(Workspace.open(path, create=False)) as workspace:
            if datasets:
                printer.print(_of_datasets(workspace, datasets))
            elif entities:
                printer.print(_of_entities(workspace, entities))
            else:
                renew(workspace, _show_progress)
                with closing(Report.open(workspace.live)) as report:
                    printer.print(report.all_rows(Choice()))
    if printer.counts[Severity.VIOLATION]:
        raise SystemExit(1)


def _show_progress(number: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{number:,} entities", nl=False, err=True)


def _of_datasets(workspace: Workspace, datasets: Iterable[str]) -> Iterator[Finding]:
    loaded = workspace.live.manifest.datasets
    for id in datasets:
        if id not in loaded:
            known = ", ".join(loaded) or "none"
            raise NotFound(f"The dataset {id!r} is not loaded.", hint=f"Loaded: {known}.")
    for id in datasets:
        yield from check_all(workspace.live, id, _show_progress)


def _of_entities(workspace: Workspace, entities: Iterable[str]) -> list[Finding]:
    iris = [read_term(each, "entity", workspace.minter)[1:-1] for each in entities]
    for iri in iris:
        if not any(True for _ in workspace.live.store.match(NamedNode(iri))):
            raise NotFound(f"Nothing is known of {iri}.", hint="Search for a name to find its id.")
    return worst_first(check_entities(workspace.live, iris))


def _of_file(file: Path) -> list[Finding]:
    """The results of pySHACL for a file, by the shapes of the vocabulary."""
    from ontology.validation import validate_view  # brings in pySHACL

    found = RdfFormat.from_extension(file.suffix.removeprefix("."))
    if found is None or file.stat().st_size > _LARGEST_FILE:
        hint = f"Give a .ttl, .nt, .jsonld or .rdf file of up to {_LARGEST_FILE >> 20} MiB."
        raise InvalidInput(f"{file} cannot be checked.", hint=hint)
    try:
        triples = (quad.triple for quad in parse(path=str(file), format=found))
        text = serialize(triples, format=RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError) as error:
        raise InvalidDataset(f"{file}: {error}", hint="Nothing was checked. Correct the line.") from error
    try:
        results = validate_view((text or b"").decode("utf-8")).results
    except ValueError as error:  # ShapesError of the layer that knows no exceptions of ours
        raise UnreadableShapes(f"The shapes cannot be used: {error}", hint="Correct the line.") from error
    found_values: dict[tuple[str, str], set[str]] = {}
    for result in results:
        found_values.setdefault((result.focus_node, result.shape), set()).update(filter(None, [result.value]))
    return worst_first(_of_result(*key, values) for key, values in found_values.items())


def _of_result(entity: str, shape: str, values: set[str]) -> Finding:
    check = next(each for each in checks().values() if each.shape == shape)
    return Finding(
        entity=entity.strip("<>"),
        type="",
        check=check.key,
        shape=shape,
        severity=check.severity,
        path=check.path,
        values=tuple(sorted(values)),
        messages=check.messages,
        datasets=(),
    )


class _Printer:
    """Prints findings of some severities, and counts all."""

    def __init__(self, form: str, language: str, severities: tuple[Severity, ...]) -> None:
        self._form, self._language, self._severities = form, language, severities
        self.counts: Counter[Severity] = Counter()

    def print(self, findings: Iterable[Finding]) -> None:
        """Print as they come: there may be a million."""
        chosen = self._counted(findings)
        match self._form:
            case "json":
                self._print_json(chosen)
            case "csv":
                table = csv.writer(sys.stdout, lineterminator="\n")
                table.writerow(COLUMNS)
                for finding in chosen:
                    table.writerow(finding.cells(self._language))
            case _:
                for finding in chosen:
                    click.echo(finding.line(self._language))
                self._print_summary()

    def _counted(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            self.counts[finding.severity] += 1
            if finding.severity in self._severities:
                yield finding

    def _print_json(self, findings: Iterable[Finding]) -> None:
        separator = "[\n"
        for finding in findings:
            click.echo(separator + json.dumps(finding.fields(self._language), ensure_ascii=False), nl=False)
            separator = ",\n"
        click.echo("[]" if separator == "[\n" else "\n]")

    def _print_summary(self) -> None:
        parts = [f"{self.counts[each]:,} {each.value.lower()}" for each in SEVERITIES]
        left_out = [each for each in SEVERITIES if each not in self._severities and self.counts[each]]
        more = f" (listed with --severity {left_out[-1].lower()})" if left_out else ""
        click.echo(f"{', '.join(parts)}{more}")
