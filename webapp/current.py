"""What a request works with: the workspace of the application, and one generation of its data from start to end."""

from __future__ import annotations

from flask import current_app, g

from kg.generation import Generation
from kg.workspace import Workspace


def workspace() -> Workspace:
    """The workspace of the application."""
    found: Workspace = current_app.extensions["workspace"]
    return found


def generation() -> Generation:
    """The generation that this request reads, whatever other processes publish meanwhile."""
    if "generation" not in g:
        g.generation = workspace().live
    found: Generation = g.generation
    return found
