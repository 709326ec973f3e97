"""Rebuilding: a generation derived from nothing but the record graphs, their provenance and the decision log.

The bytes of its dump equal those of the generation that grew step by step; a test holds it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from kg.authority.provenance import CURATION, GENERATED, provenance_prefixes
from kg.bulk import BulkBuild
from kg.curation import decision_quads
from kg.generation import Generation
from kg.quality.upkeep import take_over
from kg.store import VIEW
from kg.store.quads import node, parse_line
from kg.terms import Term

if TYPE_CHECKING:
    from kg.workspace import Workspace

_DUMP = "dump.nq"


def rebuild(workspace: Workspace, progress: Callable[[str], None] = lambda stage: None) -> None:
    """Build the live generation anew and switch to it. Raises Busy while another process writes."""
    with workspace.writing():
        workspace.publish(copy_without(workspace, "", progress))


def copy_without(
    workspace: Workspace, dataset: str, progress: Callable[[str], None] = lambda stage: None
) -> Generation:
    """A new generation with the claims of the live one, but for one dataset, and everything else derived anew.

    The manifest is copied as it is. Call inside ``workspace.writing()``.
    """
    live = workspace.live
    generation = workspace.build_empty()
    path = generation.directory / _DUMP
    progress("dump")
    with path.open("wb") as out:
        live.store.dump(out)
    rulings = workspace.rulings()
    build = BulkBuild(generation, rulings, workspace.minter)
    try:
        progress("read")
        _Replay(workspace, dataset, build).run(path)
        _replay_decisions(workspace, build)
        build.finish(progress)
    except BaseException:
        build.abandon()
        workspace.discard(generation)
        raise
    path.unlink()
    _take_over(live, generation)
    generation.keep_splits(rulings.splits)
    generation.manifest.through = workspace.decisions.last()
    return generation


class _Replay:
    """Feeds a dump to a build: record graphs with their claims, provenance as it is, nothing of the view."""

    def __init__(self, workspace: Workspace, dataset: str, build: BulkBuild) -> None:
        minter = workspace.minter
        self._build = build
        self._provenance = provenance_prefixes(minter)
        self._record = f"<{minter.base}record/"
        self._curation = (minter.record(CURATION, "")[:-1], minter.dataset(CURATION), f"<{minter.base}decision/")
        self._left_out: tuple[Term, ...] = ()
        if dataset:
            term = minter.dataset(dataset)
            activities = workspace.live.store.match(None, node(GENERATED), node(term), VIEW)
            self._left_out = (f"<{minter.base}record/{dataset}/", term, *(str(q.subject) for q in activities))

    def run(self, dump: Path) -> None:
        with dump.open(encoding="utf-8", newline="\n") as lines:
            for graph, quads in groupby((parse_line(line) for line in lines), key=lambda q: q[3]):
                if graph is None:
                    self._build.provenance((s, p, o) for s, p, o, _ in quads if self._is_kept(s))
                elif self._is_kept(graph):
                    claims = sorted((s, p, o) for s, p, o, _ in quads)
                    self._build.record(graph, claims, graph[len(self._record) :].partition("/")[0])

    def _is_kept(self, subject: Term) -> bool:
        return (
            subject.startswith(self._provenance)
            and not subject.startswith(self._curation)
            and not subject.startswith(self._left_out)
        )


def _replay_decisions(workspace: Workspace, build: BulkBuild) -> None:
    """Feed the decision log to a build, with the curators' own claims."""
    for q in decision_quads(workspace.decisions.read(), workspace.minter):
        triple = str(q.subject), str(q.predicate), str(q.object)
        if q.graph_name == VIEW:
            build.provenance([triple])
        else:
            build.record(str(q.graph_name), [triple], CURATION)


def _take_over(live: Generation, generation: Generation) -> None:
    """Manifest entries, problem lists and quality report of the datasets; counts were made by the build."""
    take_over(live, generation)
    generation.manifest.datasets = dict(live.manifest.datasets)
    generation.manifest.withdrawn = dict(live.manifest.withdrawn)
    for file in (live.directory / "problems").glob("*.jsonl"):
        generation.problems_file(file.stem).parent.mkdir(exist_ok=True)
        os.link(file, generation.problems_file(file.stem))
