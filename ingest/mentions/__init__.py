"""Mentions of persons, places and dates in texts, linked to the authority file: see `ingest.mentions.pipeline`."""
