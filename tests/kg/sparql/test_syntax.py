import pyoxigraph as ox
import pytest

from kg.sparql.syntax import invalid_query


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * {\n ?s '書' 書 }", "line 2, column 10"),
        ("SELECT * { ?s ?p ", "line 1, column 18: the query cannot be read after “SELECT * { ?s ?p”."),
        ("ASK {\n\n", "the query ends too early"),
        ("ASK { ?s <a b> ?o }", "line 1, column"),
        ("SELECT ?x ?x {} GROUP BY ?y", "line 1, column 28"),
    ],
)
def test_the_engines_syntax_errors_become_readable(query, message):
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    error = invalid_query(str(caught.value), query)
    assert message in str(error)
    assert len(error.hint) < 300
    assert error.status == 400


def test_a_message_without_a_place_is_passed_on():
    assert str(invalid_query("something else", "ASK {}")) == "The query cannot be read: something else"
