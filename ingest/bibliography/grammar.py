"""How the text of a historical catalogue is punctuated: one grammar a catalogue, a TOML file in ``grammars``.

A grammar says where an entry begins, where remarks stand (in brackets, as sentences, in the same line), and which words
are headings: they name a class where it begins or, as Chinese catalogues like to, where it ends.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from ingest.section import Section, did_you_mean
from kg.chinese.script import to_traditional
from kg.errors import InvalidDataset
from ontology.schemes import concept_for

_HERE = Path(__file__).parent
_GRAMMARS = _HERE / "grammars"


class Annotation(StrEnum):
    """Where remarks on an entry stand: in brackets, as sentences of their own, or in the line of the entry."""

    BRACKETS = "brackets"
    SENTENCES = "sentences"
    LINE = "line"


class Place(StrEnum):
    """Whether a heading names the class that begins or the one that ends here; ``whole`` belongs to none."""

    BEGINS = "begins"
    ENDS = "ends"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Heading:
    """A kind of heading: ``level`` 1 is that of 部 and 略; ``label`` is the name of the class where words differ from
    it, ``suffix`` what is put behind the name found.
    """

    pattern: re.Pattern[str]
    place: Place
    level: int
    label: str = ""
    suffix: str = ""

    def name(self, found: re.Match[str]) -> str:
        """The name of the class without the marks of titles and the signs of a list."""
        words = self.label or found.groupdict().get("name") or ""
        return re.sub(r"[《》、]", "", words) + (self.suffix if words else "")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one catalogue; ``scheme`` begins the paths of its classes in the scheme of classifications."""

    name: str
    scheme: str
    annotation: Annotation
    units: str
    entry: re.Pattern[str]
    entry_inside: re.Pattern[str] | None
    remark: re.Pattern[str] | None
    bare_title: re.Pattern[str] | None
    attribution: re.Pattern[str] | None
    gathered: str
    editions: bool
    headings: tuple[Heading, ...]
    language: str
    aliases: tuple[tuple[str, str], ...]

    def concept(self, path: tuple[str, ...]) -> str | None:
        """The concept of a path of classes, or of the nearest class above that the scheme has."""
        for depth in range(len(path), 0, -1):
            words = "·".join(path[:depth])
            for own, other in self.aliases:
                words = words.replace(own, other)
            if found := concept_for("classification", f"{self.scheme}·{words}"):
                return found
        return None


@cache
def grammars() -> tuple[str, ...]:
    """The names of all grammars."""
    return tuple(path.stem for path in sorted(_GRAMMARS.glob("*.toml")))


@cache
def get_grammar(name: str, language: str = "zh-Hans") -> Grammar:
    """The grammar of this name for a text in this language.

    Grammars are written in simplified characters; their words are turned for a text in traditional ones. Raises
    InvalidDataset for an unknown one, and with the key path for a mistake in it.
    """
    if name not in grammars():
        raise InvalidDataset(f'There is no grammar "{name}"', hint=did_you_mean(name, grammars()))
    root = _in_script(Section.open(_GRAMMARS / f"{name}.toml"), language)
    headings = tuple(_heading(each) for each in root.sections("heading"))
    grammar = Grammar(
        name=name,
        scheme=root.text("scheme"),
        annotation=Annotation(root.text("annotation")),
        units=root.text("units"),
        entry=re.compile(root.text("entry")),
        entry_inside=_pattern(root, "entry_inside"),
        remark=_pattern(root, "remark"),
        bare_title=_pattern(root, "bare_title"),
        attribution=_pattern(root, "attribution"),
        gathered=root.text("gathered", ""),
        editions=root.flag("editions"),
        headings=headings,
        language=language,
        aliases=tuple(root.values.get("aliases", {}).items()),
    )
    root.asked.add("aliases")
    root.finish()
    return grammar


@cache
def existence_words(grammar: str, language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """(words, concept of the scheme ``existence``) by which a catalogue says that a book is lost, incomplete or unseen;
    the most telling first.
    """
    with (_HERE / "existence.tsv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["catalogue"] in (grammar, "*")]
    rows.sort(key=lambda row: -len(row["words"]))
    return tuple((re.compile(_turned(row["words"], language)), row["existence"]) for row in rows)


@cache
def appended_titles() -> frozenset[str]:
    """Titles that name a part of the book before them: a supplement, a list of contents, notes on the text."""
    words = (_HERE / "appended.tsv").read_text("utf-8").split()[1:]
    return frozenset((*words, *map(to_traditional, words)))


def _in_script(root: Section, language: str) -> Section:
    """The same table with its words in the script of a language."""
    return Section(root.file, root.path, {key: _turned(value, language) for key, value in root.values.items()})


def _turned(value: Any, language: str) -> Any:
    if not language.startswith("zh-Hant"):
        return value
    if isinstance(value, str):
        return to_traditional(value)
    if isinstance(value, list):
        return [_turned(each, language) for each in value]
    if isinstance(value, dict):
        return {_turned(key, language): _turned(each, language) for key, each in value.items()}
    return value


def _heading(section: Section) -> Heading:
    place = Place(section.text("place"))
    return Heading(
        pattern=re.compile(section.text("pattern")),
        place=place,
        level=section.integer("level", 0),
        label=section.text("label", ""),
        suffix=section.text("suffix", ""),
    )


def _pattern(section: Section, key: str) -> re.Pattern[str] | None:
    return re.compile(text) if (text := section.text(key, "")) else None
