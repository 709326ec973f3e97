"""The scheme files are what the tables give, and kin paths keep their meaning there and back."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.chinese.kinship import reduce_path, step
from kg.errors import InvalidInput
from kg.schemes.build import ONTOLOGY, files
from kg.schemes.build_era_crosswalk import TARGET, crosswalk_text
from kg.schemes.kin_notation import broader_path, inverse_path, notation, read_notation

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
NIAN_HAO = SHARED / "data" / "cbdb_tables_2017" / "NIAN_HAO.csv"

SEX = {"F": "male", "M": "female", "B": "male", "Z": "female", "S": "male", "D": "female", "H": "male", "W": "female"}


def could_be(letters: list[str]) -> bool:
    """Whether a husband comes after a woman only, and a wife after a man."""
    pairs = pairwise(letters)
    return not any(letter in "HW" and SEX[before] == SEX[letter] for before, letter in pairs)


#: Paths of steps whose sex is known, of which no two steps mean one.
paths = (
    st.lists(st.sampled_from("FMBZSDHW"), min_size=1, max_size=8)
    .filter(could_be)
    .map(lambda letters: reduce_path(tuple(step(letter) for letter in letters)))
)


def test_scheme_and_crosswalk_files_are_what_the_tables_give() -> None:
    stale = [str(path) for path, text in files().items() if (ONTOLOGY / path).read_text(encoding="utf-8") != text]
    assert not stale, "run python -m kg.schemes.build"


@pytest.mark.skipif(not NIAN_HAO.exists(), reason="needs ../shared")
def test_crosswalk_of_eras_is_what_the_cbdb_table_gives() -> None:
    assert TARGET.read_text(encoding="utf-8") == crosswalk_text(NIAN_HAO)


@given(paths)
def test_notation_is_read_back_as_the_same_path(path: tuple) -> None:  # type: ignore[type-arg]
    assert read_notation(notation(path)) == path


@given(paths.filter(lambda path: len(path) < 5))  # from five generations on the sex of the last is not told apart
def test_inverse_of_the_inverse_leads_back_to_the_path_or_to_a_broader_one(path: tuple) -> None:  # type: ignore[type-arg]
    back = inverse_path(inverse_path(path))
    assert [each.kind for each in back] == [each.kind for each in path]
    assert all(one.sex in (other.sex, "unknown") for one, other in zip(back, path, strict=True))


@pytest.mark.parametrize(
    ("path", "inverse", "broader"),
    [
        ("F", "X", "P"),
        ("FBe", "BX", "FB"),
        ("FB", "BX", "FG"),
        ("MB", "ZX", "MG"),
        ("WF", "DH", "WP"),
        ("HF", "SW", "HP"),
        ("FBS", "FBX", "FBX"),
        ("F12", "S12", None),
        ("SSSSD", "F5", "S5"),
        ("S-heir", "P-heir", "X-heir"),
        ("W-betrothed.F", "DH-betrothed", "W-betrothed.P"),
    ],
)
def test_inverse_and_broader_concept_of_a_path(path: str, inverse: str, broader: str | None) -> None:
    steps = read_notation(path)
    assert notation(inverse_path(steps)) == inverse
    wider = broader_path(steps)
    assert (notation(wider) if wider else None) == broader


@pytest.mark.parametrize("text", ["Q", "F-", "FFx", "12"])
def test_notation_that_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a kin path"):
        read_notation(text)
