"""The formats of query results: media types, file suffixes, short names, and which query form can have which.

The table is ``formats.tsv``: media types as registered with IANA, format IRIs as in https://www.w3.org/ns/formats/.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, cast

from kg.errors import InvalidInput
from kg.sparql.guard import QueryForm

Carries = Literal["bindings", "graph"]


class Format(NamedTuple):
    """One result format: its short name, what it carries, media type, file suffix, W3C IRI, further media types."""

    name: str
    carries: Carries
    media_type: str
    suffix: str
    iri: str
    aliases: tuple[str, ...]


@cache
def result_formats() -> tuple[Format, ...]:
    """All formats; of each kind the first is the default."""
    table = files(__package__).joinpath("formats.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(
        Format(
            row["name"],
            cast("Carries", row["carries"]),
            row["media_type"],
            row["suffix"],
            row["iri"],
            tuple(row["aliases"].split()),
        )
        for row in csv.DictReader(table, delimiter="\t")
    )


def formats_of(form: QueryForm) -> tuple[Format, ...]:
    """The formats that a query form can be answered in, the default first."""
    carries = "bindings" if form in (QueryForm.SELECT, QueryForm.ASK) else "graph"
    return tuple(format for format in result_formats() if format.carries == carries)


def offered(form: QueryForm) -> tuple[str, ...]:
    """The media types to negotiate an ``Accept`` header against, in the order of preference.

    ``find_format`` turns the chosen one, which may be an alias, into the format to answer in.

    >>> offered(QueryForm.ASK)[0], offered(QueryForm.CONSTRUCT)[0]
    ('application/sparql-results+json', 'text/turtle')
    """
    formats = formats_of(form)
    aliases = dict.fromkeys(alias for format in formats for alias in format.aliases)
    return (*(format.media_type for format in formats), *aliases)


def find_format(form: QueryForm, name: str) -> Format:
    """The format of a short name (``format=csv``), a file suffix with or without dot, or a media type.

    Raises ``InvalidInput`` if this form of query cannot be answered so.

    >>> find_format(QueryForm.SELECT, "application/json").name, find_format(QueryForm.DESCRIBE, "ttl").name
    ('json', 'turtle')
    """
    wanted = name.strip().lower().partition(";")[0].rstrip()
    for format in formats_of(form):
        if wanted in (format.name, format.suffix, format.suffix[1:], format.media_type, *format.aliases):
            return format
    raise InvalidInput(
        f"{form} cannot be answered as “{name}”.",
        hint=f"Ask for one of: {', '.join(format.name for format in formats_of(form))}.",
    )
