"""Reconciliation: quality on gold links of DNB and CBDB, and time for 46,011 persons against 649,532 and for one name.

Needs ../shared/data. `python -m bench.reconciliation --workspace W` prints tables for a workspace in which biogref-dnb
and biogref-cbdb are loaded (without W they are loaded into a temporary one); `--fit` fits the weights on all gold pairs
and writes them into kg/reconciliation/features.toml; `--errors FILE` lists what differs from the gold, by ids only.

Gold: 6,565 links that the editors of CBDB made from persons of DNB to persons of CBDB, one-to-one. Both files hold
further persons, and CBDB some twice: where the gold names the other of two records of one person, the link counts as
wrong. Cross-validated: weights and calibration fitted on one half of the links (by the first bit of the SHA-256 of the
DNB number) are measured on the other. All persons of DNB are compared, because they compete for those of CBDB.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import math
import random
import resource
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from bench.load import DATA
from bench.reconciliation_fit import calibration, choices, fitted, write
from ingest.description import load_description
from ingest.load import load
from kg.reconciliation.candidate import Band
from kg.reconciliation.comparison import compare
from kg.reconciliation.engine import Reconciler
from kg.reconciliation.model import Model, model
from kg.reconciliation.pairing import Claimants
from kg.reconciliation.query import NameQuery
from kg.reconciliation.run import Comparison
from kg.reconciliation.scoring import FREE, Compared, candidates
from kg.terms import Term
from kg.workspace import Workspace

GOLD = DATA / "gold_person_links" / "gold_cbdb_dnb_links_dev.csv.gz"
DNB, CBDB = "biogref-dnb", "biogref-cbdb"
THRESHOLDS = (0.5, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99)
BINS = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.01)
#: How many names are looked up, and in how large batches.
NAMES = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best candidate of a record of the gold: is it the gold's, how sure, and would it be linked."""

    one: Term
    other: Term
    right: bool
    score: float
    contested: bool
    band: Band


def gold(workspace: Workspace) -> dict[Term, Term]:
    """DNB person -> CBDB person."""
    term = workspace.minter.entity
    with gzip.open(GOLD, "rt", encoding="utf-8") as lines:
        return {
            term("person", f"dnb-{row['dnb_id']}"): term("person", f"cbdb-{row['cbdb_id']}")
            for row in csv.DictReader(lines)
        }


def half(person: Term) -> int:
    """Which half of the gold a link belongs to."""
    return hashlib.sha256(person.rpartition("dnb-")[2].removesuffix(">").encode()).digest()[0] & 1


def weighed(compared: Mapping[Term, list[Compared]], used: Model) -> dict[Term, list[Compared]]:
    """The same comparisons under other weights."""
    weights = {name: each.weight for name, each in used.features.items()}
    return {
        person: [
            replace(each, odds=used.bias + sum(weights[seen.feature] * seen.degree for seen in each.seen))
            for each in counterparts
        ]
        for person, counterparts in compared.items()
    }


def trained(comparison: Comparison, links: Mapping[Term, Term], part: int | None) -> Model:
    """The model fitted on one half of the links, or on all of them."""
    known = {person: other for person, other in links.items() if part is None or half(person) == part}
    records = []
    for person, other in known.items():
        counterparts = comparison.compared.get(person, [])
        seen = [{each.feature: each.degree for each in counterpart.seen} for counterpart in counterparts]
        right = next((at for at, each in enumerate(counterparts) if each.profile.id == other), -1)
        records += choices(seen, right)
    found = fitted(model(), records)
    raw = replace(found, intercept=0.0, slope=1.0, contested=0.0)
    rows = [(_odds(each.score), each.contested, each.right) for each in outcomes(comparison, known, raw)]
    intercept, slope, contested = calibration(rows)
    return replace(found, intercept=intercept, slope=slope, contested=min(contested, 0.0))


def _odds(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))


def outcomes(comparison: Comparison, links: Mapping[Term, Term], used: Model, *, absent: bool = False) -> list[Outcome]:
    """The best candidate of each record of the gold, surest first; ``absent``: with its counterpart taken away."""
    compared = weighed(comparison.compared, used)
    claims = Claimants(compared)
    found = []
    for person, other in links.items():
        counterparts = compared.get(person, [])
        if absent:
            counterparts = [each for each in counterparts if each.profile.id != other]
        if not counterparts:
            continue
        chance = comparison.chances.get(person, 0.0)
        free = partial(claims.of, me=person) if not absent else (lambda _: FREE)
        best = candidates(comparison.profiles[person], counterparts, free, chance=chance, most=1, used=used)[0]
        contested = any(reason.feature == "contested" for reason in best.reasons)
        found.append(Outcome(person, best.other, best.other == other, best.score, contested, best.band))
    return sorted(found, key=lambda each: (-each.score, each.one))


def cross_validated(comparison: Comparison, links: Mapping[Term, Term]) -> tuple[list[Outcome], list[Outcome]]:
    """Outcomes of every record under a model fitted on the other half: as they are, and with the counterpart taken
    away."""
    found: tuple[list[Outcome], list[Outcome]] = ([], [])
    for part in (0, 1):
        used = trained(comparison, links, 1 - part)
        mine = {person: other for person, other in links.items() if half(person) == part}
        found[0].extend(outcomes(comparison, mine, used))
        found[1].extend(outcomes(comparison, mine, used, absent=True))
    return found


def print_curve(name: str, found: list[Outcome], whole: int) -> None:
    """Precision and recall at thresholds, for all best candidates and for those that would be linked."""
    print(f"| {name}: score at least | precision, all | recall, all | precision, uncontested | recall, uncontested |")
    print("|---|---:|---:|---:|---:|")
    for least in THRESHOLDS:
        cells = []
        for chosen in (found, [each for each in found if not each.contested]):
            kept = [each for each in chosen if each.score >= least]
            right = sum(each.right for each in kept)
            cells.append(f"{right / max(len(kept), 1):.4f} | {right / whole:.4f}")
        print(f"| {least} | {' | '.join(cells)} |")
    linked = [each for each in found if each.band is Band.LINK]
    right = sum(each.right for each in linked)
    precision, recall = right / max(len(linked), 1), right / whole
    print(f"| **band link** | **{precision:.4f}** | **{recall:.4f}** | {len(linked)} linked | |\n")


def print_reliability(found: Iterable[Outcome]) -> None:
    """How many of the best candidates with a score are right."""
    print("| score | records | mean score | right |\n|---|---:|---:|---:|")
    known = list(found)
    for low, high in pairwise(BINS):
        kept = [each for each in known if low <= each.score < high]
        if kept:
            mean, right = statistics.mean(each.score for each in kept), sum(each.right for each in kept) / len(kept)
            print(f"| {low}–{min(high, 1.0)} | {len(kept)} | {mean:.3f} | {right:.3f} |")
    print()


def quality(comparison: Comparison, links: Mapping[Term, Term], errors: Path | None) -> None:
    """Block recall, curves and reliability."""
    reached = sum(
        any(each.profile.id == other for each in comparison.compared.get(person, ())) for person, other in links.items()
    )
    print(f"Gold: {len(links)} links; block recall {reached / len(links):.4f}.\n")
    found, absent = cross_validated(comparison, links)
    print_curve("cross-validated", found, len(links))
    print_reliability(found)
    linked = sum(each.band is Band.LINK for each in absent)
    double = sum(each.band is Band.LINK and is_double(comparison, each, links[each.one]) for each in absent)
    print(f"With the counterpart taken away, {linked} of {len(links)} are linked to another record; {double} of these")
    print("agree with the counterpart itself in name and place or date: the file has that person twice.\n")
    now = outcomes(comparison, links, model())
    print_curve("weights in use", now, len(links))
    if errors is not None:
        list_errors(errors, comparison, links, now)


def is_double(comparison: Comparison, found: Outcome, right: Term) -> bool:
    """Whether a record that is found is another one of the counterpart: same name, and place or date in common."""
    one, other = comparison.profiles.get(right), comparison.profiles[found.other]
    if one is None:
        return False
    seen = {each.feature for each in compare(one, other)}
    agree = seen & {"place-same", "place-within", "birth-same", "death-same"}
    bare = not (other.places or other.birth or other.death) or not (one.places or one.birth or one.death)
    return bool(seen & {"name-same", "name-folded", "name-loose"}) and bool(agree or bare)


def list_errors(file: Path, comparison: Comparison, links: Mapping[Term, Term], found: list[Outcome]) -> None:
    """What is linked otherwise than in the gold, by ids and kind."""
    kinds: Counter[str] = Counter()
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(("dnb", "gold", "found", "score", "band", "kind"))
        for each in sorted(found, key=lambda outcome: outcome.one):
            if not each.right and each.band is Band.LINK:
                kind = error_kind(comparison, each, links[each.one])
                kinds[kind] += 1
                ids = (term.rpartition("-")[2].removesuffix(">") for term in (each.one, links[each.one], each.other))
                table.writerow((*ids, f"{each.score:.3f}", each.band, kind))
    print("| linked otherwise than in the gold | records |\n|---|---:|")
    for kind, count in kinds.most_common():
        print(f"| {kind} | {count} |")
    print()


def error_kind(comparison: Comparison, found: Outcome, right: Term) -> str:
    """Of what kind a link is that the gold does not have."""
    compared = {each.profile.id: each for each in comparison.compared[found.one]}
    if right not in compared:
        return "the gold links persons of different names"
    if compared[right].name_rank > compared[found.other].name_rank:
        return "the gold links the person whose name is written otherwise"
    dates = {"birth-same", "death-same"}
    if dates <= compared[found.other].features:
        return "both dates agree with the one found: duplicate, or error of the gold"
    if "place-same" in compared[found.other].features and "place-same" not in compared[right].features:
        return "the native place agrees with the one found only"
    return "other"


def names_of(comparison: Comparison) -> list[NameQuery]:
    """Names of DNB as somebody would look them up: alone, and with what the record says."""
    chosen = random.Random(1).sample(sorted(comparison.compared), NAMES)
    queries = []
    for person in chosen:
        one = comparison.profiles[person]
        properties = []
        if one.birth:
            properties.append(("zs:birthYear", str(one.birth[0])))
        if one.period:
            properties.append(("zs:dynasty", one.period.text))
        if one.places:
            properties.append(("zs:nativePlaceName", one.places[0].text))
        queries.append(NameQuery(one.label, "person", tuple(properties)))
    return queries


def interactive(workspace: Workspace, queries: list[NameQuery]) -> None:
    """Time for one name, and names a second in batches."""
    reconciler = Reconciler.open(workspace)
    begin = time.perf_counter()
    reconciler.search(queries[0])
    first = time.perf_counter() - begin
    taken = []
    for query in queries:
        begin = time.perf_counter()
        reconciler.search(query)
        taken.append(time.perf_counter() - begin)
    bare = [NameQuery(query.text) for query in queries]
    begin = time.perf_counter()
    reconciler.search_all(bare)
    rate = len(bare) / (time.perf_counter() - begin)
    taken.sort()
    print("| one name against all persons | |\n|---|---:|")
    print(f"| the very first, ms | {first * 1000:.0f} |")
    print(
        f"| p50 / p95 / p99, ms | {' / '.join(f'{taken[int(len(taken) * p)] * 1000:.1f}' for p in (0.5, 0.95, 0.99))} |"
    )
    print(f"| names a second, with properties | {len(taken) / sum(taken):.0f} |")
    print(f"| names a second, names alone | {rate:.0f} |\n")


def measure(path: Path, arguments: argparse.Namespace) -> None:
    """Measure and print, or fit."""
    with closing(Workspace.open(path, create=False)) as workspace:
        links = gold(workspace)
        begin = time.perf_counter()
        comparison = Comparison.of(workspace, DNB, CBDB)
        if arguments.fit:
            write(trained(comparison, links, None))
            return
        found = comparison.result()
        taken = time.perf_counter() - begin
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print("| DNB against CBDB | |\n|---|---:|")
        print(f"| records / pairs compared | {found.records:,} / {found.compared:,} |")
        bands = [len(found.of(Band.LINK)), len(found.of(Band.QUEUE)), len(found.new)]
        print(f"| link / queue / records without candidate | {' / '.join(f'{each:,}' for each in bands)} |")
        print(f"| **time, s** (target 300) | **{taken:.1f}** |\n| peak memory, GiB (target 4) | {memory:.2f} |\n")
        quality(comparison, links, arguments.errors)
        interactive(workspace, names_of(comparison))


def main() -> None:
    """Measure in a workspace that is given, or in one of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--errors", type=Path)
    arguments = parser.parse_args()
    if arguments.workspace is not None:
        measure(arguments.workspace, arguments)
        return
    with tempfile.TemporaryDirectory() as directory:
        with closing(Workspace.open(directory)) as workspace:
            for dataset in map(load_description, (CBDB, DNB)):
                load(workspace, dataset, dataset.find_files(DATA))
        measure(Path(directory), arguments)


if __name__ == "__main__":
    main()
