"""RDF as it is sent: triples of formats without named graphs, JSON-LD in our context, language tags as BCP 47 writes
them (the store keeps them in lower case)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pyoxigraph import Quad, RdfFormat, serialize

from ontology.namespaces import PREFIXES
from webapp.jsonld import context_address, write
from webapp.presentation import language_tag

# In what the serialiser writes, a quotation mark inside a literal is escaped, so a literal ends at the first that is
# not; an attribute of an XML tag comes before the first ">".
_LITERAL = re.compile(r'("(?:[^"\\]|\\.)*"@)([a-z]+(?:-[a-z0-9]+)+)')
_ATTRIBUTE = re.compile(r'(<[^<>]*? xml:lang=")([a-z]+(?:-[a-z0-9]+)+)(?=")')


def serialised(quads: Iterable[Quad], form: RdfFormat) -> bytes:
    """Quads as a document in a format."""
    if form == RdfFormat.JSON_LD:
        return write(quads, context_address())
    statements = quads if form.supports_datasets else (quad.triple for quad in quads)
    text = (serialize(statements, format=form, prefixes=PREFIXES) or b"").decode()
    tags = _ATTRIBUTE if form == RdfFormat.RDF_XML else _LITERAL
    return tags.sub(lambda found: found[1] + language_tag(found[2]), text).encode()


def with_usual_tags(content: Any) -> Any:
    """Plain data of a page, such as values with their ``language``, with language tags as BCP 47 writes them."""
    if isinstance(content, list | tuple):
        return [with_usual_tags(each) for each in content]
    if not isinstance(content, dict):
        return content
    found = {name: with_usual_tags(value) for name, value in content.items()}
    tag = found.get("language")
    if tag:
        found["language"] = language_tag(tag)
        if found.get("note") == tag:
            found["note"] = language_tag(tag)
        if "term" in found:
            found["term"] = found["term"].removesuffix(tag) + language_tag(tag)
    return found
