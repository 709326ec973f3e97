"""The dry run: it says exactly what then happens, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from kg import terms
from kg.authority.decisions import Kind
from kg.authority.resolution import STATUS, resolve
from kg.authority.split import Split, new_part
from kg.curation import Proposal, decide_all
from kg.curation_preview import Preview, preview
from kg.search.document import Document
from kg.search.index import Query
from kg.store import VIEW
from kg.terms import Term, Triple
from kg.workspace import Workspace

PersonOf: TypeAlias = Callable[[Workspace, int], Term]
LABEL, BORN = terms.curie("skos:prefLabel"), terms.curie("zs:birthYear")


def view(workspace: Workspace) -> set[Triple]:
    provenance = tuple(f"<{workspace.minter.base}{kind}/" for kind in ("decision", "dataset", "record", "activity"))
    found = ((str(q.subject), str(q.predicate), str(q.object)) for q in workspace.live.store.match(graph=VIEW))
    return {triple for triple in found if not triple[0].startswith(provenance)}


def documents(workspace: Workspace) -> dict[str, Document]:
    return {hit.document.iri: hit.document for hit in workspace.live.search.search(Query(limit=100)).hits}


def files(workspace: Workspace) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in Path(workspace.path).rglob("*") if path.is_file()}


def proposals(workspace: Workspace, person: PersonOf) -> dict[str, list[Proposal]]:
    one, two, four = (person(workspace, number) for number in (1, 2, 4))
    split = Split(
        one,
        (new_part(1), new_part(2)),
        records=((workspace.minter.record("post", "1"), new_part(1)),),
        claims=((((workspace.minter.record("trial", "1"), one, BORN, terms.integer(1844))), new_part(2)),),
    )

    def of(kind: Kind, *about: Term, undoes: int = 0, overrides: tuple[str, ...] = ()) -> Proposal:
        return Proposal(kind, about, "test", "because", undoes, overrides)

    return {
        "same": [of(Kind.SAME, one, four)],
        "merge": [of(Kind.MERGE, four, one, two, overrides=("birth",))],
        "split": [of(Kind.SPLIT, *split.terms)],
        "retained": [of(Kind.SPLIT, *Split(four, (four, two)).terms)],
        "add": [of(Kind.ADD, two, LABEL, terms.literal("李中堂", "zh-Hant"))],
        "withdraw": [of(Kind.WITHDRAW, workspace.minter.record("trial", "2"))],
        "different": [of(Kind.DIFFERENT, one, two)],
        "several": [of(Kind.SAME, one, four), of(Kind.PREFER, one, BORN, terms.integer(1845)), of(Kind.UNDO, undoes=2)],
    }


@pytest.mark.parametrize("name", ["same", "merge", "split", "retained", "add", "withdraw", "different", "several"])
def test_dry_run_says_exactly_what_then_happens(filled: Workspace, person: PersonOf, name: str) -> None:
    steps = proposals(filled, person)[name]
    old, old_documents, old_files = view(filled), documents(filled), files(filled)
    known = {
        term[1:-1] for triple in old for term in (triple[0], triple[2]) if term.startswith(f"<{filled.minter.base}")
    }
    before = {iri: resolve(filled, filled.live, iri) for iri in known}
    shown = preview(filled, steps)
    assert files(filled) == old_files, "a dry run writes nothing"
    assert shown.refusal == ""
    taken = decide_all(filled, steps)
    assert [(d.number, d.kind, d.terms) for d in shown.decisions] == [(d.number, d.kind, d.terms) for d in taken]
    new = view(filled)
    assert shown.removed == tuple(sorted(old - new))
    assert shown.added == tuple(sorted(new - old))
    new_documents = documents(filled)
    differ = {
        iri for iri in old_documents.keys() | new_documents.keys() if old_documents.get(iri) != new_documents.get(iri)
    }
    assert set(shown.documents) == differ
    answers = {each.iri: each for each in shown.addresses}
    for iri in known | answers.keys():
        after = resolve(filled, filled.live, iri)
        was = STATUS[before[iri].state] if iri in before else 404
        if (was, STATUS[after.state]) != (200, 200) and was != STATUS[after.state]:
            assert (answers[iri].before.status, answers[iri].after.status) == (was, STATUS[after.state])
            assert set(answers[iri].after.targets) <= {after.iri, *after.choices}
        else:
            assert iri not in answers


def test_pages_are_those_that_change_and_those_that_link_to_them(filled: Workspace, person: PersonOf) -> None:
    minter = filled.minter
    shown = preview(filled, proposals(filled, person)["same"])
    local = {minter.local(iri) for iri in shown.pages}
    assert {"person/trial-1", "person/trial-4", "person/trial-2", "letter/post-3"} <= local
    assert local.isdisjoint({"person/trial-3", "letter/post-1"}), "nothing changes there"
    assert shown.datasets == ("trial",)


def test_dry_run_of_what_is_refused_says_why(filled: Workspace, person: PersonOf) -> None:
    one, two = person(filled, 1), person(filled, 2)
    shown = preview(filled, [Proposal(Kind.SAME, (one, two), "test", "because")])
    assert "more than three years apart" in shown.refusal
    assert (shown.status, shown.rules, shown.added) == (409, ("birth",), ())
    assert "--override birth" in shown.hint
    assert preview(filled, [Proposal(Kind.UNDO, (), "test", "because", 9)]).status == 404
    assert preview(filled, []) == Preview()
