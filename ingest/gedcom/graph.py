"""Claims arranged for writing: by subject, with the nodes of each record in the order in which they were numbered."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile
from urllib.parse import unquote

from ingest.gedcom.tables import term
from kg.terms import Term, Triple, integer_value, is_iri, literal_language, literal_value

#: Classes whose instances become records of a file.
RECORDS = ("zs:Person", "zs:Union", "bf:Instance", "zs:Organization", "zs:MediaReference")
_NUMBERS = re.compile(r"(\d+)")


class ClaimGraph:
    """The claims of a selection. Predicates and classes are given as compact IRIs."""

    def __init__(self, claims: Iterable[Triple], base: str) -> None:
        self._by_subject: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._by_object: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        self._by_class: dict[Term, list[Term]] = defaultdict(list)
        self._base = base
        type_ = term("rdf:type")
        for subject, predicate, value in claims:
            self._by_subject[subject][predicate].append(value)
            if is_iri(value):
                if predicate == type_:
                    self._by_class[value].append(subject)
                else:
                    self._by_object[predicate, value].append(subject)
        self._records = {self.local(subject) for class_ in RECORDS for subject in self.of_class(class_)}
        self.prefix = self._common_prefix()

    def of_class(self, class_: str) -> list[Term]:
        """The instances of a class, in natural order of their ids."""
        return sorted(set(self._by_class[term(class_)]), key=self.order)

    def is_a(self, subject: Term, class_: str) -> bool:
        """Whether a subject is an instance of a class."""
        return term(class_) in self.all(subject, "rdf:type")

    def all(self, subject: Term, predicate: str) -> list[Term]:
        """The objects of a property."""
        about = self._by_subject.get(subject)
        return about.get(term(predicate), []) if about else []

    def first(self, subject: Term, predicate: str) -> Term:
        """The first object of a property; empty where there is none."""
        found = self.all(subject, predicate)
        return found[0] if found else ""

    def texts(self, subject: Term, predicate: str) -> list[str]:
        """The literals of a property as plain texts."""
        return [literal_value(value) for value in self.all(subject, predicate) if not is_iri(value)]

    def text(self, subject: Term, predicate: str) -> str:
        """The first literal of a property; empty where there is none."""
        found = self.texts(subject, predicate)
        return found[0] if found else ""

    def number(self, subject: Term, predicate: str) -> int | None:
        """The first whole number of a property."""
        value = self.first(subject, predicate)
        return integer_value(value) if value else None

    def nodes(self, subject: Term, predicate: str) -> list[Term]:
        """The objects of a property that are resources, in natural order of their ids."""
        return sorted((value for value in self.all(subject, predicate) if is_iri(value)), key=self.order)

    def pointing(self, predicate: str, value: Term, class_: str) -> list[Term]:
        """The instances of a class that have this object, in natural order of their ids."""
        found = {subject for subject in self._by_object.get((term(predicate), value), ()) if self.is_a(subject, class_)}
        return sorted(found, key=self.order)

    def local(self, subject: Term) -> str:
        """The local id of an entity, decoded, without the type before it."""
        path = subject[1:-1].removeprefix(self._base)
        return unquote(path.partition("/")[2] or path)

    def is_within_record(self, subject: Term) -> bool:
        """Whether a node belongs to a record: its id is that of the record and a number."""
        local = self.local(subject)
        return any(local[:at] in self._records for at, char in enumerate(local) if char == "-")

    def order(self, subject: Term) -> list[tuple[int, str]]:
        """A key that sorts ``t-I2-10`` after ``t-I2-9``."""
        return [(int(part), "") if part.isdecimal() else (0, part) for part in _NUMBERS.split(subject)]

    def language(self, predicates: Iterable[str]) -> str:
        """The language of most texts that are not Chinese; empty where most have none."""
        wanted = {term(predicate) for predicate in predicates}
        found = Counter(
            tag
            for about in self._by_subject.values()
            for predicate in wanted & about.keys()
            for value in about[predicate]
            if not is_iri(value) and not (tag := literal_language(value)).startswith("zh-han")
        )
        return found.most_common(1)[0][0] if found else ""

    def _common_prefix(self) -> str:
        """What all ids of what becomes a record begin with, up to a hyphen."""
        locals_ = self._records
        if len(locals_) < 2:
            return "".join(local[: local.find("-") + 1] for local in locals_)
        least, most = min(locals_), max(locals_)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(least, most, strict=False)))
        return least[: least[:same].rfind("-") + 1]

    def subjects(self) -> Iterator[Term]:
        """Every subject."""
        yield from self._by_subject
