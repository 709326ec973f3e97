"""The weights of kg/reconciliation/features.toml from gold pairs: a conditional logit, fitted by Newton's method.

A record chooses among its candidates and "none of them". Every record whose counterpart is a candidate is used twice:
as it is, and, with less weight, with the counterpart taken away, when "none" is right. A ridge keeps weights near the
values in `prior` where the data are few. The calibration is a logistic regression of "right" on the log-odds of the
best candidate and on whether it is contested. A weight never gets another sign than its prior: what few records say
against common sense is noise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kg.reconciliation.model import FILE, Model

#: The weight of a record without its counterpart: as if one in six of a file's persons were missing from the other.
ABSENT = 0.2
_RIDGE, _STEPS, _ENOUGH = 1.0, 60, 1e-3

Array = NDArray[np.float64]
Seen = dict[str, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """A record with the features of its candidates; ``right`` is the place of the counterpart, -1 for none."""

    candidates: tuple[Seen, ...]
    right: int
    weight: float = 1.0


def choices(candidates: Sequence[Seen], right: int) -> list[Choice]:
    """A record as it is, and with its counterpart taken away."""
    found = [Choice(tuple(candidates), right)] if candidates and right >= 0 else []
    left = tuple(seen for place, seen in enumerate(candidates) if place != right)
    return [*found, Choice(left, -1, ABSENT)] if left else found


def fitted(model: Model, known: Sequence[Choice]) -> Model:
    """The model with the weights that are not fixed, and the bias, fitted."""
    names = ["", *model.features]
    place = {name: number for number, name in enumerate(names)}
    rows = [
        (number, seen, each.right == at) for number, each in enumerate(known) for at, seen in enumerate(each.candidates)
    ]
    values = np.zeros((len(rows), len(names)))
    for row, (_, seen, _) in enumerate(rows):
        values[row, 0] = 1.0
        for name, degree in seen.items():
            values[row, place[name]] = degree
    record = np.array([number for number, _, _ in rows])
    right = np.array([float(is_right) for _, _, is_right in rows])
    weight = np.array([each.weight for each in known])
    prior = np.array([model.bias, *(each.prior for each in model.features.values())])
    free = np.array([True, *(not each.fixed for each in model.features.values())])
    found = _newton(values, right, record, weight, prior, free)
    wrong = found[1:] * prior[1:] < 0
    if wrong.any():  # once more without those that would change sign
        held = np.array([False, *wrong])
        found = _newton(values, right, record, weight, np.where(held, 0.0, prior), free & ~held)
    features = {
        name: each if each.fixed else replace(each, weight=round(float(found[place[name]]), 2))
        for name, each in model.features.items()
    }
    return replace(model, bias=round(float(found[0]), 2), features=features)


def _newton(values: Array, right: Array, record: NDArray[np.int64], weight: Array, prior: Array, free: Array) -> Array:
    found = prior.copy()
    places = np.where(free)[0]
    before = _likelihood(values, right, record, weight, found, prior)[0]
    for _ in range(_STEPS):
        _, share = _likelihood(values, right, record, weight, found, prior)
        each = weight[record]
        slope = values.T @ (each * (right - share)) - _RIDGE * (found - prior)
        means = np.zeros((len(weight), values.shape[1]))
        np.add.at(means, record, values * share[:, None])
        curve = (values * (each * share)[:, None]).T @ values - (means * weight[:, None]).T @ means
        curve += _RIDGE * np.eye(values.shape[1])
        step = np.zeros_like(found)
        step[places] = np.linalg.solve(curve[np.ix_(places, places)], slope[places])
        size = 1.0
        while (
            now := _likelihood(values, right, record, weight, found + size * step, prior)[0]
        ) < before and size > 1e-4:
            size /= 2
        found = found + size * step
        if now - before < _ENOUGH:
            break
        before = now
    return found


def _likelihood(
    values: Array, right: Array, record: NDArray[np.int64], weight: Array, found: Array, prior: Array
) -> tuple[float, Array]:
    """The penalised log-likelihood, and the probability of every candidate."""
    odds = values @ found
    top = np.zeros(len(weight))
    np.maximum.at(top, record, odds)
    powers = np.exp(odds - top[record])
    whole = np.exp(-top)
    np.add.at(whole, record, powers)
    value = (weight[record] * right * odds).sum() - (weight * (np.log(whole) + top)).sum()
    return float(value - _RIDGE / 2 * ((found - prior) ** 2).sum()), powers / whole[record]


def calibration(rows: Sequence[tuple[float, bool, bool]]) -> tuple[float, float, float]:
    """Intercept, slope and the effect of being contested, from (log-odds, contested, right)."""
    values = np.array([(1.0, odds, float(contested)) for odds, contested, _ in rows])
    right = np.array([float(is_right) for _, _, is_right in rows])
    found = np.zeros(3)
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-values @ found))
        slope = values.T @ (right - share)
        curve = (values * (share * (1 - share))[:, None]).T @ values + 1e-6 * np.eye(3)
        step = np.clip(np.linalg.solve(curve, slope), -2, 2)
        found = found + step
        if np.abs(step).max() < 1e-6:
            break
    return tuple(round(float(each), 2) for each in found)  # type: ignore[return-value]


def write(model: Model) -> None:
    """Put bias, weights and calibration of a model into the file, and nothing else."""
    text = FILE.read_text("utf-8")
    for name, each in (
        ("bias", model.bias),
        ("intercept", model.intercept),
        ("slope", model.slope),
        ("contested", model.contested),
    ):
        text = re.sub(rf"(?m)^({name} = )[-0-9.]+", rf"\g<1>{each:.2f}", text)
    for name, feature in model.features.items():
        if not feature.fixed:
            text = re.sub(
                rf"(\[feature\.{name}\]\ngroup = \"[a-z]+\"\nweight = )[-0-9.]+", rf"\g<1>{feature.weight:.2f}", text
            )
    FILE.write_text(text, "utf-8")
