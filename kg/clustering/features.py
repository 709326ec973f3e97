"""The features and barriers of ``features.toml``: weights, groups, and how each is said in three languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import InvalidInput

FILE = Path(__file__).parent / "features.toml"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_PLACE = re.compile(r"\{(one|other)\}")


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that two records can have in common or differ in; ``fixed`` weights are not fitted."""

    key: str
    group: str
    weight: float
    prior: float
    messages: Mapping[str, str]
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """All features with their weights; ``bias`` is the log-odds of a pair of which nothing is known yet."""

    bias: float
    cluster: float
    queue: float
    features: Mapping[str, Feature]
    barriers: Mapping[str, Feature]


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature or barrier that applies to a pair, with what the two records say.

    ``weight`` is what it adds to the log-odds; 0 for a barrier, which is not weighed.
    """

    key: str
    one: str = ""
    other: str = ""
    weight: float = 0.0

    def words(self, language: str = "en") -> str:
        """The reason in words.

        >>> Reason("title-same", "史記", "史记").words("zh-Hans")
        '题名相同：史記'
        """
        found = model().features.get(self.key) or model().barriers[self.key]
        template = found.messages.get(language) or found.messages["en"]
        return template.format(one=self.one, other=self.other)


@cache
def model() -> Model:
    """The model of ``features.toml``. Raises InvalidInput where a message lacks a language or a group."""
    return read_model(FILE)


def read_model(path: Path) -> Model:
    """The model of a file. Raises InvalidInput where a message lacks a language."""
    content = tomllib.loads(path.read_text("utf-8"))
    read = {
        part: {key: read_feature(path, f"{part}.{key}", key, table) for key, table in content[part].items()}
        for part in ("feature", "barrier")
    }
    bands = content["bands"]
    return Model(content["bias"], bands["cluster"], bands["queue"], read["feature"], read["barrier"])


def in_language(words: str, language: str) -> str:
    """A sentence of reasons, written in one of ``LANGUAGES``, in another; unchanged where it is none of ours.

    >>> in_language("same title: 史記; both name nobody", "zh-Hans")
    '题名相同：史記；两方都无责任者'
    """
    found = []
    for piece in re.split("; |；", words):
        said = next(((key, match) for key, pattern in _patterns() if (match := pattern.fullmatch(piece))), None)
        if said is None:
            return words
        key, given = said[0], said[1].groupdict()
        found.append(Reason(key, given.get("one", ""), given.get("other", "")).words(language))
    return ("; " if language == "en" else "；").join(found)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What each feature and barrier says in each language as a pattern, the most words of its own first."""
    known = {**model().barriers, **model().features}
    texts = [(key, message) for key, each in known.items() for message in each.messages.values()]
    texts.sort(key=lambda text: (-len(_PLACE.sub("", text[1])), text))
    return tuple((key, re.compile(_pattern(message), re.DOTALL)) for key, message in texts)


def _pattern(message: str) -> str:
    parts = _PLACE.split(message)
    return "".join(f"(?P<{part}>.*?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))


def read_feature(path: Path, name: str, key: str, table: Mapping[str, object]) -> Feature:
    """The feature of a table; ``name`` is what an error calls it. Raises InvalidInput where it is not complete."""
    messages = table.get("message")
    if not isinstance(messages, dict) or set(messages) != set(LANGUAGES):
        raise InvalidInput(f"{path.name}, {name}: message needs {', '.join(LANGUAGES)}.", hint="Complete the table.")
    weight, prior = table.get("weight", 0.0), table.get("prior", 0.0)
    if not isinstance(weight, int | float) or not isinstance(prior, int | float):
        raise InvalidInput(f"{path.name}, {name}: weight and prior are numbers.", hint="For example weight = 1.5.")
    return Feature(key, str(table.get("group", "")), weight, prior, messages, bool(table.get("fixed")))
