"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from kg.errors import WorkspaceError


def write_atomically(path: Path, text: str) -> None:
    """Write a file beside its place, force it to disk and rename it: a reader sees the old or the new text whole.

    Raises WorkspaceError where it cannot be written: a full disk, a directory that may only be read.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
        _make_durable(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise WorkspaceError(
            f"{path} cannot be written: {error.strerror}", hint="Is there room on the disk?"
        ) from error


def _make_durable(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
