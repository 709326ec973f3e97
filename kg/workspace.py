"""The workspace: one directory that holds an installation, and the one object that opens all of it.

``generations/`` (store, search index, manifest) · ``current`` (which of them is live) · ``curation.db`` (decision
log) · ``tombstones.db`` (withdrawn ids) · ``zhishu.toml`` (settings). Copy the directory and you have
copied everything.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kg.accounts.registry import Accounts
from kg.authority.decisions import Decision, DecisionLog, utc_now
from kg.authority.rulings import Rulings
from kg.curation import catch_up
from kg.errors import Busy, NotFound, WorkspaceError
from kg.generation import Generation, Generations
from kg.inference.graph import derive_graphs
from kg.inference.touched import TouchedKin
from kg.iris import Minter
from kg.quality.upkeep import before_publishing
from kg.settings import read_settings
from kg.tombstones import Cause, Tombstones, remember_lost
from kg.workbench.workbench import Workbench


class Workspace:
    """An open workspace. Reading is thread-safe; writing takes the lock of the directory (``writing``)."""

    def __init__(self, path: Path, settings: dict[str, Any], clock: Callable[[], str]) -> None:
        self.path = path
        self.settings = settings
        self.minter = Minter(settings["base"])
        self.clock = clock
        self.generations = Generations(path)
        self.decisions = DecisionLog(settings["curation"] or f"sqlite:///{path / 'curation.db'}", clock=clock)
        self.tombstones = Tombstones(path)
        self._lock = threading.Lock()
        self._live: tuple[object, Generation] | None = None
        self._rulings: tuple[tuple[Decision, ...], Rulings] = ((), Rulings())
        self._accounts: Accounts | None = None
        self._workbench: Workbench | None = None

    @classmethod
    def open(
        cls, path: str | Path, *, create: bool = True, recover: bool = True, clock: Callable[[], str] = utc_now
    ) -> Workspace:
        """Open a workspace; an empty or missing directory becomes one unless ``create`` is false.

        What an interrupted process left undone is finished or removed; without ``recover`` nothing is looked at yet,
        so that a workspace whose live generation is damaged can be rolled back. Raises NotFound where there is no
        workspace and none may be created, WorkspaceError for one that is damaged or holds data under another base IRI,
        InvalidInput for a wrong setting.
        """
        path = Path(path).resolve()
        if not create and not any((path / name).exists() for name in ("generations", "current")):
            raise NotFound(f"There is no workspace in {path}.", hint="Create one with `zhishu load`.")
        path.mkdir(parents=True, exist_ok=True)
        workspace = cls(path, read_settings(path), clock)
        try:
            if recover:
                workspace._recover()
        except BaseException:
            workspace.close()
            raise
        return workspace

    @property
    def live(self) -> Generation:
        """The live generation, open for reading; opened anew when another process has changed it."""
        token = self.token()
        live = self._live
        if live is not None and live[0] == token:
            return live[1]
        with self._lock:
            if self._live is None or self._live[0] != token:
                self._live = (token, Generation.open(self._current()))
            return self._live[1]

    @property
    def accounts(self) -> Accounts:
        """Who works here: accounts, sessions, tokens, audit log. Opened when they are asked for first."""
        with self._lock:
            if self._accounts is None:
                url = self.settings["curation"] or f"sqlite:///{self.path / 'curation.db'}"
                self._accounts = Accounts(url, self.settings, self.clock)
            return self._accounts

    @property
    def workbench(self) -> Workbench:
        """The queue, proposals, batches, campaigns and reports. Opened when it is asked for first."""
        with self._lock:
            if self._workbench is None:
                url = self.settings["curation"] or f"sqlite:///{self.path / 'curation.db'}"
                self._workbench = Workbench(self, url)
            return self._workbench

    def token(self) -> object:
        """Something that differs whenever the data has changed: the live generation and its manifest's last writing."""
        manifest = (self.generations.current() or self.generations.directory) / "manifest.json"
        try:
            state = manifest.stat()
        except FileNotFoundError:
            return None
        return str(manifest), state.st_mtime_ns, state.st_ino

    def changed(self) -> float:
        """When another generation went live for the last time, in seconds since 1970; 0 for a workspace without any."""
        return self.generations.switched()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the workspace for writing. Raises Busy where another process, or another thread of this one, has it."""
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(f"Another process is writing to {self.path}.", hint="Wait until it has finished.") from None
            yield
        finally:
            os.close(descriptor)

    def rulings(self) -> Rulings:
        """What the decisions taken so far amount to. For reading: whoever adds to them takes a copy."""
        log = self.decisions.read()
        with self._lock:
            known, rulings = self._rulings
            if log is not known:
                self._rulings = log, rulings.followed_by(known, log)
            return self._rulings[1]

    def build(self) -> Generation:
        """A new generation for writing, a copy of the live one and not yet live. Call inside ``writing``, then
        ``publish``.
        """
        directory = self.generations.next_directory()
        return self.generations.copy(self._current(), directory)

    def build_empty(self) -> Generation:
        """A new generation for writing with the vocabulary alone. Call inside ``writing``, then ``publish``."""
        generation = self.generations.create(self.generations.next_directory(), self.minter.base)
        derive_graphs(generation.store, self.minter, TouchedKin())
        return generation

    def publish(self, built: Generation) -> None:
        """Check a built generation, close it, make it the live one, and remove generations that are too old."""
        try:
            before_publishing(built)
            built.close()
            built.manifest.write(built.directory / "manifest.json")
        except BaseException:
            shutil.rmtree(built.directory, ignore_errors=True)
            raise
        self.generations.publish(built.directory)
        self.generations.prune(self.settings["generations"])

    def discard(self, built: Generation) -> None:
        """Close a built generation that will not be published, and remove it."""
        with suppress(OSError, ValueError, WorkspaceError):  # a disk that is full is often why it is discarded
            built.close()
        shutil.rmtree(built.directory, ignore_errors=True)

    def rollback(self) -> str:
        """Return to the newest generation before the live one; its name. Raises NotFound where there is none."""
        with self.writing():
            before = self.generations.before(self._current().name)
            if before is None:
                hint = "`generations` in zhishu.toml says how many are kept."
                raise NotFound("There is no generation before the live one.", hint=hint)
            with suppress(WorkspaceError):  # what is damaged cannot say what it served, and has to be left all the same
                self._remember_lost(before)
            self.generations.switch(before)
            self.generations.discard_after(before)
            catch_up(self)
        return self.live.name

    def _remember_lost(self, before: str) -> None:
        """Write down the ids that a rollback takes out of service."""
        successor = Generation.open(self.generations.directory / before)
        try:
            remember_lost(self, self.live, successor, Cause.ROLLBACK)
        finally:
            successor.close()

    def close(self) -> None:
        """Release files and connections."""
        with self._lock:
            if self._live is not None:
                self._live[1].close()
                self._live = None
            if self._accounts is not None:
                self._accounts.close()
                self._accounts = None
            if self._workbench is not None:
                self._workbench.close()
                self._workbench = None
        self.decisions.close()

    def _recover(self) -> None:
        """Make what is missing, finish what was interrupted. A workspace that another process writes to is left
        alone, and the lock is only taken where there is something to do.
        """
        if self._is_interrupted():
            try:
                with self.writing():
                    self._finish()
            except Busy:
                if self.generations.current() is None:
                    raise
        if (base := self.live.manifest.base) != self.minter.base:
            raise WorkspaceError(
                f"{self.path} holds data under {base}, but the base IRI is set to {self.minter.base}.",
                hint="Set `base` in zhishu.toml back, or load the data into a new workspace.",
            )

    def _is_interrupted(self) -> bool:
        live = self.generations.current()
        if live is None or self.generations.has_after(live.name):
            return True
        return self.live.manifest.through < self.decisions.last()

    def _finish(self) -> None:
        generations = self.generations
        if generations.current() is None:
            if names := generations.names():  # the process ended before it wrote the first pointer
                generations.switch(names[-1])
            else:
                self.publish(self.build_empty())
        generations.discard_after(self._current().name)  # built, but never live
        catch_up(self)

    def _current(self) -> Path:
        current = self.generations.current()
        if current is None:
            raise WorkspaceError(f"{self.path} holds no generation.", hint="Restore a backup.")
        return current
