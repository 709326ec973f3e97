"""The scheme of kinship: concepts with names of their own, and one for each kin path that CBDB's codes stand for.

What is named stands in ``tables/kinship.tsv``; the codes (numbers and notation, no descriptions) in
``tables/kinship_cbdb.tsv``. Labels of paths come from `kg.chinese.kinterms`, definitions spell the path out. The scheme
is closed: every concept's broader and inverse concept is in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from kg.chinese.cbdbkin import read_cbdb_code
from kg.chinese.kinship import Language, Path, reduce_path
from kg.chinese.kinterms import kin_terms
from kg.schemes.concept import Concept, Scheme
from kg.schemes.kin_notation import broader_path, inverse_path, notation, read_notation, without_order
from kg.schemes.table import alternatives, rows, three_languages

_NOTE = """What the alter of a kinship node is to its ego. zs:inverseRelation is the same tie seen from the other
side; where the other side depends on the sex of the ego (father: son or daughter) or on seniority, it is the broader
concept; the kin of a concubine are seen from there as those of a wife. The notation is the kin path. Birth order is
no kinship: zs:birthOrder.
Written by python -m kg.schemes.build."""


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    paths: tuple[str, ...]
    below: tuple[str, ...]
    broader: str
    inverse: str
    concept: Concept


@dataclass(frozen=True, slots=True)
class CbdbKinship:
    """A CBDB kinship code: number and notation, the concept (empty: none), how close that is, and why not closer."""

    number: str
    code: str
    concept: str
    relation: str
    note: str


def scheme() -> Scheme:
    """The whole scheme, named concepts first, then the paths in the order of their notation."""
    named = _named()
    names = {path: each.id for each in named for path in each.paths}
    paths = _closure([read_notation(path) for path in names] + [path for _, path in _cbdb_paths()])
    below = {path: each.id for each in named for path in each.below}
    plain = [path for key, path in sorted(paths.items()) if key not in names]
    terms = Counter(label for each in named for label in each.concept.labels.items())
    terms.update((tag, _term(path, tag)) for path in plain for tag in _LANGUAGES)
    concepts = [_finished(each, names) for each in named]
    concepts += [_of_path(path, names, below, terms) for path in plain]
    return Scheme(
        "kin",
        three_languages("親屬關係", "Kinship"),
        three_languages("對方是本人的什麼親屬。", "What kin the other person is to the ego."),
        _NOTE,
        tuple(concepts),
    )


def cbdb_codes() -> list[CbdbKinship]:
    """Every CBDB kinship code with its concept, in the order of the numbers.

    ``relation`` is ``exactMatch``, ``broadMatch`` (the concept says less than the code) or ``none`` for the two codes
    that say that nothing is known.
    """
    names = {path: each.id for each in _named() for path in each.paths}
    return [_cbdb_code(row, names) for row in rows("kinship_cbdb.tsv", 5)]


def _cbdb_code(row: tuple[str, ...], names: dict[str, str]) -> CbdbKinship:
    number, code, concept, relation, note = row
    if concept or relation:
        return CbdbKinship(number, code, concept, relation or "exactMatch", note)
    whole = read_cbdb_code(code)[0]
    path = reduce_path(without_order(whole))
    orders = [f"order {each.order}" for each in whole if each.order] + ["only"] * (whole[-1].qualifier == "only")
    surviving = ["surviving"] * ("surviving" in code)
    key = notation(path)
    return CbdbKinship(
        number,
        code,
        names.get(key, key),
        "broadMatch" if orders or surviving else "exactMatch",
        note or ", ".join(orders + surviving),
    )


def _cbdb_paths() -> list[tuple[str, Path]]:
    codes = [row for row in rows("kinship_cbdb.tsv", 5) if not row[2] and not row[3]]
    return [(row[1], reduce_path(without_order(path))) for row in codes for path in read_cbdb_code(row[1])]


def _closure(paths: list[Path]) -> dict[str, Path]:
    """The paths, and with them what is broader than and inverse to each, by notation."""
    found: dict[str, Path] = {}
    while paths:
        path = paths.pop()
        key = notation(path)
        if key not in found:
            found[key] = path
            paths.append(inverse_path(path))
            paths += [reduce_path(broader)] if (broader := broader_path(path)) else []
    return found


def _named() -> list[_Named]:
    found = []
    for row in rows("kinship.tsv", 11):
        id_, path, more, below, broader, inverse, label, label_en, definition, definition_en, others = row
        labels = three_languages(label, label_en)
        concept = Concept(
            id=id_,
            labels=labels,
            definitions=three_languages(definition, definition_en),
            alternatives=alternatives(others, labels),
            notation=(path or id_,),
        )
        paths = tuple(filter(None, (path, *more.split())))
        found.append(_Named(id_, paths, tuple(below.split()), broader, inverse, concept))
    return found


def _finished(named: _Named, names: dict[str, str]) -> Concept:
    """A named concept with its inverse; what it is called besides by its path becomes another label."""
    inverse, other = named.inverse, named.concept.alternatives
    if named.paths:
        path = read_notation(named.paths[0])
        key = notation(inverse_path(path))
        inverse = inverse or names.get(key, key)
        other = tuple(dict.fromkeys((*other, *_terms(path))))
    known = set(named.concept.labels.items())
    return replace(
        named.concept,
        broader=tuple(filter(None, (named.broader,))),
        inverse=inverse,
        alternatives=tuple((text, tag) for text, tag in other if (tag, text) not in known),
    )


def _of_path(path: Path, names: dict[str, str], below: dict[str, str], terms: Counter[tuple[str, str]]) -> Concept:
    key, back = notation(path), notation(inverse_path(path))
    broader = broader_path(path)
    wider = notation(reduce_path(broader)) if broader else ""
    over = [names.get(wider, wider)] if wider else [_group(path)]
    if key in below:
        over = [*over, below[key]] if wider else [below[key]]
    labels: dict[str, str] = {}
    for tag in _LANGUAGES:
        labels[tag] = _term(path, tag)
        if terms[tag, labels[tag]] > 1:
            labels[tag] += f" ({key})" if tag == "en" else f"（{_spelled(path, tag)}）"
    return Concept(
        id=key,
        labels=labels,
        definitions={tag: _spelled(path, tag)[:1].upper() + _spelled(path, tag)[1:] + _STOP[tag] for tag in _LANGUAGES},
        broader=tuple(dict.fromkeys(over)),
        alternatives=tuple((text, tag) for text, tag in _terms(path) if labels[tag] != text),
        notation=(key,),
        inverse=names.get(back, back),
    )


_LANGUAGES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")
_STOP = {"zh-Hans": "。", "zh-Hant": "。", "en": "."}


def _terms(path: Path) -> tuple[tuple[str, str], ...]:
    return tuple((term, tag) for tag in _LANGUAGES for term in _all_terms(path, tag))


@cache
def _all_terms(path: Path, language: Language) -> tuple[str, ...]:
    return kin_terms(path, language)


def _term(path: Path, language: Language) -> str:
    return _all_terms(path, language)[0]


def _spelled(path: Path, language: Language) -> str:
    """The path step by step (父之兄之子), long runs as one (二十世祖)."""
    if language == "en" or len(path) >= 9:
        return _term(path, language)
    return "之".join(_term((each,), language) for each in path)


def _group(path: Path) -> str:
    """The named concept over a path that has no broader path."""
    kinds = [each.kind for each in path]
    if kinds[-1] == "spouse" and set(kinds[:-1]) == {"parent"}:
        return "ancestor"
    if "spouse" in kinds:
        return "inLaw"
    if len(path) == 1:  # a step parent, an adopted child: the one concept without the qualifier
        return {"parent": "parent", "child": "child", "sibling": "sibling"}[kinds[0]]
    if set(kinds) == {"parent"}:
        return "ancestor"
    if set(kinds) == {"child"}:
        return "descendant"
    level = kinds.count("parent") - kinds.count("child")
    return "elderCollateral" if level > 0 else "youngerCollateral" if level < 0 else "peerCollateral"
