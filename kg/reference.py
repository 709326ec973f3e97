"""The reference tools as plain data: what a date means, how a name is read and found. Pages, API and command line
share it.
"""

from __future__ import annotations

from typing import Any

from kg.calendar import LunarDay, lunar, parse
from kg.chinese import fold, fold_loose, query_key, readings, search_keys, wade_giles_readings
from kg.chinese.readings import has_han
from kg.errors import InvalidDate, InvalidInput

#: Nothing that somebody looks up is longer.
LONGEST = 500


def date_answer(text: str) -> dict[str, Any]:
    """``{"text", "candidates", "error"}``: all dates that the words may mean, or the reason why there is none.

    >>> date_answer("光緒二十一年三月初五日")["candidates"][0]["edtf"]
    '1895-03-30'
    >>> date_answer("咸豐八年三月三十日")["candidates"]
    []
    """
    if len(text) > LONGEST:
        return {"text": text[:LONGEST], "candidates": [], "error": f"a date has at most {LONGEST} characters"}
    try:
        candidates = [candidate.as_dict() for candidate in parse(text)]
    except InvalidDate as error:
        return {"text": text, "candidates": [], "error": f"{error} {error.hint}".strip()}
    return {"text": text, "candidates": candidates, "error": None}


def lunar_answer(candidates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each court in force calls the days that the candidates of a date are; nothing for longer spans.

    >>> [day["words"] for day in lunar_answer(date_answer("1895-03-30")["candidates"])]
    ['光緒二十一年三月初五日']
    """
    days = dict.fromkeys(c["jdn_from"] for c in candidates if c["jdn_from"] == c["jdn_to"])
    return [day.as_dict() for jdn in days for day in _lunar_days(jdn)]


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


def _lunar_days(jdn: int) -> tuple[LunarDay, ...]:
    """The names of a day; none outside the month table."""
    try:
        return lunar(jdn)
    except InvalidDate:
        return ()

