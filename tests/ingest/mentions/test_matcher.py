"""Matching folded forms with the offsets of the text as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.mentions.matcher import FormIndex, Hit, Reading
from kg.chinese import NameForm, fold

INDEX = FormIndex(
    [
        (NameForm("盛宣懷", "姓名", 1.0), 0),
        (NameForm("宣懷", "名", 0.2), 0),
        (NameForm("宣懷", "字", 0.5), 1),
        (NameForm("盛杏蓀", "姓+字", 0.9), 0),
    ]
)


def surfaces(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in INDEX.find(fold(text))]


def test_simplified_text_is_found_by_traditional_forms_at_its_own_offsets() -> None:
    assert surfaces("致盛宣怀，盛杏荪") == ["盛宣怀", "宣怀", "盛杏荪"]
    assert surfaces("𠀋盛宣懷") == ["盛宣懷", "宣懷"]


def test_forms_within_others_are_found_too() -> None:
    assert [(hit.start, hit.end) for hit in INDEX.find(fold("盛宣懷"))] == [(0, 3), (1, 3)]


def test_everybody_who_bears_a_form_is_named() -> None:
    form = INDEX.find(fold("宣懷"))[0].form
    assert INDEX.readings(form) == [Reading(0, "名", 0.2), Reading(1, "字", 0.5)]
    assert len(INDEX) == 3


def test_an_empty_authority_file_finds_nothing() -> None:
    assert FormIndex([]).find("盛宣怀") == ()
    assert len(FormIndex([])) == 0


@given(st.text(alphabet="盛宣懷怀杏蓀荪上海𠀋\n ", max_size=40))
def test_every_hit_is_a_form_of_the_index(text: str) -> None:
    known = {fold(form) for form in ("盛宣懷", "宣懷", "盛杏蓀")}
    hits = INDEX.find(fold(text))
    assert all(isinstance(hit, Hit) and fold(text[hit.start : hit.end]) in known for hit in hits)
    assert len(hits) == sum(fold(text).count(form) for form in known)
