"""From the bytes of a GEDCOM file to its lines, whatever encoding it has and whatever it says that it has.

The bytes decide before the header does, because ``1 CHAR`` is wrong in many files:

1. a byte order mark; 2. UTF-16 without one, told by the zero byte beside the first character; 3. what decodes as UTF-8
throughout; 4. what ``[gedcom] encoding`` or the header names (``charsets.tsv``), unless it names one of the former;
5. GB18030 or Big5 where most bytes beyond ASCII stand next to another, as they do in Chinese text; 6. Windows-1252.
A file in which single lines do not fit the rest keeps its encoding, and those lines are read as Windows-1252 and named.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from gedcom_lite import decode_ansel

from ingest.encodings import detect
from ingest.lines import MAX_CHARACTERS
from ingest.source import Source
from kg.errors import InvalidDataset
from kg.record import Problem

_CHUNK = 1 << 20
_HEADER_BYTES = 1 << 13
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHAR = re.compile(rb"[\r\n][ \t]*1[ \t]+CHAR[ACTER]*[ \t]+([^\r\n]+)")
_PAIRS = re.compile(rb"[\x80-\xff]{2,}")
_SHARE_IN_PAIRS = 0.6
_FALLBACK = "cp1252"
#: How much of a file may be damaged before it is not taken for UTF-8 any more: one line in so many.
_ONE_IN = 20


@dataclass(slots=True)
class Lines:
    """The lines of a file without their ends: iterate for ``(number from 1, text)``; ``problems`` fills meanwhile."""

    source: Source
    encoding: str
    declared: str
    problems: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Raises InvalidDataset for a line longer than any GEDCOM line can be."""
        wide = self.encoding.startswith("utf-16")
        decode = None if wide else line_decoder(self.encoding)
        with io.TextIOWrapper(
            self.source.open_bytes(), self.encoding if wide else "latin-1", errors="replace", newline=None
        ) as text:
            number = 0
            blank_is_end = False
            while line := text.readline(MAX_CHARACTERS):
                if len(line) >= MAX_CHARACTERS:
                    raise InvalidDataset(
                        f"{self.source.name}: line {number + 1} has more than {MAX_CHARACTERS:,} characters",
                        hint="Is this a GEDCOM file at all?",
                    )
                line = line.rstrip("\n")
                if number == 1 and not line:
                    blank_is_end = True  # the two-character end LF CR gives an empty line after each
                if blank_is_end and not line:
                    continue
                number += 1
                if decode is not None and not line.isascii():
                    line = self._decoded(line, number, decode)
                yield number, line.removeprefix("\ufeff") if number == 1 else line

    def _decoded(self, line: str, number: int, decode: Callable[[bytes], str]) -> str:
        data = line.encode("latin-1")
        try:
            return decode(data)
        except UnicodeDecodeError as error:
            fallback = self.encoding if self.encoding == _FALLBACK else f"{_FALLBACK} in this line"
            reason = f"not {self.encoding.upper()} ({error.reason}); read as {fallback}"
            self.problems.append(Problem(self.source.name, number, "", reason, skipped=False))
            return data.decode(_FALLBACK, "replace")


def open_lines(source: Source, declared: str = "") -> Lines:
    """The lines of a file in the encoding that the rule above finds; ``declared`` is what the description says.

    A header that names another encoding than the bytes have is a Problem. Raises InvalidDataset for no text at all.
    """
    with source.open_bytes() as stream:
        head = stream.read(_HEADER_BYTES)
    said = _declared(head)
    if declared:
        return Lines(source, codec_of(declared) or declared, said)
    mark = next((encoding for bom, encoding in _MARKS if head.startswith(bom)), "") or _utf16(head)
    if mark:
        return _checked(Lines(source, mark, said))
    bad, lines, sample = _utf8_faults(source)
    if not bad:
        return _checked(Lines(source, "utf-8" if sample else "ascii", said))
    named = codec_of(said) or ""
    if named in ("", "ascii", "utf-8", "utf-16"):
        named = "utf-8" if named == "utf-8" and bad * _ONE_IN < lines else _chinese(sample) or _FALLBACK
    return _checked(Lines(source, named, said))


@cache
def charsets() -> dict[str, str]:
    """What ``1 CHAR`` may say (in capitals), and the codec that it means."""
    rows = (Path(__file__).parent / "charsets.tsv").read_text("utf-8").splitlines()[1:]
    return dict(row.split("\t") for row in rows)


def codec_of(name: str) -> str | None:
    """The codec of a character set by its name in GEDCOM or in Python; None for one that neither knows.

    >>> codec_of("ANSEL"), codec_of("IBM Windows"), codec_of("gb18030"), codec_of("runes")
    ('ansel', 'cp1252', 'gb18030', None)
    """
    known = charsets().get(name.strip().upper())
    if known:
        return known
    try:
        return codecs.lookup(name.strip()).name
    except LookupError:
        return None


def line_decoder(encoding: str) -> Callable[[bytes], str]:
    """How a line in a byte encoding becomes text; raises UnicodeDecodeError where it cannot, save for ANSEL."""
    if encoding == "ansel":
        ansel: Callable[[bytes], str] = decode_ansel
        return ansel
    return lambda data: data.decode(encoding)


def _declared(head: bytes) -> str:
    plain = head.replace(b"\0", b"")
    found = _CHAR.search(plain)
    return found[1].decode("latin-1").strip() if found else ""


def _utf16(head: bytes) -> str:
    """UTF-16 without a mark: a file begins with ``0`` or white space, which is one byte and a zero."""
    first, second = (head + b"\1\1")[:2]
    if second == 0 and first in b"0 \t\r\n":
        return "utf-16-le"
    return "utf-16-be" if first == 0 and second in b"0 \t\r\n" else ""


def _utf8_faults(source: Source) -> tuple[int, int, bytes]:
    """How many lines are not UTF-8, how many there are beyond ASCII, and a sample of those."""
    bad = lines = 0
    sample = bytearray()
    with source.open_bytes() as stream:
        rest = b""
        while piece := stream.read(_CHUNK):
            if piece.isascii() and rest.isascii():
                rest = b""
                continue
            whole, _, rest = (rest + piece).rpartition(b"\n") if b"\n" in piece else (rest + piece, b"", b"")
            bad, lines = _count(whole, bad, lines, sample)
        bad, lines = _count(rest, bad, lines, sample)
    return bad, lines, bytes(sample)


def _count(data: bytes, bad: int, lines: int, sample: bytearray) -> tuple[int, int]:
    for line in re.split(rb"[\r\n]+", data):
        if not line.isascii():
            lines += 1
            if len(sample) < _CHUNK:
                sample += line + b"\n"
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                bad += 1
    return bad, lines


def _chinese(sample: bytes) -> str:
    beyond = sum(1 for byte in sample if byte > 0x7F)
    paired = sum(len(run) for run in _PAIRS.findall(sample))
    if not beyond or paired < _SHARE_IN_PAIRS * beyond:
        return ""
    found = detect(sample, whole=True)
    return found if found in ("gb18030", "big5hkscs") else ""


def _checked(lines: Lines) -> Lines:
    """Say so where the header names another encoding than the file has."""
    said = codec_of(lines.declared) if lines.declared else None
    same = said is not None and (said == lines.encoding or (said == "utf-16" and lines.encoding.startswith("utf-16")))
    if lines.encoding == "ascii" and said != "utf-16":
        return lines  # plain ASCII is the same in all of them
    if lines.declared and not same:
        reason = f'the header says "{lines.declared}", but the bytes are {lines.encoding.upper()} and are read so'
        lines.problems.append(Problem(lines.source.name, 0, "HEAD.CHAR", reason, skipped=False))
    return lines
