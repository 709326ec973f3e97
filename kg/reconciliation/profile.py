"""What is known of a person and can be compared, whichever importer read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.reconciliation.names import NameKind, PersonName
from kg.reconciliation.periods import Period
from kg.reconciliation.places import NativePlace
from kg.terms import Term

#: First and last year in which something can have happened.
Years = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Profile:
    """A person. ``active`` are years in which the person is known to have been alive; ``kin`` and ``associates`` the
    names of relatives and of correspondents and others by their keys, ``offices`` those of offices held;
    ``identifiers`` what other files call the person; ``is_marked`` that the record says of itself that it stands for
    several. Empty or None is what nothing is known of."""

    id: Term
    names: tuple[PersonName, ...]
    birth: Years | None = None
    death: Years | None = None
    active: Years | None = None
    period: Period | None = None
    places: tuple[NativePlace, ...] = ()
    gender: str = ""
    kin: Mapping[str, str] = field(default_factory=dict)
    associates: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    identifiers: frozenset[str] = frozenset()
    is_marked: bool = False

    @property
    def whole_names(self) -> list[PersonName]:
        """The names that stand for surname and given name."""
        return [name for name in self.names if name.kind is NameKind.WHOLE]

    @property
    def label(self) -> str:
        """What the person is called in reasons."""
        return self.names[0].text if self.names else ""

    @property
    def is_undifferentiated(self) -> bool:
        """Whether the record can stand for any number of persons (李某, 張氏)."""
        whole = self.whole_names
        return self.is_marked or (bool(whole) and all(name.is_undifferentiated for name in whole))

    def forms(self, kind: NameKind) -> dict[str, str]:
        """The names of a kind: key -> as written."""
        return {name.plain: name.text for name in self.names if name.kind is kind}
