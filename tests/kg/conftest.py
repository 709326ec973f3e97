"""Two persons and a letter from two small datasets, for tests of what happens to a workspace."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.generation import Generation
from kg.terms import Term
from kg.workspace import Workspace

PERSONS = """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "born", property = "zs:birthYear", type = "year"},
]
"""
LETTERS = """
id = "post"
prefixes = ["letter/post-"]
[table]
key = "{id}"
entity = "letter/post-{id}"
class = "zs:Letter"
column = [
    {column = "title", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "sender", property = "zs:sender", entity = "person/trial-{value}"},
    {column = "addressee", property = "zs:addressee", entity = "person/trial-{value}"},
    {column = "year", property = "zs:year", type = "year"},
]
"""


@pytest.fixture(scope="session")
def template(
    tmp_path_factory: pytest.TempPathFactory,
    clock: Callable[[], Callable[[], str]],
    load_table_from: Callable[[Path, Workspace, str, str], object],
) -> Path:
    """The directory of a workspace with four persons, of whom 1 and 4 may be one, and three letters."""
    folder = tmp_path_factory.mktemp("filled")
    workspace = Workspace.open(folder / "workspace", clock=clock())
    persons = "id,name,born\n1,盛宣懷,1844\n2,李鴻章,1823\n3,張之洞,1837\n4,盛杏蓀,1845\n"
    letters = "id,title,sender,addressee,year\n1,致李鴻章,1,2,1895\n2,覆盛宣懷,2,1,1895\n3,致李中堂,4,2,1896\n"
    load_table_from(folder, workspace, persons, PERSONS)
    load_table_from(folder, workspace, letters, LETTERS)
    workspace.close()
    return folder / "workspace"


@pytest.fixture
def filled(template: Path, tmp_path: Path, clock: Callable[[], Callable[[], str]]) -> Iterator[Workspace]:
    """A workspace like ``template``, which the test may change."""
    shutil.copytree(template, tmp_path / "workspace")
    workspace = Workspace.open(tmp_path / "workspace", clock=clock())
    yield workspace
    workspace.close()


@pytest.fixture
def person() -> Callable[[Workspace, int], Term]:
    """The term of a person by number."""
    return lambda workspace, number: workspace.minter.entity("person", f"trial-{number}")


@pytest.fixture
def dump() -> Callable[[Generation], bytes]:
    """Everything that a generation's store holds, as N-Quads."""

    def dumped(generation: Generation) -> bytes:
        out = io.BytesIO()
        generation.store.dump(out)
        return out.getvalue()

    return dumped
