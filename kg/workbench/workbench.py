"""The workbench of a workspace: all its parts over one database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.workbench.batches import Batches
from kg.workbench.campaigns import Campaigns
from kg.workbench.following import Follower
from kg.workbench.ledger import Ledger
from kg.workbench.proposals import Proposals
from kg.workbench.queue import Queue
from kg.workbench.reports import Reports
from kg.workbench.statistics import Counting, Statistics

if TYPE_CHECKING:
    from kg.workspace import Workspace


class Workbench:
    """What cataloguers work with; see the parts for what they do. Safe in threads and processes."""

    def __init__(self, workspace: Workspace, url: str) -> None:
        """Raises InvalidInput for an address that is none, WorkspaceError where the database cannot be used."""
        self._ledger = Ledger(url, workspace.clock)
        self._follower = Follower(workspace, self._ledger)
        self.queue = Queue(self._ledger, self._follower)
        self.proposals = Proposals(workspace, self._ledger, self._follower)
        self.batches = Batches(self._ledger, self._follower, self.proposals, workspace.settings)
        self.campaigns = Campaigns(self._ledger, self._follower, workspace.settings)
        self.reports = Reports(workspace, self._ledger)

    def statistics(self, weeks: int = 12) -> Statistics:
        """What waits, and what was done in the last weeks (1 to 520). Raises InvalidInput for another number."""
        return Counting(self._ledger, self._follower).count(weeks)

    def refresh(self) -> None:
        """Follow the decision log and the data, and settle interrupted acceptances; whoever reads does so anyway."""
        self.proposals.repair()
        self._follower.follow()

    def close(self) -> None:
        """Release the connections."""
        self._ledger.close()
