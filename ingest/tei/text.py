"""From a body to plain text with offsets: what a reader reads, and where in it something is named.

Offsets count Unicode characters from 0. Blocks (paragraphs, headings, lines of verse) stand in a line each; white space
of the file between Chinese characters is none of the text; notes follow the text; what happens to which element stands
in ``elements.tsv``. Standard: TEI P5, chapters 3, 11 and 12.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.tei.elements import kind_of, treatments
from ingest.xml_documents import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What `reading` can be: the text as its editors give it, or as the source has it.
READINGS = ("edited", "source")
_CHOSEN = {"edited": ("corr", "reg", "expan"), "source": ("sic", "orig", "abbr")}
_LEFT_OUT = {"edited": "deleted", "source": "supplied"}
_SPACE = re.compile(r"[ \t\r\n]+")
_HAN = re.compile("[\u25a1\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\ue000-\uf8ff\U00020000-\U0010fffd]")
_CHARACTERS = ("char", "chars", "character", "characters", "字")
_MISSING, _UNKNOWN, _NO_GLYPH = "□", "…", "〓"
_MOST_MISSING = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """Where an element that names something stands in the text: from ``start`` up to, not including, ``end``."""

    start: int
    end: int
    kind: str
    element: _Element


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the spans in it, in the order in which they begin, outer before inner."""

    content: str
    spans: tuple[Span, ...]


def read_text(element: _Element, reading: str = "edited") -> Text:
    """The text of an element and all that is named in it.

    >>> from lxml import etree
    >>> text = read_text(etree.fromstring("<p>自<date>太<lb/>平興國</date>以來。</p>"))
    >>> text.content, [text.content[span.start : span.end] for span in text.spans]
    ('自太平興國以來。', ['太平興國'])
    """
    writer = _Writer(reading)
    writer.read(element)
    return Text("".join(writer.parts), tuple(sorted(writer.spans, key=lambda span: (span.start, -span.end))))


def plain(element: _Element | None, reading: str = "edited") -> str:
    """The text of an element in one line; empty for none."""
    return "" if element is None else " ".join(read_text(element, reading).content.split("\n"))


class _Writer:
    """Writes text piece by piece, and remembers where open elements began."""

    def __init__(self, reading: str) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self._reading = reading
        self._length = 0
        self._last = ""
        self._gap = ""  #: what separates the next character: nothing, "soft" (a line end), "hard", or "\n", "\t"
        self._open: dict[_Element, tuple[str, int]] = {}
        self._unstarted: list[_Element] = []
        self._notes: list[_Element] = []

    def read(self, element: _Element) -> None:
        """The element and then its notes, and the notes of these."""
        self._walk(element)
        while self._notes:
            notes, self._notes = self._notes, []
            for note in notes:
                self._separate("\n")
                self._walk(note)

    def _walk(self, root: _Element) -> None:
        """Without recursion: documents can be deep."""
        waiting: list[tuple[_Element, bool, bool]] = [(root, True, False)]
        while waiting:
            element, is_entry, has_tail = waiting.pop()
            if not is_entry:
                self._leave(element)
                if has_tail and element.tail:
                    self.write(element.tail)
                continue
            treatment = treatments().get(local_name(element), "") if isinstance(element.tag, str) else "skip"
            waiting.append((element, False, has_tail))
            is_flow, children = self._enter(element, treatment, is_root=element is root)
            waiting.extend((child, True, is_flow) for child in reversed(children))

    def _enter(self, element: _Element, treatment: str, *, is_root: bool) -> tuple[bool, list[_Element]]:
        """Write what an element begins with; whether its children stand in a flow of text, and which are read."""
        match treatment:
            case "choice":
                chosen = _CHOSEN[self._reading]
                return False, ([c for c in element if local_name(c) in chosen] or list(element))[:1]
            case "apparatus":
                readings = [c for c in element if local_name(c) in ("lem", "rdg", "rdgGrp")]
                return False, readings[:1] + [c for c in element if local_name(c) == "note"]
            case "substitution":
                wanted = "add" if self._reading == "edited" else "del"
                return False, [c for c in element if local_name(c) == wanted][:1]
            case "gap":
                self.write(_missing(element))
                return False, []
            case "glyph" if not (element.text or len(element)):
                self.write(_NO_GLYPH)
                return False, []
            case "note" if not is_root:
                if element.get("place") != "inline":
                    self._notes.append(element)
                    return False, []
                self.write("（")
            case "skip" if not is_root:
                return False, []
            case "deleted" | "supplied" if treatment == _LEFT_OUT[self._reading] and not is_root:
                return False, []
            case "break":
                if element.get("break") != "no":
                    self._separate("soft")
            case "block":
                self._separate("\n")
            case "cell":
                self._separate("\t")
        if kind := kind_of(element):
            self._open[element] = (kind, -1)
            self._unstarted.append(element)
        if element.text:
            self.write(element.text)
        return True, list(element)

    def _leave(self, element: _Element) -> None:
        if found := self._open.pop(element, None):
            kind, start = found
            if start < 0:
                self._unstarted.remove(element)
            else:
                self.spans.append(Span(start, self._length, kind, element))
        treatment = treatments().get(local_name(element), "") if isinstance(element.tag, str) else ""
        if treatment == "block":
            self._separate("\n")
        elif treatment == "note" and element.get("place") == "inline":
            self.write("）")

    def write(self, text: str) -> None:
        """Add text; runs of white space become one gap, whose form depends on what stands on both sides."""
        at = 0
        for space in _SPACE.finditer(text):
            if space.start() > at:
                self._put(text[at : space.start()])
            self._separate("soft" if "\n" in space.group() or "\r" in space.group() else "hard")
            at = space.end()
        if at < len(text):
            self._put(text[at:])

    def _separate(self, gap: str) -> None:
        """Blocks and cells separate more than spaces; a line end among spaces makes them soft."""
        if self._gap == "\n" or (self._gap == "\t" and gap != "\n"):
            return
        if gap != "hard" or not self._gap:
            self._gap = gap

    def _put(self, text: str) -> None:
        if self._gap == "\n" or not self._length:
            text = text.lstrip("\u3000")
            if not text:
                return
        if self._gap and self._length:
            separator = self._separator(text[0])
            self.parts.append(separator)
            self._length += len(separator)
        self._gap = ""
        for element in self._unstarted:
            self._open[element] = (self._open[element][0], self._length)
        self._unstarted.clear()
        self.parts.append(text)
        self._length += len(text)
        self._last = text[-1]

    def _separator(self, following: str) -> str:
        if self._gap in ("\n", "\t"):
            return self._gap
        if self._gap == "soft" and (_HAN.match(self._last) or _HAN.match(following)):
            return ""
        return " "


def _missing(element: _Element) -> str:
    quantity = element.get("quantity") or element.get("extent") or ""
    unit = (element.get("unit") or "").strip()
    if unit in _CHARACTERS and quantity.isdecimal() and 0 < int(quantity) <= _MOST_MISSING:
        return _MISSING * int(quantity)
    return _UNKNOWN
