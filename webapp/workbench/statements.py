"""The statements of a record as they can be changed: each value with the claims of its sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg import terms
from kg.authority.claims import claims_about
from kg.authority.description import Describer, Entity, Source, Statement, Value
from kg.authority.rulings import Rulings
from kg.authority.split import Claim
from kg.authority.view import PREF_LABEL, TYPE
from kg.generation import Generation
from kg.terms import Term, Triple
from kg.workspace import Workspace

_NAME = terms.curie("zs:name")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim, in the words of its source; ``key`` names it in the form."""

    key: str
    claim: Claim
    source: Source
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A value with who says so. ``key`` names the preference of it in the form; empty where there is nothing to
    prefer it to."""

    key: str
    preference: Triple
    value: Value
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A property with its values."""

    property: str
    conflicting: bool
    values: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """All that can be changed of a record; ``names`` are the lines of each node of a name."""

    entity: Entity
    lines: tuple[Line, ...]
    names: tuple[tuple[Line, ...], ...]
    preferences: dict[str, Choice] = field(default_factory=dict)
    claims: dict[str, Said] = field(default_factory=dict)


def statements_of(workspace: Workspace, data: Generation, iri: str) -> Statements:
    """The statements of an authority record. Raises NotFound where there is none."""
    describer = Describer(workspace.minter, data, workspace.decisions.read())
    entity = describer.entity(iri)
    reader = _Reader(workspace, data, workspace.rulings(), describer)
    lines = tuple(reader.lines(iri, entity.identifiers, entity.statements))
    names = []
    for part in entity.parts:
        linked = reader.links(entity.identifiers, part.iri)
        names.append((*reader.lines(part.iri, (part.iri,), part.statements), *linked))
    everything = [choice for each in (lines, *names) for line in each for choice in line.values]
    return Statements(
        entity,
        lines,
        tuple(names),
        {choice.key: choice for choice in everything if choice.key},
        {said.key: said for choice in everything for said in choice.said},
    )


class _Reader:
    """Reads the claims behind statements."""

    def __init__(self, workspace: Workspace, data: Generation, rulings: Rulings, describer: Describer) -> None:
        self._minter = workspace.minter
        self._data = data
        self._rulings = rulings
        self._describer = describer

    def lines(self, iri: str, identifiers: tuple[str, ...], statements: tuple[Statement, ...]) -> Iterator[Line]:
        """The statements of a node with the claims behind each value."""
        said = self._said(identifiers)
        for statement in statements:
            prop = f"<{statement.property}>"
            choices = []
            for value in statement.values:
                several = len(_rivals(statement, prop, value)) > 1 and prop != TYPE
                preference = (f"<{iri}>", prop, value.term)
                key = _key("prefer", *preference) if several else ""
                choices.append(Choice(key, preference, value, tuple(said.get((prop, value.term), ()))))
            yield Line(statement.property, statement.conflicting, tuple(choices))

    def links(self, identifiers: tuple[str, ...], part: str) -> Iterator[Line]:
        """The claims that a name is one of the entity's."""
        said = self._said(identifiers).get((_NAME, f"<{part}>"), [])
        if said:
            value = Value(f"<{part}>", self._describer.label(part), "", part, tuple(e.source for e in said), True)
            yield Line(_NAME[1:-1], False, (Choice("", (said[0].claim[1], _NAME, f"<{part}>"), value, tuple(said)),))

    def _said(self, identifiers: tuple[str, ...]) -> dict[tuple[Term, Term], list[Said]]:
        wanted = tuple(f"<{identifier}>" for identifier in identifiers)
        found: dict[tuple[Term, Term], list[Said]] = {}
        for claim, words in claims_about(self._data.store, self._minter, self._data.splits, wanted):
            out = words[0] in self._rulings.withdrawn_records or words in self._rulings.withdrawn_claims
            source = self._describer.source(words[0][1:-1], words[1][1:-1])
            found.setdefault((claim[2], claim[3]), []).append(Said(_key("withdraw", *words), words, source, out))
        return found


def _rivals(statement: Statement, prop: Term, value: Value) -> list[Value]:
    """The values that one is preferred to, itself among them: of authorized forms those of its language."""
    return [each for each in statement.values if prop != PREF_LABEL or each.language == value.language]


def _key(*words: Term) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
