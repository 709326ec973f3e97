"""Examples of the vocabulary: the paragraphs of ``examples/*.ttl``, found by the terms that stand in them.

A file of examples is Turtle in paragraphs, one description each, with blank lines between them; comments say where
the facts come from. Reading needs no parser, so that asking for a label does not have to pay for it; that the files
are sound Turtle, and that the paragraphs found are those that use a term, is what the tests hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ontology.namespaces import PREFIXES

_QUIET = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|<[^<>\s]*>|#[^\n]*')
_CURIE = re.compile(r"(?<![\w:@-])([a-z]+):([A-Za-z](?:[\w.-]*\w)?)")


def examples_by_term(paths: Iterable[Path]) -> dict[str, str]:
    """The first paragraph in which a term is used, by the IRI of the term.

    Terms are those written with a prefix of ``ontology.namespaces``, as classes, properties or values. Raises OSError
    and UnicodeDecodeError where a file cannot be read.
    """
    found: dict[str, str] = {}
    for path in paths:
        for paragraph in paragraphs(path.read_text(encoding="utf-8")):
            for iri in terms_of(paragraph):
                found.setdefault(iri, paragraph)
    return found


def paragraphs(text: str) -> Iterator[str]:
    r"""The paragraphs of a Turtle text, without those that only declare prefixes or comment.

    >>> list(paragraphs("@prefix a: <x> .\n\n# On b.\n\n# c says so\na:b a:c a:d .\n"))
    ['# c says so\na:b a:c a:d .']
    """
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line for line in paragraph.strip().splitlines() if not line.startswith(("@prefix", "@base"))]
        if any(not line.startswith("#") for line in lines):
            yield "\n".join(lines)


def terms_of(paragraph: str) -> Iterator[str]:
    """The IRIs that a paragraph writes with a known prefix, strings, full IRIs and comments left out.

    >>> list(terms_of('<x> zs:year 1844 ; rdfs:comment "zs:not" . # zs:neither'))
    ['https://w3id.org/zhishu/ontology/year', 'http://www.w3.org/2000/01/rdf-schema#comment']
    """
    for prefix, local in _CURIE.findall(_QUIET.sub(" ", paragraph)):
        if prefix in PREFIXES:
            yield PREFIXES[prefix] + local
