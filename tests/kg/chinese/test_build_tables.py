"""The rules by which the folding tables are built, on small sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.chinese.build_tables import build, main, read_sources

SPOKEN = "时時 shí|文 wén|清淸 qīng|祐佑 yòu|懷怀懐 huái|余餘 yú|裡裏里 lǐ|炳昺 bǐng|昭绍 zhāo"
READINGS = {char: group.split()[1] for group in SPOKEN.split("|") for char in group.split()[0]}
STANDARD = "时文清祐佑怀余里炳昺昭绍"


def packed(pairs: dict[str, str]) -> bytes:
    def text(value: str) -> bytes:
        return bytes([0xA0 | len(value.encode())]) + value.encode()

    body = b"".join(text(source) + b"\x91" + text(target) for source, target in pairs.items())
    return b"\xde" + len(pairs).to_bytes(2, "big") + body


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    simplified = ["時\t时", "懷\t怀", "餘\t馀 余", "馀\t馀", "裏\t里"]
    (tmp_path / "TSCharacters.txt").write_text("# comment\n" + "\n".join(simplified), encoding="utf-8")
    (tmp_path / "TWVariants.txt").write_text("裏\t裡\n", encoding="utf-8")
    (tmp_path / "HKVariants.txt").write_text("", encoding="utf-8")
    (tmp_path / "JPShinjitaiCharacters.txt").write_text("懐\t懷\n", encoding="utf-8")
    readings = [f"U+{ord(char):04X}\tkMandarin\t{spoken}" for char, spoken in READINGS.items()]
    readings += [f"U+{ord(char):04X}\tkTGHZ2013\t001.010:{READINGS[char]}" for char in STANDARD]
    (tmp_path / "Unihan_Readings.txt").write_text("\n".join(readings), encoding="utf-8")
    variants = f"U+{ord('淸'):04X}\tkZVariant\tU+{ord('清'):04X}<kX\nU+{ord('祐'):04X}\tkZVariant\tU+{ord('佑'):04X}"
    (tmp_path / "Unihan_Variants.txt").write_text(variants, encoding="utf-8")
    (tmp_path / "v2s.msgpack").write_bytes(packed({"文": "时", "昺": "炳", "昭": "绍"}))
    return tmp_path


def test_variants_join_by_the_rules(sources: Path) -> None:
    table = build(read_sources(sources, sources, sources), loose=False)
    assert {char: table.get(char) for char in "時懷懐淸裡裏餘馀"} == {
        **{"時": "时", "懷": "怀", "懐": "怀", "淸": "清"},
        **{"裡": "里", "裏": "里", "餘": "余", "馀": "余"},
    }


def test_standard_characters_and_different_readings_stay_apart(sources: Path) -> None:
    table = build(read_sources(sources, sources, sources), loose=False)
    assert not {"祐", "佑", "文", "昺", "炳", "昭", "绍"} & table.keys()


def test_loose_table_joins_standard_characters_but_keeps_the_exceptions_apart(sources: Path) -> None:
    table = build(read_sources(sources, sources, sources), loose=True)
    assert table["炳"] == "昺"
    assert not {"昭", "绍", "文"} & table.keys()


def test_compatibility_characters_and_full_width_letters_are_mapped(sources: Path) -> None:
    table = build(read_sources(sources, sources, sources), loose=False)
    assert (table["\uf90a"], table["Ａ"]) == ("金", "a")


def test_script_reports_and_writes(sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directories = ["--opencc", str(sources), "--unihan", str(sources), "--char-converter", str(sources)]
    assert main([*directories, "--write", str(tmp_path / "out")]) == 0
    assert "fold_search.tsv:" in capsys.readouterr().out
    assert "懐\tU+61D0\t怀" in (tmp_path / "out/fold_search.tsv").read_text(encoding="utf-8")
    (sources / "v2s.msgpack").unlink()
    assert main(directories) == 1
