"""From a row of a catalogue of genealogies to claims: work, edition, copies, family, people, moves, poem and rules."""

from __future__ import annotations

import re
from itertools import zip_longest

from ingest.dating import direct_claims, read_dating
from ingest.field_mapping import field_mappings
from ingest.genealogy.cells import Ancestor, ancestors, compilers, edition_type, holders, parts, poem, rules
from kg.iris import Minter
from kg.terms import Term, Triple, curie, integer, literal
from ontology.schemes import concept_for

_DATE_IN_EDITION = re.compile(r"^(?P<words>[^（(]*?年)(?:[（(](?P<year>\d{4})年?[）)])?")
_SLUG = re.compile(r"[\W_]+")
_MAKES_AN_EDITION = ("版本", "年代", "出版者", "數量", "裝訂", "附注", "收藏者", "索書號")
_OF_THE_EDITION = {
    "版本": "zs:edition",
    "出版者": "zs:publisherName",
    "數量": "zs:extent",
    "裝訂": "zs:binding",
    "附注": "zs:note",
}
_WORDS_OF_THE_WORK = {"卷數": "zs:volumeCount", "譜載內容": "dcterms:tableOfContents", "摘要": "dcterms:description"}


class GenealogyClaims:
    """The claims about one genealogy and all that belongs to it; ``problems`` are (field, reason)."""

    def __init__(self, minter: Minter, entity: str, key: str, language: str) -> None:
        self._minter = minter
        self._entity = entity
        self._key = key
        self._language = language
        self._claims: dict[Triple, None] = {}
        self.problems: list[tuple[str, str]] = []
        self.work = self._node("genealogy")
        self.family = self._node("family")
        self._surnames: list[str] = []

    def describe(self, cells: dict[str, str]) -> None:
        """Make all claims of the cells (by field)."""
        self._surnames = parts(cells.get("姓氏", "").replace("、", "；"))
        self._work(cells)
        self._family(cells)
        self._responsibility(cells.get("責任者", ""))
        if any(cells.get(field) for field in _MAKES_AN_EDITION):
            self._edition(cells)
        number = 0
        for field, role in _roles().items():
            for ancestor in ancestors(cells.get(field, "")):
                number += 1
                self._ancestor(ancestor, field, role, number)
        self._poem(cells.get("字輩", ""))
        self._rules(cells.get("家規", ""))

    def finished(self) -> tuple[Triple, ...]:
        """The claims in the order in which they were made, each once."""
        return tuple(self._claims)

    def _node(self, segment: str, *numbers: int | str) -> Term:
        return self._minter.entity(segment, self._entity + "-".join([self._key, *map(str, numbers)]))

    def _shared(self, segment: str, *names: str) -> Term:
        """An entity that genealogies of the dataset share: a surname, a hall name, an institution."""
        return self._minter.entity(segment, self._entity + "-".join(_SLUG.sub("-", name).strip("-") for name in names))

    def _add(self, subject: Term, predicate: str, value: Term) -> None:
        self._claims[subject, curie(predicate), value] = None

    def _say(self, subject: Term, predicate: str, text: str) -> None:
        if text:
            self._add(subject, predicate, literal(text, self._language))

    def _typed(self, subject: Term, class_: str, label: str = "") -> Term:
        self._add(subject, "rdf:type", curie(class_))
        self._say(subject, "skos:prefLabel", label)
        return subject

    def _work(self, cells: dict[str, str]) -> None:
        work = self._typed(self.work, "zs:Genealogy", cells["題名"])
        for title in parts(cells.get("異題名", "")):
            self._say(work, "skos:altLabel", title)
        for field, predicate in _WORDS_OF_THE_WORK.items():
            self._say(work, predicate, cells.get(field, ""))
        for place in parts(cells.get("散居地", "")):
            self._say(work, "zs:dispersalPlaceName", place)
        self._say(work, "zs:placeName", cells.get("譜籍", ""))
        self._say(work, "zs:citation", cells.get("來源", ""))
        if cells.get("編號"):
            self._add(work, "dcterms:identifier", literal(cells["編號"]))
        for surname in self._surnames:
            self._add(work, "zs:surname", self._typed(self._shared("surname", surname), "zs:Surname", surname))
        only = self._surnames[0] if len(self._surnames) == 1 else ""
        for hall in parts(cells.get("堂號", "").replace("、", "；")):
            name = self._typed(self._shared("hall-name", *filter(None, (only, hall))), "zs:HallName", hall)
            if only:
                self._add(name, "zs:surname", self._shared("surname", only))
            self._add(work, "zs:hallName", name)
            self._say(work, "zs:hall", hall)

    def _family(self, cells: dict[str, str]) -> None:
        place, names = cells.get("譜籍", ""), "、".join(self._surnames)
        if not names:
            return
        self._typed(self.family, "zs:Family", f"{place}{names}氏")
        self._say(self.family, "zs:placeName", place)
        for surname in self._surnames:
            self._add(self.family, "zs:surname", self._shared("surname", surname))
        self._add(self.work, "zs:family", self.family)

    def _responsibility(self, cell: str) -> None:
        if not cell:
            return
        self._say(self.work, "zs:creatorName", cell)
        for number, compiler in enumerate(compilers(cell), 1):
            node, person = self._node("contribution", number), self._person(f"c{number}", compiler.name)
            self._typed(node, "bf:Contribution")
            self._add(self.work, "bf:contribution", node)
            self._add(self.work, "zs:creator", person)
            self._add(node, "bf:agent", person)
            self._say(node, "zs:creatorName", f"{compiler.name}{'等' if compiler.others else ''}")
            self._say(node, "zs:role", compiler.manner)
            if concept := compiler.manner and concept_for("role", compiler.manner):
                self._add(node, "zs:roleConcept", f"<{concept}>")
            self._say(person, "zs:dynasty", compiler.period)

    def _edition(self, cells: dict[str, str]) -> None:
        edition = self._typed(self._node("instance"), "bf:Instance", f"{cells['題名']} {cells.get('版本', '')}".strip())
        self._add(edition, "bf:instanceOf", self.work)
        for field, predicate in _OF_THE_EDITION.items():
            self._say(edition, predicate, cells.get(field, ""))
        if kind := edition_type(cells.get("版本", "")):
            self._add(edition, "zs:editionTypeConcept", f"<{kind}>")
        if binding := concept_for("binding", cells.get("裝訂", "")):
            self._add(edition, "zs:bindingConcept", f"<{binding}>")
        found = _DATE_IN_EDITION.match(cells.get("版本", ""))
        words = cells.get("年代") or (found["words"] if found else "")
        if words:
            dating = read_dating(words, (found["year"] or "") if found and not cells.get("年代") else "")
            if dating.expression is None:
                self.problems.append(("年代", dating.reason))
            self._claims.update(dict.fromkeys(direct_claims(edition, dating, self._language)))
        self._copies(edition, cells)

    def _copies(self, edition: Term, cells: dict[str, str]) -> None:
        marks = parts(cells.get("索書號", ""))
        kept = list(holders(cells.get("收藏者", "")))
        if len(marks) > len(kept):
            self.problems.append(("索書號", f"{len(marks)} shelf marks for {len(kept)} holders"))
        for number, (holder, mark) in enumerate(zip_longest(kept, marks, fillvalue=None), 1):
            copy = self._typed(self._node("item", number), "bf:Item")
            self._add(copy, "bf:itemOf", edition)
            if mark:
                self._add(copy, "zs:shelfMark", literal(mark))
            name, note = holder or ("", "")
            self._say(copy, "skos:prefLabel", f"{cells['題名']}（{name}）" if name else cells["題名"])
            self._say(copy, "zs:note", note)
            if name:
                self._add(copy, "bf:heldBy", self._typed(self._shared("organization", name), "zs:Organization", name))

    def _ancestor(self, ancestor: Ancestor, field: str, role: str, number: int) -> None:
        person = self._person(f"a{number}", ancestor.name)
        self._add(person, "zs:ancestorRole", curie(role))
        self._say(person, "zs:dynasty", ancestor.period)
        if self._surnames:
            self._add(person, "zs:family", self.family)
        if field == "名人":
            self._add(self.work, "zs:notable", person)
            self._say(self.work, "zs:notableName", ancestor.words)
        elif field in ("始祖", "始遷祖") and self._surnames:
            self._add(self.family, "zs:founder", person)
        if ancestor.destination:
            self._migration(ancestor, person, number)
        elif _bare(ancestor.words) != _bare(ancestor.name + ancestor.period):
            self._say(person, "dcterms:description", ancestor.words)

    def _migration(self, ancestor: Ancestor, person: Term, number: int) -> None:
        move = self._typed(self._node("migration", number), "zs:Migration")
        self._add(move, "zs:migrant", person)
        if self._surnames:
            self._add(move, "zs:migratingFamily", self.family)
        self._say(move, "zs:originName", ancestor.origin)
        self._say(move, "zs:destinationName", ancestor.destination)
        self._say(move, "zs:dynasty", ancestor.period)
        self._say(move, "dcterms:description", ancestor.words)

    def _person(self, number: str, name: str) -> Term:
        """A person of this genealogy; one has a surname only if the name begins with it (合譜 have several)."""
        person = self._typed(self._node("person", number), "zs:Person", name)
        own = next((surname for surname in self._surnames if name.startswith(surname)), "")
        if own:
            self._add(person, "zs:surname", self._shared("surname", own))
        return person

    def _poem(self, cell: str) -> None:
        first, characters = poem(cell)
        if not characters:
            return
        node = self._typed(self._node("generation-poem"), "zs:GenerationPoem", characters)
        self._say(node, "zs:text", cell)
        if self._surnames:
            self._add(self.family, "zs:generationPoem", node)
        for at, character in enumerate(characters):
            each = self._typed(self._node("poem-character", at + 1), "zs:PoemCharacter")
            self._add(node, "zs:poemCharacter", each)
            self._say(each, "rdf:value", character)
            self._add(each, "zs:sequence", integer(at + 1))
            if first is not None:
                self._add(each, "zs:generationNumber", integer(first + at))

    def _rules(self, cell: str) -> None:
        for rule in rules(cell):
            node = self._typed(self._node("family-rule", *rule.number), "zs:FamilyRule", rule.text[:40])
            self._say(node, "zs:text", rule.text)
            self._add(node, "zs:sequence", integer(rule.number[-1]))
            self._add(node, "dcterms:source", self.work)
            if len(rule.number) > 1:
                self._add(node, "zs:partOf", self._node("family-rule", *rule.number[:-1]))
            if self._surnames:
                self._add(node, "zs:family", self.family)


def _bare(words: str) -> str:
    return _SLUG.sub("", words)


def _roles() -> dict[str, str]:
    """field -> role of the ancestors that it names."""
    return {row.source: row.target for row in field_mappings("genealogy") if row.target.startswith("ancestor:")}
