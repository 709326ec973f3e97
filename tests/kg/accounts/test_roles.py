"""Roles are a ladder, and the table of permissions is complete."""

from __future__ import annotations

import pytest

from kg.accounts.roles import Role, permissions
from kg.errors import InvalidInput


def test_a_role_may_do_all_that_a_lower_one_may() -> None:
    for name, permission in permissions().items():
        assert [role.may(name) for role in Role] == [role >= permission.role for role in Role]


def test_only_an_administrator_administers_accounts() -> None:
    assert [role.key for role in Role if role.may("accounts")] == ["administrator"]
    assert not Role.READER.may("propose")


def test_every_role_and_permission_has_a_name_in_each_language() -> None:
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert all(role.label(language) for role in Role)
        assert all(permission.label(language) for permission in permissions().values())


def test_an_unknown_role_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(InvalidInput, match="'chief' is not a role") as refused:
        Role.named("chief")
    assert "reviewer" in refused.value.hint


def test_an_unknown_permission_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        Role.ADMINISTRATOR.may("fly")
