"""Precision and recall on letters of Zeng Guofan and titles of Li Hongzhang, marked by hand (see tests/data)."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from ingest.mentions.corpus import mentions_of
from ingest.mentions.evaluation import GoldDocuments, Scores, evaluate, read_gold
from ingest.mentions.pipeline import resolver_of
from kg.workspace import Workspace

from .conftest import SHARED

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_links_are_right_and_found(authority: Workspace, nlp: Language) -> None:
    gold = read_gold(DATA / "mentions_gold.tsv", authority.minter)
    table = DATA / "mentions_gold_documents.tsv"
    documents = GoldDocuments(table, SHARED / "data", resolver_of(nlp), authority.minter)
    for document in documents.documents:
        for mention in gold.get(document.id, ()):
            assert document.text[mention.start : mention.end] == mention.surface
    found = list(mentions_of(documents, nlp))
    floors = {"dev": (0.96, 0.92, 0.92, 0.52), "test": (0.96, 0.92, 0.94, 0.55)}
    for split, floor in floors.items():
        ids = {document.id for document in documents.documents if document.split == split}
        scores = evaluate(gold, [each for each in found if each[0].document in ids])
        measured = (*Scores.of(scores.links), *Scores.of(scores.spans))
        assert all(share >= least for share, least in zip(measured, floor, strict=True)), (split, measured)
        assert scores.nil[0] == scores.nil[1] > 150, "somebody in no record was linked"
