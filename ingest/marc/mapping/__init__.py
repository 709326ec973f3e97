"""MARC 21 to BIBFRAME 2: what becomes of each field. The same mapping makes the claims and the RDF/XML of BIBFRAME.

Fields are taken in the order of the record; a field and its 880 fields are one statement in several scripts. The shape
of the result is that of the Library of Congress's conversion (marc2bibframe2), which its own assertions check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.marc.description import Description, Statement
from ingest.marc.mapping import (
    admin,
    agents,
    classification,
    coded,
    fixed,
    holdings,
    hubs,
    identifiers,
    links,
    music,
    notes,
    physical,
    provision,
    series,
    subjects,
    titles,
)
from ingest.marc.parallel import Pairing
from kg.terms import Term

Handler = Callable[[Description, Statement], None]


def _name(d: Description, s: Statement) -> None:
    """A name, or a name and title: of the creator, of a contributor, of a related work."""
    if hubs.has_title(s):
        if s.tag[0] == "1":
            agents.describe_contribution(d, s)
            hubs.describe_uniform_title(d, s)
        else:
            hubs.describe_related(d, s)
    else:
        agents.describe_contribution(d, s)


_HANDLERS: dict[str, Handler] = {
    "022": identifiers.describe_issn,
    "023": identifiers.describe_issn,
    "026": identifiers.describe_fingerprint,
    "033": coded.describe_capture,
    "034": coded.describe_scale,
    "035": identifiers.describe_system_number,
    "037": identifiers.describe_acquisition,
    "041": coded.describe_languages,
    "043": coded.describe_areas,
    "045": coded.describe_periods,
    "046": coded.describe_dates,
    "047": coded.describe_composition,
    "048": coded.describe_performers,
    "052": classification.describe_geographic_class,
    "072": classification.describe_category,
    "130": hubs.describe_uniform_title,
    "240": hubs.describe_uniform_title,
    "242": titles.describe_translated_title,
    "243": titles.describe_collective_title,
    "245": titles.describe_title,
    "255": provision.describe_cartography,
    "265": identifiers.describe_acquisition,
    "300": physical.describe_extent,
    "306": physical.describe_duration,
    "341": physical.describe_accessibility,
    "351": physical.describe_arrangement,
    "353": physical.describe_supplement,
    "362": physical.describe_sequence,
    "370": music.describe_places,
    "377": music.describe_language,
    "382": music.describe_medium,
    "510": notes.describe_citation,
    "536": notes.describe_funding,
    "546": notes.describe_language_note,
    "561": notes.describe_custody,
    "653": subjects.describe_uncontrolled,
    "730": hubs.describe_related,
    "740": hubs.describe_title_entry,
    "758": hubs.describe_resource,
    **dict.fromkeys(notes.noted_tags() - {"546"}, notes.describe_note),
    **dict.fromkeys(
        ("010", "015", "016", "017", "020", "024", "025", "027", "028", "030", "032", "036", "074", "088"),
        identifiers.describe_identifier,
    ),
    **dict.fromkeys(("050", "055", "060", "070", "080", "082", "083", "084", "086"), classification.describe_class),
    **dict.fromkeys(("051", "090", "097", "099"), holdings.describe_shelf_mark),
    **dict.fromkeys(("100", "110", "111", "700", "710", "711", "720"), _name),
    **dict.fromkeys(("210", "222"), titles.describe_serial_title),
    **dict.fromkeys(("246", "247"), titles.describe_variant_title),
    **dict.fromkeys(("250", "254", "256", "257", "263"), provision.describe_edition),
    **dict.fromkeys(("310", "321"), physical.describe_frequency),
    **dict.fromkeys(("334", "336", "337", "338"), physical.describe_type),
    **dict.fromkeys(("340", "344", "345", "346", "347", "348", "352", "380", "753"), physical.describe_characteristics),
    **dict.fromkeys(("383", "384"), music.describe_numbers),
    **dict.fromkeys(("385", "386"), music.describe_group),
    **dict.fromkeys(("440", "490"), series.describe_statement),
    **dict.fromkeys(
        ("600", "610", "611", "630", "647", "648", "650", "651", "655", "656", "657"), subjects.describe_subject
    ),
    **dict.fromkeys(("662", "752"), subjects.describe_hierarchy),
    **dict.fromkeys(
        ("760", "762", "765", "767", "770", "772", "773", "774", "775", "776", "777", "780", "785", "786", "787"),
        links.describe_link,
    ),
    **dict.fromkeys(("800", "810", "811", "830"), series.describe_tracing),
    **dict.fromkeys(("850", "852", "866"), holdings.describe_holding),
    **dict.fromkeys(("856", "859"), holdings.describe_location),
}
_IMPRINTS = ("260", "261", "262", "264")
_ADMIN = ("038", "040", "042")


@dataclass(slots=True)
class Mapped:
    """What came of one record besides its triples: the tags that no rule knows, in their order."""

    unknown: list[str] = field(default_factory=list)


def describe(d: Description, pairing: Pairing) -> Mapped:
    """Describe the record of ``d``, whose statements are those of ``pairing``."""
    mapped = Mapped()
    naming = d.naming
    d.type(d.work, "bf:Work")
    d.type(d.instance, "bf:Instance")
    d.add(d.work, "bf:hasInstance", naming.instance)
    d.add(d.instance, "bf:instanceOf", naming.work)
    about_record: Term = admin.describe_record(d)
    fixed.describe_leader(d, about_record)
    provisions = provision.Provisions()
    for each in d.record.fields:
        if each.tag == "007":
            fixed.describe_007(d, each, about_record)
        elif each.tag == "008":
            fixed.describe_008(d, each, about_record)
    for statement in pairing.statements:
        handler = _HANDLERS.get(statement.tag)
        d.at(statement)
        if handler is not None:
            handler(d, statement)
        elif statement.tag in _IMPRINTS:
            provision.describe_imprint(d, statement, provisions)
        elif statement.tag in _ADMIN:
            admin.describe_source(d, statement, about_record)
        else:
            mapped.unknown.append(statement.tag)
    provision.describe_dates(d, provisions)
    return mapped


def mapped_tags() -> frozenset[str]:
    """The tags of data fields that are read."""
    return frozenset((*_HANDLERS, *_IMPRINTS, *_ADMIN))
