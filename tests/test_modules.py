"""Modules have the size of one idea, functions fit a screen, what is public is documented."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for layer in ("ontology", "kg", "ingest", "webapp") for path in (ROOT / layer).rglob("*.py"))
MOST_LINES = 400
LONGEST_FUNCTION = 50
Function = ast.FunctionDef | ast.AsyncFunctionDef
#: Methods whose contract stands at the protocol that the class fulfils, or that a library calls by name.
PROTOCOLS = ("kg/store/embedded.py", "kg/search/memory.py", "kg/search/embedded.py", "webapp/cli/__init__.py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def public(path: Path) -> Iterator[Function | ast.ClassDef]:
    """Public functions and classes of a module, and public methods of public classes."""
    for node in tree(path).body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (m for m in node.body if isinstance(m, Function) and not m.name.startswith("_"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES
    assert ast.get_docstring(tree(path)), "a module opens with a sentence on what it is"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_fit_a_screen(path: Path) -> None:
    long = [
        f"{f.name}: {lines}"
        for f in functions(path)
        if (lines := (f.end_lineno or 0) - f.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_public_is_documented(path: Path) -> None:
    if name_of(path) in PROTOCOLS:
        return
    assert not [node.name for node in public(path) if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_handler_swallows_everything(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            reraises = any(isinstance(n, ast.Raise) and n.exc is None for n in node.body)
            assert caught not in ("everything", "Exception") or reraises, f"line {node.lineno}: except {caught}"
            assert caught != "BaseException" or reraises, f"line {node.lineno}: except {caught} without raise"
