"""Who works with an installation: accounts, roles, passwords, sessions, tokens of programs, throttling, audit log.

All of it is kept in tables of the curation database, so that it travels with the workspace.
"""
