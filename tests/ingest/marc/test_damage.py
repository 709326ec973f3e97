"""Records that are odd, damaged or hostile: nothing is raised up to the claims, and sound records around them load."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ingest.marc.conftest import SHARED, Reading, iso2709

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "ingest" / "samples"
FIRST = iso2709(("001", "first"), ("245", "10", "$aA beginning"))
LAST = iso2709(("001", "last"), ("245", "10", "$aAn end"))
DOLLAR = "\x01"


def chinese(number: int, *more: tuple[str, str, str]) -> bytes:
    """A record with a paired title."""
    title = ("245", "10", "$6880-01$aShi ji"), ("880", "10", f"$6245-01/{DOLLAR}1$a史記")
    return iso2709(("001", f"n{number}"), *title, *more)


ODD: dict[str, bytes] = {
    "880 that nobody names": iso2709(("001", "x"), ("245", "10", "$aA"), ("880", "10", f"$6500-09/{DOLLAR}1$a書")),
    "880 that names itself": iso2709(("001", "x"), ("245", "10", "$aA"), ("880", "10", "$6880-01$a書")),
    "two 880 of one number": chinese(1, ("880", "10", f"$6245-01/{DOLLAR}1$a漢書")),
    "$6 without a number": iso2709(("001", "x"), ("245", "10", "$6$aA"), ("880", "10", "$6$a書")),
    "$6 of letters": iso2709(("001", "x"), ("245", "10", "$6abc-de/xx/r$aA"), ("880", "10", "$6///$a書")),
    "a subfield without a code": iso2709(("001", "x"), ("245", "10", "$$aA$"), ("500", "  ", "$")),
    "a field without subfields": iso2709(("001", "x"), ("245", "10", "A"), ("700", "1 ", "")),
    "a control field twice": iso2709(("001", "x"), ("001", "y"), ("008", "short"), ("008", ""), ("245", "10", "$aA")),
    "indicators that are none": iso2709(("001", "x"), ("245", "\x7f\x00", "$aA"), ("100", "史", "$aB")),
    "a huge field": iso2709(("001", "x"), ("245", "10", "$aA"), ("505", "0 ", "$a" + "卷" * 3_000)),
    "ten thousand subfields": iso2709(("001", "x"), ("245", "10", "$aA"), ("650", " 0", "$xA" * 3_000)),
    "years that are none": iso2709(("001", "x"), ("008", "260101q99990000cc " + "|" * 22), ("245", "10", "$aA$f 0000")),
    "a title of signs": iso2709(("001", "x"), ("245", "10", "$a / : ; =$b[.]$c,")),
    "controls and surrogates": iso2709(("001", "x"), ("245", "10", "$aA\x00\x01\x0b\ufffe\U0010ffff")),
    "a number with a slash and spaces": iso2709(("001", " a/b ../c?d#e%00 "), ("245", "10", "$aA")),
    "no fields": iso2709(),
    "GBK that says UTF-8": iso2709(("001", "x"), ("245", "10", "$a史記一百三十卷，司馬遷撰"), encoding="gbk"),
    "Big5 that says UTF-8": iso2709(("001", "x"), ("245", "10", "$a史記一百三十卷"), encoding="big5"),
    "UTF-8 cut in a character": chinese(2).replace("記".encode(), "記".encode()[:2]),
    "MARC-8 with an escape to nowhere": iso2709(
        ("001", "x"), ("245", "10", "$a\x1b$1!0!!0\x1b(B\x1b$9\x1b"), leader="00000nam  2200000 i 4500"
    ),
    "MARC-8 that ends within a character": iso2709(
        ("001", "x"), ("245", "10", "$a\x1b$1!0!!0"), leader="00000nam  2200000 i 4500"
    ),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("form", ["auto", "marc21", "unimarc"])
def test_an_odd_record_neither_raises_nor_takes_its_neighbours(
    read: Callable[..., Reading], odd: bytes, form: str
) -> None:
    reading = read(FIRST, odd, LAST, form=form)
    assert {"first", "last"} <= {record.key for record in reading.records}
    assert len(reading.records) == 3 or any(problem.row == 2 for problem in reading.problems)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """A record with some bytes changed, cut out, doubled or moved; terminators are as good as any other byte."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20))):
        if not data:
            break
        at, size = chance.randrange(len(data)), chance.choice((1, 2, 8, 60))
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = data[at : at + size]
            case 3:
                data[at:at] = chance.choice((b"\x1d", b"\x1e", b"\x1f", b"\x1b$1", b"\xff\xfe", "史".encode("gbk")))
            case _:
                data[at : at + 5] = b"99999"
    return bytes(data)


def _records(path: Path, count: int) -> Iterator[bytes]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        content = file.read(4 << 20)
    for each in content.split(b"\x1d")[:count]:
        if len(each) > 24:
            yield each.lstrip() + b"\x1d"


@pytest.mark.parametrize("seed", range(6))
def test_damaged_records_are_read_or_reported_and_those_between_them_load(
    read: Callable[..., Reading], seed: int
) -> None:
    chance = random.Random(seed)
    sources = [SAMPLES / "sample-cnmarc.mrc"]
    if SHARED.exists():
        sources += [
            SHARED / "suites/lc-chinese-marc/lc-chi-8030.mrc.gz",
            SHARED / "data/marc_chinese/marc21_cjk_combined.mrc",
        ]
    whole = [each for source in sources for each in _records(source, 40)]
    pieces = [FIRST]
    for number, each in enumerate(chance.sample(whole, min(len(whole), 40))):
        sound = iso2709(("001", f"sound{number}"), ("245", "10", "$aSound"))
        pieces += [_damaged(each, chance), b"\x1d", sound]
    reading = read(*pieces, LAST)
    assert {"first", "last"} <= {record.key for record in reading.records}
    sound_ones = {record.key for record in reading.records if record.key.startswith("sound")}
    assert sound_ones == {f"sound{number}" for number in range(len(pieces) // 3)}
    assert all(problem.row or problem.column for problem in reading.problems)


BOMB = """<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""
RECORD = '<record><leader>00000nam a2200000 i 4500</leader><controlfield tag="001">{0}</controlfield>{1}</record>'
TITLE = '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{0}</subfield></datafield>'


@pytest.mark.parametrize(
    "middle",
    [
        TITLE.format("&d;" * 50),
        '<datafield tag="245"><subfield>A</subfield></datafield>',
        '<datafield ind1="1"><subfield code="a">A</subfield></datafield>',
        '<datafield tag="245" ind1="123" ind2=""><subfield code="abc">A</subfield></datafield>',
        '<controlfield>A</controlfield><controlfield tag="008"/>',
        "<record><record/></record>",
        "<x>" * 300 + "</x>" * 300,
        TITLE.format("a" * 2_000_000),
    ],
    ids=["bomb", "no code", "no tag", "long codes", "empty", "nested", "deep", "huge"],
)
def test_odd_marcxml_neither_raises_nor_takes_the_record_before_it(read: Callable[..., Reading], middle: str) -> None:
    records = (
        RECORD.format("1", TITLE.format("One")),
        RECORD.format("2", middle),
        RECORD.format("3", TITLE.format("Three")),
    )
    content = f"{BOMB}<collection>{''.join(records)}</collection>"
    reading = read(content.encode(), name="records.xml")
    assert "1" in {record.key for record in reading.records}
    assert len(reading.records) == 3 or reading.problems
    assert not any(
        "aaaaaaaaaaaaaaaaaaaa" * 10 in o for record in reading.records for _, _, o in record.claims[:50]
    ) or ("a" * 2_000_000 in middle)


MEASURE = """
import resource, sys
from pathlib import Path
from tests.ingest.marc.test_damage import FIRST, chinese
from ingest.marc import MarcImporter, MarcOptions
from ingest.source import Source
from kg.iris import Minter
class Described: options = MarcOptions("t-", "marc21")
with Source(Path(sys.argv[1])) as source:
    count = sum(1 for _ in MarcImporter(Described(), Minter()).read(source))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    record = chinese(1, ("505", "0 ", "$a" + "一" * 3_000))
    peaks = []
    for size in (1, 16):
        path = tmp_path / f"{size}.mrc"
        with path.open("wb") as file:
            for number in range((size << 20) // len(record)):
                file.write(record.replace(b"n1", b"n%d" % (number % 10), 1))
        run = subprocess.run(
            [sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        count, peak = map(int, run.stdout.split())
        assert count >= (size << 20) // len(record)
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 12 * 1024, peaks
