"""The published schemas and examples of the API, and services over the samples and over a workspace to write to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from ingest.description import known_datasets
from ingest.load import load
from kg.workspace import Workspace
from webapp import create_app
from webapp.cli.data import SAMPLES
from webapp.evaluation import close_pool

SUITE = Path(__file__).resolve().parents[3].parent / "shared" / "suites" / "reconciliation-api"
DATASETS = ("sample-places", "sample-persons", "sample-names", "sample-kinship")
_SWAGGER = "http://swagger.io/v2/schema.json"


@cache
def validators(version: str) -> dict[str, Draft7Validator]:
    """Name of a schema -> its validator; a reference to another schema is looked up beside it."""
    documents = {
        path.stem: json.loads(path.read_text("utf-8")) for path in (SUITE / version / "schemas").glob("*.json")
    }
    registry: Registry[Any] = Registry()
    for name, document in documents.items():
        resource = Resource.from_contents(document, default_specification=DRAFT7)
        names = {f"{name}.json", document.get("$id", name).rstrip("#"), *([_SWAGGER] if name == "openapi" else [])}
        registry = registry.with_resources((each, resource) for each in names)
    return {name: Draft7Validator(document, registry=registry) for name, document in documents.items()}


@pytest.fixture
def check() -> Callable[[str, str, object], None]:
    """A function that fails with the first fault where a document is not valid by a schema of a version."""
    if not SUITE.exists():
        pytest.skip("needs ../shared")

    def checked(version: str, name: str, document: object) -> None:
        for fault in validators(version)[name].iter_errors(document):
            pytest.fail(f"{version} {name} {list(fault.absolute_path)}: {fault.message}")

    return checked


@pytest.fixture(scope="session")
def person_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the persons, names and places of the samples; tests only read it."""
    opened = Workspace.open(tmp_path_factory.mktemp("persons") / "workspace")
    for id in DATASETS:
        dataset = known_datasets()[id]
        load(opened, dataset, dataset.find_files(SAMPLES))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sample_app(person_workspace: Workspace) -> Iterator[Flask]:
    """The application over it."""
    made = create_app(person_workspace, {"TESTING": True})
    yield made
    close_pool(made)


@pytest.fixture
def samples(sample_app: Flask) -> FlaskClient:
    """A client of the service over the samples."""
    return sample_app.test_client()
