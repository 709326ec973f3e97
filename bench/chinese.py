"""Speed of the Chinese functions beside opencc and pypinyin on the same names: ``python -m bench.chinese [FILE]``.

FILE is a text with one name a line; without it, names are put together from the surname table and given names.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import opencc
from pypinyin import lazy_pinyin

from kg.chinese import fold, query_key, readings, search_keys, to_wade_giles
from kg.chinese.tsv import rows
from kg.errors import InvalidInput

NAMES = 100_000
BASELINE_NAMES = 10_000
TEXT_LENGTH = 1_000_000


def sample_names(count: int) -> list[str]:
    """Return ``count`` distinct-looking names: every surname of the table with one or two traditional characters."""
    choose = random.Random(618)
    surnames = [row[0] for row in rows("surnames.tsv")]
    characters = [row[0] for row in rows("simplified.tsv")]
    return [
        choose.choice(surnames) + "".join(choose.choices(characters, k=choose.choice((1, 2, 2)))) for _ in range(count)
    ]


def per_second(function: Callable[[str], object], texts: Sequence[str], unit: int = 1) -> float:
    """Return how many texts (times ``unit``) a second ``function`` does, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for text in texts:
            function(text)
        best = min(best, time.perf_counter() - start)
    return len(texts) * unit / best


def is_pinyin(text: str) -> bool:
    """Tell whether ``text`` is pinyin throughout (no character without a reading in it)."""
    try:
        to_wade_giles(text)
    except InvalidInput:
        return False
    return True


def main(arguments: Sequence[str]) -> None:
    """Print one line for each function."""
    if arguments:
        with Path(arguments[0]).open(encoding="utf-8") as lines:
            names = [line.rstrip("\n") for line in islice(lines, NAMES)]
    else:
        names = sample_names(NAMES)
    text = ("".join(names) * (TEXT_LENGTH // sum(map(len, names)) + 1))[:TEXT_LENGTH]
    few = names[:BASELINE_NAMES]
    to_simplified = opencc.OpenCC("t2s").convert
    print(f"fold           {per_second(fold, [text], len(text)) / 1e6:10.1f} M characters/s")
    print(f"opencc t2s     {per_second(to_simplified, [text], len(text)) / 1e6:10.1f} M characters/s")
    for label, function in (("readings", readings), ("search_keys", search_keys), ("fold", fold)):
        start = time.perf_counter()
        for name in names:
            function(name)
        first = len(names) / (time.perf_counter() - start)
        print(f"{label:14} {first:10,.0f} names/s first time, {per_second(function, names):10,.0f} repeated")
    print(f"pypinyin       {per_second(lazy_pinyin, few):10,.0f} names/s")
    typed = [reading.plain for name in few for reading in readings(name)[:1] if is_pinyin(reading.plain)]
    print(f"query_key      {per_second(query_key, typed):10,.0f} queries/s")
    print(f"to_wade_giles  {per_second(to_wade_giles, typed):10,.0f} names/s")


if __name__ == "__main__":
    main(sys.argv[1:])
