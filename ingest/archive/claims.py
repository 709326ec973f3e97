"""From a row of a list of an archive to claims: the record, who wrote to whom, when, and its text."""

from __future__ import annotations

import re

from ingest.archive.parties import Party, of_title, parties
from ingest.dating import direct_claims, read_dating, time_claims
from ingest.field_mapping import field_mappings
from kg.iris import Minter
from kg.terms import Term, Triple, curie, literal
from ontology.namespaces import expand
from ontology.schemes import concept_for

_LETTER = expand("documenttype:letter")
_SLUG = re.compile(r"[\W_]+")
_PARTS = re.compile(r"[；;\n]+")
#: field -> (property of names, role of a doubtful party)
_PARTIES = {
    "發件人": ("zs:senderName", "role:crp"),
    "收件人": ("zs:addresseeName", "role:rcp"),
    "責任者": ("zs:creatorName", "role:aut"),
}
#: Fields with a meaning of their own; all others are words of the record.
_SPECIAL = {*_PARTIES, "檔號", "題名", "類型", "日期", "公曆", "主題", "全宗", "回覆", "附件", "全文", "收藏者"}


class ItemClaims:
    """The claims about one item; ``problems`` are (field, reason)."""

    def __init__(self, minter: Minter, entity: str, key: str, language: str, years: tuple[int, int] | None) -> None:
        self._minter = minter
        self._entity = entity
        self._key = key
        self._language = language
        self._years = years
        self._claims: dict[Triple, None] = {}
        self._contributions = 0
        self.problems: list[tuple[str, str]] = []
        self.subject = ""

    def describe(self, cells: dict[str, str]) -> None:
        """Make all claims of the cells (by field)."""
        kind = concept_for("documenttype", cells.get("類型", "")) if cells.get("類型") else None
        # An item is named by its reference code whatever it is, so that replies and enclosures find it.
        self.subject = self._record(self._key)
        self._add("rdf:type", curie("zs:Letter" if kind == _LETTER else "rico:Record"))
        self._say("skos:prefLabel", cells["題名"])
        if cells.get("檔號"):
            self._add("zs:referenceCode", literal(cells["檔號"]))
        self._say("zs:genre", cells.get("類型", ""))
        if kind:
            self._add("zs:documentType", f"<{kind}>")
        self._who(cells, kind)
        self._when(cells)
        self._links(cells)
        for row in field_mappings("archive"):
            if row.source not in _SPECIAL:
                self._say(row.target, cells.get(row.source, ""))
        for subject in _parts(cells.get("主題", "")):
            self._say("dcterms:subject", subject)
        if text := cells.get("全文", ""):
            node = self._minter.entity("transcription", f"{self._entity}{self._key}")
            self._add("zs:transcription", node)
            self._add("rdf:type", curie("zs:Transcription"), node)
            self._add("zs:transcriptionOf", self.subject, node)
            self._add("zs:text", literal(text, self._language), node)

    def finished(self) -> tuple[Triple, ...]:
        """The claims in the order in which they were made, each once."""
        return tuple(self._claims)

    def _record(self, code: str) -> Term:
        return self._minter.entity("archive", f"{self._entity}{code}")

    def _add(self, predicate: str, value: Term, subject: Term = "") -> None:
        self._claims[subject or self.subject, curie(predicate), value] = None

    def _say(self, predicate: str, text: str, subject: Term = "") -> None:
        if text:
            self._add(predicate, literal(text, self._language), subject)

    def _who(self, cells: dict[str, str], kind: str | None) -> None:
        named = dict(cells)
        if not cells.get("發件人") and not cells.get("收件人"):
            sender, addressee = of_title(cells["題名"])
            if sender:
                named |= {"發件人": sender, "收件人": addressee}
        for field, (predicate, role) in _PARTIES.items():
            found = parties(named.get(field, ""))
            alternatives: dict[int, list[Term]] = {}
            for party in found:
                if party.certainty == "certain":
                    self._say(predicate, party.name)
                else:
                    node = self._doubtful(party, role)
                    alternatives.setdefault(party.alternative, []).append(node)
            for number, nodes in alternatives.items():
                for node, other in ((a, b) for a in nodes for b in nodes if number and a != b):
                    self._add("zs:alternativeTo", other, node)

    def _doubtful(self, party: Party, role: str) -> Term:
        self._contributions += 1
        node = self._minter.entity("contribution", f"{self._entity}{self._key}-{self._contributions}")
        self._add("bf:contribution", node)
        self._add("rdf:type", curie("bf:Contribution"), node)
        self._say("zs:creatorName", party.name, node)
        self._add("zs:roleConcept", curie(role), node)
        self._add("zs:certainty", curie(f"certainty:{party.certainty}"), node)
        return node

    def _when(self, cells: dict[str, str]) -> None:
        words, standard = cells.get("日期", ""), cells.get("公曆", "")
        if not words and not standard:
            return
        dating = read_dating(words, standard, bounds=self._years)
        if dating.expression is None or (standard and dating.reason):
            self.problems.append(("公曆" if standard else "日期", dating.reason))
        self._claims.update(dict.fromkeys(direct_claims(self.subject, dating, self._language)))
        if dating.is_chinese:
            node = self._minter.entity("time", f"{self._entity}{self._key}")
            self._add("zs:written", node)
            self._claims.update(dict.fromkeys(time_claims(node, dating, self._language)))

    def _links(self, cells: dict[str, str]) -> None:
        for field, predicate in (("回覆", "zs:replyTo"), ("附件", "zs:enclosure")):
            for code in _parts(cells.get(field, "")):
                self._add(predicate, self._record(code))
        for field, predicate, segment, class_ in (
            ("全宗", "zs:partOf", "record-set", "rico:RecordSet"),
            ("收藏者", "bf:heldBy", "organization", "zs:Organization"),
        ):
            if name := cells.get(field, ""):
                node = self._minter.entity(segment, self._entity + _SLUG.sub("-", name).strip("-"))
                self._add(predicate, node)
                self._add("rdf:type", curie(class_), node)
                self._say("skos:prefLabel", name, node)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]
