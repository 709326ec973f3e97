"""The settings of a workspace: one table, read once from ``zhishu.toml`` when the workspace is opened."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InvalidInput
from kg.iris import DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name in ``zhishu.toml`` (``ZHISHU_<NAME>`` in the environment), its default and what it does."""

    name: str
    default: str | int
    help: str


SETTINGS = (
    Setting("base", DEFAULT_BASE, "Base IRI of everything that this installation mints; fixed once data is loaded"),
    Setting("title", "知书", "Name of the site, shown in the header and in titles"),
    Setting("data", "../shared/data", "Directory in which `zhishu load` looks for source files without --from"),
    Setting("curation", "", "SQLAlchemy URL of the decision log; empty: curation.db in the workspace"),
    Setting("generations", 2, "How many generations are kept; more than one allows `zhishu rollback`"),
    Setting("query_workers", 2, "Number of processes that evaluate SPARQL"),
    Setting("query_seconds", 30, "Seconds after which a SPARQL query is stopped"),
    Setting("query_megabytes", 1500, "Memory that one SPARQL query may use"),
    Setting("query_rows", 1_000_000, "Rows after which the answer to a SPARQL query is cut off"),
    Setting("threads", 8, "Number of threads that serve requests"),
)


def read_settings(directory: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The settings of a workspace: defaults, then ``zhishu.toml``, then the environment.

    Raises InvalidInput, naming file and setting, for a setting that does not exist or has a value of another type.
    """
    path = directory / "zhishu.toml"
    known = {setting.name: setting for setting in SETTINGS}
    values: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}
    if path.exists():
        try:
            written = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidInput(
                f"{path}: {error}", hint="Correct the line, or remove the file to use the defaults."
            ) from None
        for name, value in written.items():
            if name not in known or type(value) is not type(known[name].default):
                raise InvalidInput(
                    f"{path}: {name} = {value!r} is not a setting.", hint=f"Settings: {', '.join(known)}."
                )
            values[name] = value
    for name, setting in known.items():
        if (text := environment.get(f"ZHISHU_{name.upper()}")) is not None:
            try:
                values[name] = int(text) if isinstance(setting.default, int) else text
            except ValueError:
                raise InvalidInput(f"ZHISHU_{name.upper()}={text!r} is not a number.") from None
    return values
