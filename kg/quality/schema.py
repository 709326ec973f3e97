"""The SQLite schema of a quality report, and the views through which it is read."""

SCHEMA = """
-- A quality report. full.db holds the whole check of a generation, changes.db what saves have changed since; both have
-- this schema, and neither is ever changed once written: copies of a generation share them by hard links.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
-- What findings have in common: which check, type of entity, datasets that describe it (separated by spaces).
CREATE TABLE kind (id INTEGER PRIMARY KEY, check_key TEXT NOT NULL, type TEXT NOT NULL, datasets TEXT NOT NULL);
-- entity: local id, or IRI where it is none of this installation; value: terms as JSON, [] where one is missing.
CREATE TABLE finding (
    kind INTEGER NOT NULL, entity TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, entity)
) WITHOUT ROWID;
CREATE TABLE population (type TEXT NOT NULL, datasets TEXT NOT NULL, entities INTEGER NOT NULL);
-- Entities with at least one finding of a measure.
CREATE TABLE concerned (measure TEXT NOT NULL, type TEXT NOT NULL, datasets TEXT NOT NULL, entities INTEGER NOT NULL);
CREATE TABLE total (kind INTEGER PRIMARY KEY, findings INTEGER NOT NULL);
-- Only in changes.db: entities checked again, and the number of the decision after which they were.
CREATE TABLE touched (entity TEXT PRIMARY KEY, through INTEGER NOT NULL) WITHOUT ROWID;
"""

VIEWS = """
-- The rows of a report as they are read: "held" and "replaced" are those of the full check that saves have left alone
-- and those that they have replaced, "changed" is what stands in their place.
CREATE TEMP VIEW held AS
    SELECT kind.id AS kind, check_key, type, datasets, finding.entity, value
    FROM full.finding JOIN full.kind ON kind.id = finding.kind
    WHERE finding.entity NOT IN (SELECT entity FROM changes.touched);
CREATE TEMP VIEW replaced AS
    SELECT kind.id AS kind, check_key, type, datasets, finding.entity, value
    FROM changes.touched CROSS JOIN full.finding ON finding.entity = touched.entity  -- the few first
    JOIN full.kind ON kind.id = finding.kind;
CREATE TEMP VIEW changed AS
    SELECT kind.id AS kind, check_key, type, datasets, finding.entity, value, through
    FROM changes.finding JOIN changes.kind ON kind.id = finding.kind
    JOIN changes.touched ON touched.entity = finding.entity;
"""
