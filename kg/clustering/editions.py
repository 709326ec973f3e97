"""What an edition statement says that can be compared: the collectanea, or the year and how the book was made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.calendar.numerals import number
from kg.chinese.fold import clean, fold_loose
from kg.clustering.table import rows

_SIGNS = re.compile(r"[^\w]|_")
_YEAR = re.compile(r"([\u4e00-\u9fff]{2})(元|[〇零○一二三四五六七八九十百廿卅0-9]+)年")
_WESTERN = re.compile(r"(?<![0-9])(1[0-9]{3}|20[0-9]{2})(?![0-9])")
#: How a book was made, by the words that edition statements use, folded.
_TECHNIQUES = (
    (re.compile("活字|聚珍"), "movable type"),
    (re.compile("铅印|排印"), "letterpress"),
    (re.compile("石印"), "lithograph"),
    (re.compile("影印|景印|[影景].*本"), "facsimile"),
    (re.compile("[抄钞写]本"), "manuscript"),
    (re.compile("稿本"), "autograph"),
    (re.compile("[刻刊刋椠]"), "woodblock"),
)


@dataclass(frozen=True, slots=True)
class EditionForm:
    """``series`` (see ``tables/series.tsv``), ``year`` (an era with its year, or a western year), ``technique``, and
    the statement itself, folded; each empty where nothing is said."""

    series: str
    year: str
    technique: str
    text: str


NOTHING = EditionForm("", "", "", "")


def edition_form(statement: str) -> EditionForm:
    """What an edition statement says.

    >>> edition_form("四庫全書・文淵閣").series, edition_form("欽定四庫全書").series
    ('siku-wenyuan', 'siku-wenyuan')
    >>> edition_form("清光緒二十三年刻本").year == edition_form("光緒23年(1897)刊").year
    True
    """
    text = _SIGNS.sub("", fold_loose(clean(statement)))
    if not text:
        return NOTHING
    series = next((name for word, name in _series() if word in text), "")
    year = ""
    if match := _YEAR.search(text):
        count = 1 if match[2] == "元" else number(match[2])
        year = f"{match[1]}{count}" if count else ""
    elif match := _WESTERN.search(text):
        year = match[1]
    technique = next((name for pattern, name in _TECHNIQUES if pattern.search(text)), "")
    return EditionForm(series, year, technique, text)


@cache
def _series() -> tuple[tuple[str, str], ...]:
    found = {(_SIGNS.sub("", fold_loose(words)), name) for name, words in rows("series")}
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


def same_edition(one: EditionForm, other: EditionForm) -> bool | None:
    """Whether two statements name one edition; None where they do not say enough to tell.

    >>> same_edition(edition_form("四庫全書・文淵閣"), edition_form("四部叢刊初編"))
    False
    """
    if not one.text or not other.text:
        return None
    if one.series or other.series:
        return one.series == other.series if one.series and other.series else None
    if one.text == other.text:
        return True if one.year or len(one.text) > _VAGUE else None
    if one.year and other.year and one.year != other.year:
        return False
    if one.technique and other.technique and one.technique != other.technique:
        return False
    return None


#: 刻本 and 清刻本 are many editions.
_VAGUE = 4
