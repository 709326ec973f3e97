"""Sort keys of documents: one integer or string each, made once, so that an engine orders hits by one column.

Equal weights are ordered by the number at the end of the IRI (``cbdb-55084`` before ``cbdb-500383``), then by a
checksum of the IRI: the order depends on the documents alone, never on how or when they were added.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

from kg.search.analysis import folded
from kg.search.document import Document

_NUMBER = re.compile(r"\d+$", re.ASCII)
_DIGITS = 9
_LABEL = 40  # characters of a label that are compared


class SortKeys(NamedTuple):
    """Where a document comes in each order.

    ``rank`` (greater is earlier): weight in 20 bits, then the smaller number in 24, then the checksum in 18.
    ``label`` (smaller is earlier): the first 40 characters of the folded label, then the order of ``rank``.
    ``year`` (smaller is earlier): first year in 16 bits, from -32768, then greater weight in 11, number in 20, checksum
    in 16; None when the document has no year.
    """

    rank: int
    label: str
    year: int | None


def sort_keys(document: Document) -> SortKeys:
    """The sort keys of ``document``; the integers are in 0 .. 2**63 - 1."""
    iri = document.iri
    found = _NUMBER.search(iri, max(0, len(iri) - _DIGITS))
    number = min(int(found[0]), 0xFFFFFF) if found else 0xFFFFFF
    checksum = crc32(iri.encode("utf-8", "replace"))
    weight = max(0, min(document.weight, 0xFFFFF))
    rank = weight << 42 | (0xFFFFFF - number) << 18 | checksum >> 14
    label = f"{folded(document.label[:_LABEL])}\0{(1 << 62) - rank:016x}"
    years = document.years
    if years is None:
        return SortKeys(rank, label, None)
    first = max(0, min(years[0] + 0x8000, 0xFFFF))
    year = first << 47 | (0x7FF - min(weight, 0x7FF)) << 36 | min(number, 0xFFFFF) << 16 | checksum >> 16
    return SortKeys(rank, label, year)


def bounded(year: int) -> int:
    """The year as filters compare it: -2**31 or 2**31 when it lies beyond."""
    return max(-(1 << 31), min(year, 1 << 31))
