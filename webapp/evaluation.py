"""The query pool of the application: started with the server or at the first query, closed with the server."""

from __future__ import annotations

import threading

from flask import Flask

from kg.errors import WorkspaceError
from kg.sparql.pool import QueryPool, StoreVersion
from kg.workspace import Workspace
from ontology.namespaces import PREFIXES

_STARTING = threading.Lock()


def query_pool(app: Flask) -> QueryPool:
    """The pool of the application, started now if it is not there yet."""
    with _STARTING:
        pool: QueryPool | None = app.extensions.get("query_pool")
        if pool is None or pool.closed:
            pool = app.extensions["query_pool"] = _start(app.extensions["workspace"])
        return pool


def close_pool(app: Flask) -> None:
    """End the query workers of the application, if it has any; running queries end with an error."""
    with _STARTING:
        pool: QueryPool | None = app.extensions.pop("query_pool", None)
        if pool is not None:
            pool.close()


def _start(workspace: Workspace) -> QueryPool:
    def version() -> StoreVersion:
        token, live = workspace.token(), workspace.generations.current()
        if live is None:
            raise WorkspaceError(f"{workspace.path} holds no generation.")
        return StoreVersion(live / "store", token)

    settings = workspace.settings
    return QueryPool(
        version,
        workers=settings["query_workers"],
        timeout=settings["query_seconds"],
        memory=settings["query_megabytes"] * 1_000_000,
        base_iri=workspace.minter.base,
        prefixes=PREFIXES,
    )
