"""Which romanisation of a name a key is: what a hit that was found by its key says about itself."""

from __future__ import annotations

from kg.chinese.keys import query_key, search_keys
from kg.chinese.readings import readings
from kg.search.index import Via

_UMLAUT = ("u", "v", "yu")  # the ways to type ü


def romanisation(form: str, key: str, *, beginning: bool = False) -> Via | None:
    """How ``key`` spells the name ``form``; None when it does not. ``beginning``: the key may be unfinished.

    >>> [romanisation("盛宣懷", key) for key in ("shengxuanhuai", "xuanhuaisheng", "shenghsuanhuai", "sxh", "li")]
    ['pinyin', 'pinyin', 'wade-giles', 'initials', None]
    """
    whole = next((each for each in search_keys(form) if each == key or (beginning and each.startswith(key))), None)
    if whole is None:
        return None
    words = [reading.plain.split(" ") for reading in readings(form)]
    if query_key("".join(words[0])) == query_key(form):
        return "key"  # not in Han characters: the form's own letters
    orders = ["".join(order) for each in words for order in (each, each[::-1])]
    if whole in {query_key(order.replace("ü", letters)) for order in orders for letters in _UMLAUT}:
        return "pinyin"
    return "initials" if len(whole) <= len(form) else "wade-giles"
