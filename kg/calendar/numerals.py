"""Numbers as Chinese dates write them: 二十三, 廿三, 十有七, 一八九七, 〇, 貳拾, Arabic and full-width digits."""

from __future__ import annotations

DIGITS = {
    **{d: i for i, d in enumerate("0123456789")},
    **{d: i for i, d in enumerate("〇一二三四五六七八九")},
    **{d: i for i, d in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "○": 0, "◯": 0, "弌": 1, "弍": 2, "贰": 2, "弎": 3, "参": 3,
}  # fmt: skip
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS = {"廿": 20, "念": 20, "卅": 30, "卌": 40}
CHARACTERS = frozenset(DIGITS) | frozenset(UNITS) | frozenset(TENS) | {"有", "又"}


def number(text: str) -> int | None:
    """Return the value of a numeral in folded text (simplified characters), None when it is not one.

    >>> [number(t) for t in ("二十三", "廿三", "十有七", "一八九七", "一百零二", "卅", "23", "二〇")]
    [23, 23, 17, 1897, 102, 30, 23, 20]
    >>> number("十百") is None, number("") is None
    (True, True)
    """
    if not text or len(text) > 12 or any(c not in CHARACTERS for c in text):
        return None
    if all(c in DIGITS for c in text):
        value = 0
        for c in text:
            value = value * 10 + DIGITS[c]
        return value
    return _structured(text)


def _structured(text: str) -> int | None:
    """Read digits with units; every unit must be smaller than the one before it."""
    total, digit, last_unit = 0, -1, 10_000
    for position, c in enumerate(text):
        if c in DIGITS:
            if DIGITS[c] == 0 and position + 1 < len(text):
                continue  # 一百零二: the zero only marks the missing ten
            if digit >= 0:
                return None
            digit = DIGITS[c]
        elif c in UNITS:
            unit = UNITS[c]
            if unit >= last_unit or (digit < 0 and unit > 10 and total):
                return None
            total += (1 if digit < 0 else digit) * unit
            digit, last_unit = -1, unit
        elif c in TENS:
            if digit >= 0 or last_unit <= 10:
                return None
            total, last_unit = total + TENS[c], 10
        elif not total or digit >= 0 or position + 1 == len(text):  # 十有七, 廿又五
            return None
    return total + max(digit, 0)


def consecutive(text: str) -> tuple[int, int] | None:
    """Return the two values of a numeral that names two neighbouring numbers (二三 = 2 or 3, 十五六 = 15 or 16).

    >>> consecutive("二三"), consecutive("十五六"), consecutive("二十三"), consecutive("九十")
    ((2, 3), (15, 16), None, None)
    """
    if len(text) < 2:
        return None
    head, first, second = text[:-2], DIGITS.get(text[-2]), DIGITS.get(text[-1])
    if text[-1].isdigit() and text[-1] in "0123456789":
        return None
    if first is None or second is None or first == 0 or second != first + 1:
        return None
    base = number(head) if head else 0
    if base is None or base % 10 or (head and head[-1] in DIGITS):
        return None
    return base + first, base + second


_WORDS = "〇一二三四五六七八九"


def in_words(value: int) -> str:
    """Return a number from 0 to 9999 in Chinese words.

    >>> in_words(23), in_words(10), in_words(110), in_words(102)
    ('二十三', '十', '一百一十', '一百零二')
    """
    if value == 0:
        return "〇"
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            out += (
                ("零" if zero else "") + (_WORDS[digit] if not (unit == 10 and digit == 1 and not out) else "") + name
            )
        zero = bool(out) and not digit and value > 0
    return out


def day_in_words(day: int) -> str:
    """Return a lunar day as it is written: 初一 .. 初十, 十一 .. 二十, 廿一 .. 廿九, 三十."""
    if day <= 10:
        return "初" + in_words(day)
    if 20 < day < 30:
        return "廿" + _WORDS[day - 20]
    return in_words(day)
