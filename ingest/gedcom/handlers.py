"""Which handler makes claims of which target of ``fields.tsv``."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.gedcom import event_claims, evidence_claims, name_claims
from ingest.gedcom.claims import EVENTS, Handler

#: target -> handler; a target that is not here is a property that gets the text
HANDLERS: Mapping[str, Handler] = {
    EVENTS: event_claims.add_event,
    "zs:name": name_claims.add_name,
    "zs:nameType": name_claims.add_name_type,
    "zs:nameVariantOf": name_claims.add_variant,
    "zs:gender": event_claims.add_gender,
    "zs:office": event_claims.add_posting,
    "zs:dateText": event_claims.add_date,
    "zs:placeName": event_claims.add_place,
    "zs:address": event_claims.add_address,
    "zs:note": evidence_claims.add_note,
    "zs:sourceCitation": evidence_claims.add_citation,
    "zs:SourceCitation": evidence_claims.describe_below("CITATION.DATA"),
    "bf:Instance": evidence_claims.describe_below("SOUR.DATA"),
    "zs:sourceQuality": evidence_claims.add_quality,
    "zs:media": evidence_claims.add_media,
    "zs:file": evidence_claims.add_file,
    "dcterms:identifier": evidence_claims.add_identifier,
    "dcterms:accessRights": evidence_claims.add_restriction,
    "dcterms:modified": evidence_claims.add_day,
    "dcterms:created": evidence_claims.add_day,
    "zs:association": event_claims.add_association,
    "bf:heldBy": evidence_claims.add_holding,
    "zs:union": event_claims.leave_to_family,
    "zs:husband": event_claims.leave_to_family,
    "zs:wife": event_claims.leave_to_family,
    "zs:offspring": event_claims.leave_to_family,
}
