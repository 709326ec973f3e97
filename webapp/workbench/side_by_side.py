"""Two records side by side: names by character, statements by property with their sources, neighbours in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.authority.description import Describer, Entity, Source, Statement, Value
from kg.authority.history import version
from kg.errors import NotFound
from kg.generation import Generation
from kg.network.ego import EgoReader, Tie
from kg.workspace import Workspace
from ontology.namespaces import expand
from webapp.workbench.spelling import Mark, compare

#: Ties of each record that are read to find neighbours in common, and those in common that are shown.
_MOST_TIES, MOST_NEIGHBOURS = 1_000, 30
#: Values of one property that a cell shows.
MOST_VALUES = 8
_LABEL, _VARIANT, _TYPE = expand("skos:prefLabel"), expand("skos:altLabel"), expand("rdf:type")
_VALUE, _KIND = expand("rdf:value"), expand("zs:nameType")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. ``version`` is that of the authority record, ``found`` whether anything is known of it."""

    iri: str
    label: str
    type: str
    identifiers: tuple[str, ...]
    datasets: tuple[str, ...]
    version: int
    found: bool = True


@dataclass(frozen=True, slots=True)
class Name:
    """A form of a name, in pieces as it compares with the nearest form of the other record; ``kind`` as the name of its
    type (``courtesy``), ``authorized`` or ``variant``."""

    marks: tuple[Mark, ...]
    language: str
    kind: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A property of the two records. ``relation``: ``same`` (one value in common), ``different``, ``one`` or ``other``
    (only that record has it)."""

    property: str
    one: tuple[Value, ...]
    other: tuple[Value, ...]
    relation: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody or something that both are tied to, with both ties."""

    iri: str
    label: str
    one: Tie
    other: Tie


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it. ``neighbours`` are cut at ``MOST_NEIGHBOURS``; ``in_common`` is how many there are."""

    one: Side
    other: Side
    names: tuple[tuple[Name, ...], tuple[Name, ...]]
    rows: tuple[Row, ...]
    neighbours: tuple[Neighbour, ...]
    in_common: int


def side_by_side(workspace: Workspace, data: Generation, one: str, other: str) -> Comparison:
    """Compare the authority records of two IRIs; one of which nothing is known is empty."""
    describer = Describer(workspace.minter, data, workspace.decisions.read())
    left, right = _described(describer, one), _described(describer, other)
    shared = tuple(_neighbours(data, describer, left, right)) if left and right else ()
    return Comparison(
        one=_side(workspace, one, left),
        other=_side(workspace, other, right),
        names=_names(left, right),
        rows=tuple(_rows(left, right)),
        neighbours=shared[:MOST_NEIGHBOURS],
        in_common=len(shared),
    )


def _described(describer: Describer, iri: str) -> Entity | None:
    try:
        return describer.entity(describer.survivor(iri))
    except NotFound:
        return None


def _side(workspace: Workspace, iri: str, entity: Entity | None) -> Side:
    if entity is None:
        return Side(iri, workspace.minter.local(iri) or iri, "", (), (), 0, False)
    now = version(workspace, entity.iri)
    return Side(entity.iri, entity.label, entity.type, entity.identifiers, entity.datasets, now)


def _names(one: Entity | None, other: Entity | None) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    left, right = _forms(one), _forms(other)
    return (
        tuple(Name(_against(text, right), *rest) for text, rest in left.items()),
        tuple(Name(_against(text, left), *rest) for text, rest in right.items()),
    )


def _forms(entity: Entity | None) -> dict[str, tuple[str, str, tuple[Source, ...]]]:
    """Text -> (language, kind, sources) of every form, authorized ones first, with the most telling of its kinds."""
    forms: dict[str, tuple[str, str, tuple[Source, ...]]] = {}
    for text, (language, kind, sources) in _said_forms(entity):
        known = forms.get(text, (language, kind, ()))
        telling = kind if known[1] == "variant" else known[1]
        forms[text] = (known[0], telling, tuple(dict.fromkeys((*known[2], *sources))))
    return forms


def _said_forms(entity: Entity | None) -> Iterator[tuple[str, tuple[str, str, tuple[Source, ...]]]]:
    """(text, (language, kind, sources)) as the statements have them."""
    if entity is None:
        return
    for statement in entity.statements:
        if statement.property in (_LABEL, _VARIANT):
            kind = "authorized" if statement.property == _LABEL else "variant"
            yield from ((value.text, (value.language, kind, value.sources)) for value in statement.values)
    for part in entity.parts:
        said = {statement.property: statement.values for statement in part.statements}
        kind = said[_KIND][0].iri.rstrip("/").rpartition("/")[2] if said.get(_KIND) else "variant"
        yield from ((value.text, (value.language, kind, value.sources)) for value in said.get(_VALUE, ()))


def _against(text: str, others: Iterable[str]) -> tuple[Mark, ...]:
    """The form against that form of the other record that has most in common with it."""
    compared = [compare(text, other)[0] for other in others]
    return max(compared, key=_alike, default=(Mark(text, "other"),))


def _alike(marks: tuple[Mark, ...]) -> float:
    return sum(len(mark.text) * _WEIGHT[mark.kind] for mark in marks)


_WEIGHT = {"same": 1.0, "variant": 0.9, "other": -0.1}


def _rows(one: Entity | None, other: Entity | None) -> Iterator[Row]:
    left, right = _statements(one), _statements(other)
    for prop in dict.fromkeys((*left, *right)):
        mine, theirs = left.get(prop, ()), right.get(prop, ())
        if not theirs or not mine:
            relation = "one" if mine else "other"
        else:
            relation = "same" if _said(mine) & _said(theirs) else "different"
        yield Row(prop, mine, theirs, relation)


def _statements(entity: Entity | None) -> dict[str, tuple[Value, ...]]:
    apart = (_LABEL, _VARIANT, _TYPE)
    found: Iterable[Statement] = entity.statements if entity else ()
    return {each.property: each.values for each in found if each.property not in apart}


def _said(values: tuple[Value, ...]) -> set[str]:
    return {value.iri or value.text for value in values}


def _neighbours(data: Generation, describer: Describer, one: Entity, other: Entity) -> Iterator[Neighbour]:
    reader = EgoReader(data.store, describer)
    left: dict[str, Tie] = {}
    for tie in reader.read(one.iri, _MOST_TIES).ties:
        left.setdefault(tie.alter, tie)
    seen: set[str] = {one.iri, other.iri}
    for tie in reader.read(other.iri, _MOST_TIES).ties:
        if tie.alter in left and tie.alter not in seen:
            seen.add(tie.alter)
            yield Neighbour(tie.alter, tie.label, left[tie.alter], tie)
