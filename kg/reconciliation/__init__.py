"""Reconciliation: which records stand for one person, with a score and the reasons in words."""
