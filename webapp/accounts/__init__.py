"""Signing in: pages of accounts, sessions by cookie, tokens of programs, and who sends a request."""
