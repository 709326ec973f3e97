"""Events, dates, places, positions and ties of a life as claims."""

from __future__ import annotations

from ingest.gedcom.claims import RecordClaims
from ingest.gedcom.dates import GedcomDate, read_date
from ingest.gedcom.evidence_claims import identifier_text, note_text
from ingest.gedcom.places import coordinates
from ingest.gedcom.structure import VOID, Structure
from ingest.gedcom.tables import fields, term, values
from kg.chinese.readings import has_han
from kg.errors import InvalidDate
from kg.terms import Term, integer, literal

_YES, _NO = "Y", "N"
_LIFE = {
    "lifeevent:birth": ("zs:birthYear", "zs:birthPlace"),
    "lifeevent:death": ("zs:deathYear", "zs:deathPlace"),
    "lifeevent:burial": ("", "zs:burialPlace"),
}
_ADDRESS = ("ADR1", "ADR2", "ADR3", "CITY", "STAE", "POST", "CTRY")


def add_event(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """An event or attribute with its participants; a fact that has a property of its own becomes that."""
    fact = values("FACT").get(node.text("TYPE").lower()) if target in ("lifeevent:fact", "lifeevent:event") else None
    if fact and not claims.union and node.value.strip():
        _add_fact(claims, node, fact)
        return
    word = node.value.strip().upper()
    if word == _NO:
        claims.scope.lose(Structure("NO", line=node.line), claims.record.tag)
        return
    event = claims.node("event", "zs:LifeEvent")
    claims.add(event, "zs:eventType", term(target))
    for participant in claims.participants:
        claims.add(event, "zs:participant", participant)
    if claims.union:
        claims.add(event, "zs:union", claims.union)
    if word != _YES:
        claims.say(event, "rdf:value", node.value)
    claims.describe(event, node, "EVENT")
    if target in _LIFE and not claims.union:
        _add_to_life(claims, event, *_LIFE[target])


def _add_to_life(claims: RecordClaims, event: Term, year: str, place: str) -> None:
    """The year and place of a birth or death stand at the person too: those of the first that has any."""
    for predicate, source in ((year, "zs:year"), (place, "zs:place")):
        if predicate and not claims.has(claims.subject, predicate):
            for value in claims.values(event, source):
                claims.add(claims.subject, predicate, value)


def _add_fact(claims: RecordClaims, node: Structure, target: str) -> None:
    """A fact that the model has a property for: generation, generation character."""
    text = node.value.strip()
    plain = target == "zs:generation" and text.isascii() and text.isdecimal() and len(text) < 4
    if target == "zs:nativePlaceName":
        claims.say(claims.subject, target, text)
    else:
        claims.add(claims.subject, target, integer(int(text)) if plain else literal(text))
    for child in node.children:
        if child.tag != "TYPE":
            claims.scope.lose(child, "FACT")


def add_gender(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """M and F; unknown says nothing."""
    word = node.value.strip().lower()
    if word in values("SEX"):
        claims.add(owner, target, term(values("SEX")[word]))
    elif word not in ("", "u"):
        claims.scope.fault(node, f'"{node.value}" is not held: only M and F have a term')


def add_posting(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """An occupation or a title."""
    posting = claims.node("posting", "zs:Posting")
    claims.add(posting, "zs:holder", owner)
    claims.add(posting, "zs:eventType", term(values("OFFICE")[node.tag.lower()]))
    claims.say(posting, target, node.value)
    claims.describe(posting, node, "EVENT")


def add_date(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A date: its words, EDTF and years."""
    if not node.value.strip() and not node.text("PHRASE"):
        return
    if claims.has(owner, target):
        claims.scope.fault(node, "a second date; only the first is used")
        return
    for child in node.children:
        if child.tag != "PHRASE":
            claims.scope.lose(child, "DATE")
    try:
        date = read_date(node.value, node.text("PHRASE"))
    except InvalidDate as error:
        claims.scope.fault(node, f"{error}; only its words are kept")
        date = GedcomDate(" ".join(node.value.split()))
    claims.add(owner, target, literal(date.text, claims.scope.options.han if has_han(date.text) else ""))
    if date.edtf:
        claims.add(owner, "zs:edtf", literal(date.edtf))
    if date.year is not None:
        claims.add(owner, "zs:year", integer(date.year))
    else:
        for predicate, year in (("zs:beginYear", date.first), ("zs:endYear", date.last)):
            if year is not None:
                claims.add(owner, predicate, integer(year))
    if date.calendar:
        claims.add(owner, "zs:calendar", literal(date.calendar))


def add_place(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A place, by name and as an entity, with what is said of it."""
    text, scope = node.value.strip(), claims.scope
    if not text:
        return
    claims.say(owner, target, text)
    place = scope.gazetteer.add(text, node.text("FORM") or scope.index.place_form, node.line)
    if place is None:
        return
    claims.add(owner, "zs:place", place)
    try:
        point = coordinates(node)
    except ValueError as error:
        scope.fault(node, str(error))
        point = None
    if point:
        scope.gazetteer.describe(text, "geo:lat", point[0])
        scope.gazetteer.describe(text, "geo:long", point[1])
    for child in node.children:
        row = fields().get(f"PLAC.{child.tag}")
        if row is None or not row.target:
            scope.lose(child, "PLAC")
        elif row.target == "skos:altLabel":
            kind = child.text("LANG") or child.text("TYPE")
            language = values("VARIANT").get(kind.lower(), child.text("LANG"))
            scope.gazetteer.describe(text, row.target, scope.text(child.value.strip(), language))
        elif row.target == "dcterms:identifier":
            scope.gazetteer.describe(text, row.target, literal(identifier_text(child)))
        elif row.target == "zs:note" and (note := note_text(claims, child)):
            scope.gazetteer.describe(text, row.target, scope.text(note))


def add_address(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """An address as a whole, or put together of its parts."""
    claims.say(owner, target, node.value.strip() or "\n".join(filter(None, map(node.text, _ADDRESS))))


def add_association(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """A tie to another person that is not one of family."""
    other, scope = node.pointer, claims.scope
    if claims.union or other not in scope.index.persons:
        if other not in ("", VOID) and other not in scope.index.others:
            scope.fault(node, f"points to @{other}@, which is no record of this file")
        else:
            scope.lose(node, "FAM" if claims.union else "VOID")
        return
    tie = claims.node("association", "zs:Association", owner)
    claims.add(tie, "zs:ego", claims.subject)
    claims.add(tie, "zs:alter", scope.entity("person", other))
    role = node.text("ROLE", "PHRASE") or node.text("RELA") or node.text("ROLE")
    concept = values("ROLE").get(role.lower()) or values("ROLE").get(node.text("ROLE").lower(), "assoc:associate")
    claims.add(tie, target, term(concept))
    if role:
        claims.add(tie, "zs:typeText", literal(role))
    if owner != claims.subject:
        claims.add(tie, "zs:concerns", owner)
    rest = [child for child in node.children if child.tag not in ("RELA", "ROLE")]
    claims.describe(tie, Structure("ASSO", children=rest), "ASSO")


def leave_to_family(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """Handled elsewhere: ties of kinship are claimed by the record of the family."""
