"""Broken, hostile and mixed files: what is sound comes in, the rest is named, nothing runs away."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.gedcom import gedzip
from kg.errors import InvalidDataset
from kg.terms import curie, literal

from .conftest import HEAD, Read, entity

TAGS = ("INDI", "FAM", "NAME", "BIRT", "DATE", "PLAC", "FAMC", "FAMS", "HUSB", "CHIL", "NOTE", "SOUR", "ASSO", "MAP")
ONE = "0 @I1@ INDI\n1 NAME Ann /Lee/\n"


def label(read: Read, content: bytes, **options: str) -> set[str]:
    return read(content, **options).values(entity("person", "I1"), "skos:prefLabel")


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\r"], ids=["LF", "CRLF", "CR", "LFCR"])
def test_lines_end_as_they_like(end: str, read: Read) -> None:
    reading = read(f"{HEAD}{ONE}1 NOTE a\n2 CONT b\n0 TRLR\n".replace("\n", end).encode())
    assert reading.faults() == []
    assert reading.values(entity("person", "I1"), "zs:note") == {literal("a\nb")}


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("UNICODE", "utf-16"),
        ("UNICODE", "utf-16-le"),
        ("UNICODE", "utf-16-be"),
        ("GB18030", "gb18030"),
        ("BIG5", "big5"),
    ],
)
def test_the_encoding_is_found(said: str, encoding: str, read: Read) -> None:
    text = f"{HEAD.replace('UTF-8', said)}0 @I1@ INDI\n1 NAME /盛/宣懷\n0 TRLR\n"
    reading = read(text.encode(encoding))
    assert reading.values(entity("person", "I1"), "skos:prefLabel") == {literal("盛宣懷", "zh-Hant")}
    assert reading.faults() == []


@pytest.mark.parametrize(("said", "encoding"), [("ANSEL", "utf-8"), ("ASCII", "gb18030"), ("UTF-8", "big5")])
def test_a_header_that_lies_is_named_and_not_believed(said: str, encoding: str, read: Read) -> None:
    names = "".join(
        f"0 @I{n}@ INDI\n1 NAME {name}\n1 NOTE 江蘇武進人\n" for n, name in enumerate(("盛宣懷", "張之洞"), 1)
    )
    reading = read(f"{HEAD.replace('UTF-8', said)}{names}0 TRLR\n".encode(encoding))
    assert reading.values(entity("person", "I1"), "skos:prefLabel") == {literal("盛宣懷", "zh-Hant")}
    assert any("the header says" in reason for _, reason in reading.faults())


def test_a_line_in_another_encoding_is_read_and_named(read: Read) -> None:
    many = "".join(f"0 @I{n}@ INDI\n1 NAME é{n}\n" for n in range(2, 60)).encode()
    reading = read(HEAD.encode() + b"0 @I1@ INDI\n1 NAME Andr\xe9 /Lee/\n" + many + b"0 TRLR\n")
    assert reading.values(entity("person", "I1"), "skos:prefLabel") == {literal("André Lee")}
    assert [row for row, _ in reading.faults()] == [6]


def test_the_description_can_override_the_encoding(read: Read) -> None:
    content = f"{HEAD}0 @I1@ INDI\n1 NAME Ивановъ\n0 TRLR\n".encode("cp1251")
    assert label(read, content, options='encoding = "cp1251"\nlanguage = "ru"\n') == {literal("Ивановъ", "ru")}


def test_text_without_a_level_belongs_to_the_line_before(read: Read) -> None:
    reading = read(ONE + "1 NOTE first\nsecond\n")
    assert reading.values(entity("person", "I1"), "zs:note") == {literal("first\nsecond")}
    assert reading.faults() == [(8, "begins with no level; read on as text of NOTE")]


def test_a_file_that_is_cut_off_says_so(read: Read) -> None:
    reading = read((HEAD + ONE).encode())
    assert reading.count("person") == 1
    assert any("cut off" in reason for _, reason in reading.faults())


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0", b"id,name\n1,a\n", b"\n\n\n"])
def test_what_is_not_gedcom_is_refused(content: bytes, read: Read) -> None:
    with pytest.raises(InvalidDataset, match="not a GEDCOM file"):
        read(content)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(read: Read, tail: bytes) -> None:
    reading = read((HEAD + ONE).encode() + tail)
    assert reading.count("person") >= 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.sampled_from(TAGS),
            st.sampled_from(["", "@I1@", "@F1@", "@X@", "@VOID@", "1900", "a/b/c", "a, b", "@", "@@", "Y", "N"]),
        ),
        max_size=30,
    )
)
def test_structures_in_any_order_are_read(read: Read, lines: list[tuple[int, str, str]]) -> None:
    text = "".join(f"{level} {tag} {value}\n" for level, tag, value in lines)
    reading = read(ONE + "0 @F1@ FAM\n" + text)
    keys = [record.key for record in reading.records]
    assert len(keys) == len(set(keys))


def test_a_ring_of_descent_is_named_and_everybody_read(read: Read) -> None:
    ring = "".join(
        f"0 @I{n}@ INDI\n1 FAMC @F{n}@\n0 @F{n}@ FAM\n1 HUSB @I{(n + 1) % 2000}@\n1 CHIL @I{n}@\n" for n in range(2000)
    )
    reading = read(ring)
    assert reading.count("person") == 2000
    assert sum("own ancestor" in reason for _, reason in reading.faults()) == 1


def test_somebody_can_be_his_own_father_and_wife_only_in_the_report(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 FAMS @F1@\n0 @F1@ FAM\n1 HUSB @I1@\n1 WIFE @I1@\n1 CHIL @I1@\n")
    assert not [claim for claim in reading.claims if claim[2] == curie("zs:Kinship")]
    reasons = " ".join(reason for _, reason in reading.faults())
    assert "own ancestor" in reasons
    assert "husband and wife" in reasons


def test_deep_nesting_and_many_children_need_no_recursion(read: Read) -> None:
    deep = "".join(f"{min(level, 99)} _X a\n" for level in range(1, 3000))
    children = "".join(f"1 CHIL @C{n}@\n" for n in range(5000))
    persons = "".join(f"0 @C{n}@ INDI\n1 FAMC @F1@\n" for n in range(5000))
    reading = read(f"{ONE}{deep}{persons}0 @F1@ FAM\n1 HUSB @I1@\n{children}")
    assert sum(claim[1] == curie("zs:offspring") for claim in reading.claims) == 5000


def test_a_gedzip_archive_is_read_by_its_content(read: Read) -> None:
    content = archive(gedcom_dot_ged=f"{HEAD}{ONE}0 TRLR\n", photo_dot_jpg="x")
    assert read(content, name="trial.gdz").count("person") == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (archive(gedcom_dot_ged="0 HEAD\n" + "1 NOTE aaaaaaaa\n" * 2_000_000), "compressed"),
        (archive(gedcom_dot_ged=HEAD, **{".." + "__x": "y"}), "outside itself"),
        (archive(gedcom_dot_ged=HEAD, **{"__etc__passwd": "y"}), "outside itself"),
        (archive(readme_dot_txt="nothing"), "no gedcom.ged"),
        (archive(gedcom_dot_ged=HEAD)[:60] + b"rubbish", "ZIP"),
    ],
    ids=["bomb", "above", "absolute", "without", "broken"],
)
def test_an_archive_that_cannot_be_trusted_is_refused(content: bytes, reason: str, read: Read) -> None:
    with pytest.raises(InvalidDataset, match=reason):
        read(content, name="trial.gdz")


def test_an_archive_that_lies_about_its_size_stops_at_the_limit(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive(gedcom_dot_ged=HEAD + ONE + "".join(f"1 NOTE {n * n}\n" for n in range(50_000)))
    monkeypatch.setattr(gedzip, "_check_size", lambda name, member: None)
    monkeypatch.setattr(gedzip, "MAX_BYTES", 100_000)
    with pytest.raises(InvalidDataset, match="more than 100,000 bytes"):
        read(content, name="trial.gdz")


def test_files_of_one_dataset_do_not_share_identifiers(read_files, tmp_path: Path) -> None:
    for name, person in (("one.ged", "Ann"), ("two.ged", "Bea")):
        family = "0 @F1@ FAM\n1 WIFE @I1@\n"
        (tmp_path / name).write_text(f"{HEAD}0 @I1@ INDI\n1 NAME {person}\n1 FAMS @F1@\n{family}0 TRLR\n", "utf-8")
    reading = read_files(tmp_path / "one.ged", tmp_path / "two.ged")
    assert reading.faults() == []
    for part, person in (("one", "Ann"), ("two", "Bea")):
        assert reading.values(entity("person", f"{part}-I1"), "skos:prefLabel") == {literal(person)}
        assert reading.values(entity("union", f"{part}-F1"), "zs:wife") == {entity("person", f"{part}-I1")}
