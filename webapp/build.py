"""The state of the application's own files: what pages depend on besides the data."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


@cache
def fingerprint() -> str:
    """Something that differs whenever code, templates, catalogues or style sheets of the application differ."""
    return hashlib.sha256(repr(_files()).encode()).hexdigest()[:12]


@cache
def newest() -> float:
    """When the file that was changed last was changed, in seconds since 1970."""
    return max(modified for _name, modified, _size in _files())


@cache
def _files() -> tuple[tuple[str, float, int], ...]:
    root = Path(__file__).parent
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")
    states = ((path, path.stat()) for path in files)
    return tuple((path.relative_to(root).as_posix(), state.st_mtime, state.st_size) for path, state in states)
