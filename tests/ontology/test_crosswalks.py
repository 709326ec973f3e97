"""Crosswalks lead from every code of the tables of others to a concept of ours, or say why not."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from ontology.crosswalks import Crosswalk, crosswalk, crosswalks, read_crosswalk
from ontology.namespaces import compact, expand
from ontology.terms import all_terms
from ontology.turtle import VocabularyError

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CBDB = SHARED / "data" / "cbdb_tables_2017"
GEDCOM = SHARED / "suites" / "gedcom7-grammar" / "extracted-files" / "enumerationsets.tsv"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")

HEADER = "concept,relation,code,source,note\n"


def named(scheme: str, other: str) -> Crosswalk:
    return next(each for each in crosswalks() if (each.scheme, each.other) == (scheme, other))


def codes(table: str, column: str) -> set[str]:
    data = (CBDB / table).read_bytes()
    text = (gzip.decompress(data) if table.endswith(".gz") else data).decode("utf-8-sig")
    return {row[column].strip() for row in csv.DictReader(text.splitlines(keepends=True))}


def gedcom(name: str) -> set[str]:
    rows = csv.reader(GEDCOM.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return {row[1].rpartition("enum-")[2] for row in rows if row[0].endswith(f"/enumset-{name}")}


def test_crosswalks_are_read_and_their_concepts_are_declared() -> None:
    assert len(crosswalks()) >= 25
    for each in crosswalks():
        assert each.rows
        assert set(each.concepts().values()) <= all_terms().keys(), (each.scheme, each.other)


@needs_shared
@pytest.mark.parametrize(
    ("scheme", "other", "table", "column"),
    [
        ("kin", "cbdb", "KINSHIP_CODES.csv", "c_kincode"),
        ("kin", "cbdbcode", "KINSHIP_CODES.csv", "c_kinrel"),
        ("assoc", "cbdb", "ASSOC_CODES.csv", "c_assoc_code"),
        ("dynasty", "cbdb", "DYNASTIES.csv", "c_dy"),
        ("era", "cbdb", "NIAN_HAO.csv", "c_nianhao_id"),
        ("nametype", "cbdb", "ALTNAME_CODES.csv", "c_name_type_code"),
        ("role", "cbdb", "TEXT_ROLE_CODES.csv", "c_role_id"),
        ("officetype", "cbdb", "OFFICE_CATEGORIES.csv", "c_office_category_id"),
    ],
)
def test_every_code_of_a_cbdb_table_stands_in_the_crosswalk(scheme: str, other: str, table: str, column: str) -> None:
    have = {row.code for row in named(scheme, other).rows}
    assert have == codes(table, column)


@needs_shared
def test_upper_nodes_of_the_cbdb_office_tree_and_its_book_classes_have_concepts() -> None:
    nodes = {code for code in codes("OFFICE_TYPE_TREE.csv.gz", "c_office_type_node_id") if len(code) <= 4}
    assert nodes <= crosswalk("officetype", "cbdbtree").keys()
    classes = {code for code in codes("TEXT_BIBLCAT_TYPES.csv", "c_text_cat_type_id") if code.startswith("0110")}
    assert {code for code in classes if code[:5] in ("01101", "01102", "01103", "01104")} <= crosswalk(
        "classification", "cbdb"
    ).keys()


@needs_shared
def test_associations_that_cbdb_pairs_are_inverse_concepts() -> None:
    concepts = crosswalk("assoc", "cbdb")
    with (CBDB / "ASSOC_CODES.csv").open(encoding="utf-8-sig") as file:
        pairs = [(row["c_assoc_code"], row["c_assoc_pair"]) for row in csv.DictReader(file)]
    checked = [(one, other) for one, other in pairs if one in concepts and other in concepts and other != "0"]
    assert len(checked) > 400
    wrong = [(one, other) for one, other in checked if all_terms()[concepts[one]].inverse != concepts[other]]
    assert not wrong


@needs_shared
def test_kinship_that_cbdb_pairs_is_seen_from_the_other_side() -> None:
    """The male counterpart of a code is the inverse of its concept, or a concept below it."""
    concepts = crosswalk("kin", "cbdb")
    assert compact(all_terms()[concepts["79"]].inverse) == "kin:BX"
    for one, other in (("75", "180"), ("62", "243"), ("76", "181"), ("79", "177"), ("134", "135"), ("66", "238")):
        inverse = all_terms()[concepts[one]].inverse
        below, seen = [concepts[other]], set()
        while below and inverse not in below:
            seen |= set(below)
            below = [broader for iri in below for broader in all_terms()[iri].broader if broader not in seen]
        assert inverse in below, (one, other)


@needs_shared
def test_enumerations_of_gedcom_have_concepts_or_a_reason() -> None:
    names = {row.code for row in named("nametype", "gedcom").rows}
    assert gedcom("NAME-TYPE") <= names
    pedigree = {row.code for row in named("kin", "gedcom").rows}
    assert {f"PEDI {value}" for value in gedcom("PEDI")} <= pedigree
    roles = {row.code for row in (*named("kin", "gedcom").rows, *named("assoc", "gedcom").rows)}
    assert gedcom("ROLE") <= roles
    assert gedcom("QUAY") <= {row.code for row in named("certainty", "gedcom").rows}


def test_birth_order_is_left_out_of_kinship_and_noted() -> None:
    row = next(row for row in named("kin", "cbdbcode").rows if row.code == "S3")
    assert (compact(row.concept), row.relation, row.note) == ("kin:son", "broadMatch", "order 3")


def test_qualifiers_of_origin_come_with_concepts_of_their_own() -> None:
    concepts = crosswalk("kin", "cbdbcode")
    assert compact(concepts["S*"]) == "kin:adoptiveChild"
    assert compact(concepts["M^"]) == "kin:M-step"
    assert compact(concepts["FB+"]) == "kin:FBe"
    assert compact(concepts["G-12"]) == "kin:F12"
    assert compact(concepts["P-(male)"]) == "kin:crossCousinYoungerBrother"


def test_closest_relation_decides_where_a_code_stands_twice(tmp_path: Path) -> None:
    path = tmp_path / "kin-trial.csv"
    path.write_text(HEADER + "kin:parent,broadMatch,f,Trial,\nkin:father,exactMatch,f,Trial,\n", encoding="utf-8")
    trial = read_crosswalk(path)
    assert trial.concepts() == {"f": expand("kin:father")}
    assert [row.relation for row in trial.codes(expand("kin:parent"))] == ["broadMatch"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kin:fahter,exactMatch,f,Trial,", "fahter is no concept of kin"),
        ("assoc:friend,exactMatch,f,Trial,", "is no concept of kin"),
        ("nope:father,exactMatch,f,Trial,", "unknown prefix in nope:father"),
        ("kin:father,sameAs,f,Trial,", '"sameAs" is no relation'),
        ("kin:father,exactMatch,,Trial,", "the code or the source is empty"),
        ("kin:father,exactMatch,f,,", "the code or the source is empty"),
        ("kin:father,exactMatch,f,Trial", "has 4 cells"),
        (",none,f,Trial,", '"none" is no relation'),
        ("kin:mother,exactMatch,known,Trial,", 'the code "known" stands twice'),
    ],
)
def test_row_that_cannot_be_right_is_named_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "kin-trial.csv"
    path.write_text(f"{HEADER}kin:father,exactMatch,known,Trial,\n{line}\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"kin-trial\.csv, line 3") as raised:
        read_crosswalk(path)
    assert said in str(raised.value)
    assert raised.value.hint


def test_file_with_other_columns_or_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kin-trial.csv").write_text("code,concept\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"line 1: has other columns"):
        read_crosswalk(tmp_path / "kin-trial.csv")
    (tmp_path / "kin.csv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(VocabularyError, match="is not named"):
        read_crosswalk(tmp_path / "kin.csv")


def test_crosswalk_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "kin-trial.csv").write_bytes(HEADER.encode() + "kin:father,exactMatch,父,Trial,\n".encode("gb18030"))
    with pytest.raises(VocabularyError, match="not UTF-8"):
        read_crosswalk(tmp_path / "kin-trial.csv")
