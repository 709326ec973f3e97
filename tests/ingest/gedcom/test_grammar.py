"""What is written as GEDCOM 7 obeys the tables of the specification: structures, cardinalities, payloads."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ingest.gedcom.export import GedcomExporter

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
TABLES = SHARED / "suites" / "gedcom7-grammar" / "extracted-files"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
SOURCES = (
    "data/gedcom/large/royal92.ged.gz",
    "data/gedcom/gedcom7_official/maximal70.ged",
    "data/gedcom/chinese_dynasties/Qing_Dynasty.ged",
    "suites/gedcom-magicsunday/files/allged.ged",
    "suites/gedcom-go-testdata/testdata/gedcom-5.5/torture-test/TGC551.ged",
    "suites/gedcom-go-testdata/testdata/edge-cases/legacy10-2025-export.ged",
)
_LINE = re.compile(r"(\d+)(?: @([A-Z0-9_]+)@)? ([A-Z0-9_]+)(?: (.*))?")


def table(name: str) -> list[list[str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


@cache
def structures() -> dict[tuple[str, str], str]:
    return {(above, tag): structure for above, tag, structure in table("substructures.tsv")}


@cache
def cardinalities() -> dict[str, dict[str, tuple[int, float]]]:
    found: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
    for above, structure, written in table("cardinalities.tsv"):
        least, most = written.strip("{}").split(":")
        found[above][structure] = (int(least), float("inf") if most == "M" else int(most))
    return found


@cache
def payloads() -> dict[str, str]:
    return dict(table("payloads.tsv"))


@cache
def enumeration(structure: str) -> frozenset[str]:
    sets = dict(table("enumerations.tsv"))
    words = [value for name, value in table("enumerationsets.tsv") if name == sets.get(structure)]
    return frozenset(re.sub(r".*/(?:enum-)?(?:[A-Z]+-)?", "", word) for word in words)


def faults(text: str) -> Iterator[str]:
    """Everything that breaks the tables, with its line."""
    lines = text.splitlines()
    kinds = {m[2]: m[3] for line in lines if (m := _LINE.fullmatch(line)) and m[1] == "0" and m[2]}
    stack: list[tuple[str, Counter[str], int]] = []

    def close(to: int) -> Iterator[str]:
        while len(stack) > to:
            structure, counts, number = stack.pop()
            for below, (least, most) in cardinalities().get(structure, {}).items():
                if not least <= counts[below] <= most:
                    yield f"line {number}: {structure} has {counts[below]} {below}"

    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            yield f"line {number}: no line of GEDCOM 7: {line}"
            continue
        level, tag, value = int(match[1]), match[3], match[4] or ""
        yield from close(level)
        if tag == "CONT":
            continue
        above = stack[-1][0] if stack else ""
        if tag.startswith("_") or above == "extension":
            stack.append(("extension", Counter(), number))
            continue
        structure = structures().get((above, tag), "")
        if not structure:
            yield f"line {number}: {tag} under {above or 'the file'}"
        if stack:
            stack[-1][1][structure] += 1
        stack.append((structure, Counter(), number))
        yield from (f"line {number}: {fault}" for fault in wrong_payload(structure, value, kinds))
    yield from close(0)


def wrong_payload(structure: str, value: str, kinds: dict[str, str]) -> Iterator[str]:
    kind = payloads().get(structure, "")
    pointer = re.fullmatch(r"@<.*/record-(\w+)>@", kind)
    if pointer:
        xref = value.strip("@")
        if xref != "VOID" and kinds.get(xref) != pointer[1]:
            yield f"{structure} points to {value}"
    elif kind == "Y|<NULL>" and value not in ("", "Y"):
        yield f"{structure} has the value {value}"
    elif "Enum" in kind:
        words = {word.strip() for word in value.split(",")} if "List" in kind else {value}
        if known := enumeration(structure):
            yield from (f"{structure}: {word}" for word in sorted(words - known))
    elif kind.endswith("nonNegativeInteger") and not value.isdecimal():
        yield f"{structure} is not a number: {value}"


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_written_obeys_the_grammar(source: str, read_files) -> None:
    out = io.BytesIO()
    GedcomExporter().export(read_files(SHARED / source).selection(), out, version="7.0", archive=False)
    assert list(faults(out.getvalue().decode("utf-8")))[:10] == []


def test_the_checker_finds_what_is_wrong() -> None:
    text = "0 HEAD\n1 GEDC\n2 VERS 7.0\n0 @I1@ INDI\n1 SEX Q\n1 SEX M\n1 BIRT yes\n1 FAMS @I1@\n1 PLAC x\n0 TRLR\n"
    found = " ".join(faults(text))
    for fault in ("SEX: Q", "has 2 https://gedcom.io/terms/v7/SEX", "the value yes", "points to @I1@", "PLAC under"):
        assert fault in found
