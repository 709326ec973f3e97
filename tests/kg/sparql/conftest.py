"""A small store: statements of the view in the default graph, two claims in named graphs."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.sparql.pool import QueryPool

ROWS = 3000


def statement(subject: str, predicate: str, value: str, graph: str | None = None) -> ox.Quad:
    name = ox.NamedNode(f"http://example.org/record/{graph}") if graph else ox.DefaultGraph()
    return ox.Quad(
        ox.NamedNode(f"http://example.org/{subject}"),
        ox.NamedNode(f"http://example.org/{predicate}"),
        ox.Literal(value),
        name,
    )


@pytest.fixture(scope="session")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sparql") / "store"
    store = ox.Store(path)
    store.bulk_extend(statement(f"s{row}", "value", f"v{row:05d}") for row in range(ROWS))
    store.extend(
        [
            statement("person", "name", "盛宣懷"),
            statement("person", "name", "盛宣怀", "a"),
            statement("person", "name", "杏蓀", "b"),
        ]
    )
    store.flush()
    return path


@pytest.fixture(scope="module")
def pool(store_path: Path) -> Iterator[QueryPool]:
    with QueryPool(store_path, workers=2, timeout=20, base_iri="http://example.org/") as pool:
        yield pool
