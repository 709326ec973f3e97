"""A person of CBDB with all that its tables say of him or her, as claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ingest.agent_context import AgentContext
from ingest.agents import AgentClaims
from ingest.cbdb.codes import Codes, address_properties
from ingest.cbdb.database import Row, number
from ingest.dating import Dating, read_dating
from kg.chinese import read_cbdb_code
from kg.errors import InvalidInput
from kg.terms import Term, curie, integer, literal
from ontology.namespaces import expand

_MING = expand("nametype:ming")
_TRANSLITERATION = expand("nametype:transliteration")
#: YEAR_RANGE_CODES: before, in, after, about; as EDTF around the year.
_RANGES = {-1: "../{}", 1: "{}/..", 2: "{}~"}
_BASIC_ADDRESS = 1


@dataclass(frozen=True, slots=True)
class Person:
    """The row of BIOG_MAIN and the rows of the other tables that belong to it."""

    number: int
    main: Row
    tables: Mapping[str, Sequence[Row]]


class PersonClaims:
    """Makes the claims of persons; ``known`` tells whether there is a person of a number."""

    def __init__(self, context: AgentContext, codes: Codes, known: Callable[[int], bool]) -> None:
        self._context = context
        self._codes = codes
        self._known = known

    def of(self, person: Person) -> AgentClaims:
        """The claims about one person; its problems are (table.column, reason)."""
        claims = AgentClaims(self._context, "person", str(person.number))
        claims.add("dcterms:identifier", literal(str(person.number)))
        self._main(claims, person.main)
        for table, handler in (
            ("ALTNAME_DATA", self._altname),
            ("STATUS_DATA", self._status),
            ("BIOG_ADDR_DATA", self._address),
            ("KIN_DATA", self._kin),
            ("ASSOC_DATA", self._association),
            ("ENTRY_DATA", self._entry),
            ("BIOG_SOURCE_DATA", self._source),
        ):
            for row in person.tables.get(table, ()):
                handler(claims, row)
        places = person.tables.get("POSTED_TO_ADDR_DATA", ())
        for row in person.tables.get("POSTED_TO_OFFICE_DATA", ()):
            self._posting(claims, row, places)
        return claims

    def _main(self, claims: AgentClaims, row: Row) -> None:
        main = claims.name(_text(row, "name"), preferred=True, concept=_MING)
        for prop, field in (("zs:surnamePart", "surname"), ("zs:givenNamePart", "given")):
            if main:
                claims.say(prop, _text(row, field), subject=main)
        self._romanised(claims, _text(row, "pinyin"), main, preferred=True)
        for field in ("foreign", "romanised"):
            claims.name(_text(row, field), concept=_TRANSLITERATION)
        female = number(row.get("female"))
        if female is not None:
            claims.add("zs:gender", curie("zs:Female" if female else "zs:Male"))
        if dynasty := self._codes.label("DYNASTIES", row.get("dynasty"), "BIOG_MAIN.c_dy").text:
            claims.add("zs:dynasty", literal(dynasty))
        people = self._codes.label("ETHNICITY_TRIBE_CODES", row.get("ethnicity"), "BIOG_MAIN.c_ethnicity_code").text
        claims.say("zs:ethnicity", people)
        self._years(claims, row)
        claims.say("zs:note", _text(row, "notes"))

    def _years(self, claims: AgentClaims, row: Row) -> None:
        born, died = self._dating(claims, row, "born"), self._dating(claims, row, "died")
        if isinstance(born, int):
            claims.add("zs:birthYear", integer(born))
        elif born is not None:
            claims.born(born)
        if isinstance(died, int):
            claims.add("zs:deathYear", integer(died))
        elif died is not None:
            claims.died(died)
        for field, prop in (
            ("index_year", "zs:indexYear"),
            ("active_from", "zs:activeFrom"),
            ("active_to", "zs:activeTo"),
            ("age", "zs:ageAtDeath"),
        ):
            if (value := _year(row, field)) is not None and (field != "age" or value > 0):
                claims.add(prop, integer(value))
        if born is None and died is None:
            seen = [year for field in ("active_to", "index_year") if (year := _year(row, field)) is not None]
            claims.seen_in(max(seen, default=None))

    def _dating(self, claims: AgentClaims, row: Row, event: str) -> Dating | int | None:
        """A date: the Chinese one where it agrees with the year, else the year with its range; a mere year as it is."""
        year = _year(row, event)
        words = self._era_words(row, event)
        if words:
            bounds = (year - 1, year + 1) if year is not None else None
            found = read_dating(words, bounds=bounds)
            if found.expression is not None and (year is None or year in _years_of(found)):
                return found
            if found.reason and (year is None or number(row.get(f"{event}_month"))):
                claims.problems.append((f"BIOG_MAIN.{event}", found.reason))
        if year is None:
            return Dating(words, None) if words else None
        if not words and number(row.get(f"{event}_range")) not in _RANGES:
            return year
        astronomical = year if year > 0 else year + 1
        edtf = f"{'-' if astronomical < 0 else ''}{abs(astronomical):04d}"
        pattern = _RANGES.get(number(row.get(f"{event}_range")) or 0, "{}")
        return read_dating(words, pattern.replace("{}", edtf))

    def _era_words(self, row: Row, event: str) -> str:
        era = self._codes.label("NIAN_HAO", row.get(f"{event}_era"), f"BIOG_MAIN.{event} era").chinese
        year = number(row.get(f"{event}_era_year"))
        if not era or era.startswith(("未", "[")) or not year or year < 0:
            return ""
        words = f"{era}{year}年"
        month, day = number(row.get(f"{event}_month")), number(row.get(f"{event}_day"))
        if month and 0 < month <= 12:
            words += f"{'閏' if number(row.get(f'{event}_leap')) else ''}{month}月"
            if day and 0 < day <= 30:
                words += f"{day}日"
        return words

    def _altname(self, claims: AgentClaims, row: Row) -> None:
        field = "ALTNAME_DATA.c_alt_name_type_code"
        concept = self._codes.concept("ALTNAME_CODES", row.get("type"), field)
        sources = self._codes.citation(row.get("source"), row.get("pages"), "ALTNAME_DATA.c_source")
        term = claims.name(_text(row, "name"), concept=concept, sources=sources)
        if term and not concept:
            claims.say("zs:typeText", self._codes.label("ALTNAME_CODES", row.get("type"), field).text, subject=term)
        self._romanised(claims, _text(row, "pinyin"), term)

    def _romanised(self, claims: AgentClaims, text: str, of: Term, *, preferred: bool = False) -> None:
        term = claims.name(text, self._context.latin if text.isascii() else "", preferred=preferred)
        if term and of and term != of:
            claims.add("zs:nameVariantOf", of, term)

    def _status(self, claims: AgentClaims, row: Row) -> None:
        status = self._codes.label("STATUS_CODES", row.get("status"), "STATUS_DATA.c_status_code")
        claims.say("zs:occupation", status.text)

    def _address(self, claims: AgentClaims, row: Row) -> None:
        kind = number(row.get("type"))
        prop = address_properties().get(kind if kind is not None else -1)
        place, name = self._place(claims, row.get("address"), "BIOG_ADDR_DATA.c_addr_id")
        if prop and place:
            claims.add(prop, place)
            if kind == _BASIC_ADDRESS:
                claims.say("zs:nativePlaceName", name)

    def _place(self, claims: AgentClaims, code: object, field: str) -> tuple[Term, str]:
        name = self._codes.label("ADDR_CODES", code, field).text
        return (claims.named("place", name, str(number(code))), name) if name else ("", "")

    def _kin(self, claims: AgentClaims, row: Row) -> None:
        alter = self._other(claims, row.get("kin"), "KIN_DATA.c_kin_id")
        if not alter:
            return
        field = "KIN_DATA.c_kin_code"
        concept = self._codes.concept("KINSHIP_CODES", row.get("code"), field)
        sources = self._codes.citation(row.get("source"), row.get("pages"), "KIN_DATA.c_source")
        node = claims.tie("kinship", concept, alter, sources)
        label = self._codes.label("KINSHIP_CODES", row.get("code"), field)
        if not concept:
            claims.say("zs:typeText", label.text, subject=node)
        if order := birth_order(label.other):
            claims.add("zs:birthOrder", integer(order), node)
        claims.say("zs:note", _text(row, "notes"), subject=node)

    def _association(self, claims: AgentClaims, row: Row) -> None:
        """A tie; where CBDB says that it was kin of either side who stood in it, it is theirs."""
        other = self._other(claims, row.get("other_kin"), "", quiet=True) or self._other(
            claims, row.get("other"), "ASSOC_DATA.c_assoc_id"
        )
        if not other:
            return
        field = "ASSOC_DATA.c_assoc_code"
        concept = self._codes.concept("ASSOC_CODES", row.get("code"), field)
        sources = self._codes.citation(row.get("source"), row.get("pages"), "ASSOC_DATA.c_source")
        ego = self._other(claims, row.get("kin"), "", quiet=True)
        node = claims.tie("association", concept, other, sources, ego=ego)
        if not concept:
            claims.say("zs:typeText", self._codes.label("ASSOC_CODES", row.get("code"), field).text, subject=node)
        self._span(claims, row, node)
        for field_name in ("title", "notes"):
            claims.say("zs:note", _text(row, field_name), subject=node)

    def _other(self, claims: AgentClaims, value: object, field: str, *, quiet: bool = False) -> Term:
        """Another person by number, empty for none; one who is not in the release is reported."""
        person = number(value)
        if not person or person < 0:
            return ""
        if not self._known(person):
            if not quiet:
                claims.problems.append((field, f"there is no person {person} in BIOG_MAIN"))
            return ""
        return self._context.term("person", str(person))

    def _posting(self, claims: AgentClaims, row: Row, places: Sequence[Row]) -> None:
        office = self._codes.label("OFFICE_CODES", row.get("office"), "POSTED_TO_OFFICE_DATA.c_office_id").text
        if not office:
            return
        source = "POSTED_TO_OFFICE_DATA.c_source"
        node = claims.posting(office, sources=self._codes.citation(row.get("source"), row.get("pages"), source))
        self._span(claims, row, node)
        words = [text for each in ("first", "last") if (text := self._era_words(row, each))]
        claims.say("zs:dateText", "—".join(dict.fromkeys(words)), subject=node)
        for field, table, prop in (
            ("appointment", "APPOINTMENT_CODES", "zs:appointment"),
            ("assumed", "ASSUME_OFFICE_CODES", "zs:note"),
        ):
            label = self._codes.label(table, row.get(field), f"POSTED_TO_OFFICE_DATA.{field}").text
            claims.say(prop, label, subject=node)
        if category := self._codes.concept("OFFICE_CATEGORIES", row.get("category"), "c_office_category_id"):
            claims.add("zs:officeType", f"<{category}>", node)
        for place in places:
            if number(place.get("posting")) == number(row.get("posting")) and place.get("office") == row.get("office"):
                term, _ = self._place(claims, place.get("address"), "POSTED_TO_ADDR_DATA.c_addr_id")
                if term:
                    claims.add("zs:place", term, node)
        claims.say("zs:note", _text(row, "notes"), subject=node)

    def _entry(self, claims: AgentClaims, row: Row) -> None:
        method = self._codes.label("ENTRY_CODES", row.get("method"), "ENTRY_DATA.c_entry_code").text
        if not method:
            return
        node = claims.node("entry", "zs:Entry")
        claims.add("zs:entrant", claims.subject, node)
        claims.say("zs:entryMethod", method, subject=node)
        claims.say("zs:examinationRank", _text(row, "rank"), subject=node)
        claims.say("zs:examination", _text(row, "field"), subject=node)
        if (year := _year(row, "year")) is not None:
            claims.add("zs:year", integer(year), node)
        for source in self._codes.citation(row.get("source"), row.get("pages"), "ENTRY_DATA.c_source"):
            claims.say("zs:citation", source, subject=node)
        claims.say("zs:note", _text(row, "notes"), subject=node)

    def _source(self, claims: AgentClaims, row: Row) -> None:
        for source in self._codes.citation(row.get("source"), row.get("pages"), "BIOG_SOURCE_DATA.c_textid"):
            claims.say("zs:citation", source)

    def _span(self, claims: AgentClaims, row: Row, node: Term) -> None:
        for field, prop in (("first", "zs:beginYear"), ("last", "zs:endYear")):
            if (year := _year(row, field)) is not None:
                claims.add(prop, integer(year), node)


def birth_order(code: str) -> int:
    """The place among siblings that the last letter of a CBDB kinship code tells, 0 where it tells none.

    >>> birth_order("S3"), birth_order("F"), birth_order("未詳")
    (3, 0, 0)
    """
    try:
        paths = read_cbdb_code(code)
    except InvalidInput:
        return 0
    return max((path[-1].order for path in paths if path), default=0)


def _text(row: Row, field: str) -> str:
    text = str(row.get(field) or "").strip()
    return "" if text in ("0", "[n/a]", "未詳", "n/a") else text


def _year(row: Row, field: str) -> int | None:
    """A year; 0, and numbers that no year of CBDB has, are nothing known."""
    year = number(row.get(field))
    return year if year and -3000 < year < 2200 and year != -9999 else None


def _years_of(dating: Dating) -> tuple[int, ...]:
    first, last = dating.years
    return () if first is None or last is None else tuple(range(first, last + 1))
