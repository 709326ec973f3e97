"""One authority record while it is read: the agent or place, the record about it, the table of fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from ingest.agents import AgentClaims
from ingest.field_mapping import FieldMapping, field_mappings
from ingest.marc.record import Field, MarcRecord
from ingest.marc_authority.headings import Heading, language_of_field
from kg.terms import Term


@dataclass(slots=True)
class Reading:
    """``family`` is marc21 or unimarc. ``claims`` are about the entity, or, where the record identifies none, about the
    authority record itself, which is ``authority`` in both cases. ``pairs`` are the names by the number that links them
    to their form in another script; ``sources`` (title, what was found) wait until all names are known.
    """

    record: MarcRecord
    family: str
    claims: AgentClaims
    authority: Term
    pairs: dict[tuple[str, str], list[Term]] = field(default_factory=dict)
    sources: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What the record is about: person, family, organization, place; or authority, where it identifies nobody."""
        return self.claims.kind

    def target(self, tag: str, code: str = "") -> str:
        """The property that the table gives for a field or subfield."""
        return table()[f"{self.family} {tag}{'$' + code if code else ''}"].target

    def say(self, target: str, text: str, field: Field) -> None:
        """A text of a field as a claim, in the language that the field declares."""
        self.claims.say(target, text.strip(), language_of_field(field, self.family))

    def name(self, heading: Heading, field: Field, *, form: str, concept: str = "", preferred: bool = False) -> Term:
        """A name of the entity with its parts; ``form`` is the property that ties it to the authority record."""
        language = language_of_field(field, self.family)
        term = self.claims.name(heading.text, language, concept=concept, preferred=preferred)
        if not term:
            return ""
        self.claims.add(form, term, self.authority)
        for prop, text in (("zs:surnamePart", heading.surname), ("zs:givenNamePart", heading.given)):
            self.claims.say(prop, text, language, term)
        return term


@cache
def table() -> dict[str, FieldMapping]:
    """The rows of ``fields.tsv`` by source: ``marc21 370$a``, ``unimarc 200``."""
    return {row.source: row for row in field_mappings("marc-authority")}


@cache
def known_tags() -> frozenset[str]:
    """The fields of which the table knows anything, as ``marc21 370``."""
    return frozenset(source.partition("$")[0] for source in table())
