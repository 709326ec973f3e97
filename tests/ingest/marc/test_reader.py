"""ISO 2709 and MARCXML as streams: what is sound is read whatever stands around it, and what is not has its place."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.marc.iso2709 import Damaged, read_iso2709
from ingest.marc.marcxml import read_marcxml
from ingest.marc.reader import read_records
from ingest.marc.record import MarcRecord
from ingest.source import Source
from kg.errors import InvalidDataset
from tests.ingest.marc.conftest import Reading, iso2709

ONE = iso2709(("001", "1"), ("245", "10", "$aShu mu da wen /$cZhang Zhidong zhuan."))
TWO = iso2709(("001", "2"), ("245", "10", "$aSheng shi wei yan."))
THREE = iso2709(("001", "3"), ("245", "10", "$aYi yan."))


def scan(content: bytes) -> list[MarcRecord | Damaged]:
    return list(read_iso2709(io.BytesIO(content), unimarc=False))


def numbers(content: bytes) -> list[str]:
    return [item.control("001") for item in scan(content) if isinstance(item, MarcRecord)]


def test_records_come_in_their_order_with_the_byte_at_which_they_begin() -> None:
    first, second = scan(ONE + b"\r\n" + TWO)
    assert (first.number, first.offset, second.number, second.offset) == (1, 0, 2, len(ONE) + 2)
    assert isinstance(first, MarcRecord)
    assert first.value("245", "c") == "Zhang Zhidong zhuan."
    assert first.faults == []


@pytest.mark.parametrize("length", [b"00000", b"99999", b"00030", b"abcde", b"     "])
def test_a_length_that_lies_is_said_and_the_record_and_its_neighbours_are_read(length: bytes) -> None:
    items = scan(ONE + length + TWO[5:] + THREE)
    assert [item.control("001") for item in items if isinstance(item, MarcRecord)] == ["1", "2", "3"]
    assert isinstance(items[1], MarcRecord)
    assert "the leader says that it has" in items[1].faults[0]


def test_a_record_without_terminator_is_told_from_the_next_by_its_length() -> None:
    length = b"%05d" % (len(ONE) - 1)
    items = scan(length + ONE[5:-1] + TWO + THREE)
    assert [item.control("001") for item in items if isinstance(item, MarcRecord)] == ["1", "2", "3"]
    assert isinstance(items[0], MarcRecord)
    assert items[0].faults == ["there is no record terminator at its end"]


def test_the_last_record_is_read_without_terminator_and_the_report_says_so() -> None:
    items = scan(ONE + TWO[:-1])
    assert isinstance(items[1], MarcRecord)
    assert "no record terminator before the end of the file" in items[1].faults[0]


def test_a_base_address_that_lies_is_said_and_the_fields_are_right() -> None:
    (item,) = scan(ONE[:12] + b"99999" + ONE[17:])
    assert isinstance(item, MarcRecord)
    assert item.value("245", "a") == "Shu mu da wen /"
    assert "99999" in item.faults[0]


def test_a_directory_that_lies_gives_the_fields_in_their_order() -> None:
    wrong = bytearray(ONE)
    wrong[24 + 12 + 3 : 24 + 12 + 7] = b"9999"
    (item,) = scan(bytes(wrong))
    assert isinstance(item, MarcRecord)
    assert item.value("245", "a") == "Shu mu da wen /"
    assert "the fields are taken in their order" in item.faults[0]


def test_a_directory_out_of_order_is_followed() -> None:
    title = b"10\x1faYi yan.\x1e"
    number = b"3\x1e"
    directory = b"001%04d%05d245%04d%05d" % (len(number), len(title), len(title), 0)
    base = 24 + len(directory) + 1
    total = base + len(title) + len(number) + 1
    content = b"%05dnam a22%05d i 4500" % (total, base) + directory + b"\x1e" + title + number + b"\x1d"
    (item,) = scan(content)
    assert isinstance(item, MarcRecord)
    assert (item.control("001"), item.value("245", "a"), item.faults) == ("3", "Yi yan.", [])


def test_what_is_no_record_has_its_number_its_byte_and_the_reason() -> None:
    first, second, third = scan(ONE + b"not a record\x1d" + TWO)
    assert isinstance(first, MarcRecord)
    assert isinstance(third, MarcRecord)
    assert isinstance(second, Damaged)
    assert (second.number, second.offset) == (2, len(ONE))
    assert "too few for a leader" in second.reason


@given(st.binary(max_size=400))
def test_no_bytes_raise_and_sound_records_around_them_are_read(noise: bytes) -> None:
    items = scan(ONE + b"\x1d" + noise + b"\x1d" + TWO)
    assert isinstance(items[0], MarcRecord)
    assert items[0].control("001") == "1"
    assert isinstance(items[-1], MarcRecord)


@given(st.integers(min_value=0, max_value=len(TWO) - 1), st.binary(min_size=1, max_size=3))
def test_no_damage_to_one_record_takes_its_neighbours(at: int, damage: bytes) -> None:
    assert {"1", "3"} <= set(numbers(ONE + TWO[:at] + damage + TWO[at + len(damage) :] + b"\x1d" + THREE))


def test_a_large_stream_is_read_piece_by_piece() -> None:
    class Endless(io.RawIOBase):
        """Three megabytes of records, of which never more than a piece is asked for."""

        def __init__(self) -> None:
            self.left = (3 << 20) // len(ONE)
            self.asked = 0

        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= 1 << 20
            self.asked += 1
            count = min(self.left, size // len(ONE))
            self.left -= count
            return ONE * count

    stream = Endless()
    assert sum(1 for _ in read_iso2709(stream, unimarc=False)) == (3 << 20) // len(ONE)  # type: ignore[arg-type]
    assert stream.asked > 3


def test_gzip_and_a_byte_order_mark_are_no_hindrance(tmp_path: Path) -> None:
    packed, marked = tmp_path / "a.mrc.gz", tmp_path / "b.mrc"
    packed.write_bytes(gzip.compress(ONE + TWO))
    marked.write_bytes(b"\xef\xbb\xbf" + ONE)
    for path, count in ((packed, 2), (marked, 1)):
        with Source(path) as source:
            assert len(list(read_records(source))) == count


def test_a_file_that_is_neither_form_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.mrc"
    path.write_text('{"leader": "00000nam"}')
    with Source(path) as source, pytest.raises(InvalidDataset, match="neither ISO 2709 nor MARCXML"):
        list(read_records(source))


XML = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 i 4500</leader>
<controlfield tag="001">1</controlfield><datafield tag="245" ind1="1" ind2="0">
<subfield code="a">{}</subfield></datafield></record></collection>"""


def test_marcxml_in_any_namespace_and_envelope_is_read() -> None:
    for text in (
        XML.format("書目答問"),
        XML.format("書目答問").replace("http://www.loc.gov/MARC21/slim", "http://www.nlc.cn/"),
        f"<records><record><recordData>{XML.format('書目答問')}</recordData></record></records>",
    ):
        (record,) = read_marcxml(io.BytesIO(text.encode()))
        assert isinstance(record, MarcRecord)
        assert record.value("245", "a") == "書目答問"
        assert record.unit == "line"


def test_a_record_that_uses_an_entity_is_refused_and_the_next_is_read() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    record = "<record><controlfield tag='001'>{}</controlfield></record>"
    content = f"{bomb}<collection>{record.format('&b;')}{record.format('2')}</collection>"
    first, second = read_marcxml(io.BytesIO(content.encode()))
    assert isinstance(first, Damaged)
    assert "entities are not expanded" in first.reason
    assert isinstance(second, MarcRecord)
    assert second.control("001") == "2"


def test_no_file_is_opened_because_a_document_names_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("classified")
    content = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + XML.format("&x;")
    (item,) = read_marcxml(io.BytesIO(content.encode()))
    assert "classified" not in repr(item)
    assert isinstance(item, Damaged)


def test_xml_that_breaks_off_gives_what_stands_before() -> None:
    whole = XML.format("書目答問")
    items = list(read_marcxml(io.BytesIO(whole[: whole.index("</collection>")].encode())))
    assert isinstance(items[0], MarcRecord)
    assert isinstance(items[1], Damaged)
    assert "not well-formed" in items[1].reason


def test_a_bad_record_is_a_problem_with_its_byte_and_the_others_load(read: Callable[..., Reading]) -> None:
    reading = read(ONE, b"garbage\x1d", TWO)
    assert [record.key for record in reading.records] == ["1", "2"]
    (problem,) = reading.problems
    assert (problem.row, problem.skipped) == (2, True)
    assert f"byte {len(ONE):,}" in problem.reason


def test_a_number_that_stands_twice_is_named_and_both_records_load(read: Callable[..., Reading]) -> None:
    reading = read(ONE, ONE)
    assert [record.key for record in reading.records] == ["1", "1-2"]
    assert any('"1" is the number of 2 records' in problem.reason for problem in reading.problems)


def test_a_record_without_title_or_number_loads_and_is_named(read: Callable[..., Reading]) -> None:
    reading = read(iso2709(("260", "  ", "$aBeijing")))
    assert [record.key for record in reading.records] == ["record-1"]
    assert {problem.column for problem in reading.problems} == {"001", "245"}


def test_fields_that_nobody_knows_are_counted_once_at_the_end(read: Callable[..., Reading]) -> None:
    record = iso2709(("001", "1"), ("245", "10", "$aA"), ("Z99", "  ", "$aB"))
    reading = read(record, record.replace(b"1\x1e", b"2\x1e", 1))
    assert [problem.reason for problem in reading.problems] == [
        "marc21 field Z99 is not known here; it was not read in 2 records"
    ]
