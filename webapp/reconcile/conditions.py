"""Conditions on properties: what is handed to the scorer, what is a filter, and entities found by properties alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice

from pyoxigraph import NamedNode

from kg import terms
from kg.authority.labels import ORDER
from kg.chinese.fold import fold
from kg.errors import InvalidInput
from kg.store import VIEW
from kg.store.quads import node, value
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.reconcile.identity import id_of, identify, iri_of
from webapp.reconcile.properties import Property, find
from webapp.reconcile.queries import Condition
from webapp.reconcile.values import ValueReader

#: Entities looked at for one value of a condition: a value that more have (a dynasty) does not find anybody.
_MOST = 2_000
_NAME, _NAME_TYPE, _VALUE = (node(terms.curie(name)) for name in ("zs:name", "zs:nameType", "rdf:value"))


class ConditionReader:
    """The conditions of one query. Those on properties that the vocabulary does not have hold of nothing."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self._conditions = [(each, find(each.property)) for each in conditions]
        self._values = ValueReader(generation())

    @property
    def filters(self) -> bool:
        """Whether some condition takes candidates away."""
        return any(_is_filter(each) for each, _property in self._conditions)

    @property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """Property and value of what is compared by the scorer; values that are entities are given by their labels."""
        return tuple(
            (property.id, self._text(text))
            for each, property in self._conditions
            if property is not None and each.quantifier != "none"
            for text in each.values
        )

    def admits(self, iri: str) -> bool:
        """Whether every required condition holds of an entity."""
        return all(self._holds(iri, each, found) for each, found in self._conditions if _is_filter(each))

    def entities(self, segments: tuple[str, ...]) -> Iterator[tuple[str, float]]:
        """Entities of some types (none given: any) of which at least one condition holds and no required one fails,
        with the share of conditions that hold, the greatest first; at most ``_MOST``."""
        found: Counter[str] = Counter()
        for each, property in self._conditions:
            if property is not None and each.quantifier != "none":
                having = {iri for text in each.values for iri in self._having(property, text)}
                found.update(having)
        base, asked = workspace().minter.base, len(self._conditions)
        kinds = tuple(f"{base}{segment}/" for segment in segments) or (base,)
        best = ((iri, count / asked) for iri, count in found.most_common(_MOST) if iri.startswith(kinds))
        known = generation().search
        yield from (entry for entry in best if known.get(entry[0]) is not None and self.admits(entry[0]))

    def words(self, iri: str) -> list[tuple[str, str]]:
        """The conditions that hold of an entity: id of the property, and what agrees in words."""
        return [
            (found.id, _("%(property)s agrees: %(values)s", property=found.name, values="、".join(each.values)))
            for each, found in self._conditions
            if found is not None and self._holds(iri, each, found)
        ]

    def _text(self, text: str) -> str:
        iri = iri_of(text)
        return self._values.label(iri) if iri else text

    def _holds(self, iri: str, each: Condition, property: Property | None) -> bool:
        if property is None:
            return each.quantifier == "none"
        forms = set()
        for found in self._values.read(iri, property):
            forms |= {fold(found.text), found.iri, id_of(found.iri)}
        held = [fold(text) in forms or text in forms or self._moved(text) in forms for text in each.values]
        match each.quantifier:
            case "all":
                return all(held)
            case "none":
                return not any(held)
            case _:
                return any(held)

    @staticmethod
    def _moved(text: str) -> str:
        """The IRI of the entity that an id means today; None of the forms of a value for what is no id."""
        found = identify(text).iris if iri_of(text) else ()
        return found[0] if len(found) == 1 else "\0"

    def _having(self, property: Property, text: str) -> Iterator[str]:
        """The entities that have a value of a property, as written or under the id that holds today."""
        store = generation().store
        for term in _terms(text):
            predicate = _VALUE if property.of_names else NamedNode(property.iri)
            found = list(islice(store.match(None, predicate, value(term), VIEW), _MOST + 1))
            if len(found) > _MOST:
                continue
            for quad in found:
                if property.of_names:
                    yield from self._bearers(quad.subject, property)
                else:
                    yield str(quad.subject)[1:-1]

    @staticmethod
    def _bearers(name: object, property: Property) -> Iterator[str]:
        store = generation().store
        if isinstance(name, NamedNode) and any(
            True for _q in store.match(name, _NAME_TYPE, NamedNode(property.iri), VIEW)
        ):
            yield from (str(q.subject)[1:-1] for q in store.match(None, _NAME, name, VIEW))


def _is_filter(each: Condition) -> bool:
    return each.required or each.quantifier == "none"


def _terms(text: str) -> Iterator[terms.Term]:
    """The terms that a text may be in the store."""
    for iri in identify(text).iris if iri_of(text) else ():
        yield f"<{iri}>"
    if text.startswith(("http://", "https://")):
        with suppress(InvalidInput):
            yield terms.iri(text)
        return
    for tag in ORDER:
        yield terms.literal(text, tag)
    if (number := terms.integer_value(terms.literal(text))) is not None:
        yield terms.integer(number)
