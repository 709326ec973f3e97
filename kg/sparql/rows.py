"""Sets or lowers the LIMIT of a SELECT query, so that a page can show its first rows."""

from __future__ import annotations

from kg.sparql.lexer import Token, tokens


def limit_rows(query: str, rows: int) -> tuple[str, bool]:
    """The query with a LIMIT of at most ``rows``, and whether it had to be changed.

    Raises ``InvalidQuery`` for an unclosed string; the query should have passed ``guard.check``.

    >>> limit_rows("SELECT * { ?s ?p ?o } # all", 100)
    ('SELECT * { ?s ?p ?o }\\nLIMIT 100 # all', True)
    >>> limit_rows("SELECT * {} LIMIT 7", 100)
    ('SELECT * {} LIMIT 7', False)
    """
    last: Token | None = None
    after_limit = False
    depth = 0
    for token in tokens(query):
        if depth == 0 and token.kind == "word" and token.text.upper() == "VALUES":
            break
        if after_limit and token.kind == "number":
            if token.text.isdecimal() and int(token.text) <= rows:
                return query, False
            return f"{query[: token.start]}{rows}{query[token.start + len(token.text) :]}", True
        after_limit = depth == 0 and token.text.upper() == "LIMIT"
        depth += (token.text in ("{", "(")) - (token.text in ("}", ")"))
        last = token
    if last is None:
        return query, False
    end = last.start + len(last.text)
    return f"{query[:end]}\nLIMIT {rows}{query[end:]}", True
