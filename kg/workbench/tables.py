"""The tables of the workbench in the curation database."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()

#: What the workbench remembers of itself: up to which decision and for which datasets it has been brought up to date,
#: and the key of the hashes of addresses.
STATE = Table(
    "workbench_state",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

ITEM = Table(
    "workbench_item",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("pair", Text, nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("one", Text, nullable=False, index=True),
    Column("other", Text, nullable=False, index=True),
    Column("score", Float, nullable=False),
    Column("band", String(16), nullable=False),
    Column("names", Text, nullable=False),
    Column("source", String(128), nullable=False),
    Column("run", String(128), nullable=False),
    Column("state", String(16), nullable=False),
    Column("assignee", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("decision", Integer, nullable=False),
    Column("proposal", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("added", String(32), nullable=False),
    Column("changed", String(32), nullable=False),
    #: whether the state is one in which somebody has to do something: pages in order come straight from an index
    Column("to_do", Boolean, nullable=False),
    Column("reasons", Text, nullable=False),  # the longest comes last: what is searched is read without it
    Index("workbench_item_to_do_score", "to_do", "score", "id"),
    Index("workbench_item_names", "names"),
    Index("workbench_item_to_do_kind", "to_do", "kind", "score", "id"),
    Index("workbench_item_to_do_added", "to_do", "added", "id"),
    Index("workbench_item_score", "state", "score", "id"),
    Index("workbench_item_added", "state", "added", "id"),
    Index("workbench_item_facets", "to_do", "state", "kind", "source", "assignee", "score"),
)

SKIP = Table(
    "workbench_skip",
    METADATA,
    Column("item", ForeignKey(ITEM.c.id), primary_key=True),
    Column("who", String(64), primary_key=True),
)

PROPOSAL = Table(
    "workbench_proposal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("state", String(16), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("proposer", String(64), nullable=False, index=True),
    Column("agent", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("sender", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("item", Integer, nullable=False, index=True),
    Column("reviewer", String(64), nullable=False),
    Column("reviewing_agent", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("decisions", Text, nullable=False),
    #: the last decision of the log before these decisions were written to it: where to look for them
    Column("after", Integer, nullable=False),
    Column("created", String(32), nullable=False),
    Column("changed", String(32), nullable=False),
    Column("version", Integer, nullable=False),
)

#: The IRIs that the decisions of a proposal name.
PROPOSAL_TERM = Table(
    "workbench_proposal_term",
    METADATA,
    Column("proposal", ForeignKey(PROPOSAL.c.id), primary_key=True),
    Column("term", Text, primary_key=True, index=True),
)

BATCH = Table(
    "workbench_batch",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("filter", Text, nullable=False),
    Column("bound", Float, nullable=False),
    Column("keep", String(8), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("required", Float, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("created", String(32), nullable=False),
    Column("version", Integer, nullable=False),
)

BATCH_ITEM = Table(
    "workbench_batch_item",
    METADATA,
    Column("batch", ForeignKey(BATCH.c.id), primary_key=True),
    Column("item", ForeignKey(ITEM.c.id), primary_key=True),
    Column("seen", Integer, nullable=False),  # the version of the item when the batch was drawn
    Column("sampled", Boolean, nullable=False),
    Column("judgement", String(16), nullable=False),
    Column("judge", String(64), nullable=False),
    Column("note", Text, nullable=False),
)

CAMPAIGN = Table(
    "workbench_campaign",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("filter", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("by", String(64), nullable=False),
    Column("created", String(32), nullable=False),
    Column("deadline", String(10), nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

CAMPAIGN_ITEM = Table(
    "workbench_campaign_item",
    METADATA,
    Column("campaign", ForeignKey(CAMPAIGN.c.id), primary_key=True),
    Column("item", ForeignKey(ITEM.c.id), primary_key=True, index=True),
    Column("claimed_by", String(64), nullable=False),
    Column("until", String(32), nullable=False),
    Index("workbench_campaign_item_by_claim", "campaign", "claimed_by"),
)

REPORT = Table(
    "workbench_report",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("state", String(16), nullable=False, index=True),
    Column("entity", Text, nullable=False, index=True),
    Column("property", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("handler", String(64), nullable=False),
    Column("decisions", Text, nullable=False),
    Column("proposals", Text, nullable=False),
    Column("created", String(32), nullable=False),
    Column("changed", String(32), nullable=False),
    Column("version", Integer, nullable=False),
)

#: Who has sent reports lately: a keyed hash of the address, forgotten after a day.
SENDER = Table(
    "workbench_sender",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sender", String(64), nullable=False, index=True),
    Column("time", String(32), nullable=False),
)

#: The history of everything above; lines are only ever added.
EVENT = Table(
    "workbench_event",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("thing", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("time", String(32), nullable=False),
    Column("who", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Index("workbench_event_of", "thing", "number", "id"),
    Index("workbench_event_by_time", "thing", "what", "time"),
)
