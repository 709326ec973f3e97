"""Forms of names that name nobody in particular (李某, 王氏, 某某, 佚名, 趙, 李□), by the patterns of a table.

A record with such a name alone stands for whoever is meant in its source. It stays what it is, gets the status
``zs:UndifferentiatedRecord`` and is kept out of what links names by itself. MARC 21 has the same distinction (008/32,
value b: undifferentiated personal name), CALIS and NLC keep such headings apart as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.authority.records.table import rows
from kg.chinese.fold import clean
from kg.chinese.readings import has_han, split_name

_REMARK = re.compile(r"(?P<name>[^(（〔［\[]+)[(（〔［\[](?P<remark>[^)）〕］\]]+)[)）〕］\]]+")
_CLAN_BEFORE = re.compile(r"[(（〔［\[][^)）〕］\]]{1,12}[)）〕］\]](?P<name>.+)", re.DOTALL)
_LONGEST = 40


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[0], re.compile(row[1])) for row in rows("undifferentiated", 4) if row[0] in _KINDS)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row[1]})" for row in rows("undifferentiated", 4) if row[0] == kind))


_KINDS = ("anonymous", "mou", "clan", "surname", "lacuna")


def kind_of_form(form: str) -> str:
    """Which kind of undifferentiated form it is: anonymous, mou, clan, surname or lacuna; empty for a person's name.

    What stands in brackets behind a name tells it apart when it names somebody itself.

    >>> kind_of_form("李某"), kind_of_form("李氏(周世昭妻)"), kind_of_form("李氏(白某妻)"), kind_of_form("盛宣懷")
    ('mou', '', 'clan', '')
    """
    form = clean(form).strip()
    if not form or len(form) > _LONGEST:
        return ""
    if before := _CLAN_BEFORE.fullmatch(form):  # (富察)某: the clan belongs to the name
        form = before["name"].strip()
    if kind := _kind(form):
        return kind
    remarked = _REMARK.fullmatch(form)
    if remarked is None:
        return ""
    kind = _kind(remarked["name"].strip())
    return kind if kind and _names_nobody(remarked["remark"].strip()) else ""


def is_undifferentiated(labels: Iterable[str]) -> bool:
    """Whether none of the forms of a name tells one person from others; false where there is no form at all.

    Romanised forms say nothing beside Chinese ones (Li Mou may be 李某 or 李謀): they count only where they are alone.

    >>> is_undifferentiated(["李某", "Li Mou"]), is_undifferentiated(["王氏", "王貞儀"]), is_undifferentiated([])
    (True, False, False)
    """
    forms = [label for label in labels if label.strip()]
    forms = [form for form in forms if has_han(form) or kind_of_form(form)] or forms
    return bool(forms) and all(kind_of_form(form) for form in forms)


def _kind(form: str) -> str:
    for kind, pattern in _patterns():
        if (found := pattern.fullmatch(form)) and not _pattern("except").fullmatch(form):
            if kind == "surname" and not has_han(form):
                continue
            surname = found.groupdict().get("surname") or ""
            if len(surname) < 2 or split_name(form)[0] == surname:
                return kind
    return ""


def _names_nobody(remark: str) -> bool:
    """Whether a remark is the relation to somebody who is not named either: 妻, 白某妻, 劉?繼母."""
    relation = _pattern("relation")
    ends = [place for place in range(len(remark)) if relation.fullmatch(remark, place)]
    if not ends:
        return False
    # 何繼高母 is the mother of 何繼高, not the stepmother of a 何: a longer relation counts only behind a sure sign.
    nearest, farthest = remark[: ends[-1]], remark[: ends[0]]
    return not nearest or bool(_kind(nearest)) or not farthest or _kind(farthest) in ("mou", "lacuna", "anonymous")
