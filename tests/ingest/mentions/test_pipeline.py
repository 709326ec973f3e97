"""The spaCy pipeline: spans, entities, long texts."""

from __future__ import annotations

import pytest
from spacy.language import Language

from ingest.mentions.dates import find_dates, years_of
from ingest.mentions.pipeline import PASSAGE, find, passages

from .conftest import Named

TEXT = "致沈幼丹節帥（同治十三年四月十八日）。昨盛杏蓀觀察自上海来函。"


def test_components_write_dates_places_candidates_and_entities(nlp: Language, named: Named) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.context = named.context("li-hongzhang", "shen-baozhen", (1874, 1874))
    doc = nlp(doc)
    assert nlp.pipe_names == ["dates", "places", "candidates", "resolution"]
    assert [(e.text, e.label_, e.kb_id_.removeprefix(named.base)) for e in doc.ents] == [
        ("沈幼丹節帥", "PERSON", "shen-baozhen"),
        ("同治十三年四月十八日", "DATE", "1874-06-02"),
        ("盛杏蓀觀察", "PERSON", "sheng-xuanhuai"),
        ("上海", "PLACE", named.base.replace("person/sample-", "place/sample-shanghai")),
    ]
    surfaces = {span.text for span in doc.spans["candidates"]}
    assert {"沈幼丹節帥", "幼丹節帥", "盛杏蓀觀察"} <= surfaces
    assert [span.text for span in doc.spans["places"]] == ["上海"]


def test_each_character_is_a_token(nlp: Language) -> None:
    assert [token.text for token in nlp.make_doc("盛宣懷致")] == list("盛宣懷致")


def test_offsets_in_long_texts_are_those_of_the_text(nlp: Language, named: Named) -> None:
    text = ("文書甚多。\n" * (PASSAGE // 3)) + "盛宣懷到滬。"
    found = find(nlp, text, named.context(years=(1890, 1890)))
    assert [text[m.start : m.end] for m in found] == ["盛宣懷"]


@pytest.mark.parametrize("text", ["", "\n", " 盛宣懷 ", "盛宣懷\r\n盛杏蓀", "𠀋😀盛宣懷", "　盛宣懷\t"])
def test_white_space_and_astral_characters_keep_offsets(nlp: Language, text: str) -> None:
    assert all(text[m.start : m.end] == m.surface for m in find(nlp, text))


def test_passages_cover_the_text_without_gaps() -> None:
    text = "甲乙。丙丁戊己庚辛\n壬癸" * 50
    pieces = list(passages(text, 17))
    assert "".join(piece for _, piece in pieces) == text
    assert all(text[offset : offset + len(piece)] == piece and len(piece) <= 17 for offset, piece in pieces)


def test_dates_of_running_text() -> None:
    found = [
        (d.surface, d.readings[0].edtf) for d in find_dates("自光緒五年署道，光绪二十三年十二月初八日到沪，無年。")
    ]
    assert found == [("光緒五年", "1879-01-22/1880-02-09"), ("光绪二十三年十二月初八日", "1897-12-31")]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("同治十三年", (1874, 1875)),
        ("1874-06-02", (1874, 1874)),
        ("無年月", None),
        ("咸丰五年九月三日书于屏风水营", (1855, 1855)),
    ],
)
def test_years_of_a_date_as_written(text: str, years: tuple[int, int] | None) -> None:
    assert years_of(text) == years
