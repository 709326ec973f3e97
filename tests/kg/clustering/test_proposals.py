"""Clusters in a workspace: read from the view, taken as decisions with their reasons, and undone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.authority.decisions import Kind
from kg.clustering.clusters import Cluster, Level
from kg.clustering.features import Reason
from kg.clustering.proposals import AGENT, proposals, strong_parts
from kg.clustering.reading import RecordReader
from kg.clustering.run import Clustering, cluster_records
from kg.clustering.scoring import Pair
from kg.curation import Proposal, decide, decide_all
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import curie
from kg.workspace import Workspace
from webapp.cli import main

TABLE = """
id = "{id}"
prefixes = ["{kind}/{id}-"]
[table]
key = "{{id}}"
entity = "{kind}/{id}-{{id}}"
class = "{type}"
column = [
    {{column = "title", property = "skos:prefLabel", lang = "zh-Hant", required = true}},
    {{column = "people", property = "zs:creatorName", lang = "zh-Hant"}},
    {{column = "juan", property = "zs:volumeCount", lang = "zh-Hant"}},
    {{column = "edition", property = "zs:edition", lang = "zh-Hant"}},
]
"""
WORKS = "id,title,people,juan,edition\n1,困學紀聞,王應麟,二十卷,\n2,史通,劉知幾,二十卷,\n"
HELD = "id,title,people,juan,edition\n1,困學紀聞,王應麟,20 卷,欽定四庫全書\n2,輟耕錄,陶宗儀,30 卷,欽定四庫全書\n"
OTHERS = "id,title,people,juan,edition\n1,困學紀聞,王應麟,20 卷,文淵閣四庫全書\n2,輟耕錄,陶宗儀,30 卷,四部叢刊三編\n"


@pytest.fixture
def shelf(workspace: Workspace, load_table: Callable[[Workspace, str, str], object]) -> Workspace:
    """Works of one dataset, editions of two others."""
    for id, kind, type, content in (
        ("works", "work", "bf:Work", WORKS),
        ("held", "instance", "bf:Instance", HELD),
        ("others", "instance", "bf:Instance", OTHERS),
    ):
        load_table(workspace, content, TABLE.format(id=id, kind=kind, type=type))
    return workspace


def clustered(workspace: Workspace) -> Clustering:
    return cluster_records(RecordReader(workspace.live, workspace.minter).read(), workspace.decisions.read())


def steps(workspace: Workspace, found: Clustering) -> list[Proposal]:
    return list(proposals(found.library, [*found.editions, *found.works], workspace.rulings()))


def test_clusters_become_decisions_with_score_and_reasons_and_are_proposed_once(shelf: Workspace) -> None:
    mint = shelf.minter
    work, one, other = (mint.path(path) for path in ("work/works-1", "instance/held-1", "instance/others-1"))
    first, second = mint.path("instance/held-2"), mint.path("instance/others-2")
    taken = steps(shelf, clustered(shelf))
    assert {(step.kind, step.terms) for step in taken} == {
        (Kind.SAME, (one, other)),
        (Kind.ADD, (one, curie("bf:instanceOf"), work)),
        (Kind.ADD, (other, curie("bf:instanceOf"), work)),
        (Kind.ADD, (second, curie("bf:otherEdition"), first)),
    }
    assert all(step.agent == AGENT and "same title" in step.reason for step in taken)
    decide_all(shelf, taken)
    assert steps(shelf, clustered(shelf)) == []
    assert list(shelf.live.store.match(node(one), node(curie("bf:instanceOf")), node(work), VIEW))


def test_undoing_gives_the_view_of_before_and_different_is_respected(shelf: Workspace) -> None:
    def view() -> set[tuple[str, str, str]]:
        found = shelf.live.store.match(None, None, None, VIEW)
        return {(str(q.subject), str(q.predicate), str(q.object)) for q in found if "/instance/" in str(q.subject)}

    before = view()
    taken = decide_all(shelf, steps(shelf, clustered(shelf)))
    assert view() != before
    decide_all(shelf, [Proposal(Kind.UNDO, (), "test", "not so", each.number) for each in taken])
    assert view() == before
    pair = tuple(shelf.minter.path(path) for path in ("instance/held-1", "instance/others-1"))
    decide(shelf, Kind.DIFFERENT, pair, agent="test", reason="another printing")
    assert not any(step.kind is Kind.SAME for step in steps(shelf, clustered(shelf)))


def test_weak_links_are_cut_and_the_parts_stay() -> None:
    def link(one: str, other: str, score: float) -> Pair:
        return Pair(one, other, score, (Reason("title-same", one, other),))

    cluster = Cluster(
        Level.WORK, ("a", "b", "c", "d"), (link("a", "b", 0.99), link("c", "d", 0.95), link("b", "c", 0.7))
    )
    assert [part.members for part in strong_parts(cluster, 0.9)] == [("a", "b"), ("c", "d")]
    assert list(strong_parts(cluster, 0.5)) == [cluster]


def test_the_command_changes_nothing_unless_told_to(shelf: Workspace, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, ["-w", str(shelf.path), "cluster", *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    file = tmp_path / "pairs.csv"
    output = run("--pairs", str(file), "--language", "zh-Hant")
    assert "題名相同" in output
    assert "4 decisions to take" in output
    assert shelf.decisions.last() == 0
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["band"] for row in rows} == {"cluster"}
    assert "Decisions 1 to 4 taken." in run("--decide")
    assert "0 decisions to take" in run("--decide")
    assert shelf.decisions.last() == 4


def test_an_unknown_dataset_is_named_with_the_known_ones(shelf: Workspace) -> None:
    result = CliRunner().invoke(main, ["-w", str(shelf.path), "cluster", "--dataset", "nothing"])
    assert result.exit_code == 1
    assert "works" in result.output
