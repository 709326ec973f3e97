"""The one place that makes IRIs: ``{base}{type}/{local id}``, deterministic, so that a rebuild mints the same.

Local ids say where they come from (``person/cbdb-55084``); record graphs are ``record/{dataset}/{key}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from kg.errors import InvalidInput
from kg.terms import Term

DEFAULT_BASE = "http://127.0.0.1:8421/"
_SAFE = "-._~!$'()*,;:@"


def encode(local: str) -> str:
    """A local id as one path segment of an IRI: what is not a letter, digit or safe mark is percent-encoded.

    Chinese characters stay readable, as RFC 3987 allows; ``/`` becomes ``%2F``.
    """
    return quote(local, safe=_SAFE) if local.isascii() else "".join(_encode(char) for char in local)


def _encode(char: str) -> str:
    return quote(char, safe=_SAFE) if char.isascii() or not char.isalnum() else char


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints the IRIs of one installation under its base IRI (which ends in ``/``)."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not self.base.startswith(("http://", "https://")) or not self.base.endswith("/"):
            raise InvalidInput(f"Not a base IRI: {self.base!r}", hint='It must begin with http(s):// and end with "/".')

    def entity(self, kind: str, local: str) -> Term:
        """The term of an entity: ``<{base}person/cbdb-55084>``."""
        return f"<{self.base}{kind}/{encode(local)}>"

    def path(self, path: str) -> Term:
        """The term of ``type/local id`` given in one string; the part after the first slash is encoded."""
        kind, _, local = path.partition("/")
        return self.entity(kind, local)

    def record(self, dataset: str, key: str) -> Term:
        """The named graph of one source record."""
        return f"<{self.base}record/{dataset}/{encode(key)}>"

    def is_record(self, graph: Term) -> bool:
        """Whether a named graph is that of a source record or of a curator's own claim."""
        return graph.startswith(f"<{self.base}record/")

    def dataset(self, dataset: str) -> Term:
        """The term of a dataset."""
        return f"<{self.base}dataset/{dataset}>"

    def activity(self, dataset: str, digest: str) -> Term:
        """The import activity that read a dataset: named by what was read, so the same source gives the same name."""
        return f"<{self.base}activity/{dataset}-{digest[:16]}>"

    def graph(self, name: str) -> Term:
        """A named graph that no source record is: ``inferred`` for what rules give, ``ontology`` for the vocabulary."""
        return f"<{self.base}graph/{name}>"

    def decision(self, number: int) -> Term:
        """The term of a decision."""
        return f"<{self.base}decision/{number}>"

    def family(self, term: Term) -> str:
        """The beginning that an entity's local id shares with others of its type and source: ``person/cbdb-``."""
        kind, _, local = term[len(self.base) + 1 : -1].partition("/")
        source, hyphen, _ = local.partition("-")
        return f"{kind}/{source}{hyphen}" if hyphen else f"{kind}/"

    def local(self, iri: str) -> str | None:
        """``type/local id`` of an IRI under this base, or None for any other IRI."""
        return iri[len(self.base) :] if iri.startswith(self.base) else None
