"""The command ``zhishu``: every verb is a function of the packages below, one command each."""

from __future__ import annotations

import errno
from importlib import import_module
from pathlib import Path

import click

from kg.errors import ZhishuError

#: command -> ("module:attribute", what the list of commands says of it); imported when it is called, so that
#: `zhishu --help` answers at once.
COMMANDS = {
    "load": ("webapp.cli.data:load_command", "Load datasets."),
    "unload": ("webapp.cli.data:unload_command", "Remove a dataset."),
    "status": ("webapp.cli.data:status", "Say what the workspace holds."),
    "convert": ("webapp.cli.data:convert_command", "Print the claims of a file as N-Quads, without any workspace."),
    "export": ("webapp.cli.exchange:export_command", "Write a dataset or a person in a format of others."),
    "mentions": ("webapp.cli.mentions:mentions_command", "Find who is named in the texts of a dataset."),
    "dump": ("webapp.cli.data:dump", "Write everything as N-Quads."),
    "check": ("webapp.cli.quality:check", "List what is wrong with the data."),
    "cluster": ("webapp.cli.clustering:cluster", "Say which records describe one work or edition."),
    "changes": ("webapp.cli.changes:changes_command", "List what changed since when."),
    "reconcile": ("webapp.cli.reconcile:reconcile_command", "Say who in a dataset is who in another."),
    "decide": ("webapp.cli.curation:decide", "Take decisions, undo and list them."),
    "queue": ("webapp.cli.queue:queue", "Work through candidates, proposals and reports of the workbench."),
    "judge": ("webapp.cli.evidence:judge", "Record a judgement with its evidence."),
    "evidence": (
        "webapp.cli.evidence:evidence",
        "Date by taboo characters and carvers; tie catalogue entries to works.",
    ),
    "reason": ("webapp.cli.reasoning:reason", "Look for contradictions, and say what rules derive."),
    "rebuild": ("webapp.cli.maintenance:rebuild_command", "Derive view and search index anew."),
    "rollback": ("webapp.cli.maintenance:rollback", "Return to the generation before the last load."),
    "snapshot": ("webapp.cli.maintenance:snapshot", "Keep the present state under a name."),
    "backup": ("webapp.cli.maintenance:backup_command", "Write data, decisions and settings to one file."),
    "restore": ("webapp.cli.maintenance:restore_command", "Make a workspace of a backup."),
    "user": ("webapp.cli.user:user", "Make and change accounts; read the audit log."),
    "serve": ("webapp.cli.site:serve_command", "Serve pages, search, linked data and SPARQL."),
    "demo": ("webapp.cli.site:demo", "Load the bundled samples and serve them."),
    "date": ("webapp.cli.tools:date", "Say what Chinese dates mean."),
    "name": ("webapp.cli.tools:name", "Say how names are read and found."),
}

#: What the system says when a disk, a quota or the size of a file is used up.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Commands(click.Group):
    """A group whose commands are imported when they are needed, and whose errors are sentences, not tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ZhishuError as error:
            raise click.ClickException(f"{error}\n{error.hint}" if error.hint else str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of a pipe has seen enough
                raise
            hint = "\nMake room and try again." if error.errno in _FULL else ""
            raise click.ClickException(f"{error.filename or 'Input or output'}: {error.strerror}{hint}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhishu")
@click.option(
    "-w",
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("workspace"),
    envvar="ZHISHU_WORKSPACE",
    show_default=True,
    help="Directory of the workspace.",
)
@click.pass_context
def main(ctx: click.Context, workspace: Path) -> None:
    """Zhishu 知书: a knowledge graph of genealogies, archives, manuscripts and ancient books."""
    ctx.obj = workspace
