"""Decisions that were made while a table was reconciled come back as proposals: ``POST /reconcile/decisions``."""

from __future__ import annotations

from collections import Counter

from flask import Response, jsonify

from kg.accounts.account import Account
from kg.errors import InvalidInput
from webapp.accounts.current import account, audit, requires
from webapp.reconcile.blueprint import bp
from webapp.reconcile.bodies import allow_large_bodies, json_body
from webapp.reconcile.decision_rows import DecisionRow, read_body, read_row, schema
from webapp.reconcile.identity import root
from webapp.reconcile.proposing import STATUSES, Outcome, Proposer, refused


@bp.get("/decisions/schema")
def decisions_schema() -> Response:
    """The JSON Schema of what is sent."""
    response = jsonify(schema())
    response.content_type = "application/schema+json"
    return response


@bp.post("/decisions")
@requires("propose")
def decisions() -> Response:
    """Propose what a table says. The answer has one result for each row, in order; a row that is refused does not keep
    others back. Sending the same again changes nothing.

    Raises InvalidInput where the body as a whole cannot be read, TooLarge for too many rows.
    """
    allow_large_bodies()
    table, rows = read_body(json_body())
    who = account()
    assert isinstance(who, Account), "requires() lets nobody else pass"
    outcomes = Proposer(table, who).propose(_row(row, position) for position, row in enumerate(rows))
    counts = Counter(each.status for each in outcomes)
    audit("reconcile.decisions", table.sender, ", ".join(f"{name} {counts[name]}" for name in STATUSES))
    return jsonify(
        table={"name": table.name, **({"url": table.url} if table.url else {})},
        counts={name: counts[name] for name in STATUSES},
        results=[_told(each) for each in outcomes],
    )


def _row(row: object, position: int) -> DecisionRow | Outcome:
    try:
        return read_row(row, position)
    except InvalidInput as error:
        number = row.get("row") if isinstance(row, dict) else None
        return refused(number if isinstance(number, str) else str(position), error)


def _told(each: Outcome) -> dict[str, object]:
    told: dict[str, object] = {"row": each.row, "status": each.status}
    if each.reason:
        told["reason"] = each.reason
    if each.proposal:
        told |= {"proposal": each.proposal, "address": f"{root()}workbench/review/{each.proposal}"}
    return told
