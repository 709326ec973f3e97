"""The forms under which a person can be named."""

from __future__ import annotations

import pytest

from ingest.mentions.authority import Office, Person
from ingest.mentions.surfaces import forms_of

SHENG = Person(
    "https://example.org/sheng",
    "盛宣懷",
    "盛",
    "宣懷",
    [("zi", "杏蓀"), ("hao", "愚齋")],
    1844,
    1916,
    ["江蘇武進"],
    [Office("天津海關道", 1892), Office("太常寺少卿"), Office("太子少保")],
)


def texts(person: Person) -> set[str]:
    return {form.text for form in forms_of(person)}


@pytest.mark.parametrize(
    "form",
    ["盛宣懷", "宣懷", "盛杏蓀", "杏蓀", "杏翁", "杏公", "杏蓀觀察", "盛觀察", "盛京卿", "盛宮保", "盛公", "愚齋"],
)
def test_the_customary_forms_of_sheng_xuanhuai_are_made(form: str) -> None:
    assert form in texts(SHENG)


def test_posthumous_and_former_names_make_forms_of_their_own() -> None:
    zeng = Person("https://example.org/z", "曾國藩", "曾", "國藩", [("shi", "文正"), ("yuanming", "子城")])
    kinds = {form.text: form.kind for form in forms_of(zeng)}
    assert kinds["文正"] == "諡號"
    assert kinds["曾文正"] == "姓+諡號"
    assert kinds["曾子城"] == "姓+別名"


def test_a_commander_is_only_ruled_out_where_offices_are_known() -> None:
    zuo = Person("https://example.org/z", "左宗棠", "左", "宗棠", [("zi", "季高")])
    assert "左季帥" in texts(zuo)
    assert "盛杏帥" not in texts(SHENG)


def test_a_character_that_only_says_the_place_among_brothers_is_no_abbreviation() -> None:
    assert "季公" not in texts(Person("https://example.org/z", "左宗棠", "左", "宗棠", [("zi", "季高")]))


def test_a_person_without_a_chinese_name_has_no_forms() -> None:
    assert texts(Person("https://example.org/y", "Yung Wing")) == set()


def test_too_many_names_leave_the_name_itself() -> None:
    person = Person(
        "https://example.org/m", "盛宣懷", "盛", "宣懷", [("zi", f"名{chr(0x4E00 + n)}") for n in range(2000)]
    )
    assert texts(person) >= {"盛宣懷", "宣懷"}
    assert "盛名一" not in texts(person)
