"""The settings of a workspace: one table, read once from ``zhishu.toml`` when the workspace is opened."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InvalidInput
from kg.iris import DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name in ``zhishu.toml`` (``ZHISHU_<NAME>`` in the environment), its default and what it does.

    ``accounts.idle_minutes`` is ``idle_minutes`` of the table ``[accounts]``, and ``ZHISHU_ACCOUNTS_IDLE_MINUTES``.
    """

    name: str
    default: str | int | bool
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
    Setting("trusted_proxy", "", "Address of the reverse proxy whose X-Forwarded-For and -Proto count; empty: none"),
    Setting("accounts.session_hours", 168, "Hours after which a session ends, however busy it is"),
    Setting("accounts.idle_minutes", 720, "Minutes without any request after which a session ends"),
    Setting("accounts.password_length", 12, "Characters that a password has at least"),
    Setting("accounts.temporary_hours", 72, "Hours for which a temporary password, given by an administrator, is good"),
    Setting("accounts.token_days", 90, "Days for which a token of a program is good where nothing else is asked for"),
    Setting("accounts.argon2_kibibytes", 65_536, "Memory that hashing a password takes (argon2id)"),
    Setting("accounts.argon2_passes", 3, "Passes over that memory (argon2id)"),
    Setting("accounts.argon2_lanes", 1, "Parallel lanes (argon2id)"),
    Setting("accounts.free_failures", 5, "Failed sign-ins under one name before delays begin"),
    Setting("accounts.free_failures_address", 20, "Failed sign-ins from one address before delays begin"),
    Setting("accounts.longest_delay", 900, "Seconds that the delay after failed sign-ins, which doubles, has at most"),
    Setting("oidc.issuer", "", "Issuer of OpenID Connect by which people may sign in; empty: passwords only"),
    Setting("oidc.client_id", "", "Client id that the issuer gave to this installation"),
    Setting("oidc.client_secret_file", "", "File that holds the client secret; empty: a public client, by PKCE alone"),
    Setting("oidc.label", "", "What the button of sign-in calls the issuer; empty: its host"),
    Setting("oidc.role_claim", "", "Claim of the id token whose values lead to roles, such as groups"),
    Setting("oidc.roles", "", "Which value leads to which role: `value = role; value = role`; others are readers"),
    Setting("workbench.second_person", True, "Whether somebody else than the proposer has to accept a proposal"),
    Setting("workbench.sample_percent", 5, "Percent of a batch that people judge before the rest can be taken"),
    Setting("workbench.sample_least", 20, "Items that are judged of a batch at least"),
    Setting("workbench.sample_most", 200, "Items that are judged of a batch at most"),
    Setting("workbench.batch_precision", 95, "Percent of a batch that must be right at 95 % confidence; 1 to 98"),
    Setting("workbench.lease_minutes", 120, "Minutes for which claimed items of a campaign are kept for somebody"),
    Setting("workbench.reports_per_day", 20, "Reports that are taken from one address within 24 hours"),
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
        for name, value in _flat(written):
            if name not in known or type(value) is not type(known[name].default):
                raise InvalidInput(
                    f"{path}: {name} = {value!r} is not a setting.", hint=f"Settings: {', '.join(known)}."
                )
            values[name] = value
    for name, setting in known.items():
        variable = f"ZHISHU_{name.replace('.', '_').upper()}"
        if (text := environment.get(variable)) is not None:
            try:
                values[name] = _read(text, setting.default)
            except (ValueError, KeyError):
                kind = "true or false" if isinstance(setting.default, bool) else "a number"
                raise InvalidInput(f"{variable}={text!r} is not {kind}.") from None
    return values


def _read(text: str, default: str | int | bool) -> str | int | bool:
    """A text of the environment as a value of the type of the default. Raises ValueError or KeyError."""
    if isinstance(default, bool):
        return {"true": True, "false": False}[text.strip().lower()]
    return int(text) if isinstance(default, int) else text


def _flat(written: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(name, value) of every setting; those in a table with the name of the table before theirs."""
    tables = {setting.name.partition(".")[0] for setting in SETTINGS if "." in setting.name}
    for name, value in written.items():
        if isinstance(value, dict) and name in tables:
            yield from ((f"{name}.{key}", each) for key, each in value.items())
        else:
            yield name, value
