"""Names and language tags as the Library of Congress's own conversion gives them: for the RDF/XML of BIBFRAME.

A record is ``{base}{001}#Work`` and ``{base}{001}#Instance``; what it names has a fragment made of its kind, the tag
and the place of the field (``#Agent100-2``); what only makes sense beside others is a blank node. Text of a regular
field has no language tag; that of an 880 field has the language of 008 and the script of $6.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from ingest.code_tables import read_rows
from ingest.language_codes import language_tag
from ingest.marc.description import Description, Naming, Statement, Tongue
from ingest.marc.mapping.controls import organization
from ingest.marc.parallel import link_of
from ingest.marc.record import Field, MarcRecord
from kg.terms import Term, literal

#: The MARC-8 script of Chinese, Japanese and Korean stands for three scripts of ISO 15924.
_BY_LANGUAGE = {"ja": "Jpan", "ko": "Kore"}


class LcNaming(Naming):
    """The IRIs of LC's conversion under a base."""

    keeps_keys = True
    default_agency = "DLC"
    default_role = "ctb"
    splits = True

    def __init__(self, base: str, record: MarcRecord) -> None:
        key = record.control("001").strip() or f"record{record.number}"
        self._base = base + quote(key, safe="()")
        self.work = f"<{self._base}#Work>"
        self.instance = f"<{self._base}#Instance>"
        self._blank = f"_:r{record.number}n"
        self._count = 0

    def item(self, label: str) -> Term:
        """``#Item`` with whose it is."""
        return f"<{self._base}#Item{quote(label.upper() if label == 'copy' else label, safe='')}>"

    def node(self, label: str) -> Term:
        """A blank node."""
        self._count += 1
        return f"{self._blank}{self._count}"

    def resource(self, kind: str, label: str) -> Term:
        """A fragment of its kind, tag and place."""
        return f"<{self._base}#{kind}{label}>"

    def agent(self, kind: str, heading: str, label: str, itself: Term) -> Term:
        """The agent itself where it has an IRI, else a fragment."""
        return itself or f"<{self._base}#{label}>"

    def holder(self, d: Description, item: Term, agency: str) -> None:
        """An agent with its code."""
        organization(d, item, "bf:heldBy", agency)

    def named(self, d: Description, node: Term, kind: str, s: Statement, itself: Term) -> None:
        """Nothing: the graph has no labels beside BIBFRAME."""

    def titled(self, d: Description, node: Term, s: Statement, text_of: Callable[[Field], str]) -> None:
        """Nothing: the graph has no labels beside BIBFRAME."""


class LcTongue(Tongue):
    """The tags of LC's conversion; their case is kept."""

    def __init__(self, record: MarcRecord) -> None:
        self._language = language_tag(record.control("008")[35:38].strip(" |"))

    def primary(self, field: Field, paired: bool) -> str:
        """None."""
        return ""

    def parallel(self, field: Field) -> str:
        """Language of 008 and script of $6."""
        link = link_of(field)
        code = link.script if link else ""
        if not self._language:
            return ""
        script = script_of(code)
        if script == "Hani":
            script = _BY_LANGUAGE.get(self._language, script)
        if not script:
            return self._language
        # LC writes the scripts of MARC-8 in small letters and others as ISO 15924 has them.
        return f"{self._language}-{script.lower() if code[:1] in '($' else script}"

    def of_code(self, code: str) -> str:
        """The MARC code itself; none for English."""
        return "" if code == "eng" else code

    def tagged(self, text: str, tag: str) -> Term:
        """With the tag as it is."""
        return f"{literal(text)}@{tag}" if tag else literal(text)


def script_of(code: str) -> str:
    """The ISO 15924 script of a code in $6; empty for an unknown one.

    >>> script_of("$1"), script_of("(3"), script_of("160"), script_of("Arab")
    ('Hani', 'Arab', 'Arab', 'Arab')
    """
    if re.fullmatch(r"[A-Z][a-z]{3}", code):
        return code
    return _scripts().get(code[:2] if code[:1] in "($" else code, "")


@cache
def _scripts() -> dict[str, str]:
    return {row["code"]: row["script"] for row in read_rows(Path(__file__).with_name("scripts.tsv"))}
