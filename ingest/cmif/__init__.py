"""CMIF, the interchange format of correspondence metadata: lists of correspDesc, a letter record each.

A CMIF file is a TEI document whose header describes the letters of an edition; the text is empty. Files that break the
schema (many do, in @cert) are read all the same. Standard: https://github.com/TEI-Correspondence-SIG/CMIF.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.tei import TeiFilesImporter
from ingest.tei.claims import Context, RecordClaims
from ingest.tei.correspondence import add_correspondence, letter_key
from ingest.tei.references import slug
from ingest.xml_documents import Document, line_of, local_name, xml_id
from kg.record import Problem, Record
from kg.terms import Term, curie
from ontology.crosswalks import crosswalk

if TYPE_CHECKING:
    from lxml.etree import _Element

_BIBLIOGRAPHY = ("bibl", "biblStruct", "biblFull")


class CmifImporter(TeiFilesImporter):
    """Reads CMIF files. A letter that was read before, by its address or number, is left out and named."""

    format = "cmif"

    def _file(self, file: Document) -> Iterator[Record | Problem]:
        letters = [e for e in file.root.iter() if local_name(e) == "correspDesc"]
        if not letters:
            reason = f"not CMIF: there is no <correspDesc>, the root element is <{local_name(file.root)}>"
            yield Problem(file.name, 0, "", reason)
            return
        context = self._context(file)
        editions = {xml_id(e): e for e in file.root.iter() if local_name(e) in _BIBLIOGRAPHY and xml_id(e)}
        keys = self._keys(file, letters)
        known = self._known(context, letters, keys)
        for number, (key, element) in enumerate(zip(keys, letters, strict=True), 1):
            place = f"{file.name}, letter {number}"
            if self._seen.setdefault(key, place) != place:
                reason = f'the letter "{key}" was in {self._seen[key]} already'
                yield Problem(file.name, line_of(element), "correspDesc", reason)
                continue
            claims = RecordClaims(context, context.term("letter", key), key, element)
            claims.add("rdf:type", curie("zs:Letter"))
            add_correspondence(claims, element, editions, known)
            _report_schema(claims, element)
            yield from claims.finished()

    def _keys(self, file: Document, letters: list[_Element]) -> list[str]:
        """What the letters call themselves, else their number; one that is not the only one keeps its own."""
        stem = slug(file.name.rpartition("/")[2].removesuffix(".xml"))
        return [letter_key(element) or f"{stem}-{number}" for number, element in enumerate(letters, 1)]

    def _known(self, context: Context, letters: list[_Element], keys: list[str]) -> dict[str, Term]:
        """The letters by what can point to them: address, id and key. What two letters share points to neither."""
        pointers: dict[str, Term] = {}
        count: Counter[str] = Counter()
        for key, element in zip(keys, letters, strict=True):
            names = {key, xml_id(element), f"#{xml_id(element)}", *(element.get("ref") or "").split()} - {"", "#"}
            count.update(names)
            pointers.update(dict.fromkeys(names, context.term("letter", key)))
        return {name: term for name, term in pointers.items() if count[name] == 1}


def _report_schema(claims: RecordClaims, letter: _Element) -> None:
    """Where a date breaks the schema of CMIF, as its own examples do: it allows one degree of certainty."""
    for date in letter.iter("{*}date"):
        certainty = date.get("cert")
        if certainty not in (None, "low") and certainty in crosswalk("certainty", "tei"):
            reason = f'cert="{certainty}" is used all the same, but the schema of CMIF only allows "low" for a date'
            claims.report(date, reason)
