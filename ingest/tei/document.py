"""One TEI document as records: what it is, what its header says, its text, and the entities that it describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.tei.claims import Context, RecordClaims
from ingest.tei.correspondence import add_correspondence, letter_key
from ingest.tei.dates import dating_of
from ingest.tei.elements import kind_of
from ingest.tei.entries import KINDS, entries, entry_record
from ingest.tei.manuscript import PARTS, add_author, add_manuscript, label_item
from ingest.tei.references import is_address, slug
from ingest.tei.text import plain
from ingest.tei.transcription import add_transcription
from ingest.xml_documents import line_of, local_name, xml_id
from kg.record import Problem, Record
from kg.terms import Term, curie, integer, literal
from ontology.schemes import concept_for

if TYPE_CHECKING:
    from lxml.etree import _Element

DOCUMENTS = ("TEI", "teiCorpus", "TEI.2")
TEXTS = ("text", "body", "div", "div1", "group")
_LISTS = ("listPerson", "listPlace", "listOrg", "listRelation")
_ENTRIES = (*KINDS, "relation")
#: What can stand alone in a file without a document around it.
FRAGMENTS = (*DOCUMENTS, *TEXTS, "msDesc", "correspDesc", *_ENTRIES, *_LISTS)
_CLASSES = {"letter": "zs:Letter", "manuscript": "zs:Manuscript", "work": "bf:Work"}
_BIBLIOGRAPHY = ("bibl", "biblStruct", "biblFull")


def documents_in(root: _Element) -> list[_Element]:
    """The documents of a file: the root, every TEI of a corpus, or, in a file of another kind, the outermost fragments.

    A corpus stands before its documents, since its header can describe persons.
    """
    found: list[_Element] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in FRAGMENTS:
            found.append(element)
        if name == "teiCorpus":
            waiting.extend(child for child in reversed(element) if local_name(child) in DOCUMENTS)
        elif name not in FRAGMENTS:
            waiting.extend(reversed(element))
    return found


class TeiDocument:
    """A document with its key; ``read`` gives its records."""

    def __init__(self, context: Context, element: _Element, key: str) -> None:
        self._element = element
        self._key = key
        self._root = _own_part(element)
        self._entries = [each for part in self._root for each in entries(part)]
        self._context = context

    def read(self) -> Iterator[Record | Problem]:
        """Entries first, so that the privacy window knows them, then the document and what it describes besides."""
        yield from self._read_entries()
        if local_name(self._element) in ("teiCorpus", *_LISTS, *_ENTRIES):
            return
        letters = self._all("correspDesc")
        manuscripts = [e for e in self._all("msDesc") if local_name(e.getparent()) != "witness"]  # type: ignore[arg-type]
        kind = "letter" if len(letters) == 1 else "manuscript" if manuscripts else "work"
        if len(letters) > 1:
            yield from self._letters(letters)
        claims = self._claims(kind, self._key, self._element)
        self._header(claims)
        if kind == "letter":
            add_correspondence(claims, letters[0], self._editions(), {})
        if manuscripts:
            add_manuscript(claims, manuscripts[0])
        self._text(claims)
        self._images(claims)
        if kind != "work" or not letters or claims.has("zs:transcription"):
            self._label(claims)
            yield from claims.finished()
        for number, description in enumerate(manuscripts[1:], 2):
            yield from self._manuscript(description, f"{self._key}-ms{number}", "")
        if manuscripts:
            yield from self._parts(manuscripts[0], self._key, claims.subject)

    def _claims(self, kind: str, key: str, element: _Element) -> RecordClaims:
        claims = RecordClaims(self._context, self._context.term(kind, key), key, element)
        claims.add("rdf:type", curie(_CLASSES[kind]))
        return claims

    def _read_entries(self) -> Iterator[Record | Problem]:
        seen: set[str] = set()
        for number, element in enumerate(self._entries, 1):
            own = xml_id(element)
            if own and own in seen:
                reason = f'the id "{own}" stands twice, so this entry is named by its place'
                yield Problem(self._context.name, line_of(element), "xml:id", reason, skipped=False)
                for name in ("id", "{http://www.w3.org/XML/1998/namespace}id"):
                    element.attrib.pop(name, "")
            seen.add(own)
            yield from entry_record(self._context, element, self._key, f"{self._key}-{number}")

    def _letters(self, descriptions: list[_Element]) -> Iterator[Record | Problem]:
        keys = [letter_key(each) or str(number) for number, each in enumerate(descriptions, 1)]
        known = {key: self._context.term("letter", f"{self._key}-{key}") for key in keys}
        for key, description in zip(keys, descriptions, strict=True):
            claims = self._claims("letter", f"{self._key}-{key}", description)
            add_correspondence(claims, description, self._editions(), known)
            yield from claims.finished()

    def _manuscript(self, description: _Element, key: str, whole: Term) -> Iterator[Record | Problem]:
        claims = self._claims("manuscript", key, description)
        add_manuscript(claims, description)
        if whole:
            claims.add("zs:partOf", whole)
        self._label(claims)
        yield from claims.finished()
        yield from self._parts(description, key, claims.subject)

    def _parts(self, description: _Element, key: str, whole: Term) -> Iterator[Record | Problem]:
        parts = [e for e in description if local_name(e) in PARTS]
        for number, part in enumerate(parts, 1):
            yield from self._manuscript(part, f"{key}-part{number}", whole)

    def _header(self, claims: RecordClaims) -> None:
        header = next((e for e in self._root if local_name(e) == "teiHeader"), None)
        if header is None:
            return
        for title in _path(header, "fileDesc", "titleStmt", "title"):
            self._title(claims, title)
        for author in _path(header, "fileDesc", "titleStmt", "author"):
            add_author(claims, author)
        for code in _path(header, "fileDesc", "publicationStmt", "idno"):
            if text := plain(code):
                claims.add("dcterms:identifier", literal(text))
        for target, path in (
            ("dcterms:rights", ("fileDesc", "publicationStmt", "availability")),
            ("zs:note", ("fileDesc", "notesStmt", "note")),
            ("dcterms:description", ("profileDesc", "abstract")),
        ):
            for element in _path(header, *path):
                claims.say(target, element)
        for entry in (e for source in _path(header, "fileDesc", "sourceDesc") for e in source):
            if local_name(entry) in (*_BIBLIOGRAPHY, "p") and not self._all("correspDesc")[1:]:
                claims.say("zs:citation", entry)
        for language in _path(header, "profileDesc", "langUsage", "language"):
            if tag := language.get("ident") or "":
                claims.add("zs:language", literal(tag))
        for keywords in _path(header, "profileDesc", "textClass", "keywords"):
            for term in keywords.iter("{*}term"):
                _keyword(claims, term)
        dates = [e for c in _path(header, "profileDesc", "creation") for e in c if kind_of(e) == "date"]
        if dates and not self._all("correspDesc"):
            claims.dated(dating_of(dates[0], plain(dates[0])), dates[0])

    def _title(self, claims: RecordClaims, title: _Element) -> None:
        """Titles in several languages stand side by side, or in one another."""
        inner = [e for e in title if local_name(e) == "title"]
        for each in inner or [title]:
            claims.label(each)

    def _text(self, claims: RecordClaims) -> None:
        texts = [e for e in self._root if local_name(e) in TEXTS]
        if local_name(self._element) in TEXTS:
            texts = [self._element]
        for text in texts:
            add_transcription(claims, text)
            if not claims.has("skos:prefLabel"):
                head = next((e for e in text.iter("{*}head") if plain(e)), None)
                if head is not None:
                    claims.label(head)

    def _images(self, claims: RecordClaims) -> None:
        graphics = [e for part in self._root if local_name(part) == "facsimile" for e in part.iter("{*}graphic")]
        for number, graphic in enumerate(graphics, 1):
            node, address = claims.node("page-image"), graphic.get("url") or ""
            around = graphic.getparent()
            page = (around.get("n") if around is not None else "") or ("" if is_address(address) else address)
            claims.add("zs:pageImage", node)
            claims.add("rdf:type", curie("zs:PageImage"), node)
            claims.add("zs:sequence", integer(number), node)
            if page:
                claims.add("zs:page", literal(page), node)
            if is_address(address):
                claims.link("schema:contentUrl", address, graphic, node)

    def _label(self, claims: RecordClaims) -> None:
        """A document that is not called anything is called by its key."""
        if not claims.has("skos:prefLabel"):
            claims.add("skos:prefLabel", literal(self._key, self._context.language))
        label_item(claims)

    def _editions(self) -> dict[str, _Element]:
        return {xml_id(e): e for e in self._element.iter() if local_name(e) in _BIBLIOGRAPHY and xml_id(e)}

    def _all(self, name: str) -> list[_Element]:
        """The outermost elements of a name in the document."""
        if local_name(self._element) == name:
            return [self._element]
        found = [e for part in self._root for e in part.iter() if local_name(e) == name]
        return [e for e in found if not any(local_name(a) == name for a in e.iterancestors())]


def document_key(element: _Element) -> str:
    """What a document calls itself: its id, else its first identifier; empty for nothing."""
    if own := xml_id(element):
        return slug(own)
    header = next((e for e in element if local_name(e) == "teiHeader"), None)
    codes = [] if header is None else _path(header, "fileDesc", "publicationStmt", "idno")
    text = next((plain(code) for code in codes if plain(code)), "")
    return slug(text.partition("://")[2] or text)


def _own_part(element: _Element) -> list[_Element]:
    """What belongs to a document itself: its children without the documents in it; a fragment is its own part."""
    if local_name(element) not in DOCUMENTS:
        return [element]
    return [child for child in element if local_name(child) not in DOCUMENTS]


def _path(root: _Element, *names: str) -> list[_Element]:
    found = [root]
    for name in names:
        found = [child for element in found for child in element if local_name(child) == name]
    return found


def _keyword(claims: RecordClaims, term: _Element) -> None:
    text = plain(term)
    if concept := concept_for("documenttype", text):
        claims.add("zs:documentType", f"<{concept}>")
        claims.say("zs:genre", term, text)
    else:
        claims.say("dcterms:subject", term, text)
