"""The cataloguers' workbench: queue, pairs side by side, proposals and their review, campaigns, readers' reports.

Every view needs an account; what is done is written to the audit log. Nothing changes by GET.
"""

from __future__ import annotations

from flask import Blueprint


def blueprints() -> tuple[Blueprint, ...]:
    """The blueprints of all areas of the workbench, and of the public page of reports."""
    from webapp.workbench import (  # imported when the application is made
        batch,
        campaigns,
        edit,
        history,
        pair,
        queue,
        reporting,
        reports,
        review,
        split,
        start,
    )

    areas = (start, queue, pair, review, batch, campaigns, reports, reporting, edit, history, split)
    return tuple(area.bp for area in areas)
