"""The features of ``features.toml``: weights, groups, and how each is said in three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.clustering.features import Feature, read_feature
from kg.reconciliation.candidate import LANGUAGES, Reason

FILE = Path(__file__).parent / "features.toml"


@dataclass(frozen=True, slots=True)
class Model:
    """All features with their weights; ``bias`` is the log-odds of a candidate of which nothing is known yet, ``link``
    and ``queue`` the lowest scores of these bands. The other numbers are explained in the file."""

    bias: float
    link: float
    queue: float
    queued: int
    intercept: float
    slope: float
    contested: float
    claimed: float
    margin: float
    rare: float
    within: float
    queue_within: float
    features: Mapping[str, Feature]


@dataclass(frozen=True, slots=True)
class Observation:
    """A feature that applies to a pair, with what the two records say. What it adds to the log-odds is its weight times
    ``degree``."""

    feature: str
    one: str = ""
    other: str = ""
    degree: float = 1.0


@cache
def model() -> Model:
    """The model in use. Raises InvalidInput where a message lacks a language."""
    return read_model(FILE)


def read_model(path: Path) -> Model:
    """The model of a file. Raises InvalidInput where a message lacks a language."""
    content = tomllib.loads(path.read_text("utf-8"))
    features = {key: read_feature(path, f"feature.{key}", key, table) for key, table in content["feature"].items()}
    bands, calibration, competition = content["bands"], content["calibration"], content["competition"]
    return Model(
        bias=content["bias"],
        link=bands["link"],
        queue=bands["queue"],
        queued=bands["queued"],
        intercept=calibration["intercept"],
        slope=calibration["slope"],
        contested=calibration["contested"],
        claimed=competition["claimed"],
        margin=competition["margin"],
        rare=competition["rare"],
        within=content["within"]["odds"],
        queue_within=content["within"]["queue"],
        features=features,
    )


def reason(seen: Observation, weight: float) -> Reason:
    """An observation in words.

    >>> reason(Observation("birth-same", "1844", "1844"), 4.0).words["en"]
    'born in 1844 in both'
    """
    messages = model().features[seen.feature].messages
    words = {language: messages[language].format(one=seen.one, other=seen.other) for language in LANGUAGES}
    return Reason(seen.feature, weight, words)
