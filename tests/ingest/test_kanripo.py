"""Catalogues of the Kanseki Repository: entries with work, juan and people; what is damaged is named with its line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.convert import convert
from ingest.description import load_description
from ingest.field_mapping import field_mappings
from ingest.importer import open_records
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import Term, curie, literal

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TEXT = """\
#+TITLE: 四部叢刊
* 四部叢刊初編
** 經部
*** SB11n001 周易
:PROPERTIES:
:CUSTOM_ID: SB11n001
:EXTENT: 九卷
:KR_ID: KR1a0006
# ?
not a property
:END:
**** 人物
***** 王弼
:PROPERTIES:
:FUNCTION: 注
:DYNASTY: 魏
:END:
**** 版本
***** SBCK
:PROPERTIES:
:EDITION: 上海涵芬樓藏宋刊本
:END:
*** 東山國語
*** [[mandoku:x.org][x]] SB11n002 尚書 Shang shu
:PROPERTIES:
:CUSTOM_ID: SB11n001
:END:
"""


@pytest.fixture
def read(tmp_path: Path, description_head: str) -> Callable[[str, bytes], list[Record | Problem]]:
    """What the importer makes of a file with a name and content."""

    def reading(name: str, content: bytes) -> list[Record | Problem]:
        (tmp_path / name).write_bytes(content)
        options = '[kanripo]\nentity = "sbck-"\nmembers = ["general/sbck.org"]\ncollection = "四部叢刊"\n'
        head = description_head.replace('importer = "table"', 'importer = "kanripo"')
        text = f'id = "trial"\nprefixes = ["instance/sbck-"]\nfiles = ["{name}"]\n{head}\n{options}'
        (tmp_path / "trial.toml").write_text(text, "utf-8")
        dataset = load_description(tmp_path / "trial.toml")
        return list(open_records(dataset, dataset.find_files(tmp_path), Minter()))

    return reading


def values(record: Record, subject: Term, prop: str) -> list[Term]:
    return [o for s, p, o in record.claims if (s, p) == (subject, curie(prop))]


def test_an_entry_becomes_an_edition_of_the_work_that_its_number_names(
    read: Callable[[str, bytes], list[Record | Problem]],
) -> None:
    record = next(item for item in read("sbck.org", TEXT.encode()) if isinstance(item, Record))
    mint = Minter()
    work, part = mint.entity("work", "kanripo-KR1a0006"), mint.entity("contribution", "sbck-SB11n001-1")
    assert (record.key, record.locator) == ("SB11n001", "sbck.org, line 4")
    assert values(record, record.subject, "bf:instanceOf") == [work]
    assert values(record, work, "skos:prefLabel") == [literal("周易", "zh-Hant")]
    assert values(record, record.subject, "zs:volumeCount") == [literal("九卷", "zh-Hant")]
    assert values(record, record.subject, "zs:edition") == [literal("上海涵芬樓藏宋刊本", "zh-Hant")]
    assert values(record, part, "zs:role") == [literal("注", "zh-Hant")]
    assert values(record, part, "zs:dynasty") == [literal("魏", "zh-Hant")]


def test_what_is_damaged_is_named_with_its_line_and_the_rest_is_read(
    read: Callable[[str, bytes], list[Record | Problem]],
) -> None:
    problems = [item for item in read("sbck.org", TEXT.encode()) if isinstance(item, Problem)]
    assert [(problem.row, problem.column, problem.skipped) for problem in problems] == [
        (10, "", False),
        (23, "CUSTOM_ID", True),
        (24, "CUSTOM_ID", True),
    ]
    assert "line 4 already" in problems[2].reason


def test_an_archive_gives_what_its_member_gives_and_a_missing_member_is_a_problem(
    tmp_path: Path, read: Callable[[str, bytes], list[Record | Problem]]
) -> None:
    for member, number in (("general/sbck.org", 1), ("other.org", 0)):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(member, TEXT)
        items = read("b.zip", (tmp_path / "a.zip").read_bytes())
        assert sum(isinstance(item, Record) for item in items) == number
        assert any(isinstance(item, Problem) for item in items)


def test_a_file_that_is_not_utf_8_is_refused_with_the_place(
    read: Callable[[str, bytes], list[Record | Problem]],
) -> None:
    with pytest.raises(InvalidDataset, match="byte 4"):
        read("sbck.org", b"*** \xff")


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
@pytest.mark.parametrize(("id", "least"), [("kanripo-sibu-congkan", 465), ("kanripo-siku-quanshu", 3400)])
def test_the_real_catalogues_are_read_and_every_loss_is_named(id: str, least: int) -> None:
    dataset = load_description(id)
    items = list(open_records(dataset, dataset.find_files(SHARED / "data"), Minter()))
    assert sum(isinstance(item, Record) for item in items) >= least
    assert all(problem.row for problem in items if isinstance(problem, Problem))


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("kanripo", ROOT / "ingest/samples/sample-kanripo.org", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/kanripo.nq").read_text("utf-8")
    assert (done.records, done.problems) == (5, 1)
    assert 'row 47: not a property: ":EXTENT 二百九十四卷"' in report.getvalue()


def test_every_field_that_is_mapped_is_claimed() -> None:
    golden = (ROOT / "tests/golden/kanripo.nq").read_text("utf-8")
    assert [row.source for row in field_mappings("kanripo") if row.target and curie(row.target) not in golden] == []


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
@pytest.mark.parametrize(
    ("dataset", "least", "problems"),
    [
        ("kanripo-siku-quanshu", 3_460, 20),
        ("kanripo-works", 10_141, 0),
        ("kanripo-taisho", 3_017, 60),
        ("kanripo-daozang", 1_530, 95),
        ("kanripo-daozang-jiyao", 290, 40),
    ],
)
def test_the_real_catalogues_are_read(dataset: str, least: int, problems: int) -> None:
    described = load_description(dataset)
    items = list(open_records(described, described.find_files(SHARED / "data"), Minter()))
    assert sum(isinstance(item, Record) for item in items) >= least
    assert sum(isinstance(item, Problem) for item in items) <= problems


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_every_book_of_the_siku_quanshu_is_an_entry_with_class_place_and_work() -> None:
    described = load_description("kanripo-siku-quanshu")
    items = open_records(described, described.find_files(SHARED / "data"), Minter())
    books = [item for item in items if isinstance(item, Record) and item.key != "catalogue"]
    entry = curie("zs:CatalogueEntry")
    for record in books:
        node = next(s for s, p, o in record.claims if o == entry)
        for prop in ("zs:classPath", "zs:classificationConcept", "zs:describes", "zs:entryNumber", "dcterms:title"):
            assert values(record, node, prop), (record.key, prop)
        assert "line" in record.locator


def test_wildcards_choose_members_of_an_archive_in_order(tmp_path: Path, description_head: str) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for name in ("KR/KR1b.txt", "KR/KR1a.txt", "KR/KR1.txt"):
            archive.writestr(name, f"*** {name[3:7].replace('.', '0')}0001 書-漢-某甲\n:PROPERTIES:\n:END:\n")
    options = '[kanripo]\nentity = "kr-"\nmembers = ["KR/KR1?.txt", "no*.txt"]\nentries = "works"\n'
    head = description_head.replace('importer = "table"', 'importer = "kanripo"')
    (tmp_path / "t.toml").write_text(
        f'id = "t"\nprefixes = ["work/kr-"]\nfiles = ["c.zip"]\n{head}\n{options}', "utf-8"
    )
    dataset = load_description(tmp_path / "t.toml")
    items = list(open_records(dataset, dataset.find_files(tmp_path), Minter()))
    records = [item for item in items if isinstance(item, Record)]
    assert [record.key for record in records] == ["KR1a0001", "KR1b0001"]
    assert values(records[0], records[0].subject, "zs:creatorName") == [literal("某甲", "zh-Hant")]
    assert [str(item) for item in items if isinstance(item, Problem)] == ["no*.txt: is not in the archive"]


@pytest.mark.parametrize("option", ['entries = "books"', "depth = 0", '[kanripo.catalogue]\nscheme = "none"'])
def test_an_option_that_cannot_be_is_refused_with_its_key(tmp_path: Path, description_head: str, option: str) -> None:
    head = description_head.replace('importer = "table"', 'importer = "kanripo"')
    title = '[kanripo.catalogue.title]\nzh-Hans = "目"\nzh-Hant = "目"\nen = "C"\n' if "scheme" in option else ""
    text = f'id = "t"\nprefixes = ["work/kr-"]\nfiles = ["c.zip"]\n{head}\n[kanripo]\nentity = "kr-"\n{option}\n{title}'
    (tmp_path / "t.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidDataset, match="kanripo"):
        load_description(tmp_path / "t.toml")
