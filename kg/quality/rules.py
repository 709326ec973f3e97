"""What SHACL, as ``ontology.shapes`` restricts it, cannot say: the rules of ``rules.toml``, each with its query.

The function of a rule and its query in ``sparql/<key>.rq`` find the same entities; a test compares them.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.authority.description import single_valued
from kg.chinese import fold
from kg.quality.finding import Check
from kg.quality.queries import iri, of_classes
from kg.quality.reader import RDF_TYPE, Focus
from kg.quality.values import fits_language, whole_number
from kg.store import Node
from ontology.namespaces import expand
from ontology.shapes import PathStep, PropertyShape, Severity, ShapePath
from ontology.terms import entity_types

_HERE = Path(__file__).parent
_LABEL, _FATHER, _GENDER = expand("skos:prefLabel"), expand("zs:father"), expand("zs:gender")
_BORN, _DIED = expand("zs:birthYear"), expand("zs:deathYear")
_FEMALE = NamedNode(expand("zs:Female"))
_CHARACTER, _GENERATION = expand("zs:generationCharacter"), expand("zs:generation")
_NUMBER = expand("zs:generationNumber")
_STANDS_FOR = expand("zs:standsFor")
_BROTHERS: ShapePath = (PathStep(_FATHER), PathStep(_FATHER, inverse=True))
_POEM: ShapePath = tuple(PathStep(expand(p)) for p in ("zs:family", "zs:generationPoem", "zs:poemCharacter"))
#: So many brothers, and this part of all, have to share a character before it counts as that of their generation.
_FEWEST, _PART = 3, (2, 3)

Values = tuple[Node, ...] | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of rule looks at a focus node, and what it reads beyond it."""

    evaluate: Callable[[Focus], Values] = lambda focus: None
    needs: str = ""
    paths: tuple[ShapePath, ...] = ()
    identity: Callable[[Focus], str] | None = None
    properties: frozenset[str] = frozenset()


def rules(shapes: Iterable[PropertyShape]) -> Iterator[Check]:
    """The checks of ``rules.toml``; ``shapes`` are those that apply, which some rules leave their properties to."""
    shapes = tuple(shapes)
    tables = tomllib.loads((_HERE / "rules.toml").read_text("utf-8"))
    for key, table in tables.items():
        kind = _KINDS[table["kind"]](table, shapes)
        classes = frozenset(_classes(table["types"]))
        yield Check(
            key=key,
            shape="",
            severity=Severity(table["severity"]),
            names={language.lower(): text for language, text in table["name"].items()},
            messages={language.lower(): text for language, text in table["message"].items()},
            group=table["group"],
            classes=classes,
            paths=kind.paths,
            path=table.get("path", ""),
            query=_query(key, classes, kind.properties),
            evaluate=kind.evaluate,
            needs=kind.needs,
            identity=kind.identity,
        )


def _classes(types: list[str]) -> Iterator[str]:
    for segment, entity in entity_types().items():
        if segment in types or (entity.page and "page" in types):
            yield entity.class_iri


def _query(key: str, classes: frozenset[str], properties: frozenset[str]) -> str:
    text = (_HERE / "sparql" / f"{key}.rq").read_text("utf-8")
    separator = ", " if "NOT IN" in text else " "
    listed = separator.join(sorted(map(iri, properties)))
    return text.replace("{classes}", of_classes(classes)).replace("{properties}", listed)


def _language(table: dict[str, Any], shapes: tuple[PropertyShape, ...]) -> _Kind:
    """Labels there are, but none in a language; a label without a language counts as Chinese."""
    wanted = (table["language"],)
    untagged = table["language"] == "zh"

    def evaluate(focus: Focus) -> Values:
        for label in focus.values[_LABEL]:
            if fits_language(label, wanted) or (untagged and isinstance(label, Literal) and not label.language):
                return None
        return ()

    return _Kind(evaluate, needs=_LABEL)


def _conflict(table: dict[str, Any], shapes: tuple[PropertyShape, ...]) -> _Kind:
    """A property that can have one value only has several, in the view: no decision prefers one."""
    covered = {shape.paths[0][0].predicate for shape in shapes if shape.max_count == 1 and len(shape.paths[0]) == 1}
    properties = single_valued() - covered

    def evaluate(focus: Focus) -> Values:
        several = [focus.values[p] for p in properties & focus.values.keys() if len(focus.values[p]) > 1]
        return tuple(value for values in several for value in values) or None

    return _Kind(evaluate, properties=properties)


def _undescribed(table: dict[str, Any], shapes: tuple[PropertyShape, ...]) -> _Kind:
    """A value that is an entity of this installation, but no record describes it."""
    covered = {s.paths[0][0].predicate for s in shapes if len(s.paths[0]) == 1 and (s.classes or s.alternatives)}
    passed = covered | {_STANDS_FOR, expand("zs:supersededBy"), RDF_TYPE}

    def evaluate(focus: Focus) -> Values:
        reader = focus.reader
        base = reader.minter.base
        found = [
            value
            for prop, values in focus.values.items()
            if prop not in passed
            for value in values
            if isinstance(value, NamedNode) and value.value.startswith(base) and not reader.types(value)
        ]
        return tuple(found) or None

    return _Kind(evaluate, properties=frozenset(covered))


def _generation(table: dict[str, Any], shapes: tuple[PropertyShape, ...]) -> _Kind:
    """A name without the character that brothers share, or that is recorded as that of the generation."""

    def evaluate(focus: Focus) -> Values:
        names = _chinese(focus.values[_LABEL])
        recorded = {c.value for c in focus.values.get(_CHARACTER, ()) if isinstance(c, Literal)} | _poem(focus)
        strange = any(all(character not in name for name in names) for character in recorded)
        if names and (strange or _differs(focus, names)):
            return tuple(label for label in focus.values[_LABEL] if fits_language(label, ("zh",)))
        return None

    paths: tuple[ShapePath, ...] = (
        (*_BROTHERS, PathStep(_LABEL)),
        (*_BROTHERS, PathStep(_GENDER)),
        (*_POEM, PathStep(_CHARACTER)),
        (*_POEM, PathStep(_NUMBER)),
    )
    return _Kind(evaluate, needs=_LABEL, paths=paths)


def _chinese(labels: Iterable[Node]) -> list[str]:
    return [label.value for label in labels if isinstance(label, Literal) and fits_language(label, ("zh",))]


def _poem(focus: Focus) -> set[str]:
    """The characters of the family's poem for the generation of a person who is not a woman."""
    generations = {number for each in focus.values.get(_GENERATION, ()) if (number := whole_number(each)) is not None}
    if not generations or _FEMALE in focus.values.get(_GENDER, ()):
        return set()
    reader, found = focus.reader, set()
    for part in focus.at((_POEM,)):
        if generations & {whole_number(each) for each in reader.objects(part, _NUMBER)}:
            found |= {c.value for c in reader.objects(part, _CHARACTER) if isinstance(c, Literal)}
    return found


def _differs(focus: Focus, names: list[str]) -> bool:
    own = [name for name in names if len(name) == 3]
    if not own or not focus.values.get(_FATHER) or _FEMALE in focus.values.get(_GENDER, ()):
        return False
    return any(_stands_out(focus, father, own) for father in focus.values[_FATHER])


def _stands_out(focus: Focus, father: Node, own: list[str]) -> bool:
    """Whether at least two thirds of the sons of a father share a character that this son's name lacks."""
    reader, sons = focus.reader, 0
    sharing: Counter[tuple[int, str]] = Counter()
    for son in reader.follow([father], PathStep(_FATHER, inverse=True)):
        if _FEMALE in reader.objects(son, _GENDER):
            continue
        forms = [name for name in _chinese(reader.objects(son, _LABEL)) if len(name) == 3]
        sons += bool(forms)
        sharing.update({(place, form[place]) for form in forms for place in (1, 2)})
    return any(
        count >= _FEWEST and count * _PART[1] >= sons * _PART[0] and all(name[place] != shared for name in own)
        for (place, shared), count in sharing.items()
    )


def _duplicate(table: dict[str, Any], shapes: tuple[PropertyShape, ...]) -> _Kind:
    """Two entities with the same name, folded, and the same years, of which at least one is known."""

    def identity(focus: Focus) -> str:
        years = ["/".join(sorted(v.value for v in focus.texts((prop,)))) for prop in (_BORN, _DIED)]
        labels = sorted(focus.texts((_LABEL,)), key=lambda label: (label.language != "zh-hant", str(label)))
        name = next((v.value for v in labels if not v.language or fits_language(v, ("zh",))), "")
        return f"{fold(name)} {years[0]} {years[1]}" if name and any(years) else ""

    return _Kind(needs=_LABEL, identity=identity)


_KINDS: dict[str, Callable[[dict[str, Any], tuple[PropertyShape, ...]], _Kind]] = {
    "language": _language,
    "conflict": _conflict,
    "undescribed": _undescribed,
    "generation": _generation,
    "duplicate": _duplicate,
}
