"""Clustering of book records: which records describe one work, and which of these one edition, with the reasons.

Pure but for ``reading`` and ``proposals``: records in, scored pairs and clusters out. Nothing is merged here: a cluster
becomes decisions of the log (``proposals``), which people can undo and overrule.
"""
