"""Headings generated from parts: what each rule set adds, what namesakes make it add, dates that are not certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authority.records.authorized_form import authorized_forms
from kg.authority.records.heading_facts import HeadingFacts
from kg.authority.records.life_years import LifeYears, Year
from kg.authority.records.rule_sets import ADDITIONS, rule_sets
from kg.chinese.readings import has_han
from ontology.namespaces import expand
from ontology.terms import all_terms

MALE, FEMALE = expand("zs:Male"), expand("zs:Female")


def person(name: str = "盛宣懷", born: int | None = None, died: int | None = None, **parts: str) -> HeadingFacts:
    years = LifeYears(Year(born) if born else None, Year(died) if died else None)
    tag = parts.pop("tag", "zh-hant")
    iri = parts.pop("iri", "http://example.org/person/1")
    return HeadingFacts(iri, {tag: name}, years, **parts)


def forms(facts: HeadingFacts, *others: HeadingFacts) -> dict[tuple[str, str], str]:
    return {(form.rules, form.language): form.text for form in authorized_forms(facts, others)[0]}


def test_each_rule_set_writes_years_and_dynasty_in_its_own_way() -> None:
    assert forms(person("盛宣懷", 1844, 1916, dynasty="清")) == {
        ("calis", "zh-Hans"): "盛宣怀 (清, 1844-1916)",
        ("calis", "zh-Hant"): "盛宣懷 (清, 1844-1916)",
        ("nlc", "zh-Hans"): "盛宣怀 (1844～1916)",
        ("naco", "zh-Latn-pinyin"): "Sheng, Xuanhuai, 1844-1916",
    }


@pytest.mark.parametrize(
    ("years", "chinese", "pinyin"),
    [
        (LifeYears(Year(1844, about=True), Year(1916)), "約1844-1916", "approximately 1844-1916"),
        (LifeYears(died=Year(1916)), "?-1916", "-1916"),
        (LifeYears(born=Year(1844)), "1844-", "1844-"),
        (LifeYears(Year(1844, doubtful=True), Year(1916)), "1844?-1916", "1844?-1916"),
        (LifeYears(begin=Year(1875), end=Year(1880)), "活動於1875-1880", "active 1875-1880"),
        (LifeYears(begin=Year(1875), end=Year(1875)), "活動於1875", "active 1875"),
        (LifeYears(Year(-551), Year(-479)), "前551-前479", "551 B.C.-479 B.C."),
    ],
)
def test_dates_that_are_not_certain(years: LifeYears, chinese: str, pinyin: str) -> None:
    found = forms(HeadingFacts("http://example.org/1", {"zh-hant": "孔丘"}, years))
    assert found["calis", "zh-Hant"] == f"孔丘 ({chinese})"
    assert found["naco", "zh-Latn-pinyin"] == f"Kong, Qiu, {pinyin}"


def test_of_namesakes_years_come_first_then_the_dynasty_then_sex_field_and_place() -> None:
    one = person("王偉", dynasty="明", sex=MALE, field="畫家", native_place="江蘇-武進")
    steps = [
        (person("王偉", 1500, iri="b"), "王偉 (明)"),  # the other one's years tell the two apart
        (person("王偉", dynasty="明", sex=FEMALE, iri="b"), "王偉 (明, 男)"),
        (person("王偉", dynasty="明", sex=MALE, field="醫生", iri="b"), "王偉 (明, 畫家)"),
        (person("王偉", dynasty="明", sex=MALE, field="畫家", native_place="浙江-鄞縣", iri="b"), "王偉 (明, 武進)"),
    ]
    assert [forms(one, other)["calis", "zh-Hant"] for other, _ in steps] == [text for _, text in steps]


def test_an_addition_that_tells_nobody_apart_is_not_made() -> None:
    one = person("王偉", 1500, 1560, sex=MALE)
    other = person("王偉", 1600, 1660, sex=MALE, iri="b")
    assert forms(one, other)["nlc", "zh-Hans"] == "王伟 (1500～1560)"


def test_namesakes_whose_form_is_equal_still_are_named() -> None:
    one, other = person("王偉", dynasty="明"), person("王偉", dynasty="明", iri="http://example.org/person/2")
    assert authorized_forms(one, [other])[1] == ("http://example.org/person/2",)
    assert authorized_forms(one, [person("王偉", dynasty="清", iri="c")])[1] == ()


def test_a_part_that_is_written_otherwise_but_shown_alike_does_not_tell_apart() -> None:
    one = person("王偉", native_place="江蘇省-常州府-武進縣")
    assert authorized_forms(one, [person("王偉", native_place="武進縣", iri="b")])[1] == ("b",)


def test_of_two_dynasties_both_are_written_and_the_republic_is_left_to_the_years() -> None:
    assert forms(person(dynasty="清-民國"))["calis", "zh-Hans"] == "盛宣怀 (清-中华民国)"
    assert forms(person(dynasty="中華民國"))["calis", "zh-Hans"] == "盛宣怀"
    assert forms(person(dynasty="?-明"))["calis", "zh-Hant"] == "盛宣懷 (明)"


def test_a_form_that_a_curator_chose_with_its_additions_is_left_as_it_is() -> None:
    facts = person("盛宣懷 (武進)", 1844, 1916, dynasty="清")
    found, _ = authorized_forms(facts, (), curated={"zh-hant"})
    form = next(each for each in found if (each.rules, each.language) == ("calis", "zh-Hant"))
    assert (form.text, form.curated) == ("盛宣懷 (武進)", True)
    plain, _ = authorized_forms(person("盛宣懷", 1844), (), curated={"zh-hant"})
    # The simplified form is made of the one that was chosen.
    assert [each.text for each in plain if each.curated] == ["盛宣怀 (1844-)", "盛宣懷 (1844-)", "盛宣怀 (1844～)"]


def test_forms_in_another_script_are_computed_and_marked() -> None:
    found, _ = authorized_forms(person("盛宣懷"), ())
    assert {(each.language, each.computed) for each in found} == {
        ("zh-Hans", True),
        ("zh-Hant", False),
        ("zh-Latn-pinyin", True),
    }
    both = HeadingFacts("x", {"zh-hant": "盛宣懷", "zh-hans": "盛宣怀"}, LifeYears())
    assert {each.computed for each in authorized_forms(both, ())[0] if each.language != "zh-Latn-pinyin"} == {False}


@pytest.mark.parametrize(
    ("labels", "text", "surname"),
    [
        ({"en": "Fryer, John"}, "Fryer, John", "Fryer"),
        ({"zh-hant": "歐陽修"}, "Ouyang, Xiu", "Ouyang"),
        ({"zh-hant": "僧格林沁"}, "Senggelinqin", ""),
        ({"zh-hant": "(富察)傅鼐"}, "Fucha, Funai", "Fucha"),
        ({"zh-hant": "盛宣懷", "zh-latn-pinyin": "Sheng, Xuanhuai"}, "Sheng, Xuanhuai", "Sheng"),
        ({"zh-hant": "李某"}, "Li, Mou", "Li"),
    ],
)
def test_names_in_latin_script(labels: dict[str, str], text: str, surname: str) -> None:
    found, _ = authorized_forms(HeadingFacts("x", labels, LifeYears()), ())
    form = next(each for each in found if each.rules == "naco")
    assert (form.text, form.surname) == (text, surname)


def test_a_body_has_its_own_english_name() -> None:
    found, _ = authorized_forms(
        HeadingFacts("x", {"zh-hans": "上海图书馆", "en": "Shanghai Library"}, LifeYears()), (), person=False
    )
    assert [each.text for each in found if each.rules == "naco"] == ["Shanghai Library"]


def test_without_a_label_there_is_no_form() -> None:
    assert authorized_forms(HeadingFacts("x", {}, LifeYears()), ()) == ((), ())


def test_rule_sets_stand_in_the_vocabulary_and_name_their_source() -> None:
    for rules in rule_sets():
        assert rules.term in all_terms()
        assert rules.source
        assert set(rules.order) == set(rules.distinguish) == set(ADDITIONS)
        assert set(rules.styles) == set(rules.languages)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 1500, 1600]),
            st.sampled_from(["", "明", "清"]),
            st.sampled_from(["", "畫家", "醫生"]),
        ),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_records_that_differ_in_any_part_have_different_forms(parts: list[tuple[int | None, str, str]]) -> None:
    people = [
        person("王偉", born, dynasty=dynasty, field=field, iri=str(number))
        for number, (born, dynasty, field) in enumerate(parts)
    ]
    for rules, language in (("calis", "zh-Hant"), ("nlc", "zh-Hans")):
        found = [forms(one, *(other for other in people if other is not one))[rules, language] for one in people]
        equal = [set(authorized_forms(one, [o for o in people if o is not one])[1]) for one in people]
        for number, text in enumerate(found):
            same = {str(other) for other, form in enumerate(found) if form == text and other != number}
            # Two that have an equal form know of each other, and no form is equal unnoticed.
            assert same <= equal[number]
        assert all(has_han(text) for text in found)
