"""Namesakes: the other records with an equal name, looked up by the name as a key of the store, never by scanning."""

from __future__ import annotations

from collections import OrderedDict

from pyoxigraph import NamedNode

from kg.authority.records.heading_facts import HeadingFacts, read_facts
from kg.authority.view import PREF_LABEL, TYPE
from kg.chinese.readings import has_han
from kg.chinese.script import to_simplified, to_traditional
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node, value
from kg.terms import Term, literal

#: The language tags that a label in Chinese characters may have.
_TAGS = ("zh-hant", "zh-hans", "zh", "zh-hani", "")
_LATIN_TAGS = ("en", "", "zh-latn-pinyin")
_REMEMBERED = 2_000
#: 李某 has 407 in the person file of CBDB; beyond this the rest is of no more use.
MOST = 1_000


class Namesakes:
    """Finds the namesakes of records of one generation; remembers the names that it was asked for last."""

    def __init__(self, store: TripleStore, minter: Minter) -> None:
        self._store = store
        self._minter = minter
        self._known: OrderedDict[tuple[str, Term], tuple[HeadingFacts, ...]] = OrderedDict()

    def of(self, facts: HeadingFacts, kind: Term) -> tuple[HeadingFacts, ...]:
        """The facts of the other records of a class that are called the same, in either script, at most ``MOST``."""
        name = facts.name
        if not name:
            return ()
        if (known := self._known.get((name, kind))) is None:
            known = self._known[name, kind] = tuple(
                read_facts(self._store, self._minter, iri) for iri in sorted(self._called(name, kind))[: MOST + 1]
            )
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return tuple(each for each in known if each.iri != facts.iri)

    def _called(self, name: str, kind: Term) -> set[str]:
        """The entities of a class with this label, whatever its language tag, or with its form in the other script."""
        if has_han(name):
            looked_up = dict.fromkeys((name, tag) for tag in _TAGS)
            looked_up |= {(to_traditional(name, name=True), "zh-hant"): None, (to_simplified(name), "zh-hans"): None}
        else:
            looked_up = dict.fromkeys((name, tag) for tag in _LATIN_TAGS)
        found = {
            quad.subject
            for form, tag in looked_up
            for quad in self._store.match(None, node(PREF_LABEL), value(literal(form, tag)), VIEW)
            if isinstance(quad.subject, NamedNode)
        }
        alone = len(found) == 1
        return {one.value for one in found if alone or any(self._store.match(one, node(TYPE), node(kind), VIEW))}
