import pyoxigraph as ox
import pytest

from kg.sparql.rows import limit_rows


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT * { ?s ?p ?o }", 10),
        ("SELECT * { ?s ?p ?o } # LIMIT 3", 10),
        ("SELECT * { ?s ?p ?o } limit 3", 3),
        ("SELECT * { ?s ?p ?o } LIMIT 30 OFFSET 2", 10),
        ("SELECT * { ?s ?p ?o } OFFSET 2", 10),
        ("SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 30", 10),
        ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 25 } }", 10),
        ("SELECT * { ?s ?p ?o } VALUES ?limit { 1 }", 10),
        ("SELECT * { ?s ?p ?o } LIMIT 4 VALUES ?limit { 1 }", 4),
        ("SELECT ?limit { ?limit ?p 'LIMIT 3' } LIMIT 0", 0),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o } HAVING (COUNT(*) > 1)", 1),
    ],
)
def test_a_query_gives_no_more_rows_than_asked_for(query, rows):
    store = ox.Store()
    for number in range(40):
        store.add(ox.Quad(ox.NamedNode(f"http://x/{number}"), ox.NamedNode("http://x/p"), ox.Literal(str(number))))
    limited, changed = limit_rows(query, 10)
    found = store.query(limited)
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) == rows
    assert changed == (limited != query)
