"""JSON lines as tables."""

from __future__ import annotations

import pytest

from kg.errors import InvalidDataset

from .conftest import Read


def test_objects_are_read_as_rows(read: Read) -> None:
    reading = read('{"id": 1, "name": "甲"}\n\n{"id": "2", "name": null, "other": []}\n', name="data.jsonl")
    assert [record.key for record in reading.records] == ["1", "2"]
    assert reading.records[1].locator == "data.jsonl, row 3"
    assert reading.values("prefLabel") == ['"甲"@zh-hant']
    assert reading.problems == []


def test_a_broken_line_is_a_problem_and_the_rest_is_read(read: Read) -> None:
    lines = ['{"id": 1, "name": "甲"', "[1]", '"x"', "7", "null", '{"id": 2, "name": {"zh": "乙"}}', "[" * 100_000]
    reading = read("\n".join([*lines, '{"id": 3, "name": "丙"}']), name="data.ndjson")
    assert [record.key for record in reading.records] == ["2", "3"]
    reasons = [(problem.row, problem.column, problem.reason) for problem in reading.problems]
    assert reasons[0][2].startswith("not JSON")
    assert reasons[1:6] == [
        (2, "", "is a list, not an object"),
        (3, "", "is a string, not an object"),
        (4, "", "is a number, not an object"),
        (5, "", "is null, not an object"),
        (6, "name", "is an object; only text and numbers can be mapped"),
    ]
    assert reasons[6] == (7, "", "nested too deeply")


def test_a_member_that_no_object_has_is_reported(read: Read) -> None:
    reading = read('{"id": 1, "nmae": "甲"}\n', name="data.jsonl")
    assert [str(problem) for problem in reading.problems] == [
        'data.jsonl, name: no object has this member. Did you mean "nmae"?'
    ]


def test_objects_with_none_of_the_members_are_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match="none of the mapped members occurs: id, name") as caught:
        read('{"a": 1}\n{"b": 2}\n', name="data.jsonl")
    assert caught.value.hint == "The objects have: a, b."


def test_a_line_over_the_limit_is_refused(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.lines.MAX_CHARACTERS", 100)
    with pytest.raises(InvalidDataset, match="row 2: a line of more than 100 characters"):
        read('{"id": 1, "name": "甲"}\n{"id": 2, "name": "' + "乙" * 200 + '"}\n', name="data.jsonl")


def test_other_encodings_and_a_wrong_one_are_seen(read: Read) -> None:
    text = '{"id": 1, "name": "盛宣怀藏书楼"}\n'
    assert read(text.encode("gb18030"), name="data.jsonl").values("prefLabel") == ['"盛宣怀藏书楼"@zh-hant']
    with pytest.raises(InvalidDataset, match=r"not UTF-8|cannot be told"):
        read(text.encode() + b'{"id": 2, "name": "\xff"}\n', name="data.jsonl")
