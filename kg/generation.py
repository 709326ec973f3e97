"""Generations: one directory each with the store, the search index and the manifest; ``current`` names the live one.

A load builds a new generation beside the live one and switches to it by renaming one small file, so a process killed at
any moment leaves the state before or the state after. A decision does the same with a revision of the live
generation, so that nobody ever reads what is being written. Each begins as a checkpoint of the live one: RocksDB and
tantivy files are never changed once written, so hard links make a copy of any size in milliseconds.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg.authority.split import Splits, read_splits, write_splits
from kg.errors import WorkspaceError
from kg.files import write_atomically
from kg.search.clone import clone
from kg.search.index import SearchIndex, open_index
from kg.statistics import CountedStore, Statistics, count_terms, read_statistics, write_statistics
from kg.store import TripleStore, open_store
from ontology.terms import all_terms

FORMAT = 1
_POINTER = "current"
_BUILDING = ".building"
_STATISTICS = "statistics.json"
_SPLITS = "splits.json"
_GRACE = 600
_NAME = re.compile(r"g[0-9]{6}(-[0-9]{4,})?")
#: One count at a time, however many requests ask for it.
_COUNTING = threading.Lock()


@dataclass(slots=True)
class LoadedDataset:
    """What the workspace remembers of a dataset that is loaded; JSON in the manifest."""

    id: str
    title: dict[str, str]
    description: dict[str, str]
    licence: str
    publisher: str
    homepage: str
    importer: str
    sample: bool
    prefixes: list[str]
    files: list[dict[str, Any]]  #: name, bytes, sha256 of each source file
    digest: str  #: of description, importer and files: equal digest, nothing to do
    activity: str
    loaded: str  #: xsd:dateTime
    seconds: float
    records: int
    claims: int
    problems: int
    skipped: int
    entities: dict[str, int]  #: entity type -> number of records that describe one
    mentions: list[str] = field(default_factory=list)  #: what ids begin with that it describes or refers to
    withheld: int = 0  #: persons of whom only a stub was loaded because they may be alive


@dataclass(slots=True)
class Manifest:
    """What a generation holds."""

    base: str
    datasets: dict[str, LoadedDataset] = field(default_factory=dict)
    withdrawn: dict[str, list[str]] = field(
        default_factory=dict
    )  #: dataset unloaded -> its prefixes, answered with 410
    counts: dict[str, int] = field(default_factory=dict)  #: entity type -> entities in the view
    through: int = 0  #: the last decision that view and index take into account
    format: int = FORMAT

    @property
    def claims(self) -> int:
        """How many claims all loaded datasets make."""
        return sum(dataset.claims for dataset in self.datasets.values())

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Raises WorkspaceError where the file is missing, damaged or of another format."""
        try:
            content = json.loads(path.read_text("utf-8"))
            content["datasets"] = {key: LoadedDataset(**value) for key, value in content["datasets"].items()}
            manifest = cls(**content)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                f"{path} cannot be read: {error}", hint="`zhishu rollback` returns to the generation before."
            ) from error
        if manifest.format != FORMAT:
            raise WorkspaceError(f"{path} has format {manifest.format}, this program reads {FORMAT}.")
        return manifest

    def write(self, path: Path) -> None:
        """Replace the file in one step."""
        write_atomically(path, json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True))


@dataclass(slots=True)
class Generation:
    """An open generation. ``store`` and ``search`` are for reading unless it is being built or edited."""

    directory: Path
    manifest: Manifest
    store: TripleStore
    search: SearchIndex
    counted: Statistics | None = None
    _splits: Splits | None = None

    @classmethod
    def open(cls, directory: Path, *, read_only: bool = True) -> Generation:
        """Raises WorkspaceError where something is missing, Busy where another process writes."""
        manifest = Manifest.read(directory / "manifest.json")
        store = open_store(directory / "store", read_only=read_only)
        if not read_only:
            store = CountedStore(store, directory / _STATISTICS)
        try:
            return cls(directory, manifest, store, open_index(directory / "search", read_only=read_only))
        except BaseException:
            store.close()
            raise

    @property
    def name(self) -> str:
        """The name of its directory."""
        return self.directory.name

    @property
    def splits(self) -> Splits:
        """Which claims the view takes for parts of what was split; read once."""
        if self._splits is None:
            self._splits = read_splits(self.directory / _SPLITS)
        return self._splits

    def keep_splits(self, splits: Splits) -> None:
        """Write down the splits that the view is derived under; of a generation that is being built."""
        if splits or (self.directory / _SPLITS).exists():
            write_splits(self.directory / _SPLITS, splits)
        self._splits = splits

    def problems_file(self, dataset: str) -> Path:
        """Where the problems of a dataset's load are listed, one JSON object a line."""
        return self.directory / "problems" / f"{dataset}.jsonl"

    def statistics(self) -> Statistics:
        """How often the terms of the vocabulary occur; counted now if they are not yet, and then kept.

        Of a generation that is open for reading, or at the end of a build.
        """
        with _COUNTING:
            found = self.counted or read_statistics(self.directory / _STATISTICS)
            if found is None or not found.covers(all_terms().values()):
                found = count_terms(self.store)
                with suppress(WorkspaceError):  # a workspace that may only be read is counted again by the next process
                    write_statistics(self.directory / _STATISTICS, found)
            self.counted = found
        return found

    def close(self) -> None:
        """Release files. Raises WorkspaceError where what was written cannot be made durable."""
        try:
            self.search.close()
        finally:
            self.store.close()


class Generations:
    """The ``generations`` directory of a workspace."""

    def __init__(self, workspace: Path) -> None:
        self.directory = workspace / "generations"
        self._pointer = workspace / _POINTER

    def current(self) -> Path | None:
        """The live generation, None where no pointer names one. Raises WorkspaceError where it is missing."""
        try:
            name = self._pointer.read_text("utf-8", "replace").strip()
        except FileNotFoundError:
            return None
        path = self.directory / name
        if not _NAME.fullmatch(name) or not path.is_dir():
            there = ", ".join(self.names()) or "none"
            raise WorkspaceError(
                f"{self._pointer} names {name[:50]!r}, which is not there.",
                hint=f"Write the name of a generation into it (there: {there}), or restore a backup.",
            )
        return path

    def switched(self) -> float:
        """When the pointer was written, in seconds since 1970; 0 where there is none. A generation that is live again
        is older than that."""
        try:
            return self._pointer.stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def names(self) -> list[str]:
        """All finished generations, oldest first: ``g000007``, then its revisions ``g000007-0001`` …, then
        ``g000008``.
        """
        if not self.directory.is_dir():
            return []
        names = [p.name for p in self.directory.iterdir() if p.is_dir() and _NAME.fullmatch(p.name)]
        return sorted(names, key=lambda name: (_number(name), _revision(name)))

    def next_directory(self) -> Path:
        """A fresh directory in which the next generation is built; what an interrupted build left behind is removed."""
        return self._fresh(f"g{max(map(_number, self.names()), default=0) + 1:06d}")

    def revision_directory(self, name: str) -> Path:
        """A fresh directory for the next revision of a generation: the same data under later decisions."""
        number = _number(name)
        revisions = [_revision(other) for other in self.names() if _number(other) == number]
        return self._fresh(f"g{number:06d}-{max(revisions, default=0) + 1:04d}")

    def _fresh(self, name: str) -> Path:
        self.directory.mkdir(parents=True, exist_ok=True)
        for left in self.directory.glob(f"*{_BUILDING}"):
            shutil.rmtree(left)
        path = self.directory / f"{name}{_BUILDING}"
        path.mkdir()
        return path

    def create(self, directory: Path, base: str) -> Generation:
        """A generation without data, open for writing."""
        open_store(directory / "store").close()
        Manifest(base=base).write(directory / "manifest.json")
        return Generation.open(directory, read_only=False)

    def copy(self, source: Path, directory: Path) -> Generation:
        """A copy of a generation that shares all files which never change, open for writing."""
        store = open_store(source / "store", read_only=True)
        try:
            store.checkpoint(directory / "store")
        finally:
            store.close()
        clone(source / "search", directory / "search")
        if (source / _STATISTICS).exists():
            os.link(source / _STATISTICS, directory / _STATISTICS)  # it is replaced as a whole, never changed
        if (source / _SPLITS).exists():
            os.link(source / _SPLITS, directory / _SPLITS)  # likewise
        for reports in ("problems", "quality"):
            if (source / reports).is_dir():
                shutil.copytree(source / reports, directory / reports, copy_function=os.link)
        Manifest.read(source / "manifest.json").write(directory / "manifest.json")
        return Generation.open(directory, read_only=False)

    def publish(self, building: Path) -> Path:
        """Make a built (and closed) generation the live one."""
        finished = building.with_suffix("")
        building.rename(finished)
        self.switch(finished.name)
        return finished

    def switch(self, name: str) -> None:
        """Point to another generation that exists."""
        write_atomically(self._pointer, name + "\n")

    def before(self, name: str) -> str | None:
        """The newest generation before the one of this name, in its last revision; None where there is none."""
        older = [other for other in self.names() if _number(other) < _number(name)]
        return older[-1] if older else None

    def has_after(self, name: str) -> bool:
        """Whether a generation is there that came after the one of this name."""
        return any(_number(other) > _number(name) for other in self.names())

    def discard_after(self, name: str) -> None:
        """Remove the generations that came after one that is live again."""
        for other in self.names():
            if _number(other) > _number(name):
                self._remove(other)

    def prune(self, keep: int) -> None:
        """Remove what is neither live nor the last revision of the newest ``keep`` generations.

        A reader may still be opening files of what was live a moment ago, so nothing goes before it has been out of use
        for ``_GRACE`` seconds.
        """
        names = self.names()
        newest = {_number(name): name for name in names}
        kept = {newest[number] for number in sorted(newest)[-max(keep, 1) :]}
        live = self.current()
        for name, successor in pairwise(names):
            since = (self.directory / successor).stat().st_mtime
            if name not in kept and (live is None or name != live.name) and time.time() - since > _GRACE:
                self._remove(name)

    def _remove(self, name: str) -> None:
        """Remove a generation; a process killed meanwhile leaves nothing that looks like one."""
        removed = self.directory / f"{name}{_BUILDING}"
        (self.directory / name).rename(removed)
        shutil.rmtree(removed)


def _number(name: str) -> int:
    return int(name[1:7])


def _revision(name: str) -> int:
    return int(name.partition("-")[2] or 0)
