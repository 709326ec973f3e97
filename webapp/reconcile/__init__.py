"""The Reconciliation Service API of the W3C Entity Reconciliation Community Group: names in, entities with reasons out.

``/reconcile`` speaks versions 0.1 and 0.2, which OpenRefine uses; ``/reconcile/1.0`` the draft of 1.0. Decisions made
in such a client come back by ``POST /reconcile/decisions`` and wait in the workbench.
"""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the service to an application: at ``/reconcile``, and once more at ``/reconcile/<language>``."""
    from webapp.reconcile import decisions, draft, routes  # noqa: F401  # importing them adds their routes
    from webapp.reconcile.blueprint import PREFIXES, bp

    for name, prefix in PREFIXES:
        app.register_blueprint(bp, name=name, url_prefix=prefix)
