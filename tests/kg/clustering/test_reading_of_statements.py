"""Statements of responsibility, extents and editions as catalogues write them."""

from __future__ import annotations

import pytest

from kg import terms
from kg.clustering.creators import Part, creators_of, period
from kg.clustering.editions import edition_form, same_edition
from kg.clustering.extent import juan
from kg.clustering.record import book_record
from kg.iris import Minter


def test_people_are_read_with_dynasty_and_part() -> None:
    found = creators_of("(魏)王弼[注];(晉)韓康伯[注];(民國)張元濟[撰校勘記]")
    assert [(c.written, c.written_dynasty, c.part) for c in found] == [
        ("王弼", "魏", Part.COMMENTATOR),
        ("韓康伯", "晉", Part.COMMENTATOR),
        ("張元濟", "民國", Part.COLLATOR),
    ]


@pytest.mark.parametrize("statement", ["佚名", "不著撰者", "", "?", "闕名 撰", "釋"])
def test_words_that_name_nobody_name_nobody(statement: str) -> None:
    assert creators_of(statement) == ()


def test_a_monk_is_the_same_with_and_without_his_title() -> None:
    assert creators_of("釋玄奘")[0].name == creators_of("玄奘")[0].name


def test_dynasties_are_compared_by_the_time_they_stand_for() -> None:
    assert period("南宋?") == period("宋") == period("北宋")
    assert period("姚秦") == period("後秦") != period("秦")


@pytest.mark.parametrize(
    ("extent", "number"), [("一百十卷", 110), ("10 卷", 10), ("不分卷", None), ("", None), ("0 卷", None)]
)
def test_juan_are_counted(extent: str, number: int | None) -> None:
    assert juan(extent) == number


def test_editions_are_one_by_collectanea_or_by_year_and_technique() -> None:
    assert same_edition(edition_form("欽定四庫全書"), edition_form("四庫全書・文淵閣")) is True
    assert same_edition(edition_form("欽定四庫全書"), edition_form("摛藻堂四庫全書薈要")) is False
    assert same_edition(edition_form("清光緒二十三年刻本"), edition_form("清光緒二十四年刻本")) is False
    assert same_edition(edition_form("清光緒二十三年刻本"), edition_form("清光緒二十三年石印本")) is False
    assert same_edition(edition_form("刻本"), edition_form("刻本")) is None
    assert same_edition(edition_form(""), edition_form("刻本")) is None


def test_a_record_is_read_from_claims_with_its_contributions() -> None:
    mint = Minter()
    book, part = mint.entity("instance", "x-1"), mint.entity("contribution", "x-1-1")
    claims = [
        (book, terms.curie("rdf:type"), terms.curie("bf:Instance")),
        (book, terms.curie("skos:prefLabel"), terms.literal("周易註", "zh-Hant")),
        (book, terms.curie("skos:prefLabel"), terms.literal("Zhou yi zhu", "zh-Latn-pinyin")),
        (book, terms.curie("zs:volumeCount"), terms.literal("十卷", "zh-Hant")),
        (book, terms.curie("dcterms:identifier"), terms.literal("KR1a0006/WYG")),
        (book, terms.curie("bf:contribution"), part),
        (part, terms.curie("zs:creatorName"), terms.literal("王弼", "zh-Hant")),
        (part, terms.curie("zs:role"), terms.literal("註", "zh-Hant")),
    ]
    record = book_record(book, claims, "x")
    assert record is not None
    assert (record.titles, record.juan) == (("周易註",), 10)
    assert record.numbers == {"kanripo:KR1a0006"}
    assert record.creators[0].part is Part.COMMENTATOR
    assert book_record(book, claims[2:], "x") is None, "what has no type is neither work nor edition"
