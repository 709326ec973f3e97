"""The scheme of associations: each row of ``tables/association.tsv`` is a tie with its two sides.

A concept says what the alter is to the ego: the one who acts (A) or the other (B). Definitions come from the sentence
of the row, with A and B put into the places of the other person and the ego. The row names the CBDB codes that say
the same; of those marked ``~`` the concept is broader.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.schemes.concept import Concept, Scheme
from kg.schemes.table import alternatives, rows, three_languages

_NOTE = """What the alter of an association node is to its ego. zs:inverseRelation is the same tie seen from the other
side. Written by python -m kg.schemes.build."""
#: CBDB codes that say that nothing is known, and why they have no concept.
WITHOUT_CONCEPT = {"-1": "no data", "0": "tie unknown"}


class Tie(NamedTuple):
    """A row of the table: two concepts, one (no ``other``), or a group (no ``group`` either)."""

    group: str
    actor: str
    other: str
    label_actor: str
    label_other: str
    english_actor: str
    english_other: str
    sentence: str
    english: str
    codes_actor: str
    codes_other: str
    more_actor: str
    more_other: str


def ties() -> list[Tie]:
    """The rows of the table."""
    return [Tie(*row) for row in rows("association.tsv", 13)]


def scheme() -> Scheme:
    """Groups first, then the ties, each side after the other."""
    return Scheme(
        "assoc",
        three_languages("社會關係", "Associations"),
        three_languages("對方是本人的什麼人（親屬除外）。", "What the other person is to the ego, kin aside."),
        _NOTE,
        tuple(concept for tie in ties() for concept in _sides(tie)),
    )


def cbdb_codes() -> list[tuple[str, str, str, str]]:
    """(code, concept, relation, note) of every CBDB association code of the table, in the order of the codes."""
    notes = {row[0]: row[1] for row in rows("association_notes.tsv", 2)}
    found = [(code, "", "none", reason) for code, reason in WITHOUT_CONCEPT.items()]
    for tie in ties():
        for cell, concept in ((tie.codes_actor, tie.actor), (tie.codes_other, tie.other)):
            for code in filter(None, cell.split(",")):
                relation = "broadMatch" if code.endswith("~") else "exactMatch"
                number = code.rstrip("~")
                found.append((number, concept, relation, notes.get(number, "")))
    return sorted(found, key=lambda row: int(row[0]))


def _sides(tie: Tie) -> Iterator[Concept]:
    broader = tuple(filter(None, (tie.group,)))
    inverse = tie.other or (tie.actor if tie.group and "{A}" in tie.sentence else "")
    labels = three_languages(tie.label_actor, tie.english_actor)
    more = alternatives(tie.more_actor or ("" if tie.other else tie.more_other), labels)
    yield Concept(
        tie.actor, labels, _definition(tie, "actor"), broader, more, (tie.actor,), inverse or _PAIRS.get(tie.actor, "")
    )
    if tie.other:
        labels = three_languages(tie.label_other, tie.english_other)
        yield Concept(
            tie.other,
            labels,
            _definition(tie, "other"),
            tuple(_OTHER_SIDE.get(group, group) for group in broader),
            alternatives(tie.more_other, labels),
            (tie.other,),
            tie.actor,
        )


#: Rows that are the two sides of one tie under different groups.
_PAIRS = {"followedMaster": "followerDisciple", "followerDisciple": "followedMaster"}
#: Where the group of one side is itself a side, the group of the other.
_OTHER_SIDE = {"teacher": "student"}


def _definition(tie: Tie, side: str) -> dict[str, str]:
    """The sentence with the other person on this side of the tie and the ego on the other."""
    alter, ego = ("{A}", "{B}") if side == "actor" else ("{B}", "{A}")
    chinese = tie.sentence.replace(alter, "對方").replace(ego, "本人")
    english = tie.english.replace(alter, "the other person").replace(ego, "the ego")
    return three_languages(chinese, english[:1].upper() + english[1:])
