"""Folding of Chinese text to search keys: simplified, traditional and variant characters become one.

The fold is free of context and keeps the number of code points: an offset found in folded text is the offset in the
source. One-to-many characters (后/後, 余/餘, 干/乾/幹) are merged on purpose: a query in simplified characters must
find all of them; ranking puts exact matches first. A folded string is a key: never shown, never stored as a name.

Tables: OpenCC (TSCharacters, TWVariants, HKVariants, JPShinjitaiCharacters), Unihan (kZVariant, kTGHZ2013, kMandarin)
and char-converter, united by ``build_tables``; additions of our own with their reason in ``tables/fold_additions.tsv``.
"""

from __future__ import annotations

from kg.chinese.tsv import rows

# One past the last CJK ideograph (Ext H). A list is looked up faster than a dict by str.translate, and code points
# beyond its end are left as they are.
_END = 0x323B0
_SELECTORS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
_WITHOUT_SELECTORS = dict.fromkeys(_SELECTORS)


def clean(text: str) -> str:
    """Return ``text`` without variation selectors (U+FE00-FE0F, U+E0100-E01EF); done once, when text is taken in.

    Selectors choose a glyph, not a character. `fold` cannot drop them because it keeps every offset.

    >>> clean("葛\\U000E0100城")
    '葛城'
    """
    return text.translate(_WITHOUT_SELECTORS)


def fold(text: str) -> str:
    """Return the search key (R1) of ``text``: same length in code points, lower case, one character per variant class.

    >>> fold("盛宣懷") == fold("盛宣怀") == fold("盛宣懐")
    True
    >>> fold("ＡＢ 後")
    'ab 后'
    """
    return text.translate(_SEARCH)


def fold_loose(text: str) -> str:
    """Return the loose key (R2): `fold` and rarer variants (甯/寧, 濬/浚, 喆/哲), for suggestions and blocking.

    >>> fold_loose("甯") == fold_loose("寧"), fold("甯") == fold("寧")
    (True, False)
    """
    return text.translate(_LOOSE)


def _lower_case() -> list[int]:
    """Return a list that maps each code point to its case-folded one where that is a single code point."""
    table = list(range(_END))
    for code in range(_END):
        if 0x2E80 <= code <= 0xA000 or 0xAC00 <= code < 0xF900 or code >= 0x1F000:
            continue  # scripts without case
        for folded in (chr(code).casefold(), chr(code).lower()):
            if len(folded) == 1:
                table[code] = ord(folded)
                break
    table[0x3000] = 0x20  # ideographic space, as in NFKC
    return table


def _with_variants(base: list[int], name: str, kind: str) -> list[int]:
    """Return ``base`` with the variants of table ``name`` and, of the additions, the classes joined for ``kind``."""
    table = base.copy()
    for source, _, target in rows(name):
        if target:  # rows without a target are the variation selectors, see `clean`
            table[ord(source)] = ord(target)
    joined: dict[int, int] = {}
    for character, variant, kinds, _ in rows("fold_additions.tsv"):
        if kind in kinds.split("+") and table[ord(character)] != table[ord(variant)]:
            joined[table[ord(character)]] = table[ord(variant)]
    return [joined.get(code, code) for code in table]


_LOWER = _lower_case()
_SEARCH = _with_variants(_LOWER, "fold_search.tsv", "search")
_LOOSE = _with_variants(_LOWER, "fold_loose.tsv", "loose")
