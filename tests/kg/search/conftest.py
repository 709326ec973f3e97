"""Documents about well-known persons and works, and an index of each backend that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.chinese.keys import search_keys
from kg.search import BACKENDS, Document, SearchIndex, open_index

BASE = "http://example.org/"

OpenIndex = Callable[[list[Document]], SearchIndex]


def make(
    local: str,
    *names: str,
    kind: str = "authorized",
    text: str = "",
    keys: tuple[str, ...] | None = None,
    years: tuple[int | None, int | None] = (None, None),
    weight: int = 0,
    type: str = "Person",
    **facets: str,
) -> Document:
    """A document whose first name is authorized and whose other names are variants."""
    pairs = tuple((name, "variant" if number else kind) for number, name in enumerate(names))
    return Document(
        BASE + local,
        type,
        names[0] if names else local,
        names=pairs,
        text=text,
        keys=tuple(key for name in names for key in search_keys(name)) if keys is None else keys,
        facets={name: tuple(value.split("|")) for name, value in facets.items()},
        year_from=years[0],
        year_to=years[1],
        weight=weight,
        summary={"local": local},
    )


CAST = [
    Document(
        BASE + "person/cbdb-55084",
        "Person",
        "盛宣懷",
        names=(("盛宣懷", "authorized"), ("杏蓀", "zi"), ("愚齋", "hao")),
        text="清末實業家，輪船招商局督辦",
        keys=tuple(key for name in ("盛宣懷", "杏蓀", "愚齋") for key in search_keys(name)),
        facets={"dynasty": ("清",), "place": ("江蘇", "武進"), "dataset": ("biogref-cbdb",)},
        year_from=1844,
        year_to=1916,
        weight=40,
        summary={"born": 1844, "died": 1916, "note": ["a", {"b": None}]},
    ),
    make("person/cbdb-500383", "盛宣懐", dynasty="清", dataset="biogref-cbdb", weight=3),
    make("person/dnb-005844", "盛康", "旭人", dynasty="清", place="江蘇|武進", years=(1814, 1902), weight=9),
    make("person/cbdb-2", "李鴻章", "少荃", text="與盛宣懷往來", dynasty="清", years=(1823, 1901), weight=80),
    make("person/cbdb-3", "呂布", dynasty="東漢", years=(None, 198), weight=5),
    make("person/cbdb-4", "范仲淹", dynasty="宋", years=(989, 1052), weight=60),
    make("person/cbdb-5", "甯完我", dynasty="清", weight=1),
    make("person/cbdb-6", "后羿", weight=2),
    make("person/cbdb-7", "後主", weight=1),
    make("person/x", "Sheng Hsüan-huai family", keys=(), weight=1),
    make("work/1", "愚齋存稿", type="Work", dataset="kanripo", years=(1939, None), text="盛宣懷 奏議 電報"),
    make("work/2", "干祿字書", "乾祿", type="Work", dataset="kanripo"),
    make("work/3", "𠀀𠀁考", type="Work", dataset="kanripo"),
]


def filled(path: Path, backend: str, documents: list[Document]) -> SearchIndex:
    """A new index that holds ``documents``."""
    index = open_index(path, backend=backend)
    index.add(documents)
    index.commit()
    return index


@pytest.fixture
def open_with(backend: str, tmp_path: Path) -> Iterator[OpenIndex]:
    """Opens a new index of the backend that holds the given documents."""
    opened: list[SearchIndex] = []

    def open_documents(documents: list[Document]) -> SearchIndex:
        opened.append(filled(tmp_path / f"index-{len(opened)}", backend, documents))
        return opened[-1]

    yield open_documents
    for index in opened:
        index.close()


@pytest.fixture(scope="session", params=sorted(BACKENDS))
def backend(request: pytest.FixtureRequest) -> str:
    """Name of each backend in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def cast(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index of `CAST`, which no test changes."""
    index = filled(tmp_path_factory.mktemp("cast"), backend, CAST)
    yield index
    index.close()


@pytest.fixture
def changing(open_with: OpenIndex) -> SearchIndex:
    """An index of `CAST` for a test that changes it."""
    return open_with(CAST)
