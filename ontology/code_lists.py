"""What codes of the Library of Congress mean that catalogue records use: languages, countries, carriers, relators …

The codes stand in ``code_lists.tsv`` with our own words in three languages; a code that is not there is called by its
own letters and the name of its list, so that no page shows a bare address.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_CODE = re.compile(r"https?://id\.loc\.gov/(?:vocabulary|authorities)/(?P<list>[A-Za-z]+)/(?P<code>[^/#]+)")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def is_code(iri: str) -> bool:
    """Whether an IRI is a code of such a list."""
    return _CODE.fullmatch(iri) is not None


def code_label(iri: str, language: str) -> str:
    """What a code is called in one of ``LANGUAGES``; the code with the name of its list where it is not known, the IRI
    itself where it is no code.

    >>> code_label("http://id.loc.gov/vocabulary/issuance/mono", "en")
    'single unit'
    >>> code_label("http://id.loc.gov/vocabulary/carriers/xx", "en")
    'xx (carriers)'
    """
    found = _CODE.fullmatch(iri)
    if found is None:
        return iri
    labels = _labels().get((found["list"], found["code"]))
    return labels[LANGUAGES.index(language)] if labels else f"{found['code']} ({found['list']})"


@cache
def _labels() -> dict[tuple[str, str], tuple[str, ...]]:
    lines = Path(__file__).with_name("code_lists.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(name, code): tuple(labels) for name, code, *labels in rows}
