"""From a Wikidata entity to claims, by the table ``fields.tsv``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.agent_context import AgentContext
from ingest.agents import AgentClaims
from ingest.dating import Dating
from ingest.identifiers import identifier_systems
from ingest.wikidata.labels import Labels, tag
from ingest.wikidata.statements import (
    Statement,
    item_id,
    qualifiers,
    read_time,
    reference_items,
    reference_values,
    statements,
)
from ingest.wikidata.tables import dynasties, kinds, named_by, targets, tied_by
from kg.chinese.readings import has_han
from kg.terms import Term, curie, integer, literal, typed
from ontology.namespaces import expand

_GENDERS = {"Q6581097": "zs:Male", "Q6581072": "zs:Female"}
_PLACES = ("P19", "P20", "P119", "P551", "P66")
_WORDS = {"P172": "zs:ethnicity", "P106": "zs:occupation"}
_PINYIN = "zh-Latn-pinyin"


class EntityReader:
    """Reads one entity; ``label`` gives what an item is called, or its number; ``wanted`` are language prefixes."""

    def __init__(self, entity: Mapping[str, Any], kind: str, context: AgentContext, labels: Labels) -> None:
        self._entity = entity
        self._labels = labels
        self.claims = AgentClaims(context, kind, str(entity["id"]))

    def read(self) -> AgentClaims:
        """All claims about the entity."""
        claims = self.claims
        claims.link("skos:exactMatch", expand(f"wd:{self._entity['id']}"), "id")
        self._labels_of_entity()
        self._names()
        if claims.kind == "person":
            self._person()
        else:
            self._body_or_place()
        self._identifiers()
        self._links()
        return claims

    def _labels_of_entity(self) -> None:
        for language, text in self._labels.chosen(self._entity.get("labels")):
            self.claims.name(text, language, preferred=True)
        aliases = self._entity.get("aliases")
        for entries in aliases.values() if isinstance(aliases, dict) else ():
            for language, text in self._labels.chosen(dict(enumerate(entries)) if isinstance(entries, list) else None):
                self.claims.name(text, language)
        for language, text in self._labels.chosen(self._entity.get("descriptions")):
            self.claims.say("dcterms:description", text, language)

    def _names(self) -> None:
        for property_, concept in named_by().items():
            for statement in statements(self._entity, property_):
                text, language = _monolingual(statement.value)
                type_ = concept if self.claims.kind == "person" else ""
                self.claims.name(text, language, concept=type_, sources=self._sources(statement))
        for statement in statements(self._entity, "P1721"):
            if isinstance(statement.value, str):
                han = next((term for text, term in self.claims.names() if has_han(text)), "")
                term = self.claims.name(statement.value, _PINYIN)
                if term and han:
                    self.claims.add("zs:nameVariantOf", han, term)

    def _person(self) -> None:
        claims = self.claims
        for statement in statements(self._entity, "P21"):
            if gender := _GENDERS.get(item_id(statement.value)):
                claims.add("zs:gender", curie(gender))
        self._life()
        for property_ in _PLACES:
            for statement in statements(self._entity, property_):
                self._place(property_, statement)
        for statement in statements(self._entity, "P27"):
            item = item_id(statement.value)
            dynasty = dynasties().get(item)
            if dynasty and not claims.has("zs:dynasty"):
                claims.add("zs:dynasty", literal(dynasty))
            elif item:
                claims.say("zs:note", f"P27: {dynasty or self._labels.of(item)}")
        for property_, target in _WORDS.items():
            for statement in statements(self._entity, property_):
                if item := item_id(statement.value):
                    claims.say(target, self._labels.of(item))
        self._offices()
        self._ties()

    def _life(self) -> None:
        claims = self.claims
        for property_, make in (("P569", claims.born), ("P570", claims.died)):
            for statement in statements(self._entity, property_):
                if (dating := self._time(property_, statement)) is not None:
                    make(dating)
                elif property_ == "P570" and statement.kind in ("novalue", "somevalue"):
                    claims.add("zs:living", typed(str(statement.kind == "novalue").lower(), "xsd:boolean"))
        begin = next(self._times("P2031"), None) or next(self._times("P1317"), None)
        end = next(self._times("P2032"), None) or next(self._times("P1317"), None)
        claims.active(begin, end, ("zs:activeFrom", "zs:activeTo"))

    def _place(self, property_: str, statement: Statement) -> None:
        if not (item := item_id(statement.value)):
            return
        term = self._item("place", item)
        self.claims.add(targets()[property_], term)
        if property_ == "P66":
            self.claims.say("zs:nativePlaceName", self._labels.of(item))

    def _offices(self) -> None:
        for property_ in ("P39", "P108"):
            for statement in statements(self._entity, property_):
                if not (item := item_id(statement.value)):
                    continue
                sources = self._sources(statement)
                if property_ == "P39":
                    node = self.claims.posting(self._labels.of(item), sources=sources)
                    self.claims.link("rdfs:seeAlso", expand(f"wd:{item}"), property_, node)
                else:
                    node = self.claims.posting("", self._item("organization", item), sources)
                self.claims.span(node, *_period(statement))

    def _ties(self) -> None:
        for property_, concept in tied_by().items():
            for statement in statements(self._entity, property_):
                if not (item := item_id(statement.value)):
                    continue
                relation = "kinship" if concept.startswith(expand("kin:")) else "association"
                node = self.claims.tie(relation, concept, self._item("person", item), self._sources(statement))
                self.claims.span(node, *_period(statement))
                for value in qualifiers(statement, "P1039"):
                    if word := item_id(value):
                        self.claims.say("zs:typeText", self._labels.of(word), subject=node)
                for value in qualifiers(statement, "P1545") if property_ == "P26" else ():
                    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 4:
                        self.claims.add("zs:spouseOrder", integer(int(value)), node)
        for statement in statements(self._entity, "P53"):
            if item := item_id(statement.value):
                node = self.claims.node("membership", "zs:MembershipInLineage")
                self.claims.add("zs:member", self.claims.subject, node)
                self.claims.add("zs:lineage", self._item("family", item), node)
        for statement in statements(self._entity, "P734"):
            if item := item_id(statement.value):
                self.claims.add("zs:surname", self._surname(item))

    def _body_or_place(self) -> None:
        claims = self.claims
        claims.active(next(self._times("P571"), None), next(self._times("P576"), None), ("zs:beginYear", "zs:endYear"))
        for statement in statements(self._entity, "P625"):
            value = statement.value
            if claims.kind == "place" and isinstance(value, dict):
                for name, prop in (("latitude", "geo:lat"), ("longitude", "geo:long")):
                    if isinstance(number := value.get(name), int | float) and not isinstance(number, bool):
                        claims.add(prop, typed(f"{number:.6f}".rstrip("0").rstrip("."), "xsd:decimal"))

    def _identifiers(self) -> None:
        for property_ in targets():
            if property_.lower() in identifier_systems():
                for statement in statements(self._entity, property_):
                    if isinstance(statement.value, str):
                        self.claims.identifier(property_.lower(), statement.value, property_)

    def _links(self) -> None:
        sites = self._entity.get("sitelinks")
        for site in sites.values() if isinstance(sites, dict) else ():
            if isinstance(site, dict) and isinstance(address := site.get("url"), str):
                self.claims.link("rdfs:seeAlso", address, "sitelinks")

    def _item(self, kind: str, item: str) -> Term:
        term = self.claims.context.term(kind, item)
        label = self._labels.known(item)
        if label:
            return self.claims.named(kind, label, item)
        self.claims.add(
            "rdf:type", curie({"person": "zs:Person", "place": "zs:Place"}.get(kind, f"zs:{kind.title()}")), term
        )
        return term

    def _surname(self, item: str) -> Term:
        term = self.claims.context.term("surname", item)
        self.claims.add("rdf:type", curie("zs:Surname"), term)
        self.claims.say("skos:prefLabel", self._labels.known(item), subject=term)
        return term

    def _sources(self, statement: Statement) -> list[str]:
        return [
            *(self._labels.of(item) for item in reference_items(statement, "P248")),
            *(text for value in reference_values(statement, "P1476") if (text := _monolingual(value)[0])),
        ]

    def _times(self, property_: str) -> Iterator[Dating]:
        for statement in statements(self._entity, property_):
            if (found := self._time(property_, statement)) is not None:
                yield found

    def _time(self, property_: str, statement: Statement) -> Dating | None:
        found = read_time(statement)
        if found is None or found.expression is not None:
            return found
        self.claims.problems.append((property_, found.reason))
        return None


def kind_of(entity: Mapping[str, Any]) -> str:
    """What kind of entity an item is by its classes, empty for one that is left out."""
    found = (kinds().get(item_id(statement.value), "") for statement in statements(entity, "P31"))
    return next(filter(None, found), "")


def _monolingual(value: Any) -> tuple[str, str]:
    if isinstance(value, str):
        return value, ""
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return "", ""
    language = value.get("language")
    return value["text"], tag(language) if isinstance(language, str) and language not in ("zh", "mul", "und") else ""


def _period(statement: Statement) -> tuple[Dating | None, Dating | None]:
    found = []
    for property_ in ("P580", "P582"):
        values = [*qualifiers(statement, property_), *qualifiers(statement, "P585")]
        times = (read_time(Statement("value", value, {}, ())) for value in values)
        found.append(next((time for time in times if time is not None), None))
    return found[0], found[1]
