"""The forms under which a person is named in letters and archives, generated from what an authority record holds.

Which parts make a form and how much it tells is in ``tables/name_form_patterns.tsv``; which style of address goes with
which office in ``tables/office_styles.tsv``; suffixes of respect in ``tables/respect_suffixes.tsv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

from kg.chinese.fold import fold
from kg.chinese.tsv import rows
from kg.errors import InvalidInput

_MOST_FORMS = 5000
_PLACE_OFFICES = ("大學士", "總督", "尚書")  # only the mighty are called by their native place (合肥, 南皮)
_ADMINISTRATIVE = "省府州縣县市"


@dataclass(frozen=True, slots=True)
class NameRecord:
    """What an authority record says of a name: parts as written, 字, 號, offices held, native places (合肥), 諡號."""

    surname: str
    given: str
    courtesy_names: tuple[str, ...] = ()
    art_names: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    native_places: tuple[str, ...] = ()
    posthumous_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameForm:
    """A form, its kind (姓+字), its weight from 0 to 1, and the offices, if any, without which it is not used."""

    text: str
    kind: str
    weight: float
    offices: tuple[str, ...] = ()


@cache
def _styles() -> list[tuple[str, str]]:
    return [(style, fold(office)) for style, office, _ in rows("office_styles.tsv")]


@cache
def _suffixes() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (suffix, () if offices == "-" else tuple(map(fold, offices.split())))
        for suffix, offices, _ in rows("respect_suffixes.tsv")
    ]


@cache
def _patterns() -> list[tuple[tuple[str, ...], str, float]]:
    return [(tuple(parts.split()), kind, float(weight)) for parts, kind, weight in rows("name_form_patterns.tsv")]


def office_styles(office: str) -> tuple[str, ...]:
    """Return the styles of address of an office, e.g. of 津海關道, by the end of its title; () if none is customary.

    >>> office_styles("津海關道"), office_styles("直隶总督")
    (('觀察', '道台'), ('制軍', '制台', '督憲', '節帥', '部堂'))
    """
    title = fold(office).strip()
    return tuple(dict.fromkeys(style for style, ending in _styles() if title.endswith(ending)))


Chosen = tuple[str, tuple[str, ...]]
"""A text that can stand in a form, and the offices that it needs."""


def _styles_held(record: NameRecord) -> list[Chosen]:
    held: dict[str, tuple[str, ...]] = {}
    for office in dict.fromkeys(record.offices):
        for style in office_styles(office):
            held[style] = (*held.get(style, ()), office)
    return list(held.items())


def _respect(record: NameRecord) -> list[Chosen]:
    found: list[Chosen] = []
    for suffix, endings in _suffixes():
        held = tuple(office for office in record.offices if fold(office).strip().endswith(endings)) if endings else ()
        if held or not endings:
            found.append((suffix, held))
    return found


def _parts(record: NameRecord) -> dict[str, list[Chosen]]:
    """Return for each letter of the patterns the texts that can stand there, with the offices behind them."""
    names = [*record.courtesy_names, *record.art_names]
    place_offices = tuple(map(fold, _PLACE_OFFICES))
    mighty = any(fold(office).strip().endswith(place_offices) for office in record.offices)
    places = [
        place[:-1] if len(place) > 2 and place[-1] in _ADMINISTRATIVE else place for place in record.native_places
    ]
    texts = {
        "S": [record.surname],
        "N": [record.given],
        "Z": record.courtesy_names,
        "H": record.art_names,
        "G": record.posthumous_names,
        "A": dict.fromkeys(name[0] for name in names if len(name) == 2),
        "P": places if mighty else (),
    }
    parts: dict[str, list[Chosen]] = {letter: [(text, ()) for text in found if text] for letter, found in texts.items()}
    return parts | {"T": _styles_held(record), "R": _respect(record)}


def name_forms(record: NameRecord) -> tuple[NameForm, ...]:
    """Return the distinct forms, the heaviest first, all of two or more characters.

    Raises InvalidInput when the record would give more than 5,000 forms. Forms are in the script of the record: compare
    them folded.

    >>> sheng = NameRecord("盛", "宣懷", ("杏蓀",), offices=("津海關道", "太子少保"))
    >>> [form.text for form in name_forms(sheng)][:4]
    ['盛宣懷', '盛杏蓀觀察', '盛杏蓀道台', '盛杏蓀宮保']
    >>> {"杏翁", "盛公", "盛宮保"} <= {form.text for form in name_forms(sheng)}
    True
    """
    parts = _parts(record)
    sizes = [len(parts["Z"]) + len(parts["H"]) + 1, len(parts["T"]) + len(parts["R"]) + len(parts["P"]) + 1]
    if sizes[0] * sizes[1] * 4 > _MOST_FORMS:
        raise InvalidInput(
            f"{record.surname}{record.given}: {sizes[0]} names and {sizes[1]} styles give too many forms of the name",
            hint="Give the names of one person only.",
        )
    best: dict[str, NameForm] = {}
    for letters, kind, weight in _patterns():
        for chosen in product(*(parts[letter] for letter in letters)):
            text = "".join(part for part, _ in chosen)
            offices = next((behind for _, behind in chosen if behind), ())
            if len(text) > 1 and (text not in best or best[text].weight < weight):
                best[text] = NameForm(text, kind, weight, offices)
    if not record.surname and record.given in best:  # a name without surname is the whole name
        best[record.given] = NameForm(record.given, "姓名", 1.0)
    return tuple(sorted(best.values(), key=lambda form: -form.weight))
