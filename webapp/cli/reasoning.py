"""The command for what follows and what cannot be: is the vocabulary consistent, is the data, what do rules derive."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click

from kg.inference.report import check_view, kin_report
from kg.inference.rules import kin_rules
from ontology.consistency import Inconsistency, check_vocabulary
from ontology.namespaces import compact
from webapp.cli.maintenance import opened

#: Done, but there was something to report: the exit code of commands that find problems in what they are given.
_FOUND = 3


@click.command()
@click.option("--vocabulary", is_flag=True, help="Look at the vocabulary alone; no workspace is needed.")
@click.option("--most", default=20, show_default=True, help="How many findings of a kind are listed.")
@click.pass_obj
def reason(path: Path, vocabulary: bool, most: int) -> None:
    """Check that vocabulary and data do not contradict each other, and say what rules derive and leave out."""
    wrong = check_vocabulary()
    found = len(wrong)
    _tell("vocabulary", wrong, most)
    if not vocabulary:
        with opened(path) as workspace:
            store, minter = workspace.live.store, workspace.minter
            wrong = check_view(store)
            _tell("data", wrong, most)
            report = kin_report(store, minter)
        rules = kin_rules()
        click.echo(f"inferred by the kinship rules, version {rules.version}: {sum(report.inferred.values()):,} triples")
        for prop, count in report.inferred.items():
            click.echo(f"  {compact(prop[1:-1])}\t{count:,}")
        circular = [f"{one} has the parent {other}, who descends from him or her" for one, other in report.circular]
        _list("circular ties, from which nothing is derived", circular, most)
        limits = rules.limits
        _list(f"persons with more than {limits.children} children, not paired as siblings", report.unpaired, most)
        _list(
            f"persons with ancestors beyond {limits.generations} generations or {limits.ancestors:,}", report.cut, most
        )
        found += len(wrong) + len(circular)
    if found:
        raise SystemExit(_FOUND)


def _tell(what: str, found: Sequence[Inconsistency], most: int) -> None:
    if found:
        _list(f"{what}: inconsistent", [str(each) for each in found], most)
    else:
        click.echo(f"{what}: consistent")


def _list(heading: str, found: Sequence[object], most: int) -> None:
    if not found:
        return
    click.echo(f"{heading}: {len(found):,}")
    for each in islice(found, most):
        click.echo(f"  {each}")
    if len(found) > most:
        click.echo(f"  … {len(found) - most:,} more")
