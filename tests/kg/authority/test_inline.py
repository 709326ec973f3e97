"""Nodes of an entity are shown as what they say: reading order, Chinese first, one line by the signs of ISBD."""

from __future__ import annotations

from pathlib import Path

from kg.authority.description import Describer
from kg.authority.inline import InlineLine, InlineValue, in_one_line
from kg.workspace import Workspace
from ontology.code_lists import code_label
from ontology.namespaces import expand
from ontology.terms import all_terms


def line(prop: str, *texts: str) -> InlineLine:
    return InlineLine(expand(prop), tuple(InlineValue(text, "", "") for text in texts))


def test_a_node_in_one_line_has_each_thing_once() -> None:
    published = (
        line("bflc:simplePlace", "臨安府", "Lin'an"),
        line("bflc:simpleAgent", "陳宅書籍鋪"),
        line("bflc:simpleDate", "南宋"),
        line("bf:place", "中国"),
        line("bf:date", "1127/1279"),
        line("rdf:type", "出版"),
    )
    assert in_one_line(published) == "臨安府 : 陳宅書籍鋪, 南宋"
    assert in_one_line(published[3:5]) == "中国, 1127/1279"
    assert in_one_line((line("rdf:type", "出版"),)) == ""


def test_a_title_a_publication_and_a_contribution_of_marc_are_read_in_their_place(sample_workspace: Workspace) -> None:
    describer = Describer(sample_workspace.minter, sample_workspace.live)
    entity = describer.entity(f"{sample_workspace.minter.base}instance/smarc-zs0001")
    found = {s.property: s.values for s in entity.statements}
    title, published = found[expand("bf:title")][0], found[expand("bf:provisionActivity")][0]
    assert title.text == "書目答問. [四卷]"
    assert [value.text for value in title.node[0].values] == ["書目答問", "Shu mu da wen"]
    assert "清光緒二年" in published.text
    assert all(value.text for line in published.node for value in line.values)
    bare = [v.text for s in entity.statements for v in s.values if v.text.startswith("http")]
    assert bare == []


def test_a_code_has_words_in_three_languages_and_no_address_is_shown() -> None:
    assert [code_label("http://id.loc.gov/vocabulary/languages/mnc", tag) for tag in ("zh-Hans", "zh-Hant", "en")] == [
        "满文",
        "滿文",
        "Manchu",
    ]
    assert code_label("https://example.org/x", "en") == "https://example.org/x"


def test_the_tables_are_complete() -> None:
    root = Path(__file__).resolve().parents[3]
    codes = [row.split("\t") for row in (root / "ontology/code_lists.tsv").read_text("utf-8").splitlines()[1:]]
    assert all(len(row) == 5 and all(row) for row in codes)
    assert len({(row[0], row[1]) for row in codes}) == len(codes)
    rules = [row.split("\t") for row in (root / "kg/authority/inline.tsv").read_text("utf-8").splitlines()[1:]]
    assert all(len(row) == 4 and row[3] in ("yes", "no") for row in rules)
    ours = [row[0] for row in rules if row[0].startswith("zs:")]
    assert ours
    assert all(expand(prop) in all_terms() for prop in ours)
