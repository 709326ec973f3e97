"""Commands that serve the pages: serve, demo."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from ingest.description import known_datasets
from kg.authority.decisions import Kind
from kg.curation import Proposal, decide_all
from kg.errors import InvalidInput
from kg.evidence.judging import Found, Judgement, proposal
from kg.iris import Minter
from kg.quality.upkeep import checked_once
from kg.terms import literal
from kg.workspace import Workspace
from ontology.namespaces import expand
from webapp.cli.data import SAMPLES, load_with_bar, report
from webapp.serve import serve


@click.command("serve")
@click.option("--host", default=None, help="Address to listen on; default: that of the base IRI.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; default: that of the base IRI.")
@click.pass_obj
def serve_command(path: Path, host: str | None, port: int | None) -> None:
    """Serve pages, search, linked data and SPARQL."""
    workspace = Workspace.open(path, create=False)
    base = urlsplit(workspace.minter.base)
    host, port = host or base.hostname or "127.0.0.1", port or base.port or 80
    try:
        serve(workspace, host=host, port=port)
    except OSError as error:
        hint = "Does another process use it? Choose with --host and --port."
        raise InvalidInput(f"Cannot listen on {host}:{port}: {error.strerror}.", hint=hint) from error


@click.command()
@click.option("--no-serve", is_flag=True, help="Only load the samples.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; default: that of the base IRI.")
@click.pass_context
def demo(ctx: click.Context, no_serve: bool, port: int | None) -> None:
    """Load the bundled samples, take the decisions that belong to them, and serve."""
    workspace = Workspace.open(ctx.obj)
    try:
        load_samples(workspace)
    finally:
        workspace.close()
    if not no_serve:
        ctx.invoke(serve_command, host=None, port=port)


def load_samples(workspace: Workspace, *, quiet: bool = False) -> None:
    """Load every bundled sample and take decisions and judgements of ``samples/decisions.toml`` once."""
    samples = [dataset for dataset in known_datasets().values() if dataset.sample]
    with checked_once(workspace):
        for dataset in samples:
            result = load_with_bar(workspace, dataset, dataset.find_files(SAMPLES), quiet=quiet)
            if not quiet:
                report(result, workspace)
    if workspace.decisions.last():
        return
    path = workspace.minter.path
    said = tomllib.loads((SAMPLES / "decisions.toml").read_text("utf-8"))
    judgements = [_judgement(workspace.minter, entry) for entry in said["judgement"]]
    decide_all(
        workspace,
        [
            Proposal(
                Kind(entry["kind"]),
                (path(entry["keep"]), path(entry["other"])),
                entry["agent"],
                entry["reason"],
                overrides=tuple(entry.get("overrides", ())),
            )
            for entry in said["decision"]
        ]
        + judgements,
    )


def _judgement(minter: Minter, entry: dict[str, Any]) -> Proposal:
    """A judgement of the samples as the decision that records it, with its evidence."""
    said = Judgement(
        concerns=minter.path(entry["about"]),
        kind=entry["kind"],
        value=literal(entry["value"]),
        property=expand(entry["property"]),
        grade=entry["grade"],
        evidence=tuple(minter.path(each) for each in entry["evidence"]),
        found=tuple(Found(**each) for each in entry["found"]),
    )
    return proposal(minter, said, agent=entry["agent"], reason=entry["reason"])
