"""The privacy window: what a source says of persons who may be alive is withheld while a dataset is read.

Genealogies run down to our own days. A person is taken to be alive whom the source calls so (``zs:living``), whom the
importer presumes so from what is said of kin (``zs:presumedLiving``), or who was born within the window and of whose
death the source says nothing. Of such a person only a stub becomes claims: that there is
one, and whose kin it is. Everything else stays in the source file, so no page, query or dump can give it away.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.section import Section
from kg.record import Record
from kg.terms import Term, Triple, curie, integer_value, literal, typed

#: What a person is called of whom nothing is told.
LABELS = {"zh-Hans": "在世者", "zh-Hant": "在世者", "en": "Living person"}
#: Years after the birth in which a person without a known death is taken to be alive.
WINDOW = 110
_TYPE, _LABEL, _KINSHIP_NODE = curie("rdf:type"), curie("skos:prefLabel"), curie("zs:Kinship")
_LIVING, _PRESUMED = curie("zs:living"), curie("zs:presumedLiving")
_BIRTH, _DEATHS = curie("zs:birthYear"), frozenset((curie("zs:deathYear"), curie("zs:death")))
_TRUE, _FALSE = typed("true", "xsd:boolean"), typed("false", "xsd:boolean")
#: What a node that ties a person to kin says without saying more.
_TIE = frozenset((_TYPE, curie("zs:ego"), curie("zs:alter"), curie("zs:kinship")))


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a dataset description says of the living: ``withhold`` what may concern them, born in the last ``years``."""

    withhold: bool = True
    years: int = WINDOW


def read_privacy(root: Section) -> Privacy:
    """The optional section ``[privacy]``: ``living`` (``withhold`` or ``show``) and ``years``.

    Raises InvalidDataset for another value.
    """
    if "privacy" not in root.values:
        return Privacy()
    section = root.section("privacy")
    living, years = section.text("living", "withhold"), section.integer("years", WINDOW)
    if living not in ("withhold", "show"):
        raise section.fail("living", f'"{living}" is not known here', 'Write "withhold" or "show".')
    if not 1 <= years <= 150:
        raise section.fail("years", f"{years} years are no privacy window", "Write a number from 1 to 150.")
    section.finish()
    return Privacy(living == "withhold", years)


class Withholding:
    """Replaces the records of persons who may be alive by stubs; ``withheld`` are these persons."""

    def __init__(self, privacy: Privacy, year: int | None = None) -> None:
        self._privacy = privacy
        self._newest = (year or datetime.now(UTC).year) - privacy.years
        self.withheld: set[Term] = set()

    def apply(self, record: Record) -> Record:
        """The record as it may be loaded: itself, a stub, or itself without what it says of persons withheld before."""
        if not self._privacy.withhold:
            return record
        if self._may_be_alive(record):
            self.withheld.add(record.subject)
            return Record(record.key, record.locator, record.subject, tuple(_stub(record)))
        if self.withheld and any(value in self.withheld for _, _, value in record.claims):
            return Record(record.key, record.locator, record.subject, _without(record, self.withheld))
        return record

    def _may_be_alive(self, record: Record) -> bool:
        births, said = [], ""
        for subject, predicate, value in record.claims:
            if predicate == _BIRTH and subject == record.subject:
                if (year := integer_value(value)) is not None:
                    births.append(year)
            elif predicate in (_LIVING, _PRESUMED) and subject == record.subject:
                said = value
            elif predicate in _DEATHS and subject == record.subject:
                return False
        return said != _FALSE and (said == _TRUE or max(births, default=self._newest - 1) >= self._newest)


def _stub(record: Record) -> list[Triple]:
    """What stays of a person: that there is one, and whose kin. When the window ends would give the birth away."""
    subject = record.subject
    stub = [(subject, _TYPE, value) for s, p, value in record.claims if s == subject and p == _TYPE]
    stub += [(subject, _LABEL, literal(label, language)) for language, label in LABELS.items()]
    stub.append((subject, _PRESUMED, _TRUE))
    return stub + [claim for claim in _ties(record.claims) if claim[0] != subject]


def _ties(claims: Collection[Triple]) -> list[Triple]:
    """What the kinship nodes among the claims say of who is whose kin."""
    nodes = {subject for subject, predicate, value in claims if predicate == _TYPE and value == _KINSHIP_NODE}
    return [claim for claim in claims if claim[0] in nodes and claim[1] in _TIE]


def _without(record: Record, withheld: Collection[Term]) -> tuple[Triple, ...]:
    """The claims but for those of nodes that concern persons withheld; of kinship nodes the bare tie stays."""
    nodes = {subject for subject, _, value in record.claims if value in withheld and subject != record.subject}
    ties = set(_ties(record.claims))
    return tuple(claim for claim in record.claims if claim[0] not in nodes or claim in ties)
