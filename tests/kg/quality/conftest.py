"""A family, letters and places with faults of every kind, for tests of what checks find."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.workspace import Workspace

PERSONS = """
id = "kin"
prefixes = ["person/kin-", "name/kin-", "kinship/kin-"]
[table]
key = "{id}"
entity = "person/kin-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "hans", property = "skos:prefLabel", lang = "zh-Hans"},
    {column = "en", property = "skos:prefLabel", lang = "en"},
    {column = "gender", property = "zs:gender", values = {"男" = "zs:Male", "女" = "zs:Female"}},
    {column = "born", property = "zs:birthYear", type = "year", split = ";"},
    {column = "died", property = "zs:deathYear", type = "year"},
    {column = "place", property = "zs:nativePlace", entity = "place/kin-{value}"},
    {column = "character", property = "zs:generationCharacter"},
]
[[table.node]]
id = "kinship/kin-{id}-{father}"
link = "rdfs:seeAlso"
class = "zs:Kinship"
when = ["father"]
constant = {"zs:kinship" = "kin:father"}
column = [
    {column = "id", property = "zs:ego", entity = "person/kin-{value}"},
    {column = "father", property = "zs:alter", entity = "person/kin-{value}"},
]
"""
#: 5 changed his name; 7 and 8 are the same; 9 is older than his father; 10 has two years of birth and no such place.
PERSON_ROWS = """id,name,hans,en,gender,born,died,father,place,character
1,曾麟書,,,男,1790,1857,,home,
2,曾國藩,,Zeng Guofan,男,1811,1872,1,home,
3,曾國潢,,,男,1820,1886,1,,
4,曾國華,,,男,1822,1858,1,,國
5,曾貞幹,,,男,1828,1862,1,,國
6,曾國荃,,,男,1824,1890,1,,
7,盛宣懷,,,男,1844,1916,,,
8,,盛宣怀,,男,1844,1916,,,
9,盛康,,,男,1814,1802,7,,
10,左宗棠,,,男,1812;1813,1885,,nowhere,
11,,,Robert Hart,,,,,,
12,曾紀靜,,,女,,,2,,
"""
LETTERS = """
id = "mail"
prefixes = ["letter/mail-"]
[table]
key = "{id}"
entity = "letter/mail-{id}"
class = "zs:Letter"
column = [
    {column = "title", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "sender", property = "zs:sender", entity = "person/kin-{value}"},
    {column = "sender_name", property = "zs:senderName", lang = "zh-Hant"},
    {column = "addressee", property = "zs:addressee", entity = "person/kin-{value}"},
    {column = "date", property = "zs:dateText", lang = "zh-Hant"},
    {column = "edtf", property = "zs:edtf"},
    {column = "year", property = "zs:year", type = "year"},
]
"""
#: 2 is later than the death of its sender, 3 earlier than the birth of its addressee, 4 goes to its sender.
LETTER_ROWS = """id,title,sender,sender_name,addressee,date,edtf,year
1,致國荃,2,曾國藩,6,咸豐十年,1860,1860
2,致國潢,4,曾國華,3,同治三年,1864,1864
3,致國華,1,曾麟書,4,道光元年,1821,1821
4,致自己,2,曾國藩,2,,,1850
5,無名信,,某人,77,甲子日,,
6,日期誤,2,,3,咸豐,十年,
"""
PLACES = """
id = "land"
prefixes = ["place/kin-"]
[table]
key = "{id}"
entity = "place/kin-{id}"
class = "zs:Place"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "lat", property = "geo:lat", type = "decimal"},
    {column = "long", property = "geo:long", type = "decimal"},
    {column = "begin", property = "zs:beginYear", type = "year"},
    {column = "end", property = "zs:endYear", type = "year"},
]
"""
PLACE_ROWS = """id,name,lat,long,begin,end
home,湘鄉,27.7,112.5,,
far,遠地,127.7,112.5,1900,1800
half,半地,27.7,,,
none,無地,,,,
"""
LoadFrom = Callable[[Path, Workspace, str, str], object]


@pytest.fixture(scope="session")
def faulty_template(
    tmp_path_factory: pytest.TempPathFactory, clock: Callable[[], Callable[[], str]], load_table_from: LoadFrom
) -> Path:
    """The directory of a workspace with faults."""
    folder = tmp_path_factory.mktemp("faulty")
    workspace = Workspace.open(folder / "workspace", clock=clock())
    for rows, description in ((PERSON_ROWS, PERSONS), (LETTER_ROWS, LETTERS), (PLACE_ROWS, PLACES)):
        load_table_from(folder / "source", workspace, rows, description)
    workspace.close()
    return folder / "workspace"


@pytest.fixture
def faulty(faulty_template: Path, tmp_path: Path, clock: Callable[[], Callable[[], str]]) -> Iterator[Workspace]:
    """A workspace with faults, which the test may change."""
    shutil.copytree(faulty_template, tmp_path / "faulty")
    workspace = Workspace.open(tmp_path / "faulty", clock=clock())
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def faulty_read(faulty_template: Path) -> Iterator[Workspace]:
    """A workspace with faults that tests only read."""
    workspace = Workspace.open(faulty_template)
    yield workspace
    workspace.close()
