"""Ties of kinship: what a family record, and the words at the child's end, say of who is what to whom."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.gedcom.claims import RecordClaims
from ingest.gedcom.structure import VOID, Structure
from ingest.gedcom.tables import concepts, fields, term, values
from kg.terms import Term, integer, literal

_SPOUSES = ("kin:wife", "kin:concubine", "kin:husband", "kin:spouse")
_PLACES = {"HUSB": ("husband", "zs:husband"), "WIFE": ("wife", "zs:wife")}


def add_family(claims: RecordClaims) -> None:
    """The couple, their tie, their children and the ties of these to each parent."""
    claims.union = claims.subject
    members = {tag: list(_members(claims, tag)) for tag in ("HUSB", "WIFE", "CHIL")}
    claims.participants = tuple(
        claims.scope.entity("person", xref) for tag in ("HUSB", "WIFE") for xref, _ in members[tag]
    )
    for tag, (_, predicate) in _PLACES.items():
        for xref, node in members[tag]:
            claims.add(claims.subject, predicate, claims.scope.entity("person", xref))
            claims.scope.lose_below(node, tag)
    couple = [xref for tag in ("HUSB", "WIFE") for xref, _ in members[tag]]
    for at, first in enumerate(couple):
        for second in couple[at + 1 :]:
            _add_couple(claims, first, second)
    parents = [(tag, xref) for tag in ("HUSB", "WIFE") for xref, _ in members[tag]]
    for sequence, (child, node) in enumerate(members["CHIL"], 1):
        add_child(claims, claims.key, child, parents, sequence, node)
    claims.describe(claims.subject, claims.record, "FAM")


def add_child(
    claims: RecordClaims,
    family: str,
    child: str,
    parents: list[tuple[str, str]],
    sequence: int,
    node: Structure | None = None,
) -> None:
    """A child of a family: listed under the union, and tied to each parent. ``sequence`` 0 where there is no list."""
    scope = claims.scope
    union = scope.entity("union", family)
    person = scope.entity("person", child)
    claims.add(union, "zs:offspring", person)
    known = scope.index.persons[child].child_of
    word = next((word for name, word in known if name == (claims.record.xref if node else family)), "")
    own = {} if node is None else {"HUSB": node.text("_FREL"), "WIFE": node.text("_MREL")}
    for tag, parent in parents:
        if parent == child:
            continue  # reported as a ring of descent
        tie = scope.entity("kinship", f"{family}-{child}-{parent}")
        claims.add(tie, "rdf:type", term("zs:Kinship"))
        claims.add(tie, "zs:ego", person)
        claims.add(tie, "zs:alter", scope.entity("person", parent))
        claims.add(tie, "zs:union", union)
        if sequence:
            claims.add(tie, "zs:sequence", integer(sequence))
        pedigree = values("FREL").get(own.get(tag, "").lower()) or word or own.get(tag, "")
        claims.add(tie, "zs:kinship", term(_parent(claims, tag, parent, pedigree)))
        if pedigree and pedigree.upper() != "BIRTH":
            claims.add(tie, "zs:typeText", literal(pedigree.upper()))
    if node is not None:
        for below in node.children:
            row = fields().get(f"CHIL.{below.tag}")
            if row is None or not row.target:
                scope.lose(below, "CHIL")


def _parent(claims: RecordClaims, tag: str, parent: str, pedigree: str) -> str:
    """Father or mother by sex, or where that is unknown by the place in the family; else parent."""
    sex = claims.scope.index.persons[parent].sex or {"HUSB": "M", "WIFE": "F"}[tag]
    field = {"M": "PEDI.father", "F": "PEDI.mother"}.get(sex, "PEDI.parent")
    return values(field).get(pedigree.lower(), values(field)["birth"])


def _members(claims: RecordClaims, tag: str) -> Iterator[tuple[str, Structure]]:
    """Who stands under a tag and is there; the rest is reported."""
    seen: set[str] = set()
    for node in claims.record.children:
        if node.tag != tag:
            continue
        pointer = node.pointer
        if pointer == VOID:
            claims.scope.lose(node, "VOID")
        elif not pointer:
            claims.scope.fault(node, f'"{node.value}" points to nobody')
        elif pointer not in claims.scope.index.persons:
            claims.scope.fault(node, f"points to @{pointer}@, which is no person of this file")
        elif pointer in seen:
            claims.scope.fault(node, f"@{pointer}@ stands twice")
        else:
            seen.add(pointer)
            yield pointer, node


def _add_couple(claims: RecordClaims, first: str, second: str) -> None:
    scope, record = claims.scope, claims.record
    if first == second:
        scope.fault(record, f"@{first}@ stands as husband and wife of the same family; no tie is made")
        return
    tie = scope.entity("kinship", f"{claims.key}-{first}-{second}")
    claims.add(tie, "rdf:type", term("zs:Kinship"))
    claims.add(tie, "zs:ego", scope.entity("person", first))
    claims.add(tie, "zs:alter", scope.entity("person", second))
    claims.add(tie, "zs:union", claims.subject)
    claims.add(tie, "zs:kinship", _spouse(claims, first, second))
    order = [name for name in scope.index.persons[first].partner_in if name in scope.index.families]
    if len(order) > 1 and record.xref in order:
        claims.add(tie, "zs:spouseOrder", integer(order.index(record.xref) + 1))


def _spouse(claims: RecordClaims, first: str, second: str) -> Term:
    """What the second is to the first: the word of the marriage where it is a kind of spouse, else by sex."""
    word = claims.record.text("MARR", "TYPE").lower()
    named = concepts("kin").get(word)
    if named and named in {term(kind) for kind in _SPOUSES}:
        return named
    sexes = [claims.scope.index.persons[xref].sex or known for xref, known in ((first, "M"), (second, "F"))]
    return term("kin:wife" if sexes == ["M", "F"] else "kin:husband" if sexes == ["F", "M"] else "kin:spouse")


def add_family_links(claims: RecordClaims) -> None:
    """The families that a person names: each must be there, and name the person too.

    Where the family does not list the child, the tie is claimed by the child's record.
    """
    index, xref = claims.scope.index, claims.record.identifier
    for node in claims.record.children:
        if node.tag not in ("FAMC", "FAMS"):
            continue
        pointer = node.pointer
        for below in node.children:
            row = fields().get(f"FAMC.{below.tag}")
            if row is None or not row.target:
                claims.scope.lose(below, "FAMC")
        if pointer == VOID:
            continue
        family = index.families.get(pointer)
        if family is None:
            claims.scope.fault(node, f"points to @{pointer or node.value}@, which is no family of this file")
        elif index.persons[xref].line != claims.record.line:
            continue  # a second record of one identifier: what points to it means the first
        elif node.tag == "FAMS" and xref not in family.parents():
            claims.scope.fault(node, f"the family @{pointer}@ has this person neither as husband nor as wife")
        elif node.tag == "FAMC" and xref not in family.children:
            claims.scope.fault(node, f"the family @{pointer}@ does not list this child; the child's word is taken")
            parents = [("HUSB", parent) for parent in family.husbands] + [("WIFE", parent) for parent in family.wives]
            add_child(claims, pointer, xref, [p for p in parents if p[1] in index.persons], 0)
