"""From an authority record to claims, by the table ``fields.tsv``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from ingest.agent_context import AgentContext
from ingest.agents import AgentClaims
from ingest.marc.record import Field, MarcRecord
from ingest.marc_authority import attributes, names
from ingest.marc_authority.headings import link_of
from ingest.marc_authority.reading import Reading, known_tags, table
from kg.terms import Term, curie, literal

Handler: TypeAlias = Callable[[Reading, Field], None]

#: Status of the record: leader/05 (both families).
_WITHDRAWN, _SUPERSEDED = "do", "sx"
_LEVELS = {"a": "zs:EstablishedRecord", "b": "zs:ProvisionalRecord", "c": "zs:ProvisionalRecord"}
_UNDIFFERENTIATED = "zs:UndifferentiatedRecord"


def status_of(record: MarcRecord, family: str) -> str:
    """The status of an authority record (a compact IRI): leader/05, then 008/32 and 008/33, or UNIMARC 120 $a/1."""
    change = record.leader[5:6]
    if change in _WITHDRAWN:
        return "zs:WithdrawnRecord"
    if change in _SUPERSEDED:
        return "zs:SupersededRecord"
    if family == "unimarc":
        coded = record.value("120", "a")
        return _UNDIFFERENTIATED if coded[1:2] == "b" else "zs:EstablishedRecord"
    general = record.control("008")
    if general[32:33] == "b":
        return _UNDIFFERENTIATED
    return _LEVELS.get(general[33:34], "zs:ProvisionalRecord" if general[33:34] == "d" else "zs:EstablishedRecord")


def describe(
    record: MarcRecord, family: str, kind: str, local: str, context: AgentContext
) -> tuple[AgentClaims, Term, list[str]]:
    """The claims of a record about an entity of a kind, its authority record, and tags that the table does not know.

    A record that is deleted, or whose name is shared by several persons, identifies nobody: then all claims are about
    the authority record itself.
    """
    status = status_of(record, family)
    identifies = status in ("zs:EstablishedRecord", "zs:ProvisionalRecord")
    claims = AgentClaims(context, kind if identifies else "authority", local)
    authority = context.term("authority", local)
    claims.add("rdf:type", curie("zs:AuthorityRecord"), authority)
    claims.add("zs:authorityStatus", curie(status), authority)
    claims.add("dcterms:identifier", literal(record.control("001").strip() or local), authority)
    if identifies:
        claims.add("madsrdf:identifiesRWO", claims.subject, authority)
    reading = Reading(record, family, claims, authority)
    unknown: list[str] = []
    for field in sorted(record.fields, key=lambda each: each.tag not in ("046", "120")):
        unknown += _field(reading, field)
    names.add_pairs(reading)
    names.add_sources(reading)
    return claims, authority, unknown


def _field(reading: Reading, field: Field) -> list[str]:
    if field.tag == "880" and reading.family == "marc21" and (tag := link_of(field)[0]):
        field = replace(field, tag=tag)
    source = f"{reading.family} {field.tag}"
    if source not in known_tags():
        return [] if field.tag.startswith("9") or not field.tag.isdigit() else [field.tag]
    handler = _HANDLERS.get(source)
    if handler is not None:
        handler(reading, field)
        return []
    for code, text in field.subfields:
        row = table().get(f"{source}${code}")
        if row is not None and row.target and (reading.kind == "person" or row.target not in _OF_PERSONS):
            reading.say(row.target, text, field)
    return []


#: Properties that only persons have.
_OF_PERSONS = frozenset(("zs:occupation", "zs:rank", "zs:gender", "zs:nativePlaceName"))
_HANDLERS: Mapping[str, Handler] = {
    "marc21 005": attributes.add_changed,
    "marc21 010": attributes.add_identifier,
    "marc21 016": attributes.add_identifier,
    "marc21 024": attributes.add_identifier,
    "marc21 034": attributes.add_coordinates,
    "marc21 035": attributes.add_identifier,
    "marc21 046": attributes.add_dates,
    **{f"marc21 {tag}": names.add_heading for tag in ("100", "110", "111", "151")},
    "marc21 370": attributes.add_places,
    "marc21 373": attributes.add_group,
    "marc21 375": attributes.add_gender,
    **{f"marc21 {tag}": names.add_reference for tag in ("400", "410", "411", "451")},
    **{f"marc21 {tag}": names.add_related for tag in ("500", "510", "511", "551")},
    "marc21 371": attributes.add_note,
    "marc21 376": attributes.add_note,
    "marc21 670": attributes.add_source,
    "marc21 680": attributes.add_note,
    **{f"marc21 {tag}": names.add_parallel for tag in ("700", "710", "711", "751")},
    "marc21 856": attributes.add_address,
    "unimarc 005": attributes.add_changed,
    "unimarc 010": attributes.add_identifier,
    "unimarc 033": attributes.add_identifier,
    "unimarc 035": attributes.add_identifier,
    "unimarc 120": attributes.add_gender,
    **{f"unimarc {tag}": names.add_heading for tag in ("200", "210", "215", "220")},
    **{f"unimarc {tag}": names.add_reference for tag in ("400", "410", "415", "420")},
    **{f"unimarc {tag}": names.add_related for tag in ("500", "510", "515", "520")},
    **{f"unimarc {tag}": names.add_parallel for tag in ("700", "710", "715", "720")},
    "unimarc 810": attributes.add_source,
    "unimarc 856": attributes.add_address,
}
