"""880 fields: each with the regular field that it repeats in another script, and what is said where one is missing.

$6 of a regular field names its partner (``880-01``), that of the 880 field says of what field it is a form, in what
script and direction (``245-01/$1``); occurrence 00 means that there is no partner on purpose. MARC 21, appendix A.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.marc.description import Statement, Tongue
from ingest.marc.record import Field, MarcRecord

_LINK = re.compile(r"(\d{3})-(\d\d)(?:/([^/\s\u200e\u200f]+))?")
_NO_PARTNER = "00"


@dataclass(frozen=True, slots=True)
class Link:
    """What stands in $6: the tag of the other field, the number of the pair, the code of the script (may be empty)."""

    tag: str
    occurrence: str
    script: str


def link_of(of: Field) -> Link | None:
    """The $6 of a field, None where it has none or where it is not made as it should be.

    >>> link_of(Field("880", "1", "0", [("6", "245-01/$1"), ("a", "書目答問")], 9))
    Link(tag='245', occurrence='01', script='$1')
    """
    text = of.first("6")
    return _link(text.strip()) if text else None


@lru_cache(maxsize=1 << 12)
def _link(text: str) -> Link | None:
    match = _LINK.match(text)
    return Link(match[1], match[2], match[3] or "") if match else None


@dataclass(slots=True)
class Pairing:
    """The statements of a record in its order. ``faults`` are (tag, reason) of fields whose partner is missing.

    ``paired`` and ``alone`` count the 880 fields that have a partner and that on purpose have none.
    """

    statements: list[Statement] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    paired: int = 0
    alone: int = 0


def pair(record: MarcRecord, tongue: Tongue) -> Pairing:
    """Put each 880 field beside its partner."""
    pairing = Pairing()
    others: dict[tuple[str, str], list[Field]] = {}
    named: set[tuple[str, str]] = set()
    for each in record.fields:
        link = link_of(each)
        if link is None or link.occurrence == _NO_PARTNER:
            continue
        if each.tag == "880":
            others.setdefault((link.tag, link.occurrence), []).append(each)
        elif link.tag == "880":
            named.add((each.tag, link.occurrence))
    for each in record.fields:
        if each.tag == "880":
            pairing.statements.extend(_alone(each, named, tongue, pairing))
        elif each.tag[:2] != "00":
            forms = _forms(each, others, pairing)
            pairing.paired += len(forms)
            parallels = [(form, tongue.parallel(form)) for form in forms]
            primary = each, tongue.primary(each, bool(forms))
            pairing.statements.append(Statement(each.tag, each, [primary, *parallels]))
    return pairing


def _forms(each: Field, others: dict[tuple[str, str], list[Field]], pairing: Pairing) -> list[Field]:
    """The 880 fields of a regular field; the first of several with the same number takes them."""
    link = link_of(each)
    if link is None or link.tag != "880" or link.occurrence == _NO_PARTNER:
        return []
    forms = others.get((each.tag, link.occurrence))
    if forms is None:
        pairing.faults.append((each.tag, f"$6 names 880-{link.occurrence}, and there is no such 880 field"))
        return []
    taken, forms[:] = list(forms), []
    return taken


def _alone(each: Field, named: set[tuple[str, str]], tongue: Tongue, pairing: Pairing) -> Iterator[Statement]:
    """An 880 field that no regular field names: a statement of its own."""
    link = link_of(each)
    if link is None:
        pairing.faults.append(("880", f'$6 is "{each.first("6")}": of what field it is a form cannot be told'))
        return
    if link.occurrence == _NO_PARTNER:
        pairing.alone += 1
    elif (link.tag, link.occurrence) in named:
        return
    else:
        pairing.faults.append(("880", f"$6 names {link.tag}-{link.occurrence}, and no {link.tag} names it in return"))
    yield Statement(link.tag, each, [(each, tongue.parallel(each))])
