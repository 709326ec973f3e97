"""The tables of accounts in the curation database. Moments are texts like ``2026-11-22T15:47:59Z``: they sort."""

from __future__ import annotations

from sqlalchemy import DDL, Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, event

METADATA = MetaData()

ACCOUNT = Table(
    "account",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("display_name", String(64), nullable=False, default=""),
    Column("email", String(255), nullable=False, default=""),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("language", String(16), nullable=False, default=""),
    Column("password", Text, nullable=False, default=""),
    Column("temporary", String(32), nullable=False, default=""),
    Column("created", String(32), nullable=False),
)

#: Somebody at an OpenID provider and the account that is theirs here.
IDENTITY = Table(
    "account_identity",
    METADATA,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("account", String(64), ForeignKey("account.name"), nullable=False),
)

SESSION = Table(
    "account_session",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("account.name"), nullable=False, index=True),
    Column("created", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("expires", String(32), nullable=False),
    Column("address", String(64), nullable=False, default=""),
    Column("program", String(200), nullable=False, default=""),
)

TOKEN = Table(
    "account_token",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("account", String(64), ForeignKey("account.name"), nullable=False, index=True),
    Column("title", String(100), nullable=False),
    Column("beginning", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("created", String(32), nullable=False),
    Column("expires", String(32), nullable=False),
    Column("used", String(32), nullable=False, default=""),
    Column("revoked", String(32), nullable=False, default=""),
    sqlite_autoincrement=True,
)

#: Failed sign-ins by name and by address; both are kept as digests.
FAILURE = Table(
    "account_failure",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", String(32), nullable=False),
    Column("until", String(32), nullable=False),
)

AUDIT = Table(
    "account_audit",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("time", String(32), nullable=False),
    Column("account", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("about", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index("account_audit_account", "account", "number"),
    sqlite_autoincrement=True,
)

# The audit log is written, never changed: the database itself refuses. (On PostgreSQL grant INSERT and SELECT alone.)
for _verb in ("UPDATE", "DELETE"):
    event.listen(
        AUDIT,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER IF NOT EXISTS account_audit_no_{_verb.lower()} BEFORE {_verb} ON account_audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        ).execute_if(dialect="sqlite"),
    )
