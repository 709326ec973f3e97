"""`zhishu reason` says whether vocabulary and data agree, and what rules derive."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from kg.workspace import Workspace
from webapp.cli import main


def test_samples_are_consistent(sample_workspace: Workspace) -> None:
    result = CliRunner().invoke(main, ["-w", str(sample_workspace.path), "reason"])
    assert result.exit_code == 0, result.output
    assert "vocabulary: consistent\ndata: consistent\n" in result.output
    assert "zs:lineageFounder\t" in result.output


def test_contradictions_and_circles_are_named_and_give_exit_code_3(tmp_path: Path, load_table: object) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    rows = "id,father,place\n1,2,\n2,1,\n3,,1\n"
    description = """
id = "circle"
prefixes = ["person/c-"]
[table]
key = "{id}"
entity = "person/c-{id}"
class = "zs:Person"
column = [
    {column = "father", property = "zs:father", entity = "person/c-{value}"},
    {column = "place", property = "zs:nativePlace", entity = "person/c-{value}"},
]
"""
    load_table(workspace, rows, description)  # type: ignore[operator]
    workspace.close()
    result = CliRunner().invoke(main, ["-w", str(tmp_path / "workspace"), "reason", "--most", "1"])
    assert result.exit_code == 3, result.output
    assert "zs:Person owl:disjointWith zs:Place" in result.output
    assert "circular ties, from which nothing is derived: 2" in result.output
    assert "… 1 more" in result.output


def test_vocabulary_alone_needs_no_workspace(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["-w", str(tmp_path / "none"), "reason", "--vocabulary"])
    assert (result.exit_code, result.output) == (0, "vocabulary: consistent\n")
