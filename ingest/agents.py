"""Claims about an agent or a place as an authority file gives it: names as nodes, dates, ties, identifiers, evidence.

Authority files of libraries, archives and databases say the same kinds of things in their own formats; what these
things become is here, once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache

from ingest.agent_context import CLASSES, AgentContext, historical, slug
from ingest.dating import Dating, time_claims
from ingest.identifiers import identifier_systems
from kg.errors import InvalidInput
from kg.terms import Term, Triple, curie, integer, iri, literal, typed

#: What every tie of a kind is.
_BROADEST = {"kinship": "kin:relative", "association": "assoc:associate"}
_YEAR_ONLY = re.compile(r"-?\d{4}")
_TRUE = typed("true", "xsd:boolean")
_curie = cache(curie)


class AgentClaims:
    """The claims of one record; ``problems`` are (field, reason) of what could not be used."""

    def __init__(self, context: AgentContext, kind: str, local: str) -> None:
        self.context = context
        self.kind = kind
        self.local = local
        self.subject = context.term(kind, local)
        self.problems: list[tuple[str, str]] = []
        self._claims: dict[Triple, None] = {}
        self._numbers: Counter[str] = Counter()
        self._names: dict[tuple[str, str], Term] = {}
        self._labelled: set[str] = set()
        self._born_by: int | None = None
        self.add("rdf:type", _curie(CLASSES[kind]))

    def add(self, predicate: str, value: Term, subject: Term = "") -> None:
        """One claim about the subject of the record, or about another."""
        self._claims[subject or self.subject, _curie(predicate), value] = None

    def say(self, predicate: str, text: str, language: str = "", subject: Term = "") -> None:
        """A claim with a text, nothing where it is empty; without a language the script tells it."""
        if text := " ".join(text.split()):
            self.add(predicate, literal(text, self.context.language(text, language)), subject)

    def link(self, predicate: str, address: str, field: str, subject: Term = "") -> None:
        """A claim with an address, which nobody opens; what is no address is reported."""
        try:
            self.add(predicate, iri(address.strip()), subject)
        except InvalidInput as error:
            self.problems.append((field, str(error)))

    def has(self, predicate: str) -> bool:
        """Whether the subject has a claim with this property."""
        wanted = (self.subject, _curie(predicate))
        return any((s, p) == wanted for s, p, _ in self._claims)

    def node(self, kind: str, class_: str) -> Term:
        """A new node of the record: its local id and a number."""
        self._numbers[kind] += 1
        term = self.context.term(kind, f"{self.local}-{self._numbers[kind]}")
        self.add("rdf:type", _curie(class_), term)
        return term

    def name(
        self, text: str, language: str = "", *, concept: str = "", preferred: bool = False, sources: Iterable[str] = ()
    ) -> Term:
        """A name of the subject as a node, empty for no text; a form that was given before is the same node.

        ``concept`` is the IRI of a name type, ``sources`` what is cited for it. The first preferred form of a language
        is the label; a record without any is labelled by its first name.
        """
        text = " ".join(text.split())
        if not text:
            return ""
        language = self.context.language(text, language)
        if (known := self._names.get((text, language))) is None:
            known = self._names[text, language] = self.node("name", "zs:Name")
            self.add("rdf:value", literal(text, language), known)
            if self.kind == "person":
                self.add("zs:name", known)
            label = preferred and language not in self._labelled
            self.add("skos:prefLabel" if label else "skos:altLabel", literal(text, language))
            if label:
                self._labelled.add(language)
        if concept:
            self.add("zs:nameType", f"<{concept}>", known)
        for source in sources:
            self.say("zs:citation", source, subject=known)
        return known

    def names(self) -> Iterator[tuple[str, Term]]:
        """The text and the node of every name so far."""
        return ((text, term) for (text, _), term in self._names.items())

    def named(self, kind: str, text: str, local: str = "", language: str = "") -> Term:
        """Another entity, by a local id or, without one, by its name; it is described by its name only."""
        term = self.context.term(kind, local or slug(text))
        self.add("rdf:type", _curie(CLASSES[kind]), term)
        self.say("skos:prefLabel", text, language, term)
        return term

    def born(self, dating: Dating) -> None:
        """The birth: its year where there is one, and a time expression where there is more to it."""
        first, last = dating.years
        if first is not None and first == last:
            self.add("zs:birthYear", integer(historical(first)))
        else:
            self._born_by = last if last is not None else first
        self._time("zs:birth", "birth", dating)

    def died(self, dating: Dating) -> None:
        """The death, as the birth."""
        first, last = dating.years
        if first is not None and first == last:
            self.add("zs:deathYear", integer(historical(first)))
        self._time("zs:death", "death", dating)

    def active(self, begin: Dating | None, end: Dating | None, properties: tuple[str, str]) -> None:
        """The first and the last year of a period, each with its property."""
        for dating, prop, edge in ((begin, properties[0], 0), (end, properties[1], 1)):
            year = dating.years[edge] if dating is not None else None
            if year is not None:
                self.add(prop, integer(historical(year)))

    def seen_in(self, year: int | None) -> None:
        """A year in which a person whose birth nobody dates was alive, as far as is known the last."""
        self._born_by = year

    def tie(self, relation: str, concept: str, alter: Term, sources: Iterable[str] = (), *, ego: Term = "") -> Term:
        """A kinship or association: the alter is, to the subject or another ego, what the concept (an IRI) says;
        without a concept it is a relative or an associate, which says no more than that there is a tie.
        """
        node = self.node(relation, "zs:Kinship" if relation == "kinship" else "zs:Association")
        self.add("zs:ego", ego or self.subject, node)
        self.add("zs:alter", alter, node)
        self.add(f"zs:{relation}", f"<{concept}>" if concept else _curie(_BROADEST[relation]), node)
        for source in sources:
            self.say("zs:citation", source, subject=node)
        return node

    def posting(self, office: str, organization: Term = "", sources: Iterable[str] = ()) -> Term:
        """An office held by the subject."""
        node = self.node("posting", "zs:Posting")
        self.add("zs:holder", self.subject, node)
        self.say("zs:office", office, subject=node)
        if organization:
            self.add("zs:organization", organization, node)
        for source in sources:
            self.say("zs:citation", source, subject=node)
        return node

    def span(self, node: Term, begin: Dating | None, end: Dating | None) -> None:
        """The first and last year of a node that has a duration."""
        for dating, prop, edge in ((begin, "zs:beginYear", 0), (end, "zs:endYear", 1)):
            year = dating.years[edge] if dating is not None else None
            if year is not None:
                self.add(prop, integer(historical(year)), node)

    def identifier(self, system: str, value: str, field: str) -> None:
        """An identifier elsewhere: a node, and an exact match where the system has addresses (`ingest.identifiers`)."""
        value = value.strip()
        if not value:
            return
        known = identifier_systems().get(system.lower())
        if known is not None:
            value = known.clean(value)
            if not known.pattern.fullmatch(value):
                self.problems.append((field, f'"{value}" is not an identifier of {known.name}'))
                return
        node = self.node("identifier", "zs:ExternalIdentifier")
        self.add("zs:externalIdentifier", node)
        self.add("rdf:value", literal(value), node)
        if name := known.name if known else system:
            self.add("zs:typeText", literal(name), node)
        address = known.address(value) if known else value if value.startswith(("http://", "https://")) else ""
        if address:
            self.link("skos:exactMatch", address, field)
            self.link("zs:matchTarget", address, field, node)

    def quoted(self, source: str, quotation: str = "", address: str = "", field: str = "") -> None:
        """A source that is cited for the record, with what was found in it."""
        if not source.strip() and not quotation.strip():
            return
        node = self.node("source-citation", "zs:SourceCitation")
        self.add("zs:sourceCitation", node)
        self.say("zs:citation", source, subject=node)
        self.say("zs:quotation", quotation, subject=node)
        self.say("zs:citation", source)
        if address:
            self.link("rdfs:seeAlso", address, field, node)

    def finished(self) -> tuple[Triple, ...]:
        """The claims in the order in which they were made, each once."""
        self._presume_living()
        if self.context.citation:
            self.say("zs:citation", self.context.citation)
        if not self._labelled and self._names:
            (text, language), _ = next(iter(self._names.items()))
            self._claims.pop((self.subject, _curie("skos:altLabel"), literal(text, language)), None)
            self.add("skos:prefLabel", literal(text, language))
        return tuple(self._claims)

    def _presume_living(self) -> None:
        """Somebody born in a decade or century that reaches into the privacy window may be alive."""
        newest = datetime.now(UTC).year - self.context.window
        if self.kind != "person" or self._born_by is None or self._born_by < newest:
            return
        if not (self.has("zs:death") or self.has("zs:deathYear") or self.has("zs:birthYear")):
            self.add("zs:presumedLiving", _TRUE)

    def _time(self, prop: str, kind: str, dating: Dating) -> None:
        found = dating.expression
        if found is None and not dating.words:
            return
        if found is not None and _YEAR_ONLY.fullmatch(found.edtf) and not dating.is_chinese:
            return
        number = sum(1 for _, p, _ in self._claims if p == _curie(prop))
        node = self.context.term("time", f"{self.local}-{kind}" + (f"-{number + 1}" if number else ""))
        self.add(prop, node)
        words = "" if dating.words.isascii() else self.context.language(dating.words)
        self._claims.update(dict.fromkeys(time_claims(node, dating, words)))
