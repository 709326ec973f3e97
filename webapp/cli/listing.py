"""Lists of commands: as text for people, as CSV or JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

FORMATS = ("text", "json", "csv")
Row = Mapping[str, object]


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--format`` of a list; its value is passed as ``form``."""
    option = click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
    return option(command)


def print_rows(rows: Iterable[Row], columns: Iterable[str], form: str, line: Callable[[Row], str]) -> None:
    """Print rows; ``line`` makes the text of one for people.

    CSV has a header and the columns in their order, JSON is a list of objects.
    """
    names = list(columns)
    if form == "json":
        click.echo(json.dumps([{name: row[name] for name in names} for row in rows], ensure_ascii=False, indent=1))
    elif form == "csv":
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        table.writerow(names)
        table.writerows([_cell(row[name]) for name in names] for row in rows)
        click.echo(out.getvalue(), nl=False)
    else:
        for row in rows:
            click.echo(line(row))


def _cell(value: object) -> object:
    """A value of CSV; a spreadsheet must not take a text for a formula."""
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
