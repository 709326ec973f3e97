"""Encodings are told by their bytes; what contradicts is an error with place and remedy."""

from __future__ import annotations

import codecs

import pytest

from ingest.encodings import detect
from kg.errors import InvalidDataset

from .conftest import Read

TRADITIONAL = "id,name\n1,盛宣懷\n2,李鴻章\n3,張之洞\n4,鄭觀應\n5,繆荃孫\n"
SIMPLIFIED = "id,name\n1,盛宣怀\n2,李鸿章\n3,张之洞\n4,郑观应\n5,缪荃孙\n"
DECLARED = """
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
encoding = "%s"
column = [{column = "name", property = "skos:prefLabel"}]
"""


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (text, codec)
        for text in (TRADITIONAL, SIMPLIFIED)
        for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
    ]
    + [(TRADITIONAL, "big5"), (TRADITIONAL, "big5hkscs")],
)
def test_a_table_reads_the_same_in_every_encoding(read: Read, text: str, codec: str) -> None:
    reading = read(text.encode(codec))
    names = [reading.values("prefLabel", at)[0].split('"')[1] for at in range(5)]
    assert names == [line.split(",")[1] for line in text.splitlines()[1:]]


def test_utf_16_with_a_mark_in_big_endian_order_is_read(read: Read) -> None:
    reading = read(codecs.BOM_UTF16_BE + TRADITIONAL.encode("utf-16-be"))
    assert reading.records[0].key == "1"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_one_nul_byte_does_not_make_a_file_utf_16(codec: str) -> None:
    assert detect(b"id,name\n1,a\0b\n", whole=True) == "utf-8"
    assert detect("id,name\n1,上海一\n".encode(codec), whole=True) == codec


def test_a_sample_may_end_inside_a_character() -> None:
    for codec in ("utf-8", "gb18030", "big5hkscs"):
        assert detect(TRADITIONAL.encode(codec)[:-3], whole=False) == codec


def test_bytes_of_no_known_encoding_are_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match="the encoding cannot be told") as caught:
        read(b"id,name\n1,\xff\xff\xff\n")
    assert "encoding =" in caught.value.hint


def test_gb18030_called_utf_8_is_refused_with_place_and_remedy(read: Read) -> None:
    content = ("id,name\n1,Sheng\n" + SIMPLIFIED.partition("\n")[2]).encode("gb18030")
    with pytest.raises(InvalidDataset, match=r"data\.csv: row 3, byte 20: not UTF-8") as caught:
        read(content, table=DECLARED % "utf-8")
    assert 'set encoding = "gb18030"' in caught.value.hint


def test_utf_8_called_big5_is_refused_with_place_and_remedy(read: Read) -> None:
    with pytest.raises(InvalidDataset, match=r"data\.csv: row 2, byte \d+: not BIG5") as caught:
        read(TRADITIONAL.encode(), table=DECLARED % "big5")
    assert 'set encoding = "utf-8"' in caught.value.hint


def test_a_byte_that_contradicts_far_behind_the_sample_is_found(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.encodings.SAMPLE_BYTES", 1024)
    filler = "".join(f"{number},name {number:08}\n" for number in range(10, 5_000))
    content = ("id,name\n" + filler).encode() + "1,盛宣怀藏书\n".encode("gb18030")
    with pytest.raises(InvalidDataset) as caught:
        read(content)
    assert f"row 4992, byte {len(content) - 9:,}: not UTF-8" in str(caught.value)
    assert 'encoding = "gb18030"' in caught.value.hint


def test_ascii_before_the_first_chinese_character_does_not_mislead(read: Read) -> None:
    filler = "".join(f"{number},name {number:08}\n" for number in range(10, 30_000))
    reading = read(("id,name\n" + filler).encode() + "1,盛宣怀,\n2,藏书楼\n".replace(",\n", "\n").encode("gb18030"))
    assert reading.values("prefLabel", -1) == ['"藏书楼"@zh-hant']


def test_a_damaged_utf_8_file_is_not_called_another_encoding(read: Read) -> None:
    content = (TRADITIONAL * 1).encode() + b"6,\xe7\x9b\n" + "7,盛宣懷\n".encode() * 30_000
    with pytest.raises(InvalidDataset, match=r"row 7, byte \d+"):
        read(content, table=DECLARED % "utf-8")


def test_utf_16_that_ends_inside_a_character_is_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match=r"row 7, byte \d+: not UTF-16-LE"):
        read(codecs.BOM_UTF16_LE + (TRADITIONAL + "6,盛").encode("utf-16-le") + b"\x01")
