"""Speed and memory of matching, and precision and recall on the gold standard: ``python -m bench.mentions``.

The matcher gets 500,000 forms, of real names (CBDB's, where ../shared is) and made ones, over the letters of Zeng
Guofan or made text; the automatons that were not chosen are measured beside it where they are installed. Each is a
process of its own, so that the memory is its own.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import importlib.util
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from bench.chinese import sample_names
from ingest.description import load_description
from ingest.load import load
from ingest.mentions.corpus import mentions_of
from ingest.mentions.evaluation import GoldDocuments, Scores, evaluate, read_gold
from ingest.mentions.matcher import FormIndex
from ingest.mentions.pipeline import find, pipeline, resolver_of
from kg.chinese import NameForm, fold
from kg.workspace import Workspace
from webapp.cli.data import SAMPLES

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
LETTERS = SHARED / "letters_zeng_guofan" / "zeng_guofan_family_letters.zip"
FORMS = 500_000
LENGTH = 2_000_000
AUTHORITY = ("persons", "names", "kinship", "associations", "postings", "letters")


def forms() -> list[str]:
    """Distinct folded forms, sorted."""
    names: set[str] = set()
    table = SHARED / "biogref_person_authorities" / "biogref-cbdb-data.csv.gz"
    if table.exists():
        with gzip.open(table, "rt", encoding="utf-8-sig") as lines:
            names = {fold(row["person_name"]) for row in csv.DictReader(lines)}
    names = {name for name in names if 2 <= len(name) <= 6}
    while len(names) < FORMS:
        names |= {fold(name) for name in sample_names(100_000)}
        names |= {name[:3] + suffix for name in sorted(names)[:100_000] for suffix in "翁公兄"}
    return random.Random(1).sample(sorted(names), FORMS)


def text() -> str:
    """Some two million characters."""
    if LETTERS.exists():
        with zipfile.ZipFile(LETTERS) as archive:
            parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")]
    else:
        parts = sample_names(100_000)
    whole = fold("".join(parts))
    return (whole * (LENGTH // len(whole) + 1))[:LENGTH]


def _ours(patterns: Sequence[str]) -> Callable[[str], Sequence[object]]:
    index = FormIndex((NameForm(pattern, "姓名", 1.0), n) for n, pattern in enumerate(patterns))
    return index.find


def _daachorse(patterns: Sequence[str]) -> Callable[[str], Sequence[object]]:
    module = importlib.import_module("daachorse")
    search: Callable[[str], Sequence[object]] = module.CharwiseDoubleArrayAhoCorasick(list(patterns)).find_overlapping
    return search


def _pyahocorasick(patterns: Sequence[str]) -> Callable[[str], Sequence[object]]:
    automaton = importlib.import_module("ahocorasick").Automaton()
    for number, pattern in enumerate(patterns):
        automaton.add_word(pattern, number)
    automaton.make_automaton()
    return lambda text: list(automaton.iter(text))


MATCHERS = {
    "ours": ("ahocorasick_rs", _ours),
    "daachorse": ("daachorse", _daachorse),
    "pyahocorasick": ("ahocorasick", _pyahocorasick),
}


def measure(name: str) -> None:
    """Print one row: seconds to build, memory that it takes, characters a second, matches."""
    patterns, words, process = forms(), text(), psutil.Process()
    before, start = process.memory_info().rss, time.perf_counter()
    search = MATCHERS[name][1](patterns)
    built, memory = time.perf_counter() - start, process.memory_info().rss - before
    speeds, found = [], 0
    for _ in range(3):
        start = time.perf_counter()
        found = len(search(words))
        speeds.append(len(words) / (time.perf_counter() - start) / 1e6)
    print(f"| {name} ({MATCHERS[name][0]}) | {built:.1f} | {memory / 1e6:.0f} | {max(speeds):.2f} | {found:,} |")


def quality() -> None:
    """Print precision and recall by split, and the speed of the whole pipeline."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder) / "workspace")
        for name in AUTHORITY:
            dataset = load_description(f"sample-{name}")
            load(workspace, dataset, dataset.find_files(SAMPLES))
        nlp, minter = pipeline(workspace), workspace.minter
        gold = read_gold(ROOT / "tests" / "data" / "mentions_gold.tsv", minter)
        table = ROOT / "tests" / "data" / "mentions_gold_documents.tsv"
        documents = GoldDocuments(table, SHARED, resolver_of(nlp), minter)
        found = list(mentions_of(documents, nlp))
        print("\n| split | documents | mentions | links P | links R | spans P | spans R | in no record, not linked |")
        print("|---|---|---|---|---|---|---|---|")
        for split in ("dev", "test"):
            ids = {document.id for document in documents.documents if document.split == split}
            scores = evaluate(gold, [each for each in found if each[0].document in ids])
            shares = " | ".join(f"{share:.3f}" for share in (*Scores.of(scores.links), *Scores.of(scores.spans)))
            total = sum(len(gold.get(id, ())) for id in ids)
            print(f"| {split} | {len(ids)} | {total} | {shares} | {scores.nil[0]} of {scores.nil[1]} |")
        whole = "".join(document.text for document in documents.documents)
        start = time.perf_counter()
        find(nlp, whole)
        speed = len(whole) / (time.perf_counter() - start) / 1e3
        print(f"\nPipeline (dates, places, persons): {speed:,.0f} k characters/s")
        workspace.close()


def main(arguments: Sequence[str]) -> None:
    """Measure one matcher, or all of them and the quality."""
    if arguments:
        measure(arguments[0])
        return
    print(f"{FORMS:,} forms, {LENGTH / 1e6:.0f} M characters, all matches:\n")
    print("| matcher | build s | memory MB | M characters/s | matches |\n|---|---|---|---|---|")
    for name, (module, _) in MATCHERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"| {name} ({module}) | not installed | | | |")
            continue
        call = [sys.executable, "-m", "bench.mentions", name]
        run = subprocess.run(call, capture_output=True, text=True, cwd=ROOT)
        print(run.stdout.strip() or f"| {name} | {run.stderr.strip().splitlines()[-1]} | | | |", flush=True)
    if LETTERS.exists():
        quality()


if __name__ == "__main__":
    main(sys.argv[1:])
