"""Reading ``[table]`` of a dataset description into a TableMapping, with every mistake named by its key path."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Set
from typing import TypeVar

from ingest.encodings import is_text_encoding
from ingest.mapping import ColumnMapping, NodeMapping, TableMapping
from ingest.section import Section, did_you_mean
from ingest.tabular import FORMATS
from ingest.template import RESERVED, Template
from ingest.text_files import read_patterns
from ingest.values import VALUE_TYPES
from kg.authority.provenance import PROVENANCE_KINDS
from kg.errors import InvalidInput
from kg.terms import Term, literal
from ontology.schemes import scheme_file, scheme_names

T = TypeVar("T")


def parse_mapping(section: Section) -> TableMapping:
    """Check and parse ``[table]``. Raises InvalidDataset that names the file and the key path."""
    mapping = TableMapping(
        key=_template(section, "key", {"row"}),
        entity=_entity(section, "entity", {"row"}),
        class_=section.term("class"),
        format=_one_of(section, "format", FORMATS),
        encoding=_encoding(section),
        delimiter=_delimiter(section),
        sheet=section.text("sheet", ""),
        patterns=read_patterns(section),
        missing=frozenset({"", *section.texts("missing")}),
        skip=_selection(section, "skip"),
        only=_selection(section, "only"),
        constants=_constants(section),
        column=tuple(_column(part, {"row"}) for part in section.sections("column")),
        node=tuple(_node(part) for part in section.sections("node")),
    )
    section.finish()
    return mapping


def _column(section: Section, known: Set[str]) -> ColumnMapping:
    column = section.text("column", "")
    template = _template(section, "template", known) if section.has("template") else None
    if bool(column) == bool(template):
        raise section.fail("column", "write either column or template", 'For example column = "name".')
    kinds = [name for name in ("lang", "type", "entity", "concept") if section.has(name)]
    if section.has("values") or section.has("values_file"):
        kinds.append("values")
    if len(kinds) > 1:
        raise section.fail(kinds[1], f"cannot be used together with {kinds[0]}", "One column has one kind of value.")
    mapping = ColumnMapping(
        column=column,
        template=template,
        predicate=section.term("property"),
        language=_parsed(section, "lang", _language, ""),
        type=_one_of(section, "type", VALUE_TYPES) or "string",
        entity=_entity(section, "entity", {"value", *known}) if "entity" in kinds else None,
        crosswalk=_crosswalk(section) if "values" in kinds else None,
        concept=_scheme(section) if "concept" in kinds else "",
        missing=frozenset(section.texts("missing")),
        required=section.flag("required"),
        split=section.text("split", ""),
        strip=section.text("strip", ""),
        pattern=_parsed(section, "pattern", _pattern) if section.has("pattern") else None,
    )
    section.finish()
    return mapping


def _node(section: Section) -> NodeMapping:
    mapping = NodeMapping(
        id=_entity(section, "id", RESERVED),
        link=section.term("link"),
        class_=section.term("class"),
        when=section.texts("when"),
        split=section.text("split", ""),
        constants=_constants(section),
        column=tuple(_column(part, RESERVED) for part in section.sections("column")),
    )
    if mapping.split and not mapping.when:
        raise section.fail("split", "needs when: the first column of when is the one that is split")
    if mapping.split and not {"n", "value"} & set(mapping.id.names):
        raise section.fail("id", "would be the same for every part", "Put {n} or {value} into the id.")
    section.finish()
    return mapping


def _parsed(section: Section, name: str, parse: Callable[[str], T], default: str | None = None) -> T:
    try:
        return parse(section.text(name, default))
    except InvalidInput as error:
        raise section.fail(name, str(error), error.hint) from error


def _template(section: Section, name: str, known: Set[str]) -> Template:
    """A template that uses no other reserved names than ``known``."""
    template = _parsed(section, name, Template.parse)
    for placeholder in template.names:
        if placeholder in RESERVED - known:
            raise section.fail(name, f"{{{placeholder}}} means nothing here", "It counts the parts of a node's column.")
    return template


def _entity(section: Section, name: str, known: Set[str]) -> Template:
    template = _template(section, name, known)
    if not template.is_entity:
        raise section.fail(
            name, f'"{template.text}" must begin with a type and a slash', 'For example "person/x-{id}".'
        )
    if template.literals[0].partition("/")[0] in PROVENANCE_KINDS:
        raise section.fail(name, f'"{template.text}" is kept for provenance', 'For example "person/x-{id}".')
    return template


def _language(tag: str) -> str:
    literal("", tag)
    return tag


def _pattern(text: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise InvalidInput(f"not a regular expression: {error}") from error
    if pattern.groups != 1:
        raise InvalidInput("must have exactly one group", hint="The group (…) is the value; write others as (?:…).")
    return pattern


def _one_of(section: Section, name: str, known: Mapping[str, object]) -> str:
    value = section.text(name, "")
    if value and value not in known:
        raise section.fail(name, f'unknown {name} "{value}"', did_you_mean(value, known))
    return value


def _encoding(section: Section) -> str:
    value = section.text("encoding", "")
    if value and not is_text_encoding(value):
        raise section.fail("encoding", f'unknown encoding "{value}"', "Leave it out to have it detected.")
    return value


def _delimiter(section: Section) -> str:
    value = section.text("delimiter", "")
    if len(value) > 1 or value in ('"', "\n", "\r"):
        raise section.fail("delimiter", "must be one character", r'For example ";" or "\t".')
    return value


def _selection(section: Section, name: str) -> Mapping[str, frozenset[str]]:
    inner = section.section(name)
    return {column: frozenset(inner.texts(column, required=True)) for column in inner.values}


def _constants(section: Section) -> tuple[tuple[Term, Term], ...]:
    inner = section.section("constant")
    return tuple((inner.term(name, name), inner.term(name)) for name in inner.values)


def _scheme(section: Section) -> str:
    """The scheme whose concepts the values name; its file decides what the values mean, so it is a companion."""
    name = section.text("concept")
    try:
        section.companions.add(scheme_file(name))
    except KeyError as error:
        raise section.fail("concept", f'unknown scheme "{name}"', did_you_mean(name, scheme_names())) from error
    return name


def _crosswalk(section: Section) -> Mapping[str, Term]:
    """The values of ``values`` and of the file ``values_file``, whose header is ``value,iri``."""
    inner = section.section("values")
    crosswalk = {value: inner.term(value) for value in inner.values}
    if not section.has("values_file"):
        return crosswalk
    path = section.companion("values_file")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        if next(rows, None) != ["value", "iri"]:
            raise section.fail("values_file", f"{path.name} must begin with the header value,iri")
        for row in rows:
            if len(row) != 2 or row[0] in crosswalk:
                reason = f'"{row[0]}" stands twice' if len(row) == 2 else "does not have two cells"
                raise section.fail("values_file", f"{path.name}, row {rows.line_num}: {reason}")
            crosswalk[row[0]] = section.term("values_file", row[1])
    return crosswalk
