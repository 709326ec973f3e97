"""What an authority file is written from: records of a workspace, computed while they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Protocol

from ingest.exporter import ExportReport
from ingest.section import did_you_mean
from kg.authority.records.record import AuthorityRecord, AuthorityRecords
from kg.authority.records.status import KINDS
from kg.errors import InvalidInput, NotFound
from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AuthoritySelection:
    """Records to be exported, taken one at a time; ``base`` begins the IRIs of the installation."""

    title: str
    records: Iterable[AuthorityRecord]
    base: str


class AuthorityExporter(Protocol):
    """Writes authority records in one format. ``versions`` are its forms, the usual one first."""

    versions: tuple[str, ...]

    def export(self, selection: AuthoritySelection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the records; ``archive`` asks for the form of the format that is an archive.

        Raises InvalidInput for a version or form that the format has not, and where there is no record.
        """
        ...


def select_authorities(workspace: Workspace, *, dataset: str = "", kinds: Iterable[str] = ()) -> AuthoritySelection:
    """The records of all entities of some types (default: persons), or of those that a dataset describes.

    Raises NotFound for a dataset that is not loaded, InvalidInput for a type without authority records. The workspace
    must stay open until all records are taken.
    """
    live, wanted = workspace.live, tuple(kinds) or KINDS[:1]
    for kind in wanted:
        if kind not in KINDS:
            raise InvalidInput(f"There are no authority records of {kind!r}.", hint=did_you_mean(kind, KINDS))
    if dataset and dataset not in live.manifest.datasets:
        raise NotFound(f"The dataset {dataset!r} is not loaded.", hint=did_you_mean(dataset, live.manifest.datasets))
    records = AuthorityRecords(workspace.minter, live, workspace.decisions.read())
    title = live.manifest.datasets[dataset].title.get("zh-Hant", dataset) if dataset else workspace.settings["title"]
    return AuthoritySelection(title, records.all(wanted, dataset), workspace.minter.base)


def select_authority(workspace: Workspace, entity: str) -> AuthoritySelection:
    """The record of one entity: an IRI, ``person/local id`` or ``authority/local id``. Raises NotFound."""
    minter = workspace.minter
    local = minter.local(entity) or entity if entity.startswith(("http://", "https://")) else entity
    kind, _, name = local.partition("/")
    records = AuthorityRecords(minter, workspace.live, workspace.decisions.read())
    about = records.about(name) if kind == "authority" else minter.path(local)[1:-1]
    if about is None:
        raise NotFound(f"There is no authority record {entity}.", hint="Give the IRI that its page shows.")
    return AuthoritySelection(entity, (records.record(about),), minter.base)


def at_least_one(records: Iterable[AuthorityRecord], title: str) -> Iterator[AuthorityRecord]:
    """The records. Raises InvalidInput where there is none: an empty file is no authority file."""
    iterator = iter(records)
    first = next(iterator, None)
    if first is None:
        raise InvalidInput(f"{title} has no authority record.", hint="Choose a dataset that describes persons.")
    return chain([first], iterator)


def checked(name: str, versions: tuple[str, ...], version: str, archive: bool) -> None:
    """Raise InvalidInput for a version that a format has not, and for an archive, which none of these has."""
    if version not in versions:
        raise InvalidInput(f"{name} has no form {version!r} here", hint=f"Choose one of: {', '.join(versions)}.")
    if archive:
        raise InvalidInput(f"{name} has no archive form", hint="Write to a file that does not end in .zip.")
