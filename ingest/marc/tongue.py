"""Language tags (BCP 47) of the text of a record: by what the characters are, not only by what the record says.

Han characters are ``zh-Hant`` or ``zh-Hans`` where some of them exist in one of the two only, and ``zh-Hani`` where all
are in both and the record decides nothing; with kana they are Japanese, with hangul Korean. The regular field beside a
form in Han characters is its romanisation: ``zh-Latn-pinyin`` or ``zh-Latn-wadegile``, told by the spelling.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ingest.language_codes import language_tag
from ingest.marc.description import Tongue
from ingest.marc.lc_shape import script_of
from ingest.marc.parallel import link_of
from ingest.marc.record import Field, MarcRecord
from kg.chinese.wadegiles import SPELLING
from kg.terms import Term, literal

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile("[a-zü]+")
#: Which share of the words has to be syllables: titles hold years, foreign names and misprints.
_MOST = 0.8
_LETTER = re.compile("[A-Za-z]")
_KANA, _HANGUL = re.compile("[\u3041-\u30ff]"), re.compile("[\uac00-\ud7af]")
_ROMANISATIONS = {"ja": "ja-Latn-hepburn", "ko": "ko-Latn"}
#: Fields in the words of the book; the others, headings too, are in the language of the catalogue.
_TRANSCRIBED = frozenset(("245", "246", "247", "250", "254", "260", "264", "440", "490"))
_CHINESE, _UNDECIDED = "zh", "zh-Hani"
#: Syllables that are spelt so in one of the two romanisations only.
_WADE_GILES = re.compile(
    r"\b(?:ch|k|p|t|ts|tz|hs)['‘’ʻʼ]|\bhs[iüu]|\b(?:tz|tzu|szu|ssu|erh|jih|chih|shih)\b", re.IGNORECASE
)
_PINYIN = re.compile(r"\b(?:x[iu]|q[iu]|zh[aeiou]|d[aeiou]|g[aeou]|b[aeiou]|z[aeiou])", re.IGNORECASE)


class RecordTongue(Tongue):
    """The tags of one record."""

    def __init__(self, record: MarcRecord) -> None:
        self._language = language_tag(record.control("008")[35:38].strip(" |"))
        self._catalogue = language_tag(record.value("040", "b") or "eng")
        if self._language == _CHINESE or not self._language:
            self._han = _script_of_record(record)
            self._latin = _romanisation_of_record(record)
        else:
            self._han, self._latin = _UNDECIDED, _ROMANISATIONS.get(self._language, f"{self._language}-Latn")
        self._written = self._language or "und"
        if self._language in ("ja", "ko"):
            self._written = self._latin
        elif self._language in (_CHINESE, ""):
            self._written = self._latin if is_romanised(record.value("245", "a")) else "und"

    def primary(self, field: Field, paired: bool) -> str:
        """The romanisation where it is paired; else the language of the book or of the catalogue, by the field."""
        if paired:
            return self._latin
        if field.tag in _TRANSCRIBED:
            return self._written
        return self._catalogue

    def parallel(self, field: Field) -> str:
        """Chinese, Japanese or Korean; for other scripts language and script."""
        link = link_of(field)
        script = script_of(link.script) if link else ""
        if script == "Latn" and self._language in ("zh", "ja", "ko", ""):
            return self._latin
        if script in ("", "Hani", "Hans", "Hant", "Jpan", "Kore"):
            return self._language if self._language in ("ja", "ko") else _CHINESE
        return language_tag(self._language if self._language not in ("zh", "ja", "ko") else "", script)

    def of_code(self, code: str) -> str:
        """Its BCP 47 tag."""
        return language_tag(code)

    def tagged(self, text: str, tag: str) -> Term:
        """What the characters say goes before what the field says."""
        if text.isascii():
            return literal(text, "" if tag == _CHINESE or not _LETTER.search(text) else tag)
        if not _HAN.search(text):
            if _HANGUL.search(text):
                return literal(text, "ko")
            if _KANA.search(text):
                return literal(text, "ja")
            return literal(text, "" if tag == _CHINESE else tag)
        if _KANA.search(text):
            return literal(text, "ja")
        if _HANGUL.search(text):
            return literal(text, "ko")
        if tag in ("ja", "ko"):
            return literal(text, tag)
        return literal(text, han_tag(text, self._han))


def han_tag(text: str, undecided: str = _UNDECIDED) -> str:
    """The tag of a text with Han characters; ``undecided`` where all its characters are in both scripts.

    >>> han_tag("書目答問"), han_tag("书目答问"), han_tag("大学", ""), han_tag("中山", "zh-Hant")
    ('zh-Hant', 'zh-Hans', 'zh-Hans', 'zh-Hant')
    """
    traditional, simplified = _only()
    first = not traditional.isdisjoint(text)
    second = not simplified.isdisjoint(text)
    if first != second:
        return "zh-Hant" if first else "zh-Hans"
    if not first:
        return undecided
    more = sum(char in traditional for char in text) >= sum(char in simplified for char in text)
    return "zh-Hant" if more else "zh-Hans"


@cache
def _only() -> tuple[frozenset[str], frozenset[str]]:
    """(common traditional characters that GB 2312 lacks, characters of GB 2312 that Big5 lacks).

    A character is in a national standard because it is written there, so this needs no table of variants.
    """
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    common = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    big5 = bytes(byte for lead in range(0xA4, 0xFA) for trail in trails for byte in (lead, trail))
    gb2312 = bytes(byte for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    simplified = frozenset(filter(_HAN.match, gb2312.decode("gb2312", "ignore")))
    traditional = frozenset(filter(_HAN.match, common.decode("big5", "ignore")))
    return traditional - simplified, simplified - frozenset(big5.decode("big5", "ignore"))


def _script_of_record(record: MarcRecord) -> str:
    text = "".join(
        value
        for field in record.fields
        if field.tag == "880" or field.tag in _TRANSCRIBED
        for _, value in field.subfields
        if not value.isascii()
    )
    return han_tag(text) if text else _UNDECIDED


def _romanisation_of_record(record: MarcRecord) -> str:
    title = next((" ".join(field.all("abc")) for field in record.fields if field.tag == "245"), "")
    return f"zh-Latn-{romanisation_of(title)}"


@lru_cache(maxsize=1 << 12)
def is_romanised(text: str) -> bool:
    """Whether most words of a text can be Chinese syllables in either romanisation.

    >>> is_romanised("Hua nan ren min kang Ri you ji dui"), is_romanised("L'imprimerie sino-européenne en Chine")
    (True, False)
    """
    words = [word for word in _WORD.findall(text.lower()) if len(word) > 1]
    known = sum(1 for word in words if _syllables().fullmatch(word))
    return bool(words) and known >= _MOST * len(words)


@cache
def _syllables() -> re.Pattern[str]:
    spellings = {form.replace("'", "") for pair in SPELLING.items() for form in pair}
    spellings |= {form.replace("ü", "u") for form in spellings}
    return re.compile(f"(?:{'|'.join(sorted(spellings, key=lambda form: (-len(form), form)))})+")


@lru_cache(maxsize=1 << 12)
def romanisation_of(text: str) -> str:
    """``pinyin`` or ``wadegile`` (the subtags of BCP 47), by what is spelt in one of the two only.

    >>> romanisation_of("Shu mu da wen"), romanisation_of("Ssŭ k'u ch'üan shu tsung mu")
    ('pinyin', 'wadegile')
    """
    wade, pinyin = len(_WADE_GILES.findall(text)), len(_PINYIN.findall(text))
    if wade and wade >= pinyin:
        return "wadegile"
    return "pinyin"
