"""XML from strangers: entities, bombs and broken files are named, and harm nobody."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest.source import Source
from ingest.xml_documents import Document, documents, language_of, parse, text_of
from kg.errors import InvalidDataset
from kg.record import Problem


def read(text: str | bytes) -> list[Document | Problem]:
    return list(parse("a.xml", text.encode() if isinstance(text, str) else text))


def test_a_document_is_read_with_its_languages() -> None:
    (document,) = read('<a xml:lang="zh-Hant"><b>盛<i>宣懷</i>\n</b><c xml:lang="en">Sheng</c></a>')
    assert isinstance(document, Document)
    assert text_of(document.root[0]) == "盛宣懷"
    assert [language_of(child) for child in document.root] == ["zh-Hant", "en"]


def test_an_external_entity_is_refused_with_its_line(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    (problem,) = read(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<a>\n&x;</a>')
    assert isinstance(problem, Problem)
    assert (problem.row, problem.skipped) == (3, True)
    assert "&x;" in problem.reason
    assert "secret" not in problem.reason


def bomb(use: str) -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE a [<!ENTITY e0 "{"a" * 100}">{levels}]>{use}'


@pytest.mark.parametrize("use", ["<a>&e11;</a>", '<a t="&e11;"/>'], ids=["in text", "in an attribute"])
def test_an_entity_bomb_is_refused(use: str) -> None:
    assert [item.skipped for item in read(bomb(use)) if isinstance(item, Problem)][-1:] == [True]
    assert not any(isinstance(item, Document) for item in read(bomb(use)))


def test_what_is_sound_in_a_broken_document_is_read_and_the_fault_is_named() -> None:
    problem, document = read("<a>\n<b>1</b>\n<b>2</a>")
    assert isinstance(problem, Problem)
    assert (problem.row, problem.skipped) == (3, False)
    assert isinstance(document, Document)
    assert [text_of(child) for child in document.root] == ["1", "2"]


@pytest.mark.parametrize("content", [b"", b"not xml", b"\x00\x01\x02"], ids=["empty", "text", "bytes"])
def test_what_is_no_xml_at_all_is_a_problem(content: bytes) -> None:
    (problem,) = read(content)
    assert isinstance(problem, Problem)
    assert problem.skipped


def archive(path: Path, members: dict[str, bytes]) -> Source:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return Source(path)


def test_an_archive_gives_its_documents_in_order_and_names_the_broken_one(tmp_path: Path) -> None:
    members = {"b/2.xml": b"<b/>", "a/1.xml": b"<a/>", "c/3.xml": b"", "read.me": b"no"}
    items = list(documents(archive(tmp_path / "all.zip", members)))
    assert [(type(item).__name__, item.name if isinstance(item, Document) else item.file) for item in items] == [
        ("Document", "a/1.xml"),
        ("Document", "b/2.xml"),
        ("Problem", "c/3.xml"),
    ]


def test_a_zip_bomb_in_an_archive_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    members = {"bomb.xml": b"<a>" + b" " * (8 << 20) + b"</a>", "good.xml": b"<a/>"}
    bombed, good = documents(archive(tmp_path / "all.zip", members))
    assert isinstance(bombed, Problem)
    assert "bomb" in bombed.reason
    assert isinstance(good, Document)


def test_what_is_no_archive_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(b"PK but not really")
    with pytest.raises(InvalidDataset, match=r"all\.zip"):
        list(documents(Source(path)))
