"""What is said of works, editions and copies beside BIBFRAME: labels, names as written, years, edition, evidence.

These are the properties that pages, facets and search know; all of them follow from the fields that BIBFRAME's nodes
come from, so nothing is said here that is not said there in more words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.dating import read_dating
from ingest.language_codes import language_tag
from ingest.marc.description import TERMS, Description, Statement
from ingest.marc.edition_details import Detail, concept_in, details_of
from ingest.marc.mapping.fixed import edtf_dates
from ingest.marc.mapping.provision import elements
from ingest.marc.mapping.subjects import heading_of
from ingest.marc.parallel import Pairing
from ingest.marc.punctuation import chop, chop_stop, unbracketed
from ingest.marc.record import Field
from kg.iris import Minter
from kg.terms import Term, integer, iri, literal, typed
from ontology.namespaces import expand
from ontology.schemes import concept_for

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_EDITION_NOTES = frozenset(("250", "500", "533", "534", "562", "563", "590", "300"))
_IMPRINTS = {"a": "zs:placeName", "b": "zs:publisherName", "c": "zs:dateText"}
_VOLUMES = re.compile(
    "[一二三四五六七八九十百千〇零兩\\d]{1,8}卷(?:[，,、]?[首末附][一二三四五六七八九十\\d]{1,3}卷?)*"
)
_SUBJECTS = frozenset(("600", "610", "611", "630", "647", "648", "650", "651", "655"))
_YEARS = re.compile(r"(\d{4})(?:/(\d{4}|\.\.))?")
_ERA_YEAR = re.compile("[\u4e00-\u9fff]{2}.{0,8}[年歲岁]|[元一二三四五六七八九十\\d]\\s*年")
_MEASURES = frozenset(("zs:frameHeight", "zs:frameWidth"))
_LEADS_ON = " :;/=,"
#: What cataloguers write for a place or publisher that nobody knows.
_UNKNOWN = frozenset(
    ("s.n", "s.l", "n.p", "publisher not identified", "place of publication not identified", "出版者不詳", "出版者不详")
)
_PERSON = "/person/"
_LONGEST_TEXT = 2_000


class RecordClaims:
    """Adds to the description of a record what the graph of claims has beside BIBFRAME."""

    def __init__(self, d: Description, pairing: Pairing, minter: Minter, entity: str, key: str) -> None:
        self._d = d
        self._minter = minter
        self._local = f"{entity}{key}"
        self._statements: dict[str, list[Statement]] = {}
        for statement in pairing.statements:
            self._statements.setdefault(statement.tag, []).append(statement)
        self.problems: list[tuple[str, str]] = []

    def add(self, citation: str) -> None:
        """Make all of them; ``citation`` is what the record cites, or empty."""
        d = self._d
        self._titles()
        self._responsible()
        self._imprint()
        self._years()
        self._edition()
        self._content()
        self._copies()
        number = d.record.control("001").strip()
        d.plain(d.instance, "dcterms:identifier", number)
        if citation:
            d.add(d.instance, "zs:citation", literal(citation, "zh-Hant"))

    def _of(self, *tags: str) -> Iterator[Statement]:
        return (statement for tag in tags for statement in self._statements.get(tag, ()))

    def _titles(self) -> None:
        d = self._d
        title = next(self._of("245"), None) or next(self._of("130", "240"), None)
        if title is None:
            self.problems.append(("245", "there is no title; the record is labelled by its number"))
            for subject in (d.work, d.instance):
                d.add(subject, "skos:prefLabel", literal(d.record.control("001").strip() or "?", "und"))
            return
        for subject in (d.work, d.instance):
            d.naming.titled(d, subject, title, _title)
        for statement in self._of("246", "247", "240", "130"):
            if statement is not title:
                d.say(d.work, "skos:altLabel", statement, lambda f: chop(" ".join(f.all("anp"))))

    def _responsible(self) -> None:
        """The persons, and the statement of responsibility or, where there is none, the heading."""
        d = self._d
        agents = [value for _, predicate, value in d.claims if predicate == TERMS["bf:agent"] and _PERSON in value]
        for agent in dict.fromkeys(agents):
            d.add(d.work, "zs:creator", agent)
        said = [d.say(d.work, "zs:creatorName", s, lambda f: chop(" ".join(f.all("c")))) for s in self._of("245")]
        if not any(said):
            for statement in self._of("100", "110", "111"):
                d.say(d.work, "zs:creatorName", statement, lambda f: chop(" ".join(f.all("abcd"))))

    def _imprint(self) -> None:
        d = self._d
        for statement in self._of("260", "264"):
            if statement.tag == "264" and statement.field.ind2 == "4":
                continue
            for code, texts in elements(statement, "abc"):
                shown = [(unbracketed(chop_stop(text) if code == "c" else text), tag) for text, tag in texts]
                known = [(text, tag) for text, tag in shown if text.rstrip(".").lower() not in _UNKNOWN]
                d.tell(d.instance, _IMPRINTS[code], known)

    def _years(self) -> None:
        """The years of 008; where it has none, those of a date that is written in Chinese."""
        d = self._d
        published, _ = edtf_dates(d.record.control("008").ljust(15))
        if match := _YEARS.fullmatch(published):
            first, last = int(match[1]), match[2]
            d.plain(d.instance, "zs:edtf", published)
            if last is None:
                d.add(d.instance, "zs:year", integer(first))
                return
            d.add(d.instance, "zs:beginYear", integer(first))
            if last != "..":
                d.add(d.instance, "zs:endYear", integer(int(last)))
            return
        for words in self._written_dates():
            dating = read_dating(words)
            begin, end = dating.years
            if dating.expression is None or begin is None:
                continue
            d.plain(d.instance, "zs:edtf", dating.expression.edtf)
            if begin == end:
                d.add(d.instance, "zs:year", integer(begin))
            else:
                d.add(d.instance, "zs:beginYear", integer(begin))
                if end is not None:
                    d.add(d.instance, "zs:endYear", integer(end))
            return

    def _written_dates(self) -> Iterator[str]:
        for statement in self._of("260", "264"):
            for field, _ in statement.forms:
                for text in field.all("c"):
                    words = re.sub(r"[\[(（［].*", "", text).strip(" .,")
                    if _ERA_YEAR.search(words):
                        yield words

    def _edition(self) -> None:
        d = self._d
        for statement in self._of("250"):
            d.say(d.instance, "zs:edition", statement, lambda f: chop(" ".join(f.all("ab"))))
        for statement in self._of("300"):
            d.say(d.instance, "zs:extent", statement, lambda f: " ".join(text.strip(" :;+") for text in f.all("aefg")))
        for statement in self._of("440", "490"):
            d.say(d.instance, "zs:collection", statement, lambda f: chop(f.first("a")))
        for statement in self._of("245", "300"):
            for field, tag in statement.forms:
                for match in _VOLUMES.finditer(" ".join(field.all("abnp"))):
                    d.tell(d.instance, "zs:volumeCount", [(match.group(), tag)])
        notes = [(s, field, tag) for s in self._of(*sorted(_EDITION_NOTES)) for field, tag in s.forms]
        for statement, field, tag in notes:
            text = " ".join(field.all("abcn")).strip()
            if _HAN.search(text):
                self._making(statement, text, tag)

    def _making(self, statement: Statement, text: str, tag: str) -> None:
        """Edition type, binding and the details of one note; each type of evidence in it is a node with its words."""
        d = self._d
        for scheme, words, concept in (
            ("editiontype", "zs:editionType", "zs:editionTypeConcept"),
            ("binding", "zs:binding", "zs:bindingConcept"),
        ):
            word, found = concept_in(scheme, text)
            if found:
                d.tell(d.instance, words, [(word, tag)])
                d.add(d.instance, concept, iri(found))
        details = details_of(text)
        if not details:
            return
        if any(detail.evidence == "layout" for detail in details):
            d.tell(d.instance, "zs:layoutText", [(text[:_LONGEST_TEXT], tag)])
        for kind in dict.fromkeys(detail.evidence for detail in details):
            self._evidence(statement, kind, text, tag)
        for number, detail in enumerate(details, 1):
            self._detail(statement, detail, tag, number)

    def _evidence(self, statement: Statement, kind: str, text: str, tag: str) -> None:
        d = self._d
        node = self._minter.entity("evidence", f"{self._local}-{statement.field.number}-{kind}")
        d.type(node, "zs:Evidence")
        d.add(node, "zs:evidenceType", iri(expand(f"evidencetype:{kind}")))
        d.add(node, "zs:concerns", d.instance)
        d.tell(node, "zs:text", [(text[:_LONGEST_TEXT], tag)])
        d.tell(node, "skos:prefLabel", [(text[:40], tag)])

    def _detail(self, statement: Statement, detail: Detail, tag: str, number: int) -> None:
        d = self._d
        if detail.predicate == "zs:sealText":
            seal = self._minter.entity("seal", f"{self._local}-{statement.field.number}-{number}")
            d.type(seal, "zs:Seal")
            d.tell(seal, "zs:sealText", [(detail.value, tag)])
            d.tell(seal, "skos:prefLabel", [(detail.value, tag)])
            d.add(self._copy(), "zs:seal", seal)
        elif not detail.is_number:
            plain = detail.predicate == "zs:tabooCharacter"
            d.tell(d.instance, detail.predicate, [(detail.value, "")] if not plain else [])
            if plain:
                d.plain(d.instance, detail.predicate, detail.value)
        elif detail.predicate in _MEASURES:
            d.add(d.instance, detail.predicate, typed(detail.value, "xsd:decimal"))
        else:
            d.add(d.instance, detail.predicate, integer(int(detail.value)))

    def _copy(self) -> Term:
        """The copy that a seal is in: the one that the record tells of, else the edition."""
        item = next((s for s, p, v in self._d.claims if p == TERMS["bf:itemOf"] and v == self._d.instance), None)
        return item or self._d.instance

    def _content(self) -> None:
        d = self._d
        language = language_tag(d.record.control("008")[35:38].strip(" |"))
        if language and language not in ("und", "zxx", "mul"):
            d.plain(d.work, "zs:language", language)
        for statement in self._of("520"):
            d.say(d.work, "dcterms:description", statement, lambda f: " ".join(f.all("ab")))
        for statement in self._of("505"):
            d.say(d.instance, "dcterms:tableOfContents", statement, lambda f: " ".join(f.all("agrt")))
        for statement in self._of(*sorted(_SUBJECTS)):
            d.say(d.work, "dcterms:subject", statement, _heading(statement.tag))
        for statement in self._of("084"):
            for text in statement.all("a"):
                if concept := concept_for("classification", text) if _HAN.search(text) else None:
                    d.tell(d.work, "zs:classification", [(text, "")])
                    d.add(d.work, "zs:classificationConcept", iri(concept))

    def _copies(self) -> None:
        """A copy is called by its title and its holder."""
        d = self._d
        title = next(self._of("245"), None)
        for item, predicate, value in list(d.claims):
            if predicate == TERMS["bf:itemOf"] and value == d.instance and title is not None:
                d.naming.titled(d, item, title, _title)


def _title(field: Field) -> str:
    return chop(" ".join(text.strip().rstrip(_LEADS_ON) for text in field.all("anp")))


def _heading(tag: str) -> Callable[[Field], str]:
    return lambda field: chop(heading_of(field, tag))
