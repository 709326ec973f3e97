"""Names that name nobody in particular: the examples of the table, what stands in brackets, what is one person all the
same."""

from __future__ import annotations

import pytest

from kg.authority.records.table import rows
from kg.authority.records.undifferentiated import is_undifferentiated, kind_of_form
from kg.errors import InvalidInput

TABLE = tuple(rows("undifferentiated", 4))


@pytest.mark.parametrize("row", [row for row in TABLE if row[0] not in ("except", "relation")], ids=lambda row: row[2])
def test_every_pattern_knows_its_example(row: tuple[str, ...]) -> None:
    assert kind_of_form(row[2]) == row[0]


@pytest.mark.parametrize("name", [row[2] for row in TABLE if row[0] == "except"])
def test_exceptions_are_one_person(name: str) -> None:
    assert kind_of_form(name) == ""


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("李氏(周世昭妻)", ""),  # told apart by her husband
        ("李氏(白某妻)", "clan"),  # who has no name himself
        ("康氏(妻)", "clan"),
        ("朱氏(何繼高母)", ""),  # the mother of 何繼高, not the stepmother of a 何
        ("吳氏(劉?繼母)", "clan"),
        ("宋應某", ""),  # half of the given name is known
        ("夏侯某", "mou"),  # a compound surname
        ("李士?", ""),
        ("(富察)傅鼐", ""),
        ("Anonymous", "anonymous"),
        ("X", ""),
        ("", ""),
        ("李" * 100, ""),
    ],
)
def test_forms_of_real_lists(form: str, kind: str) -> None:
    assert kind_of_form(form) == kind


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["李某"], True),
        (["王氏", "王貞儀"], False),
        (["李某", "Li Mou"], True),
        (["Li Mou"], False),
        (["佚名", "無名氏"], True),
        ([], False),
        (["  "], False),
    ],
)
def test_a_record_is_undifferentiated_where_no_form_tells_a_person(labels: list[str], expected: bool) -> None:
    assert is_undifferentiated(labels) is expected


def test_a_row_with_too_many_cells_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"undifferentiated.tsv, line \d+: \d cells, at most 2"):
        list(rows("undifferentiated", 2))
