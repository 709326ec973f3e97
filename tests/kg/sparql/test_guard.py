import random
import time
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InvalidQuery
from kg.sparql.guard import MAX_NESTING, QueryForm, check

PREFIXES = "PREFIX ex: <http://x/> PREFIX : <http://y/> PREFIX service: <http://z/> "


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o }", QueryForm.SELECT),
        ("select?s{?s ?p ?o}", QueryForm.SELECT),
        ("# INSERT\nBASE <http://b/> PREFIX a: <b#> VERSION '1.2' Ask {}", QueryForm.ASK),
        ("CONSTRUCT WHERE { ?s ?p ?o }", QueryForm.CONSTRUCT),
        ("DESCRIBE <http://x/>", QueryForm.DESCRIBE),
        ("PREFIX select: <http://x/> ASK { ?s select:a ?o }", QueryForm.ASK),
        ("SELECT * FROM <http://x/> FROM NAMED <http://y/> { GRAPH ?g { ?s ?p ?o } }", QueryForm.SELECT),
    ],
)
def test_the_form_of_a_query_is_found(query, form):
    assert check(query) is form


@pytest.mark.parametrize(
    "body",
    [
        "?service ?p ?o",
        "?s ex:service ?o",
        "?s service:x ?o . service:y ?p ?o",
        "GRAPH service:x { ?s ?p ?o }",
        "?s ?p 'SERVICE <http://x/> {}'",
        '?s ?p """SERVICE\n<http://x/> {}"""',
        "?s ?p 'x'@service",
        "?s ?p ?o # SERVICE <http://x/> {}",
        "?s <http://x/SERVICE> ?o",
        "?s <http://x/SERVICE#load> ?o FILTER(?o = <http://x/SERVICE#>)",
        "_:service ?p ?o",
        "VALUES (?a ?b) { (<http://x/O'Brien> <http://x/a#b>) (UNDEF <#here>) }",
        "?s a/ex:b* ?o FILTER(?a < ?b && ?c > ?d)",
        "FILTER(?a<?b && ?c>?d)",
        "FILTER(?a<?b&&?c>?d)",
        "?s ?p '1'^^<http://www.w3.org/2001/XMLSchema#integer>",
        "<#a> <#b> <#c>",
        "?s ?p ex:INSERT, ex:load",
    ],
)
def test_words_that_only_look_like_keywords_are_allowed(body):
    assert check(f"{PREFIXES} ASK {{ {body} }}") is QueryForm.ASK


@pytest.mark.parametrize(
    "body",
    [
        "SERVICE <http://x/> {}",
        "service silent ex:a {}",
        "SERVICE?x{}",
        "SERVICE:x{}",
        "SERVICESILENT:x{}",
        "SERVICEex:x { ?s ?p ?o }",
        "?s ?p trueSERVICE <http://x/> {}",
        "?s ?p 1SERVICE <http://x/> {}",
        "SERVICE # comment\n <http://x/> {}",
        "SERV\\u0049CE <http://x/> {}",
        "FILTER(1<'>')SERVICE <http://x/> {} #'\n",
        "FILTER('a'<'>')SERVICE <http://x/> {} #'\n",
        "FILTER(1<2)SERVICE#>\n<http://x/> {}",
        "FILTER(?a<:b#>\n)SERVICE <http://x/> {}",
        "FILTER(1<<'>)SERVICE <http://x/> {} #'\n",
        '?s ?p "\\u0022" SERVICE <http://x/>{} #"""',
        "VALUES ?x { '''x' } SERVICE <http://x/> {}",
    ],
)
def test_service_is_refused_in_every_disguise(body):
    with pytest.raises(InvalidQuery, match=r"^line \d+, column \d+: ") as caught:
        check(f"{PREFIXES} ASK {{ {body} }}")
    assert caught.value.hint


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA {}",
        "LOAD <http://x/>",
        "WITH <http://x/> DELETE {} WHERE {}",
        "CLEAR ALL",
        "drop silent default",
        "COPY <a> TO <b>",
        "ASK {} ; DELETE WHERE {}",
    ],
)
def test_updates_are_refused_as_updates(query):
    with pytest.raises(InvalidQuery, match="only reads"):
        check(query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "empty"),
        ("  # nothing\n", "empty"),
        ("{ ?s ?p ?o }", "line 1, column 1: “{” begins no query"),
        ("SELECTDISTINCT ?s {}", "begins no query"),
        ("PREFIX x <http://x/> ASK {}", "line 1, column 1: PREFIX is not followed"),
        ("ASK {\n ?s 書:a ?o }", "line 2, column 5: the prefix “書:” is not declared"),
        ("ASK { ?s ?p '\ud800' }", "line 1, column 14: half of a surrogate pair"),
        ("ASK " + "{" * (MAX_NESTING + 1), f"line 1, column {5 + MAX_NESTING}: brackets are nested"),
        ("\n\n  \\u0020 SERV\\u0049CE", "line 3, column 10: SERVICE"),
    ],
)
def test_a_refusal_says_what_and_where(query, message):
    with pytest.raises(InvalidQuery) as caught:
        check(query)
    assert message in str(caught.value)


def test_a_query_may_be_as_long_as_the_limit_and_no_longer():
    query = "ASK { ?s ?p '書' }"
    assert check(query, max_bytes=len(query.encode())) is QueryForm.ASK
    with pytest.raises(InvalidQuery, match="at most"):
        check(query, max_bytes=len(query.encode()) - 1)


def test_prefixes_of_the_endpoint_need_no_declaration():
    assert check("ASK { ?s zs:name ?o }", prefixes={"zs"}) is QueryForm.ASK


@given(st.text() | st.text(alphabet="<>'\"\\#{}().:?aSERVICE \n", max_size=60))
def test_any_text_is_either_a_query_or_refused(text):
    hint = "none needed"
    try:
        assert check(text) in QueryForm
    except InvalidQuery as error:
        hint = error.hint
    assert hint


@pytest.mark.parametrize(
    "unit",
    [
        *["a.", "<a", "?a<'x'>", "'''a''' ", "((", "{", "<<<", "_:a.", "......a", "''", "1.", "\u0041"],
        *["(?a<?b) ", "<http://x/a#b> ", "@a-", "ex:%41", "?x "],
    ],
)
def test_the_guard_takes_linear_time(unit):
    def seconds(length: int) -> float:
        text = ("ASK {" + unit * length)[:length]
        times = []
        for _ in range(3):
            start = time.perf_counter()
            with suppress(InvalidQuery):
                check(text, max_bytes=10**6)
            times.append(time.perf_counter() - start)
        return min(times)

    assert seconds(40_000) < 30 * seconds(5_000) + 0.2  # quadratic would be 64 times


def _random_expression(source: random.Random, depth: int = 0) -> str:
    atoms = [
        "?a",
        "1",
        "'a'",
        '"b"',
        "true",
        ":a",
        "<c>",
        "<c#d>",
        "'>'",
        "'<'",
        "'#'",
        "str(?a)",
        ":a\\'b",
        "ex:a\\#b",
    ]
    atom = source.choice(atoms)
    if depth > 2 or source.random() < 0.4:
        return atom
    operator = source.choice(["<", "<", "<", ">", "&&", "||", "=", "+", "/", "*"])
    operator += source.choice(["", "", " ", "\n", "#>\n", "#'\n"])
    return atom + operator + _random_expression(source, depth + 1)


def test_the_engine_reaches_no_service_in_whatever_the_guard_lets_through():
    # Port 9 is refused by the engine's HTTP client before it connects: an OSError means that SERVICE was evaluated.
    clauses = ["SERVICE <http://127.0.0.1:9/>{}", "SERVICE:x{}", "SERVICEex:x{}", "SERVICE#>\n:x{}", "SERVICE#'\n:x{}"]
    prologue = "BASE <http://b/>" + "".join(f"PREFIX {name}: <http://127.0.0.1:9/>" for name in ("", "ex", "SERVICEex"))
    endings = ["}", "#>\n}", "#'\n}"]
    store, source = ox.Store(), random.Random(20261122)
    allowed = reached = 0
    for _ in range(6000):
        parts = [
            source.choice([*clauses, f"FILTER({_random_expression(source)})", f"FILTER({_random_expression(source)})"])
            for _ in range(source.randint(1, 4))
        ]
        query = f"{prologue}ASK {{{''.join(parts)}{source.choice(endings)}"
        try:
            check(query)
            permitted = True
        except InvalidQuery:
            permitted = False
        try:
            store.query(query)
        except SyntaxError:
            continue
        except OSError:
            reached += 1
            assert not permitted, query
            continue
        allowed += permitted
    assert allowed > 300
    assert reached > 500
