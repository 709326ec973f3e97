"""From an EAC-CPF record to claims, by the table ``fields.tsv``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ingest.eac import description as described
from ingest.eac import relations
from ingest.eac.document import first, name_entries, unwrapped
from ingest.eac.reading import Reading, fields
from ingest.xml_documents import line_of, local_name
from ontology.schemes import concept_for

if TYPE_CHECKING:
    from lxml.etree import _Element

Handler: TypeAlias = Callable[[Reading, "_Element"], None]


class RecordReader(Reading):
    """Reads the parts of a description, each by its handler."""

    def read(self, description: _Element) -> None:
        """All claims of a description."""
        for part in description:
            name = local_name(part)
            if name == "identity":
                self._each(part, "identity", list(part))
            elif name == "description":
                self._each(part, "description", list(unwrapped(part)))
            elif name == "relations":
                self._each(part, "relations", list(part))
            elif name == "alternativeSet":
                continue
            elif name:
                self.unknown(part, name)
        if (identity := first(description, "identity")) is not None:
            self._names(identity)

    def _each(self, part: _Element, context: str, elements: list[_Element]) -> None:
        for element in elements:
            source = f"{context}/{local_name(element)}"
            if not local_name(element):
                continue
            row = fields().get(source)
            if row is None:
                self.unknown(element, source)
            elif source in _HANDLERS:
                _HANDLERS[source](self, element)
            elif row.target and source not in _READ_ELSEWHERE:
                self.say(row.target, element)

    def _names(self, identity: _Element) -> None:
        claims = self.claims
        entries = list(name_entries(identity))
        some = any(entry.authorized or entry.preferred for entry in entries)
        for number, entry in enumerate(entries):
            best = entry.authorized or entry.preferred or (not some and number == 0)
            kind = entry.element.get("localType") or ""
            concept = concept_for("nametype", kind) if claims.kind == "person" and kind else None
            term = claims.name(entry.text, entry.language, concept=concept or "", preferred=best)
            if not term:
                self.problems.append((line_of(entry.element), "nameEntry", "a name without any words"))
                continue
            claims.add("zs:authorizedForm" if best else "zs:variantForm", term, self.authority)
            if kind and not concept:
                claims.say("zs:typeText", kind, subject=term)
            claims.say("zs:surnamePart", entry.surname, entry.language, term)
            claims.say("zs:givenNamePart", entry.given, entry.language, term)
            if entry.use != (None, None):
                claims.span(term, *entry.use)
                for dating in entry.use:
                    self.report(entry.element, dating)


_READ_ELSEWHERE = frozenset(
    ("identity/entityType", "identity/nameEntry", "identity/nameEntryParallel", "identity/nameEntrySet")
)
_HANDLERS: dict[str, Handler] = {
    "identity/entityId": described.add_identifier,
    "identity/identityId": described.add_identifier,
    "description/existDates": described.add_existence,
    "description/place": described.add_place,
    "description/occupation": described.add_occupation,
    "description/function": described.add_term,
    "description/legalStatus": described.add_term,
    "description/languageUsed": described.add_language,
    "description/localDescription": described.add_local,
    "description/biogHist": described.add_history,
    "relations/cpfRelation": relations.add_relation,
    "relations/relation": relations.add_relation,
    "relations/resourceRelation": relations.add_resource,
}
