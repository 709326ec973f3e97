"""IIIF manifests, Presentation 3 and 2.1, as files: documents with their page images by reference.

Nothing is fetched: addresses are kept as they are, and those that lead inside the network are left out and named.
Standard: https://iiif.io/api/presentation/3.0/.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.iiif.claims import IiifOptions, ManifestClaims
from ingest.iiif.manifest import add_manifest, record_of
from ingest.iiif.reading import MAX_BYTES, Json, identifier, parse, version_3
from ingest.section import Section, did_you_mean
from ingest.source import Source
from ingest.tei.references import slug
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset

CLASSES = ("zs:Manuscript", "bf:Instance", "bf:Item")


class IiifImporter:
    """Reads manifests. One that was read before, by its address, is left out and named."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: IiifOptions = dataset.options
        self._minter = minter
        self._seen: dict[str, str] = {}

    @staticmethod
    def options(section: Section) -> IiifOptions:
        """The options of ``[iiif]``. Raises InvalidDataset with the key path."""
        entity, class_ = section.id_start("weng-"), section.text("class", CLASSES[0])
        if class_ not in CLASSES:
            raise section.fail("class", f'"{class_}" is not what a manifest describes', did_you_mean(class_, CLASSES))
        allow = frozenset(section.texts("allow"))
        options = IiifOptions(entity, section.text("language", ""), class_, allow, section.text("citation", ""))
        section.finish()
        return options

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The record of the manifest in a file; what is no manifest is named."""
        with source.open_bytes() as stream:
            content = stream.read(MAX_BYTES + 1)
        try:
            document = parse(source.name, content)
        except InvalidDataset as error:
            yield Problem(source.name, 0, "", str(error).removeprefix(f"{source.name}: "))
            return
        if not isinstance(document, dict) or not _is_manifest(document):
            yield Problem(source.name, 0, "type", _not_manifest(document))
            return
        manifest = version_3(document)
        key = manifest_key(identifier(manifest)) or slug(source.plain_name.removesuffix(".json"))
        first = self._seen.setdefault(key, source.name)
        if first != source.name:
            yield Problem(source.name, 0, "id", f'the manifest "{key}" was in {first} already')
            return
        claims = ManifestClaims(source.name, content.decode("utf-8-sig"), self._minter, self._options, key)
        add_manifest(claims, manifest)
        yield from claims.problems
        yield record_of(claims, f"{source.name}, manifest {identifier(manifest) or key}")


def manifest_key(address: str) -> str:
    """What names a manifest: its address without the host, and without ``manifest.json`` at its end.

    >>> manifest_key("https://example.org/iiif/weng-riji/manifest.json")
    'iiif-weng-riji'
    """
    path = address.partition("://")[2].partition("/")[2].partition("?")[0]
    return slug(path.removesuffix(".json").removesuffix("manifest"))


def _is_manifest(document: Json) -> bool:
    return document.get("type") == "Manifest" or document.get("@type") == "sc:Manifest"


def _not_manifest(document: Any) -> str:
    if not isinstance(document, dict):
        return "not a manifest: the document is not an object"
    kind = document.get("type", document.get("@type"))
    if kind in ("Collection", "sc:Collection"):
        return "a collection, which only names manifests; nothing is fetched, so load the manifests themselves"
    return f'not a manifest: its type is "{str(kind)[:100]}"'
