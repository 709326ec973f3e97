"""Persons and families written as INDI and FAM records."""

from __future__ import annotations

from functools import cache

from ingest.gedcom.names import write_name
from ingest.gedcom.parts import Parts, variant_word
from ingest.gedcom.structure import Structure
from ingest.gedcom.tables import enumeration, fields, term, values
from ingest.gedcom.unions import Families, Family, kin_label
from ingest.gedcom.writer import Pointer
from kg.chinese import split_name
from kg.chinese.readings import has_han
from kg.terms import Term, integer_value, literal_language, literal_value
from ontology.terms import all_terms

_NAME_PARTS = (
    ("NPFX", "zs:namePrefix"),
    ("GIVN", "zs:givenNamePart"),
    ("NICK", "zs:nickname"),
    ("SPFX", "zs:surnamePrefix"),
    ("SURN", "zs:surnamePart"),
    ("NSFX", "zs:nameSuffix"),
)
_TYPED = ("FACT", "EVEN", "IDNO")
_YEARS = (("BIRT", "zs:birthYear", "lifeevent:birth"), ("DEAT", "zs:deathYear", "lifeevent:death"))
_FACTS = (("zs:generation", "世次"), ("zs:generationCharacter", "字輩"), ("zs:nativePlaceName", "籍貫"))
_PHONETIC = ("hangul", "kana", "bopomofo")
_UNSPECIFIED = "unspecified"


class Lives:
    """Writes persons and families from claims."""

    def __init__(self, parts: Parts, families: Families) -> None:
        self._parts = parts
        self._graph = parts.graph
        self._ids = parts.ids
        self._seven = parts.seven
        self._families = families
        self._ties: dict[Term, list[Term]] = {}
        for tie in families.other_ties:
            self._ties.setdefault(self._graph.first(tie, "zs:ego"), []).append(tie)

    def person(self, person: Term) -> Structure:
        """The INDI record of a person."""
        parts, graph = self._parts, self._graph
        record = Structure("INDI", xref=self._ids.of(person, "zs:Person"))
        parts.add_restriction(record, person)
        self._add_names(record, person)
        genders = {term("zs:Male"): "M", term("zs:Female"): "F"}
        if sex := genders.get(graph.first(person, "zs:gender")):
            record.add("SEX", sex)
        self._add_life(record, person)
        for family in self._families.of_child.get(person, ()):
            self._add_parents(record, person, family)
        for family in self._families.of_partner.get(person, ()):
            record.add("FAMS", Pointer.to(self._ids.of(family.subject, "zs:Union")))
        for tie in graph.pointing("zs:ego", person, "zs:Association"):
            if not graph.first(tie, "zs:concerns"):
                self._add_association(record, tie)
        for tie in self._ties.get(person, ()):
            self._associate(record, tie, kin_label(graph.first(tie, "zs:kinship")))
        parts.add_notes(record, person, "zs:note", "dcterms:description")
        parts.add_citations(record, person)
        parts.add_media(record, person)
        parts.add_own_identifier(record, person)
        parts.add_record_parts(record, person)
        return record

    def family(self, family: Family) -> Structure:
        """The FAM record of a family."""
        parts, graph = self._parts, self._graph
        record = Structure("FAM", xref=self._ids.of(family.subject, "zs:Union"))
        parts.add_restriction(record, family.subject)
        husbands, wives = list(family.husbands), list(family.wives)
        while len(husbands) > 1 and not wives:
            wives.append(husbands.pop())
        while len(wives) > 1 and not husbands:
            husbands.append(wives.pop(0))
        for tag, members in (("HUSB", husbands), ("WIFE", wives)):
            for at, person in enumerate(members):
                if at and self._seven:
                    parts.left_out[f"{tag} beyond the first"] += 1
                else:
                    record.add(tag, Pointer.to(self._ids.of(person, "zs:Person")))
        for child in family.children:
            self._add_child(record, family, child)
        events = graph.pointing("zs:union", family.subject, "zs:LifeEvent")
        for event in events:
            self._add_event(record, event, "FAM")
        if family.couple and not events:
            self._add_marriage(record, family)
        parts.add_notes(record, family.subject)
        parts.add_citations(record, family.subject)
        parts.add_media(record, family.subject)
        parts.add_record_parts(record, family.subject)
        return record

    def _add_names(self, record: Structure, person: Term) -> None:
        graph = self._graph
        names = graph.nodes(person, "zs:name")
        covered = {graph.text(name, "rdf:value") for name in names}
        labels = [label for predicate in ("skos:prefLabel", "skos:altLabel") for label in graph.all(person, predicate)]
        for label in labels:
            text = literal_value(label)
            if text not in covered:
                covered.add(text)
                surname = split_name(text)[0] if label == labels[0] and has_han(text) else ""
                record.add("NAME", write_name(text, surname))
        for name in names:
            if not graph.first(name, "zs:nameVariantOf"):
                self._add_name(record, name, [v for v in names if graph.first(v, "zs:nameVariantOf") == name])

    def _add_name(self, record: Structure, name: Term, variants: list[Term]) -> None:
        parts, graph = self._parts, self._graph
        written = record.add("NAME", self._slashed(name))
        concept, word = graph.first(name, "zs:nameType"), graph.text(name, "zs:typeText")
        if concept:
            entry = all_terms().get(concept[1:-1])
            coded = {term(target): value.upper() for value, target in values("NAMETYPE").items()}
            word = coded.get(concept) or (entry.labels["zh-hant"] if entry else "")
        if word:
            self._add_word(written, "TYPE", word, enumeration("NAME.TYPE"))
        parts.add_texts(written, name, _NAME_PARTS)
        for variant in variants:
            tag = literal_language(graph.first(variant, "rdf:value"))
            if self._seven:
                other = written.add("TRAN", self._slashed(variant))
                other.add("LANG", tag or "und")
            else:
                kind = graph.text(variant, "zs:typeText") or variant_word(tag)
                other = written.add("FONE" if kind in _PHONETIC else "ROMN", self._slashed(variant))
                other.add("TYPE", kind)
            parts.add_texts(other, variant, _NAME_PARTS)
        parts.add_notes(written, name)
        parts.add_citations(written, name)

    def _slashed(self, name: Term) -> str:
        graph = self._graph
        text, surname = graph.text(name, "rdf:value"), graph.text(name, "zs:surnamePart")
        return write_name(text, surname, graph.text(name, "zs:surnamePrefix"))

    def _add_word(self, to: Structure, tag: str, word: str, known: tuple[str, ...]) -> None:
        """A word from an enumeration; GEDCOM 7 wants any other as the phrase of OTHER."""
        if not self._seven or word in known:
            to.add(tag, word)
        else:
            to.add(tag, "OTHER").add("PHRASE", word)

    def _add_life(self, record: Structure, person: Term) -> None:
        graph = self._graph
        events = [e for e in graph.pointing("zs:participant", person, "zs:LifeEvent") if not graph.first(e, "zs:union")]
        kinds = {graph.first(event, "zs:eventType") for event in events}
        for tag, predicate, concept in _YEARS:
            year = graph.number(person, predicate)
            if year is not None and term(concept) not in kinds:
                self._parts.add_date(record.add(tag), f"{-year} BCE" if year < 0 else str(year))
        for event in events:
            self._add_event(record, event, "INDI")
        for posting in graph.pointing("zs:holder", person, "zs:Posting"):
            titled = graph.first(posting, "zs:eventType") == term("lifeevent:title")
            written = record.add("TITL" if titled else "OCCU", graph.text(posting, "zs:office"))
            self._add_details(written, posting)
        for predicate, kind in _FACTS:
            for value in graph.all(person, predicate):
                number = integer_value(value)
                record.add("FACT", literal_value(value) if number is None else str(number)).add("TYPE", kind)

    def _add_event(self, record: Structure, event: Term, context: str) -> None:
        tag = event_tags(context).get(self._graph.first(event, "zs:eventType"), "EVEN")
        written = record.add(tag, self._graph.text(event, "rdf:value"))
        self._add_details(written, event)
        if self._seven and tag in _TYPED and not written.first("TYPE"):
            written.add("TYPE", _UNSPECIFIED)
        if tag in enumeration("attribute") and not written.value and self._seven and tag != "RESI":
            written.value = _UNSPECIFIED if tag != "NCHI" and tag != "NMR" else "0"
        elif (
            tag not in enumeration("attribute")
            and not written.value
            and not (written.first("DATE") or written.first("PLAC"))
        ):
            written.value = "Y"
        elif tag not in enumeration("attribute") and written.value and self._seven:
            written.add("NOTE", written.value)
            written.value = ""

    def _add_details(self, written: Structure, event: Term) -> None:
        parts, graph = self._parts, self._graph
        parts.add_texts(written, event, (("TYPE", "zs:typeText"),))
        date = graph.text(event, "zs:dateText")
        first, last = graph.number(event, "zs:beginYear"), graph.number(event, "zs:endYear")
        if date:
            parts.add_date(written, date)
        elif first is not None or last is not None:
            ends = (("FROM", first), ("TO", last))
            parts.add_date(
                written, " ".join(f"{w} {y}" if y > 0 else f"{w} {-y} BCE" for w, y in ends if y is not None)
            )
        parts.add_place(written, event)
        parts.add_texts(written, event, (("ADDR", "zs:address"), ("AGNC", "zs:agency"), ("CAUS", "zs:cause")))
        if not graph.first(event, "zs:union"):
            parts.add_texts(written, event, (("AGE", "zs:ageText"),))
        parts.add_restriction(written, event)
        for tie in graph.pointing("zs:concerns", event, "zs:Association"):
            self._add_association(written, tie)
        parts.add_notes(written, event)
        parts.add_citations(written, event)
        parts.add_media(written, event)

    def _add_parents(self, record: Structure, person: Term, family: Family) -> None:
        written = record.add("FAMC", Pointer.to(self._ids.of(family.subject, "zs:Union")))
        words = {self._graph.text(tie, "zs:typeText") for (child, _), tie in family.ties.items() if child == person}
        word = words.pop() if len(words) == 1 else ""
        if person in family.adopted:
            word = word or "ADOPTED"
        if word:
            self._add_word(written, "PEDI", word if self._seven else word.lower(), enumeration("PEDI"))

    def _add_child(self, record: Structure, family: Family, child: Term) -> None:
        written = record.add("CHIL", Pointer.to(self._ids.of(child, "zs:Person")))
        ties = {
            tag: self._graph.text(family.ties[child, parents[0]], "zs:typeText") or "BIRTH"
            for tag, parents in (("_FREL", family.husbands), ("_MREL", family.wives))
            if parents and (child, parents[0]) in family.ties
        }
        if len(set(ties.values())) > 1:
            for tag, word in ties.items():
                written.add(tag, word.capitalize())

    def _add_marriage(self, record: Structure, family: Family) -> None:
        """The kind of a tie that came without any event, where it is more than that of husband and wife."""
        kind = self._graph.first(family.couple, "zs:kinship")
        if kind == term("kin:concubine"):
            record.add("MARR", "Y").add("TYPE", kin_label(kind))

    def _add_association(self, to: Structure, tie: Term) -> None:
        word = self._graph.text(tie, "zs:typeText") or kin_label(self._graph.first(tie, "zs:association"))
        self._associate(to, tie, word)

    def _associate(self, to: Structure, tie: Term, word: str) -> None:
        other = self._graph.first(tie, "zs:alter")
        if not self._graph.is_a(other, "zs:Person"):
            return
        written = to.add("ASSO", Pointer.to(self._ids.of(other, "zs:Person")))
        if self._seven:
            self._add_word(written, "ROLE", word or "OTHER", enumeration("ROLE"))
        else:
            written.add("RELA", word or "associate")
        self._parts.add_notes(written, tie)
        self._parts.add_citations(written, tie)


@cache
def event_tags(context: str) -> dict[Term, str]:
    """The tag of each concept of life events in a record: that of ``fields.tsv``, read backwards."""
    return {
        term(row.target): row.source.partition(".")[2]
        for row in fields().values()
        if row.target.startswith("lifeevent:") and row.source.startswith(f"{context}.")
    }
