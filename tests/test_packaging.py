"""What is installed is complete: templates, tables, ontology files and samples are package data."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("ontology", "kg", "ingest", "webapp")


def package_data() -> list[str]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["*"]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_data_file_is_package_data(package: str) -> None:
    files = [p for p in (ROOT / package).rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")]
    missing = [
        str(p.relative_to(ROOT)) for p in files if not any(fnmatch(p.name, pattern) for pattern in package_data())
    ]
    assert not missing, f"add their endings to [tool.setuptools.package-data]: {missing}"


@pytest.mark.parametrize("package", PACKAGES)
def test_data_files_stand_in_packages(package: str) -> None:
    """setuptools takes data files of packages only; a folder of data needs none of its own below a package."""
    for file in (ROOT / package).rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            assert (ROOT / package / "__init__.py").exists()


def test_an_installed_copy_runs_the_demo_elsewhere(tmp_path: Path) -> None:
    target, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    source = tmp_path / "source"
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if files.returncode:
        pytest.skip("needs git to know which files belong to the project")
    for name in files.stdout.splitlines():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*install, "--target", str(target), str(source)], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": str(target), "ZHISHU_WORKSPACE": str(tmp_path / "workspace")}
    demo = subprocess.run(
        [sys.executable, "-P", "-m", "webapp", "demo", "--no-serve"],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert demo.returncode == 0, demo.stderr
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import kg, webapp; print(kg.__file__, webapp.__file__)"],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(ROOT / "kg") not in where.stdout
    page = (
        "import sys; from webapp import create_app;"
        "print(create_app(sys.argv[1]).test_client().get('/?lang=zh-Hant').status_code)"
    )
    shown = subprocess.run(
        [sys.executable, "-P", "-c", page, environment["ZHISHU_WORKSPACE"]],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert shown.stdout.strip() == "200", shown.stderr
