"""Language and script codes of formats as BCP 47 tags: ISO 639-2 (MARC, EAC) and ISO 15924."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ingest.code_tables import read_rows

_SCRIPT = re.compile(r"[A-Z][a-z]{3}")
#: Scripts that say less than the characters themselves, or that are the usual one of their language.
_PLAIN = {"Hani", "Jpan", "Kore", "Zyyy", "Zxxx"}
_USUAL = {"en": "Latn", "fr": "Latn", "de": "Latn", "ru": "Cyrl", "ja": "Jpan", "ko": "Kore", "la": "Latn"}


def language_tag(language: str, script: str = "") -> str:
    """The tag of a language code and a script code, either of which may be empty; empty where nothing is known.

    >>> language_tag("chi", "Hant"), language_tag("chi", "Latn"), language_tag("eng", "Latn"), language_tag("", "Cyrl")
    ('zh-Hant', 'zh-Latn', 'en', 'und-Cyrl')
    """
    code = language.strip().lower()
    tag = _tags().get(code, code if re.fullmatch(r"[a-z]{2,3}", code) else "")
    name = script.strip().title()
    if not _SCRIPT.fullmatch(name) or name in _PLAIN or _USUAL.get(tag) == name:
        return tag
    return f"{tag or 'und'}-{name}"


@cache
def _tags() -> dict[str, str]:
    return {row["code"]: row["tag"] for row in read_rows(Path(__file__).with_name("language_codes.tsv"))}
