"""What every triple store must do. A further implementation is one more line in ``STORES``."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from kg import terms
from kg.errors import Busy, NotFound, WorkspaceError
from kg.store import BACKENDS, VIEW, TripleStore, open_store
from kg.store.quads import node, parse_line, quad

#: name -> how to open an empty store, given a directory for it
STORES: dict[str, Callable[[Path], TripleStore]] = {
    "embedded on disk": lambda path: open_store(path / "store"),
    "embedded in memory": lambda path: open_store(None),
}
S, T, P, Q = (NamedNode(f"http://example.org/{name}") for name in "stpq")
G, H = NamedNode("http://example.org/graph/盛"), NamedNode("http://example.org/graph/h")
ODD = [
    Literal('quo"te'),
    Literal("line\nbreak\r\ttab"),
    Literal("} GRAPH { braces } . ; #"),
    Literal("back\\slash and \\u0041 \\"),
    Literal("'''\"\"\""),
    Literal("😀 𠀀 𫝀"),
    Literal("盛宣懷", language="zh-Hant"),
    Literal("盛宣怀", language="zh-hans"),
    Literal(""),
    Literal("\u0001\u007f\u00a0\ufeff"),
    Literal("1844", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("31.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    Literal("-0551", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
    NamedNode("http://example.org/常州?a=b&c='d'"),
]


@pytest.fixture(params=STORES, ids=str)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TripleStore]:
    opened = STORES[request.param](tmp_path)
    yield opened
    opened.close()


def dumped(store: TripleStore) -> str:
    out = io.BytesIO()
    store.dump(out)
    return out.getvalue().decode()


def some_quads(number: int) -> list[Quad]:
    return [
        Quad(NamedNode(f"http://example.org/{i % 7}"), (P, Q)[i % 2], Literal(str(i)), (VIEW, G, H)[i % 3])
        for i in range(number)
    ]


def test_match_finds_by_every_combination_of_positions(store: TripleStore) -> None:
    quads = {Quad(s, p, o, g) for s in (S, T) for p in (P, Q) for o in (S, Literal("x")) for g in (VIEW, G, H)}
    store.replace((), quads)
    for s in (None, S):
        for p in (None, P):
            for o in (None, S, Literal("x")):
                for g in (None, VIEW, G):
                    wanted = (s, p, o, g)
                    expected = {
                        q
                        for q in quads
                        if all(w is None or w == t for w, t in zip(wanted, (*q.triple, q.graph_name), strict=True))
                    }
                    assert set(store.match(*wanted)) == expected, wanted
    assert list(store.match(NamedNode("http://example.org/nobody"))) == []
    assert len(store) == len(quads)


def test_no_graph_means_view_and_claims_together(store: TripleStore) -> None:
    store.replace((), [Quad(S, P, T, VIEW), Quad(S, P, T, G)])
    assert {q.graph_name for q in store.match(S)} == {VIEW, G}


@pytest.mark.parametrize("odd", ODD, ids=lambda term: repr(term)[:30])
def test_odd_terms_come_back_as_they_went_in_and_can_be_removed(store: TripleStore, odd: Literal | NamedNode) -> None:
    quads = [Quad(S, P, odd, graph) for graph in (VIEW, G)]
    store.replace((), quads)
    assert [str(q.object) for q in store.match(S, P)] == [str(odd)] * 2
    assert all(q in store for q in quads)
    store.replace(quads, ())
    assert len(store) == 0


def test_replace_removes_before_it_adds(store: TripleStore) -> None:
    one, other = Quad(S, P, T, G), Quad(S, P, S, G)
    store.replace((), [one])
    store.replace([one], [one, other])
    assert set(store.match()) == {one, other}


def test_replace_of_nothing_and_of_what_is_not_there_changes_nothing(store: TripleStore) -> None:
    store.replace((), [Quad(S, P, T, VIEW)])
    store.replace((), ())
    store.replace([Quad(S, P, S, G)], ())
    assert list(store.match()) == [Quad(S, P, T, VIEW)]


def test_replace_takes_iterators_and_many_quads(store: TripleStore) -> None:
    store.replace((), (q for q in some_quads(5_000)))
    store.replace((q for q in some_quads(5_000)[:4_990]), iter(()))
    assert len(store) == 10


def test_replace_that_fails_changes_nothing(store: TripleStore) -> None:
    store.replace((), some_quads(3))
    before = dumped(store)
    with pytest.raises((TypeError, AttributeError, ValueError)):
        store.replace(some_quads(2), [*some_quads(9), "not a quad"])  # type: ignore[list-item]
    assert dumped(store) == before


def test_bulk_load_reads_claims_and_view(store: TripleStore, tmp_path: Path) -> None:
    lines = [f"{S} {P} {odd} .\n{S} {P} {odd} {G} .\n" for odd in ODD]
    (tmp_path / "quads.nq").write_text("".join(lines), "utf-8")
    store.bulk_load(tmp_path / "quads.nq")
    assert {str(q.object) for q in store.match(S, P, None, G)} == {str(odd) for odd in ODD}
    assert len(store) == 2 * len(ODD)


@pytest.mark.parametrize("kind", STORES)
def test_dump_depends_on_the_quads_alone(kind: str, tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    store, other = (STORES[kind](tmp_path / name) for name in ("one", "other"))
    quads = [*some_quads(200), *(Quad(S, P, odd, G) for odd in ODD)]
    random.Random(1).shuffle(quads)
    for q in quads[:100]:
        store.replace((), [q])
    store.replace((), [Quad(T, Q, T, NamedNode("http://example.org/gone"))])
    store.replace([Quad(T, Q, T, NamedNode("http://example.org/gone"))], quads)
    other.replace((), sorted(quads, key=str))
    assert dumped(other) == dumped(store)
    store.close()
    other.close()


def test_dump_can_be_loaded_and_read_line_by_line(store: TripleStore, tmp_path: Path) -> None:
    store.replace((), [*some_quads(20), *(Quad(S, P, odd, graph) for odd in ODD for graph in (VIEW, H))])
    (tmp_path / "dump.nq").write_text(dumped(store), "utf-8")
    other = open_store(tmp_path / "other")
    other.bulk_load(tmp_path / "dump.nq")
    assert set(other.match()) == set(store.match())
    other.close()
    read = [parse_line(line) for line in dumped(store).splitlines(keepends=True)]
    assert {quad((s, p, o), g) for s, p, o, g in read} == set(store.match())


def test_checkpoint_and_original_change_independently(store: TripleStore, tmp_path: Path) -> None:
    store.replace((), some_quads(50))
    before = dumped(store)
    store.checkpoint(tmp_path / "copy")
    copy = open_store(tmp_path / "copy")
    assert set(copy.match()) == set(store.match())
    copy.replace(some_quads(10), [Quad(S, P, T, VIEW)])
    assert dumped(store) == before
    changed = dumped(copy)
    store.replace(some_quads(50), [Quad(T, P, S, H)])
    assert dumped(copy) == changed
    assert list(store.match()) == [Quad(T, P, S, H)]
    copy.close()


def test_checkpoint_of_a_closed_store_opened_for_reading_has_everything(tmp_path: Path) -> None:
    writer = open_store(tmp_path / "store")
    (tmp_path / "quads.nq").write_text(f"{S} {P} {T} .\n{S} {Q} {T} {G} .\n")
    writer.bulk_load(tmp_path / "quads.nq")
    writer.replace([Quad(S, P, T, VIEW)], [Quad(S, P, S, H)])
    expected = dumped(writer)
    writer.close()
    for generation in range(3):
        reader = open_store(tmp_path / ("store" if not generation else f"copy{generation}"), read_only=True)
        reader.checkpoint(tmp_path / f"copy{generation + 1}")
        reader.close()
        copy = open_store(tmp_path / f"copy{generation + 1}")
        assert dumped(copy) == expected
        copy.replace((), [new := Quad(S, P, Literal(str(generation)), G)])
        expected = dumped(copy)
        assert new in copy
        copy.close()


_TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
_QUADS = st.builds(
    lambda s, text, tag, graph: quad((f"<http://example.org/{s}>", str(P), terms.literal(text, tag)), graph),
    st.integers(0, 3),
    _TEXTS,
    st.sampled_from(["", "zh-Hant", "en"]),
    st.sampled_from([None, str(G), str(H)]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sets(_QUADS, max_size=4), st.sets(_QUADS, max_size=4)), max_size=4))
def test_store_is_a_set_of_quads(store: TripleStore, steps: list[tuple[set[Quad], set[Quad]]]) -> None:
    store.replace(list(store.match()), ())
    held: set[Quad] = set()
    for remove, add in steps:
        store.replace(remove, add)
        held = held - remove | add
        assert set(store.match()) == held
        assert len(store) == len(held)


def test_unknown_backend_is_an_error_with_the_names_of_the_known(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="embedded"):
        open_store(tmp_path, backend="papyrus")
    assert set(BACKENDS) == {"embedded"}


def test_second_writer_is_refused_and_readers_see_the_moment_when_they_opened(tmp_path: Path) -> None:
    writer = open_store(tmp_path / "store")
    writer.replace((), [Quad(S, P, T, VIEW)])
    with pytest.raises(Busy, match="writing"):
        open_store(tmp_path / "store")
    reader = open_store(tmp_path / "store", read_only=True)
    writer.replace([Quad(S, P, T, VIEW)], [Quad(S, P, S, VIEW)])
    assert list(reader.match()) == [Quad(S, P, T, VIEW)]
    later = open_store(tmp_path / "store", read_only=True)
    assert list(later.match()) == [Quad(S, P, S, VIEW)]
    for opened in (reader, later, writer):
        opened.close()
    open_store(tmp_path / "store").close()


def test_reader_cannot_write(tmp_path: Path) -> None:
    open_store(tmp_path / "store").close()
    reader = open_store(tmp_path / "store", read_only=True)
    with pytest.raises(WorkspaceError, match="reading only"):
        reader.replace((), [Quad(S, P, T, VIEW)])
    reader.close()


def test_directory_that_is_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        open_store(tmp_path / "nothing", read_only=True)
    (tmp_path / "file").write_text("no store")
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        open_store(tmp_path / "file")


def test_terms_and_nodes_are_two_spellings_of_the_same() -> None:
    for odd in ODD:
        term = str(odd)
        assert str(quad((str(S), str(P), term)).object) == term
    assert node("<http://example.org/s>") == S


@pytest.mark.parametrize(
    ("predicate", "value", "expected"),
    [(P, None, 2), (None, T, 2), (P, T, 1), (G, None, 0), (None, G, 0), (None, None, 4)],
    ids=["property", "value", "both", "no such property", "no such value", "everything"],
)
def test_triples_of_the_view_are_counted(
    store: TripleStore, predicate: NamedNode | None, value: NamedNode | None, expected: int
) -> None:
    view = [Quad(S, P, T), Quad(S, P, Literal("1")), Quad(S, Q, T), Quad(T, Q, S)]
    store.replace((), [*view, Quad(S, P, T, G), Quad(S, G, T, H)])
    assert store.count(predicate, value) == expected
