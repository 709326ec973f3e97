"""The files of a ZIP archive, read into memory one after the other; what may do harm is refused and named."""

from __future__ import annotations

import fnmatch
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.source import Source
from kg.errors import InvalidDataset
from kg.record import Problem

#: The most bytes that a member may have when it is unpacked; a finding aid of 100,000 components has some 60 MB.
MAX_BYTES = 256 << 20
MAX_RATIO = 200
_WILDCARDS = frozenset("*?")
#: Below this size no ratio is suspicious.
_SMALL = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its path in it, and its bytes."""

    name: str
    content: bytes


def members(source: Source, names: Iterable[str]) -> Iterator[Member | Problem]:
    """The members of an archive with these paths, in their order; one that is missing or unsafe is a Problem.

    A path may have wildcards (``KR/*.txt``); what fits comes in the order of its name. Raises InvalidDataset
    where the file is not an archive.
    """
    try:
        archive = zipfile.ZipFile(source.path)
    except (zipfile.BadZipFile, OSError) as error:
        raise InvalidDataset(f"{source.name}: not a ZIP archive: {error}", hint="Fetch it again.") from error
    with archive:
        for name in names:
            fitting = sorted(fnmatch.filter(archive.namelist(), name)) if _WILDCARDS & set(name) else []
            for each in fitting or (name,):
                yield _member(archive, each)


def _member(archive: zipfile.ZipFile, name: str) -> Member | Problem:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return Problem(name, 0, "", "is not in the archive")
    if reason := refused(info):
        return Problem(name, 0, "", reason)
    try:
        with archive.open(info) as stream:
            return Member(str(PurePosixPath(name)), stream.read(MAX_BYTES + 1))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        return Problem(name, 0, "", f"cannot be unpacked: {error}")


def refused(member: zipfile.ZipInfo) -> str:
    """Why a member is not unpacked: encrypted, too large, a bomb; empty where it may be."""
    if member.flag_bits & 1:
        return "is encrypted"
    size = member.file_size
    if size > MAX_BYTES:
        return f"is larger than {MAX_BYTES:,} bytes"
    if size > _SMALL and size / max(member.compress_size, 1) > MAX_RATIO:
        return f"is compressed {size // max(member.compress_size, 1)} to 1, which text never is: refused as a ZIP bomb"
    return ""
