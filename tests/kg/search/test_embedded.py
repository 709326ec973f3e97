"""The embedded index: recall as exact as a scan, one writer and many readers, copies, crashes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import Busy, WorkspaceError
from kg.search import Document, Query, SearchIndex, clone, open_index
from kg.search.analysis import folded
from kg.search.embedded import EmbeddedIndex
from kg.search.index import SORTS
from kg.search.memory import MemoryIndex

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
PERSONS = SHARED / "data" / "biogref_person_authorities" / "biogref-cbdb-data.csv.gz"
BASE = "http://example.org/"

ALPHABET = "盛宣懷怀懐懷王甯寧后後乾干𠀀𪚥aAä\"'()*.-=1 \u3000\t\ufdd0\ufdd1\ufffd\ud800\U000e0100"
names = st.lists(st.text(ALPHABET, max_size=5), max_size=3)
documents = st.lists(
    st.tuples(names, st.text(ALPHABET, max_size=12), st.lists(st.sampled_from(["wang", "w", "wa b", ""]), max_size=2)),
    max_size=8,
)


def document(number: int, forms: list[str], text: str = "", keys: list[str] | None = None) -> Document:
    return Document(
        f"{BASE}p-{number}",
        "Work" if number % 3 else "Person",
        forms[0] if forms else "",
        names=tuple((form, "variant") for form in forms),
        text=text,
        keys=tuple(keys or ()),
        facets={"dynasty": tuple(text[:2]), "place": tuple(forms)},
        year_from=number % 5 or None,
        year_to=number % 7 or None,
        weight=number % 2,
    )


def fill(index: SearchIndex, content: list[Document]) -> SearchIndex:
    index.add(content)
    index.commit()
    return index


def scan(content: list[Document], term: str) -> set[str]:
    """The definition of recall: documents one of whose folded names, or whose folded text, contains the folded term."""
    term = folded(term)
    return {each.iri for each in content if any(term in folded(text) for text in (*each.forms, each.text))}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "search"


values = st.lists(st.sampled_from(["盛", "宣", "懷", "", "Work", "\ud800"]), max_size=2).map(tuple)
years = st.none() | st.integers(-1, 7)
queries = st.builds(
    Query,
    st.text(ALPHABET, max_size=4) | st.just(""),
    filters=st.dictionaries(st.sampled_from(["type", "dynasty", "place"]), values, max_size=2),
    year_from=years,
    year_to=years,
    sort=st.sampled_from(SORTS),
    offset=st.integers(0, 3),
    limit=st.sampled_from([0, 2, 20]),
    facets=st.sampled_from([(), ("type", "dynasty", "place")]),
    facet_limit=st.sampled_from([2, 50]),
)


@settings(max_examples=30, deadline=None)
@given(documents, st.lists(queries, min_size=12, max_size=12))
def test_every_answer_equals_that_of_the_brute_force_index(
    tmp_path_factory: pytest.TempPathFactory, content: list[tuple[list[str], str, list[str]]], questions: list[Query]
) -> None:
    path = tmp_path_factory.mktemp("search")
    made = [document(number, *each) for number, each in enumerate(content)]
    index, oracle = fill(EmbeddedIndex.open(path), made), fill(MemoryIndex(), made)
    for query in questions:
        assert index.search(query) == oracle.search(query)
        assert index.suggest(query.text) == oracle.suggest(query.text)
    assert [index.get(each.iri) for each in made] == made
    index.close()
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def tricky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SearchIndex, list[Document]]]:
    """An index of 2,000 documents of random names and texts over `ALPHABET`, and the documents."""
    chance = random.Random(11)

    def words(longest: int) -> str:
        return "".join(chance.choices(ALPHABET, k=chance.randrange(1, longest)))

    content = [document(n, [words(6) for _ in range(n % 3)], words(20) if n % 4 == 0 else "") for n in range(2000)]
    index = fill(EmbeddedIndex.open(tmp_path_factory.mktemp("tricky")), content)
    yield index, content
    index.close()


@settings(max_examples=100, deadline=None)
@given(st.text(ALPHABET.replace('"', ""), min_size=1, max_size=4).filter(lambda text: text.strip(" \u3000\t")))
def test_hits_of_a_quoted_text_are_those_of_a_scan(tricky: tuple[SearchIndex, list[Document]], text: str) -> None:
    index, content = tricky
    results = index.search(Query(f'"{text}"', limit=1000))
    hits = {hit.document.iri for hit in results.hits}
    expected = scan(content, text)
    if results.loose:
        assert expected == set()
    else:
        assert (hits, results.total) == (expected, len(expected))


@settings(max_examples=100, deadline=None)
@given(st.text(ALPHABET, max_size=8))
def test_reasons_point_into_the_original(tricky: tuple[SearchIndex, list[Document]], text: str) -> None:
    for hit in tricky[0].search(Query(text)).hits:
        assert bool(hit.matches) == bool(text.strip())
        for match in hit.matches:
            if match.via in ("exact", "folded", "text"):
                assert folded(match.form[match.start : match.end]) in folded(text)
                assert match.end > match.start


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_hits_for_substrings_of_20000_real_names_are_those_of_a_scan(path: Path) -> None:
    with gzip.open(PERSONS) as packed:
        rows = csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8-sig", newline=""))
        content = [
            Document(
                f"{BASE}cbdb-{row['person_id']}",
                "Person",
                name,
                ((name, "authorized"),),
                facets={"dynasty": (dynasty,)},
            )
            for row in islice(rows, 0, 200_000, 10)
            for name, dynasty in [(row["person_name"], row["dynasty"])]
        ]
    index = fill(EmbeddedIndex.open(path), content)
    by_iri = {each.iri: (folded(each.label), each) for each in content}
    assert index.count() == len(by_iri) == 20_000
    chance = random.Random(5)
    for length in (1, 2, 3, 4):
        source = [each.label for each in content if len(each.label) >= length]
        for name in chance.choices(source, k=25):
            start = chance.randrange(len(name) - length + 1)
            term = name[start : start + length]
            expected = {iri for iri, (label, _) in by_iri.items() if folded(term) in label}
            assert found_by(index, f'"{term}"') == expected
            counts = Counter(by_iri[iri][1].facets["dynasty"][0] for iri in expected)
            facets = index.search(Query(f'"{term}"', facets=("dynasty",), facet_limit=500)).facets["dynasty"]
            assert {value.value: value.count for value in facets} == counts
    index.close()


def found_by(index: SearchIndex, text: str) -> set[str]:
    total = index.search(Query(text)).total
    pages = (index.search(Query(text, offset=offset, limit=1000)) for offset in range(0, total, 1000))
    return {hit.document.iri for page in pages for hit in page.hits}


def test_a_reader_sees_commits_of_the_writer_after_refreshing(path: Path) -> None:
    writer = fill(EmbeddedIndex.open(path), [document(1, ["盛"])])
    reader = EmbeddedIndex.open(path, read_only=True)
    writer.replace([document(2, ["盛"])])
    writer.commit()
    assert reader.search(Query("盛")).total == 1
    reader.refresh()
    assert reader.search(Query("盛")).total == 2
    for change in (lambda: reader.add([]), lambda: reader.delete([]), reader.commit):
        with pytest.raises(WorkspaceError, match="reading only"):
            change()
    writer.close()


def test_only_one_writer_is_let_in(path: Path) -> None:
    first = fill(EmbeddedIndex.open(path), [])
    second = EmbeddedIndex.open(path)
    with pytest.raises(Busy, match="Another process"):
        second.add([])
    first.close()
    fill(second, [document(1, ["盛"])])
    assert second.count() == 1
    second.close()


def test_closing_without_commit_changes_nothing(path: Path) -> None:
    index = fill(EmbeddedIndex.open(path), [document(1, ["盛"])])
    index.add([document(2, ["盛"])])
    index.close()
    assert EmbeddedIndex.open(path, read_only=True).count() == 1


def test_no_index_or_a_strange_one_is_refused_with_the_remedy(path: Path) -> None:
    with pytest.raises(WorkspaceError) as missing:
        EmbeddedIndex.open(path, read_only=True)
    assert "load" in missing.value.hint
    fill(EmbeddedIndex.open(path), []).close()
    meta = json.loads((path / "meta.json").read_text())
    meta["schema"] = meta["schema"][1:]
    (path / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(WorkspaceError, match="cannot be used"):
        EmbeddedIndex.open(path)
    (path / "meta.json").write_text("{")
    with pytest.raises(WorkspaceError, match="cannot be used"):
        EmbeddedIndex.open(path)


def test_a_clone_shares_files_and_lives_on_its_own(path: Path, tmp_path: Path) -> None:
    original = fill(EmbeddedIndex.open(path), [document(number, ["盛"]) for number in range(9)])
    target = tmp_path / "copy"
    clone(path, target)
    segment = next(target.glob("*.store"))
    assert segment.stat().st_ino == (path / segment.name).stat().st_ino
    assert not list(target.glob("*.lock"))
    copied = EmbeddedIndex.open(target)
    copied.delete([f"{BASE}p-1"])
    copied.commit()
    original.replace([document(9, ["盛"])])
    original.commit()
    copied.close()
    original.close()
    assert EmbeddedIndex.open(path, read_only=True).search(Query("盛")).total == 10
    assert EmbeddedIndex.open(target, read_only=True).search(Query("盛")).total == 8
    with pytest.raises(WorkspaceError, match="not empty"):
        clone(path, target)
    with pytest.raises(WorkspaceError, match="no search index"):
        clone(tmp_path / "nothing", tmp_path / "new")


KILLED = """
import sys, time
from pathlib import Path
from kg.search import Document, open_index
index = open_index(Path(sys.argv[1]))
index.add([Document("p-1", "Person", "盛", (("盛", "x"),))])
index.commit()
index.add(Document(f"q-{number}", "Person", "盛", (("盛", "x"),)) for number in range(2000))
print("ready", flush=True)
time.sleep(60)
"""


def test_a_killed_writer_leaves_the_last_commit_and_no_lock(path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    index = EmbeddedIndex.open(path)
    assert index.search(Query("盛")).total == 1
    fill(index, [document(2, ["盛"])])
    assert index.search(Query("盛")).total == 2
    index.close()


def test_backends_are_loaded_when_they_are_opened(path: Path) -> None:
    index = open_index(path, backend="memory")
    assert isinstance(index, MemoryIndex)
    assert not path.exists()
