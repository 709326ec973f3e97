"""The server starts, answers, and ends in good order when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import sys; from webapp.serve import serve; serve(sys.argv[1], port=0, ready=lambda a: print(a, flush=True))"


def test_server_answers_and_stops_on_sigterm(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "workspace").close()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "workspace")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "ZHISHU_QUERY_WORKERS": "1"},
    )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        with urlopen(f"{address}healthz", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        with urlopen(f"{address}sparql?query=ASK%7B%7D", timeout=10) as answer:
            assert json.load(answer)["boolean"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.communicate()
