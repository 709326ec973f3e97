"""Forms of names generated from an authority record."""

from __future__ import annotations

import pytest

from kg.chinese import NameForm, NameRecord, name_forms, office_styles
from kg.chinese.tsv import rows
from kg.errors import InvalidInput

SHENG = NameRecord("盛", "宣懷", ("杏蓀",), ("愚齋",), ("津海關道", "太常寺少卿", "太子少保"), ("武進",))


def forms(record: NameRecord) -> dict[str, NameForm]:
    return {form.text: form for form in name_forms(record)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("盛宣懷", "姓名"),
        ("宣懷", "名"),
        ("杏蓀", "字"),
        ("盛杏蓀", "姓+字"),
        ("愚齋", "號"),
        ("盛愚齋", "姓+號"),
        ("盛杏蓀觀察", "姓+字+官稱"),
        ("杏蓀觀察", "字+官稱"),
        ("盛京卿", "姓+官稱"),
        ("盛宮保", "姓+官稱"),
        ("杏翁", "字首+敬稱"),
        ("盛公", "姓+敬稱"),
    ],
)
def test_customary_forms_are_generated(text: str, kind: str) -> None:
    assert forms(SHENG)[text].kind == kind


def test_full_name_weighs_most_and_all_weights_fall() -> None:
    weights = [form.weight for form in name_forms(SHENG)]
    assert name_forms(SHENG)[0].text == "盛宣懷"
    assert weights == sorted(weights, reverse=True)
    assert all(0 < weight <= 1 for weight in weights)


def test_forms_with_a_style_name_the_office_behind_it() -> None:
    assert forms(SHENG)["盛觀察"].offices == ("津海關道",)
    assert forms(SHENG)["盛宣懷"].offices == ()


def test_suffixes_of_high_office_need_the_office() -> None:
    zhang = NameRecord("張", "之洞", ("香濤",), (), ("湖廣總督", "體仁閣大學士"), ("南皮縣",))
    assert {"香帥", "張中堂", "南皮", "張南皮", "香濤制軍", "南皮相國"} <= forms(zhang).keys()
    assert "杏帥" not in forms(SHENG)
    assert "武進" not in forms(SHENG)


def test_courtesy_name_of_letters_of_li_hongzhang_is_generated() -> None:
    assert "沈幼丹船政" in forms(NameRecord("沈", "葆楨", ("幼丹",), (), ("船政大臣",)))
    assert "孙竹堂观察"[:3] in forms(NameRecord("孙", "士达", ("竹堂",)))


def test_simplified_office_titles_are_known() -> None:
    assert office_styles("江苏巡抚") == office_styles("江蘇巡撫") == ("中丞", "撫台", "撫軍", "節帥")
    assert office_styles("") == ()


def test_forms_are_distinct_and_have_two_characters() -> None:
    record = NameRecord("左", "丘", ("左",), ("丘", "", "一"), ("知府", "知府"))
    texts = [form.text for form in name_forms(record)]
    assert len(set(texts)) == len(texts)
    assert all(len(text) > 1 for text in texts)


def test_empty_record_has_no_forms() -> None:
    assert name_forms(NameRecord("", "")) == ()
    assert name_forms(NameRecord("", "僧格林沁"))[0] == NameForm("僧格林沁", "姓名", 1.0)


def test_record_with_too_many_names_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too many forms"):
        name_forms(NameRecord("盛", "宣懷", tuple(f"字{n}" for n in range(2000))))


def test_tables_use_known_parts_and_weights() -> None:
    for parts, _, weight in rows("name_form_patterns.tsv"):
        assert set(parts.split()) <= set("SNZHATRPG")
        assert 0 < float(weight) <= 1
    assert all(style and office for style, office, _ in rows("office_styles.tsv"))
