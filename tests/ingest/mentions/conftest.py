"""An authority file that stays the same whatever other samples come: persons, names, kin, ties and letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from ingest.description import DATASETS, load_description
from ingest.load import load
from ingest.mentions.context import Context
from ingest.mentions.pipeline import pipeline, resolver_of
from ingest.mentions.resolution import Mention, Resolver
from kg.workspace import Workspace

AUTHORITY = ("persons", "names", "places", "kinship", "associations", "postings", "letters", "archive")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory, clock: Callable[[], Callable[[], str]]) -> Iterator[Workspace]:
    """A workspace with the samples of the authority file; tests only read it."""
    opened = Workspace.open(tmp_path_factory.mktemp("authority") / "workspace", clock=clock())
    load_authority(opened)
    yield opened
    opened.close()


def load_authority(workspace: Workspace) -> None:
    """Load the samples of the authority file."""
    for name in AUTHORITY:
        dataset = load_description(f"sample-{name}")
        load(workspace, dataset, dataset.find_files(DATASETS.parent / "samples"))


@pytest.fixture(scope="session")
def nlp(authority: Workspace) -> Language:
    """The pipeline over it."""
    return pipeline(authority)


@pytest.fixture(scope="session")
def resolver(nlp: Language) -> Resolver:
    """Its resolver."""
    return resolver_of(nlp)


class Named:
    """Makes contexts and reads results by the local ids of sample persons."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.base = resolver.authority.persons[0].iri.rpartition("/")[0] + "/sample-"

    def context(self, writer: str = "", addressee: str = "", years: tuple[int, int] | None = None) -> Context:
        writers, addressees = (tuple(self.base + each for each in given.split()) for given in (writer, addressee))
        return Context(writers, addressees, years)

    def find(self, text: str, **known: object) -> list[Mention]:
        return self.resolver.find(text, self.context(**known))  # type: ignore[arg-type]

    def told(self, text: str, **known: object) -> list[tuple[str, str, str]]:
        """(surface, decision, best candidate) of every mention."""
        return [
            (m.surface, m.decision, m.candidates[0].entity.removeprefix(self.base) if m.candidates else "")
            for m in self.find(text, **known)
        ]


@pytest.fixture(scope="session")
def named(resolver: Resolver) -> Named:
    """See ``Named``."""
    return Named(resolver)


SHARED = Path(__file__).resolve().parents[3].parent / "shared"
