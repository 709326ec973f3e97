"""Names in authority records: headings, see-references, see-also references, forms in other scripts."""

from __future__ import annotations

from ingest.agent_context import slug
from ingest.dating import Dating
from ingest.marc.record import Field
from ingest.marc_authority.dates import read_life
from ingest.marc_authority.headings import (
    Heading,
    concept_of,
    language_of_field,
    link_of,
    read_heading,
    text_in,
    texts,
)
from ingest.marc_authority.reading import Reading
from kg.chinese.readings import has_han
from kg.terms import Term, literal
from ontology.namespaces import expand
from ontology.schemes import concept_for

#: UNIMARC: the phrase of a reference, its relation code, and where the record of the related name is told.
_PHRASE = {"marc21": "i", "unimarc": "0"}
_CODES = {"marc21": "4", "unimarc": "5"}
_NUMBERS = {"marc21": "10", "unimarc": "3"}
#: The last two digits of a reference tell what is referred to, as those of headings do.
_RELATED = {
    "marc21": {"00": "person", "10": "organization", "11": "organization", "51": "place"},
    "unimarc": {"00": "person", "10": "organization", "15": "place", "20": "family"},
}


def add_heading(reading: Reading, field: Field) -> None:
    """The authorized form, with what the heading says of titles, period and dates."""
    heading = read_heading(field, reading.family, reading.kind)
    term = reading.name(heading, field, form=reading.target(field.tag), preferred=True)
    _pair(reading, field, term)
    if reading.kind == "person":
        add_life(reading, heading, field)
        _additions(reading, heading, field, term)
    if heading.fuller and term:
        surname = f"{heading.surname}, " if heading.surname else ""
        fuller = Heading(f"{surname}{heading.fuller}", heading.surname, heading.fuller)
        reading.name(fuller, field, form="zs:variantForm")


def add_reference(reading: Reading, field: Field) -> None:
    """A form that is not used: a variant, of the type that the instruction phrase or the code names."""
    if texts(field, "t"):
        return
    heading = read_heading(field, reading.family, reading.kind)
    phrase = _phrase(field, reading.family)
    concept = next((found for word in _words(field, reading.family) if (found := _name_type(reading, word))), "")
    term = reading.name(heading, field, form=reading.target(field.tag), concept=concept)
    if term and phrase and not concept:
        reading.claims.say("zs:typeText", phrase.rstrip(":： "), subject=term)
    _pair(reading, field, term)


def add_related(reading: Reading, field: Field) -> None:
    """A related heading: kin or an associate where the phrase says so and the record is told; else what is said of it
    stays a note. Another identity of the same person is one of his names.
    """
    if texts(field, "t"):
        return
    words = _words(field, reading.family)
    heading = read_heading(field, reading.family, "person")
    if concept := next((found for word in words if (found := _name_type(reading, word))), ""):
        reading.name(heading, field, form="zs:variantForm", concept=concept)
        return
    kind = _RELATED[reading.family].get(field.tag[1:], "")
    alter = _related(reading, field, kind, heading)
    concept = next((found for word in words if (found := concept_of(word, reading.family, ("kin", "assoc")))), "")
    if alter and concept and kind == "person" and reading.kind == "person":
        reading.claims.tie("kinship" if concept.startswith(expand("kin:")) else "association", concept, alter)
    elif alter:
        reading.claims.add("rdfs:seeAlso", alter)
    if not (alter and concept):
        phrase = _phrase(field, reading.family).rstrip(":： ")
        reading.say(reading.target(field.tag), f"{phrase}: {heading.text}" if phrase else heading.text, field)


def add_parallel(reading: Reading, field: Field) -> None:
    """UNIMARC 7XX: the authorized form in another script or language; MARC 21 7XX: the same heading elsewhere."""
    if reading.family == "unimarc":
        reading.name(
            read_heading(field, "unimarc", reading.kind), field, form=reading.target(field.tag), preferred=True
        )
        return
    for number in texts(field, "01"):
        if number.startswith(("http://", "https://")):
            reading.claims.link(reading.target(field.tag), number, field.tag)


def add_pairs(reading: Reading) -> None:
    """Where a romanised name and one in Han script are linked, the romanised one is a form of the other."""
    for terms in reading.pairs.values():
        texts = {term: text for text, term in reading.claims.names() if term in terms}
        han = [term for term, text in texts.items() if has_han(text)]
        for term, text in texts.items():
            if han and not has_han(text):
                reading.claims.add("zs:nameVariantOf", han[0], term)


def add_sources(reading: Reading) -> None:
    """A name that stands in what was found in a source is cited from it."""
    for text, term in list(reading.claims.names()):
        for source, found in reading.sources:
            if text in found or text.replace(", ", "") in found:
                reading.claims.say("zs:citation", source, subject=term)


def add_life(reading: Reading, heading: Heading, field: Field) -> None:
    """The dates of a heading. Words that are no dates are kept as they are."""
    if not heading.dates:
        return
    life = read_life(heading.dates)
    if life.is_empty:
        reading.say("zs:dateText", heading.dates.strip(" .,()（）"), field)
    _once(reading, life.born, "zs:birthYear", "zs:birth")
    _once(reading, life.died, "zs:deathYear", "zs:death")
    reading.claims.active(life.begin, life.end, ("zs:activeFrom", "zs:activeTo"))


def _once(reading: Reading, dating: Dating | None, year: str, time: str) -> None:
    """A date of the heading, unless a field of its own gave one already: headings give years, fields days."""
    if dating is None or reading.claims.has(time) or reading.claims.has(year):
        return
    (reading.claims.born if year == "zs:birthYear" else reading.claims.died)(dating)


def _additions(reading: Reading, heading: Heading, field: Field, term: Term) -> None:
    for addition in heading.additions:
        if concept_for("dynasty", addition):
            reading.claims.add("zs:dynasty", literal(addition))
        elif term:
            reading.claims.say("zs:nameSuffix", addition, language_of_field(field, reading.family), term)


def _related(reading: Reading, field: Field, kind: str, heading: Heading) -> Term:
    """The entity of a related heading by its control number or address; empty where none is told."""
    number = text_in(field, _NUMBERS[reading.family])
    if not number or not kind:
        return ""
    local = slug(number.rpartition(")")[2] if number.startswith("(") else number)
    term = reading.claims.named(kind, heading.text, local, language_of_field(field, reading.family))
    if number.startswith(("http://", "https://")):
        reading.claims.link("skos:exactMatch", number, field.tag, term)
    return term


def _pair(reading: Reading, field: Field, term: Term) -> None:
    tag, number = link_of(field)
    if term and number and number != "00":
        regular = field.tag if tag == "880" else tag if reading.family == "marc21" else field.tag
        reading.pairs.setdefault((regular, number), []).append(term)


def _name_type(reading: Reading, word: str) -> str:
    return concept_of(word, reading.family, ("nametype",)) if reading.kind == "person" else ""


def _phrase(field: Field, family: str) -> str:
    return text_in(field, _PHRASE[family])


def _words(field: Field, family: str) -> list[str]:
    """What may say how a name is related: the phrase, then the codes; of a UNIMARC code its first letter."""
    codes = texts(field, _CODES[family])
    return [*texts(field, _PHRASE[family]), *(code[:1] if family == "unimarc" else code for code in codes)]
