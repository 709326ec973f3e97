import pyoxigraph as ox
import pytest

from kg.sparql.advice import advice


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", []),
        ("SELECT * { GRAPH <http://x/> { { SELECT ?s { ?s ?p ?o } } } }", []),
        ("SELECT * {\n GRAPH ?g { { SELECT ?s { ?s ?p ?o } } } }", ["line 2, column 15"]),
        ("SELECT * { GRAPH ?g { OPTIONAL { { select * {} } } } { SELECT * {} } }", ["line 1, column 36"]),
        ("SELECT * { ?s ?p 'GRAPH ?g { SELECT' }", []),
        ("ASK { ?s ?p ?o FILTER(lang(?o) = 'zh-Hant') }", ["line 1, column 34"]),
        ("ASK { ?s ?p ?o FILTER('zh-Hant' != LANG(?o)) }", ["line 1, column 23"]),
        ("ASK { ?s ?p ?o FILTER(lang(?o) = 'zh-hant') }", []),
        ("ASK { ?s ?p ?o FILTER(langMatches(lang(?o), 'zh-Hant')) }", []),
    ],
)
def test_advice_names_the_place_of_each_trap(query, places):
    found = advice(query)
    assert [item.place for item in found] == places
    assert all(item.hint for item in found)


def test_the_engine_still_needs_this_advice():
    store = ox.Store()
    for graph in "ab":
        node = ox.NamedNode(f"http://x/{graph}")
        store.add(ox.Quad(node, ox.NamedNode("http://x/p"), ox.Literal("盛", language="zh-Hant"), node))
    mixed = store.query("SELECT ?g ?n { GRAPH ?g { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } } }")
    assert isinstance(mixed, ox.QuerySolutions)
    assert [row["g"] for row in mixed] == [None]  # two rows, one for each graph, would be right
    assert not store.query("ASK { GRAPH ?g { ?s ?p ?o } FILTER(lang(?o) = 'zh-Hant') }")
    assert store.query("ASK { GRAPH ?g { ?s ?p ?o } FILTER(langMatches(lang(?o), 'zh-Hant')) }")
