"""What events, names, sources and records have in common when they are written: notes, citations, places, media."""

from __future__ import annotations

import re
from collections import Counter

from ingest.gedcom.graph import ClaimGraph
from ingest.gedcom.identifiers import Identifiers
from ingest.gedcom.structure import VOID, Structure
from ingest.gedcom.tables import enumeration, values
from ingest.gedcom.writer import Pointer, write_date
from kg.terms import Term, literal_language, literal_value

_IDENTIFIER = re.compile(r"(REFN|RIN|UID|_UID|EXID|AFN|RFN) (.*?)(?: \(([^()]*)\))?", re.DOTALL)
_ONLY_FIVE = ("RIN", "AFN", "RFN", "_UID")
_EXID_TYPE = "https://gedcom.io/terms/v7/"
_UNKNOWN_FORMAT = "application/octet-stream"


class Parts:
    """Adds substructures from claims. ``inline_media`` are the media nodes that need a record in GEDCOM 7."""

    def __init__(self, graph: ClaimGraph, identifiers: Identifiers, *, seven: bool, language: str) -> None:
        self.graph = graph
        self.ids = identifiers
        self.seven = seven
        self.language = language
        self.inline_media: dict[Term, None] = {}
        self.left_out: Counter[str] = Counter()

    def add_texts(self, to: Structure, subject: Term, fields: tuple[tuple[str, str], ...]) -> None:
        """One substructure for each property that has a text."""
        for tag, predicate in fields:
            if text := self.graph.text(subject, predicate):
                to.add(tag, text)

    def add_notes(self, to: Structure, subject: Term, *predicates: str) -> None:
        """Notes, with their language where GEDCOM can say it."""
        for predicate in predicates or ("zs:note",):
            for value in self.graph.all(subject, predicate):
                note = to.add("NOTE", literal_value(value))
                tag = literal_language(value)
                if self.seven and tag and tag != self.language and not tag.startswith("zh-han"):
                    note.add("LANG", tag)

    def add_citations(self, to: Structure, subject: Term) -> None:
        """The citations of a subject: its nodes, then words that no node accounts for."""
        said = set()
        for node in self.graph.nodes(subject, "zs:sourceCitation"):
            said.add(self._add_citation(to, node))
        for words in self.graph.texts(subject, "zs:citation"):
            if words not in said:
                self._cite(to, words)

    def _add_citation(self, to: Structure, node: Term) -> str:
        """Write one citation and return the words that it amounts to."""
        graph = self.graph
        source, inline, page = (
            graph.first(node, "zs:cites"),
            graph.text(node, "rdf:value"),
            graph.text(node, "zs:locator"),
        )
        if source and graph.is_a(source, "bf:Instance"):
            citation = to.add("SOUR", Pointer.to(self.ids.of(source, "bf:Instance")))
        elif inline:
            citation = self._cite(to, inline)
        else:
            citation = to.add("SOUR", Pointer.to(VOID))
        if page and not citation.first("PAGE"):
            citation.add("PAGE", page)
        self._add_quoted(citation, node)
        title = (graph.text(source, "skos:prefLabel") or graph.text(source, "skos:altLabel")) if source else inline
        parts = [part for part in (title, page) if part]
        return ("，" if any("\u3000" <= char <= "\u9fff" for part in parts for char in part) else ", ").join(parts)

    def _add_quoted(self, citation: Structure, node: Term) -> None:
        graph = self.graph
        inline = isinstance(citation.value, Pointer)
        data = Structure("DATA")
        if date := graph.text(node, "zs:dateText"):
            self.add_date(data, date)
        for text in graph.texts(node, "zs:quotation"):
            (data if inline else citation).add("TEXT", text)
        if data.children:
            citation.children.append(data)
        if (quality := graph.number(node, "zs:sourceQuality")) is not None:
            citation.add("QUAY", str(quality))
        self.add_notes(citation, node)
        self.add_media(citation, node)

    def _cite(self, to: Structure, words: str) -> Structure:
        """A citation in words: GEDCOM 7 knows only the page of a source that has no record."""
        if not self.seven:
            return to.add("SOUR", words)
        citation = to.add("SOUR", Pointer.to(VOID))
        citation.add("PAGE", words)
        return citation

    def add_media(self, to: Structure, subject: Term) -> None:
        """Media: pointers to records; those that belong to one record stand inside it where GEDCOM allows that."""
        for media in self.graph.nodes(subject, "zs:media"):
            if self.is_inline(media):
                inline = to.add("OBJE")
                self.add_files(inline, media)
                self.add_notes(inline, media)
            else:
                if self.graph.is_within_record(media):
                    self.inline_media[media] = None
                to.add("OBJE", Pointer.to(self.ids.of(media, "zs:MediaReference")))

    def is_inline(self, media: Term) -> bool:
        """Whether a media reference is written inside what refers to it."""
        return not self.seven and self.graph.is_within_record(media)

    def add_files(self, to: Structure, media: Term) -> None:
        """The files of a media record, each with format and title."""
        for each in [media, *self.graph.pointing("zs:partOf", media, "zs:MediaReference")]:
            graph = self.graph
            name, title = graph.text(each, "zs:file"), graph.text(each, "dcterms:title")
            form, kind = graph.text(each, "dcterms:format"), graph.text(each, "zs:typeText")
            if not name and not self.seven:
                self.add_texts(to, each, (("FORM", "dcterms:format"), ("TITL", "dcterms:title")))
                continue
            file = to.add("FILE", name or "-")
            if form or self.seven or kind:
                format_ = file.add("FORM", form or (_UNKNOWN_FORMAT if self.seven else ""))
                if kind and self.seven:
                    medium = format_.add("MEDI", kind.upper() if kind.upper() in enumeration("MEDI") else "OTHER")
                    if medium.value == "OTHER" != kind.upper():
                        medium.add("PHRASE", kind)
                elif kind:
                    format_.add("TYPE", kind)
            if title:
                file.add("TITL", title)

    def add_date(self, to: Structure, text: str) -> None:
        """A date in the words of the version."""
        value, phrase = write_date(text, seven=self.seven)
        date = to.add("DATE", value)
        if phrase:
            date.add("PHRASE", phrase)

    def add_place(self, to: Structure, subject: Term) -> None:
        """The place of an event, with what is known of it."""
        graph = self.graph
        name = graph.text(subject, "zs:placeName")
        place = graph.first(subject, "zs:place")
        if not name and place:
            name = ", ".join(graph.text(part, "skos:prefLabel") for part in self._chain(place))
        if not name:
            return
        written = to.add("PLAC", name)
        if not place:
            return
        kinds = [graph.text(part, "zs:placeType") for part in self._chain(place)]
        if all(kinds) and len(kinds) == len(re.split("[,，、]", name)):
            written.add("FORM", ", ".join(kinds))
        latitude, longitude = graph.text(place, "geo:lat"), graph.text(place, "geo:long")
        if latitude and longitude:
            point = written.add("MAP")
            point.add("LATI", ("S" if latitude.startswith("-") else "N") + latitude.lstrip("-"))
            point.add("LONG", ("W" if longitude.startswith("-") else "E") + longitude.lstrip("-"))
        self._add_place_details(written, place)

    def _add_place_details(self, written: Structure, place: Term) -> None:
        for label in self.graph.all(place, "skos:altLabel"):
            tag = literal_language(label)
            if self.seven and tag:
                written.add("TRAN", literal_value(label)).add("LANG", tag)
            elif not self.seven:
                written.add("ROMN", literal_value(label)).add("TYPE", variant_word(tag))
        if self.seven:
            for words in self.graph.texts(place, "dcterms:identifier"):
                self._add_identifier(written, words)
        self.add_notes(written, place)

    def _chain(self, place: Term) -> list[Term]:
        """A place and all that it is part of, from the smallest."""
        chain = [place]
        while (above := self.graph.first(chain[-1], "zs:partOf")) and above not in chain:
            if not self.graph.text(above, "skos:prefLabel"):
                break
            chain.append(above)
        return chain

    def add_record_parts(self, to: Structure, subject: Term) -> None:
        """What every record may have at its end: identifiers, and when it was made and changed."""
        for words in self.graph.texts(subject, "dcterms:identifier"):
            self._add_identifier(to, words)
        for tag, predicate in (("CHAN", "dcterms:modified"), ("CREA", "dcterms:created")):
            day = self.graph.text(subject, predicate)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and (self.seven or tag == "CHAN"):
                year, month, number = day.split("-")
                to.add(tag).add("DATE", f"{int(number)} {enumeration('month.GREGORIAN')[int(month) - 1]} {int(year)}")

    def add_own_identifier(self, to: Structure, subject: Term) -> None:
        """The IRI of an entity whose identifier in the file does not give it back."""
        if self.ids.is_own(subject):
            return
        base, _, local = subject[1:-1].rpartition("/")
        self._add_identifier(to, f"{'EXID' if self.seven else 'REFN'} {local} ({base}/)")

    def _add_identifier(self, to: Structure, words: str) -> None:
        match = _IDENTIFIER.fullmatch(words)
        tag, value, kind = (match[1], match[2], match[3] or "") if match else ("REFN", words, "")
        if self.seven and tag in _ONLY_FIVE:
            tag, kind = "EXID", kind or f"{_EXID_TYPE}{tag.lstrip('_')}"
        elif not self.seven and tag in ("UID", "EXID"):
            tag = "REFN" if tag == "EXID" else "_UID"
        written = to.add(tag, value)
        if kind and tag != "UID":
            written.add("TYPE", kind)

    def add_restriction(self, to: Structure, subject: Term) -> None:
        """Restrictions of access."""
        words = sorted(self.graph.texts(subject, "dcterms:accessRights"))
        known = [word for word in words if word in ("confidential", "locked", "privacy")]
        if known:
            to.add("RESN", ", ".join(known).upper() if self.seven else ", ".join(known))


def variant_word(tag: str) -> str:
    """What GEDCOM 5.5.1 calls a kind of transcription: its own word, else the language tag."""
    return next((word for word, known in values("VARIANT").items() if known.lower() == tag.lower()), tag or "unknown")
