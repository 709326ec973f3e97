"""Notes, citations, media, identifiers and holdings as claims."""

from __future__ import annotations

import re

from ingest.gedcom.claims import Handler, RecordClaims
from ingest.gedcom.dates import read_date
from ingest.gedcom.name_claims import LANGUAGE_TAG
from ingest.gedcom.structure import VOID, Structure
from ingest.gedcom.tables import fields
from kg.errors import InvalidDate
from kg.terms import Term, integer, literal, typed

_DAY = re.compile(r"-?\d{4}-\d\d-\d\d")


def add_note(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A note, or the text of the shared note that is pointed to."""
    if text := note_text(claims, node):
        claims.say(owner, target, text, _language(node))
    known = fields()
    for child in node.children:
        row = known.get(f"NOTE.{child.tag}")
        if row is None or not row.target:
            claims.scope.lose(child, "NOTE")


def note_text(claims: RecordClaims, node: Structure) -> str:
    """The text of a note structure; empty where there is none."""
    pointer = node.pointer
    if not pointer or pointer == VOID:
        return "" if pointer else node.value.strip()
    shared = claims.scope.index.notes.get(pointer)
    if shared is None:
        claims.scope.fault(node, f"points to @{pointer}@, which is no note of this file")
        return ""
    return "" if shared.pointer else shared.value.strip()


def _language(node: Structure) -> str:
    tag = node.text("LANG")
    return tag if LANGUAGE_TAG.fullmatch(tag) else ""


def add_citation(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A citation: a node, and its words at what it supports."""
    pointer, scope = node.pointer, claims.scope
    title = scope.index.sources.get(pointer, "")
    if pointer and pointer != VOID and pointer not in scope.index.sources:
        scope.fault(node, f"points to @{pointer}@, which is no source of this file")
        return
    citation = claims.node("source-citation", "zs:SourceCitation", owner)
    claims.add(owner, target, citation)
    if title or (pointer and pointer != VOID):
        claims.add(citation, "zs:cites", scope.entity("instance", pointer))
    elif not pointer:
        claims.say(citation, "rdf:value", node.value)
    words = [title or ("" if pointer else node.value.strip()), node.text("PAGE")]
    claims.say(owner, "zs:citation", _words([word for word in words if word]))
    claims.describe(citation, node, "CITATION")


def _words(parts: list[str]) -> str:
    wide = any("\u3000" <= char <= "\u9fff" for part in parts for char in part)
    return ("，" if wide else ", ").join(parts)


def describe_below(context: str) -> Handler:
    """The handler for a structure that only groups what belongs to its owner."""

    def handle(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
        claims.describe(owner, node, context)

    return handle


def add_quality(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """How good the compiler took the source to be."""
    word = node.value.strip()
    if word in ("0", "1", "2", "3"):
        claims.add(owner, target, integer(int(word)))
    else:
        claims.scope.fault(node, f'"{word}" is not a quality from 0 to 3')


def add_media(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A picture or recording, by reference."""
    pointer = node.pointer
    if not pointer:
        media = claims.node("media", "zs:MediaReference", owner)
        claims.add(owner, target, media)
        claims.describe(media, node, "OBJE")
    elif pointer != VOID and claims.scope.index.others.get(pointer) != "OBJE":
        claims.scope.fault(node, f"points to @{pointer}@, which is no media record of this file")
    elif pointer != VOID:
        claims.add(owner, target, claims.scope.entity("media", pointer))
        claims.scope.lose_below(node, "LINK")


def add_file(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A file of a media record; each after the first is a node of its own."""
    if claims.has(owner, target):
        another = claims.node("media", "zs:MediaReference", owner)
        claims.add(another, "zs:partOf", owner)
        owner = another
    claims.say(owner, target, node.value)
    for child in node.children:
        row = fields().get(f"FILE.{child.tag}")
        if row is None or not row.target:
            claims.scope.lose(child, "FILE")
            continue
        claims.say(owner, row.target, child.value)
        for kind in child.children:
            if f"FORM.{kind.tag}" in fields():
                claims.say(owner, "zs:typeText", kind.value)


def add_identifier(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """An identifier, with its tag before it."""
    if node.value.strip():
        claims.add(owner, target, literal(identifier_text(node)))


def identifier_text(node: Structure) -> str:
    """An identifier in words: its tag, its value, and its kind in brackets."""
    kind = node.text("TYPE")
    return f"{node.tag} {node.value.strip()}" + (f" ({kind})" if kind else "")


def add_restriction(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """Restrictions of access."""
    for word in node.value.lower().split(","):
        if word.strip():
            claims.add(owner, target, literal(word.strip()))


def add_day(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """CHAN and CREA: the day, where it is one."""
    try:
        edtf = read_date(node.text("DATE")).edtf if node.text("DATE") else ""
    except InvalidDate:
        edtf = ""
    if _DAY.fullmatch(edtf):
        claims.add(owner, target, typed(edtf, "xsd:date"))
    for child in node.children:
        if child.tag != "DATE":
            claims.scope.lose(child, "CHAN")


def add_holding(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A repository of a source: a copy of it that is held there."""
    pointer = node.pointer
    if pointer and pointer != VOID and claims.scope.index.others.get(pointer) != "REPO":
        claims.scope.fault(node, f"points to @{pointer}@, which is no repository of this file")
        return
    item = claims.node("item", "bf:Item")
    claims.add(item, "bf:itemOf", owner)
    if pointer and pointer != VOID:
        claims.add(item, target, claims.scope.entity("organization", pointer))
    claims.describe(item, node, "SOUR.REPO")
