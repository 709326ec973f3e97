"""Documentation is complete: every command, setting, importer and dataset is named, and no page asks another host."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from ingest.description import known_datasets
from ingest.importer import IMPORTERS
from kg.settings import SETTINGS
from webapp.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
OUTSIDE = re.compile(r"(?:src|href|action|url)\s*[=(]\s*[\"']?(?:https?:)?//", re.IGNORECASE)


def commands() -> dict[str, click.Command]:
    """Every command by its full name, subcommands included."""
    context = click.Context(main)
    found: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": each for sub, each in command.commands.items()}
    return found


ALL_COMMANDS = commands()


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_every_command_is_in_the_reference_and_has_help(name: str) -> None:
    assert re.search(rf"`(?:zhishu )?{name}[ `]", REFERENCE)
    assert ALL_COMMANDS[name].help


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_in_the_reference_with_its_default(setting) -> None:
    row = next(line for line in REFERENCE.splitlines() if line.startswith(f"| `{setting.name}` |"))
    assert str(setting.default) in row
    assert setting.help


@pytest.mark.parametrize("name", IMPORTERS)
def test_every_importer_is_in_the_reference(name: str) -> None:
    assert f"| `{name}` |" in REFERENCE


@pytest.mark.parametrize("name", [name for name, dataset in known_datasets().items()])
def test_every_dataset_is_in_the_reference(name: str) -> None:
    assert f"`{name}`" in REFERENCE


@pytest.mark.parametrize(
    "path",
    sorted(p for folder in ("templates", "static") for p in (ROOT / "webapp" / folder).rglob("*") if p.is_file()),
    ids=lambda p: p.name,
)
def test_no_template_or_static_file_names_another_host(path: Path) -> None:
    assert not OUTSIDE.findall(path.read_text("utf-8"))


def test_the_two_commands_of_the_readme_are_targets() -> None:
    readme, makefile = (ROOT / "README.md").read_text("utf-8"), (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "test"):
        assert f"$ make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_continuous_integration_calls_make_test_and_nothing_cleverer() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert [line for line in script if line and not line.startswith(("#", "set ", "cd "))] == ["make test"]
