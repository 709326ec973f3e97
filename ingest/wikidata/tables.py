"""The tables beside the code: what the properties and items of Wikidata are in our terms."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ingest.code_tables import read_rows
from ingest.field_mapping import field_mappings
from ontology.namespaces import expand

_FOLDER = Path(__file__).parent


@cache
def targets() -> dict[str, str]:
    """The property of ours for each field of the table."""
    return {row.source: row.target for row in field_mappings("wikidata")}


@cache
def named_by() -> dict[str, str]:
    """The properties that give names, with the name type (IRI, or empty)."""
    rows = read_rows(_FOLDER / "names.tsv")
    return {row["property"]: expand(row["concept"]) if row["concept"] else "" for row in rows}


@cache
def tied_by() -> dict[str, str]:
    """The properties that tie persons, with what the value is to the subject."""
    return {row["property"]: expand(row["concept"]) for row in read_rows(_FOLDER / "ties.tsv")}


@cache
def dynasties() -> dict[str, str]:
    """The items that are dynasties of China."""
    return {row["item"]: row["dynasty"] for row in read_rows(_FOLDER / "dynasties.tsv")}


@cache
def kinds() -> dict[str, str]:
    """The kind of entity of each class that is read."""
    return {row["class"]: row["kind"] for row in read_rows(_FOLDER / "classes.tsv")}
