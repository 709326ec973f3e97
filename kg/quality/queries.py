"""Property shapes as SPARQL: a query that finds in the view the same rows that the engine finds.

The text is made from the shapes alone, which are files of the vocabulary, never from what somebody typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ontology.namespaces import PREFIXES, compact
from ontology.shapes import Alternative, PathStep, PropertyShape

_LOCAL = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_NUMERIC = {PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "int", "long")}
_KIND = {
    "IRI": "isIRI(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNode": "isBlank(?value)",
    "IRIOrLiteral": "(isIRI(?value) || isLiteral(?value))",
    "BlankNodeOrIRI": "(isBlank(?value) || isIRI(?value))",
    "BlankNodeOrLiteral": "(isBlank(?value) || isLiteral(?value))",
}


def iri(value: str) -> str:
    """An IRI as a query writes it, short where that can be done.

    >>> iri("https://w3id.org/zhishu/ontology/birthYear"), iri("http://example.org/a b")
    ('zs:birthYear', '<http://example.org/a b>')
    """
    short = compact(value)
    prefix, _, local = short.partition(":")
    return short if prefix in PREFIXES and local and set(local) <= _LOCAL else f"<{value}>"


def text(value: str) -> str:
    """A string literal of SPARQL."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def of_classes(classes: Iterable[str], variable: str = "?entity") -> str:
    """The pattern of a node with one of the classes as its type."""
    names = sorted(iri(each) for each in classes)
    if len(names) == 1:
        return f"{variable} a {names[0]} ."
    kind = f"{variable}Class"
    return f"VALUES {kind} {{ {' '.join(names)} }} {variable} a {kind} ."


def query_of_shape(shape: PropertyShape, classes: Iterable[str]) -> str:
    """A SELECT query for ``?entity`` and ``?value`` (unbound where the number of values is wrong)."""
    focus = of_classes(classes)
    path = path_text(shape)
    blocks = [f"  {{\n    {block}\n  }}" for block in _blocks(shape, focus, path)]
    return "SELECT DISTINCT ?entity ?value {\n" + "\n  UNION\n".join(blocks) + "\n}\n"


def path_text(shape: PropertyShape) -> str:
    """The path of a shape as SPARQL writes it; alternatives stand in brackets."""
    path = "|".join("/".join(map(_step, steps)) for steps in shape.paths)
    return f"({path})" if len(shape.paths) > 1 else path


def _step(step: PathStep) -> str:
    return f"^{iri(step.predicate)}" if step.inverse else iri(step.predicate)


def _blocks(shape: PropertyShape, focus: str, path: str) -> Iterator[str]:
    reach = f"{focus} ?entity {path} ?value ."
    if shape.min_count == 1:
        yield f"{focus} FILTER NOT EXISTS {{ ?entity {path} ?any }}"
    elif shape.min_count:
        yield _counting(focus, path, f"< {shape.min_count}")
    if shape.max_count is not None:
        yield f"{_counting(focus, path, f'> {shape.max_count}')} ?entity {path} ?value ."
    if shape.has_value:
        yield f"{focus} FILTER NOT EXISTS {{ ?entity {path} {shape.has_value} }}"
    if shape.unique_lang:
        same = 'LANG(?value) != "" && LANG(?value) = LANG(?other) && !sameTerm(?value, ?other)'
        yield f"{reach} ?entity {path} ?other . FILTER({same})"
    if shape.expected_beside:
        yield f"{reach} FILTER NOT EXISTS {{ ?entity {iri(shape.expected_beside)} ?any }}"
    for condition in _conditions(shape):
        yield f"{reach} FILTER(!({condition}))"
    yield from _comparisons(shape, focus, path, reach)


def _counting(focus: str, path: str, condition: str) -> str:
    inner = f"{focus} OPTIONAL {{ ?entity {path} ?each }}"
    return f"{{ SELECT ?entity {{ {inner} }} GROUP BY ?entity HAVING (COUNT(DISTINCT ?each) {condition}) }}"


def _conditions(shape: PropertyShape) -> Iterator[str]:
    """What every value has to fulfil."""
    if shape.datatype:
        yield _datatype(shape.datatype)
    if shape.node_kind:
        yield _KIND[shape.node_kind]
    for group in shape.classes:
        yield _class(group)
    if shape.in_values is not None:
        yield f"?value IN ({', '.join(sorted(map(_term, shape.in_values)))})"
    if shape.pattern:
        yield _pattern(shape.pattern, shape.flags)
    if shape.min_length is not None:
        yield f"COALESCE(STRLEN(STR(?value)) >= {shape.min_length}, false)"
    if shape.min_inclusive is not None:
        yield f"COALESCE(?value >= {shape.min_inclusive}, false)"
    if shape.max_inclusive is not None:
        yield f"COALESCE(?value <= {shape.max_inclusive}, false)"
    if shape.languages:
        fits = " || ".join(f"langMatches(LANG(?value), {text(tag)})" for tag in shape.languages)
        yield f"COALESCE({fits}, false)"
    if shape.alternatives:
        yield " || ".join(f"({' && '.join(_alternative(each))})" for each in shape.alternatives)


def _comparisons(shape: PropertyShape, focus: str, path: str, reach: str) -> Iterator[str]:
    pairs: tuple[tuple[str, Callable[[], str]], ...] = (
        (shape.less_than, lambda: "!COALESCE(?value < ?other, false)"),
        (shape.less_than_or_equals, lambda: "!COALESCE(?value <= ?other, false)"),
        (shape.disjoint, lambda: "sameTerm(?value, ?other)"),
        (shape.compared_with, lambda: _difference(shape.min_difference, shape.max_difference)),
    )
    for other, condition in pairs:
        if other:
            yield f"{reach} ?entity {iri(other)} ?other . FILTER({condition()})"
    if shape.equals:
        yield f"{reach} FILTER NOT EXISTS {{ ?entity {iri(shape.equals)} ?value }}"
        yield f"{focus} ?entity {iri(shape.equals)} ?value . FILTER NOT EXISTS {{ ?entity {path} ?value }}"


def _difference(low: int | None, high: int | None) -> str:
    outside = [f"?other - ?value {sign} {bound}" for sign, bound in (("<", low), (">", high)) if bound is not None]
    return f"COALESCE({' || '.join(outside)}, false)"


def _alternative(each: Alternative) -> Iterator[str]:
    if each.datatype:
        yield _datatype(each.datatype)
    if each.node_kind:
        yield _KIND[each.node_kind]
    if each.classes:
        yield _class(each.classes)
    if each.pattern:
        yield _pattern(each.pattern, "")


def _datatype(datatype: str) -> str:
    legal = " && isNumeric(?value)" if datatype in _NUMERIC else ""  # false for a number that is badly written
    return f"COALESCE(DATATYPE(?value) = {iri(datatype)}{legal}, false)"


def _class(group: frozenset[str]) -> str:
    return f"EXISTS {{ {of_classes(group, '?value')} }}"


def _pattern(pattern: str, flags: str) -> str:
    return f"COALESCE(REGEX(STR(?value), {text(pattern)}{f', {text(flags)}' if flags else ''}), false)"


def _term(term: str) -> str:
    return iri(term[1:-1]) if term.startswith("<") else term
