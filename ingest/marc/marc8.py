"""MARC-8 to Unicode: Latin (ANSEL), Greek, Cyrillic, Hebrew, Arabic, and EACC for Chinese, Japanese and Korean.

A character set is chosen by an escape sequence for G0 (bytes below 0x80) or G1 (above); a mark stands before its
letter. The tables are those of pymarc, made from the Library of Congress's. What cannot be read becomes U+FFFD and
is counted.
Standard: https://www.loc.gov/marc/specifications/speccharmarc8.html.
"""

from __future__ import annotations

import re
import unicodedata

from pymarc.marc8_mapping import CODESETS, ODD_MAP

LOST = "\ufffd"
_ASCII, _ANSEL, _EACC = 0x42, 0x45, 0x31
#: Technique 1: the letters g (Greek symbols), b (subscript), p (superscript), and s back to ASCII.
_TECHNIQUE_1 = re.compile(rb"\x1b([gbps])")
_TECHNIQUE_2 = re.compile(rb"\x1b(\$?)([(,)\-]?)(!?[\x20-\x7e])")


def from_marc8(content: bytes) -> tuple[str, int]:
    """(text in NFC, how many characters could not be read) of one field or subfield.

    >>> from_marc8(b"\\x1b$1!Iq\\x1b(B titr\\xe2e")
    ('照 titré', 0)
    """
    return _Reader(content).read()


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._position = 0
        self._sets = {0: _ASCII, 1: _ANSEL}
        self._out: list[str] = []
        self._marks: list[str] = []
        self._lost = 0

    def read(self) -> tuple[str, int]:
        content = self._content
        while self._position < len(content):
            if content[self._position] == 0x1B:
                self._escape()
            else:
                self._character()
        return unicodedata.normalize("NFC", "".join(self._out + self._marks)), self._lost

    def _escape(self) -> None:
        at = self._position
        if match := _TECHNIQUE_1.match(self._content, at):
            self._sets[0] = _ASCII if match[1] == b"s" else match[1][0]
        elif (match := _TECHNIQUE_2.match(self._content, at)) and (match[1] or match[2]):
            charset = match[3][-1]
            if charset not in CODESETS:
                self._lose(match.end())
                return
            self._sets[1 if match[2] in (b")", b"-") else 0] = charset
        else:
            self._lose(at + 1)
            return
        self._position = match.end()

    def _character(self) -> None:
        at, byte = self._position, self._content[self._position]
        high = byte > 0x80
        charset = self._sets[1] if high else self._sets[0]
        if byte <= 0x20 or 0x80 <= byte < 0xA0:
            # Space is the same in every set; the other controls (marks of what is not filed on) are not text.
            self._out.append(" " if byte == 0x20 else "")
            self._position = at + 1
            return
        if charset == _EACC:
            triple = bytes(each & 0x7F for each in self._content[at : at + 3])
            if len(triple) < 3 or 0x1B in triple:
                self._lose(min(at + 1, len(self._content)))
                return
            self._append(charset, int.from_bytes(triple, "big"), at + 3)
        else:
            self._append(charset, byte, at + 1)

    def _append(self, charset: int, code: int, after: int) -> None:
        found = CODESETS[charset].get(code)
        if found is None:
            odd = ODD_MAP.get(code)
            if odd is None:
                self._lose(after)
                return
            found = (odd, False)
        char, combining = found
        self._position = after
        if combining:
            self._marks.append(chr(char))
            return
        self._out.append(chr(char))
        self._out.extend(self._marks)
        self._marks.clear()

    def _lose(self, after: int) -> None:
        self._out.append(LOST)
        self._lost += 1
        self._position = after
