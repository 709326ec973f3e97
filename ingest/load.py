"""Loading: the records of a dataset become claims, view and search documents of a new generation.

A load changes nothing until it is finished: it builds a generation beside the live one and switches to it. A dataset
that is loaded already is compared record by record, so what did not change keeps its graph and its provenance.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.description import Dataset
from ingest.importer import open_records
from kg.authority.provenance import activity_triples, record_triples
from kg.bulk import BulkBuild
from kg.curation import catch_up
from kg.datasets import dataset_triples, entity_type_of, remove_dataset
from kg.generation import Generation, LoadedDataset
from kg.record import Problem, Record
from kg.revision import RevisionBuild
from kg.terms import Term
from kg.tombstones import Cause, Withdrawal

if TYPE_CHECKING:
    from kg.workspace import Workspace

#: What a load tells about itself: stage, position, total (bytes of the source while reading, else 0), records so far.
Progress = Callable[[str, int, int, int], None]
_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. ``changed`` is false where source and description were those of the last load."""

    dataset: LoadedDataset
    changed: bool


def load(workspace: Workspace, dataset: Dataset, files: list[Path], progress: Progress = lambda *_: None) -> LoadReport:
    """Load a dataset from its files; loading the same again does nothing.

    Raises InvalidDataset for a source that cannot be used as a whole and Busy while another process writes; in both
    cases the workspace is as it was.
    """
    with workspace.writing():
        catch_up(workspace)
        sources = [_source(file) for file in files]
        digest = _digest(dataset, sources)
        loaded = workspace.live.manifest.datasets.get(dataset.id)
        if loaded is not None and loaded.digest == digest:
            return LoadReport(loaded, changed=False)
        return LoadReport(_Load(workspace, dataset, files, sources, digest, progress).run(), changed=True)


def unload(workspace: Workspace, dataset: str) -> None:
    """Remove a dataset with all its claims; its ids are answered as gone from then on. Raises NotFound, Busy."""
    with workspace.writing():
        catch_up(workspace)
        remove_dataset(workspace, dataset)


class _Load:
    """One load of one dataset."""

    def __init__(
        self,
        workspace: Workspace,
        dataset: Dataset,
        files: list[Path],
        sources: list[dict[str, object]],
        digest: str,
        progress: Progress,
    ) -> None:
        self._workspace = workspace
        self._dataset = dataset
        self._files = files
        self._sources = sources
        self._digest = digest
        self._progress = progress
        self._minter = workspace.minter
        self._graph = self._minter.dataset(dataset.id)
        self._activity = self._minter.activity(dataset.id, digest)
        self._started = workspace.clock()
        self._problems: list[Problem] = []
        self._entities: Counter[str] = Counter()
        self._records = 0
        self._skipped = 0
        self._withheld = 0

    def run(self) -> LoadedDataset:
        begin = time.monotonic()
        generation = self._workspace.build()
        try:
            loaded = self._fill(generation, begin)
        except BaseException:
            self._workspace.discard(generation)
            raise
        self._workspace.publish(generation)
        return loaded

    def _fill(self, generation: Generation, begin: float) -> LoadedDataset:
        known = self._dataset.id in generation.manifest.datasets
        build = (RevisionBuild if known else BulkBuild)(generation, self._workspace.rulings(), self._minter)
        try:
            build.begin(self._graph, self._dataset.prefixes)
            build.provenance(self._description())
            for record in self._read():
                graph = self._minter.record(self._dataset.id, record.key)
                build.provenance(record_triples(graph, self._graph, record.locator, self._activity))
                build.record(graph, record.claims, self._dataset.id)
            build.finish(lambda stage: self._progress(stage, 0, 0, self._records))
            loaded = self._loaded(build.claims, build.mentions(), time.monotonic() - begin)
            self._write_report(generation, loaded)
            withdrawal = Withdrawal(self._dataset.id, Cause.RELOAD, self._started)
            self._workspace.tombstones.add(build.withdrawn(), withdrawal)
        except BaseException:
            build.abandon()
            raise
        return loaded

    def _read(self) -> Iterator[Record]:
        stream = open_records(self._dataset, self._files, self._minter)
        for number, item in enumerate(stream):
            if number % _EVERY == 0:
                self._progress("read", stream.position(), stream.total, self._records)
            if isinstance(item, Problem):
                self._problems.append(item)
                continue
            self._records += 1
            self._entities[entity_type_of(item.subject, self._minter)] += 1
            yield item
        self._skipped, self._withheld = stream.skipped, stream.withheld

    def _description(self) -> Iterable[tuple[Term, Term, Term]]:
        yield from dataset_triples(
            self._graph,
            title=self._dataset.title,
            description=self._dataset.description,
            licence=self._dataset.licence,
            publisher=self._dataset.publisher,
            homepage=self._dataset.homepage,
        )
        files = [(str(source["name"]), str(source["sha256"])) for source in self._sources]
        yield from activity_triples(self._activity, self._graph, started=self._started, files=files)

    def _loaded(self, claims: int, mentions: list[str], seconds: float) -> LoadedDataset:
        dataset = self._dataset
        return LoadedDataset(
            id=dataset.id,
            title=dict(dataset.title),
            description=dict(dataset.description),
            licence=dataset.licence,
            publisher=dataset.publisher,
            homepage=dataset.homepage,
            importer=dataset.importer,
            sample=dataset.sample,
            prefixes=list(dataset.prefixes),
            files=self._sources,
            digest=self._digest,
            activity=self._activity[1:-1],
            loaded=self._started,
            seconds=round(seconds, 2),
            records=self._records,
            claims=claims,
            problems=len(self._problems),
            skipped=self._skipped,
            entities=dict(self._entities),
            mentions=mentions,
            withheld=self._withheld,
        )

    def _write_report(self, generation: Generation, loaded: LoadedDataset) -> None:
        generation.manifest.datasets[self._dataset.id] = loaded
        generation.manifest.withdrawn.pop(self._dataset.id, None)
        path = generation.problems_file(self._dataset.id)
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)  # it may be shared with the generation before
        with path.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(asdict(problem), ensure_ascii=False) + "\n" for problem in self._problems)


def _source(file: Path) -> dict[str, object]:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"name": file.name, "bytes": file.stat().st_size, "sha256": digest}


def _digest(dataset: Dataset, sources: list[dict[str, object]]) -> str:
    content = json.dumps([dataset.importer, dataset.digest, [[s["name"], s["sha256"]] for s in sources]])
    return hashlib.sha256(content.encode()).hexdigest()
