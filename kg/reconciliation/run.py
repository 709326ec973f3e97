"""Reconciliation of a whole dataset with another, or with itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from kg.authority.rulings import Rulings
from kg.errors import NotFound
from kg.reconciliation.blocking import LARGEST, Blocks, Dates, Side, keys
from kg.reconciliation.candidate import Band, Candidate
from kg.reconciliation.model import model
from kg.reconciliation.name_frequency import NameFrequency
from kg.reconciliation.names import NameKind, PersonName
from kg.reconciliation.pairing import Claimants, best_only, once
from kg.reconciliation.profile import Profile
from kg.reconciliation.reading import NamesOf, PersonReader, usable
from kg.reconciliation.scoring import Compared, candidates, weigh
from kg.terms import Term

if TYPE_CHECKING:
    from kg.workspace import Workspace

#: Called with what is being done, how many steps of it are done, and how many there are.
Progress = Callable[[str, int, int], None]

_EVERY = 2_000
_LETTERS = re.compile("[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run found. ``candidates`` are those of the bands LINK and QUEUE in the order of the source records, best
    first; ``new`` the source records without any; ``passed_over`` says in words what was left out and how often."""

    dataset: str
    against: str
    records: int
    compared: int
    candidates: tuple[Candidate, ...]
    new: tuple[Term, ...]
    passed_over: tuple[str, ...] = ()

    def of(self, band: Band) -> tuple[Candidate, ...]:
        """The candidates of one band."""
        return tuple(candidate for candidate in self.candidates if candidate.band is band)


def reconcile(
    workspace: Workspace, dataset: str, against: str = "", progress: Progress | None = None, *, one_to_one: bool = False
) -> Run:
    """Compare the persons of a dataset with those of another, or among themselves where ``against`` is empty or equal.

    What decisions hold the same is not compared again, what they hold different is no candidate. ``one_to_one`` says
    that neither dataset has a person twice: then nobody is linked with two. Raises NotFound for a dataset that is not
    loaded or has no persons.
    """
    return Comparison.of(workspace, dataset, against, progress).result(one_to_one=one_to_one)


def _silent(what: str, done: int, whole: int) -> None:
    return


@dataclass(slots=True)
class Comparison:
    """The records of a dataset with what they were compared with. Persons are known by their authority records, and
    given back by the ids of the datasets."""

    reader: PersonReader
    rulings: Rulings
    dataset: str
    against: str
    progress: Progress
    compared: dict[Term, list[Compared]] = field(default_factory=dict)
    profiles: dict[Term, Profile] = field(default_factory=dict)
    chances: dict[Term, float] = field(default_factory=dict)  #: how many would bear the name by its characters
    ours: dict[Term, Term] = field(default_factory=dict)  #: authority record -> id in the dataset
    theirs: dict[Term, Term] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)
    letters: bool = False  #: whether some counterparts have names in letters alone

    blocks: Blocks = field(default_factory=lambda: Blocks(frozenset()))

    @classmethod
    def of(cls, workspace: Workspace, dataset: str, against: str = "", progress: Progress | None = None) -> Comparison:
        """Read both datasets and compare. Raises NotFound as ``reconcile`` does."""
        against = against or dataset
        loaded = workspace.live.manifest.datasets
        for id in (dataset, against):
            if id not in loaded:
                raise NotFound(f"The dataset {id!r} is not loaded.", hint=f"Loaded: {', '.join(loaded) or 'none'}.")
        reader = PersonReader(workspace.live.store, workspace.minter)
        comparison = cls(reader, workspace.rulings(), dataset, against, progress or _silent)
        comparison._run()
        return comparison

    @property
    def within(self) -> bool:
        """Whether the records of one dataset are compared with each other."""
        return self.dataset == self.against

    def _run(self) -> None:
        self._read_members()
        names = self.reader.names({**self.ours, **self.theirs})
        self.progress("names", 1, 1)
        dates: dict[Term, Dates] = self.reader.years(names.keys())
        common = self._block(names, dates)
        read = self.blocks.persons(2) if self.within else {*self.ours, *self.blocks.persons()}
        wanted = {person: names[person] for person in names if person in read}
        for number, profile in enumerate(self.reader.profiles(wanted), 1):
            self.profiles[profile.id] = profile
            if not number % _EVERY:
                self.progress("profiles", number, len(wanted))
        self._compare(dates, common)

    def _read_members(self) -> None:
        members = self.reader.members({self.dataset, self.against})
        for id, persons in members.items():
            if not persons:
                raise NotFound(f"The dataset {id!r} has no persons.", hint="`zhishu status` says what datasets hold.")
        survivor = self.rulings.stands_for
        for person in reversed(members[self.dataset]):
            self.ours[survivor(person)] = person
        for person in reversed(members[self.against]):
            self.theirs[survivor(person)] = person
        if not self.within and (joined := self.ours.keys() & self.theirs.keys()):
            self.passed_over.append(f"{len(joined)} records are decided or known to be in both already")
            for person in joined:
                del self.ours[person]

    def _block(self, names: NamesOf, dates: dict[Term, Dates]) -> NameFrequency:
        ours = {person: usable(names[person]) for person in self.ours}
        nameless = sum(1 for known in ours.values() if not any(name.kind is NameKind.WHOLE for name in known))
        if nameless:
            self.passed_over.append(f"{nameless} records have no name that could be compared")
        letters = any(map(_is_foreign, ours.values()))
        self.letters = any(_is_foreign(usable(names[person])) for person in self.theirs)
        wanted = set()
        for person, known in ours.items():
            wanted |= set(keys(known, dates.get(person, (None, None)), Side.ONE, letters=self.letters))
            wanted |= {key for name in known for key in (name.plain, name.bare)}
        blocks = Blocks(frozenset(wanted))
        for number, person in enumerate(self.theirs, 1):
            known = usable(names[person])
            if known:
                blocks.add(
                    person, keys(known, dates.get(person, (None, None)), Side.OTHER, letters=letters), known[0].plain
                )
            if not number % (_EVERY * 10):
                self.progress("blocks", number, len(self.theirs))
        self.blocks = blocks
        return NameFrequency(known[0] for known in (usable(names[person]) for person in self.theirs) if known)

    def _compare(self, dates: dict[Term, Dates], common: NameFrequency) -> None:
        for number, person in enumerate(self.ours, 1):
            if (one := self.profiles.get(person)) is None:
                continue
            apart = {self.rulings.stands_for(id) for id in self.rulings.different_from(person)} | {person}
            own = keys(one.names, dates.get(person, (None, None)), Side.ONE, letters=self.letters)
            others = [self.profiles[id] for id in self.blocks.candidates(own) if id not in apart]
            namesakes = self.blocks.namesakes(one.whole_names)
            if one.names and others:
                self.chances[person] = common.expected(one.names[0])
            chance = self.chances.get(person) if self.within else None
            self.compared[person] = [weigh(one, other, namesakes, chance=chance) for other in others]
            if not number % _EVERY:
                self.progress("comparing", number, len(self.ours))

    def result(self, *, one_to_one: bool = False) -> Run:
        """The candidates of every record."""
        claims = Claimants(self.compared)
        found: list[Candidate] = []
        new = []
        for person, counterparts in self.compared.items():
            each = candidates(
                self.profiles[person],
                counterparts,
                partial(claims.of, me=person),
                chance=self.chances.get(person, 0.0),
                most=model().queued,
            )
            kept = [candidate for candidate in each if candidate.band is not Band.NEW]
            found += kept
            if not kept:
                new.append(self.ours[person])
        if self.within:
            found, new = once(found), []
        if one_to_one:
            found = best_only(found)
        oversize = [
            f"more than {LARGEST} persons share the key {key.rpartition('~')[2]}: {times} records not compared"
            for key, times in self.blocks.oversize.most_common()
        ]
        return Run(
            dataset=self.dataset,
            against=self.against,
            records=len(self.ours),
            compared=sum(map(len, self.compared.values())),
            candidates=tuple(map(self._named, found)),
            new=tuple(new),
            passed_over=(*self.passed_over, *oversize),
        )

    def _named(self, each: Candidate) -> Candidate:
        """A candidate with the ids that the datasets themselves give."""
        return Candidate(self.ours[each.one], self.theirs[each.other], each.score, each.band, each.reasons)


def _is_foreign(names: tuple[PersonName, ...]) -> bool:
    """Whether somebody has names in letters, and none in Chinese characters."""
    return any(_LETTERS.search(name.text) for name in names) and not any(name.is_han for name in names)
