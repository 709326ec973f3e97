"""The vocabulary is complete in three languages, and everything that data files name is declared in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import (
    LANGUAGES,
    all_terms,
    direct_rules,
    entity_type_of_class,
    entity_types,
    term_comment,
    term_label,
    vocabulary_files,
)
from ontology.turtle import VocabularyError, read_graph

DESCRIPTIONS = sorted((Path(__file__).resolve().parents[2] / "ingest" / "datasets").glob("*.toml"))
LANGUAGE_TAGS = {language.lower() for language in LANGUAGES}


def table_terms(table: dict[str, Any]) -> set[str]:
    """Every class, property and constant value that a table mapping names, as full IRIs."""
    used = {table["class"], *([table["link"]] if "link" in table else [])}
    for prop, value in table.get("constant", {}).items():
        used |= {prop, *([value] if isinstance(value, str) and value.partition(":")[0] in PREFIXES else [])}
    for column in table.get("column", []):
        used |= {column["property"], *column.get("values", {}).values()}
    for node in table.get("node", []):
        used |= table_terms(node)
    return {expand(term) for term in used}


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
    datatypes = {expand(name) for name in ("xsd:integer", "xsd:string", "xsd:boolean", "rdf:langString")}
    targets = {
        target
        for term in all_terms().values()
        for target in (*term.broader, *term.domain, *term.range, term.inverse, term.scheme)
        if target
    }
    assert {compact(target) for target in targets - all_terms().keys() - datatypes} == set()


def test_inverse_relations_of_concepts_point_back_to_themselves_or_to_a_broader_concept() -> None:
    terms = all_terms()
    for concept in (term for term in terms.values() if term.inverse and term.kind == "concept"):
        back = terms[terms[concept.inverse].inverse].iri
        assert back == concept.iri or back in concept.broader or concept.broader == terms[back].broader, concept.iri


@pytest.mark.parametrize("path", DESCRIPTIONS, ids=lambda path: path.stem)
def test_every_term_that_a_dataset_description_uses_is_declared(path: Path) -> None:
    description = tomllib.loads(path.read_text(encoding="utf-8"))
    undeclared = table_terms(description.get("table", {"class": "zs:Person"})) - all_terms().keys()
    assert {compact(iri) for iri in undeclared} == set()


def test_every_term_that_the_code_names_is_declared() -> None:
    root = Path(__file__).resolve().parents[2]
    named = {
        match
        for package in ("kg", "ingest", "webapp")
        for path in (root / package).rglob("*.py")
        for match in re.findall(
            r'"((?:zs|bf|rico|prov|void|dcat|dcterms|skos|foaf|geo):[A-Za-z]+)"', path.read_text(encoding="utf-8")
        )
    }
    assert named
    assert {name for name in named if expand(name) not in all_terms()} == set()


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


def test_broken_turtle_is_named_with_file_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix a: <http://example.org/> .\na:b a:c .\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"broken\.ttl, line 2"):
        read_graph([*vocabulary_files(), broken])
