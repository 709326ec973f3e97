"""The reference tools as pages and JSON: what a date means, what a day is called, how a name is read and found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, jsonify

from kg.calendar import LunarDay, TimeExpression
from kg.reference import LONGEST, date_answer, lunar_days, name_answer, read_date
from webapp import negotiate
from webapp.pages import page, render
from webapp.parameters import line

bp = Blueprint("tools", __name__, url_prefix="/tools")

#: Dates and names to try: each shows something that goes wrong elsewhere.
DATES = ("光緒二十一年三月初五日", "咸豐八年三月三十日", "至元二年", "同治元年春", "宣統四年", "康熙初年", "1895-03-30")
NAMES = ("盛宣懷", "單雄信", "萬俟卨", "歐陽修", "Sheng Hsüan-huai")


@page("tools/date.html")
@dataclass(frozen=True, slots=True)
class DatePage:
    """What ``tools/date.html`` shows."""

    query: str = field(metadata={"help": "The date as typed"})
    candidates: tuple[TimeExpression, ...] = field(metadata={"help": "All dates that it may mean"})
    error: str | None = field(metadata={"help": "Why it means none"})
    lunar: list[LunarDay] = field(metadata={"help": "What the days are called at the courts of their time"})
    examples: tuple[str, ...] = field(metadata={"help": "Dates to try"})


@page("tools/name.html")
@dataclass(frozen=True, slots=True)
class NamePage:
    """What ``tools/name.html`` shows."""

    query: str = field(metadata={"help": "The name as typed"})
    answer: dict[str, Any] | None = field(metadata={"help": "Readings and keys; None where nothing was typed"})
    examples: tuple[str, ...] = field(metadata={"help": "Names to try"})


@bp.get("/date")
def date() -> Response:
    """A date converted: as a page, or as JSON for ``Accept: application/json`` or ``?format=json``."""
    query = line("q", LONGEST)
    if negotiate.wants_json():
        return jsonify(date_answer(query))
    candidates, error = read_date(query) if query else ((), None)
    return render(DatePage(query, candidates, error, lunar_days(candidates), DATES))


@bp.get("/name")
def name() -> Response:
    """Readings and search keys of a name: as a page, or as JSON."""
    query = line("q", LONGEST)
    answer = name_answer(query) if query else None
    if negotiate.wants_json():
        return jsonify(answer or name_answer(""))
    return render(NamePage(query, answer, NAMES))
