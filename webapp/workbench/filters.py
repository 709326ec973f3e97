"""Which items of the queue a page is about: the filter in the address, and addresses for other filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from kg.workbench.item import Filter, ItemState, Sort
from webapp.parameters import line, lines, share, unusable, whole_number

Choice = TypeVar("Choice", ItemState, Sort)

_LONGEST, _MOST = 200, 20
#: What stands in addresses for items that are nobody's.
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter with its order, as it stands in addresses."""

    filter: Filter
    sort: Sort

    def query(self, **changes: str | int) -> str:
        """The query string of this selection, with other parameters added; empty for the usual queue."""
        chosen = self.filter
        pairs: list[tuple[str, str | int]] = [
            *(("kind", kind) for kind in chosen.kinds),
            *(("state", state.value) for state in chosen.states if chosen.states != Filter().states),
            *(("source", source) for source in chosen.sources),
            *(("assignee", name or NOBODY) for name in chosen.assignees),
        ]
        pairs += [("least", f"{chosen.least:g}")] * (chosen.least > 0) + [("most", f"{chosen.most:g}")] * (
            chosen.most < 1
        )
        pairs += [("campaign", chosen.campaign)] * bool(chosen.campaign) + [("text", chosen.text)] * bool(chosen.text)
        pairs += [("skipped", "hidden")] * bool(chosen.skipped_by)
        pairs += [("sort", self.sort.value)] * (self.sort is not Sort.SCORE)
        return urlencode([*pairs, *changes.items()])

    def with_filter(self, **changes: object) -> Selection:
        """The selection under another filter."""
        return replace(self, filter=replace(self.filter, **changes))  # type: ignore[arg-type]


def selection(login: str) -> Selection:
    """What the address asks for; ``login`` is whose skipped items are left out. Raises InvalidInput."""
    states = tuple(_known(ItemState, "state", each) for each in lines("state", _LONGEST, _MOST))
    sort = line("sort", _LONGEST)
    chosen = Filter(
        kinds=lines("kind", _LONGEST, _MOST),
        states=states or Filter().states,
        least=share("least", line("least", _LONGEST), 0.0),
        most=share("most", line("most", _LONGEST), 1.0),
        sources=lines("source", _LONGEST, _MOST),
        assignees=tuple("" if name == NOBODY else name for name in lines("assignee", _LONGEST, _MOST)),
        campaign=whole_number("campaign", 0, 999_999_999) or 0,
        text=line("text", _LONGEST),
        skipped_by=login if request.args.get("skipped") == "hidden" else "",
    )
    return Selection(chosen, _known(Sort, "sort", sort) if sort else Sort.SCORE)


def _known(choices: type[Choice], name: str, text: str) -> Choice:
    try:
        return choices(text)
    except ValueError:
        raise unusable(name, text, ", ".join(choices)) from None
