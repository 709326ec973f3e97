"""Nodes that belong to one entity and are shown in its place: titles, publication statements, notes, identifiers.

Formats such as BIBFRAME say nearly everything in nodes of their own (``instance/x#245-10``). On a page such a node is
what it says in reading order: the properties of ``inline.tsv`` first, in the order of that file. In one line the values
are put together with the signs of ISBD that the file gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.iris import Minter
from kg.store import TripleStore
from ontology.code_lists import is_code
from ontology.namespaces import expand
from ontology.terms import all_terms

#: How deep nodes may be nested, and how many values of a property are shown.
_DEEPEST, _MOST = 3, 12
_TYPE = expand("rdf:type")
_ORDER = ("zh-hant", "zh-hans", "zh-hani", "zh", "")


@dataclass(frozen=True, slots=True)
class InlineValue:
    """One value of a property of a node. ``iri`` is empty for literals; ``lines`` is what a node in the node says."""

    text: str
    language: str
    iri: str
    lines: tuple[InlineLine, ...] = ()


@dataclass(frozen=True, slots=True)
class InlineLine:
    """A property of a node with its values, those in Chinese characters first."""

    property: str
    values: tuple[InlineValue, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    position: int
    sign: str  #: what stands before the value in one line; "-" where it is left out there
    group: str  #: of a group only the first stands in the line; empty: in none
    is_shown: bool


class InlineReader:
    """Reads nodes as they are shown; ``label`` gives the label of an entity."""

    def __init__(self, store: TripleStore, minter: Minter, label: Callable[[str], str]) -> None:
        self._store = store
        self._minter = minter
        self._label = label

    def is_inline(self, iri: str) -> bool:
        """Whether an IRI names a node of an entity (it has a fragment, or is a contribution)."""
        local = self._minter.local(iri)
        return local is not None and ("#" in local or local.startswith("contribution/"))

    def read(self, iri: str, depth: int = 0) -> tuple[InlineLine, ...]:
        """What record graphs say of a node, in reading order; types only where they are not those of every node."""
        said: dict[str, dict[str, InlineValue]] = {}
        for quad in self._store.match(NamedNode(iri)):
            rule = _rule(quad.predicate.value)
            if (
                isinstance(quad.graph_name, NamedNode)
                and self._minter.is_record(str(quad.graph_name))
                and rule.is_shown
            ):
                value = self._value(quad.object, depth)
                if value is not None and (quad.predicate.value != _TYPE or _tells(value.iri)):
                    said.setdefault(quad.predicate.value, {}).setdefault(str(quad.object), value)
        ordered = sorted(said, key=lambda prop: (_rule(prop).position, prop))
        return tuple(InlineLine(prop, tuple(sorted(said[prop].values(), key=_rank))[:_MOST]) for prop in ordered)

    def _value(self, term: object, depth: int) -> InlineValue | None:
        if isinstance(term, Literal):
            return InlineValue(term.value.strip(), term.language or "", "")
        if not isinstance(term, NamedNode):
            return None
        if self.is_inline(term.value):
            lines = self.read(term.value, depth + 1) if depth < _DEEPEST else ()
            return InlineValue(in_one_line(lines), "", "", lines) if lines else None
        return InlineValue(self._label(term.value), "", term.value)


def in_one_line(lines: Iterable[InlineLine]) -> str:
    """The first value of each property with the sign that stands before it: 臨安府 : 陳宅書籍鋪, 1200.

    Of properties that say the same (a place as printed, and its code) the first counts.
    """
    text, seen = "", set[str]()
    for line in lines:
        rule, said = _rule(line.property), line.values[0].text
        if rule.sign != "-" and said and rule.group not in seen:
            text += f"{rule.sign} {said}" if text else said
            seen |= {rule.group} - {""}
    return text


def _tells(iri: str) -> bool:
    """Whether a type says more than where the node stands; the types of every node are in no scheme of words."""
    return is_code(iri) or (iri in all_terms() and iri not in _PLAIN)


#: Classes of nodes that the property before them names already.
_PLAIN = frozenset(
    expand(f"bf:{name}")
    for name in (
        *("Title", "ProvisionActivity", "Contribution", "PrimaryContribution", "Note", "Agent", "Extent", "Place"),
        *("AdminMetadata", "Identifier", "Topic", "Local", "Source", "Classification", "Status", "Script", "Notation"),
    )
)


def _rank(value: InlineValue) -> tuple[int, str]:
    return (_ORDER.index(value.language) if value.language in _ORDER else len(_ORDER)), value.text


@cache
def _rules() -> dict[str, _Rule]:
    lines = Path(__file__).with_name("inline.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {expand(prop): _Rule(at, sign, group, shown == "yes") for at, (prop, sign, group, shown) in enumerate(rows)}


def _rule(prop: str) -> _Rule:
    return _rules().get(prop, _Rule(len(_rules()), "-", "", is_shown=True))
