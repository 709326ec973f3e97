"""A copy of an embedded index that shares the files which never change."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

from kg.errors import WorkspaceError

_META = "meta.json"
_MANAGED = ".managed.json"
_ATTEMPTS = 5


def clone(source: Path, target: Path) -> None:
    """Make ``target`` (new or empty) an index equal to the last commit of the one in ``source``.

    Segment files are hard-linked (copied between file systems); the list of segments is copied and locks are left out,
    so each index can then be changed without the other. A commit or merge in ``source`` meanwhile does no harm.
    Raises WorkspaceError when there is no index in ``source`` or ``target`` is not empty.
    """
    if not (source / _META).exists():
        raise WorkspaceError(f"There is no search index in {source}.")
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise WorkspaceError(f"The directory {target} is not empty.", hint="Choose another one, or empty it first.")
    for _ in range(_ATTEMPTS):
        meta = (source / _META).read_bytes()
        if _link_segments(source, target) and (source / _META).read_bytes() == meta:
            names = sorted(path.name for path in target.iterdir())
            (target / _MANAGED).write_text(json.dumps([*names, _META]), encoding="utf-8")
            (target / _META).write_bytes(meta)
            return
        for path in target.iterdir():
            path.unlink()
    raise WorkspaceError(f"The search index in {source} kept changing.", hint="Try again when no load is running.")


def _link_segments(source: Path, target: Path) -> bool:
    """Link every segment file; False when one vanished meanwhile (a merge had replaced it)."""
    for path in source.iterdir():
        if path.name.startswith(".") or path.name == _META or path.suffix in (".lock", ".tmp"):
            continue
        try:
            os.link(path, target / path.name)
        except FileNotFoundError:
            return False
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK):
                raise
            shutil.copy2(path, target / path.name)
    return True
