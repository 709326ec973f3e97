"""The tables of the mention pipeline: styles of address, kin words, words for a role, features and their weight.

They stand in ``tables/*.tsv`` beside this module; words are compared folded, so either script will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kg.chinese import fold

TABLES = Path(__file__).parent / "tables"
#: The languages in which a reason can be given, in the order of the columns.
LANGUAGES = ("en", "zh-Hans", "zh-Hant")


def rows(name: str) -> Iterator[list[str]]:
    """The rows of ``tables/NAME`` without blank lines and comments."""
    for line in (TABLES / name).read_text("utf-8").splitlines():
        if line and not line.startswith("# "):
            yield line.split("\t")


@dataclass(frozen=True, slots=True)
class Title:
    """A style of address: ``kind`` is office, respect or kin; ``with_surname`` tells whether a surname before it makes
    a person; before one of the characters ``not_before`` it is part of another word.
    """

    text: str
    kind: str
    with_surname: bool
    not_before: str


@dataclass(frozen=True, slots=True)
class KinWord:
    """A word for kin: ``steps`` are notations of the kinship scheme, any of which fits, seen from the writer or the
    addressee (``of``); ``order`` is -1 for the youngest, "n" where the word has a rank, else 0."""

    text: str
    steps: tuple[str, ...]
    of: str
    order: str


@dataclass(frozen=True, slots=True)
class Feature:
    """What speaks for or against a candidate: a share of the doubt removed, or a factor that lowers the score; the
    sentence with places for values, by language. ``ties`` features tell persons of one name apart."""

    key: str
    share: float
    factor: float
    ties: bool
    sentences: Mapping[str, str]

    def sentence(self, values: Mapping[str, str], language: str) -> str:
        """The reason in words, in a language of the interface (English for any other)."""
        return self.sentences.get(language, self.sentences["en"]) % values


@cache
def titles() -> tuple[Title, ...]:
    """The styles of address, longest first."""
    found = [
        Title(fold(t), kind, alone == "yes", "" if n == "-" else fold(n)) for t, kind, alone, n in rows("titles.tsv")
    ]
    return tuple(sorted(found, key=lambda title: -len(title.text)))


@cache
def kin_words() -> tuple[KinWord, ...]:
    """The kin words, longest first."""
    found = [KinWord(fold(word), tuple(steps.split()), of, order) for word, steps, of, order in rows("kin_words.tsv")]
    return tuple(sorted(found, key=lambda word: -len(word.text)))


@cache
def role_words() -> Mapping[str, str]:
    """Word -> writer or addressee, for words that stand for one of the two (閣下, 鄙人)."""
    return MappingProxyType({fold(word): role for word, role in rows("role_words.tsv")})


@cache
def office_endings() -> tuple[str, ...]:
    """What the titles of offices end in that stand before a name (兩江總督端方), longest first."""
    return tuple(sorted({title.text for title in titles() if title.kind == "office"}, key=lambda text: -len(text)))


@cache
def name_slots() -> Mapping[str, str]:
    """Notation of a name type -> what kind of name it is for making forms."""
    return MappingProxyType({row[0]: row[1] for row in rows("name_slots.tsv")})


@cache
def provinces() -> tuple[str, ...]:
    """The provinces with which native places are written."""
    return tuple(province for province, *_ in rows("provinces.tsv"))


@cache
def ordinary_words() -> frozenset[str]:
    """Words of everyday language that are names of persons, too."""
    return frozenset(fold(word) for word, *_ in rows("ordinary_words.tsv"))


@cache
def surnames() -> frozenset[str]:
    """Surnames common enough that one before a title is read as one."""
    return frozenset(fold(surname) for row in rows("surnames.tsv") for surname in row[0].split())


@cache
def features() -> Mapping[str, Feature]:
    """The features by key."""
    found = {}
    for key, effect, ties, *sentences in rows("features.tsv"):
        share = float(effect) if effect[0].isdigit() else 0.0
        factor = float(effect[1:]) if effect.startswith("x") else 1.0
        words = MappingProxyType(dict(zip(LANGUAGES, sentences, strict=True)))
        found[key] = Feature(key, share, factor, ties == "yes", words)
    return MappingProxyType(found)
