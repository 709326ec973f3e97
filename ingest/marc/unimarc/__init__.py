"""UNIMARC and CNMARC: read as ``ingest.marc`` reads catalogue records, with every record taken to be one of these."""

from __future__ import annotations

from ingest.marc import MarcImporter


class UnimarcImporter(MarcImporter):
    """Reads catalogue records in UNIMARC or CNMARC."""

    usual = "unimarc"


__all__ = ["UnimarcImporter"]
