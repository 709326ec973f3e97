"""Who is meant, and when it is left to somebody to look at."""

from __future__ import annotations

import pytest

from .conftest import Named


def test_courtesy_name_alone_is_never_linked(named: Named) -> None:
    assert named.told("昨晤杏蓀，", years=(1890, 1890)) == [("杏蓀", "queue", "sheng-xuanhuai")]


def test_courtesy_name_is_linked_where_writer_and_person_are_tied(named: Named) -> None:
    told = named.told("昨晤杏荪，", writer="li-hongzhang", years=(1890, 1890))
    assert told == [("杏荪", "sure", "sheng-xuanhuai")]


def test_courtesy_name_is_linked_where_the_person_is_named_in_full_elsewhere(named: Named) -> None:
    told = named.told("盛杏蓀觀察到津。杏蓀言，", years=(1890, 1890))
    assert told == [("盛杏蓀觀察", "sure", "sheng-xuanhuai"), ("杏蓀", "sure", "sheng-xuanhuai")]


def test_surname_and_courtesy_name_with_a_style_of_address_are_one_mention(named: Named) -> None:
    told = named.told("致沈幼丹节帅", writer="li-hongzhang", years=(1874, 1874))
    assert told == [("沈幼丹节帅", "sure", "shen-baozhen")]


def test_style_of_address_is_not_read_into_another_word(named: Named) -> None:
    assert named.told("杏蓀公事，", writer="li-hongzhang")[0][0] == "杏蓀"


def test_persons_who_are_in_no_record_are_said_to_be_so(named: Named) -> None:
    told = named.told("复孙竹堂观察", writer="li-hongzhang", years=(1873, 1873))
    assert told == [("孙竹堂观察", "nil", "")]


def test_full_name_of_nobody_on_record_is_found_again_by_its_given_name(named: Named) -> None:
    told = named.told("，李次青带平江勇到营。次青勋名大著，", writer="zeng-guofan", years=(1858, 1858))
    assert told == [("李次青", "nil", ""), ("次青", "nil", "")]


def test_nobody_is_found_in_ordinary_prose(named: Named) -> None:
    text = "二月初间江广各当事似可从容，均须得人。合肥縣志未見。"
    assert [each for each in named.told(text, years=(1874, 1874)) if each[1] == "sure"] == []


def test_person_not_yet_born_is_not_meant(named: Named) -> None:
    assert named.told("盛宣懷", years=(1700, 1700)) == []


def test_posthumous_name_is_not_used_of_the_living(named: Named) -> None:
    living, dead = (named.told("李文忠", years=(year, year)) for year in (1874, 1905))
    assert living == [("李文忠", "nil", "")]
    assert dead == [("李文忠", "sure", "li-hongzhang")]


def test_another_surname_before_a_courtesy_name_speaks_against_it(named: Named) -> None:
    found = named.find("王杏蓀", writer="li-hongzhang", years=(1890, 1890))
    assert not [mention for mention in found if mention.entity]


def test_namesakes_are_left_to_somebody_to_look_at(named: Named) -> None:
    told = named.told("文襄", years=(1912, 1912))  # 左宗棠 and 張之洞
    assert [decision for _, decision, _ in told] in (["queue"], [])


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("九弟", "zeng-guoquan"),
        ("沅弟", "zeng-guoquan"),
        ("沅甫九弟", "zeng-guoquan"),
        ("六弟", "zeng-guohua"),
        ("季弟", "zeng-guobao"),
        ("澤兒", "zeng-jize"),
        ("纪泽", "zeng-jize"),
        ("植弟", "zeng-guoquan"),
    ],
)
def test_kin_words_are_read_from_the_writer(named: Named, text: str, person: str) -> None:
    assert named.told(f"{text}，", writer="zeng-guofan", years=(1860, 1860)) == [(text, "sure", person)]


def test_kin_words_mean_nobody_without_a_writer(named: Named) -> None:
    assert named.told("九弟，") == [("九弟", "nil", "")]
    assert named.told("家父，", writer="zeng-guofan") == [("家父", "nil", "")]
    assert named.told("家父，", writer="zeng-jize") == [("家父", "sure", "zeng-guofan")]


def test_kin_of_the_addressee(named: Named) -> None:
    assert named.told("令兄，", addressee="zeng-guoquan") == [("令兄", "sure", "zeng-guofan")]


def test_the_wife_of_a_brother_is_not_the_brother(named: Named) -> None:
    assert named.told("季弟妇仙逝", writer="zeng-guofan") == [("季弟妇", "nil", "")]


def test_several_brothers_are_several_mentions(named: Named) -> None:
    told = named.told("澄沅两弟，", writer="zeng-guofan", years=(1860, 1860))
    assert told == [("澄", "sure", "zeng-guohuang"), ("沅", "sure", "zeng-guoquan")]


def test_surnames_in_a_list_are_mentions(named: Named) -> None:
    told = named.told("左、郭諸公意见", writer="zeng-guofan", years=(1860, 1860))
    assert [(surface, person) for surface, _, person in told] == [("左", "zuo-zongtang"), ("郭", "guo-songtao")]


def test_surname_with_a_style_of_address_needs_the_office(named: Named) -> None:
    told = named.told("李中堂", writer="sheng-xuanhuai", years=(1880, 1880))
    assert told == [("李中堂", "queue", "li-hongzhang")]


def test_the_writer_calls_himself_by_his_given_name(named: Named) -> None:
    assert named.told("鸿章细加查勘", writer="li-hongzhang") == [("鸿章", "sure", "li-hongzhang")]


def test_words_for_the_addressee_mean_nobody_else(named: Named) -> None:
    assert named.told("執事以為何如", addressee="shen-baozhen") == [("執事", "sure", "shen-baozhen")]
    assert named.told("執事以為何如") == []
    assert named.told("執事以為何如", addressee="shen-baozhen li-zongxi") == []


def test_every_candidate_says_why_in_three_languages(named: Named) -> None:
    mention = named.find("昨晤杏荪，", writer="li-hongzhang", years=(1890, 1890))[0]
    reasons = mention.candidates[0].reasons
    assert [reason.text("zh-Hant") for reason in reasons] == [
        "寫作字",
        "與李鴻章有往來",
        "其時在世",
        "規範檔中別無他人用此稱",
    ]
    assert all(reason.text("en") != reason.text("zh-Hans") for reason in reasons)
    assert 0 < mention.candidates[0].score < 1


def test_an_office_of_the_date_speaks_for_its_holder(named: Named) -> None:
    now = named.find("盛觀察", writer="li-hongzhang", years=(1893, 1893))[0]
    before = named.find("盛觀察", writer="li-hongzhang", years=(1870, 1870))[0]
    assert (now.decision, "office") in [(now.decision, reason.key) for reason in now.candidates[0].reasons]
    assert now.entity
    assert not before.entity
