"""Titles of the resource (210-247, 740): main, abbreviated, key, translated, collective, variant, parallel, former."""

from __future__ import annotations

import re

from ingest.marc.description import TERMS, Description, Statement, texts_by_place
from ingest.marc.mapping.controls import institution, vocabulary
from ingest.marc.punctuation import chop, chop_stop, unbracketed
from kg.terms import Term, literal

_LANGUAGE = re.compile(r"[a-z]{3}")
#: 246 ind2 -> (what it says, code in LC's list of types of variant titles or empty, whether of the instance).
_VARIANTS = {
    "0": ("portion of title", "por", False),
    "2": ("distinctive title", "dis", False),
    "3": ("other title", "", False),
    "4": ("cover title", "cov", True),
    "5": ("added title page title", "", True),
    "6": ("caption title", "", True),
    "7": ("running title", "", True),
    "8": ("spine title", "", True),
}
_PARALLEL = "1"


def _chopped(d: Description, node: Term, s: Statement, codes: str, predicate: str) -> None:
    for values in texts_by_place(s, codes):
        d.tell(node, predicate, [(chop_stop(text), tag) for text, tag in values])


def _parts(d: Description, node: Term, s: Statement) -> None:
    _chopped(d, node, s, "b", "bf:subtitle")
    _chopped(d, node, s, "n", "bf:partNumber")
    _chopped(d, node, s, "p", "bf:partName")


def non_sorting(d: Description, node: Term, indicator: str) -> None:
    """How many characters at the beginning are not sorted by."""
    if indicator in "123456789" and indicator:
        d.claims.append((node, TERMS["bflc:nonSortNum"], literal(indicator)))


def describe_title(d: Description, s: Statement) -> None:
    """245: title proper of work and instance, statement of responsibility, dates, version."""
    title = d.link(d.instance, "bf:title", "bf:Title")
    non_sorting(d, title, s.field.ind2)
    d.say(title, "bf:mainTitle", s, lambda f: chop(" ".join(f.all("ak"))))
    _parts(d, title, s)
    of_work = d.link(d.work, "bf:title", "bf:Title")
    non_sorting(d, of_work, s.field.ind2)
    d.say(of_work, "bf:mainTitle", s, lambda f: chop(" ".join(f.all("ak"))))
    for codes, predicate in (("n", "bf:partNumber"), ("p", "bf:partName")):
        _chopped(d, of_work, s, codes, predicate)
    _chopped(d, d.instance, s, "c", "bf:responsibilityStatement")
    if not d.record.value("046", "k"):
        _chopped(d, d.work, s, "fg", "bf:originDate")
    _chopped(d, d.work, s, "s", "bf:version")


def describe_serial_title(d: Description, s: Statement) -> None:
    """210, 222: abbreviated and key title."""
    if s.tag == "222":
        node = d.link(d.work, "bf:title", "bf:KeyTitle")
        non_sorting(d, node, s.field.ind2)
    else:
        of_instance = s.field.ind2 == "0"
        node = d.link(d.instance if of_instance else d.work, "bf:title", "bf:AbbreviatedTitle")
        agency = s.first("2") if of_instance else "issnkey"
        if agency:
            d.plain(d.link(node, "bf:assigner", "bf:Agent"), "bf:code", agency)
    d.say(node, "bf:mainTitle", s, lambda f: f.first("a").strip())
    for values in texts_by_place(s, "b"):
        d.tell(node, "bf:qualifier", values)


def describe_translated_title(d: Description, s: Statement) -> None:
    """242: a title that the cataloguer translated."""
    node = d.link(d.instance, "bf:title", "bf:VariantTitle")
    d.plain(node, "bf:variantType", "translated")
    non_sorting(d, node, s.field.ind2)
    language = s.first("y").strip()
    if _LANGUAGE.fullmatch(language):
        s.forms[0] = (s.field, d.tongue.of_code(language))
    d.say(node, "bf:mainTitle", s, lambda f: chop(f.first("a")))
    _parts(d, node, s)


def describe_collective_title(d: Description, s: Statement) -> None:
    """243: a collective title that the cataloguer made."""
    node = d.link(d.work, "bf:title", "bf:CollectiveTitle")
    non_sorting(d, node, s.field.ind2)
    d.say(node, "bf:mainTitle", s, lambda f: chop(f.first("a")))
    _parts(d, node, s)


def describe_variant_title(d: Description, s: Statement) -> None:
    """246, 247: variant, parallel and former titles."""
    kind, code, of_instance = _VARIANTS.get(s.field.ind2, ("", "", False))
    if s.tag == "247":
        kind, code, of_instance = "former title", "for", False
    parallel = s.tag == "246" and s.field.ind2 == _PARALLEL
    class_ = "bf:ParallelTitle" if parallel else "bf:VariantTitle"
    node = d.link(d.instance if of_instance else d.work, "bf:title", class_)
    if code:
        d.classify(node, vocabulary("vartitletype", code))
    if kind:
        d.plain(node, "bf:variantType", kind)
    d.say(node, "bf:mainTitle", s, lambda f: chop(f.first("a")))
    _parts(d, node, s)
    _chopped(d, node, s, "f", "bf:date")
    for values in texts_by_place(s, "g"):
        d.tell(node, "bf:qualifier", [(unbracketed(chop(text)), tag) for text, tag in values])
    for text in s.all("i"):
        d.labelled(node, "bf:note", "bf:Note", chop(text))
    for number in s.all("x"):
        d.plain(d.link(node, "bf:identifiedBy", "bf:Issn"), "rdf:value", chop(number))
    if s.tag == "247":
        for field in d.record.get("547"):
            d.labelled(node, "bf:note", "bf:Note", field.first("a"))
    institution(d, node, s.field)
