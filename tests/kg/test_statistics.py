"""Numbers of terms: what is kept and corrected equals a fresh count, whatever happened to the workspace."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from ingest.load import unload
from kg import terms
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.rebuild import rebuild
from kg.statistics import CountedStore, Statistics, count_terms, read_statistics, write_statistics
from kg.store import VIEW, open_store
from kg.terms import Term
from kg.workspace import Workspace
from ontology.namespaces import expand
from ontology.terms import all_terms
from tests.kg.conftest import LETTERS, PERSONS

TYPE, PERSON, BORN = (NamedNode(expand(term)) for term in ("rdf:type", "zs:Person", "zs:birthYear"))
KIN, FATHER = (NamedNode(expand(term)) for term in ("zs:kinship", "kin:father"))
A, B, GRAPH = (NamedNode(f"http://example.org/{name}") for name in "abg")


def counted_by_hand(workspace: Workspace) -> Statistics:
    """The numbers by a look at every triple of the view."""
    found: Counter[tuple[str, str]] = Counter()
    for q in workspace.live.store.match(None, None, None, VIEW):
        found["property", q.predicate.value] += 1
        if isinstance(q.object, NamedNode):
            found["value", q.object.value] += 1
            found["class", q.object.value] += q.predicate == TYPE
    kinds = {"concept": "value", "individual": "value", "class": "class", "property": "property"}
    tables: dict[str, dict[str, int]] = {"class": {}, "property": {}, "value": {}}
    for term in all_terms().values():
        if term.kind in kinds:
            tables[kinds[term.kind]][term.iri] = found[kinds[term.kind], term.iri]
    return Statistics(*tables.values())


def test_numbers_are_those_of_the_triples_of_the_view(filled: Workspace) -> None:
    found = filled.live.statistics()
    assert found.classes[PERSON.value] == 4
    assert found.classes[expand("zs:Letter")] == 3
    assert found.properties[BORN.value] == 4
    assert found.properties[expand("zs:sender")] == 3
    assert found.properties[expand("zs:wroteTo")] == 3
    assert found.classes[expand("zs:Seal")] == 0


def test_a_load_that_brings_most_of_the_data_counts_it(template: Path) -> None:
    first = template / "generations" / "g000002" / "statistics.json"
    assert read_statistics(first)


def test_numbers_are_right_after_all_that_can_happen(
    filled: Workspace,
    person: Callable[[Workspace, int], Term],
    load_table_from: Callable[[Path, Workspace, str, str], object],
    tmp_path: Path,
) -> None:
    born = terms.curie("zs:birthYear")
    one, four = person(filled, 1), person(filled, 4)

    def check(kept: bool) -> None:
        file = filled.live.directory / "statistics.json"
        assert (read_statistics(file) is not None) is kept
        assert filled.live.statistics() == count_terms(filled.live.store) == counted_by_hand(filled)
        assert read_statistics(file) == filled.live.statistics()

    filled.live.statistics()
    decide(filled, Kind.SAME, (one, four), agent="a", reason="r")
    check(kept=True)
    assert filled.live.statistics().properties[expand("zs:concerns")] == 2
    decide(filled, Kind.PREFER, (one, born, terms.typed("1845", "xsd:integer")), agent="a", reason="r")
    check(kept=True)
    for number in (2, 1):
        decide(filled, Kind.UNDO, (), agent="a", reason="r", undoes=number)
        check(kept=True)
    persons = "id,name,born\n1,盛宣懷,1844\n3,張之洞,\n5,鄭觀應,1842\n"
    load_table_from(tmp_path, filled, persons, PERSONS)  # again, with other records: a revision
    check(kept=True)
    letters = "id,title,sender,addressee,year\n1,致李鴻章,1,2,1895\n"
    load_table_from(tmp_path, filled, letters, LETTERS)
    check(kept=True)
    unload(filled, "post")
    check(kept=True)
    load_table_from(tmp_path, filled, letters, LETTERS)  # anew beside more data than it brings: left to who asks
    check(kept=False)
    rebuild(filled)
    check(kept=True)


def test_numbers_of_another_vocabulary_or_a_damaged_file_are_counted_again(filled: Workspace) -> None:
    right, file = filled.live.statistics(), filled.live.directory / "statistics.json"
    for damaged in ("", "{}", '{"classes": 1', json.dumps({"classes": {}, "properties": {}, "values": {}})):
        file.write_text(damaged, "utf-8")
        filled.live.counted = None
        assert filled.live.statistics() == right == read_statistics(file)


def test_numbers_that_cannot_be_kept_are_still_counted(filled: Workspace) -> None:
    file = filled.live.directory / "statistics.json"
    file.unlink(missing_ok=True)
    (file / "in the way").mkdir(parents=True)
    assert filled.live.statistics().classes[PERSON.value] == 4
    assert filled.live.counted is not None
    shutil.rmtree(file)


@pytest.fixture
def counted(tmp_path: Path) -> CountedStore:
    """An empty store whose numbers are known."""
    store = open_store(None)
    write_statistics(tmp_path / "numbers.json", count_terms(store))
    return CountedStore(store, tmp_path / "numbers.json")


def test_a_transaction_corrects_only_what_changes_in_the_view(counted: CountedStore, tmp_path: Path) -> None:
    person, born, kin = Quad(A, TYPE, PERSON), Quad(A, BORN, Literal("1844")), Quad(B, KIN, FATHER)
    counted.replace((), [person, born, kin, kin, Quad(A, BORN, Literal("1845"), GRAPH)])
    counted.replace((), [person])  # there already
    counted.replace([Quad(B, BORN, Literal("1"))], ())  # was never there
    counted.replace([born], [born])  # goes and comes in one transaction
    expected = count_terms(counted)
    counted.close()
    found = read_statistics(tmp_path / "numbers.json")
    assert found == expected
    assert found is not None
    assert (found.classes[PERSON.value], found.properties[BORN.value], found.values[FATHER.value]) == (1, 1, 1)
    assert found.uses(all_terms()[FATHER.value]) == 1


def test_a_bulk_load_forgets_the_numbers_until_somebody_counts(counted: CountedStore, tmp_path: Path) -> None:
    source, file = tmp_path / "quads.nq", tmp_path / "numbers.json"
    source.write_text(f"{A} {TYPE} {PERSON} .\n", "utf-8")
    counted.bulk_load(source)
    assert not file.exists()
    counted.replace((), [Quad(B, TYPE, PERSON)])
    write_statistics(file, count_terms(counted))
    counted.replace((), [Quad(GRAPH, TYPE, PERSON)])
    counted.close()
    assert read_statistics(file).classes[PERSON.value] == 3  # type: ignore[union-attr]
