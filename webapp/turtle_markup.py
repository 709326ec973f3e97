"""Turtle for people: strings, comments, IRIs and keywords marked, terms linked to their pages."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from ontology.namespaces import PREFIXES
from webapp.addresses import term_address

_TOKEN = re.compile(
    r'(?P<string>"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*")(?P<tag>@[A-Za-z-]+)?'
    r"|(?P<comment>#[^\n]*)"
    r"|(?P<iri><[^<>\s]*>)"
    r"|(?P<curie>(?<![\w:])[a-z]*:[A-Za-z][\w-]*)"
    r"|(?P<number>(?<![\w:.-])[+-]?\d+(?:\.\d+)?\b)"
    r"|(?P<keyword>(?<![\w:.-])(?:a|true|false)(?![\w:])|@prefix)"
)


def marked_turtle(text: str) -> Markup:
    """The text as HTML, to stand in ``<pre>``."""
    parts: list[str | Markup] = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts += [escape(text[end : found.start()]), _marked(found)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _marked(found: re.Match[str]) -> Markup:
    kind = found.lastgroup or ""
    if kind == "tag":
        return _span("string", found["string"]) + _span("tag", found["tag"])
    if kind == "curie":
        prefix, _colon, local = found["curie"].partition(":")
        address = term_address(PREFIXES[prefix] + local) if prefix in PREFIXES else ""
        return Markup('<a href="{}">{}</a>').format(address, found["curie"]) if address else escape(found["curie"])
    return _span(kind, found[0])


def _span(kind: str, text: str) -> Markup:
    return Markup('<span class="t-{}">{}</span>').format(kind, text)
