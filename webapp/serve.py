"""Serving a workspace: one process, many threads, query workers beside it; ends in good order on SIGTERM and Ctrl+C."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import click
from waitress.server import create_server

from kg.workspace import Workspace
from ontology.context import context_text
from ontology.terms import all_terms
from webapp import create_app
from webapp.evaluation import close_pool, query_pool

#: Seconds after which a connection that sends nothing is closed.
IDLE_SECONDS = 60


def serve(
    workspace: Workspace | str | Path,
    host: str = "127.0.0.1",
    port: int = 8421,
    threads: int | None = None,
    *,
    ready: Callable[[str], object] = click.echo,
) -> None:
    """Serve a workspace, or the one in a directory, until the process is told to stop; the workspace is closed then.

    ``ready`` is called with the address once the server listens. ``threads`` is the number of requests answered at
    once, by default the setting of the workspace. Port 0 takes any free one. Raises what ``Workspace.open`` raises,
    and OSError where the address is taken.
    """
    if not isinstance(workspace, Workspace):
        workspace = Workspace.open(workspace, create=False)
    try:
        app = create_app(workspace)
        server: Any = create_server(
            app,
            host=host,
            port=port,
            threads=threads or workspace.settings["threads"],
            ident="Zhishu",
            channel_timeout=IDLE_SECONDS,
            clear_untrusted_proxy_headers=True,
            **_proxy(workspace.settings["trusted_proxy"]),
        )
        previous = signal.signal(signal.SIGTERM, _stop)
        try:
            workspace.live.search.count()  # opens the generation; the vocabulary is parsed once
            all_terms()
            context_text()
            query_pool(app)
            ready(f"http://{server.effective_host}:{server.effective_port}/")
            server.run()
        finally:
            signal.signal(signal.SIGTERM, previous)
            server.close()
            close_pool(app)
    finally:
        workspace.close()


def _proxy(address: str) -> dict[str, Any]:
    """What waitress has to know of the one reverse proxy in front of it, none where the address is empty."""
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": address, "trusted_proxy_count": 1, "trusted_proxy_headers": headers} if address else {}


def _stop(_number: int, _frame: FrameType | None) -> None:
    # waitress ends its loop on SystemExit and lets the requests that are being answered finish.
    raise SystemExit(0)
