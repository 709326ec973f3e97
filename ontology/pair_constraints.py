"""``sh:lessThan`` and ``sh:lessThanOrEquals`` as SHACL defines them, in place of pySHACL's.

SHACL compares by the operator < of SPARQL 1.1 (17.3): numbers with numbers, plain strings, dates, times and booleans
among themselves. What cannot be compared is a result (SHACL, 4.5.3 and 4.5.4). pySHACL puts IRIs and texts in some
language into the order of their letters, and stops with a TypeError at a date beside a number.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)
from rdflib import SH, Literal
from rdflib.term import Node

#: the kind of a value, and what stands for it in the order of its kind
Comparable: TypeAlias = tuple[str, Any]
_Reports: TypeAlias = tuple[bool, list[Any]]


def comparable(node: Node) -> Comparable | None:
    """What a node is compared by; None for what has no order, an ill-formed literal among them.

    >>> comparable(Literal(1844)) < comparable(Literal(1844.5)), comparable(Literal("盛", lang="zh-Hant"))
    (True, None)
    """
    if not isinstance(node, Literal) or node.language or node.ill_typed:
        return None
    value = node.value
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int | float | Decimal):
        return "number", value
    if isinstance(value, datetime):
        return f"dateTime {value.tzinfo is None}", value
    if isinstance(value, date):
        return "date", value
    return ("string", value) if isinstance(value, str) else None


def is_ordered(one: Node, other: Node, before: Callable[[Any, Any], bool]) -> bool:
    """Whether two nodes can be compared and are in the order that ``before`` tells."""
    left, right = comparable(one), comparable(other)
    return left is not None and right is not None and left[0] == right[0] and before(left[1], right[1])


def _compare(component: Any, values: Iterable[Node], others: Iterable[Node], before: Any, *where: Any) -> _Reports:
    """A result for every pair that is not in order, as pySHACL wants it: whether there is any, and the results."""
    data, focus = where
    others = list(others)
    wrong = [value for value in values for other in others if not is_ordered(value, other, before)]
    return bool(wrong), [component.make_v_result(data, focus, value_node=value) for value in wrong]


class LessThan(LessThanConstraintComponent):
    """SHACL, 4.5.3."""

    def _compare_lt(self, values: Iterable[Node], others: Iterable[Node], data: Any, focus: Node) -> _Reports:
        return _compare(self, values, others, operator.lt, data, focus)


class LessThanOrEquals(LessThanOrEqualsConstraintComponent):
    """SHACL, 4.5.4."""

    def _compare_ltoe(self, values: Iterable[Node], others: Iterable[Node], data: Any, focus: Node) -> _Reports:
        return _compare(self, values, others, operator.le, data, focus)


def install() -> None:
    """Make pySHACL use these components."""
    CONSTRAINT_PARAMETERS_MAP.update({SH.lessThan: LessThan, SH.lessThanOrEquals: LessThanOrEquals})
