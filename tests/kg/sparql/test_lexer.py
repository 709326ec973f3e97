import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InvalidQuery
from kg.sparql.lexer import place, resolve_codepoints, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<http://x/a#b>", [("iri", "<http://x/a#b>")]),
        ("?a<?b && ?c>?d", ["variable", "mark", "variable", "mark", "mark", "variable", "mark", "variable"]),
        ("?a <= 1.5e-3", ["variable", "mark", "mark", "number"]),
        ("ex:a.b.", [("name", "ex:a.b"), ("mark", ".")]),
        (r"ex:O\'Brien%20x :a:b ex:", [("name", r"ex:O\'Brien%20x"), ("name", ":a:b"), ("name", "ex:")]),
        ("ex.org:a", [("name", "ex.org:a")]),
        ("?x.ASK", [("variable", "?x"), ("mark", "."), ("word", "ASK")]),
        ("true.ASK", [("word", "true"), ("mark", "."), ("word", "ASK")]),
        ("_:b1.2. $x", [("blank", "_:b1.2"), ("mark", "."), ("variable", "$x")]),
        ("'a'@zh-Hant--ltr", [("string", "'a'"), ("language", "@zh-Hant--ltr")]),
        ("\"a\\\"b\" 'it\\'s'", [("string", '"a\\"b"'), ("string", "'it\\'s'")]),
        ("'''a'b''c\n'''", [("string", "'''a'b''c\n'''")]),
        ('""""a"""', [("string", '""""a"""')]),
        ("'' \"\"", [("string", "''"), ("string", '""')]),
        ("<<( ?s ?p ?o )>>", ["mark", "mark", "variable", "variable", "variable", "mark", "mark", "mark"]),
        ("1 # ' SERVICE\n2", [("number", "1"), ("number", "2")]),
        ("名:盛宣懷 ?書", [("name", "名:盛宣懷"), ("variable", "?書")]),
        ("<http://x/\\u4e2d>", [("iri", "<http://x/\\u4e2d>")]),
    ],
)
def test_tokens_are_those_of_the_standard(text, expected):
    found = [(token.kind, token.text) for token in tokens(text)]
    assert (found if isinstance(expected[0], tuple) else [kind for kind, _ in found]) == expected


@pytest.mark.parametrize("text", ["'a", '"a\n"', "'''a''", '"""', "'a\\'"])
def test_a_string_that_never_ends_is_refused_with_its_place(text):
    with pytest.raises(InvalidQuery, match="line 2, column 3: a string is opened"):
        list(tokens("ASK {\n  " + text))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.text(alphabet="<>'\"\\u0027#{}().:_@?a1 \n"))
def test_tokens_cover_any_text_in_order_or_say_why_not(text):
    position, refusal = 0, "never closed"
    try:
        for token in tokens(text):
            assert token.start >= position
            assert text[token.start : token.start + len(token.text)] == token.text
            position = token.start + len(token.text)
    except InvalidQuery as error:
        refusal = str(error)
    assert "never closed" in refusal


@given(st.text(alphabet="a\n書"), st.integers(min_value=0, max_value=20))
def test_a_place_counts_lines_and_columns_from_one(text, position):
    position = min(position, len(text))
    before = text[:position].split("\n")
    assert place(text, position) == f"line {len(before)}, column {len(before[-1]) + 1}"


def test_codepoint_escapes_are_resolved_and_impossible_ones_left_alone():
    text, steps = resolve_codepoints(r"\u66F8 \U00020000 \uD800 \U00110000")
    assert text == "書 𠀀 \\uD800 \\U00110000"
    assert steps == [(0, 0), (1, 6), (3, 17)]
