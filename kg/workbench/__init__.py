"""The cataloguers' workbench: queue of candidates, proposals with review, batches, campaigns, readers' reports.

``Workspace.workbench`` is a ``kg.workbench.workbench.Workbench``; its parts are ``queue``, ``proposals``, ``batches``,
``campaigns``, ``reports`` and ``statistics``. Everything is kept in the curation database. What is decided is in the
decision log alone: the workbench follows it, whoever decided and wherever.
"""
