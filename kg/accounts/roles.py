"""Roles and what each may do: the table is ``roles.toml``, which the pages show, too."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import InvalidInput


class Role(IntEnum):
    """What somebody is to the catalogue; a role may do everything that a lower one may."""

    READER = 1
    CONTRIBUTOR = 2
    CATALOGUER = 3
    REVIEWER = 4
    ADMINISTRATOR = 5

    @property
    def key(self) -> str:
        """The name of the role as it is stored and typed.

        >>> Role.CATALOGUER.key
        'cataloguer'
        """
        return self.name.lower()

    @classmethod
    def named(cls, text: str) -> Role:
        """The role of a name. Raises InvalidInput for a name that is none.

        >>> Role.named("reviewer") > Role.CATALOGUER
        True
        """
        try:
            return cls[text.strip().upper()]
        except KeyError:
            known = ", ".join(role.key for role in cls)
            raise InvalidInput(f"{text.strip()[:40]!r} is not a role.", hint=f"Roles: {known}.") from None

    def may(self, permission: str) -> bool:
        """Whether the role has a permission. Raises KeyError for a permission that ``roles.toml`` does not list.

        >>> Role.CATALOGUER.may("decide"), Role.CATALOGUER.may("review")
        (True, False)
        """
        return self >= permissions()[permission].role

    def label(self, language: str) -> str:
        """What the role is called in a language of the interface (``zh-Hans``, ``zh-Hant``, ``en``)."""
        return _role_labels()[self][language]


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that not everybody may do, and the lowest role that may."""

    name: str
    role: Role
    labels: dict[str, str]

    def label(self, language: str) -> str:
        """What it allows, in a language of the interface."""
        return self.labels[language]


@cache
def permissions() -> dict[str, Permission]:
    """All permissions by name, in the order of ``roles.toml``."""
    return {
        entry["name"]: Permission(entry["name"], Role.named(entry["role"]), entry["label"])
        for entry in _table()["permission"]
    }


@cache
def _role_labels() -> dict[Role, dict[str, str]]:
    return {Role.named(entry["name"]): entry["label"] for entry in _table()["role"]}


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((Path(__file__).parent / "roles.toml").read_text("utf-8"))
