"""The first page of the workbench: what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, url_for

from kg.accounts.roles import Role, permissions
from kg.workbench.campaign import Campaign, Progress
from kg.workbench.item import Filter, Item, ItemState
from kg.workbench.proposal import ProposalFilter, ProposalGroup
from kg.workbench.report import ReportState
from kg.workbench.statistics import Statistics
from webapp import languages
from webapp.accounts.current import account, may, require, requires
from webapp.current import workspace
from webapp.negotiate import wants_html
from webapp.pages import page, render
from webapp.workbench.pairs import PairLine, pair_lines
from webapp.workbench.words import init_blueprint

bp = Blueprint("workbench", __name__, url_prefix="/workbench")
init_blueprint(bp)

_SHOWN = 10
#: Permissions that the page for readers names.
_EXPLAINED = ("propose", "decide", "review", "answer")


@page("workbench/start.html")
@dataclass(frozen=True, slots=True)
class StartPage:
    """What ``workbench/start.html`` shows."""

    mine: tuple[PairLine, ...] = field(metadata={"help": "Items that are assigned to whoever looks"})
    kinds: tuple[tuple[str, int, str], ...] = field(metadata={"help": "(kind, items to do, address of that queue)"})
    own: tuple[ProposalGroup, ...] = field(metadata={"help": "Own proposals that wait for review"})
    waiting: int = field(metadata={"help": "Proposals of others that wait for review"})
    campaigns: tuple[tuple[Campaign, Progress], ...] = field(metadata={"help": "Campaigns that are open"})
    reports: int = field(metadata={"help": "Readers' reports that nobody has answered"})
    statistics: Statistics = field(metadata={"help": "What was done in the last weeks"})


@page("workbench/closed.html")
@dataclass(frozen=True, slots=True)
class ClosedPage:
    """What ``workbench/closed.html`` shows to readers."""

    roles: tuple[tuple[str, str], ...] = field(metadata={"help": "(permission, lowest role that has it), in words"})
    role: str = field(metadata={"help": "Role of whoever looks; empty where nobody is signed in"})
    sign_in: str = field(metadata={"help": "Address of the page of sign-in, which leads back"})


@bp.get("")
def index() -> Response:
    """What waits for me, and for all; for readers what the workbench is."""
    if not may("propose") and wants_html():
        return _closed()
    return _start()


def _closed() -> Response:
    known, tag = account(), languages.current().tag
    asked = [permissions()[name] for name in _EXPLAINED]
    return render(
        ClosedPage(
            roles=tuple((each.label(tag), each.role.label(tag)) for each in asked),
            role=known.role.label(tag) if known else "",
            sign_in=url_for("signin.login", next=url_for(".index")),
        )
    )


@requires("propose")
def _start() -> Response:
    me, bench = require(Role.CONTRIBUTOR), workspace().workbench
    assigned: tuple[Item, ...] = bench.queue.page(
        Filter(states=(ItemState.ASSIGNED,), assignees=(me.name,)), limit=_SHOWN
    ).items
    statistics = bench.statistics()
    kinds = tuple((kind, count, url_for("queue.index", kind=kind)) for kind, count in statistics.open.items())
    campaigns = tuple((each, bench.campaigns.progress(each.id)) for each in bench.campaigns.list(closed=False))
    reports = bench.reports.counts() if may("answer") else {}
    return render(
        StartPage(
            mine=pair_lines(assigned),
            kinds=kinds,
            own=tuple(bench.proposals.page(ProposalFilter(proposers=(me.name,)), limit=_SHOWN).groups),
            waiting=bench.proposals.page(ProposalFilter(not_by=me.name), limit=1).total,
            campaigns=campaigns,
            reports=reports.get(ReportState.NEW, 0) + reports.get(ReportState.IN_WORK, 0),
            statistics=statistics,
        )
    )
