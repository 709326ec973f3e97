"""Builds ``tables/eras.tsv`` and ``tables/rulers.tsv`` from sanmiao's eras, our additions and our corrections."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from kg.calendar.julian import gregorian_to_jdn
from kg.calendar.months import month_table
from kg.calendar.tsv import rows, table_path

_JIN_MOVES_EAST = 1836930  # 317, accession of 元帝 at Jiankang
_HEADER = "# era\taliases\tcourt\truler\tfirst_year\tfirst_jdn\tlast_jdn\tkind\tsource\tnote\n"
_OPEN_END = 9_999_999


@dataclass(frozen=True, slots=True)
class EraUse:
    """The use of an era name by a court; ``first_year`` is the lunar year that counts as year one."""

    era: str
    court: str
    ruler: str
    first_year: int
    first_jdn: int
    last_jdn: int
    kind: str = "lunar"
    source: str = "sanmiao 0.2.12"
    note: str = ""
    aliases: tuple[str, ...] = ()


def write_eras(directory: Path) -> None:
    """Write both tables from the sanmiao CSV files in ``directory``."""
    uses = era_uses(directory)
    table_path("eras.tsv").write_text(era_lines(uses), encoding="utf-8", newline="\n")
    _write_rulers(directory, {name for use in uses for name in use.ruler.split("、")})


def era_uses(directory: Path) -> list[EraUse]:
    """Return the uses of all eras in the order of their first day: sanmiao corrected, and the additions."""
    added = [_addition(row) for row in rows("era_additions.tsv")]
    replaced = {(use.court, use.era, use.first_year) for use in added}
    uses = [use for use in _sanmiao_uses(directory) if (use.court, use.era, use.first_year) not in replaced]
    return sorted(_merged(_corrected(uses)) + added, key=lambda use: (use.first_jdn, use.court, use.era))


def era_lines(uses: list[EraUse]) -> str:
    """Return the text of ``eras.tsv``."""
    lines = [_HEADER]
    for use in uses:
        fields = (use.era, " ".join(use.aliases), use.court, use.ruler, use.first_year, use.first_jdn, use.last_jdn)
        lines.append("\t".join(map(str, (*fields, use.kind, use.source, use.note))) + "\n")
    return "".join(lines)


def _day(text: str, table: str) -> int:
    """Read a day of the hand-written tables: L1645.5.0 (lunar, 0 = last day), G1916-01-01, J1402-07-17, open."""
    if text == "open":
        return _OPEN_END
    if text.startswith("G"):
        year, month, day = map(int, text[1:].split("-"))
        return gregorian_to_jdn(year, month, day)
    if not text.startswith("L"):
        return int(text)
    parts = [int(part) for part in text[1:].split(".")]
    year_of_months = month_table(table).year(parts[0])
    if year_of_months is None:
        raise ValueError(f"no months for {text}")
    found = next(m for m in year_of_months.months if (m.number, m.leap) == (parts[1], False))
    return found.last_jdn if parts[2] == 0 else found.first_jdn + parts[2] - 1


def _court_tables() -> dict[str, str]:
    return {court: table for court, _, table, _, _ in rows("courts.tsv")}


def _addition(row: tuple[str, ...]) -> EraUse:
    era, aliases, court, ruler, first_year, first, last, kind, source, note = row
    table = _court_tables()[court]
    days = (_day(first, table), _day(last, table))
    return EraUse(era, court, ruler, int(first_year), *days, kind, source, note, tuple(aliases.split()))


def _read(directory: Path, name: str) -> list[dict[str, str]]:
    with (directory / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _rulers(directory: Path) -> dict[str, str]:
    """Return the name shown for each person id; sanmiao repeats the personal name of some rulers."""
    names: dict[str, str] = {}
    for row in _read(directory, "rul_can_name.csv"):
        names.setdefault(row["person_id"], re.sub(r"(.{2,})\1$", r"\1", row["string"]))
    return names


def _sanmiao_uses(directory: Path) -> list[EraUse]:
    courts = {theirs: ours for ours, theirs, *_ in rows("courts.tsv")}
    dynasties = {row["dyn_id"]: row["dyn_name"] for row in _read(directory, "dynasty_table_dump.csv")}
    rulers = _rulers(directory)
    uses = []
    for row in _read(directory, "era_table.csv"):
        if not row["era_name"] or not row["cal_stream"] or float(row["cal_stream"]) > 3:
            continue
        first, after = float(row["era_start_jdn"]) + 0.5, float(row["era_end_jdn"]) + 0.5
        court = courts[dynasties[row["dyn_id"]] + ("979" if row["dyn_id"] == "118" else "")]
        if court == "西晉" and first >= _JIN_MOVES_EAST:
            court = "東晉"
        ruler = rulers.get(row["ruler_id"].split(".")[0], "")
        uses.append(EraUse(row["era_name"], court, ruler, int(row["era_start_year"]), int(first), int(after) - 1))
    return uses


def _corrected(uses: list[EraUse]) -> list[EraUse]:
    """Apply ``era_corrections.tsv``; a correction that matches nothing is an error, so that it cannot go stale."""
    tables = _court_tables()
    for court, era, first_year, field, value, _reason in rows("era_corrections.tsv"):
        if field == "keep":
            uses = [use for use in uses if use.court != court or use.era in value.split()]
            continue
        hits = [use for use in uses if (use.court, use.era, use.first_year) == (court, era, int(first_year))]
        if not hits:
            raise ValueError(f"no era for the correction {court} {era} {first_year} {field}")
        for use in hits:
            uses.remove(use)
        if field == "drop":
            continue
        new: str | int | tuple[str, ...] = value
        if field == "first_year":
            new = int(value)
        elif field in ("first_jdn", "last_jdn"):
            new = _day(value, tables[court])
        elif field == "aliases":
            new = tuple(value.split())
        uses.extend(replace(use, **{field: new}) for use in hits)  # type: ignore[arg-type]
    return uses


def _merged(uses: list[EraUse]) -> list[EraUse]:
    """Unite the rows of one era under several rulers, and the variant names of one era."""
    groups: dict[tuple[str, str, int], list[EraUse]] = defaultdict(list)
    for use in uses:
        groups[(use.court, use.era, use.first_year)].append(use)
    eras: list[EraUse] = []
    for group in groups.values():
        group.sort(key=lambda use: use.first_jdn)
        eras.append(group[0])
        for use in group[1:]:
            if use.first_jdn > eras[-1].last_jdn + 40:  # 洪武三十五年 after 建文四年: another use
                eras.append(use)
                continue
            rulers = "、".join(dict.fromkeys([*eras[-1].ruler.split("、"), use.ruler]))
            eras[-1] = replace(eras[-1], ruler=rulers, last_jdn=max(use.last_jdn, eras[-1].last_jdn))
    return _with_variants(eras)


def _with_variants(eras: list[EraUse]) -> list[EraUse]:
    out: list[EraUse] = []
    for use in eras:
        for position, kept in enumerate(out):
            if (kept.court, kept.first_year, kept.last_jdn) == (use.court, use.first_year, use.last_jdn) and (
                abs(kept.first_jdn - use.first_jdn) <= 10
            ):
                name, variant = (use.era, kept.era) if len(use.era) > len(kept.era) else (kept.era, use.era)
                aliases = dict.fromkeys((*kept.aliases, *use.aliases, variant))
                out[position] = replace(kept, era=name, aliases=tuple(aliases))
                break
        else:
            out.append(use)
    return out


def _write_rulers(directory: Path, wanted: set[str]) -> None:
    names = _rulers(directory)
    tags: dict[str, set[str]] = defaultdict(set)
    for row in _read(directory, "ruler_tags.csv"):
        name = names.get(row["person_id"], "")
        if name in wanted and len(row["string"]) > 1:
            tags[name].add(row["string"])
    with table_path("rulers.tsv").open("w", encoding="utf-8", newline="\n") as out:
        out.write("# ruler, as in eras.tsv\tother names (sanmiao 0.2.12, ruler_tags)\n")
        for name in sorted(tags):
            out.write(f"{name}\t{' '.join(sorted(tags[name] - {name}))}\n")
