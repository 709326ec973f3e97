"""XML sources: every document of a file, or of a ZIP archive of files, parsed so that none can do harm.

No entity is expanded, no DTD or other file is opened, no address is fetched; a document that uses an entity of its own,
is too deep or too large, is refused and named. What is not well-formed is reported with its line, and what stands
sound in the document is still read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from lxml import etree

from ingest.source import Source
from ingest.zip_members import MAX_BYTES, refused
from kg.errors import InvalidDataset
from kg.record import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS = 100_000
_ERRORS_NAMED = 20
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Document:
    """One XML document: ``name`` is what locators say, ``root`` its root element."""

    name: str
    root: _Element


def documents(source: Source) -> Iterator[Document | Problem]:
    """The documents of a source in the order of their names, and what is wrong with them.

    Raises InvalidDataset where the source as a whole cannot be read: an archive that is damaged, encrypted, or a bomb.
    """
    if source.name.lower().endswith(".zip"):
        yield from _members(source)
        return
    with source.open_bytes() as stream:
        yield from parse(source.name, stream.read(MAX_BYTES + 1))


def parse(name: str, content: bytes) -> Iterator[Document | Problem]:
    """The document with these bytes, preceded by what is wrong with it; nothing but a Problem where it is refused."""
    if len(content) > MAX_BYTES:
        yield Problem(name, 0, "", f"the document is larger than {MAX_BYTES:,} bytes")
        return
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) and error.lineno else 0
        yield Problem(name, line, "", f"not XML: {error}")
        return
    faults = [entry for entry in parser.error_log if entry.level >= etree.ErrorLevels.ERROR]
    fatal = next((entry for entry in faults if entry.type_name in ("ERR_ENTITY_LOOP", "ERR_RESOURCE_LIMIT")), None)
    if root is None or fatal is not None:
        reason = fatal.message if fatal else faults[0].message if faults else "there is no element"
        yield Problem(name, (fatal or faults[0]).line if faults else 0, "", f"refused: {reason}")
        return
    for entry in faults[:_ERRORS_NAMED]:
        yield Problem(name, entry.line, "", f"not well-formed: {entry.message}", skipped=False)
    if len(faults) > _ERRORS_NAMED:
        yield Problem(name, 0, "", f"{len(faults) - _ERRORS_NAMED} more faults of form", skipped=False)
    entity = next(root.iter(etree.Entity), None)
    if entity is not None:
        reason = f"uses the entity {entity.text}, and entities are not expanded; write the character itself"
        yield Problem(name, line_of(entity), "", reason)
        return
    yield Document(name, root)


def text_of(element: _Element | None) -> str:
    """All text in an element with runs of white space as one space; empty for none.

    >>> text_of(etree.fromstring("<p> 盛 <hi>宣懷</hi>\\n</p>"))
    '盛 宣懷'
    """
    return "" if element is None else " ".join("".join(str(part) for part in element.itertext()).split())


def local_name(element: _Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def language_of(element: _Element) -> str:
    """The language of an element by ``xml:lang`` or ``lang`` (EAD3), its own or inherited; empty where none is said."""
    at: _Element | None = element
    while at is not None:
        if tag := at.get(_XML_LANG) or at.get("lang"):
            return tag
        at = at.getparent()
    return ""


def line_of(element: _Element) -> int:
    """The line on which an element begins, 0 where that is not known."""
    return cast("int | None", element.sourceline) or 0


def xml_id(element: _Element) -> str:
    """The ``xml:id`` of an element, or its ``id``; empty where it has none."""
    return element.get(_XML_ID) or element.get("id") or ""


def _members(source: Source) -> Iterator[Document | Problem]:
    try:
        archive = zipfile.ZipFile(source.path)
    except (zipfile.BadZipFile, OSError) as error:
        raise InvalidDataset(f"{source.name}: not a ZIP archive: {error}", hint="Fetch it again.") from error
    with archive:
        members = sorted((m for m in archive.infolist() if m.filename.lower().endswith(".xml")), key=_name)
        if not members or len(members) > MAX_MEMBERS:
            raise InvalidDataset(
                f"{source.name}: {len(members):,} XML files in the archive, 1 to {MAX_MEMBERS:,} are read"
            )
        for member in members:
            name = str(PurePosixPath(member.filename))
            if reason := refused(member):
                yield Problem(name, 0, "", reason)
                continue
            try:
                with archive.open(member) as stream:
                    content = stream.read(MAX_BYTES + 1)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
                yield Problem(name, 0, "", f"cannot be unpacked: {error}")
                continue
            yield from parse(name, content)


def _name(member: zipfile.ZipInfo) -> str:
    return member.filename
