"""A word of a source finds its concept: by any label, in either script."""

from __future__ import annotations

import pytest

from ontology.namespaces import compact, expand
from ontology.schemes import concept_for, concepts_for, known_words, scheme_file, scheme_names
from ontology.terms import all_terms


@pytest.mark.parametrize(
    ("scheme", "word", "concept"),
    [
        ("documenttype", "函稿", "documenttype:letter"),
        ("documenttype", "Letter", "documenttype:letter"),
        ("documenttype", "奏折", "documenttype:memorial"),
        ("documenttype", "奏摺", "documenttype:memorial"),
        ("editiontype", "钞本", "editiontype:copy"),
        ("editiontype", "木活字本", "editiontype:woodenType"),
        ("binding", "線裝", "binding:threadBound"),
        ("binding", "线装", "binding:threadBound"),
        ("classification", "集部·別集類", "classification:bieji"),
        ("classification", "集部 别集类", "classification:bieji"),
        ("classification", "四庫全書總目·經部·易類", "classification:siku-yi"),
        ("role", "撰", "role:aut"),
        ("role", "輯", "role:com"),
        ("role", "刻工", "role:wdc"),
        ("role", "疏", "role:subcommentator"),
        ("role", "WDC", "role:wdc"),
        ("kin", "伯父", "kin:FBe"),
        ("kinship", "嗣子", "kin:adoptiveChild"),
        ("kin", "兼祧", "kin:heirOfTwoLines"),
        ("kin", "入赘", "kin:uxorilocalSonInLaw"),
        ("kin", "出繼", "kin:childGivenOut"),
        ("assoc", "座師", "assoc:examiner"),
        ("dynasty", "大清", "dynasty:qing"),
        ("era", "清光绪", "era:qing-guangxu"),
        ("nametype", "廟號", "nametype:miaohao"),
        ("evidencetype", "避諱", "evidencetype:taboo"),
        ("certainty", "疑", "certainty:possible"),
    ],
)
def test_word_of_a_source_finds_its_concept(scheme: str, word: str, concept: str) -> None:
    assert concept_for(scheme, word) == expand(concept)


def test_word_that_means_several_concepts_finds_none_alone() -> None:
    assert concept_for("era", "建元") is None
    assert {compact(iri) for iri in concepts_for("era", "建元")} >= {
        "era:westernHan-jianyuan",
        "era:easternJin-jianyuan",
    }
    assert concept_for("documenttype", "") is None


def test_unknown_scheme_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="documentype"):
        concept_for("documentype", "函")


@pytest.mark.parametrize("name", scheme_names())
def test_every_preferred_label_finds_its_own_concept_and_known_words_lead_somewhere(name: str) -> None:
    words = known_words(name)
    assert words
    assert set(words.values()) <= all_terms().keys()
    for term in all_terms().values():
        if term.kind == "concept" and term.scheme and scheme_file(name).stem == name and term.iri in words.values():
            assert term.iri in concepts_for(name, term.labels["zh-hant"])
            assert term.iri in concepts_for(name, term.labels["zh-hans"])
