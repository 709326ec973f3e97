"""Historical catalogues: the sample to the triple, and of the real ones every character, entry and class."""

from __future__ import annotations

import io
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ingest.bibliography.grammar import get_grammar, grammars
from ingest.bibliography.segments import Kind, Segment, segments
from ingest.bibliography.statement import plain, read_statement
from ingest.convert import convert
from ingest.description import load_description
from ingest.field_mapping import field_mappings
from ingest.importer import open_records
from ingest.source import Source
from ingest.zip_members import Member, members
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import curie, literal, literal_value

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
FOLDERS = {
    "shumu-dawen": "historical_bibliographies",
    "hanshu-yiwenzhi": "historical_bibliographies",
    "qingshigao-yiwenzhi": "qing_history_draft",
}
real = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
catalogue = pytest.mark.parametrize("name", FOLDERS)


@cache
def texts(name: str) -> tuple[tuple[str, str], ...]:
    """(text, division) of the parts of a catalogue."""
    dataset = load_description(name)
    (file,) = dataset.find_files(SHARED / "data" / FOLDERS[name])
    parts = dataset.options.parts
    with Source(file) as source:
        found = list(members(source, [part.member for part in parts]))
    assert all(isinstance(each, Member) for each in found)
    return tuple((each.content.decode(), part.division) for each, part in zip(found, parts, strict=True))  # type: ignore[union-attr]


@cache
def parsed(name: str) -> tuple[Segment, ...]:
    return tuple(s for text, division in texts(name) for s in segments(text, get_grammar(name), division))


@cache
def records(name: str) -> tuple[Record, ...]:
    dataset = load_description(name)
    stream = open_records(dataset, dataset.find_files(SHARED / "data" / FOLDERS[name]), Minter())
    items = list(stream)
    assert [item for item in items if isinstance(item, Problem)] == []
    return tuple(item for item in items if isinstance(item, Record))


def entries(name: str) -> Counter[tuple[str, ...]]:
    return Counter(s.path for s in parsed(name) if s.kind is Kind.ENTRY)


def read(text: str, grammar: str = "shumu-dawen") -> list[Segment]:
    return segments(text, get_grammar(grammar))


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("bibliography", ROOT / "ingest/samples/sample-bibliography.txt", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/bibliography.nq").read_text("utf-8")
    assert (done.records, done.problems) == (14, 1)
    assert "row 7: a bracket is opened and not closed" in report.getvalue()


@real
@catalogue
def test_the_segments_one_after_the_other_are_the_text(name: str) -> None:
    for text, division in texts(name):
        found = segments(text, get_grammar(name), division)
        assert "".join(each.text for each in found) == text
        assert all(text.startswith(each.text, each.offset) for each in found)
        assert all(text.count("\n", 0, each.offset) + 1 == each.line for each in found)


@real
@catalogue
def test_the_claims_hold_all_words_of_the_text(name: str) -> None:
    kept = {curie("zs:entryText"), curie("zs:note")}
    said = ["".join(dict.fromkeys(literal_value(o) for _, p, o in r.claims if p in kept)) for r in records(name)[1:]]
    written = [plain(each.text) for each in parsed(name) if plain(each.text)]
    assert all(word.startswith(text) for word, text in zip(said, written, strict=True))


@real
def test_the_treatise_of_han_has_as_many_entries_as_its_classes_count() -> None:
    """家 are schools: below the classics, where one school may have several books, a class counts its entries."""
    found = entries("hanshu-yiwenzhi")
    told = {
        "儒": 53, "阴阳": 21, "法": 10, "名": 7, "墨": 6, "从横": 12, "杂": 20, "农": 9, "小说": 15,
        "屈原赋之属": 20, "陆贾赋之属": 21, "孙卿赋之属": 25, "杂赋": 12, "歌诗": 28,
        "兵权谋": 13, "兵形势": 11, "兵阴阳": 16, "历谱": 18, "五行": 31, "蓍龟": 15, "杂占": 18, "形法": 6,
        "医经": 7, "经方": 11, "房中": 8, "神僊": 10,
    }  # fmt: skip
    assert {path[1]: count for path, count in found.items() if path[1] in told} == told
    assert len(found) == 38
    assert {path[0] for path in found} == {"六艺略", "诸子略", "诗赋略", "兵书略", "数术略", "方技略"}
    assert 596 <= sum(found.values()) <= 640


@real
@catalogue
def test_every_entry_has_a_class_with_a_concept_and_a_title(name: str) -> None:
    grammar = get_grammar(name)
    for path in entries(name):
        assert len(path) >= 2, path
        concept = grammar.concept(path)
        assert concept, path
        assert concept != grammar.concept(path[:1]), path
    for segment in parsed(name):
        if segment.kind is Kind.ENTRY:
            assert read_statement(segment.text, grammar).titles, segment.text


@real
def test_known_entries_of_the_answers_have_author_class_and_editions() -> None:
    by_title = {}
    for record in records("shumu-dawen"):
        for subject, prop, value in record.claims:
            if prop == curie("dcterms:title"):
                by_title[literal_value(value)] = {(p, o) for s, p, o in record.claims if s == subject}
    assert {
        (curie("zs:classPath"), literal("经部·列朝经注经说经本考证·易之属", "zh-Hans")),
        (curie("zs:extent"), literal("六卷", "zh-Hans")),
        (curie("zs:creatorName"), literal("唐史徵", "zh-Hans")),
    } <= by_title["周易口诀义"]
    assert {
        (curie("zs:creatorName"), literal("宋娄机", "zh-Hans")),
        (curie("zs:namedEdition"), literal("汲古阁本", "zh-Hans")),
    } <= by_title["汉隶字原"]


@real
def test_fragments_that_somebody_gathered_are_called_so_and_say_by_whom() -> None:
    gathered = [
        r for r in records("qingshigao-yiwenzhi")
        if any(p == curie("zs:entryText") and literal_value(o) == "魏何晏《周易解》一卷。" for _, p, o in r.claims)
    ]  # fmt: skip
    (claims,) = ({(p, o) for _, p, o in r.claims} for r in gathered)
    assert (curie("zs:existence"), curie("existence:ji")) in claims
    assert (curie("zs:note"), literal("马国翰辑", "zh-Hans")) in claims


def test_a_class_is_named_where_it_begins_or_where_it_ends() -> None:
    found = read("正史第一\n《史记》一百三十卷。（汉司马迁。）\n以上正史合刻本《汉书》一百卷。（汉班固。）\n──右正史类")
    assert [(s.kind.value, s.path) for s in found if s.kind is Kind.ENTRY] == [
        ("entry", ("正史", "正史合刻本")),
        ("entry", ("正史",)),
    ]


def test_several_books_of_an_entry_are_told_from_its_supplements() -> None:
    said = read_statement(
        "《易图解》一卷，《考异》一卷，《周易补注》十一卷。简亲王德沛撰。", get_grammar("qingshigao-yiwenzhi")
    )
    assert [(t.title, t.extent, t.appended) for t in said.titles] == [
        ("易图解", "一卷", ("《考异》一卷",)),
        ("周易补注", "十一卷", ()),
    ]


def test_a_lost_book_is_lost_only_where_the_catalogue_says_so() -> None:
    grammar = get_grammar("hanshu-yiwenzhi")
    assert read_statement("《夹氏传》十一卷。有录无书。", grammar).existence == "yi"
    assert read_statement("《太史公》百三十篇。十篇有录无书。", grammar).existence == "can"
    assert read_statement("《左氏传》三十卷。左丘明，鲁太史。", grammar).existence == ""


def test_the_author_of_the_entry_before_is_meant_by_the_same(tmp_path: Path) -> None:
    text = "别集第二\n《亭林文集》六卷。（顾炎武。）\n《音论》三卷。（同上。）\n──右别集类"
    claims = converted(tmp_path, text)
    assert claims.count("顾炎武") == 3


def test_a_bracket_left_open_ends_with_its_line_and_is_named(tmp_path: Path) -> None:
    text = "别集第二\n《甲集》一卷。（某甲。刻本\n《乙集》二卷。（某乙。）\n──右别集类"
    report = io.StringIO()
    assert "乙集" in converted(tmp_path, text, report)
    assert "row 2" in report.getvalue()


def converted(folder: Path, text: str, report: io.StringIO | None = None) -> str:
    file, out = folder / "sample-bibliography.txt", io.BytesIO()
    file.write_text(text, "utf-8")
    description = (ROOT / "ingest/datasets/sample-bibliography.toml").read_text("utf-8")
    (folder / "t.toml").write_text(
        description.replace('language = "zh-Hant"\n', "").replace('"sample-bibliography"', '"t"'), "utf-8"
    )
    convert("bibliography", file, out, report or io.StringIO(), dataset=folder / "t.toml")
    return out.getvalue().decode()


def test_a_text_that_is_not_utf_8_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "sample-bibliography.txt").write_bytes("别集".encode("gbk"))
    with pytest.raises(InvalidDataset, match="not UTF-8 at byte 0"):
        convert("bibliography", tmp_path / "sample-bibliography.txt", io.BytesIO(), io.StringIO())


def test_an_unknown_grammar_names_the_known_ones() -> None:
    with pytest.raises(InvalidDataset, match="There is no grammar") as error:
        get_grammar("shumu")
    assert "shumu-dawen" in error.value.hint
    assert set(grammars()) == set(FOLDERS)


def test_every_field_that_is_mapped_is_claimed() -> None:
    golden = (ROOT / "tests/golden/bibliography.nq").read_text("utf-8")
    unclaimed = {row.target for row in field_mappings("bibliography") if curie(row.target) not in golden}
    assert unclaimed <= {"zs:role", "zs:existence"}


def test_a_member_that_is_not_in_the_archive_is_a_problem(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "甲")
    with Source(tmp_path / "a.zip") as source:
        found = list(members(source, ["a.txt", "b.txt"]))
    assert isinstance(found[0], Member)
    assert isinstance(found[1], Problem)
