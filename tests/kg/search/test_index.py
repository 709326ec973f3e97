"""The contract of search indexes, held by every backend."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.search import FACETS, Document, FacetValue, Match, Query, Results, SearchIndex, open_index

BASE = "http://example.org/"
OpenIndex = Callable[[list[Document]], SearchIndex]
SHENG = BASE + "person/cbdb-55084"


def found(results: Results) -> list[str]:
    return [hit.document.iri.removeprefix(BASE) for hit in results.hits]


def search(index: SearchIndex, text: str = "", **options: object) -> list[str]:
    return found(index.search(Query(text, **options)))  # type: ignore[arg-type]


def reasons(index: SearchIndex, text: str, iri: str = SHENG) -> tuple[Match, ...]:
    return next(hit.matches for hit in index.search(Query(text)).hits if hit.document.iri == iri)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("盛宣懷", Match("authorized", "盛宣懷", 0, 3, "exact")),
        ("盛宣怀", Match("authorized", "盛宣懷", 0, 3, "folded")),
        ("宣怀", Match("authorized", "盛宣懷", 1, 3, "folded")),
        ("杏蓀", Match("zi", "杏蓀", 0, 2, "exact")),
        ("杏荪", Match("zi", "杏蓀", 0, 2, "folded")),
        ("sheng xuanhuai", Match("authorized", "盛宣懷", 0, 3, "pinyin")),
        ("Xuanhuai SHENG", Match("authorized", "盛宣懷", 0, 3, "pinyin")),
        ("shèng xuānhuái", Match("authorized", "盛宣懷", 0, 3, "pinyin")),
        ("Sheng Hsüan-huai", Match("authorized", "盛宣懷", 0, 3, "wade-giles")),
        ("sxh", Match("authorized", "盛宣懷", 0, 3, "initials")),
        ("招商局", Match("text", "清末實業家，輪船招商局督辦", 8, 11, "text")),
    ],
)
def test_a_person_is_found_under_every_way_of_writing_and_the_hit_says_why(
    cast: SearchIndex, text: str, match: Match
) -> None:
    assert reasons(cast, text)[0] == match


@pytest.mark.parametrize("text", ["lv bu", "Lü Bu", "lubu", "lyubu"])
def test_each_way_to_type_a_u_with_dots_is_pinyin(cast: SearchIndex, text: str) -> None:
    assert reasons(cast, text, BASE + "person/cbdb-3") == (Match("authorized", "呂布", 0, 2, "pinyin"),)


def test_better_matches_come_first(cast: SearchIndex) -> None:
    assert search(cast, "盛宣懷") == ["person/cbdb-55084", "person/cbdb-500383", "person/cbdb-2", "work/1"]
    assert search(cast, "盛宣懐")[0] == "person/cbdb-500383"  # the same code points before folded ones
    assert search(cast, "愚齋") == ["person/cbdb-55084", "work/1"]  # a whole name before the beginning of one
    assert search(cast, "盛") == [
        "person/cbdb-55084",
        "person/dnb-005844",
        "person/cbdb-500383",
        "person/cbdb-2",
        "work/1",
    ]


def test_a_query_in_either_of_two_merged_characters_finds_both_and_prefers_its_own(cast: SearchIndex) -> None:
    assert search(cast, "后") == ["person/cbdb-6", "person/cbdb-7"]
    assert search(cast, "後") == ["person/cbdb-7", "person/cbdb-6"]
    assert search(cast, "乾祿") == search(cast, "干祿") == ["work/2"]


def test_terms_must_all_match_and_quotes_keep_spaces(cast: SearchIndex) -> None:
    assert search(cast, "愚斋 杏荪") == ["person/cbdb-55084"]
    assert search(cast, "杏荪 招商局") == ["person/cbdb-55084"]
    assert search(cast, "杏荪 李鸿章") == []
    assert search(cast, "huai sheng") == ["person/x"]
    assert search(cast, '"huai sheng"') == []
    assert search(cast, '"huai fam"') == ["person/x"]
    assert search(cast, '"盛宣懷 奏"') == ["work/1"]


def test_a_name_is_not_found_across_the_end_of_another(cast: SearchIndex) -> None:
    assert search(cast, "懷杏") == []
    assert search(cast, "蓀愚") == []


@pytest.mark.parametrize("text", ["𠀀", "𠀁", "𠀀𠀁", "𠀁考", "𠀀𠀁考"])
def test_characters_beyond_the_first_plane_count_as_one(cast: SearchIndex, text: str) -> None:
    assert search(cast, text) == ["work/3"]
    match = reasons(cast, text, BASE + "work/3")[0]
    assert match.form[match.start : match.end] == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"',
            '""',
            '"""',
            "*",
            "AND",
            "OR NOT",
            "(((",
            "names:*",
            "[a TO b]",
            "盛*",
            "\\",
            "a^2",
            "'",
            "~",
            "+-",
            "\ud800",
        ),
        "\ufdd0",
        "盛\ufdd0",
        "\x00",
        "\ufdd1 \ufdd1",
        "=",
        ".*",
        "\u200b",
        "/x/",
        "\U000e0100",
        "́" * 9,
        "x" * 500,
    ],
)
def test_no_text_is_syntax_and_none_fails(cast: SearchIndex, text: str) -> None:
    assert search(cast, text) == []
    cast.suggest(text)


PUNCTUATED = ["(富察)傅鼐", "王·安石", 'A "B" C', "李?", "a  b", "張\u3000三", "\\d"]


def test_punctuation_and_spaces_of_names_are_found(open_with: OpenIndex) -> None:
    index = open_with(
        [Document(f"{BASE}{each}", "Person", name, ((name, "x"),)) for each, name in enumerate(PUNCTUATED)]
    )
    for number, texts in enumerate(
        [("(富", ")傅"), ("·",), ('"B', 'B"'), ("李?",), ('"a  b"',), ("张\u3000三", '"张 三"'), ("\\D",)]
    ):
        for text in texts:
            assert search(index, text) == [str(number)], text


def test_an_empty_text_finds_everything_by_weight(cast: SearchIndex) -> None:
    results = cast.search(Query("  ", limit=3))
    assert results.total == cast.count() == 13
    assert found(results) == ["person/cbdb-2", "person/cbdb-4", "person/cbdb-55084"]
    assert all(hit.matches == () for hit in results.hits)


def test_equal_weights_are_ordered_by_the_number_in_the_iri_whatever_the_order_of_adding(open_with: OpenIndex) -> None:
    documents = [Document(f"{BASE}p-{number}", "Person", "王", (("王", "authorized"),)) for number in range(50)]
    random.Random(7).shuffle(documents)
    index = open_with(documents)
    assert search(index, "王", limit=50) == [f"p-{number}" for number in range(50)]


def test_pages_follow_each_other_without_gap_or_repetition(open_with: OpenIndex) -> None:
    names = ["王", "王安石", "王維", "小王", "老王", "張"]
    documents = [
        Document(f"{BASE}p-{n}", "Person", names[n % 6], ((names[n % 6], "x"),), text="王", weight=n % 4)
        for n in range(97)
    ]
    index = open_with(documents)
    for sort in ("relevance", "label", "year", "-year"):
        whole = search(index, "王", limit=100, sort=sort)
        pages = [iri for offset in range(0, 100, 7) for iri in search(index, "王", limit=7, offset=offset, sort=sort)]
        assert len(whole) == 97
        assert pages == whole


def test_filters_hold_one_value_of_each_facet(cast: SearchIndex) -> None:
    assert search(cast, "盛", filters={"place": ("武進",)}) == ["person/cbdb-55084", "person/dnb-005844"]
    both = {"dynasty": ("宋", "東漢"), "type": ("Person",)}
    assert search(cast, filters=both) == ["person/cbdb-4", "person/cbdb-3"]
    assert search(cast, filters={"dynasty": ("宋",), "dataset": ("kanripo",)}) == []
    assert search(cast, "盛", filters={"place": ()}) == search(cast, "盛")
    assert search(cast, filters={"dynasty": ("no such",)}) == []


def test_years_overlap_the_range_and_unknown_years_never_do(cast: SearchIndex) -> None:
    assert search(cast, year_from=1902, year_to=1915, sort="year") == ["person/dnb-005844", "person/cbdb-55084"]
    assert search(cast, year_to=200) == ["person/cbdb-3"]
    assert search(cast, year_from=1917) == ["work/1"]
    assert search(cast, year_from=1940) == []
    assert search(cast, year_from=-(10**30), year_to=10**30, sort="year")[0] == "person/cbdb-3"


def test_results_sort_by_year_and_label_with_undated_last(cast: SearchIndex) -> None:
    dated = ["person/cbdb-3", "person/cbdb-4", "person/dnb-005844", "person/cbdb-2", "person/cbdb-55084", "work/1"]
    assert search(cast, sort="year")[:6] == dated
    assert search(cast, sort="-year")[:6] == dated[::-1]
    assert search(cast, sort="year")[6:] == search(cast, sort="-year")[6:]
    assert search(cast, "盛", sort="label", filters={"type": ("Person",)}) == [
        "person/cbdb-2",
        "person/cbdb-55084",
        "person/cbdb-500383",
        "person/dnb-005844",
    ]  # 李, 盛宣, 盛宣 with less weight, 盛康


def test_facets_count_the_hits_and_ignore_their_own_filter(cast: SearchIndex) -> None:
    results = cast.search(Query("盛", filters={"dynasty": ("清", "元")}, facets=("dynasty", "place", "type")))
    assert results.total == 4
    assert results.facets == {
        "dynasty": [FacetValue("清", 4, True), FacetValue("元", 0, True)],
        "place": [FacetValue("武進", 2), FacetValue("江蘇", 2)],
        "type": [FacetValue("Person", 4)],
    }
    chosen = cast.search(Query(filters={"type": ("Work",)}, facets=("type", "dataset"), facet_limit=1))
    assert chosen.facets["type"] == [FacetValue("Person", 10), FacetValue("Work", 3, True)]
    assert chosen.facets["dataset"] == [FacetValue("kanripo", 3)]


def test_counts_of_everything_follow_later_changes(changing: SearchIndex) -> None:
    query = Query(facets=("type",), limit=0)
    assert changing.search(query).facets == changing.search(query).facets
    changing.search(query).facets["type"].clear()
    changing.delete([BASE + "work/1"])
    changing.commit()
    assert changing.search(query).facets == {"type": [FacetValue("Person", 10), FacetValue("Work", 2)]}


def test_when_nothing_is_found_loose_folding_is_tried_and_said(cast: SearchIndex) -> None:
    results = cast.search(Query("宁完我", facets=("dynasty",)))
    assert results.loose
    assert found(results) == ["person/cbdb-5"]
    assert results.hits[0].matches == (Match("authorized", "甯完我", 0, 3, "loose"),)
    assert results.facets == {"dynasty": [FacetValue("清", 1)]}
    assert not cast.search(Query("盛")).loose
    assert not cast.search(Query("盛宣懷", filters={"dynasty": ("宋",)})).loose


def test_a_document_comes_back_as_it_was_added(cast: SearchIndex) -> None:
    document = cast.get(SHENG)
    assert document is not None
    assert document == cast.search(Query("盛宣懷")).hits[0].document
    assert document.summary == {"born": 1844, "died": 1916, "note": ["a", {"b": None}]}
    assert document.years == (1844, 1916)
    assert document.forms == ("盛宣懷", "杏蓀", "愚齋")
    assert cast.get(BASE + "nobody") is None


def test_changes_are_seen_after_the_commit_and_not_before(changing: SearchIndex) -> None:
    changed = Document(SHENG, "Person", "盛杏蓀", (("盛杏蓀", "authorized"),))
    changing.replace([changed, changed])
    changing.delete([BASE + "work/1", BASE + "nobody"])
    assert search(changing, "愚齋") == ["person/cbdb-55084", "work/1"]
    changing.commit()
    assert changing.get(SHENG) == changed
    assert changing.count() == 12
    assert search(changing, "愚齋") == []
    assert search(changing, "盛杏") == ["person/cbdb-55084"]
    changing.delete([SHENG])
    changing.add([changed])
    changing.commit()
    assert search(changing, "盛杏") == ["person/cbdb-55084"]


def test_changes_rolled_back_are_never_seen(changing: SearchIndex) -> None:
    changing.delete([SHENG])
    changing.add([Document(BASE + "new", "Person", "盛新", (("盛新", "authorized"),))])
    changing.rollback()
    changing.commit()
    assert changing.count() == 13
    assert search(changing, "盛新") == []


def test_suggestions_complete_names_then_keys_then_insides_by_weight(cast: SearchIndex) -> None:
    names = [(suggestion.label, suggestion.match.form) for suggestion in cast.suggest("盛")]
    assert names == [("盛宣懷", "盛宣懷"), ("盛康", "盛康"), ("盛宣懐", "盛宣懐")]
    assert cast.suggest("宣怀")[0].match == Match("authorized", "盛宣懷", 1, 3, "folded")
    assert [each.label for each in cast.suggest("shengx")] == ["盛宣懷", "盛宣懐"]
    assert cast.suggest("shengx")[0].match == Match("authorized", "盛宣懷", 0, 3, "pinyin")
    assert cast.suggest("sheng hs")[0].label == "Sheng Hsüan-huai family"
    assert cast.suggest("sheng hs")[1].match == Match("authorized", "盛宣懷", 0, 3, "wade-giles")
    assert cast.suggest("xings")[0].match == Match("zi", "杏蓀", 0, 2, "pinyin")
    assert cast.suggest("sx")[0].match.via == "initials"
    assert len(cast.suggest("s", limit=2)) == 2
    assert cast.suggest(" ") == cast.suggest("盛", limit=0) == cast.suggest("s" * 10**6) == []


def test_a_long_full_text_is_found_anywhere_in_it(open_with: OpenIndex) -> None:
    text = "天地玄黃" * 3000 + "盛宣懷奏摺" + "宇宙洪荒" * 3000
    index = open_with([Document(BASE + "t", "Work", "卷", (), text)])
    match = index.search(Query("黄盛宣怀奏")).hits[0].matches[0]
    assert (match.via, match.form[match.start : match.end]) == ("text", "黃盛宣懷奏")


@pytest.mark.parametrize(
    "options",
    [
        {"offset": 10_001},
        {"offset": -1},
        {"limit": 1_001},
        {"limit": -1},
        {"sort": "size"},
        {"facets": ("colour",)},
        {"filters": {"colour": ("red",)}},
        {"text": "x" * 501},
        {"facet_limit": 0},
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        Query(**options)  # type: ignore[arg-type]


def test_an_unknown_backend_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cloud"):
        open_index(tmp_path, backend="cloud")


def test_every_facet_is_named_in_three_languages() -> None:
    assert next(iter(FACETS)) == "type"
    assert all(set(facet.labels) == {"zh-Hans", "zh-Hant", "en"} for facet in FACETS.values())
