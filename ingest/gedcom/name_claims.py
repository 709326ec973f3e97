"""Names of persons as claims."""

from __future__ import annotations

import re

from ingest.gedcom.claims import RecordClaims
from ingest.gedcom.names import read_name
from ingest.gedcom.structure import Structure
from ingest.gedcom.tables import concepts, term, values
from kg.terms import Term, literal

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def add_name(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A personal name with its parts; the first is the preferred label."""
    read = read_name(node.value)
    text = read.text or " ".join(filter(None, (node.text(tag) for tag in ("NPFX", "GIVN", "SPFX", "SURN", "NSFX"))))
    if not text:
        if node.children:
            claims.scope.fault(node, "a name without any words")
        return
    if read.inverted:
        reason = f"the slashes stand round {read.given}, which is no surname; read as {read.surname} {read.given}"
        claims.scope.fault(node, reason)
    name = claims.node("name", "zs:Name")
    person = claims.subject
    first = not claims.has(person, "zs:name")
    claims.add(person, "zs:name", name)
    claims.say(person, "skos:prefLabel" if first else "skos:altLabel", text)
    claims.say(name, "rdf:value", text)
    if not any(node.first(tag) for tag in ("NPFX", "GIVN", "SPFX", "SURN", "NSFX")):
        claims.say(name, "zs:surnamePart", read.surname)
        claims.say(name, "zs:givenNamePart", read.given)
        claims.say(name, "zs:nameSuffix", read.suffix)
    claims.describe(name, node, "NAME")


def add_name_type(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """What kind of name it is: a concept where the word is one of the scheme, else the word."""
    word = node.text("PHRASE") or node.value.strip()
    coded = values("NAMETYPE").get(word.lower())
    concept = term(coded) if coded else concepts("nametype").get(word.lower())
    if concept:
        claims.add(owner, target, concept)
    elif word:
        claims.add(owner, "zs:typeText", literal(word))


def add_variant(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """The same name in another script or language."""
    kind = node.text("LANG") or node.text("TYPE")
    tag = values("VARIANT").get(kind.lower()) or values("LANG").get(kind.lower()) or kind
    language = tag if LANGUAGE_TAG.fullmatch(tag) else ""
    read = read_name(node.value)
    if not read.text:
        return
    name = claims.node("name", "zs:Name")
    claims.add(claims.subject, "zs:name", name)
    claims.add(name, target, owner)
    claims.say(claims.subject, "skos:altLabel", read.text, language)
    claims.say(name, "rdf:value", read.text, language)
    if kind and not language:
        claims.add(name, "zs:typeText", literal(kind))
    parts = Structure(node.tag, children=[child for child in node.children if child.tag not in ("LANG", "TYPE")])
    if not parts.children:
        claims.say(name, "zs:surnamePart", read.surname, language)
        claims.say(name, "zs:givenNamePart", read.given, language)
        claims.say(name, "zs:nameSuffix", read.suffix, language)
    claims.language = language
    claims.describe(name, parts, "NAME")
    claims.language = ""
