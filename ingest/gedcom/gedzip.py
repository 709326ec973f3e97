"""GEDZIP (GEDCOM 7.0, section 4): the file ``gedcom.ged`` in a ZIP archive, beside the media that it refers to.

Nothing is ever unpacked to disk. An archive that is too large, compressed beyond what text can be, encrypted, or that
names paths outside itself is refused as a whole.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from ingest.source import Source
from kg.errors import InvalidDataset

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MEMBER = "gedcom.ged"
MAX_MEMBERS = 100_000
MAX_BYTES = 2 << 30
MAX_RATIO = 200
#: Below this size no ratio is suspicious: a few repeated lines compress well.
_SMALL = 1 << 20
_MAGIC = b"PK\x03\x04"
_BUFFER = 1 << 18
_BROKEN = "Fetch it again; `unzip -t` tells when it is whole."


def is_gedzip(source: Source) -> bool:
    """Whether a file is a ZIP archive, by its first bytes."""
    with source.open_bytes() as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


class GedzipSource(Source):
    """The GEDCOM file inside an archive, read as if it lay there by itself. Raises InvalidDataset as said above."""

    def __init__(self, archive: Source) -> None:
        super().__init__(archive.path)
        with _opened(self.name, self.path) as files:
            self._member = _check(self.name, files)

    def open_bytes(self) -> io.BufferedReader:
        """The content of ``gedcom.ged`` from its first byte; reading fails where there is more than was declared."""
        archive = zipfile.ZipFile(self.path)
        self._raw = archive.fp
        try:
            member = archive.open(self._member)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            archive.close()
            raise InvalidDataset(f"{self.name}: {self._member} cannot be read: {error}", hint=_BROKEN) from error
        limited = _LimitedReader(member, self.name, archive)
        stream: io.BufferedReader = io.BufferedReader(limited, _BUFFER)
        self._streams.append(stream)
        return stream


class _LimitedReader(io.RawIOBase):
    """Stops where more comes out than may, whatever the directory of the archive says."""

    def __init__(self, stream: IO[bytes], name: str, archive: zipfile.ZipFile) -> None:
        self._stream = stream
        self._name = name
        self._archive = archive
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            data = self._stream.read(len(memoryview(buffer)))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise InvalidDataset(
                f"{self._name}: the archive is damaged (after {self._read:,} bytes of content): {error}", hint=_BROKEN
            ) from error
        self._read += len(data)
        if self._read > MAX_BYTES:
            raise InvalidDataset(f"{self._name}: {MEMBER} unpacks to more than {MAX_BYTES:,} bytes")
        memoryview(buffer)[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._archive.close()
        super().close()


@contextmanager
def _opened(name: str, path: object) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(str(path))
    except zipfile.BadZipFile as error:
        raise InvalidDataset(f"{name}: not a ZIP archive: {error}", hint=_BROKEN) from error
    with archive:
        yield archive


def _check(name: str, archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise InvalidDataset(f"{name}: {len(members):,} files in the archive; at most {MAX_MEMBERS:,} are read")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise InvalidDataset(
                f'{name}: the archive names a path outside itself: "{member.filename[:200]}"',
                hint="No GEDZIP has that; do not use the archive.",
            )
    found = [member for member in members if member.filename.lower() == MEMBER]
    if not found:
        ends = [member for member in members if member.filename.lower().endswith(".ged")]
        found = ends if len(ends) == 1 else []
    if not found:
        raise InvalidDataset(f"{name}: no {MEMBER} in the archive", hint="Is it a GEDZIP file (.gdz)?")
    _check_size(name, found[0])
    return found[0].filename


def _check_size(name: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise InvalidDataset(f"{name}: {member.filename} is encrypted", hint="Export it without a password.")
    size, packed = member.file_size, max(member.compress_size, 1)
    if size > MAX_BYTES:
        raise InvalidDataset(f"{name}: {member.filename} is {size:,} bytes; at most {MAX_BYTES:,} are read")
    if size > _SMALL and size / packed > MAX_RATIO:
        raise InvalidDataset(
            f"{name}: {member.filename} is compressed {size // packed} to 1; text never is, so it is refused",
            hint="A ZIP bomb looks like that. Unpack it yourself if you trust it.",
        )
