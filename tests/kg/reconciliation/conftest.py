"""Two small files of well-known persons, with one person twice and another's name in both."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kg.reconciliation.names import NameKind, by_key, person_name
from kg.reconciliation.periods import read_period
from kg.reconciliation.places import read_places
from kg.reconciliation.profile import Profile
from kg.reconciliation.values import read_years
from kg.workspace import Workspace

TABLE = """
id = "{id}"
prefixes = ["person/{id}-"]
[table]
key = "{{id}}"
entity = "person/{id}-{{id}}"
class = "zs:Person"
missing = ["0"]
column = [
    {{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}},
    {{column = "english", property = "skos:prefLabel", lang = "en"}},
    {{column = "gender", property = "zs:gender", values = {{"男" = "zs:Male", "女" = "zs:Female"}}}},
    {{column = "born", property = "zs:birthYear", type = "year"}},
    {{column = "died", property = "zs:deathYear", type = "year"}},
    {{column = "dynasty", property = "zs:dynasty", strip = "[]"}},
    {{column = "place", property = "zs:nativePlaceName", lang = "zh-Hant"}},
    {{column = "same", property = "skos:exactMatch", type = "iri"}},
]
"""
COLUMNS = ("id", "name", "english", "gender", "born", "died", "dynasty", "place", "same")

#: id, name, english, gender, born, died, dynasty, place, same
ONE = (
    ("1", "盛宣懷", "", "男", "1844", "1916", "清-民國", "江蘇省-常州府-武進縣", ""),
    ("2", "李鴻章", "", "男", "1823", "1901", "清", "安徽省-廬州府-合肥縣", ""),
    ("3", "張之洞", "", "男", "1837", "1909", "清", "直隸省-天津府-南皮縣", ""),
    ("4", "(富察)傅鼐", "", "男", "1677", "1738", "清", "滿洲鑲白旗", ""),
    ("5", "李某", "", "男", "", "", "清", "", ""),
    ("6", "曾紀芬", "", "女", "1852", "1942", "清-民國", "湖南省-長沙府-湘鄉縣", ""),
    ("7", "張謇", "", "男", "1853", "1926", "清-民國", "江蘇省-通州", ""),
    ("8", "王韜", "", "男", "", "", "清", "", "https://www.wikidata.org/entity/Q707042"),
)
OTHER = (
    ("55084", "盛宣怀", "", "男", "1844", "1916", "中華民國", "武進", ""),
    ("58961", "李鴻章", "", "男", "1823", "1901", "清", "合肥", ""),
    ("1001", "李鴻章", "", "男", "", "", "明", "太康", ""),
    ("35048", "張之洞", "", "男", "1837", "1909", "清", "南皮", ""),
    ("4004", "富察傅鼐", "", "男", "1677", "1738", "清", "滿洲鑲白旗", ""),
    ("4005", "傅鼐", "", "男", "1758", "1811", "清", "山陰", ""),
    ("407", "李某", "", "男", "", "", "清", "", ""),
    ("9001", "王韜", "", "男", "1828", "1897", "清", "長洲", "http://www.wikidata.org/entity/Q707042"),
    ("9002", "左宗棠", "Zuo Zongtang", "男", "1812", "1885", "清", "湘陰", ""),
)


def as_csv(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows with their header."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(rows)
    return out.getvalue()


@pytest.fixture(scope="session")
def load_persons(load_table_from: Callable[[Path, Workspace, str, str], object]) -> Callable[..., None]:
    """Load rows as a dataset of persons."""

    def loaded(folder: Path, workspace: Workspace, id: str, rows: Iterable[tuple[str, ...]]) -> None:
        load_table_from(folder / id, workspace, as_csv(rows), TABLE.format(id=id))

    return loaded


@pytest.fixture
def two_files(workspace: Workspace, tmp_path: Path, load_persons: Callable[..., None]) -> Workspace:
    """A workspace with the files ``one`` and ``other``."""
    load_persons(tmp_path, workspace, "one", ONE)
    load_persons(tmp_path, workspace, "other", OTHER)
    return workspace


@pytest.fixture(scope="session")
def profile() -> Callable[..., Profile]:
    """Make a profile: ``profile("盛宣懷", born="1844", dynasty="清", place="武進", zi="杏蓀")``."""

    def made(*names: str, id: str = "<urn:x>", zi: str = "", hao: str = "", **said: str) -> Profile:
        forms = [person_name(name) for name in names]
        forms += [person_name(zi, NameKind.COURTESY)] if zi else []
        forms += [person_name(hao, NameKind.ART)] if hao else []
        return Profile(
            id=id,
            names=tuple(form for form in forms if form is not None),
            birth=read_years(said.get("born", "")),
            death=read_years(said.get("died", "")),
            active=read_years(said.get("active", "")),
            period=read_period(said["dynasty"]) if "dynasty" in said else None,
            places=read_places(said["place"]) if "place" in said else (),
            gender=said.get("gender", ""),
            kin=by_key(said.get("kin", "").split()),
        )

    return made
