"""Commands of the reference tools: what a date means, how a name is read and found."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

import click

from kg.errors import InvalidInput
from kg.reference import date_answer, name_answer


def _lines(texts: tuple[str, ...]) -> Iterator[str]:
    """The arguments, or without any the lines of standard input."""
    source: Iterable[str] = texts or sys.stdin
    for text in source:
        if stripped := text.strip():
            yield stripped


@click.command()
@click.argument("texts", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def date(texts: tuple[str, ...], as_json: bool) -> None:
    """Convert dates such as 光緒二十一年三月初五日 (arguments, or lines of standard input)."""
    failed = False
    for text in _lines(texts):
        answer = date_answer(text)
        failed = failed or bool(answer["error"])
        if as_json:
            click.echo(json.dumps(answer, ensure_ascii=False))
        elif answer["error"]:
            click.echo(f"{text}: {answer['error']}", err=True)
        else:
            for candidate in answer["candidates"]:
                notes = "; ".join(candidate["warnings"])
                where = f"{candidate['court'] or ''}{candidate['era'] or ''}"
                click.echo("\t".join(filter(None, (text, candidate["edtf"], where, candidate["certainty"], notes))))
    if failed:
        raise SystemExit(3)


@click.command()
@click.argument("texts", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def name(texts: tuple[str, ...], as_json: bool) -> None:
    """Readings and search keys of names (arguments, or lines of standard input)."""
    for text in _lines(texts):
        try:
            answer = name_answer(text)
        except InvalidInput as error:
            click.echo(f"{text}: {error}", err=True)
            continue
        if as_json:
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            readings, spellings = ", ".join(answer["readings"]), ", ".join(answer["wade_giles"])
            click.echo("\t".join((text, readings, spellings, " ".join(answer["keys"]))))
