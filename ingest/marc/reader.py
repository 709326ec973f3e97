"""Which form a file of MARC records has, and its records: ISO 2709 or MARCXML, plain or gzip."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.marc.iso2709 import Damaged, read_iso2709
from ingest.marc.marcxml import read_marcxml
from ingest.marc.record import MarcRecord
from ingest.source import Source
from kg.errors import InvalidDataset

_MARK = b"\xef\xbb\xbf"
_ZIP = b"PK\x03\x04"
_HEAD = 512


def read_records(
    source: Source, *, unimarc: bool | None = None, compose: bool = True
) -> Iterator[MarcRecord | Damaged]:
    """The records of a file in its order, and what in it is no record.

    ``unimarc``: True or False where all records are of one kind, None where each tells by its fields. ``compose``: text
    of XML is brought to NFC, as that of ISO 2709 always is. Raises InvalidDataset for a file that is neither.
    """
    with source.open_bytes() as stream:
        head = stream.peek(_HEAD)[:_HEAD].removeprefix(_MARK).lstrip()
        if head.startswith(_ZIP):
            raise InvalidDataset(f"{source.name}: a ZIP archive", hint="Unpack it, or pack its one file with gzip.")
        if head[:1] == b"<":
            yield from read_marcxml(stream, compose=compose)
        elif head[:5].isdigit() or b"\x1e" in head or b"\x1d" in head or b"\x1f" in head:
            if stream.peek(len(_MARK))[: len(_MARK)] == _MARK:
                stream.read(len(_MARK))
            yield from read_iso2709(stream, unimarc=unimarc)
        else:
            raise InvalidDataset(
                f"{source.name}: neither ISO 2709 nor MARCXML", hint="A MARC file begins with five digits or with <."
            )


def is_unimarc(record: MarcRecord) -> bool:
    """Whether a record is UNIMARC (or CNMARC): its title stands in 200, and nothing stands in 245."""
    tags = {field.tag for field in record.fields}
    return "200" in tags and "245" not in tags
