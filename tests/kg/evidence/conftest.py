"""A workspace with the samples of books: works, editions, copies, and what two catalogues say of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.description import load_description
from ingest.load import load
from kg.workspace import Workspace

SAMPLES = Path(__file__).resolve().parents[3] / "ingest" / "samples"
DATASETS = ("sample-works", "sample-instances", "sample-items", "sample-catalogue-entries", "sample-bibliography")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace as it is loaded; tests work on copies."""
    path = tmp_path_factory.mktemp("books") / "workspace"
    opened = Workspace.open(path)
    for name in DATASETS:
        dataset = load_description(name)
        load(opened, dataset, dataset.find_files(SAMPLES))
    opened.close()
    return path


@pytest.fixture
def books(loaded: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it, open."""
    shutil.copytree(loaded, tmp_path / "workspace", symlinks=True)
    opened = Workspace.open(tmp_path / "workspace")
    yield opened
    opened.close()
