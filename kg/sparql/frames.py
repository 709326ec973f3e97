"""The frames in which a pool and its workers talk: a one-byte tag, the length in four bytes, the payload.

To a worker: ``O`` opens a store, ``Q`` asks a query (both JSON). From a worker: any number of ``D`` (bytes of the
result), then one ``E`` (end) or ``X`` (error), both JSON.
"""

from __future__ import annotations

import struct

_HEADER = struct.Struct("!cI")
HEADER_BYTES = _HEADER.size


def pack(tag: bytes, payload: bytes) -> bytes:
    """One frame."""
    return _HEADER.pack(tag, len(payload)) + payload


def unpack_header(data: bytes | bytearray) -> tuple[bytes, int]:
    """Tag and payload length of the frame that begins in ``data``, which has at least ``HEADER_BYTES``."""
    tag, length = _HEADER.unpack_from(data)
    return bytes(tag), int(length)
