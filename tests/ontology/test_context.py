"""The JSON-LD context follows from the vocabulary: every term is in it once, and means what the vocabulary says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ontology import context as module
from ontology.context import PLAIN, classes, context, context_text, freeze, is_frozen, prefixes, properties, version
from ontology.namespaces import PREFIXES, expand
from ontology.terms import all_terms

ZS = PREFIXES["zs"]


def meaning(key: str) -> str:
    """The IRI that a key of the context stands for."""
    definition = context()["@context"][key]
    compact = definition if isinstance(definition, str) else definition["@id"]
    prefix, _colon, local = compact.partition(":")
    assert not local.startswith("//")
    return prefixes()[prefix] + local


def test_every_property_and_class_of_ours_is_in_it() -> None:
    own = {iri: term for iri, term in all_terms().items() if iri.startswith(ZS)}
    missing = [iri for iri, term in own.items() if term.kind == "property" and iri not in properties()]
    missing += [iri for iri, term in own.items() if term.kind == "class" and iri not in classes()]
    assert missing == []


def test_every_key_stands_for_one_iri_of_the_vocabulary() -> None:
    for iri, definition in properties().items():
        assert meaning(definition.key) == iri
    for iri, name in classes().items():
        assert meaning(name) == iri
    keys = [each.key for each in properties().values()] + list(classes().values()) + list(prefixes())
    assert len(keys) == len(set(keys))


def test_prefixes_that_definitions_use_are_there() -> None:
    for key, definition in context()["@context"].items():
        if isinstance(definition, dict):
            for name in ("@id", "@type"):
                prefix, colon, _local = definition.get(name, "").partition(":")
                assert not colon or prefix in prefixes(), key


def test_no_term_of_ours_takes_the_name_of_a_label() -> None:
    names = {curie.partition(":")[2] for curie in PLAIN}
    assert not names & {iri[len(ZS) :] for iri in all_terms() if iri.startswith(ZS)}


@pytest.mark.parametrize(
    ("curie", "coercion", "by_language"),
    [
        ("zs:father", "@id", False),
        ("zs:gender", "@id", False),
        ("zs:birthYear", "", False),
        ("zs:nativePlaceName", "", True),
        ("skos:prefLabel", "", True),
        ("dcterms:modified", "http://www.w3.org/2001/XMLSchema#dateTime", False),
    ],
)
def test_values_are_written_as_their_ranges_say(curie: str, coercion: str, by_language: bool) -> None:
    found = properties()[expand(curie)]
    assert (found.coercion, found.by_language) == (coercion, by_language)


def test_context_is_json_that_needs_no_other(tmp_path: Path) -> None:
    text = context_text()
    assert text == context_text(version())
    assert text is not None
    assert json.loads(text) == context()
    assert context()["@context"]["@version"] == 1.1
    assert "@import" not in text


@pytest.mark.parametrize("wrong", ["0.0.0", "..", "../context", "v", "x/../../reused"])
def test_there_are_no_other_versions(wrong: str) -> None:
    assert context_text(wrong) is None
    assert not is_frozen(wrong)


def test_context_of_a_release_is_kept_when_the_vocabulary_moves_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FROZEN", tmp_path / "contexts")
    released, text = version(), context_text()
    assert not is_frozen(released)
    assert freeze().read_text("utf-8") == text
    with pytest.raises(FileExistsError):
        freeze()
    monkeypatch.setattr(module, "version", lambda: "99.0")
    assert context_text(released) == text
    assert is_frozen(released)


def test_released_contexts_are_those_of_their_versions() -> None:
    if is_frozen(version()):
        assert json.loads(context_text(version()) or "") == context(), "change the version, or leave the terms alone"
