"""Dataset descriptions: what they say is checked, and every mistake is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.description import DATASETS, Dataset, known_datasets, load_description
from ingest.mapping import TableMapping
from kg.errors import InvalidDataset, NotFound
from ontology.terms import all_terms

from .conftest import HEAD, TABLE, Describe


def test_a_description_gives_a_dataset(describe: Describe) -> None:
    dataset = describe()
    assert (dataset.id, dataset.importer, dataset.sample) == ("trial", "table", False)
    assert dataset.title["zh-Hant"] == "試"
    assert dataset.prefixes == ("person/trial-",)
    assert dataset.accepts("anything.csv")


@pytest.mark.parametrize(
    ("wrong", "right", "message", "hint"),
    [
        ('publisher = "Nobody"', 'publisher = "Nobody', r"not valid TOML: .*\(at line 6, column", "quote"),
        ('publisher = "Nobody"', "", r"trial\.toml: publisher: is missing", "Add publisher"),
        ('publisher = "Nobody"', 'pulbisher = "Nobody"', r"publisher: is missing", 'Did you mean it by "pulbisher"'),
        ("[table]", "[tabel]", r"tabel: unknown key", 'Did you mean "table"?'),
        ('class = "zs:Person"', 'class = "sz:Person"', r'table\.class: unknown prefix "sz"', 'Did you mean "zs"?'),
        ('class = "zs:Person"', 'class = "Person"', r'table\.class: "Person" is not an IRI', "prefix:name"),
        (
            'importer = "table"',
            'importer = "tabel"',
            r'importer: there is no importer "tabel"',
            'Did you mean "table"?',
        ),
        ("property =", "proprety =", r"table\.column\[1\]\.property: is missing", 'Did you mean it by "proprety"?'),
        ('lang = "zh-Hant"', 'lagn = "zh-Hant"', r"table\.column\[1\]\.lagn: unknown key", 'Did you mean "lang"?'),
        ('lang = "zh-Hant"', 'lang = "zh Hant"', r"column\[1\]\.lang: Not a language tag", "BCP 47"),
        ('lang = "zh-Hant"', 'type = "yaer"', r'column\[1\]\.type: unknown type "yaer"', 'Did you mean "year"?'),
        ('lang = "zh-Hant"', 'lang = "zh", type = "year"', r"type: cannot be used together with lang", "one kind"),
        ('lang = "zh-Hant"', "required = 1", r"required: must be true or false, not int", ""),
        ('lang = "zh-Hant"', 'missing = "0"', r"missing: must be a list of strings, not str", ""),
        ('lang = "zh-Hant"', 'pattern = "(a"', r"pattern: not a regular expression", ""),
        ('lang = "zh-Hant"', 'pattern = "a"', r"pattern: must have exactly one group", "group"),
        ('lang = "zh-Hant"', 'template = "{name}"', r"column: write either column or template", ""),
        ('lang = "zh-Hant"', 'values = {x = "zs Male"}', r'values\.x: "zs Male" is not an IRI', ""),
        ('lang = "zh-Hant"', 'values_file = "no.csv"', r'values_file: there is no file "no.csv" beside', ""),
        ('"person/trial-{id}"', '"trial-{id}"', r"table\.entity: .* must begin with a type and a slash", ""),
        ('key = "{id}"', 'key = "{n}"', r"table\.key: \{n\} means nothing here", ""),
        ('lang = "zh-Hant"', 'entity = "x/{n}"', r"column\[1\]\.entity: \{n\} means nothing here", ""),
        ('key = "{id}"', 'key = "{id"', r'table\.key: "\{id" is not a template', "braces"),
        ('key = "{id}"', 'key = "{id}"\nencoding = "gb18O30"', r'encoding: unknown encoding "gb18O30"', "detected"),
        (
            'lang = "zh-Hant"',
            'concept = "documentype"',
            r'column\[1\]\.concept: unknown scheme "documentype"',
            'Did you mean "documenttype"?',
        ),
        ('key = "{id}"', 'key = "{id}"\nformat = "xls"', r'format: unknown format "xls"', 'Did you mean "xlsx"?'),
        ('key = "{id}"', 'key = "{id}"\ndelimiter = "||"', r"delimiter: must be one character", ""),
        ('key = "{id}"', 'key = "{id}"\nskip = {id = "0"}', r"table\.skip\.id: must be a list", ""),
        ('id = "trial"', 'id = "Trial"', r'id: "Trial" is not an id', "small letters"),
        ('files = ["*"]', 'files = ["../x.csv"]', r'files: "../x.csv" is not a file name', "--from"),
        ('prefixes = ["person/trial-"]', 'prefixes = ["trial-"]', r'prefixes: "trial-" is not the beginning', ""),
        ("https://example.org/", "example.org", r'homepage: "example.org" is not a web address', ""),
        ('zh-Hans = "试", ', "", r"title\.zh-Hans: is missing", ""),
    ],
)
def test_a_mistake_is_named_with_file_key_and_remedy(
    describe: Describe, wrong: str, right: str, message: str, hint: str
) -> None:
    text = HEAD + TABLE
    assert wrong in text
    with pytest.raises(InvalidDataset, match=message) as caught:
        describe(text.replace(wrong, right, 1), head="")
    assert "trial.toml" in str(caught.value)
    assert hint in caught.value.hint


def test_a_description_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes('id = "李"'.encode("gb18030"))
    with pytest.raises(InvalidDataset, match="not UTF-8 at byte 6"):
        load_description(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("父,kin:father\n", "must begin with the header"),
        ("value,iri\n父,kin:father\n父,kin:mother\n", 'row 3: "父" stands twice'),
    ],
)
def test_a_mistake_in_a_crosswalk_file_is_named(describe: Describe, tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "description").mkdir()
    (tmp_path / "description" / "kin.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidDataset, match=message):
        describe(TABLE.replace('lang = "zh-Hant"', 'values_file = "kin.csv"'))


def test_the_digest_follows_the_meaning_and_the_crosswalk_files(describe: Describe, tmp_path: Path) -> None:
    (tmp_path / "description").mkdir()
    crosswalk = tmp_path / "description" / "kin.csv"
    crosswalk.write_text("value,iri\n父,kin:father\n", encoding="utf-8")
    table = TABLE.replace('lang = "zh-Hant"', 'values_file = "kin.csv"')
    digest = describe(table).digest
    assert describe("# a comment\n" + table.replace("key =", "key   =")).digest == digest
    assert describe(table.replace("trial-{id}", "t-{id}")).digest != digest
    crosswalk.write_text("value,iri\n父,kin:mother\n", encoding="utf-8")
    assert describe(table).digest != digest


def test_an_unknown_dataset_is_not_found_with_the_nearest_name() -> None:
    with pytest.raises(NotFound) as caught:
        load_description("biogref-cdbd")
    assert caught.value.hint == 'Did you mean "biogref-cbdb"?'


def two_files(describe: Describe) -> Dataset:
    return describe(head=HEAD.replace('["*"]', '["a.csv", "b-*.csv"]'))


def test_files_are_found_in_a_folder_or_one_level_below(describe: Describe, tmp_path: Path) -> None:
    dataset = two_files(describe)
    folder = tmp_path / "data" / "inner"
    folder.mkdir(parents=True)
    for name in ("b-2.csv", "b-1.csv", "a.csv", "c.csv"):
        (folder / name).write_text("id\n")
    names = ["a.csv", "b-1.csv", "b-2.csv"]
    assert [path.name for path in dataset.find_files(folder)] == names
    assert [path.name for path in dataset.find_files(tmp_path / "data")] == names


def test_a_file_that_is_not_there_is_named(describe: Describe, tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset, match=r"trial: no file a\.csv in") as caught:
        two_files(describe).find_files(tmp_path)
    assert "a.csv, b-*.csv" in caught.value.hint
    with pytest.raises(InvalidDataset, match="is not a directory"):
        two_files(describe).find_files(tmp_path / "nowhere")


def test_a_file_in_two_folders_is_not_guessed(describe: Describe, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_text("id\n")
    with pytest.raises(InvalidDataset, match=r"a\.csv is in several folders: .*one, .*two"):
        two_files(describe).find_files(tmp_path)


def test_every_dataset_of_the_software_is_described_without_a_mistake() -> None:
    datasets = known_datasets()
    assert {"biogref-cbdb", "chgis-points", "textref-ctext", "zeng-guofan-letters"} <= set(datasets)
    assert list(datasets) == sorted(datasets, key=lambda name: f"{name}.toml")


def test_every_described_entity_begins_with_a_prefix_that_some_dataset_declares() -> None:
    """A dataset may add to entities of another one; the other then declares their prefix."""
    prefixes = tuple(prefix for dataset in known_datasets().values() for prefix in dataset.prefixes)
    for dataset in known_datasets().values():
        if isinstance(dataset.options, TableMapping):
            assert dataset.options.entity.literals[0].startswith(prefixes), dataset.id


def test_every_class_and_property_of_a_mapping_is_in_the_ontology() -> None:
    known = set(all_terms())
    for dataset in known_datasets().values():
        mapping = dataset.options
        if not isinstance(mapping, TableMapping):
            continue
        used = [mapping.class_, *(name for name, _ in mapping.constants), *(c.predicate for c in mapping.column)]
        used += [value for column in mapping.column for value in (column.crosswalk or {}).values()]
        for node in mapping.node:
            used += [node.class_, node.link, *(name for name, _ in node.constants), *(c.predicate for c in node.column)]
        assert not {term[1:-1] for term in used} - known, dataset.id


def test_a_property_that_is_not_in_the_ontology_is_named_with_the_nearest(tmp_path: Path) -> None:
    text = (DATASETS / "cbdb-dynasties.toml").read_text("utf-8").replace("zs:beginYear", "zs:beginYaer")
    (tmp_path / "cbdb-dynasties.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidDataset, match="zs:beginYaer") as refused:
        load_description(tmp_path / "cbdb-dynasties.toml")
    assert refused.value.hint == 'Did you mean "zs:beginYear"?'
