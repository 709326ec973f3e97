"""What is asked: every check has its card, its texts and its query, and every query can be read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import kg.quality
from kg.quality import measures as module
from kg.quality.measures import UnreadableShapes, checks, measures
from kg.sparql.guard import QueryForm, check
from ontology.namespaces import PREFIXES
from ontology.shapes import groups, property_shapes
from ontology.shapes_source import ShapesError

HERE = Path(kg.quality.__file__).parent


def test_every_shape_is_a_check_and_every_check_has_one_card() -> None:
    assert set(property_shapes()) == {each.shape for each in checks().values() if each.shape}
    listed = [each.key for measure in measures() for each in measure.checks]
    assert sorted(listed) == sorted(checks())


def test_cards_list_only_checks_that_exist() -> None:
    for key, table in tomllib.loads((HERE / "measures.toml").read_text("utf-8")).items():
        assert set(table["checks"]) <= set(checks()), key


def test_every_text_is_there_in_three_languages() -> None:
    languages = {"zh-hans", "zh-hant", "en"}
    for each in checks().values():
        assert set(each.names) == set(each.messages) == languages, each.key
        assert each.group in groups(), each.key
    for measure in measures():
        assert set(measure.names) == languages
        assert measure.key.startswith("other-") or set(measure.descriptions) == languages


def test_every_rule_has_its_query_and_every_query_its_rule() -> None:
    rules = tomllib.loads((HERE / "rules.toml").read_text("utf-8"))
    assert {path.stem for path in (HERE / "sparql").glob("*.rq")} == set(rules)


def test_every_query_is_one_that_the_endpoint_takes() -> None:
    for each in checks().values():
        assert check(each.query, prefixes=PREFIXES.keys()) is QueryForm.SELECT, each.key
        assert "{classes}" not in each.query
        assert "{properties}" not in each.query


def test_shapes_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ShapesError('people.ttl, line 7: the pattern "[" cannot be used')

    monkeypatch.setattr(module, "shapes", broken)
    module.checks.cache_clear()
    try:
        with pytest.raises(UnreadableShapes, match=r"people\.ttl, line 7"):
            checks()
    finally:
        module.checks.cache_clear()
