"""A transcription written as the body of a document: its paragraphs, with every mention around its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element

from ingest.exporter import ExportReport
from ingest.tei.holdings import Holdings, date_attributes
from ingest.tei.writing import NAMES, sub, without_controls
from kg.terms import Term


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    node: Term


def write_body(
    parent: _Element,
    holdings: Holdings,
    transcription: Term,
    reference: Callable[[Term], str],
    report: ExportReport,
) -> None:
    """Write the text in paragraphs, one a line; ``reference`` gives the @ref of an entity.

    Mentions that overlap without one being inside the other, or whose words are not those of the text, cannot be
    written; they are counted.
    """
    text = holdings.text(transcription, "zs:text")
    spans = _spans(holdings, transcription, text, report)
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        inside = [span for span in spans if at <= span.start and span.end <= end]
        _paragraph(sub(parent, "p"), text, (at, end), inside, holdings, reference)
        at = end + 1
    lines = {position for position, character in enumerate(text) if character == "\n"}
    broken = sum(1 for span in spans if any(p in lines for p in range(span.start, span.end)))
    if broken:
        report.left_out["mention that runs over the end of a paragraph"] += broken


def _spans(holdings: Holdings, transcription: Term, text: str, report: ExportReport) -> list[_Span]:
    """The mentions of a text, outer before inner, without those that cross others."""
    found = []
    for node in holdings.pointing("oa:hasSource", transcription):
        start, end = holdings.number(node, "oa:start"), holdings.number(node, "oa:end")
        exact = holdings.text(node, "oa:exact")
        if start is None or end is None or text[start:end] != exact or not exact:
            report.left_out["mention without its place in the text"] += 1
            continue
        found.append(_Span(start, end, node))
    kept: list[_Span] = []
    open_: list[_Span] = []
    for span in sorted(found, key=lambda each: (each.start, -each.end)):
        while open_ and open_[-1].end <= span.start:
            open_.pop()
        if open_ and span.end > open_[-1].end:
            report.left_out["mention that overlaps another"] += 1
            continue
        open_.append(span)
        kept.append(span)
    return kept


def _paragraph(
    paragraph: _Element,
    text: str,
    place: tuple[int, int],
    spans: list[_Span],
    holdings: Holdings,
    reference: Callable[[Term], str],
) -> None:
    at, end = place
    open_: list[tuple[_Element, int]] = [(paragraph, end)]
    for span in spans:
        while open_[-1][1] <= span.start and len(open_) > 1:
            _append(open_[-1][0], text[at : open_[-1][1]])
            at = open_.pop()[1]
        _append(open_[-1][0], text[at : span.start])
        at = span.start
        open_.append((_mention(open_[-1][0], holdings, span.node, reference), span.end))
    while open_:
        element, until = open_.pop()
        _append(element, text[at:until])
        at = until


def _mention(parent: _Element, holdings: Holdings, node: Term, reference: Callable[[Term], str]) -> _Element:
    target = holdings.first(node, "zs:refersTo")
    kind = holdings.kind(target) if target else holdings.text(node, "dcterms:type")
    element = sub(parent, NAMES.get(kind, "rs"))
    if kind == "time":
        for name, value in date_attributes(holdings.text(target, "zs:edtf")).items():
            element.set(name, value)
    elif target:
        element.set("ref", reference(target))
    return element


def _append(element: _Element, text: str) -> None:
    """Add text at the end of an element: after its last child, or in it where it has none."""
    text = without_controls(text)
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
