"""Clustering of book records: quality on two gold standards, and time for all 75,000 titles of five catalogues.

Needs ../shared/data. `python -m bench.clustering` prints tables; `--errors` also every pair that differs from the gold;
`--fit` fits the weights that are not fixed on one half of the pairs and writes them into kg/clustering/features.toml.

Gold: 313 pairs of entries of 四部叢刊 and 四庫全書 to which Kanripo gave one work number. The universe is every pair of
an entry of the one and an entry of the other; the numbers of works, which are the gold, are withheld. Three readings:
the 313 entries that have a counterpart; all entries, the others being right only when they get none; and all entries
after review (bench/clustering_review.csv lists the pairs in which the gold itself is wrong, with the reason). Halves:
by the first bit of the SHA-256 of the entry's number. Weights and threshold come from the first half only; the tables
of words (title prefixes, endings, roles) were written with all titles in view.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import math
import re
import resource
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.load import DATA
from ingest.description import load_description
from ingest.importer import open_records
from kg.clustering.blocking import candidate_pairs
from kg.clustering.clusters import Cluster, edition_clusters, work_clusters
from kg.clustering.features import FILE, model
from kg.clustering.profile import Library
from kg.clustering.record import BookRecord, book_record
from kg.clustering.scoring import Band, Pair, score, scored_pairs
from kg.iris import Minter
from kg.record import Record

GOLD = DATA / "gold_work_links"
REVIEW = Path(__file__).with_name("clustering_review.csv")
SIBU, SIKU, KANRIPO, CBETA = "kanripo-sibu-congkan", "kanripo-siku-quanshu", "textref-kanripo", "textref-cbeta"
DATASETS = ("textref-ctext", KANRIPO, CBETA, SIBU, SIKU)
#: How near a fitted weight stays to the one set by hand, and how long it is sought.
_RIDGE, _STEPS = 0.3, 1500


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts of pairs: predicted, right, and in the gold."""

    predicted: int
    right: int
    gold: int

    def row(self) -> str:
        """Precision, recall and F1 as cells."""
        precision, recall = self.right / max(self.predicted, 1), self.right / max(self.gold, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return f"{precision:.3f} | {recall:.3f} | **{f1:.3f}** | {self.predicted} | {self.gold}"


def read(dataset: str) -> Iterator[BookRecord]:
    """The editions of a dataset."""
    described = load_description(dataset)
    for item in open_records(described, described.find_files(DATA), Minter()):
        if isinstance(item, Record) and (found := book_record(item.subject, item.claims, dataset)) is not None:
            yield found


def blind(record: BookRecord) -> BookRecord:
    """A record without the numbers and links that the gold consists of."""
    return replace(record, numbers=frozenset(), works=())


def local(id: str) -> str:
    """The number of an entry in its catalogue."""
    return id.rpartition("/")[2].removesuffix(">").partition("-")[2]


def half(number: str) -> int:
    """0: for fitting; 1: for reporting."""
    return hashlib.sha256(number.encode()).digest()[0] & 1


def gold_pairs() -> set[tuple[str, str]]:
    """The pairs of 四部叢刊 and 四庫全書, by their numbers."""
    with gzip.open(GOLD / "gold_sbck_skqs_same_work.csv.gz", "rt", encoding="utf-8") as file:
        return {(row["sbck_id"], row["skqs_id"]) for row in csv.DictReader(file)}


def reviewed(gold: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The gold with its own errors set right."""
    with REVIEW.open(encoding="utf-8", newline="") as file:
        verdicts = {(row["sbck_id"], row["skqs_id"]): row["verdict"] for row in csv.DictReader(file)}
    same = {pair for pair, verdict in verdicts.items() if verdict == "same"}
    return (gold | same) - {pair for pair in verdicts if pair not in same}


def across(library: Library, clusters: Iterable[Cluster], first: str, second: str) -> set[tuple[str, str]]:
    """The pairs of records of two datasets that stand in one cluster."""
    found = set()
    for cluster in clusters:
        by = {dataset: [] for dataset in (first, second)}  # type: dict[str, list[str]]
        for id in cluster.members:
            if (dataset := library.profiles[id].record.catalogue) in by:
                by[dataset].append(local(id))
        found |= {(one, other) for one in by[first] for other in by[second]}
    return found


def quality(predicted: set[tuple[str, str]], gold: set[tuple[str, str]], part: int | None) -> Quality:
    """Counts for the pairs of one half, or of both."""
    mine = {pair for pair in predicted if part is None or half(pair[0]) == part}
    right = {pair for pair in gold if part is None or half(pair[0]) == part}
    return Quality(len(mine), len(mine & right), len(right))


def series_gold(errors: bool) -> None:
    """四部叢刊 and 四庫全書."""
    library = Library(map(blind, (*read(SIBU), *read(SIKU))))
    pairs = scored_pairs(library)
    predicted = across(library, work_clusters(library, pairs), SIBU, SIKU)
    gold = gold_pairs()
    entries = {one for one, _ in gold}
    known = {local(id) for id, each in library.profiles.items() if each.record.catalogue == SIBU}
    inside = {pair for pair in predicted if pair[0] in entries}
    right = reviewed(gold)
    print_header("四部叢刊 × 四庫全書")
    for name, found, truth in (
        ("the 313 entries with a counterpart", inside, gold),
        (f"all {len(known)} entries, the gold as it is", predicted, gold),
        (f"all {len(known)} entries, the gold reviewed", predicted, right),
    ):
        for title, part in (("fitted half", 0), ("other half", 1), ("both", None)):
            print(f"| {name}: {title} | {quality(found, truth, part).row()} |")
    kinds = Counter("of the gold" if (pair in right) != (pair in gold) else "ours" for pair in predicted ^ gold)
    print(f"\nPairs that differ from the gold: {kinds['ours']} errors of ours, {kinds['of the gold']} of the gold.\n")
    if errors:
        list_errors(library, pairs, predicted, right)


def print_header(name: str) -> None:
    """The head of a table of qualities."""
    print(f"| {name} | precision | recall | F1 | pairs found | pairs of the gold |")
    print("|---|---:|---:|---:|---:|---:|")


def list_errors(
    library: Library, pairs: list[Pair], predicted: set[tuple[str, str]], gold: set[tuple[str, str]]
) -> None:
    """Each pair that is wrong after review, with what it was scored by."""
    scored = {frozenset((local(pair.one), local(pair.other))): pair for pair in pairs}
    titles = {local(id): f"{each.title} {each.people} {each.record.juan}" for id, each in library.profiles.items()}
    for name, wrong in (("joined wrongly", predicted - gold), ("not joined", gold - predicted)):
        print(f"{name}:\n")
        for one, other in sorted(wrong):
            found = scored.get(frozenset((one, other)))
            said = found.words() if found else "never compared"
            print(f"- {titles.get(one, one)} / {titles.get(other, other)}: {said}")
        print()


def taisho_gold() -> None:
    """Kanripo and CBETA: 2,377 Taishō works."""
    with gzip.open(GOLD / "gold_kanripo_cbeta_works.csv.gz", "rt", encoding="utf-8") as file:
        gold = {(row["kr_id"], row["cbeta_id"]) for row in csv.DictReader(file)}
    ours = {number for number, _ in gold}
    texts = [blind(each) for each in read(KANRIPO) if local(each.id).partition("%2F")[0] in ours]
    library = Library([*texts, *map(blind, (each for each in read(CBETA) if local(each.id).startswith("T")))])
    clusters = work_clusters(library, scored_pairs(library))
    found = {(a.partition("%2F")[0], b) for a, b in across(library, clusters, KANRIPO, CBETA)}
    print_header("Kanripo × CBETA, Taishō")
    print(f"| works, by any of their editions | {quality(found, gold, None).row()} |\n")


def everything() -> None:
    """All records of five catalogues."""
    begin = time.perf_counter()
    records = [record for dataset in DATASETS for record in read(dataset)]
    taken = [time.perf_counter() - begin]
    library, begin = Library(records), time.perf_counter()
    pairs = scored_pairs(library)
    taken.append(time.perf_counter() - begin)
    begin = time.perf_counter()
    works = work_clusters(library, pairs)
    editions = edition_clusters(library, works)
    taken.append(time.perf_counter() - begin)
    bands = Counter(pair.band for pair in pairs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print("| all catalogues | |\n|---|---:|")
    print(f"| records | {len(records):,} |")
    print(f"| pairs compared: cluster / queue / apart | {' / '.join(f'{bands[band]:,}' for band in Band)} |")
    print(f"| clusters of works (records in them) | {len(works):,} ({sum(len(c.members) for c in works):,}) |")
    print(f"| clusters of editions | {len(editions):,} ({sum(len(c.members) for c in editions):,}) |")
    print(f"| reading / comparing / clustering, s | {' / '.join(f'{seconds:.1f}' for seconds in taken)} |")
    print(f"| **altogether, s** (target 300) | **{sum(taken):.1f}** |\n| peak memory, GiB | {memory:.2f} |")


def fit() -> None:
    """Fit the weights on the first half, without the pairs under review, and write them into the file."""
    library = Library(map(blind, (*read(SIBU), *read(SIKU))))
    gold = gold_pairs()
    doubtful = gold ^ reviewed(gold)
    known: list[tuple[list[str], bool]] = []
    for a, b in candidate_pairs(library):
        one, other = library.profiles[a], library.profiles[b]
        pair = (local(a), local(b))
        if one.record.catalogue == other.record.catalogue or half(pair[0]) or pair in doubtful:
            continue
        found = score(library, one, other)
        if not found.barriers:
            known.append(([reason.key for reason in found.reasons], pair in gold))
    write(fitted(known))


def fitted(known: list[tuple[list[str], bool]]) -> dict[str, float]:
    """Logistic regression with a ridge towards the prior weights, by Adagrad."""
    features, bias = model().features, model().bias
    weights = {key: each.weight if each.fixed else each.prior for key, each in features.items()}
    free = [key for key, each in features.items() if not each.fixed]
    squares = dict.fromkeys(free, 1e-8)
    for _ in range(_STEPS):
        slope = {key: _RIDGE * (weights[key] - features[key].prior) for key in weights}
        for keys, truth in known:
            error = 1 / (1 + math.exp(-bias - sum(weights[key] for key in keys))) - truth
            for key in keys:
                slope[key] += error
        for key in free:
            squares[key] += slope[key] ** 2
            weights[key] -= 0.5 * slope[key] / math.sqrt(squares[key])
    return weights


def write(weights: dict[str, float]) -> None:
    """Replace the weights in the file, and nothing else."""
    text = FILE.read_text("utf-8")
    for key, weight in weights.items():
        if not model().features[key].fixed:
            text = re.sub(rf"(\[feature\.{key}\]\ngroup = \"[a-z]+\"\nweight = )[-0-9.]+", rf"\g<1>{weight:.2f}", text)
    FILE.write_text(text, "utf-8")


def main() -> None:
    """Measure and print, or fit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    if arguments.fit:
        fit()
        return
    series_gold(arguments.errors)
    taisho_gold()
    everything()


if __name__ == "__main__":
    main()
