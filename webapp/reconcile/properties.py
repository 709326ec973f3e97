"""The properties of the Reconciliation Service API: those of the vocabulary, and the types of name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import InvalidInput
from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import VocabularyTerm, all_terms, entity_types, term_comment, term_label
from webapp import languages
from webapp.languages import gettext as _

_NAME_TYPES = PREFIXES["nametype"]
#: What is about the records of a source and not about entities.
_APART = ("prov:", "void:", "dcat:", "hydra:", "spdx:", "sh:", "vs:", "vann:", "oa:", "owl:versionInfo")


@dataclass(frozen=True, slots=True)
class Property:
    """A property. ``id`` is its prefixed name; ``of_names`` tells that its values are the forms of a type of name."""

    id: str
    iri: str
    of_names: bool = False

    @property
    def name(self) -> str:
        """What it is called in the language of the request."""
        return term_label(self.iri, languages.current().tag)

    @property
    def description(self) -> str:
        """What it means in the language of the request; may be empty."""
        return term_comment(self.iri, languages.current().tag)

    @property
    def type(self) -> str:
        """The type of entity that its values are, where the vocabulary says so and there is only one; else empty."""
        kinds = [segment for segment, each in entity_types().items() if each.class_iri in all_terms()[self.iri].range]
        return kinds[0] if len(kinds) == 1 and not self.of_names else ""


def find(id: str) -> Property | None:
    """The property of an id, which may also be its IRI; None where the vocabulary has none."""
    return _all().get(compact(id) if id.startswith(("http://", "https://")) else id)


def known(id: str) -> Property:
    """The property of an id. Raises InvalidInput where there is none."""
    if (found := find(id)) is not None:
        return found
    raise InvalidInput(
        _("There is no property “%(id)s”.", id=id[:100]),
        hint=_("/reconcile/suggest/property?prefix=… finds properties by name."),
    )


def proposed(type: str) -> tuple[Property, ...]:
    """The properties that are proposed for a type of entity; those of every type for an empty one."""
    table = _table()
    return tuple(known(id) for id in (*table.get(type, ()), *table["any"]))


def completions(prefix: str) -> list[Property]:
    """The properties whose name in any language, or id, begins with a text, then those that contain it; proposed ones
    first. All of them for an empty text."""
    wanted = prefix.strip().casefold()
    usual = {id: position for position, id in enumerate(id for ids in _table().values() for id in ids)}
    found = []
    for each in _all().values():
        names = [each.id.casefold(), each.iri.casefold(), *(label.casefold() for label in _labels(each))]
        begins = any(name.startswith(wanted) or name.partition(":")[2].startswith(wanted) for name in names)
        if begins or any(wanted in name for name in names):
            found.append((wanted not in names, not begins, usual.get(each.id, len(usual)), each.id, each))
    return [each for *_order, each in sorted(found, key=lambda entry: entry[:-1])]


def _labels(each: Property) -> tuple[str, ...]:
    return tuple(all_terms()[each.iri].labels.values())


@cache
def _all() -> dict[str, Property]:
    found = {}
    for term in all_terms().values():
        id = compact(term.iri)
        if _is_property(term, id) or (term.kind == "concept" and term.iri.startswith(_NAME_TYPES)):
            found[id] = Property(id, term.iri, term.iri.startswith(_NAME_TYPES))
    return found


def _is_property(term: VocabularyTerm, id: str) -> bool:
    return term.kind == "property" and ":" in id and not id.startswith(_APART)


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Type of entity, or ``any``, -> ids. Raises KeyError where the table names what the vocabulary does not have."""
    text = Path(__file__).with_name("properties.toml").read_text("utf-8")
    table = {type: tuple(entry["properties"]) for type, entry in tomllib.loads(text).items()}
    for id in (id for ids in table.values() for id in ids):
        assert expand(id) == _all()[id].iri, id
    return table
