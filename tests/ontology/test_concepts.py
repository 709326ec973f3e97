"""Every concept of every scheme is complete, stands in a tree without cycles, and has its other side."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ontology.namespaces import PREFIXES, compact, expand
from ontology.schemes import scheme_file, scheme_names
from ontology.terms import LANGUAGES, VocabularyTerm, all_terms
from ontology.turtle import read_statements

TAGS = {language.lower() for language in LANGUAGES}
#: Schemes of which no concept may lack a notation: those that are built from our tables.
BUILT = (
    *("kin", "assoc", "nametype", "role", "documenttype", "editiontype", "binding", "classification", "dynasty"),
    *("era", "officetype", "evidencetype", "evidencegrade", "certainty"),
)
#: Groups of ties, and the few that describe one person: they have no other side.
ONE_SIDED = {
    *("general", "scholarly", "friendly", "political", "literary", "military", "medical", "religious", "household"),
    *("economic", "opponentOfDaoxue", "personnelTie"),
}
LEAST = {"kin": 500, "assoc": 200, "role": 295, "classification": 450, "dynasty": 100, "era": 700}


def concepts(prefix: str) -> dict[str, VocabularyTerm]:
    namespace = PREFIXES[prefix]
    return {iri: t for iri, t in all_terms().items() if iri.startswith(namespace) and t.kind == "concept"}


def above(iri: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """All broader concepts, the nearest first; raises AssertionError at a cycle."""
    for broader in all_terms()[iri].broader:
        assert broader not in (*seen, iri), f"{compact(iri)} is broader than itself by way of {compact(broader)}"
        yield broader
        yield from above(broader, (*seen, iri))


@pytest.mark.parametrize("prefix", BUILT)
def test_every_concept_has_label_and_definition_in_three_languages_notation_and_scheme(prefix: str) -> None:
    found = concepts(prefix)
    assert len(found) >= LEAST.get(prefix, 5)
    incomplete = [
        compact(iri)
        for iri, term in found.items()
        if set(term.labels) != TAGS
        or set(term.comments) != TAGS
        or not term.notation
        or term.scheme != PREFIXES[prefix]
        or not all((*term.labels.values(), *term.comments.values()))
    ]
    assert not incomplete


@pytest.mark.parametrize("prefix", BUILT)
def test_broader_concepts_are_of_the_same_scheme_and_make_no_cycle(prefix: str) -> None:
    found = concepts(prefix)
    for iri in found:
        assert set(above(iri)) <= found.keys(), compact(iri)


@pytest.mark.parametrize("name", scheme_names())
def test_every_concept_is_a_top_concept_or_has_a_broader_one(name: str) -> None:
    tops, narrower, all_concepts = set(), set(), set()
    for triple in read_statements([scheme_file(name)]):
        subject = str(triple.subject)
        if triple.predicate.value == expand("skos:topConceptOf"):
            tops.add(subject)
        elif triple.predicate.value == expand("skos:broader"):
            narrower.add(subject)
        elif triple.predicate.value == expand("skos:inScheme"):
            all_concepts.add(subject)
    assert all_concepts == tops | narrower
    assert not tops & narrower


@pytest.mark.parametrize("prefix", BUILT)
def test_no_two_concepts_of_a_scheme_have_the_same_label(prefix: str) -> None:
    for tag in TAGS:
        labels = [term.labels[tag] for term in concepts(prefix).values()]
        assert sorted(labels) == sorted(set(labels)), tag


def test_every_kin_concept_has_an_inverse_that_leads_back_to_it_or_to_a_broader_one() -> None:
    terms = concepts("kin")
    for iri, term in terms.items():
        assert term.inverse in terms, compact(iri)
        back = terms[term.inverse].inverse
        of_a_concubine = term.notation.startswith("C") and terms[back].notation.startswith("W")
        assert back == iri or back in above(iri) or of_a_concubine, f"{compact(iri)} -> {compact(back)}"


def test_every_association_is_the_inverse_of_its_inverse() -> None:
    terms = concepts("assoc")
    one_sided = {iri.rpartition("/")[2] for iri, term in terms.items() if not term.inverse}
    assert one_sided == ONE_SIDED
    assert not [iri for iri, term in terms.items() if term.inverse and terms[term.inverse].inverse != iri]


def test_classes_of_historical_catalogues_match_modern_classes() -> None:
    found = concepts("classification")
    catalogues = ("hanzhi", "suizhi", "siku", "shumudawen", "qingzhi")
    classes = [iri for iri in found if iri.rpartition("/")[2].partition("-")[0] in catalogues and "-" in iri[30:]]
    assert len(classes) > 300
    for iri in classes:
        targets = [target for _, target in found[iri].mappings]
        assert targets, compact(iri)
        assert not [target for target in targets if "-" in target.rpartition("/")[2]], compact(iri)
    assert sum(iri.startswith(expand("classification:hanzhi-")) for iri in found) == 6 + 38
    siku = [term for iri, term in found.items() if iri.startswith(expand("classification:siku-"))]
    assert sum(term.labels["zh-hant"].partition("（")[0].endswith("類") for term in siku) == 44
    assert sum("之屬" in term.labels["zh-hant"] for term in siku) == 66


def test_eras_name_their_dynasty_and_their_years() -> None:
    triples = list(read_statements([scheme_file("era")]))
    guangxu = expand("era:qing-guangxu")
    said = {t.predicate.value: str(t.object) for t in triples if str(t.subject) == f"<{guangxu}>"}
    assert said[expand("skos:broadMatch")] == f"<{expand('dynasty:qing')}>"
    assert said[expand("zs:beginYear")].startswith('"1875"')
    assert said[expand("zs:endYear")].startswith('"1908"')
    assert "光緒" in all_terms()[guangxu].labels["zh-hant"]
