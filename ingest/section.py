"""Reading a TOML table with the key path at hand, so that every complaint says where it belongs and what is right."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import InvalidDataset, InvalidInput
from kg.terms import Term, iri
from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import OWN, all_terms, is_declared

_SYNTAX_HINT = 'Look there: a missing quote, bracket or equals sign? Keys beyond ASCII need quotes: "男" = "zs:Male".'
_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([^\s<>\"{}|^`\\]*)")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Did you mean "x"?`` for the nearest of the known words, or the list of them where none is near.

    >>> did_you_mean("propery", ["property", "column"])
    'Did you mean "property"?'
    """
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5 if len(word) < 4 else 0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    return f"Known here: {', '.join(names)}." if names else ""


@dataclass
class Section:
    """One table of a TOML file being read: typed access by key, and ``finish`` for keys that nobody asked for.

    ``companions`` collects the files that the description refers to; it is shared by all sections of one file.
    """

    file: Path
    path: str
    values: Mapping[str, Any]
    companions: set[Path] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, file: Path) -> Section:
        """The root table of a file. Raises InvalidDataset with line and column where it is not TOML."""
        try:
            return cls(file, "", tomllib.loads(file.read_text(encoding="utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise InvalidDataset(f"{file}: not valid TOML: {error}", hint=_SYNTAX_HINT) from error
        except UnicodeDecodeError as error:
            raise InvalidDataset(
                f"{file}: not UTF-8 at byte {error.start}", hint="TOML files are UTF-8; save the file as UTF-8."
            ) from error
        except OSError as error:
            raise InvalidDataset(f"{file}: cannot be read: {error.strerror}") from error

    def key(self, name: str) -> str:
        """The path of a key from the root, as it is written in messages: ``table.column[2].property``."""
        return f"{self.path}.{name}" if self.path else name

    def fail(self, name: str, reason: str, hint: str = "") -> InvalidDataset:
        """The error (to be raised) about one key."""
        return InvalidDataset(f"{self.file}: {self.key(name)}: {reason}", hint=hint)

    def has(self, name: str) -> bool:
        """Whether the key is written; it counts as asked for."""
        self.asked.add(name)
        return name in self.values

    def text(self, name: str, default: str | None = None) -> str:
        """A string; without a default it must be there and not be empty."""
        value = self._get(name, str, "a string", default)
        if default is None and not value.strip():
            raise self.fail(name, "is empty")
        return str(value)

    def id_start(self, example: str) -> str:
        """What begins the local ids of the entities (key ``entity``): letters, digits, hyphens, a hyphen at the end."""
        entity = self.text("entity")
        if not entity.endswith("-") or not entity.isascii() or not entity.replace("-", "").isalnum():
            raise self.fail("entity", f'"{entity}" does not begin local ids', f'For example "{example}".')
        return entity

    def integer(self, name: str, default: int) -> int:
        """A whole number, ``default`` where absent."""
        value = self._get(name, int, "a whole number", default)
        if isinstance(value, bool):
            raise self.fail(name, "must be a whole number, not bool")
        return int(value)

    def flag(self, name: str) -> bool:
        """A boolean, false where absent."""
        return bool(self._get(name, bool, "true or false", False))

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of strings, empty where absent."""
        values = self._get(name, list, "a list of strings", None if required else [])
        if not all(isinstance(value, str) for value in values):
            raise self.fail(name, "must be a list of strings", f'For example {name} = ["a", "b"].')
        if required and not values:
            raise self.fail(name, "is an empty list")
        return tuple(values)

    def section(self, name: str) -> Section:
        """A table inside this one; an empty section where absent."""
        return self._inner(self.key(name), self._get(name, dict, "a table", {}))

    def sections(self, name: str) -> list[Section]:
        """An array of tables, counted from 1 in messages; empty where absent."""
        values = self._get(name, list, "an array of tables", [])
        if not all(isinstance(value, dict) for value in values):
            raise self.fail(name, "must be an array of tables", f"Write [[{self.key(name)}]] above each.")
        return [self._inner(f"{self.key(name)}[{at}]", value) for at, value in enumerate(values, 1)]

    def term(self, name: str, value: str | None = None) -> Term:
        """The term of a compact or full IRI under a key (or of ``value``, which the key is to blame for)."""
        written = self.text(name) if value is None else value
        if not written.startswith(("http://", "https://")):
            match = _CURIE.fullmatch(written)
            if not match:
                raise self.fail(name, f'"{written}" is not an IRI', "Write prefix:name or a full http(s) IRI.")
            if match[1] not in PREFIXES:
                raise self.fail(name, f'unknown prefix "{match[1]}" in "{written}"', did_you_mean(match[1], PREFIXES))
        if not is_declared(expand(written)):
            near = did_you_mean(written, (compact(term) for term in all_terms() if term.startswith(OWN)))
            raise self.fail(name, f'"{written}" is not in the ontology', near)
        try:
            return iri(expand(written))
        except InvalidInput as error:
            raise self.fail(name, str(error), error.hint) from error

    def companion(self, name: str) -> Path:
        """The path of a file that stands beside the TOML file and is part of its meaning."""
        path = self.file.parent / self.text(name)
        if not path.is_file():
            raise self.fail(name, f'there is no file "{path.name}" beside {self.file.name}')
        self.companions.add(path)
        return path

    def finish(self) -> None:
        """Complain about the first key that nobody asked for."""
        for name in self.values:
            if name not in self.asked:
                raise self.fail(name, "unknown key", did_you_mean(name, self.asked))

    def _inner(self, path: str, values: Mapping[str, Any]) -> Section:
        return Section(self.file, path, values, self.companions)

    def _get(self, name: str, kind: type, description: str, default: Any) -> Any:
        self.asked.add(name)
        if name not in self.values:
            if default is None:
                near = difflib.get_close_matches(name, [key for key in self.values if key not in self.asked], n=1)
                hint = f'Did you mean it by "{near[0]}"?' if near else f"Add {name} ({description})."
                raise self.fail(name, "is missing", hint)
            return default
        value = self.values[name]
        if not isinstance(value, kind):
            raise self.fail(name, f"must be {description}, not {type(value).__name__}")
        return value
