"""The units of description of a finding aid, in its order, each with its key, its place and its parent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.xml_documents import local_name, text_of, xml_id

if TYPE_CHECKING:
    from lxml.etree import _Element

_NUMBER = re.compile(r"\d+")
_COMPONENT = re.compile(r"c(?:0[1-9]|1[0-2])?")
#: What may stand between a unit and its components without being one.
_GROUPS = ("dsc", "thead", "dscgrp")
_ITEM_LEVELS = ("item",)


@dataclass(slots=True)
class Unit:
    """One unit: its element, its key in the dataset, where it stands (``archdesc/c[2]/c[1]``), and the one above it.

    ``level`` is as written, empty where nothing is said; ``is_item`` whether nothing is below it and no level makes it
    a set; ``number`` counts from 1 among its siblings; ``fault`` says what is wrong with its identifier.
    """

    element: _Element
    key: str
    path: str
    level: str
    is_item: bool
    number: int
    parent: Unit | None
    fault: str = ""


def units(archdesc: _Element, finding_aid: str) -> Iterator[Unit]:
    """The ``archdesc`` and all components below it, however deep, each before those in it."""
    codes = Counter(code for element in _all(archdesc) if (code := unit_code(element)))
    ids = Counter(code for element in _all(archdesc) if (code := xml_id(element)))
    waiting: list[tuple[_Element, Unit | None, int]] = [(archdesc, None, 1)]
    while waiting:
        element, parent, number = waiting.pop()
        unit = _unit(element, parent, number, finding_aid, codes, ids)
        yield unit
        inner = components(element)
        waiting.extend((child, unit, at) for at, child in reversed(list(enumerate(inner, 1))))


def components(element: _Element) -> list[_Element]:
    """The components directly below a unit, those in its ``dsc`` included."""
    found: list[_Element] = []
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if is_component(child):
            found.append(child)
        elif local_name(child) in _GROUPS:
            waiting.extend(reversed(child))
    return found


def is_component(element: _Element) -> bool:
    """Whether an element is ``c`` or ``c01`` to ``c12``."""
    return _COMPONENT.fullmatch(local_name(element)) is not None


def unit_code(element: _Element) -> str:
    """The first reference code of a unit, empty where it has none."""
    did = next((child for child in element if local_name(child) == "did"), None)
    return "" if did is None else next((text for e in did if local_name(e) == "unitid" and (text := text_of(e))), "")


def level_of(element: _Element) -> str:
    """The level as the finding aid gives it: ``@level``, or ``@otherlevel`` where that says more."""
    level = element.get("level") or ""
    return element.get("otherlevel") or level if level in ("", "otherlevel") else level


def _all(archdesc: _Element) -> Iterator[_Element]:
    yield archdesc
    yield from (element for element in archdesc.iter() if is_component(element))


def _unit(
    element: _Element, parent: Unit | None, number: int, finding_aid: str, codes: Counter[str], ids: Counter[str]
) -> Unit:
    path = "archdesc" if parent is None else f"{parent.path}/c[{number}]"
    code, own, fault = unit_code(element), xml_id(element), ""
    if parent is None:
        key = finding_aid
    elif own and ids[own] == 1:
        key = f"{finding_aid}-{own}"
    elif code and codes[code] == 1:
        key = f"{finding_aid}-{code}"
    else:
        key = f"{finding_aid}-{'.'.join(_NUMBER.findall(path))}"
        if code:
            fault = f'the reference code "{code}" stands at {codes[code]} units, so this one is named by its place'
    level = level_of(element)
    is_item = parent is not None and (level in _ITEM_LEVELS or (not level and not components(element)))
    return Unit(element, key, path, level, is_item, number, parent, fault)
