"""Settings are read from ``zhishu.toml`` and the environment; those of one subject stand in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.settings import SETTINGS, read_settings


def test_defaults_where_nothing_is_written(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == {setting.name: setting.default for setting in SETTINGS}


def test_a_table_holds_the_settings_of_a_subject(tmp_path: Path) -> None:
    (tmp_path / "zhishu.toml").write_text('title = "试"\n[accounts]\nidle_minutes = 30\n', "utf-8")
    found = read_settings(tmp_path, {})
    assert (found["title"], found["accounts.idle_minutes"], found["accounts.session_hours"]) == ("试", 30, 168)


def test_the_environment_comes_last(tmp_path: Path) -> None:
    (tmp_path / "zhishu.toml").write_text("[accounts]\nidle_minutes = 30\n", "utf-8")
    assert read_settings(tmp_path, {"ZHISHU_ACCOUNTS_IDLE_MINUTES": "15"})["accounts.idle_minutes"] == 15
    with pytest.raises(InvalidInput, match="ZHISHU_ACCOUNTS_IDLE_MINUTES='soon' is not a number"):
        read_settings(tmp_path, {"ZHISHU_ACCOUNTS_IDLE_MINUTES": "soon"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[accounts]\nidle = 30\n", "accounts.idle"),
        ('[accounts]\nidle_minutes = "30"\n', "accounts.idle_minutes"),
        ("[acounts]\nidle_minutes = 30\n", "acounts"),
        ("accounts = 30\n", "accounts"),
        ("[title]\nx = 1\n", "title"),
    ],
)
def test_what_is_no_setting_is_named(tmp_path: Path, text: str, name: str) -> None:
    (tmp_path / "zhishu.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidInput, match=f"zhishu.toml: {name} = "):
        read_settings(tmp_path, {})
