"""The command ``zhishu``: every verb is a function of the packages below, one command each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from kg.errors import ZhishuError

#: command -> "module:attribute"; imported when it is called, so that `zhishu --help` answers at once.
COMMANDS = {
    "load": "webapp.cli.data:load_command",
    "unload": "webapp.cli.data:unload_command",
    "status": "webapp.cli.data:status",
    "convert": "webapp.cli.data:convert_command",
    "dump": "webapp.cli.data:dump",
    "decide": "webapp.cli.curation:decide",
    "rebuild": "webapp.cli.maintenance:rebuild_command",
    "rollback": "webapp.cli.maintenance:rollback",
    "snapshot": "webapp.cli.maintenance:snapshot",
    "backup": "webapp.cli.maintenance:backup_command",
    "restore": "webapp.cli.maintenance:restore_command",
    "serve": "webapp.cli.site:serve_command",
    "demo": "webapp.cli.site:demo",
    "date": "webapp.cli.tools:date",
    "name": "webapp.cli.tools:name",
}


class Commands(click.Group):
    """A group whose commands are imported when they are needed, and whose errors are sentences, not tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ZhishuError as error:
            raise click.ClickException(f"{error}\n{error.hint}" if error.hint else str(error)) from error


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
