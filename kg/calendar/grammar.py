"""The grammar of what follows an era name: [year | 干支][month | season][day], in folded text without spaces.

Every expression is anchored and reads forward, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from functools import cache

from kg.calendar.ganzhi import INDEX
from kg.calendar.numerals import CHARACTERS, consecutive, number
from kg.calendar.parts import Parts
from kg.calendar.tsv import rows

NUMERAL = "[" + "".join(sorted(CHARACTERS)) + "]"
_YEAR_WORD = "(?:年|载|祀|稔)"
CYCLE = "[甲乙丙景丁戊戍己已庚辛壬癸][子丑寅卯辰巳已己午未申酉戌戍亥]"
_FIRST = re.compile(rf"(?:改元|初元|首岁|纪元|元{_YEAR_WORD}|初[载祀])(?:之?岁(?![次在]))?|元(?=$|[春夏秋冬])")
_EXCHANGED = re.compile(rf"年元(?={NUMERAL}{{1,2}}月)")
_NUMBERED = re.compile(rf"第?({NUMERAL}{{1,9}}?)(?:{_YEAR_WORD}|岁(?={CYCLE})|(?={CYCLE}))(?:之?岁(?![次在]))?")
_BARE = re.compile(rf"({NUMERAL}{{1,9}})$")
_YEAR_CYCLE = re.compile(rf"(?:岁次|之|岁在|太岁在?|龙集|龙飞|时维|岁|次)?({CYCLE})(?:之?岁|之?年|(?=[^日朔])|$)")
_ADDED_YEAR_CYCLE = re.compile(rf"(?:岁次|之|岁在|太岁在?|龙集|龙飞|岁|次|即)?({CYCLE})(?:之?岁|之?年)?")
_SPANS = re.compile(
    "(?:之|在位|岁)?(?:"
    "(?P<early>初年间|初年|初叶|初期|早期|前期|初岁|初间|年初|初|伊始|肇|始)|"
    "(?P<late>末年间|将末|末年|末叶|末期|晚期|后期|末岁|末载|季年|晚年|末间|年末|末|季)|"
    "(?P<middle>中叶|中期)|"
    "(?P<whole>年间|际|乱|难|变|盛|年中|年代|时期|期间|之间|间|中年|中岁|中|时|朝|世|年|在位|之世|之时|之朝)"
    ")(?:之?间|中|岁)?"
)
_PART_OF_YEAR = re.compile(
    "(?:之)?(?:(?P<early>年初|岁首|岁初|初)|(?P<late>年末|年底|年终|岁末|岁暮|岁杪|岁除|末|底)|(?P<whole>中|间|内))$"
)
_MONTH = re.compile(rf"(?P<season>[春夏秋冬])?(?P<leap>闰)?(?:(?P<number>{NUMERAL}{{1,3}}|正)月|(?P<any>月)(?<=闰月))")
_NEW_MOON = re.compile(rf"(?:朔日?({CYCLE})|({CYCLE})(?:朔日?|(?={NUMERAL}{{1,3}}日{CYCLE})))")
_DAY = re.compile(rf"(?P<first>初)?(?P<number>{NUMERAL}{{1,4}})(?P<day>[日号曰]|(?={CYCLE})|$|(?=[^月年]))")
_STYLE = re.compile("(?P<lunar>[农阴夏旧废]历)|[阳公新国西]历")
_OF = re.compile("[之内](?=.)")
_SAME_MONTH = re.compile(rf"({NUMERAL}{{1,3}})月")
_DAY_CYCLE = re.compile(rf"({CYCLE})日?")
_SEASON_MONTHS = {"春": (1, 3), "夏": (4, 6), "秋": (7, 9), "冬": (10, 12)}
_LONGEST_NAME = 4


def cycle_index(text: str) -> int | None:
    """Return the index of a 干支 pair; look-alikes (已 戍) and the Tang taboo form 景 for 丙 are read."""
    stem = {"已": "己", "戍": "戊", "景": "丙"}.get(text[0], text[0])
    return INDEX.get(stem + {"已": "巳", "己": "巳", "戍": "戌"}.get(text[1], text[1]))


@cache
def _month_names() -> dict[str, tuple[int, int, str]]:
    names = {}
    for row in rows("month_names.tsv"):
        first, _, last = row[1].partition("-")
        names[row[0]] = (int(first), int(last or first), row[2])
    return names


@cache
def _day_names() -> dict[str, tuple[int, int, int, bool]]:
    table = rows("day_names.tsv")
    return {name: (int(month), int(first), int(last), note == "solar") for name, month, first, last, note in table}


class Tail:
    """Reads the text after an era name into `Parts`; what it cannot read is left in ``parts.unread``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.parts = Parts()

    def read(self) -> Parts:
        """Read the whole text."""
        self._calendar_style()
        self._year()
        self._calendar_style()
        self._months()
        self._days()
        self._calendar_style()
        self.parts.unread = self.text[self.at :]
        return self.parts

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def _calendar_style(self) -> None:
        if found := self._take(_STYLE):
            self.parts.style = "lunar" if found["lunar"] else "solar"

    def _cycle(self, text: str) -> int | None:
        if text[0] in "已戍" or text[1] in "己已戍":
            self.parts.warn(f"{text}: read as a 干支 with a look-alike character")
        return cycle_index(text)

    def _year(self) -> None:
        parts, start = self.parts, self.at
        if self._take(_EXCHANGED):
            parts.warn("年元: read as 元年")
            parts.year = 1
        elif self._take(_FIRST):
            parts.year = 1
            self._added_cycle()
        elif found := self._take(_NUMBERED) or self._take(_BARE):
            neighbours = consecutive(found[1])
            parts.year, parts.year_to = neighbours or (number(found[1]), None)
            if parts.year is None:
                self.at = start
                return
            self._added_cycle()
        elif found := self._take(_YEAR_CYCLE):
            parts.year_cycle = self._cycle(found[1])
            if parts.year_cycle is None:
                self.at = start
                return
            if counted := self._take(_NUMBERED):
                parts.year = number(counted[1])
            elif self._take(_FIRST):
                parts.year = 1
        elif found := self._take(_SPANS):
            parts.span = found.lastgroup  # type: ignore[assignment]
            return
        if parts.has_year and (found := self._take(_PART_OF_YEAR)) and found.lastgroup != "whole":
            parts.part_of_year = found.lastgroup  # type: ignore[assignment]

    def _added_cycle(self) -> None:
        start = self.at
        if found := self._take(_ADDED_YEAR_CYCLE):
            self.parts.year_cycle = self._cycle(found[1])
            if self.parts.year_cycle is None:
                self.at = start

    def _months(self) -> None:
        parts = self.parts
        self._take(_OF)
        if found := self._take(_MONTH):
            parts.season = found["season"] or ""
            parts.leap = found["leap"] is not None
            if found["any"]:
                parts.any_leap = True
                return
            parts.month_word = found["number"]
            parts.month = 1 if found["number"] == "正" else number(found["number"])
            parts.month_to = parts.month
            if found["number"] == "正":
                parts.style = parts.style or "lunar"
            if parts.month is None:
                self.at = found.start()
                parts.season, parts.leap = "", False
            elif self.text.startswith(found[0], self.at):
                parts.warn(f"{found[0]} is written twice")
                self.at += len(found[0])
        else:
            self._named_month()
        if parts.leap:
            parts.style = parts.style or "lunar"

    def _named_month(self) -> None:
        start = self.at
        leap = self.text.startswith("闰", start)
        season = self.text[start] if self.text[start : start + 1] in _SEASON_MONTHS else ""
        for offset in dict.fromkeys((int(leap), len(season) if len(season) else int(leap))):
            for length in range(_LONGEST_NAME, 0, -1):
                entry = _month_names().get(self.text[start + offset : start + offset + length])
                if entry is None or (offset and season and entry[2] == "season"):
                    continue
                parts = self.parts
                parts.month, parts.month_to = entry[:2]
                parts.month_word = self.text[start + offset : start + offset + length]
                parts.leap, parts.season = leap, season if offset and season else ""
                parts.style = parts.style or "lunar"
                self.at = start + offset + length
                if (
                    entry[2] == "month" and not parts.month_word.endswith("月") and self.text.startswith("月", self.at)
                ) or (self.text.startswith("季", self.at) and entry[2] == "season"):
                    self.at += 1
                if self.text.startswith("之月", self.at):
                    self.at += 2
                again = _SAME_MONTH.match(self.text, self.at)  # 季秋九月
                if again and entry[2] == "month" and number(again[1]) == entry[0]:
                    self.at = again.end()
                return

    def _days(self) -> None:
        parts = self.parts
        self._take(_OF)
        if found := self._take(_NEW_MOON):
            parts.new_moon_cycle = self._cycle(found[1] or found[2])
            parts.style = parts.style or "lunar"
        if self._named_day():
            if found := self._take(_DAY_CYCLE):
                parts.day_cycle = self._cycle(found[1])
            return
        if found := self._take(_DAY):
            parts.day = number(found["number"])
            if parts.day is None:
                self.at = found.start()
                return
            if found["first"] or found["number"][0] in "廿卅念":
                parts.style = parts.style or "implied"
            if parts.day == 0 or (found["first"] and parts.day > 10):
                parts.warn(f"{found[0]}: not a usual way to write a day")
        if found := self._take(_DAY_CYCLE):
            parts.day_cycle = self._cycle(found[1])
            parts.style = parts.style or "lunar"

    def _named_day(self) -> bool:
        for length in range(_LONGEST_NAME, 0, -1):
            name = self.text[self.at : self.at + length]
            entry = _day_names().get(name)
            if entry is None:
                continue
            month, first, last, solar = entry
            parts = self.parts
            if (not month and parts.month is None) or (
                name == "初" and self.text[self.at + 1 : self.at + 2] in CHARACTERS
            ):
                return False
            if month and parts.month is not None and parts.month != month:
                return False
            if month and parts.month is None:
                parts.month = parts.month_to = month
                parts.month_word = "正" if month == 1 else ""
            if (first, last) != (0, 0):
                parts.day, parts.day_to = first, None if last == -1 else last
            self.at += length + (self.text.startswith("日", self.at + length) and not name.endswith("日"))
            parts.style = parts.style or ("solar" if solar else "lunar")
            return True
        return False
