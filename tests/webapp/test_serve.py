"""The server starts, answers, and ends in good order when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
ECHO = """
import sys
from flask import Response, request
import webapp
from webapp.serve import serve
made = webapp.create_app
def create_app(workspace):
    app = made(workspace)
    app.add_url_rule("/who", "who", lambda: Response(f"{request.remote_addr} {request.scheme}"))
    return app
sys.modules["webapp.serve"].create_app = create_app
serve(sys.argv[1], port=0, ready=lambda a: print(a, flush=True))
"""
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


@pytest.mark.parametrize(("proxy", "seen"), [("127.0.0.1", "192.0.2.9 https"), ("", "127.0.0.1 http")])
def test_the_address_of_a_client_is_taken_from_the_trusted_proxy_alone(tmp_path: Path, proxy: str, seen: str) -> None:
    Workspace.open(tmp_path / "workspace").close()
    process = subprocess.Popen(
        [sys.executable, "-c", ECHO, str(tmp_path / "workspace")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "ZHISHU_QUERY_WORKERS": "1", "ZHISHU_TRUSTED_PROXY": proxy},
    )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        forwarded = {"X-Forwarded-For": "198.51.100.1, 192.0.2.9", "X-Forwarded-Proto": "https"}
        with urlopen(Request(f"{address}who", headers=forwarded), timeout=10) as answer:
            assert answer.read().decode() == seen
    finally:
        process.terminate()
        process.communicate(timeout=10)
