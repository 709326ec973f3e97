"""The SPARQL queries of the project live in files: ``kg/queries/<name>.rq``, first line ``# what it answers``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from kg.errors import NotFound


@cache
def named_query(name: str) -> str:
    """The text of a named query. Raises NotFound."""
    resource = files("kg") / "queries" / f"{name}.rq"
    if not resource.is_file():
        raise NotFound(f"No query called {name!r}. Known: {', '.join(query_names())}.")
    return resource.read_text("utf-8")


def query_names() -> list[str]:
    """The names of all named queries, sorted."""
    return sorted(entry.name[:-3] for entry in (files("kg") / "queries").iterdir() if entry.name.endswith(".rq"))
