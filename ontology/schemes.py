"""The concept schemes by name, and the concept that a word of a source means in one.

A scheme is called by its prefix in ``ontology.namespaces`` (``kin``, ``documenttype``) or by the name of its file in
``ontology/schemes`` (``kinship``). Words are compared as they are written, in either script, apart from letter case,
width and the signs between the parts of a path (集部·別集類).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from ontology.namespaces import expand
from ontology.turtle import read_statements

_SCHEMES = Path(__file__).parent / "schemes"
_NOTATION, _IN_SCHEME = expand("skos:notation"), expand("skos:inScheme")
#: What a word is looked up as, best first.
_KINDS = (_NOTATION, expand("skos:prefLabel"), expand("skos:altLabel"))
#: Prefixes that are not the name of the file.
_BY_PREFIX = {"kin": "kinship", "assoc": "association"}
_SEPARATORS = re.compile(r"[\s·・/>\-–—]+")


@cache
def scheme_names() -> tuple[str, ...]:
    """The names of all schemes, as their files are called.

    >>> "documenttype" in scheme_names()
    True
    """
    return tuple(path.stem for path in sorted(_SCHEMES.glob("*.ttl")))


def concept_for(scheme: str, text: str) -> str | None:
    """The IRI of the concept that a word means in a scheme, or None where none or more than one does.

    A preferred label goes before another label, and a notation before both. Raises KeyError for an unknown scheme.

    >>> concept_for("documenttype", "函稿"), concept_for("documenttype", "天書")
    ('https://w3id.org/zhishu/documenttype/letter', None)
    """
    found = concepts_for(scheme, text)
    return found[0] if len(found) == 1 else None


def concepts_for(scheme: str, text: str) -> tuple[str, ...]:
    """All concepts that a word may mean, those of the best kind of label only; see `concept_for`.

    >>> len(concepts_for("era", "建元")) > 1
    True
    """
    key = _key(text)
    return next((found[key] for found in _index(_file_name(scheme)) if key in found), ())


def known_words(scheme: str) -> Mapping[str, str]:
    """Every label of a scheme that means one concept, with the concept: what suggestions are made from."""
    return _words(_file_name(scheme))


def scheme_file(scheme: str) -> Path:
    """The file of a scheme. Raises KeyError for an unknown one."""
    return _SCHEMES / f"{_file_name(scheme)}.ttl"


def _file_name(scheme: str) -> str:
    name = _BY_PREFIX.get(scheme, scheme)
    if name not in scheme_names():
        raise KeyError(scheme)
    return name


def _key(text: str) -> str:
    return _SEPARATORS.sub("·", unicodedata.normalize("NFKC", text).strip()).casefold()


@cache
def _index(name: str) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """The concepts by notation, by preferred label and by other label."""
    found: tuple[dict[str, dict[str, None]], ...] = ({}, {}, {})
    for concept, property_, text in _texts(name):
        found[_KINDS.index(property_)].setdefault(_key(text), {})[concept] = None
    return tuple({key: tuple(concepts) for key, concepts in by_key.items()} for by_key in found)


@cache
def _words(name: str) -> Mapping[str, str]:
    words = {text for _, property_, text in _texts(name) if property_ != _NOTATION}
    known = {word: concept for word in sorted(words) if (concept := concept_for(name, word))}
    return MappingProxyType(known)


def _texts(name: str) -> Iterator[tuple[str, str, str]]:
    """(concept, property, text) of every notation and label of the concepts of a file."""
    concepts: set[str] = set()
    texts = []
    for triple in read_statements([_SCHEMES / f"{name}.ttl"]):
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        if isinstance(triple.object, ox.Literal) and triple.predicate.value in _KINDS:
            texts.append((triple.subject.value, triple.predicate.value, triple.object.value))
        elif triple.predicate.value == _IN_SCHEME:
            concepts.add(triple.subject.value)
    return (text for text in texts if text[0] in concepts)
