"""Clusters: what is joined and what never is, that each explains itself, and that order does not matter."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.authority.decisions import Decision, Kind
from kg.clustering.comparison import dividing
from kg.clustering.creators import creators_of
from kg.clustering.features import LANGUAGES, Reason, in_language, model
from kg.clustering.profile import Library
from kg.clustering.queue import candidates
from kg.clustering.record import BookRecord
from kg.clustering.run import Clustering, cluster_records
from kg.clustering.scoring import Band, Pair, score


def book(
    id: str, title: str, people: str = "", juan: int | None = None, catalogue: str = "", **more: object
) -> BookRecord:
    creators = creators_of(people)
    return BookRecord(id, catalogue or id[0], (title,), creators=creators, juan=juan, **more)  # type: ignore[arg-type]


def together(found: Clustering) -> set[frozenset[str]]:
    return {frozenset(cluster.members) for cluster in found.works}


def decision(number: int, kind: Kind, one: str, other: str) -> Decision:
    return Decision(number, kind, (one, other), "test", "because", "")


SHELF = [
    book("a1", "史記", "(漢)司馬遷[撰]", 130),
    book("b1", "史記", "司馬遷", 130),
    book("a2", "周易註", "(魏)王弼[註];(晉)韓康伯[註]", 10),
    book("b2", "周易", "(魏)王弼[注];(晉)韓康伯[注]", 9),
    book("b3", "周易", "(宋)朱震[撰]", 11),
    book("a4", "盧昇之集", "(唐)盧照鄰[撰]", 7),
    book("b4", "幽憂子集", "(唐)盧照鄰[撰]", 7),
    book("a5", "南唐書", "(宋)馬令[撰]", 30),
    book("b5", "南唐書", "(宋)陸游[撰]", 18),
    book("a6", "揮麈前錄", "(宋)王明清[撰]", 4),
    book("b6", "揮麈後錄", "(宋)王明清[撰]", 11),
    book("a7", "孟子", "(漢)趙岐[注]", 14),
    book("b7", "孟子注疏", "(漢)趙岐[注];(宋)孫奭[疏]", 14),
]


def test_one_work_under_one_title_two_titles_and_two_names_is_found() -> None:
    assert together(cluster_records(SHELF)) == {
        frozenset({"a1", "b1"}),
        frozenset({"a2", "b2"}),
        frozenset({"a4", "b4"}),
    }


def test_commentary_part_and_namesake_stay_apart_and_say_why() -> None:
    library = Library(SHELF)

    def barrier(one: str, other: str) -> set[str]:
        return {reason.key for reason in score(library, library.profiles[one], library.profiles[other]).barriers}

    assert barrier("a7", "b7") == {"commentary"}
    assert barrier("a6", "b6") == {"section"}
    assert "person" in barrier("a2", "b3")
    assert {reason.key for reason in dividing(library.profiles["a5"], library.profiles["b5"])} == {"people"}


def test_a_record_that_names_nobody_does_not_join_books_of_different_people() -> None:
    shelf = [
        book("a1", "易說", "(宋)趙善譽[撰]", 4),
        book("b1", "易說", "", 4),
        book("c1", "易說", "(清)惠士奇[撰]", 6),
    ]
    for members in together(cluster_records(shelf)):
        assert not {"a1", "c1"} <= members


def test_what_people_decided_goes_before_what_records_say() -> None:
    different = cluster_records(SHELF, [decision(1, Kind.DIFFERENT, "a1", "b1")])
    assert not any({"a1", "b1"} <= members for members in together(different))
    same = cluster_records(SHELF, [decision(1, Kind.SAME, "a5", "b5")])
    assert frozenset({"a5", "b5"}) in together(same)
    undone = [decision(1, Kind.DIFFERENT, "a1", "b1"), Decision(2, Kind.UNDO, (), "test", "because", "", 1)]
    assert frozenset({"a1", "b1"}) in together(cluster_records(SHELF, undone))


def test_different_holds_in_a_cluster_that_a_third_record_would_close() -> None:
    shelf = [book(f"{catalogue}1", "困學紀聞", "(宋)王應麟[撰]", 20) for catalogue in "abc"]
    assert together(cluster_records(shelf)) == {frozenset({"a1", "b1", "c1"})}
    found = together(cluster_records(shelf, [decision(1, Kind.DIFFERENT, "a1", "b1")]))
    assert len(found) == 1
    assert not any({"a1", "b1"} <= members for members in found)


def test_new_records_join_the_clusters_of_earlier_runs_and_nothing_else_is_compared() -> None:
    new = book("n1", "史記", "司馬遷", 130)
    earlier = [decision(1, Kind.SAME, "a1", "b1")]
    found = cluster_records([*SHELF, new], earlier, datasets=["n"])
    assert frozenset({"a1", "b1", "n1"}) in together(found)
    assert found.pairs
    assert all("n1" in (pair.one, pair.other) for pair in found.pairs)


def test_editions_of_one_collectanea_are_one_edition_and_others_are_not() -> None:
    title, people = "乖崖集", "張詠"
    shelf = [
        book("a1", title, people, editions=("欽定四庫全書",)),
        book("b1", title, people, editions=("四庫全書・文淵閣",)),
        book("c1", title, people, editions=("四部叢刊三編",)),
        book("d1", title, people),
    ]
    found = cluster_records(shelf)
    assert together(found) == {frozenset({"a1", "b1", "c1", "d1"})}
    assert [cluster.members for cluster in found.editions] == [("a1", "b1")]


def test_an_edition_stands_with_the_work_that_its_source_names() -> None:
    shelf = [
        BookRecord("w", "a", ("周易註",), is_work=True),
        book("a1", "周易註", "(魏)王弼[註]", 10, works=("w",)),
        book("b1", "周易註", "(魏)王弼[註]", 10),
    ]
    assert together(cluster_records(shelf)) == {frozenset({"w", "a1", "b1"})}


def test_what_is_likely_but_not_certain_is_for_people_to_decide() -> None:
    shelf = [book("a1", "西溪集", ""), book("b1", "西溪集", "(宋)沈遘[撰]", 10)]
    found = cluster_records(shelf)
    assert [pair.band for pair in found.queue()] == [Band.QUEUE]


def test_every_reason_is_said_in_three_languages() -> None:
    found = cluster_records(SHELF)
    for pair in found.pairs:
        for language in LANGUAGES:
            assert "{" not in pair.words(language)
    used = {reason.key for pair in found.pairs for reason in pair.reasons}
    assert used <= set(model().features)


titles = st.sampled_from(
    ["史記", "史記注", "史記集解", "續史記", "西溪集", "西溪先生文集", "西溪詩集", "易說", "周易說"]
)
people = st.sampled_from(["", "(漢)司馬遷[撰]", "司馬遷", "(宋)沈遘[撰]", "沈遼", "(宋)裴駰[注]"])
counts = st.sampled_from([None, 1, 10, 130])
shelves = st.lists(st.tuples(titles, people, counts, st.sampled_from("abc")), max_size=9).map(
    lambda rows: [book(f"{c}{n}", title, who, juan, c) for n, (title, who, juan, c) in enumerate(rows)]
)


@settings(deadline=None, max_examples=60)
@given(shelves, st.randoms(use_true_random=False))
def test_clustering_does_not_depend_on_the_order_of_records(shelf: list[BookRecord], chance: random.Random) -> None:
    shuffled = shelf.copy()
    chance.shuffle(shuffled)
    assert cluster_records(shelf).works == cluster_records(shuffled).works
    assert cluster_records(shelf).pairs == cluster_records(shuffled).pairs


@settings(deadline=None, max_examples=60)
@given(shelves, st.data())
def test_no_cluster_holds_what_must_not_be_one(shelf: list[BookRecord], data: st.DataObject) -> None:
    pairs = list(combinations(sorted(record.id for record in shelf), 2))
    apart = data.draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)) if pairs else []
    found = cluster_records(shelf, [decision(n, Kind.DIFFERENT, *pair) for n, pair in enumerate(apart, 1)])
    for cluster in found.works:
        for one, other in combinations(cluster.members, 2):
            assert (one, other) not in apart
            assert not list(dividing(found.library.profiles[one], found.library.profiles[other]))


@settings(deadline=None, max_examples=60)
@given(shelves)
def test_every_member_of_a_cluster_is_reached_by_reasons(shelf: list[BookRecord]) -> None:
    for cluster in cluster_records(shelf).works:
        assert len(cluster.links) == len(cluster.members) - 1
        for one, other in combinations(cluster.members, 2):
            path = cluster.path(one, other)
            assert path
            assert all(link.band is Band.CLUSTER and link.reasons for link in path)


def test_a_serial_of_which_a_catalogue_has_many_is_not_one_work_by_its_title_alone() -> None:
    lists = [book(f"a{number}", "大清搢紳全書") for number in range(9)]
    found = cluster_records(lists)
    assert found.works == ()
    assert "as of a serial" in found.pairs[0].words()
    few = [book(f"a{number}", "無聲詩史補遺") for number in range(3)]
    assert together(cluster_records(few)) == {frozenset(each.id for each in few)}


def test_a_title_that_a_catalogue_numbers_as_one_work_is_no_serial() -> None:
    copies = [book(f"a{number}", "大戴禮記註疏") for number in range(7)]
    known = book("b1", "大戴禮記註疏", numbers=frozenset({"kanripo:KR1d0072"}))
    assert together(cluster_records([*copies, known])) == {frozenset(each.id for each in (*copies, known))}


def test_romanised_statements_dates_and_roles_are_nobody() -> None:
    said = ("Sun Weiyan zhu bian", "et al.", "主編孫維炎", "何鏡涵, 1923-", "張　榮發", "本書編寫組")
    assert [c.written for text in said for c in creators_of(text)] == ["孫維炎", "何鏡涵", "張榮發"]


def test_titles_that_are_alike_only_without_the_names_of_two_people_are_two() -> None:
    found = cluster_records([book("a1", "徐希畫集", "徐希"), book("b1", "宋雨桂畫集", "宋雨桂")])
    assert found.works == ()
    assert all("same title" not in pair.words() for pair in found.pairs)


def test_the_pairs_for_people_are_questions_that_same_answers() -> None:
    shelf = [
        book("a1", "翠渠摘稿", "周瑛", 7),
        book("b1", "翠渠摘稿補", "周瑛", 8),
        book("c1", "清溪漫稿", "倪岳", 24),
        book("d1", "青谿漫藁集", "倪岳", 12),
    ]
    found = cluster_records(shelf)
    asked = list(candidates(found))
    assert len(asked) <= len(found.queue())
    for kind, each in asked:
        assert kind == "instance"
        assert each.band.value == "queue"
        assert all(set(reason.words) == set(LANGUAGES) for reason in each.reasons)


def test_an_edition_speaks_for_its_work_in_the_queue_and_each_question_comes_once() -> None:
    works = [book("<w/1>", "晦庵語錄", "朱熹", is_work=True), book("<w/2>", "晦菴語錄類編", "朱熹", is_work=True)]
    editions = [replace(book(f"<i/{n}>", works[n % 2].titles[0], "朱熹"), works=(works[n % 2].id,)) for n in range(4)]
    found = cluster_records([*works, *editions])
    pairs = [Pair(one.id, other.id, 0.5, ()) for one, other in combinations(editions, 2)]
    asked = list(candidates(replace(found, pairs=tuple(pairs), works=())))
    assert [(kind, each.one, each.other) for kind, each in asked] == [("work", "<w/1>", "<w/2>")]


def test_what_was_written_down_in_one_language_is_read_in_another() -> None:
    for key in {**model().features, **model().barriers}:
        said = {tag: Reason(key, "史記；一", "史記 (2)").words(tag) for tag in LANGUAGES}
        plain = {tag: Reason(key, "甲", "乙").words(tag) for tag in LANGUAGES}
        for tag in LANGUAGES:
            assert in_language(plain["en"], tag) == plain[tag]
            assert in_language(plain["zh-Hant"], tag) == plain[tag]
            assert in_language(said[tag], tag)
    assert in_language("because I say so", "zh-Hans") == "because I say so"
