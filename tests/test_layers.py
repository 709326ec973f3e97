"""One direction of imports, and third parties only where they belong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("ontology", "kg", "ingest", "webapp")
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))

#: third party -> where it may be imported
HOMES = {
    "pyoxigraph": ("kg", "webapp", "ontology"),
    "rdflib": ("ontology",),
    "owlready2": ("ontology",),
    "owlrl": ("ontology",),
    "pyshacl": ("ontology",),
    "lxml": ("ingest",),
    "pymarc": ("ingest",),
    "gedcom_lite": ("ingest/gedcom",),
    "spacy": ("ingest/mentions",),
    "ahocorasick_rs": ("ingest/mentions",),
    "tantivy": ("kg/search",),
    "sqlalchemy": ("kg/database.py", "kg/authority", "kg/workbench", "kg/accounts"),
    "argon2": ("kg/accounts",),
    "authlib": ("webapp/accounts",),
    "requests": ("webapp/accounts",),
    "joserfc": ("webapp/accounts",),
    "opencc": ("kg/chinese", "webapp/translations"),
    "pypinyin": ("kg/chinese",),
    "openpyxl": ("ingest",),
    "flask": ("webapp",),
    "flask_babel": ("webapp",),
    "click": ("webapp",),
    "waitress": ("webapp",),
    "rich": ("webapp/cli",),
}
#: The store is opened in one place and, for queries of the public, in another.
OPENS_THE_STORE = ("kg/store", "kg/sparql")
#: Pure packages: what they may import of ours.
PURE = {"kg/chinese": ("kg.chinese", "kg.errors"), "kg/calendar": ("kg.calendar", "kg.chinese", "kg.errors")}
VAGUE = ("util", "helper", "common", "manager", "misc", "service")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of every import of a module, those inside functions and of names included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_import_goes_upwards(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    above = LAYERS[LAYERS.index(layer) + 1 :]
    wrong = [(line, module) for line, module in imports(path) if module.partition(".")[0] in above]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_third_parties_are_imported_only_where_they_belong(path: Path) -> None:
    for line, module in imports(path):
        homes = HOMES.get(module.partition(".")[0])
        assert homes is None or name_of(path).startswith(homes), f"line {line}: {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_store_is_opened_in_its_own_package(path: Path) -> None:
    if not name_of(path).startswith(OPENS_THE_STORE):
        assert "pyoxigraph.Store" not in [module for _, module in imports(path)]


@pytest.mark.parametrize("package", PURE)
def test_pure_packages_import_nothing_else_of_ours(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        for line, module in imports(path):
            if module.partition(".")[0] in LAYERS and module != "kg":
                assert module.startswith(PURE[package]), f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_has_a_name_that_says_nothing(path: Path) -> None:
    assert not any(word in path.stem for word in VAGUE)
