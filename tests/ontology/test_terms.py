"""The vocabulary is complete in three languages, and everything that data files name is declared in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import BNode, Literal

from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import (
    LANGUAGES,
    all_terms,
    direct_rules,
    entity_type_of_class,
    entity_types,
    load_vocabulary,
    term_comment,
    term_label,
    use_vocabulary,
    versions,
)
from ontology.turtle import VocabularyError, read_graph

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
LANGUAGE_TAGS = {language.lower() for language in LANGUAGES}


def test_every_term_has_a_label_and_a_comment_in_each_language() -> None:
    incomplete = {
        compact(term.iri)
        for term in all_terms().values()
        if not (set(term.labels) == set(term.comments) == LANGUAGE_TAGS and all(term.labels.values()))
    }
    assert not incomplete


def test_every_own_term_is_declared_once_and_under_its_own_prefix() -> None:
    own = [term for term in all_terms().values() if term.iri.startswith(PREFIXES["zs"])]
    assert len(own) > 100
    assert {term.kind for term in own} == {"class", "property", "individual"}


def test_what_terms_refer_to_is_declared_or_a_datatype() -> None:
    datatypes = {expand(f"xsd:{name}") for name in ("integer", "decimal", "string", "boolean", "date", "anyURI")}
    datatypes.add(expand("rdf:langString"))
    targets = {
        target
        for term in all_terms().values()
        for target in (*term.broader, *term.domain, *term.range, term.inverse, term.scheme)
        if target
    }
    assert {compact(target) for target in targets - all_terms().keys() - datatypes} == set()


def with_broader(iri: str) -> set[str]:
    """A concept and all that are broader."""
    found, waiting = set[str](), [iri]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += all_terms()[each].broader
    return found


def test_inverse_relations_of_concepts_lead_back_into_the_same_hierarchy() -> None:
    terms = all_terms()
    for concept in (term for term in terms.values() if term.inverse and term.kind == "concept"):
        back = terms[terms[concept.inverse].inverse].iri
        assert with_broader(back) & with_broader(concept.iri), concept.iri


def test_every_entity_type_and_direct_rule_uses_declared_terms() -> None:
    used: set[str] = set()
    for entity in entity_types().values():
        used |= {entity.class_iri, *entity.year_from, *entity.year_to, *entity.text}
        used |= {prop for properties in entity.facets.values() for prop in properties}
        if entity.relation:
            used |= {entity.relation.source, entity.relation.target, entity.relation.kind} - {""}
    for rule in direct_rules():
        used |= {rule.node_class, rule.subject, rule.object, rule.predicate, rule.inverse, *(rule.when or ())}
    assert {compact(iri) for iri in used - all_terms().keys()} == set()


def test_entity_types_have_labels_in_each_language_and_one_class_each() -> None:
    types = entity_types()
    assert all(set(entity.labels) == LANGUAGE_TAGS for entity in types.values())
    assert len({entity.class_iri for entity in types.values()}) == len(types)
    assert {"person", "genealogy", "letter", "archive", "work", "instance", "item"} <= types.keys()


def test_entity_type_is_found_by_its_class() -> None:
    letter = entity_type_of_class(expand("zs:Letter"))
    assert letter is not None
    assert letter.segment == "letter"
    assert entity_type_of_class("https://example.org/Nothing") is None


def test_labels_fall_back_to_the_nearest_language_and_then_to_the_local_name() -> None:
    father = expand("kin:father")
    assert [term_label(father, language) for language in (*LANGUAGES, "fr")] == ["父", "父", "father", "father"]
    assert term_label("https://example.org/terms/colour", "en") == "colour"
    assert term_comment(father, "en") == "Father."
    assert term_comment("https://example.org/terms/colour", "en") == ""


def test_father_is_derived_with_its_inverse() -> None:
    rule = next(rule for rule in direct_rules() if rule.predicate == expand("zs:father"))
    assert rule.when == (expand("zs:kinship"), expand("kin:father"))
    assert rule.inverse == expand("zs:child")


def test_terms_tell_their_mappings_their_version_and_their_example() -> None:
    person = all_terms()[expand("zs:Person")]
    assert (expand("rdfs:subClassOf"), expand("crm:E21_Person")) in person.mappings
    assert person.broader == (expand("foaf:Person"),)
    assert (person.since, person.status) == ("0.1.0", "stable")
    assert "a zs:Person" in person.example
    assert "@prefix" not in person.example
    grade = all_terms()[expand("zs:grade")]
    assert (grade.since, grade.status) == ("0.2.0", "testing")
    assert grade.domain == (expand("zs:Evidence"), expand("zs:Judgement"))
    assert expand("owl:TransitiveProperty") in all_terms()[expand("zs:ancestor")].characteristics
    assert all_terms()[expand("kin:father")].notation == "F"
    assert all_terms()[expand("kin:father")].since == ""


def copy_of_vocabulary(directory: Path) -> Path:
    """The files of the vocabulary in another directory, for a test to break one of them."""
    return Path(shutil.copytree(ONTOLOGY, directory / "ontology", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


@pytest.fixture
def restored() -> Iterator[None]:
    yield
    use_vocabulary()


@pytest.mark.parametrize(
    ("written", "fault", "hint"),
    [
        ("zs:x a owl:Class\nzs:y a owl:Class .\n", "ontology.ttl, line", "full stop"),
        ("zs:x a schema:Thing .\n", "The prefix schema: has not been declared", "@prefix schema: <http://schema.org/>"),
        ("zs:x a nosuch:Thing .\n", "The prefix nosuch: has not been declared", "spelling"),
        ("@prefix kin: <http://example.org/kin/> .\n", "elsewhere it is <https://w3id.org/zhishu/kinship/>", "Correct"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_the_last_good_vocabulary_stays(
    tmp_path: Path, restored: None, written: str, fault: str, hint: str
) -> None:
    directory = copy_of_vocabulary(tmp_path)
    path = directory / "vocabulary" / "ontology.ttl"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + written, encoding="utf-8")
    with pytest.raises(VocabularyError, match=re.escape(fault)) as caught:
        use_vocabulary(directory)
    assert caught.value.path == path
    assert caught.value.line is not None
    assert caught.value.line > before.count("\n")
    assert hint in caught.value.hint
    assert term_label(expand("zs:birthYear"), "en") == "birth year"


def test_a_new_version_takes_the_place_of_the_old_one(tmp_path: Path, restored: None) -> None:
    directory = copy_of_vocabulary(tmp_path)
    path = directory / "vocabulary" / "people.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace('"birth year"@en', '"year born"@en'), encoding="utf-8")
    assert load_vocabulary(directory).terms[expand("zs:birthYear")].labels["en"] == "year born"
    assert term_label(expand("zs:birthYear"), "en") == "birth year"
    use_vocabulary(directory)
    assert term_label(expand("zs:birthYear"), "en") == "year born"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [("[[version]\n", "line 1"), ('[[version]]\nnumber = "1"\ndate = 2026-01-01\n', "'text'"), ("", "'version'")],
)
def test_a_broken_history_of_changes_is_named(tmp_path: Path, changes: str, fault: str) -> None:
    directory = copy_of_vocabulary(tmp_path)
    (directory / "changes.toml").write_text(changes, encoding="utf-8")
    with pytest.raises(VocabularyError, match=rf"changes\.toml.*{fault}"):
        load_vocabulary(directory)


def test_a_file_that_is_not_utf_8_or_not_there_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.ttl"
    latin.write_bytes(b'@prefix a: <http://example.org/> .\na:b a:c "\xe9" .\n')
    with pytest.raises(VocabularyError, match=r"latin\.ttl, line 2: Invalid UTF-8") as caught:
        read_graph([latin])
    assert "UTF-8" in caught.value.hint
    with pytest.raises(VocabularyError, match=r"absent\.ttl: No such file"):
        read_graph([tmp_path / "absent.ttl"])


def test_a_deprecated_term_is_archaic_and_stays(tmp_path: Path) -> None:
    directory = copy_of_vocabulary(tmp_path)
    path = directory / "vocabulary" / "people.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "\nzs:rank owl:deprecated true .\n", encoding="utf-8")
    assert load_vocabulary(directory).terms[expand("zs:rank")].status == "archaic"


def test_versions_tell_what_came_when() -> None:
    first, *_, newest = versions()
    own = {iri for iri in all_terms() if iri.startswith(PREFIXES["zs"])}
    assert [version.number for version in versions()] == sorted({term.since for term in all_terms().values()} - {""})
    assert set().union(*(version.terms for version in versions())) == own, "a term of an earlier version is missing"
    assert not set(first.terms) & set(newest.terms)
    for version in versions():
        assert set(version.texts) == LANGUAGE_TAGS
        for change in version.changes:
            assert change.kind in {"added", "changed", "deprecated"}
            assert set(change.texts) == LANGUAGE_TAGS
            assert set(change.terms) <= own


def test_the_graph_keeps_tags_and_lexical_forms(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(f'<http://a.example/s> <http://a.example/p> "書"@zh-Hant , "007"^^<{expand("xsd:integer")}> , [] .')
    found = set(read_graph([path, path]).objects())
    assert Literal("書", lang="zh-Hant") in found
    assert "007" in {str(value) for value in found}
    assert len([value for value in found if isinstance(value, BNode)]) == 2, "blank nodes of two readings are two"
