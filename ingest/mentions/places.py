"""Places named in a text: the labels of the authority file's places, the longest at each point, in their time-slice."""

from __future__ import annotations

from collections import defaultdict

from ahocorasick_rs import AhoCorasick, MatchKind

from ingest.mentions.authority import Authority, Place
from ingest.mentions.context import Context
from ingest.mentions.resolution import Mention
from ingest.mentions.scoring import Candidate, Reason
from kg.chinese import fold

_ADMINISTRATIVE = fold("省府州縣廳道")
_SCORE = 0.9
_MOST = 5


class Gazetteer:
    """Finds places. A name that several places of the time bear is for somebody to look at."""

    def __init__(self, authority: Authority) -> None:
        self._places: dict[str, list[Place]] = defaultdict(list)
        for place in authority.places:
            name = fold(place.label)
            self._places[name].append(place)
            if len(name) > 2 and name[-1] in _ADMINISTRATIVE:
                self._places[name[:-1]].append(place)
        self._names = list(self._places)
        kind = MatchKind.LeftmostLongest
        self._automaton = AhoCorasick(self._names, matchkind=kind) if self._names else None

    def find(self, text: str, context: Context) -> list[Mention]:
        """The mentions of places, in their order; names that more than a handful of places bear are left out."""
        if self._automaton is None:
            return []
        found = []
        for number, start, end in self._automaton.find_matches_as_indexes(fold(text)):
            places = [place for place in self._places[self._names[number]] if _is_of(place, context.years)]
            if not 0 < len(places) <= _MOST:
                continue
            reasons = (Reason("unique"),) if len(places) == 1 else (Reason("shared", {"count": str(len(places) - 1)}),)
            candidates = tuple(Candidate(place.iri, round(_SCORE / len(places), 3), reasons) for place in places)
            decision = "sure" if len(places) == 1 else "queue"
            found.append(Mention(start, end, text[start:end], "place", decision, candidates))
        return found


def _is_of(place: Place, years: tuple[int, int] | None) -> bool:
    """Whether a place was there at a time, for all that is known."""
    if years is None:
        return True
    return (place.begin is None or place.begin <= years[1]) and (place.end is None or years[0] <= place.end)
