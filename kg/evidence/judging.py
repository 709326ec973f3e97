"""A cataloguer's judgement as a decision: what it says of what, on which evidence, how sure, by whom.

The nodes of a judgement (itself, the evidence that it brings along, the time that it dates to) are stated in the record
graph of the decision; undoing the decision takes them out of force. Their ids are made of what they say, so the same
judgement cannot be recorded twice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kg import terms
from kg.authority.decisions import Kind
from kg.authority.provenance import CURATION
from kg.calendar import TimeExpression, parse, parse_edtf
from kg.calendar.julian import jdn_to_gregorian
from kg.curation import Proposal
from kg.errors import InvalidDate, InvalidInput
from kg.iris import Minter
from kg.terms import Term, Triple, curie
from ontology.namespaces import expand
from ontology.schemes import concept_for, known_words
from ontology.terms import term_label

_LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_DATES, _ATTRIBUTES = "dates", "attributes"


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of evidence that comes with a judgement: its type (a word of the scheme), its words, where they are."""

    kind: str
    text: str = ""
    page: str = ""
    source: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is judged: ``kind`` is a word of the scheme of judgements, ``value`` a term (text, number, IRI).

    ``property`` is the IRI of the property that the statement is about (empty: none in particular), ``evidence`` the
    pieces of evidence that are known already.
    """

    concerns: Term
    kind: str
    value: Term = ""
    property: str = ""
    grade: str = ""
    page: str = ""
    evidence: tuple[Term, ...] = ()
    found: tuple[Found, ...] = ()


def proposal(minter: Minter, said: Judgement, *, agent: str, reason: str) -> Proposal:
    """The decision that records a judgement. Raises InvalidInput for words that are not in their scheme, a judgement
    that says nothing, and a date that cannot be read.
    """
    kind = _concept("judgement", said.kind)
    name = kind.rpartition("/")[2]
    if not said.value:
        raise InvalidInput(f"A judgement that {name} needs a value.", hint="Say what it is that it says.")
    if name in ("supports", "contradicts") and not said.property:
        raise InvalidInput(f"A judgement that {name} is about a statement.", hint="Say of which property: zs:year.")
    mint = _Mint(minter, repr((said, agent, reason)))
    claims = [
        (mint.judgement, curie("rdf:type"), curie("zs:Judgement")),
        (mint.judgement, curie("zs:judgementKind"), f"<{kind}>"),
        (mint.judgement, curie("zs:concerns"), said.concerns),
        (mint.judgement, curie("zs:judgedValue"), said.value),
        (mint.judgement, curie("zs:reason"), terms.literal(reason)),
        (mint.judgement, curie("zs:agent"), terms.literal(agent)),
        *_labels(mint.judgement, kind, said.value),
    ]
    if said.property:
        claims.append((mint.judgement, curie("zs:judgedProperty"), f"<{said.property}>"))
    if said.grade:
        claims.append((mint.judgement, curie("zs:grade"), f"<{_concept('evidencegrade', said.grade)}>"))
    if said.page:
        claims.append((mint.judgement, curie("zs:page"), terms.literal(said.page)))
    if name == _DATES:
        claims += _time(mint, terms.literal_value(said.value))
    elif name == _ATTRIBUTES and terms.is_iri(said.value):
        claims.append((mint.judgement, curie("zs:attributesTo"), said.value))
    claims += [(mint.judgement, curie("zs:evidence"), each) for each in said.evidence]
    for number, found in enumerate(said.found, 1):
        claims += _evidence(mint, number, found, said.concerns)
    return Proposal(Kind.JUDGE, tuple(term for claim in claims for term in claim), agent, reason)


class _Mint:
    """The nodes of one judgement, named by what it says."""

    def __init__(self, minter: Minter, said: str) -> None:
        self._minter = minter
        self._local = f"{CURATION}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
        self.judgement = minter.entity("judgement", self._local)
        self.time = minter.entity("time", self._local)

    def evidence(self, number: int) -> Term:
        return self._minter.entity("evidence", f"{self._local}-{number}")


def _concept(scheme: str, word: str) -> str:
    concept = concept_for(scheme, word) or expand(f"{scheme}:{word}")
    if concept not in known_words(scheme).values():
        raise InvalidInput(f"“{word}” is not in the scheme {scheme}.", hint=f"Known: {_names(scheme)}.")
    return concept


def _names(scheme: str) -> str:
    return ", ".join(sorted({concept.rpartition("/")[2] for concept in known_words(scheme).values()}))


def _labels(node: Term, kind: str, value: Term) -> list[Triple]:
    said = "" if terms.is_iri(value) else terms.literal_value(value)
    words = ((tag, term_label(kind, tag)) for tag in _LANGUAGES)
    texts = [
        (tag, word + (f": {said}" if said and tag == "en" else f"：{said}" if said else "")) for tag, word in words
    ]
    return [(node, curie("skos:prefLabel"), terms.literal(text, tag)) for tag, text in texts]


def _time(mint: _Mint, words: str) -> list[Triple]:
    """A time expression with words, EDTF and years."""
    read = _read(words)
    ends = (("zs:beginYear", read.jdn_from), ("zs:endYear", read.jdn_to))
    years = [(mint.time, curie(p), terms.integer(jdn_to_gregorian(d)[0])) for p, d in ends if d is not None]
    return [
        (mint.judgement, curie("zs:dates"), mint.time),
        (mint.time, curie("rdf:type"), curie("zs:TimeExpression")),
        (mint.time, curie("zs:dateText"), terms.literal(words)),
        (mint.time, curie("zs:edtf"), terms.literal(read.edtf)),
        *years,
    ]


def _read(words: str) -> TimeExpression:
    try:
        return parse_edtf(words).expression(words)
    except InvalidDate:
        found = parse(words)
    if len(found) > 1:
        readings = ", ".join(each.edtf for each in found)
        raise InvalidInput(f"{words} has {len(found)} readings: {readings}.", hint="Give one of them as EDTF.")
    return found[0]


def _evidence(mint: _Mint, number: int, found: Found, concerns: Term) -> list[Triple]:
    node = mint.evidence(number)
    kind = _concept("evidencetype", found.kind)
    claims = [
        (mint.judgement, curie("zs:evidence"), node),
        (node, curie("rdf:type"), curie("zs:Evidence")),
        (node, curie("zs:evidenceType"), f"<{kind}>"),
        (node, curie("zs:concerns"), concerns),
        (node, curie("zs:supports"), mint.judgement),
        *_labels(node, kind, terms.literal(found.text[:60]) if found.text else terms.iri(kind)),
    ]
    for prop, text in (("zs:text", found.text), ("zs:page", found.page), ("zs:citation", found.source)):
        if text:
            claims.append((node, curie(prop), terms.literal(text)))
    if found.grade:
        claims.append((node, curie("zs:grade"), f"<{_concept('evidencegrade', found.grade)}>"))
    return claims
