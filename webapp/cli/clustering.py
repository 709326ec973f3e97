"""The command ``cluster``: which records describe one work or edition, with reasons, as a list or as decisions."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click

from kg.clustering.clusters import Cluster
from kg.clustering.features import LANGUAGES, model
from kg.clustering.proposals import AGENT, proposals
from kg.clustering.queue import EDITION, WORK, candidates
from kg.clustering.reading import RecordReader
from kg.clustering.run import Clustering, cluster_records
from kg.clustering.scoring import Band, Pair
from kg.curation import Proposal, decide_all
from kg.errors import NotFound
from kg.workspace import Workspace

_LEVELS = ("work", "edition", "both")
#: Clusters that are printed unless a number is asked for.
_SHOWN = 20
_COLUMNS = ("band", "score", "one", "one_title", "other", "other_title", "reasons")


@click.command("cluster")
@click.option("--dataset", "datasets", multiple=True, help="Only what concerns a record of this dataset.")
@click.option("--level", type=click.Choice(_LEVELS), default="both", show_default=True, help="What to cluster into.")
@click.option("--least", type=click.FloatRange(0, 1), help="Lowest score of a link that counts; default: the band's.")
@click.option("--pairs", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the pairs as CSV.")
@click.option("--limit", type=click.IntRange(min=0), default=_SHOWN, show_default=True, help="Clusters to print.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the reasons.")
@click.option("--queue", "queued", is_flag=True, help="Put the pairs for people to decide into the workbench.")
@click.option("--decide", "decided", is_flag=True, help="Take the decisions; without it nothing is changed.")
@click.pass_obj
def cluster(
    path: Path,
    datasets: tuple[str, ...],
    level: str,
    least: float | None,
    file: Path | None,
    limit: int,
    language: str,
    queued: bool,
    decided: bool,
) -> None:
    """Cluster the records of works and editions, and say why.

    Nothing is changed unless --decide is given: clusters then become decisions of the agent "clustering", each of which
    can be undone (`zhishu decide undo`). With --queue the pairs that are neither sure nor unlikely wait in the
    workbench. What was decided different stays apart.
    """
    with closing(Workspace.open(path, create=False)) as workspace:
        _known(workspace, datasets)
        records = RecordReader(workspace.live, workspace.minter).read()
        found = cluster_records(records, workspace.decisions.read(), datasets=datasets)
        chosen = [*found.editions] * (level != "work") + [*found.works] * (level != "edition")
        threshold = model().cluster if least is None else least
        steps = list(proposals(found.library, chosen, workspace.rulings(), least=threshold, language=language))
        if file is not None:
            _write(file, found, workspace, language)
        for each in sorted(chosen, key=lambda c: (-len(c.members), c.members))[:limit]:
            click.echo("\n".join(_lines(each, found, workspace, language)))
        _summary(found, steps)
        if decided and steps:
            taken = decide_all(workspace, steps)
            click.echo(f"Decisions {taken[0].number} to {taken[-1].number} taken.")
        elif steps:
            click.echo("No decision was taken. Take these with --decide.")
        if queued:
            _enqueue(found, workspace)


def _known(workspace: Workspace, datasets: Iterable[str]) -> None:
    loaded = workspace.live.manifest.datasets
    for id in datasets:
        if id not in loaded:
            raise NotFound(f"The dataset {id!r} is not loaded.", hint=f"Loaded: {', '.join(loaded) or 'none'}.")


def _lines(cluster: Cluster, found: Clustering, workspace: Workspace, language: str) -> Iterator[str]:
    first = found.library.profiles[cluster.members[0]]
    yield f"{cluster.level} {first.title} {first.people}".rstrip() + f" ({len(cluster.members)} records)"
    for id in cluster.members:
        each = found.library.profiles[id]
        yield f"  {_local(workspace, id)} {each.title} {each.people} [{each.record.catalogue}]"
    for link in cluster.links:
        yield f"    {_local(workspace, link.one)} = {_local(workspace, link.other)}: {link.words(language)}"


def _summary(found: Clustering, steps: list[Proposal]) -> None:
    inside = sum(len(each.members) for each in found.works)
    click.echo(f"{len(found.library.profiles):,} records, {len(found.pairs):,} pairs compared.")
    click.echo(f"{len(found.works):,} clusters of works with {inside:,} records, {len(found.editions):,} of editions.")
    click.echo(f"{len(found.queue()):,} pairs for people to decide, {len(steps):,} decisions to take.")


def _enqueue(found: Clustering, workspace: Workspace) -> None:
    """Put the questions for people into the workbench; pairs that are decided already do not come back."""
    questions = list(candidates(found))
    run = workspace.clock()
    for kind in (WORK, EDITION):
        given = [candidate for each, candidate in questions if each == kind]
        done = workspace.workbench.queue.enqueue(given, kind=kind, source=AGENT, run=run)
        known = f", {done.known:,} decided already" if done.known else ""
        click.echo(f"Queue of {kind}s: {done.added:,} new, {done.updated:,} renewed{known}.")
    if left := len(found.queue()) - len(questions):
        click.echo(f"{left:,} pairs are no question of one work or one edition; --pairs lists them.")


def _write(file: Path, found: Clustering, workspace: Workspace, language: str) -> None:
    """All pairs that belong together or are for people to decide, and those that only a barrier keeps apart."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(_COLUMNS)
        for pair in sorted(found.pairs, key=lambda pair: (-pair.score, pair.one, pair.other)):
            if pair.band is not Band.APART or pair.score >= model().queue:
                table.writerow(_row(pair, found, workspace, language))


def _row(pair: Pair, found: Clustering, workspace: Workspace, language: str) -> list[str]:
    titles = [found.library.profiles[id].title for id in (pair.one, pair.other)]
    one, other = _local(workspace, pair.one), _local(workspace, pair.other)
    reasons = pair.words(language).partition(": ")[2]
    return [pair.band.value, f"{pair.score:.3f}", one, titles[0], other, titles[1], reasons]


def _local(workspace: Workspace, id: str) -> str:
    return workspace.minter.local(id[1:-1]) or id
