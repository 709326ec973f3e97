"""Reading GEDCOM text or files with a description that a test need not write, and the files of the suites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.description import Dataset, load_description
from ingest.exporter import Selection
from ingest.gedcom.options import KINDS
from ingest.importer import open_records
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import Term, Triple, curie

HEAD = "0 HEAD\n1 GEDC\n2 VERS 5.5.1\n1 CHAR UTF-8\n"
DESCRIPTION = """
id = "trial"
title = {zh-Hans = "试", zh-Hant = "試", en = "Trial"}
description = {zh-Hans = "试", zh-Hant = "試", en = "Trial"}
licence = ""
publisher = "Nobody"
homepage = "https://example.org/"
importer = "gedcom"
"""


def entity(kind: str, local: str) -> Term:
    """The term of an entity of the trial dataset."""
    return f"<{DEFAULT_BASE}{kind}/t-{local}>"


@dataclass
class Reading:
    """What came out of reading files."""

    records: list[Record]
    problems: list[Problem]

    @property
    def claims(self) -> set[Triple]:
        """All claims together."""
        return {claim for record in self.records for claim in record.claims}

    def values(self, subject: Term, predicate: str) -> set[Term]:
        """The objects of a property."""
        return {value for s, p, value in self.claims if s == subject and p == curie(predicate)}

    def count(self, kind: str) -> int:
        """How many records describe an entity of a kind."""
        return sum(record.subject.startswith(f"<{DEFAULT_BASE}{kind}/") for record in self.records)

    def faults(self) -> list[tuple[int, str]]:
        """Row and reason of every problem that is not about what the model does not hold."""
        return [(problem.row, problem.reason) for problem in self.problems if "not held" not in problem.reason]

    def selection(self) -> Selection:
        """What an exporter is given of it."""
        return Selection("Trial", tuple(claim for record in self.records for claim in record.claims), DEFAULT_BASE)


ReadFiles: TypeAlias = Callable[..., Reading]
Read: TypeAlias = Callable[..., Reading]


def description(folder: Path, names: list[str], options: str, living: str) -> Dataset:
    """A description of a dataset of some files."""
    prefixes = [f"{kind}/t-" for kind in KINDS]
    text = f'{DESCRIPTION}files = {names!r}\nprefixes = {prefixes!r}\n[privacy]\nliving = "{living}"\n'
    folder.mkdir(exist_ok=True)
    path = folder / "trial.toml"
    path.write_text(f'{text}[gedcom]\nentity = "t-"\n{options}', encoding="utf-8")
    return load_description(path)


@pytest.fixture
def read_files(tmp_path: Path) -> ReadFiles:
    """Read files; ``living`` is what the description says of the living."""

    def run(*files: Path, options: str = "", living: str = "show") -> Reading:
        dataset = description(tmp_path / "description", [file.name for file in files], options, living)
        items = list(open_records(dataset, files, Minter()))
        return Reading(
            [item for item in items if isinstance(item, Record)], [item for item in items if isinstance(item, Problem)]
        )

    return run


@pytest.fixture
def read(tmp_path: Path, read_files: ReadFiles) -> Read:
    """Read one file of a content: text (after a header of 5.5.1, before a trailer) or bytes as they are."""

    def run(content: str | bytes, name: str = "trial.ged", head: str = HEAD, **options: str) -> Reading:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else f"{head}{content}0 TRLR\n".encode())
        return read_files(path, **options)

    return run
