"""Deriving the inferred graph of genealogies of several shapes, against loading the same number of triples as they are.

`python -m bench.inference [GEDCOM…]` prints a table; of a GEDCOM file only the families are read, by their three tags.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import terms
from kg.inference.graph import Inference
from kg.inference.ties import GENDER, MALE
from kg.inference.touched import TouchedKin
from kg.iris import Minter
from kg.store import VIEW, TripleStore, open_store
from kg.store.quads import node, quad
from kg.terms import Term, Triple

SEED = 20261122
MINTER = Minter()
FATHER, MOTHER, CHILD, SPOUSE = (terms.curie(f"zs:{name}") for name in ("father", "mother", "child", "spouse"))
_LINE = re.compile(r"\s*\d+ (?:@(?P<id>[^@]+)@ )?(?P<tag>HUSB|WIFE|CHIL|FAM)\b(?: @(?P<ref>[^@]+)@)?")


def person(number: object) -> Term:
    """The term of a person."""
    return MINTER.entity("person", f"bench-{number}")


def family(child: Term, father: Term = "", mother: Term = "") -> Iterator[Triple]:
    """What the view says of a child and its parents."""
    for parent, prop in ((father, FATHER), (mother, MOTHER)):
        if parent:
            yield child, prop, parent
            yield parent, CHILD, child


def line(generations: int) -> Iterator[Triple]:
    """One son in each generation."""
    for number in range(1, generations):
        yield from family(person(number), person(number - 1))


def litter(children: int) -> Iterator[Triple]:
    """One father of all."""
    for number in range(1, children + 1):
        yield from family(person(number), person(0))


def genealogy(persons: int, lineages: int, chosen: random.Random) -> Iterator[Triple]:
    """Lineages that grow for some twenty generations: fathers of the same line, mothers with a father of another."""
    members: list[list[str]] = [[person(f"{line}-0")] for line in range(lineages)]
    for number in range(lineages, persons // 2):
        line = chosen.randrange(lineages)
        mine = members[line]
        father = mine[max(0, len(mine) - 1 - int(chosen.expovariate(20 / (len(mine) + 20))))]
        son, wife = person(f"{line}-{number}"), person(f"wife-{number}")
        other = members[chosen.randrange(lineages)]
        yield son, GENDER, MALE
        yield from family(son, father)
        yield from family(wife, chosen.choice(other))
        yield from ((son, SPOUSE, wife), (wife, SPOUSE, son))
        mine.append(son)


def gedcom(path: Path) -> Iterator[Triple]:
    """The families of a GEDCOM file."""
    father = mother = ""
    for text in path.read_text("utf-8", errors="replace").splitlines():
        match = _LINE.match(text)
        if match is None:
            continue
        if match["tag"] == "FAM":
            father = mother = ""
        elif match["tag"] == "HUSB":
            father = person(match["ref"])
        elif match["tag"] == "WIFE":
            mother = person(match["ref"])
        else:
            yield from family(person(match["ref"]), father, mother)


def filled(directory: Path, triples: Iterable[Triple]) -> tuple[TripleStore, int, float]:
    """A store with these triples as its view, how many they are, and how many of them a second were loaded."""
    lines = sorted({f"{s} {p} {o} .\n" for s, p, o in triples})
    source = directory / "view.nq"
    source.write_text("".join(lines), "utf-8")
    store = open_store(directory / "store")
    begin = time.perf_counter()
    store.bulk_load(source)
    return store, len(lines), time.perf_counter() - begin


def measure(name: str, triples: Iterable[Triple]) -> str:
    """One row of the table."""
    with tempfile.TemporaryDirectory() as directory:
        store, count, loading = filled(Path(directory), triples)
        inference = Inference.of(store, MINTER)
        begin = time.perf_counter()
        inference.update(TouchedKin())
        whole = time.perf_counter() - begin
        graph = node(inference.graph)
        inferred = sum(1 for _ in store.match(None, None, None, graph))
        youngest = max((str(q.subject) for q in store.match(None, node(FATHER), None, VIEW)), key=lambda t: (len(t), t))
        newborn = person("newborn")
        added = [quad(triple) for triple in family(newborn, youngest)]
        store.replace((), added)
        begin = time.perf_counter()
        touched = TouchedKin()
        touched.note_quads(added)
        inference.update(touched)
        birth = time.perf_counter() - begin
        store.close()
    return f"| {name} | {count:,} | {inferred:,} | {loading:.2f} | {whole:.2f} | {birth * 1000:.0f} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gedcom", type=Path, nargs="*")
    files: list[Path] = parser.parse_args().gedcom
    chosen = random.Random(SEED)
    print("| shape | view triples | inferred | loading the view, s | deriving all, s | one birth more, ms |")
    print("|---|---:|---:|---:|---:|---:|")
    print(measure("a line of 150 generations", line(150)))
    print(measure("a line of 1,000 generations", line(1000)))
    print(measure("one father, 100,000 children", litter(100_000)))
    print(measure("20 lineages, 10,000 persons", genealogy(10_000, 20, chosen)))
    print(measure("100 lineages, 30,000 persons", genealogy(30_000, 100, chosen)))
    for path in files:
        print(measure(path.name, gedcom(path)))


if __name__ == "__main__":
    main()
