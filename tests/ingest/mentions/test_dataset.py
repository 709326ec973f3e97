"""A dataset of a workspace is read, what is sure becomes claims, and they can be taken back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.description import load_description
from ingest.load import load, unload
from ingest.mentions.claims import write_description
from ingest.mentions.corpus import mentions_of
from ingest.mentions.documents import Documents
from ingest.mentions.pipeline import pipeline, resolver_of
from ingest.mentions.results import Choice, Results, results_file, searched, write_results
from kg import terms
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.errors import NotFound, WorkspaceError
from kg.store import VIEW
from kg.store.quads import node
from kg.workspace import Workspace

MENTIONS = terms.curie("zs:mentions")
#: A document and a place that its title names and its source does not list.
DOCUMENT, ADDED = "archive/sample-lmc-20", "taibei"


@pytest.fixture
def archive(authority: Workspace, tmp_path: Path, clock: Callable[[], Callable[[], str]]) -> Iterator[Workspace]:
    """A workspace of its own, searched for mentions in its archival records."""
    shutil.copytree(authority.path, tmp_path / "workspace")
    workspace = Workspace.open(tmp_path / "workspace", clock=clock())
    search(workspace)
    yield workspace
    workspace.close()


def search(workspace: Workspace) -> Path:
    nlp = pipeline(workspace)
    file = results_file(workspace.path, "sample-archive")
    write_results(file, mentions_of(Documents(workspace, "sample-archive", resolver_of(nlp)), nlp))
    return write_description(file.parent, workspace.live.manifest.datasets["sample-archive"])


def claim(workspace: Workspace) -> None:
    description = load_description(search(workspace))
    load(workspace, description, [results_file(workspace.path, "sample-archive")])


def named_in(workspace: Workspace, document: str) -> set[str]:
    subject = node(workspace.minter.path(document))
    found = workspace.live.store.match(subject, node(MENTIONS), None, VIEW)
    return {str(q.object)[1:-1].rpartition("/sample-")[2] for q in found}


def test_results_are_kept_with_passages_and_reasons(archive: Workspace) -> None:
    assert searched(archive.path) == ["sample-archive"]
    with Results(results_file(archive.path, "sample-archive")) as results:
        counts = results.counts()
        assert counts["sure"] > 80
        row = next(each for each in results.rows(Choice("sure")) if each.surface == "丁日昌")
        assert row.before.endswith("巡撫")
        assert row.candidates[0].reasons["zh-Hant"][0] == "寫作姓名"
        assert results.counts(row.candidates[0].entity)["sure"] == 3
        assert len(list(results.rows(Choice("sure"), limit=5, offset=2))) == 5


def test_sure_mentions_become_claims_of_the_matcher_and_can_be_taken_back(archive: Workspace) -> None:
    before, claims = named_in(archive, DOCUMENT), archive.live.manifest.datasets["sample-archive"].claims
    claim(archive)
    assert archive.live.manifest.datasets["mentions-sample-archive"].records > 40
    assert named_in(archive, DOCUMENT) == before | {ADDED}
    assert archive.live.manifest.datasets["sample-archive"].claims == claims
    unload(archive, "mentions-sample-archive")
    assert named_in(archive, DOCUMENT) == before


def test_a_claim_that_somebody_withdrew_stays_withdrawn_when_the_matcher_comes_again(archive: Workspace) -> None:
    claim(archive)
    minter = archive.minter
    record = minter.record("mentions-sample-archive", DOCUMENT.replace("/", "-"))
    terms_ = (record, minter.path(DOCUMENT), MENTIONS, minter.path(f"place/sample-{ADDED}"))
    decide(archive, Kind.WITHDRAW, terms_, agent="tester", reason="not meant")
    assert ADDED not in named_in(archive, DOCUMENT)
    claim(archive)
    assert ADDED not in named_in(archive, DOCUMENT)


def test_a_dataset_that_is_not_loaded_is_named(archive: Workspace) -> None:
    with pytest.raises(NotFound, match="'nothing' is not loaded"):
        Documents(archive, "nothing", resolver_of(pipeline(archive)))
    with pytest.raises(NotFound, match="not searched"):
        Results(results_file(archive.path, "sample-letters"))


def test_damaged_results_are_named(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database, only words " * 100)
    with Results(tmp_path / "broken.db") as results, pytest.raises(WorkspaceError, match="cannot be read"):
        results.counts()


def test_writing_is_all_or_nothing(tmp_path: Path) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield from ()
        raise sqlite3.OperationalError("disk full")

    with pytest.raises(WorkspaceError, match="cannot be written"):
        write_results(tmp_path / "x.db", broken())
    assert list(tmp_path.iterdir()) == []
