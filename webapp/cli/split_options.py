"""A split as somebody types it: parts by number, and what is assigned to them one by one or by years."""

from __future__ import annotations

import re

from kg import terms
from kg.authority.occurrences import occurrences, within_years
from kg.authority.split import Claim, Split, new_part
from kg.errors import InvalidInput
from kg.terms import Term, Triple
from kg.workspace import Workspace
from webapp.decision_terms import read_term

_LABEL = terms.curie("skos:prefLabel")
_ASSIGNED = re.compile(r"(?P<part>[0-9]+)=(?P<what>.+)")
_YEARS = re.compile(r"(?P<first>-?[0-9]+)-(?P<last>-?[0-9]+)")


def read_split(
    workspace: Workspace,
    entity: str,
    parts: tuple[str, ...],
    identifiers: tuple[str, ...],
    records: tuple[str, ...],
    claims: tuple[tuple[str, str, str, str, str], ...],
    years: tuple[str, ...],
) -> Split:
    """The split that the options say; claims by years are those of the live generation. Raises InvalidInput."""
    minter = workspace.minter
    whole = read_term(entity, "entity", minter)
    named: list[Term] = []
    states: list[Triple] = []
    for number, text in enumerate(parts, 1):
        new, _, label = text.partition(":")
        named.append(new_part(number) if new == "new" else read_term(text, "entity", minter))
        if new == "new" and label:
            states.append((named[-1], _LABEL, read_term(label, "value", minter)))
    single: dict[Claim, Term] = {}
    for part, graph, subject, prop, said in claims:
        roles = zip((graph, subject, prop, said), ("entity", "entity", "property", "value"), strict=True)
        g, s, p, o = (read_term(text, role, minter) for text, role in roles)
        single[g, s, p, o] = _part(part, named)
    if years:
        rulings = workspace.rulings()
        found = occurrences(workspace.live.store, minter, rulings, whole)
        spans = [(*_span(span), part) for span, part in (_assigned(text, named) for text in years)]
        single = {**dict(within_years(found, spans)), **single}
    return Split(
        whole,
        tuple(named),
        tuple((read_term(what, "entity", minter), part) for what, part in (_assigned(t, named) for t in identifiers)),
        tuple((read_term(what, "entity", minter), part) for what, part in (_assigned(t, named) for t in records)),
        tuple(single.items()),
        tuple(states),
    )


def _assigned(text: str, parts: list[Term]) -> tuple[str, Term]:
    found = _ASSIGNED.fullmatch(text)
    if found is None:
        raise InvalidInput(f"{text!r} does not say of which part it is.", hint="Write N=…, N being a part's number.")
    return found["what"], _part(found["part"], parts)


def _part(number: str, parts: list[Term]) -> Term:
    if not number.isdigit() or not 1 <= int(number) <= len(parts):
        raise InvalidInput(f"There is no part {number}.", hint=f"--part was given {len(parts)} times.")
    return parts[int(number) - 1]


def _span(text: str) -> tuple[int, int]:
    found = _YEARS.fullmatch(text)
    if found is None or int(found["first"]) > int(found["last"]):
        raise InvalidInput(f"{text!r} is not a span of years.", hint="Write it like 1890-1900, the earlier first.")
    return int(found["first"]), int(found["last"])
