"""Decisions, their dry run and their history as lines of text."""

from __future__ import annotations

from collections.abc import Iterable

import click

from kg import terms
from kg.authority.decisions import Decision, Kind
from kg.authority.split import Split
from kg.curation_preview import Preview
from kg.errors import ZhishuError
from kg.iris import Minter
from kg.terms import Term, Triple
from ontology.namespaces import compact


def describe(decision: Decision, minter: Minter) -> str:
    """One line about a decision: number, kind, about what, why, who, when."""

    def short(term: Term) -> str:
        return (minter.local(term[1:-1]) or term) if terms.is_iri(term) else term

    if decision.kind is Kind.SPLIT:
        split = Split.parse(decision.terms)
        assigned = len(split.identifiers) + len(split.records) + len(split.claims)
        about = f"{short(split.entity)} into {' '.join(map(short, split.parts))}, {assigned} assigned"
    else:
        about = " ".join(map(short, decision.about if decision.kind is Kind.JUDGE else decision.terms))
    about = about or f"decision {decision.undoes}"
    overrides = f" [overrides {', '.join(decision.overrides)}]" if decision.overrides else ""
    return (
        f"{decision.number} {decision.kind} {about} — {decision.reason} ({decision.agent}, {decision.time}){overrides}"
    )


def diff_lines(removed: Iterable[Triple], added: Iterable[Triple], minter: Minter) -> list[str]:
    """Triples that go (-) and come (+), one a line."""
    return [f"{sign} {_triple(t, minter)}" for sign, found in (("-", removed), ("+", added)) for t in found]


def show_preview(found: Preview, minter: Minter, lines: int) -> None:
    """Print a dry run. Raises ZhishuError where the decision would be refused."""
    if found.refusal:
        raise ZhishuError(f"This would be refused: {found.refusal}", hint=found.hint)
    for decision in found.decisions:
        click.echo(f"would be decision {describe(decision, minter)}")
    addresses = [
        f"{minter.local(each.iri) or each.iri}: {each.before.status} → {each.after.status} "
        f"{' '.join(minter.local(iri) or iri for iri in each.after.targets)}".rstrip()
        for each in found.addresses
    ]
    for title, rows in (
        ("triples removed from the view", diff_lines(found.removed, (), minter)),
        ("triples added to the view", diff_lines((), found.added, minter)),
        ("addresses that answer otherwise", addresses),
        ("pages that change", [minter.local(iri) or iri for iri in found.pages]),
        ("search documents that change", [minter.local(iri) or iri for iri in found.documents]),
        ("datasets concerned", list(found.datasets)),
    ):
        click.echo(f"{title}: {len(rows):,}")
        print_lines(rows, lines)


def print_lines(rows: list[str], lines: int) -> None:
    """Print the first rows, and how many more there are."""
    for row in rows[:lines]:
        click.echo(f"  {row}")
    if len(rows) > lines:
        click.echo(f"  … {len(rows) - lines:,} more")


def _triple(triple: Triple, minter: Minter) -> str:
    return " ".join(
        (minter.local(term[1:-1]) or compact(term[1:-1])) if terms.is_iri(term) else term for term in triple
    )
