"""What an importer yields: source records with their claims, and problems that say where and why."""

from __future__ import annotations

from dataclasses import dataclass

from kg.terms import Term, Triple


@dataclass(frozen=True, slots=True)
class Record:
    """One source record: what a source says about one entity, to become one named graph.

    ``key`` names it within its dataset and is unique there; ``locator`` tells a person where it stands in the source
    (``data.csv.gz, row 12``; ``卷二 葉三``); ``subject`` is the term of the entity that it describes; ``claims`` are
    its triples, without duplicates, about the subject and about nodes that belong to it.
    """

    key: str
    locator: str
    subject: Term
    claims: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One record, row or value of a source that could not be used: where it stands, why, and what happened to it.

    ``row`` counts from 1 in the source as a person would count (the header of a table is row 1); 0 when it concerns
    the whole file. ``skipped`` is true where the whole record is left out, false where only the value is.
    """

    file: str
    row: int
    column: str
    reason: str
    skipped: bool = True

    def __str__(self) -> str:
        place = ", ".join(
            [self.file, *([f"row {self.row}"] if self.row else []), *([self.column] if self.column else [])]
        )
        return f"{place}: {self.reason}"
