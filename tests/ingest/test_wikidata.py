"""Wikidata entities: the sample to the triple, times, ranks, ties, languages, and what is wrong in a file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.agent_context import AgentContext
from ingest.convert import convert
from ingest.field_mapping import field_mappings
from ingest.wikidata import WikidataImporter, WikidataOptions
from ingest.wikidata.claims import EntityReader, kind_of
from ingest.wikidata.labels import Labels
from ingest.wikidata.statements import edtf, statements
from kg.record import Problem, Record
from kg.terms import curie, integer, literal, typed

from .authority_files import MINTER, nodes, read, said

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = WikidataOptions("wd-", "zh-Hant")
HUMAN = {"P31": [{"mainsnak": {"snaktype": "value", "datavalue": {"value": {"id": "Q5"}}}, "rank": "normal"}]}


def statement(value: Any, *, rank: str = "normal", kind: str = "value", **qualifiers: Any) -> dict[str, Any]:
    snak = {"snaktype": kind} | ({"datavalue": {"value": value}} if kind == "value" else {})
    found = {p: [{"snaktype": "value", "datavalue": {"value": each}}] for p, each in qualifiers.items()}
    return {"mainsnak": snak, "rank": rank, "qualifiers": found}


def item(number: str) -> dict[str, str]:
    return {"entity-type": "item", "id": number}


def time(text: str, precision: int = 11, *, julian: bool = False) -> dict[str, Any]:
    model = f"http://www.wikidata.org/entity/{'Q1985786' if julian else 'Q1985727'}"
    return {"time": text, "precision": precision, "calendarmodel": model}


def entity(number: str = "Q1", label: str = "曾國藩", **claims: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "item",
        "id": number,
        "labels": {"zh-hant": {"language": "zh-hant", "value": label}},
        "claims": {**HUMAN, **claims},
    }


def load(tmp_path: Path, content: Any) -> tuple[list[Record], list[Problem]]:
    path = tmp_path / "a.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
    return read(WikidataImporter, OPTIONS, path)


def only(tmp_path: Path, **claims: list[dict[str, Any]]) -> Record:
    (record,), _ = load(tmp_path, [entity(**claims)])
    return record


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("wikidata", ROOT / "ingest/samples/sample-wikidata.json", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/wikidata.nq").read_text("utf-8")
    assert (done.records, done.problems, done.skipped) == (3, 1, 2)
    assert "row 7: not JSON" in report.getvalue()


@pytest.mark.parametrize(
    "form", ["lines", "dump", "array", "pretty", "entity data", "one"], ids=lambda form: form.replace(" ", "-")
)
def test_every_form_of_file_is_read(tmp_path: Path, form: str) -> None:
    entities = [entity("Q1", "曾國藩"), entity("Q2", "李鴻章")]
    lines = [json.dumps(each, ensure_ascii=False) for each in entities]
    content = {
        "lines": "\n".join(lines) + "\n",
        "dump": "[\n" + ",\n".join(lines) + "\n]\n",
        "array": json.dumps(entities),
        "pretty": json.dumps(entities, indent=2),
        "entity data": json.dumps({"entities": {each["id"]: each for each in entities}}),
        "one": json.dumps(entities[0], indent=1),
    }[form]
    records, problems = load(tmp_path, content)
    assert not problems
    assert [record.key for record in records] == (["Q1"] if form == "one" else ["Q1", "Q2"])


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (time("+1811-11-26T00:00:00Z"), "1811-11-26"),
        (time("+1811-11-00T00:00:00Z", 10), "1811-11"),
        (time("+1811-00-00T00:00:00Z", 9), "1811"),
        (time("+1890-00-00T00:00:00Z", 8), "189X"),
        (time("+1900-00-00T00:00:00Z", 7), "1801/1900"),
        (time("+1500-01-01T00:00:00Z", 6), "1001/2000"),
        (time("+1037-01-08T00:00:00Z", julian=True), "1037-01-14"),
        (time("-0479-00-00T00:00:00Z", 9), "-0478"),
        (time("-13798000000-00-00T00:00:00Z", 3), ""),
        ("yesterday", ""),
    ],
)
def test_times_have_their_precision_and_their_calendar(value: Any, wanted: str) -> None:
    assert edtf(value) == wanted


def test_a_day_of_the_julian_calendar_is_kept_as_it_was_given(tmp_path: Path) -> None:
    record = only(tmp_path, P569=[statement(time("+1037-01-08T00:00:00Z", julian=True))])
    (birth,) = said(record, "zs:birth")
    assert said(record, "zs:dateText", birth) == [literal("1037-01-08 (Julian calendar)")]
    assert said(record, "zs:edtf", birth) == [literal("1037-01-14")]


def test_the_best_rank_holds_and_deprecated_statements_never(tmp_path: Path) -> None:
    claims = [
        statement(time("+1811-11-26T00:00:00Z"), rank="preferred"),
        statement(time("+1812-00-00T00:00:00Z", 9)),
        statement(time("+1900-00-00T00:00:00Z", 9), rank="deprecated"),
    ]
    assert said(only(tmp_path, P569=claims), "zs:birthYear") == [integer(1811)]
    assert not said(only(tmp_path, P569=claims[2:]), "zs:birthYear")


def test_circumstances_of_a_date_are_kept(tmp_path: Path) -> None:
    about = statement(time("+1050-00-00T00:00:00Z", 9), P1480=item("Q5727902"))
    record = only(tmp_path, P569=[about])
    assert said(record, "zs:edtf", said(record, "zs:birth")[0]) == [literal("1050~")]
    between = statement(
        time("+1000-00-00T00:00:00Z", 7),
        P1319=time("+0920-00-00T00:00:00Z", 9),
        P1326=time("+0930-00-00T00:00:00Z", 9),
    )
    record = only(tmp_path, P569=[between])
    assert said(record, "zs:edtf", said(record, "zs:birth")[0]) == [literal("0920/0930")]


def test_no_value_for_the_death_says_alive_and_unknown_says_dead(tmp_path: Path) -> None:
    assert said(only(tmp_path, P570=[statement(None, kind="novalue")]), "zs:living") == [typed("true", "xsd:boolean")]
    assert said(only(tmp_path, P570=[statement(None, kind="somevalue")]), "zs:living") == [
        typed("false", "xsd:boolean")
    ]


def test_kin_and_teachers_are_nodes_with_years(tmp_path: Path) -> None:
    wife = statement(item("Q9"), P580=time("+1833-00-00T00:00:00Z", 9), P1545="1")
    record = only(tmp_path, P22=[statement(item("Q7"))], P26=[wife], P1066=[statement(item("Q8"))])
    father, spouse = nodes(record, "zs:Kinship")
    assert said(record, "zs:kinship", father) == [curie("kin:father")]
    assert said(record, "zs:alter", father) == [MINTER.entity("person", "wd-Q7")]
    assert said(record, "zs:beginYear", spouse) == [integer(1833)]
    assert said(record, "zs:spouseOrder", spouse) == [integer(1)]
    (teacher,) = nodes(record, "zs:Association")
    assert said(record, "zs:association", teacher) == [curie("assoc:teacher")]


def test_offices_are_called_by_the_labels_that_the_file_has(tmp_path: Path) -> None:
    office = {**entity("Q100", "兩江總督"), "claims": {}}
    held = statement(item("Q100"), P580=time("+1860-00-00T00:00:00Z", 9), P582=time("+1872-00-00T00:00:00Z", 9))
    (record,), problems = load(tmp_path, [entity(P39=[held]), office])
    assert not problems
    (posting,) = nodes(record, "zs:Posting")
    assert said(record, "zs:office", posting) == [literal("兩江總督", "zh-Hant")]
    assert said(record, "zs:endYear", posting) == [integer(1872)]


def test_items_that_the_file_does_not_tell_are_called_by_their_number_and_named(tmp_path: Path) -> None:
    (record,), (problem,) = load(tmp_path, [entity(P106=[statement(item("Q82594"))])])
    assert said(record, "zs:occupation") == [literal("Q82594")]
    assert "Q82594" in problem.reason
    assert not problem.skipped


def test_chinese_names_have_their_types_and_variants_their_tags(tmp_path: Path) -> None:
    person = entity(
        P1782=[statement({"text": "滌生", "language": "zh"})],
        P1786=[statement({"text": "文正", "language": "zh-hant"})],
    )
    person["labels"] = {code: {"language": code, "value": "曾国藩"} for code in ("zh-cn", "zh-hans", "en", "fr")}
    (record,), problems = load(tmp_path, [person])
    assert not problems
    types = {said(record, "rdf:value", n)[0]: said(record, "zs:nameType", n) for n in nodes(record, "zs:Name")}
    assert types[literal("滌生", "zh-Hant")] == [curie("nametype:zi")]
    assert types[literal("文正", "zh-Hant")] == [curie("nametype:shi")]
    assert said(record, "skos:prefLabel") == [literal("曾国藩", tag) for tag in ("zh-Hans-CN", "zh-Hans", "en")]


def test_identifiers_are_exact_matches_and_wrong_ones_are_named(tmp_path: Path) -> None:
    person = entity(P214=[statement("39392860")], P497=[statement("34344")], P213=[statement("12")])
    (record,), (problem,) = load(tmp_path, [person])
    matches = said(record, "skos:exactMatch")
    assert "<http://www.wikidata.org/entity/Q1>" in matches
    assert "<http://viaf.org/viaf/39392860>" in matches
    assert "<https://cbdb.fas.harvard.edu/cbdbapi/person.php?id=34344>" in matches
    assert "ISNI" in problem.reason


def test_families_bodies_and_places_are_read_and_other_classes_left_out(tmp_path: Path) -> None:
    def of(number: str, class_: str, **claims: list[dict[str, Any]]) -> dict[str, Any]:
        return {**entity(number), "claims": {"P31": [statement(item(class_))], **claims}}

    founded = [statement(time("+1872-00-00T00:00:00Z", 9))]
    place = [statement({"latitude": 31.78, "longitude": 119.97})]
    entities = [of("Q2", "Q783794", P571=founded), of("Q3", "Q515", P625=place), of("Q4", "Q8436"), of("Q6", "Q11424")]
    records, problems = load(tmp_path, entities)
    assert not problems
    assert [record.subject for record in records] == [
        MINTER.entity("organization", "wd-Q2"),
        MINTER.entity("place", "wd-Q3"),
        MINTER.entity("family", "wd-Q4"),
    ]
    assert said(records[0], "zs:beginYear") == [integer(1872)]
    assert said(records[1], "geo:lat") == [typed("31.78", "xsd:decimal")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "Q3", "labels": ', "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('"Q3"', "no object"),
        ('{"labels": {}}', "has no id"),
        ('{"id": "Q3", "missing": ""}', "is missing"),
        (json.dumps(entity("Q1")), "was there before"),
    ],
)
def test_a_bad_line_is_named_and_those_around_it_load(tmp_path: Path, line: str, reason: str) -> None:
    content = f"{json.dumps(entity('Q1'))}\n{line}\n{json.dumps(entity('Q2', '李鴻章'))}\n"
    records, problems = load(tmp_path, content)
    assert [record.key for record in records] == ["Q1", "Q2"]
    assert [problem.row for problem in problems] == [2]
    assert reason in problems[0].reason


KEYS = ["mainsnak", "datavalue", "value", "id", "rank", "qualifiers", "references", "snaks", "P580", "language", "time"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["P22", "P39", "P569", "P625", "P1782", "P214", "P27"]), JSON), JSON, JSON)
def test_claims_of_any_shape_are_passed_over_without_an_error(claims: Any, labels: Any, aliases: Any) -> None:
    found = {"id": "Q1", "labels": labels, "aliases": aliases, "claims": claims, "sitelinks": labels}
    assert kind_of(found) == ""
    assert all(isinstance(statements(found, name), list) for name in claims)
    EntityReader(found, "person", AgentContext(MINTER, "wd-"), Labels(("zh",))).read().finished()


def test_every_property_of_a_table_is_in_the_mapping() -> None:
    sources = {row.source for row in field_mappings("wikidata")}
    assert {"P22", "P569", "P1782", "P214"} <= sources
