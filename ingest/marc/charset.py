"""The characters of a record: what it declares, believed only as far as its bytes agree.

MARC 21 says in leader/09 whether a record is UTF-8 or MARC-8 (Latin by default, Chinese, Japanese and Korean by escape
to EACC); UNIMARC and CNMARC say it in 100 $a/26-29. Both lie: Chinese systems write GBK under any of these. So a record
whose bytes contradict it is read as what they are, and the report says so. Text is brought to NFC.

Standards: https://www.loc.gov/marc/specifications/speccharmarc8.html; ISO 5426; UNIMARC manual, field 100.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from ingest.code_tables import read_rows
from ingest.encodings import detect
from ingest.marc.marc8 import LOST, from_marc8

_ESCAPE = b"\x1b"
#: An escape as MARC-8 has them; nothing else does.
_DESIGNATES = re.compile(rb"\x1b[(),\-$bgps]")
#: UNIMARC 100 $a/26-29 -> encoding; two codes for G0 and G1, "50" is ISO 10646.
_DECLARED = {"50": "utf-8"}
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PARTS = re.compile(rb"([\x1d-\x1f])")


def decode_marc21(content: bytes, leader: str) -> tuple[str, str]:
    """(text, fault) of the fields of a MARC 21 record; the fault is empty where the leader tells the truth."""
    if content.isascii() and _ESCAPE not in content:
        return content.decode("ascii"), ""
    declared = "utf-8" if leader[9:10] == "a" else "marc-8"
    if _DESIGNATES.search(content):
        fault = "" if declared == "marc-8" else "leader/09 says UTF-8, but there are MARC-8 escapes: read as MARC-8"
        return _marc8(content, fault)
    text = _strict(content, "utf-8")
    if text is not None:
        fault = "" if declared == "utf-8" else "leader/09 says MARC-8, but the bytes are UTF-8: read as UTF-8"
        return text, fault
    chinese = _chinese(content)
    if chinese is not None:
        encoding, text = chinese
        return text, f"the leader says {declared.upper()}, but the bytes are {encoding.upper()}: read as that"
    if declared == "marc-8":
        return _marc8(content, "")
    return _best_latin(content, declared)


def decode_unimarc(content: bytes, declared: str) -> tuple[str, str]:
    """(text, fault) of the fields of a UNIMARC record; ``declared`` is what stands in 100 $a/26-29."""
    if content.isascii() and _ESCAPE not in content:
        return content.decode("ascii"), ""
    says = _DECLARED.get(declared[:2], "")
    name = says.upper() or f'"{declared.strip()}"'
    text = _strict(content, "utf-8")
    if text is not None:
        honest = says == "utf-8" or not declared.strip()
        return text, "" if honest else f"100 $a/26-29 says {name}, but the bytes are UTF-8: read as UTF-8"
    chinese = _chinese(content)
    if chinese is not None:
        encoding, text = chinese
        # 01 20 and the like are what Chinese systems write for GB 2312 and all that came after it: no contradiction.
        fault = f"100 $a/26-29 says {name}, but the bytes are {encoding.upper()}: read as that" if says else ""
        return text, fault
    if says == "utf-8":
        return content.decode("utf-8", "replace"), "says UTF-8, but some bytes are no text: they are shown as \ufffd"
    return _iso5426(content)


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return unicodedata.normalize("NFC", text) if encoding == "utf-8" else text


def _chinese(content: bytes) -> tuple[str, str] | None:
    """(encoding, text) where the bytes are GB 18030 or Big5 without doubt: each run of foreign text reads as Han."""
    if _ESCAPE in content:
        return None
    encoding = detect(content, whole=True)
    if encoding not in ("gb18030", "big5hkscs"):
        return None
    text = content.decode(encoding)
    foreign = [char for char in text if char > "\x7f"]
    han = sum(1 for char in foreign if _HAN.match(char))
    marks = sum(1 for char in foreign if "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e")
    if han < 2 or han + marks < 0.9 * len(foreign):
        return None
    return encoding, text


def _marc8(content: bytes, fault: str) -> tuple[str, str]:
    """MARC-8, subfield by subfield: a broken escape must not swallow what stands behind its subfield."""
    lost = 0
    texts = []
    for part in _PARTS.split(content):
        if part.isascii() and _ESCAPE not in part:
            texts.append(part.decode("ascii"))
        else:
            text, broken = from_marc8(part)
            texts.append(text)
            lost += broken
    if lost:
        reason = f"{lost} characters are not sound MARC-8: they are shown as {LOST}"
        fault = f"{fault}; {reason}" if fault else reason
    return "".join(texts), fault


def _best_latin(content: bytes, declared: str) -> tuple[str, str]:
    """What is neither UTF-8 nor Chinese: MARC-8 where that reads all of it, else UTF-8 with marks for the rest."""
    text, trouble = _marc8(content, "")
    if not trouble:
        return text, f"the leader says {declared.upper()}, but the bytes are not: read as MARC-8"
    return content.decode("utf-8", "replace"), f"some bytes are no {declared.upper()}: they are shown as {LOST}"


@cache
def _iso5426_table() -> dict[int, tuple[str, bool]]:
    rows = read_rows(Path(__file__).parent / "iso5426.tsv")
    return {int(row["byte"], 16): (row["character"], row["combining"] == "1") for row in rows}


def _iso5426(content: bytes) -> tuple[str, str]:
    """ISO 5426: marks stand before their letter, as in all character sets of libraries."""
    table = _iso5426_table()
    out: list[str] = []
    marks: list[str] = []
    lost = 0
    for byte in content:
        if byte < 0x80:
            out.append(chr(byte))
        elif byte in table:
            char, combining = table[byte]
            if combining:
                marks.append(char)
                continue
            out.append(char)
        elif 0x80 <= byte < 0xA0:
            # Marks of what is not to be filed on (0x88, 0x89) and other controls.
            continue
        else:
            lost += 1
            out.append(LOST)
        out.extend(marks)
        marks.clear()
    text = unicodedata.normalize("NFC", "".join(out + marks))
    return text, f"{lost} bytes are in no table of characters: they are shown as {LOST}" if lost else ""
