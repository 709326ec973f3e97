"""Which characters the bytes of a record are, whatever it says of itself."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.marc.charset import decode_marc21, decode_unimarc
from ingest.marc.marc8 import LOST, from_marc8
from tests.ingest.marc.conftest import LEADER, SHARED

LINES = SHARED / "suites" / "marc-pymarc" / "test"
MARC8 = LEADER[:9] + " " + LEADER[10:]
TITLE = "書目答問　張之洞撰，清光緒二年刻本"


@pytest.mark.skipif(not LINES.exists(), reason="needs ../shared")
def test_every_line_of_the_marc8_suite_is_read_right() -> None:
    coded = (LINES / "test_marc8.txt").read_bytes().split(b"\n")
    plain = (LINES / "test_utf8.txt").read_bytes().decode().split("\n")
    assert len(coded) == len(plain) > 1500
    for line, text in zip(coded, plain, strict=True):
        assert decode_marc21(line, MARC8) == (unicodedata.normalize("NFC", text), "")


def test_utf8_is_utf8_and_needs_no_word() -> None:
    assert decode_marc21(TITLE.encode(), LEADER) == (TITLE, "")


def test_utf8_that_calls_itself_marc8_is_read_and_named() -> None:
    text, fault = decode_marc21(TITLE.encode(), MARC8)
    assert text == TITLE
    assert "the bytes are UTF-8" in fault


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs"])
@pytest.mark.parametrize("leader", [LEADER, MARC8])
def test_chinese_encodings_under_a_wrong_name_are_read_and_named(encoding: str, leader: str) -> None:
    text, fault = decode_marc21(TITLE.encode(encoding), leader)
    assert text == TITLE
    assert encoding.upper() in fault


def test_latin_letters_with_marks_are_not_taken_for_chinese() -> None:
    text, fault = decode_marc21(b"Soci\xe2et\xe2e linn\xe2eenne de Bordeaux, \xe8Ub\xe8ung", MARC8)
    assert (text, fault) == ("Société linnéenne de Bordeaux, Übüng", "")


def test_a_broken_escape_costs_its_own_subfield_only() -> None:
    content = b"\x1fa\x1b$1!0'\x1fb\x1b$1!\x1fcZhang\x1e"
    text, fault = decode_marc21(content, MARC8)
    assert text == f"\x1fa丈\x1fb{LOST}\x1fcZhang\x1e"
    assert "1 characters are not sound MARC-8" in fault


def test_a_set_that_does_not_exist_is_shown_as_lost() -> None:
    assert from_marc8(b"a\x1b(~b") == (f"a{LOST}b", 1)


@pytest.mark.parametrize(
    ("declared", "encoding", "fault"),
    [
        ("50  ", "utf-8", ""),
        ("50  ", "gb18030", "says UTF-8, but the bytes are GB18030"),
        ("0120", "gb18030", ""),
        ("0120", "utf-8", "but the bytes are UTF-8"),
        ("    ", "utf-8", ""),
    ],
)
def test_unimarc_is_believed_as_far_as_the_bytes_agree(declared: str, encoding: str, fault: str) -> None:
    text, said = decode_unimarc(TITLE.encode(encoding), declared)
    assert text == TITLE
    assert fault in said
    assert bool(fault) == bool(said)


def test_the_marks_of_iso_5426_stand_before_their_letter() -> None:
    assert decode_unimarc(b"Biblioth\xc1eque, Universit\xc1a, \xf1", "01  ") == ("Bibliothèque, Università, æ", "")
