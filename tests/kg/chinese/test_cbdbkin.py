"""CBDB kinship codes as kin paths."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.chinese import kin_terms, path_code, read_cbdb_code
from kg.errors import InvalidInput

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")


def test_marks_orders_and_dashes_are_read() -> None:
    (first,) = read_cbdb_code("Z\N{EN DASH}^")[0]
    assert (first.kind, first.sex, first.seniority, first.qualifier) == ("sibling", "female", "younger", "step")
    (betrothed, father) = read_cbdb_code("W%F")[0]
    assert (betrothed.qualifier, father.letter) == ("betrothed", "F")
    assert read_cbdb_code("DH2")[0][1].order == 2
    assert read_cbdb_code("S (only son)")[0][0].qualifier == "only"


def test_generations_become_steps() -> None:
    assert path_code(read_cbdb_code("WG-5")[0]) == "WFFFFF"
    assert path_code(read_cbdb_code("G+7H")[0]) == "SSSSSSDH"


def test_maternal_and_paternal_cousins_are_alternatives() -> None:
    assert [path_code(path) for path in read_cbdb_code("P+1(male)")] == ["FZSS", "MBSS", "MZSS"]
    assert [path_code(path) for path in read_cbdb_code("FMBW/MMBW")] == ["FMBW", "MMBW"]


@pytest.mark.parametrize("code", ["U", "A", "K-2(male)", "Kn", "G-n", "WK-n", "G+n (claimed)", "[missing data]", ""])
def test_kin_without_a_definite_path_have_none(code: str) -> None:
    assert read_cbdb_code(code) == ()


@pytest.mark.parametrize("code", ["Q", "F?", "S(", "F" * 300, "G-999999999", "\ud800", "B(C)", "F½", "S//"])
def test_other_text_is_refused_by_name(code: str) -> None:
    with pytest.raises(InvalidInput):
        read_cbdb_code(code)


@needs_shared
def test_every_code_of_cbdb_is_read_and_most_terms_are_cbdbs_own() -> None:
    path = SHARED / "data/cbdb_tables_2017/KINSHIP_CODES.csv"
    agree = definite = 0
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            paths = read_cbdb_code(row["c_kinrel"])
            definite += bool(paths)
            terms = {term for each in paths for term in kin_terms(each)}
            agree += bool(terms & {term.strip() for term in row["c_kinrel_chn"].split(";")})
    assert definite > 430
    assert agree >= 320


@needs_shared
def test_up_and_down_steps_of_lineal_codes_agree_with_cbdb() -> None:
    path = SHARED / "data/cbdb_tables_2017/KINSHIP_CODES.csv"
    with path.open(encoding="utf-8") as lines:
        table = list(csv.DictReader(lines))
    checked = 0
    for row in table:
        code = row["c_kinrel"].strip()
        if code and set(code) <= set("FMSD"):
            (steps,) = read_cbdb_code(code)
            ups = sum(each.kind == "parent" for each in steps)
            downs = sum(each.kind == "child" for each in steps)
            assert (ups, downs) == (int(row["c_upstep"]), int(row["c_dwnstep"])), code
            checked += 1
    assert checked >= 30
