"""The pages of formats say what the importers do, because they are made from the same tables."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from ingest.description import known_datasets
from ingest.field_mapping import field_mappings
from ingest.importer import IMPORTERS
from ingest.mapping import TableMapping

MAPPED = [name for name in IMPORTERS if field_mappings(name)]
TABLES = [each.id for each in known_datasets().values() if isinstance(each.options, TableMapping)]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_importer_has_its_page_in_each_language(client: FlaskClient, language: str) -> None:
    index = client.get(f"/format?lang={language}").text
    for name in IMPORTERS:
        assert f'href="/format/{name}"' in index
        assert client.get(f"/format/{name}?lang={language}").status_code == 200


@pytest.mark.parametrize("name", MAPPED)
def test_a_page_has_every_row_of_the_table(client: FlaskClient, name: str) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/format/{name}.csv").text.removeprefix("\ufeff"))))
    assert [(row["source"], row["target"]) for row in rows] == [(r.source, r.target) for r in field_mappings(name)]
    assert client.get(f"/format/{name}").text.count('<th scope="row">') == len(rows)


@pytest.mark.parametrize("id", TABLES)
def test_a_dataset_that_is_a_table_shows_its_columns(client: FlaskClient, id: str) -> None:
    text = client.get(f"/format/table/{id}").text
    options = known_datasets()[id].options
    assert all(f"<code>{column.column}</code>" in text for column in options.column if column.column)


@pytest.mark.parametrize("path", ["/format/nonsense", "/format/table/nonsense", "/format/table/sample-ead.csv"])
def test_what_is_no_format_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
