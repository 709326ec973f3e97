"""Link headers (RFC 8288): what programs need to know of an answer, whatever its format.

Relations are those of the IANA registry: ``alternate``, ``describedby``, ``canonical``, ``license``, ``collection``,
``up``, ``first``, ``prev``, ``next``, ``last``, ``profile``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response
from werkzeug.urls import iri_to_uri

from kg.generation import Generation
from ontology.namespaces import PREFIXES
from webapp.current import workspace
from webapp.negotiate import FORMATS, HTML, PAGE_SUFFIX, Format, address, requested_suffix

#: How a record belongs to its dataset.
_PART = ("collection", "up")


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its target (an IRI or a path on this server), its relation and the media type of the target, if known."""

    target: str
    relation: str
    media_type: str = ""

    def __str__(self) -> str:
        # A target is taken apart by no client before ">": iri_to_uri leaves neither that nor anything beyond ASCII.
        target = iri_to_uri(self.target).replace("<", "%3C").replace(">", "%3E").replace('"', "%22")
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{target}>; rel="{self.relation}"{kind}'


def add(response: Response, links: Iterable[Link]) -> Response:
    """The response with links, in one header."""
    text = ", ".join(str(link) for link in links)
    if text:
        response.headers.add("Link", text)
    return response


def alternates(formats: Sequence[Format] = FORMATS) -> list[Link]:
    """The other forms of this page."""
    here = requested_suffix(formats)
    forms = [(PAGE_SUFFIX, HTML), *((each.suffix, each.media_type) for each in formats)]
    return [Link(address(suffix, formats), "alternate", kind) for suffix, kind in forms if suffix != here]


def of_entity(data: Generation, iri: str, datasets: Iterable[str]) -> list[Link]:
    """What an entity is described by, its own IRI, and the datasets that say something of it with their licences."""
    minter = workspace().minter
    links = [
        Link(iri, "canonical"),
        Link(address(FORMATS[0].suffix), "describedby", FORMATS[0].media_type),
        Link(PREFIXES["zs"], "profile"),
    ]
    licences = []
    for dataset in datasets:
        links.append(Link(minter.dataset(dataset)[1:-1], "collection"))
        loaded = data.manifest.datasets.get(dataset)
        if loaded and loaded.licence.startswith(("http://", "https://")):
            licences.append(loaded.licence)
    return links + [Link(licence, "license") for licence in dict.fromkeys(licences)]


def of_record(data: Generation, graph: str, dataset: str) -> list[Link]:
    """The IRI of a record graph, the dataset that it is part of, and the licence of that."""
    links = [Link(graph, "canonical"), *(Link(workspace().minter.dataset(dataset)[1:-1], rel) for rel in _PART)]
    loaded = data.manifest.datasets.get(dataset)
    if loaded and loaded.licence.startswith(("http://", "https://")):
        links.append(Link(loaded.licence, "license"))
    return links


def of_page(number: int, last: int) -> list[Link]:
    """The pages beside a page of several, in the same form; none where there is only one."""
    if last == 1:
        return []
    pages = {"first": 1, "prev": number - 1, "next": number + 1, "last": last}
    suffix = requested_suffix()
    return [Link(address(suffix, page=page), relation) for relation, page in pages.items() if 1 <= page <= last]
