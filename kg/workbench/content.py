"""The decisions of a proposal as JSON, whatever fields a decision has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from kg.curation import Proposal
from kg.errors import WorkspaceError
from kg.terms import Term, is_iri

#: Kinds of decisions that say of pairs whether they are the same.
_PAIR_KINDS = frozenset(("same", "different", "merge"))


def write_content(proposals: Iterable[Proposal]) -> str:
    """Proposals as a JSON list of objects."""
    return json.dumps([asdict(proposal) for proposal in proposals], ensure_ascii=False)


def read_content(text: str) -> tuple[Proposal, ...]:
    """The proposals that ``write_content`` wrote. Raises WorkspaceError where they are none of this version."""
    try:
        return tuple(read_as(Proposal, each) for each in json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise WorkspaceError(
            f"A proposal cannot be read: {error}", hint="It was written by another version of the software."
        ) from error


def named_terms(proposals: Iterable[Proposal]) -> tuple[Term, ...]:
    """The IRIs that proposals name, each once."""
    return tuple(dict.fromkeys(term for proposal in proposals for term in proposal.terms if is_iri(term)))


def decided_pairs(proposals: Iterable[Proposal]) -> list[tuple[Term, Term]]:
    """The pairs that proposals would decide about; none where one of them does anything else."""
    proposals = tuple(proposals)
    if any(proposal.kind.value not in _PAIR_KINDS for proposal in proposals):
        return []
    return [(proposal.terms[0], other) for proposal in proposals for other in proposal.terms[1:]]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def read_as(hint: Any, value: Any) -> Any:
    """A value of JSON as what an annotation says: dataclasses from objects, tuples from lists. Raises ValueError,
    TypeError or KeyError where it is none."""
    if isinstance(hint, type) and is_dataclass(hint):
        known = {each.name for each in fields(hint)}
        if strange := set(value) - known:
            raise ValueError(f"{hint.__name__} has no {', '.join(sorted(strange))}")
        return hint(**{name: read_as(_hints(hint)[name], each) for name, each in value.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    inside = get_args(hint)
    if isinstance(value, list):
        if get_origin(hint) is tuple and len(inside) == len(value) and Ellipsis not in inside:
            return tuple(read_as(one, each) for one, each in zip(inside, value, strict=True))
        return tuple(read_as(inside[0] if inside else Any, each) for each in value)
    if isinstance(value, Mapping):
        return {name: read_as(inside[-1] if inside else Any, each) for name, each in value.items()}
    return value
