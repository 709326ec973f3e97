"""Splits: an authority record stood for several; what is said of it, and what mentions it, is assigned to parts.

Claims are never changed. A split says of each *occurrence* of an identifier, as subject or object of a claim in its
record graph, for which part it stands; the view and everything that describes an entity read claims through
``Splits.assigned``. A claim by itself comes before the record that it stands in; what is assigned to no part stays
with the old identifier, and so does the type of an identifier that is a part itself. Splits are applied in the order of
their numbers, so parts can be split again, and a second split of the same record assigns what the first one left.

In the log a split is a row of terms, the entity first, then, each with its marker,

- ``"part" P``: a part, an identifier that exists or is minted by this decision (``new_part`` until it has a number);
- ``"identifier" P I``: identifier ``I`` of the record is the part ``P`` (or leads to it);
- ``"record" P G``: every occurrence in record graph ``G``;
- ``"claim" P G S R O``: the occurrences in one claim (S, R, O) of record graph ``G``;
- ``"states" P R O``: what the curator says of a part that is minted: its types, and its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kg.errors import InvalidInput, WorkspaceError
from kg.files import write_atomically
from kg.terms import Term, Triple, curie

#: A claim in its record graph: graph, subject, property, value.
Claim = tuple[Term, Term, Term, Term]

_WIDTHS = {'"part"': 1, '"identifier"': 2, '"record"': 2, '"claim"': 5, '"states"': 3}
_NEW = "<urn:zhishu:part:"
_TYPE = curie("rdf:type")


def new_part(number: int) -> Term:
    """What stands in a proposal for a part that has no id yet, counted from 1.

    It becomes ``{type}/curation-{decision}-{number}`` when the decision is taken and thereby numbered.
    """
    return f"{_NEW}{number}>"


def minted_part(entity: Term, decision: int, number: int) -> Term:
    """The id of a part that a decision mints, of the type of what it splits.

    >>> minted_part("<http://example.org/person/a>", 7, 1)
    '<http://example.org/person/curation-7-1>'
    """
    return f"{entity.rpartition('/')[0]}/curation-{decision}-{number}>"


@dataclass(frozen=True, slots=True)
class Split:
    """What a split says; see the module for the parts of it. All pairs are (what is assigned, part)."""

    entity: Term
    parts: tuple[Term, ...]
    identifiers: tuple[tuple[Term, Term], ...] = ()
    records: tuple[tuple[Term, Term], ...] = ()
    claims: tuple[tuple[Claim, Term], ...] = ()
    states: tuple[Triple, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of the decision."""
        found: list[Term] = [self.entity]
        for part in self.parts:
            found += ('"part"', part)
        for identifier, part in self.identifiers:
            found += ('"identifier"', part, identifier)
        for record, part in self.records:
            found += ('"record"', part, record)
        for claim, part in self.claims:
            found += ('"claim"', part, *claim)
        for state in self.states:
            found += ('"states"', *state)
        return tuple(found)

    @classmethod
    def parse(cls, terms: tuple[Term, ...]) -> Split:
        """The split that the terms of a decision say. Raises InvalidInput where they are not those of a split."""
        rows: dict[str, list[tuple[Term, ...]]] = {marker: [] for marker in _WIDTHS}
        position = 1
        while position < len(terms):
            width = _WIDTHS.get(terms[position], 0)
            row = terms[position + 1 : position + 1 + width]
            if not width or len(row) < width:
                raise InvalidInput("These are not the terms of a split.", hint="Rows are described in the reference.")
            rows[terms[position]].append(row)
            position += 1 + width
        if not terms:
            raise InvalidInput("These are not the terms of a split.", hint="Name the entity that is split.")
        return cls(
            entity=terms[0],
            parts=tuple(part for (part,) in rows['"part"']),
            identifiers=tuple((row[1], row[0]) for row in rows['"identifier"']),
            records=tuple((row[1], row[0]) for row in rows['"record"']),
            claims=tuple(((row[1], row[2], row[3], row[4]), row[0]) for row in rows['"claim"']),
            states=tuple((row[0], row[1], row[2]) for row in rows['"states"']),
        )

    def numbered(self, decision: int) -> Split:
        """The same with the ids of the parts that this decision mints."""
        new = {
            part: minted_part(self.entity, decision, int(part.removeprefix(_NEW)[:-1]))
            for part in self.parts
            if part.startswith(_NEW) and part.removeprefix(_NEW)[:-1].isdigit()
        }

        def of(term: Term) -> Term:
            return new.get(term, term)

        return Split(
            self.entity,
            tuple(of(part) for part in self.parts),
            tuple((identifier, of(part)) for identifier, part in self.identifiers),
            tuple((record, of(part)) for record, part in self.records),
            tuple((claim, of(part)) for claim, part in self.claims),
            tuple((of(part), prop, value) for part, prop, value in self.states),
        )

    def minted(self, decision: int) -> tuple[Term, ...]:
        """Those of its parts that a decision of this number mints."""
        begin = f"{self.entity.rpartition('/')[0]}/curation-{decision}-"
        return tuple(part for part in self.parts if part.startswith(begin))


@dataclass(frozen=True, slots=True)
class AppliedSplit:
    """A split in force, with the authority record and all its identifiers as they were when it was taken."""

    number: int
    authority: Term
    group: tuple[Term, ...]
    parts: tuple[Term, ...]
    #: the part that everything said under the authority record's own identifier goes to, or nothing
    whole: Term | None
    records: dict[Term, Term]
    claims: dict[Claim, Term]

    @classmethod
    def of(cls, number: int, split: Split, authority: Term, group: tuple[Term, ...]) -> AppliedSplit:
        """A split, and what it splits."""
        whole = dict(split.identifiers).get(authority)
        return cls(number, authority, group, split.parts, whole, dict(split.records), dict(split.claims))

    @property
    def retains(self) -> bool:
        """Whether the old identifier is that of a part."""
        return self.authority in self.parts

    def part(self, identifier: Term, claim: Claim) -> Term:
        """What an occurrence of one of the identifiers stands for. What kind of thing a part is stays said of it."""
        if claim[2] == _TYPE and claim[1] == identifier and identifier in self.parts:
            return identifier
        found = self.claims.get(claim) or self.records.get(claim[0])
        return found or (self.whole if self.whole and identifier == self.authority else identifier)


@dataclass(slots=True)
class Splits:
    """The splits in force. Empty for almost every installation, and for almost every identifier."""

    #: identifier -> the splits of the record that it stood for, in their order
    by_identifier: dict[Term, tuple[AppliedSplit, ...]] = field(default_factory=dict)
    #: part -> the identifiers whose claims may be assigned to it
    _sources: dict[Term, tuple[Term, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_identifier)

    def __iter__(self) -> Iterator[AppliedSplit]:
        """All of them, in the order of their numbers."""
        found = {split.number: split for splits in self.by_identifier.values() for split in splits}
        return iter([found[number] for number in sorted(found)])

    def add(self, split: AppliedSplit) -> None:
        """Take one more split into account; it must be later than all others."""
        for identifier in split.group:
            self.by_identifier[identifier] = (*self.by_identifier.get(identifier, ()), split)
        for part in split.parts:
            known = self._sources.get(part, ())
            self._sources[part] = tuple(dict.fromkeys((*known, *(i for i in split.group if i != part))))

    def copy(self) -> Splits:
        """One that can be added to without a change of this."""
        return Splits(dict(self.by_identifier), dict(self._sources))

    def assigned_to(self, identifier: Term, claim: Claim) -> Term:
        """The identifier that an occurrence of an identifier in a claim stands for."""
        last = 0
        while True:
            for split in self.by_identifier.get(identifier, ()):
                if split.number > last:
                    last = split.number
                    part = split.part(identifier, claim)
                    if part != identifier:
                        identifier = part
                        break
            else:
                return identifier

    def assigned(self, claim: Claim) -> Claim:
        """A claim with subject and object as they are assigned; the claim itself where nothing is split."""
        graph, subject, prop, value = claim
        if subject in self.by_identifier:
            subject = self.assigned_to(subject, claim)
        if value in self.by_identifier:
            value = self.assigned_to(value, claim)
        return graph, subject, prop, value

    def sources(self, identifiers: Iterable[Term]) -> tuple[Term, ...]:
        """The identifiers under which sources may speak of what has the given ones: these first, then those of the
        records that they are parts of."""
        found = dict.fromkeys(identifiers)
        if self._sources:
            waiting = list(found)
            while waiting:
                new = [each for each in self._sources.get(waiting.pop(), ()) if each not in found]
                found.update(dict.fromkeys(new))
                waiting += new
        return tuple(found)


def write_splits(path: Path, splits: Splits) -> None:
    """Keep splits in a file, so that whoever reads claims needs no decision log."""
    rows = [
        {**asdict(split), "records": list(split.records.items()), "claims": list(split.claims.items())}
        for split in splits
    ]
    write_atomically(path, json.dumps(rows, ensure_ascii=False))


def read_splits(path: Path) -> Splits:
    """The splits of a file; none where there is no file. Raises WorkspaceError for one that is damaged."""
    splits = Splits()
    try:
        for row in json.loads(path.read_text("utf-8")) if path.exists() else ():
            row["group"], row["parts"] = tuple(row["group"]), tuple(row["parts"])
            row["records"] = dict(row["records"])
            row["claims"] = {(g, s, p, o): part for (g, s, p, o), part in row["claims"]}
            splits.add(AppliedSplit(**row))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(f"{path} cannot be read: {error}", hint="`zhishu rebuild` writes it anew.") from error
    return splits
