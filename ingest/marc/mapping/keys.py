"""A field in one line, as the Library of Congress keeps it beside what was made of it (bflc:marcKey)."""

from __future__ import annotations

from ingest.marc.description import Description, Statement
from ingest.marc.record import Field
from kg.terms import Term, literal


def marc_key(field: Field) -> str:
    """Tag, indicators and subfields.

    >>> marc_key(Field("100", "1", " ", [("a", "Beethoven, Ludwig van,"), ("d", "1770-1827")], 2))
    '1001 $aBeethoven, Ludwig van,$d1770-1827'
    """
    return f"{field.tag}{field.ind1}{field.ind2}" + "".join(f"${code}{text}" for code, text in field.subfields)


def keep_key(d: Description, node: Term, s: Statement) -> None:
    """Say the key of each form of a field, where the graph keeps them."""
    if not d.naming.keeps_keys:
        return
    for place, (field, tag) in enumerate(s.forms):
        key = marc_key(field)
        d.add(node, "bflc:marcKey", d.tongue.tagged(key, tag) if place else literal(key))
