"""The reference tools as plain data: what a date means, how a name is read and found. Pages, API and command line
share it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.calendar import LunarDay, TimeExpression, lunar, parse
from kg.chinese import fold, fold_loose, query_key, readings, search_keys, wade_giles_readings
from kg.chinese.readings import has_han
from kg.errors import InvalidDate, InvalidInput

#: Nothing that somebody looks up is longer.
LONGEST = 500


def read_date(text: str) -> tuple[tuple[TimeExpression, ...], str | None]:
    """All dates that the words may mean, or none and the reason why."""
    if len(text) > LONGEST:
        return (), f"a date has at most {LONGEST} characters"
    try:
        return parse(text), None
    except InvalidDate as error:
        return (), f"{error} {error.hint}".strip()


def date_answer(text: str) -> dict[str, Any]:
    """``{"text", "candidates", "error"}``: what ``read_date`` reads, as JSON.

    >>> date_answer("光緒二十一年三月初五日")["candidates"][0]["edtf"]
    '1895-03-30'
    >>> date_answer("咸豐八年三月三十日")["candidates"]
    []
    """
    candidates, error = read_date(text)
    return {"text": text[:LONGEST], "candidates": [candidate.as_dict() for candidate in candidates], "error": error}


def lunar_days(candidates: Iterable[TimeExpression]) -> list[LunarDay]:
    """What each court in force calls the days that the candidates of a date are; nothing for longer spans.

    >>> [day.words for day in lunar_days(read_date("1895-03-30")[0])]
    ['光緒二十一年三月初五日']
    """
    days = dict.fromkeys(c.jdn_from for c in candidates if c.jdn_from is not None and c.jdn_from == c.jdn_to)
    return [named for day in days for named in _names_of(day)]


def name_answer(text: str) -> dict[str, Any]:
    """``{"text", "fold", "loose", "readings", "wade_giles", "keys"}`` of a name.

    ``readings`` are in pinyin without tones, the usual one first, every reading of a surname that has several. Of a
    name that is romanised already, ``keys`` has the one key that a search compares. Raises InvalidInput where the
    text is too long.

    >>> name_answer("盛宣懷")["readings"], name_answer("盛宣懷")["wade_giles"]
    (['Sheng Xuanhuai', 'Cheng Xuanhuai'], ['Sheng Hsüan-huai', "Ch'eng Hsüan-huai"])
    """
    if len(text) > LONGEST:
        raise InvalidInput(f"A name has at most {LONGEST} characters.")
    han = has_han(text)
    read = list(dict.fromkeys(reading.plain for reading in readings(text))) if han else []
    return {
        "text": text,
        "fold": fold(text),
        "loose": fold_loose(text),
        "readings": read,
        "wade_giles": list(wade_giles_readings(text)) if han else [],
        "keys": list(search_keys(text)) if han else [query_key(text)],
    }


def _names_of(day: int) -> tuple[LunarDay, ...]:
    """The names of a day; none outside the month table."""
    try:
        return lunar(day)
    except InvalidDate:
        return ()
