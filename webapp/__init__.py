"""The web application: pages, data in RDF and JSON, and the SPARQL endpoint, over one workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from kg.workspace import Workspace

#: Flask settings of every installation; what an operator may change stands in ``zhishu.toml``.
DEFAULTS = {"MAX_CONTENT_LENGTH": 1 << 20, "JSON_AS_ASCII": False, "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000}


def create_app(workspace: Workspace | str | Path, config: Mapping[str, Any] | None = None) -> Flask:
    """The application over a workspace, or over the workspace in a directory; ``config`` overrides Flask's settings.

    Raises WorkspaceError or NotFound where the directory cannot be opened.
    """
    # Imported here, because the command `zhishu` is in this package, too, and `zhishu --help` shall answer at once.
    from flask import Flask

    from kg.workspace import Workspace
    from webapp.areas import blueprints, extensions

    app = Flask(__name__)
    app.config.from_mapping(DEFAULTS)
    app.config.update(config or {})
    app.json.ensure_ascii = app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["workspace"] = workspace if isinstance(workspace, Workspace) else Workspace.open(workspace)
    for extend in extensions():
        extend(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return app
