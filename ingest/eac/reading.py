"""One EAC-CPF description while it is read: its claims, its authority record, the table of fields, what is wrong."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ingest.agents import AgentClaims
from ingest.dating import Dating
from ingest.eac.document import element_language
from ingest.field_mapping import FieldMapping, field_mappings
from ingest.xml_documents import line_of, local_name, text_of
from kg.terms import Term

if TYPE_CHECKING:
    from lxml.etree import _Element


class Reading:
    """One ``cpfDescription`` of a record in a language; ``problems`` are (line, field, reason)."""

    def __init__(self, claims: AgentClaims, authority: Term, language: str = "") -> None:
        self.claims = claims
        self.authority = authority
        self._language = language
        self.problems: list[tuple[int, str, str]] = []

    def say(self, target: str, element: _Element, text: str = "") -> None:
        """A text in the language of its element."""
        text = text or text_of(element)
        declared = element_language(element) or self._language
        found = self.claims.context.language(text)
        # A record may say that it is in English and yet quote Chinese: the script of the text goes first.
        self.claims.say(target, text, found if found and found != self.claims.context.latin else declared)

    def unknown(self, element: _Element, field: str) -> None:
        """An element that the table does not know is named."""
        self.problems.append((line_of(element), field, f"<{local_name(element)}> is not known here, so it is not read"))

    def report(self, element: _Element, dating: Dating | None) -> None:
        """A date whose machine form is wrong."""
        if dating is not None and dating.reason:
            self.problems.append((line_of(element), local_name(element), dating.reason))


@cache
def fields() -> dict[str, FieldMapping]:
    """The table by source."""
    return {row.source: row for row in field_mappings("eac")}
