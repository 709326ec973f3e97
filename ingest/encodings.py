"""Which encoding a text file has: told by its bytes, or checked where the description declares it.

The rule, in this order:

1. a byte order mark decides (UTF-8, UTF-16 in either order);
2. UTF-16 without a mark: at least one code unit in fifty is an ASCII character (delimiters, digits, line ends) in one
   of the two byte orders, which no other text encoding produces, and the sample decodes strictly to text with a line
   end and without NUL;
3. what decodes strictly as UTF-8 is UTF-8;
4. of GB18030 and Big5 (with the Hong Kong extension), the one that decodes strictly; where both do, the one in which
   more of the Han characters are common ones. Common are the characters that the two standards themselves put first:
   level 1 of GB 2312 (3,755) and of Big5 (5,401). Real text has nearly all its characters there; text read in the wrong
   encoding scatters.

The sample is the first 256 KiB, or the first later piece in the first 4 MiB that is not pure ASCII. What contradicts it
afterwards is an error that names the place (``decoding_error``).
"""

from __future__ import annotations

import codecs
from functools import cache

from ingest.source import Source
from kg.errors import InvalidDataset

SAMPLE_BYTES = 1 << 18
_SAMPLES = 16
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ASCII_SHARE_UTF16 = 0.02
_CLEAR_LEAD = 0.05
_REMEDY = 'Set encoding under [table] in the description, for example encoding = "gb18030".'


def is_text_encoding(name: str) -> bool:
    """Whether Python can decode text in an encoding of this name."""
    try:
        "".encode(name)
    except LookupError:
        return False
    return True


def detect(sample: bytes, *, whole: bool) -> str | None:
    """The Python name of the encoding, or None where the rule does not decide; ``whole``: nothing follows."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    for encoding in (*_utf16_candidates(sample, whole), "utf-8"):
        if _decode(sample, encoding, whole) is not None:
            return encoding
    shares = {
        encoding: _common_share(text)
        for encoding in ("gb18030", "big5hkscs")
        if (text := _decode(sample, encoding, whole)) is not None
    }
    if len(shares) == 2 and abs(shares["gb18030"] - shares["big5hkscs"]) < _CLEAR_LEAD:
        return None
    return max(shares, key=lambda encoding: shares[encoding]) if shares else None


def source_encoding(source: Source, declared: str) -> str:
    """The encoding to read a file with: the declared one, or the detected one. The reader takes off a mark.

    Raises InvalidDataset where nothing fits.
    """
    if declared:
        return codecs.lookup(declared).name
    sample, whole = _sample(source)
    encoding = detect(sample, whole=whole)
    if encoding is None:
        raise InvalidDataset(
            f"{source.name}: the encoding cannot be told: not UTF-8, and GB18030 and Big5 fit both or neither",
            hint=_REMEDY,
        )
    return encoding


def decoding_error(source: Source, encoding: str) -> InvalidDataset:
    """The error (to be raised) for a file that does not decode: finds the first offending byte and its line."""
    offset, line, reason, rest = _first_fault(source, encoding)
    fits = detect(rest, whole=False) if not rest.isascii() else None
    hint = _REMEDY
    if fits and fits == encoding:
        hint = "The file is damaged there, or mixes encodings."
    elif fits:
        hint = f'The bytes there read as {fits.upper()}: set encoding = "{fits}" under [table] in the description.'
    return InvalidDataset(f"{source.name}: row {line}, byte {offset:,}: not {encoding.upper()} ({reason})", hint=hint)


def _first_fault(source: Source, encoding: str) -> tuple[int, int, str, bytes]:
    """Where a file stops being the encoding: byte offset, line, the codec's reason, and bytes from there on."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset, line = 0, 1
    with source.open_bytes() as stream:
        while True:
            pending = decoder.getstate()[0]
            piece = stream.read(SAMPLE_BYTES)
            try:
                line += decoder.decode(piece, final=not piece).count("\n")
            except UnicodeDecodeError as error:
                fault = pending + piece
                line += fault[: error.start].decode(encoding, "replace").count("\n")
                # From the start of the line on, so that a character of another encoding is not cut in two.
                rest = fault[fault.rfind(b"\n", 0, error.start) + 1 :]
                return offset - len(pending) + error.start, line, error.reason, rest
            if not piece:
                return offset, line, "changed while it was read", b""
            offset += len(piece)


def _sample(source: Source) -> tuple[bytes, bool]:
    with source.open_bytes() as stream:
        for _ in range(_SAMPLES):
            piece = stream.read(SAMPLE_BYTES)
            if len(piece) < SAMPLE_BYTES or not piece.isascii() or b"\0" in piece:
                break
        return piece, len(piece) < SAMPLE_BYTES


def _decode(sample: bytes, encoding: str, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=whole)
    except UnicodeDecodeError:
        return None


def _utf16_candidates(sample: bytes, whole: bool) -> list[str]:
    even, odd = sample[0 : len(sample) & ~1 : 2], sample[1::2]
    ascii_low = {
        "utf-16-le": sum(1 for low, high in zip(even, odd, strict=True) if not high and 0 < low < 0x80),
        "utf-16-be": sum(1 for high, low in zip(even, odd, strict=True) if not high and 0 < low < 0x80),
    }
    if b"\0" not in sample or max(ascii_low.values()) < _ASCII_SHARE_UTF16 * len(even):
        return []
    likely = max(ascii_low, key=lambda encoding: ascii_low[encoding])
    text = _decode(sample, likely, whole) or ""
    return [likely] if "\0" not in text and ("\n" in text or "\r" in text) else []


@cache
def _common_han() -> frozenset[str]:
    gb2312 = bytes(byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    return frozenset(gb2312.decode("gb2312", "ignore") + big5.decode("big5", "ignore"))


def _common_share(text: str) -> float:
    """Which share of the characters beyond ASCII is common Han or CJK punctuation."""
    foreign = [char for char in text if char > "\x7f"]
    common = _common_han()
    known = sum(1 for char in foreign if char in common or "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e")
    return known / len(foreign) if foreign else 1.0
