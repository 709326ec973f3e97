"""Candidates as decisions of the log and as a table: what the agent ``reconciliation`` proposes, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.authority.decisions import Kind
from kg.authority.forbidden import broken_rules
from kg.curation import Proposal
from kg.iris import Minter
from kg.reconciliation.candidate import Band, Candidate
from kg.reconciliation.run import Run
from kg.terms import Term
from kg.workspace import Workspace

AGENT = "reconciliation"
#: The header of the table of pairs.
COLUMNS = ("source", "target", "score", "band", "reasons")


def proposals(
    candidates: Iterable[Candidate], workspace: Workspace, *, language: str = "en"
) -> Iterator[tuple[Candidate, Proposal | None]]:
    """The candidates of the band LINK, each with the decision ``same`` that it amounts to; the target stays the
    authority record. None for a link that is for people after all: one of the two is linked already by a better one of
    this run, or hard facts or decisions hold them apart. Links that are decided already are left out.
    """
    store, minter, rulings = workspace.live.store, workspace.minter, workspace.rulings()
    linked: set[Term] = set()
    for each in sorted(candidates, key=lambda candidate: (-candidate.score, candidate.one, candidate.other)):
        if each.band is not Band.LINK:
            continue
        keep, other = rulings.stands_for(each.other), rulings.stands_for(each.one)
        if keep == other:
            continue
        if {keep, other} & linked or broken_rules(store, minter, rulings, each.other, each.one):
            yield each, None
            continue
        linked |= {keep, other}
        yield each, Proposal(Kind.SAME, (each.other, each.one), AGENT, f"{each.score:.3f}: {words(each, language)}")


def words(candidate: Candidate, language: str = "en") -> str:
    """The reasons in one line, in one of the languages."""
    return ("; " if language == "en" else "；").join(reason.words[language] for reason in candidate.reasons)


def table(run: Run, minter: Minter, *, language: str = "en") -> Iterator[tuple[str, str, str, str, str]]:
    """The rows of the table of pairs: every candidate that is linked or asked about, then every record without any."""

    def local(term: Term) -> str:
        return minter.local(term[1:-1]) or term[1:-1]

    for each in run.candidates:
        yield local(each.one), local(each.other), f"{each.score:.4f}", each.band.value, words(each, language)
    for term in run.new:
        yield local(term), "", "", Band.NEW.value, ""
