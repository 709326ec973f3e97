"""An open source file: plain or gzip, with the number of bytes used up so far and errors that say what is broken."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from kg.errors import InvalidDataset

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_GZIP_MAGIC = b"\x1f\x8b"
_BUFFER = 1 << 18


class Source:
    """One file of a dataset. Use it as a context manager; ``open_bytes`` may be called more than once.

    ``name`` is the display name that locators and problems give.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self._raw: IO[bytes] | None = None
        self._streams: list[io.IOBase] = []

    @property
    def plain_name(self) -> str:
        """The name without ``.gz``, in lower case: what the format is told by."""
        return self.name.lower().removesuffix(".gz")

    def open_bytes(self) -> io.BufferedReader:
        """The content from its first byte, decompressed. Raises InvalidDataset where there is nothing to read."""
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise InvalidDataset(f"{self.path}: cannot be read: {error.strerror}") from error
        self._streams.append(raw)
        magic = raw.read(len(_GZIP_MAGIC))
        raw.seek(0)
        if not magic:
            raise InvalidDataset(f"{self.name}: the file is empty", hint="Fetch or export it again.")
        compressed = magic == _GZIP_MAGIC
        if self.name.lower().endswith(".gz") and not compressed:
            raise InvalidDataset(
                f"{self.name}: not a gzip file, though its name says so", hint="Rename it or fetch it again."
            )
        self._raw = raw
        checked = _CheckedReader(gzip.GzipFile(fileobj=raw) if compressed else raw, self.name)
        stream: io.BufferedReader = io.BufferedReader(checked, _BUFFER)
        self._streams.append(stream)
        return stream

    def position(self) -> int:
        """How many bytes of the file on disk are used up."""
        return self._raw.tell() if self._raw and not self._raw.closed else 0

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._streams:
            self._streams.pop().close()


class _CheckedReader(io.RawIOBase):
    """Turns what a broken file raises deep inside a reader into InvalidDataset with the place."""

    def __init__(self, stream: gzip.GzipFile | IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name
        self._read = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            count = self._stream.readinto(buffer)  # type: ignore[union-attr]
        except EOFError as error:
            raise InvalidDataset(
                f"{self._name}: the compressed file is cut off (after {self._read:,} bytes of content)",
                hint="Fetch it again; `gzip -t` tells when it is whole.",
            ) from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise InvalidDataset(
                f"{self._name}: the compressed file is damaged (after {self._read:,} bytes of content): {error}",
                hint="Fetch it again; `gzip -t` tells when it is whole.",
            ) from error
        self._read += count
        return int(count)
