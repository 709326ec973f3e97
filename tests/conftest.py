"""Workspaces for tests: an empty one with a clock of its own, one with the samples, and a way to load a small table."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from ingest.description import load_description
from ingest.load import LoadReport, load
from kg.workspace import Workspace

#: The head of a dataset description; a test gives what is missing: id, prefixes and ``[table]``.
HEAD = """
title = {zh-Hans = "试", zh-Hant = "試", en = "Trial"}
description = {zh-Hans = "试", zh-Hant = "試", en = "Trial"}
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "Nobody"
homepage = "https://example.org/"
importer = "table"
"""

START = datetime(2026, 1, 1, tzinfo=UTC)


class LoadTable(Protocol):
    """Load a table into a workspace: the text of the table, and the rest of its description (id, prefixes, [table])."""

    def __call__(self, workspace: Workspace, csv_text: str, toml_text: str) -> LoadReport: ...


def ticking() -> Callable[[], str]:
    """A clock that is a second later at each call, and the same in every run."""
    seconds = itertools.count()
    return lambda: f"{START + timedelta(seconds=next(seconds)):%Y-%m-%dT%H:%M:%SZ}"


def load_into(folder: Path, workspace: Workspace, csv_text: str, toml_text: str) -> LoadReport:
    """Write the table and its description into a folder and load them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data.csv").write_text(csv_text, "utf-8")
    (folder / "dataset.toml").write_text(f'files = ["data.csv"]\n{HEAD}{toml_text}', "utf-8")
    dataset = load_description(folder / "dataset.toml")
    return load(workspace, dataset, dataset.find_files(folder))


@pytest.fixture(scope="session")
def load_table_from() -> Callable[[Path, Workspace, str, str], LoadReport]:
    """Like ``load_table``, with the folder to write to."""
    return load_into


@pytest.fixture(scope="session")
def clock() -> Callable[[], Callable[[], str]]:
    """A function that makes clocks, which all tick alike."""
    return ticking


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace whose clock ticks a second at each look."""
    opened = Workspace.open(tmp_path / "workspace", clock=ticking())
    yield opened
    opened.close()


@pytest.fixture
def description_head() -> str:
    """The part of a dataset description that all of these have in common."""
    return HEAD


@pytest.fixture
def load_table(tmp_path: Path) -> LoadTable:
    """A function that loads a small table; see ``LoadTable``."""
    return lambda workspace, csv_text, toml_text: load_into(tmp_path / "source", workspace, csv_text, toml_text)


@pytest.fixture(scope="session")
def sample_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with all bundled samples and the decisions that belong to them; tests only read it."""
    from webapp.cli.site import load_samples

    opened = Workspace.open(tmp_path_factory.mktemp("samples") / "workspace", clock=ticking())
    load_samples(opened, quiet=True)
    yield opened
    opened.close()
