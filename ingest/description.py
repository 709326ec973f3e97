"""Dataset descriptions: ``datasets/<id>.toml`` says what a dataset is, where it comes from and how it is read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ingest.importer import IMPORTERS, get_importer
from ingest.privacy import Privacy, read_privacy
from ingest.section import Section, did_you_mean
from kg.authority.provenance import CURATION, PROVENANCE_KINDS
from kg.errors import InvalidDataset, NotFound

#: Where the descriptions that come with the software are.
DATASETS = Path(__file__).parent / "datasets"
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_ID = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as its description declares it.

    ``title`` and ``description`` are by language tag (zh-Hans, zh-Hant, en); ``licence`` is an IRI, or empty where the
    source states none; ``files`` are names or globs; ``prefixes`` begin the local ids of its entities; ``privacy`` says
    what happens to persons who may be alive; ``options`` is what its importer made of its own section; ``path`` is the
    description file. ``digest`` is the SHA-256 of the
    meaning of the description (comments and order of keys do not count) with the files that it refers to.
    """

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    licence: str
    publisher: str
    homepage: str
    importer: str
    files: tuple[str, ...]
    sample: bool
    prefixes: tuple[str, ...]
    path: Path
    digest: str
    privacy: Privacy
    options: Any = field(repr=False, compare=False)

    def accepts(self, name: str) -> bool:
        """Whether a file of this name belongs to the dataset."""
        return any(fnmatchcase(name, pattern) for pattern in self.files)

    def find_files(self, directory: Path) -> list[Path]:
        """The files of the dataset in a directory, or else one level below it, in the order of the description.

        Raises InvalidDataset that lists what was looked for where one is not there, or is there in several folders.
        """
        if not directory.is_dir():
            raise InvalidDataset(
                f"{directory} is not a directory", hint=f"{self.id} consists of: {', '.join(self.files)}."
            )
        found: dict[Path, None] = {}
        for pattern in self.files:
            matches = _files(directory, pattern) or _files(directory, f"*/{pattern}")
            folders = sorted({str(match.parent) for match in matches})
            if not matches:
                raise InvalidDataset(
                    f"{self.id}: no file {pattern} in {directory} or the folders in it",
                    hint=f"The dataset consists of: {', '.join(self.files)}. Say where they are with --from.",
                )
            if len(folders) > 1:
                raise InvalidDataset(
                    f"{self.id}: {pattern} is in several folders: {', '.join(folders)}",
                    hint="Name the right one with --from.",
                )
            found.update(dict.fromkeys(matches))
        return list(found)


def load_description(path_or_id: Path | str) -> Dataset:
    """The dataset of a description file, or of an id among those that come with the software.

    Raises NotFound for an unknown id, InvalidDataset for a description with a mistake.
    """
    text = str(path_or_id)
    if isinstance(path_or_id, Path) or text.endswith(".toml") or "/" in text:
        return _load(Path(path_or_id))
    path = DATASETS / f"{text}.toml"
    if not path.is_file():
        known = [file.stem for file in DATASETS.glob("*.toml")]
        raise NotFound(f'There is no dataset "{text}"', hint=did_you_mean(text, known))
    return _load(path)


def known_datasets() -> dict[str, Dataset]:
    """Every dataset whose description comes with the software, by id, in the order of the ids; read anew each time."""
    datasets = {}
    for path in sorted(DATASETS.glob("*.toml")):
        dataset = _load(path)
        if dataset.id != path.stem:
            raise InvalidDataset(f'{path}: id: "{dataset.id}" is not the name of the file', hint="Make them the same.")
        datasets[dataset.id] = dataset
    return datasets


def _files(directory: Path, pattern: str) -> list[Path]:
    return sorted(path for path in directory.glob(pattern) if path.is_file())


def _load(path: Path) -> Dataset:
    root = Section.open(path)
    importer = root.text("importer")
    if importer not in IMPORTERS:
        raise root.fail("importer", f'there is no importer "{importer}"', did_you_mean(importer, IMPORTERS))
    identifier = root.text("id")
    if not _ID.fullmatch(identifier):
        raise root.fail("id", f'"{identifier}" is not an id', "Use small letters a-z, digits and hyphens.")
    if identifier == CURATION:
        raise root.fail("id", f'"{identifier}" is where the claims of curators stand', "Choose another id.")
    section = root.section(importer)
    title, description = _languages(root, "title"), _languages(root, "description")
    licence = _web_address(root, "licence") if root.text("licence", "") else ""
    publisher, homepage = root.text("publisher"), _web_address(root, "homepage")
    files, sample, prefixes = _file_names(root), root.flag("sample"), _prefixes(root)
    privacy = read_privacy(root)
    root.finish()
    options = get_importer(importer).options(section)
    return Dataset(
        id=identifier,
        title=title,
        description=description,
        licence=licence,
        publisher=publisher,
        homepage=homepage,
        importer=importer,
        files=files,
        sample=sample,
        prefixes=prefixes,
        path=path,
        digest=_digest(root),
        privacy=privacy,
        options=options,
    )


def _languages(root: Section, name: str) -> dict[str, str]:
    section = root.section(name)
    texts = {language: section.text(language) for language in LANGUAGES}
    section.finish()
    return texts


def _web_address(root: Section, name: str) -> str:
    value = root.text(name)
    if not value.startswith(("http://", "https://")):
        raise root.fail(name, f'"{value}" is not a web address', "It begins with http:// or https://.")
    root.term(name)
    return value


def _file_names(root: Section) -> tuple[str, ...]:
    names = root.texts("files", required=True)
    for name in names:
        if "/" in name or "\\" in name or name in ("", ".", "..") or "**" in name:
            raise root.fail("files", f'"{name}" is not a file name', "Write names or globs; --from gives the folder.")
    return names


def _prefixes(root: Section) -> tuple[str, ...]:
    prefixes = root.texts("prefixes", required=True)
    for prefix in prefixes:
        if not re.fullmatch(r"[a-z][a-z-]*/.+", prefix):
            raise root.fail("prefixes", f'"{prefix}" is not the beginning of a local id', 'For example "person/cbdb-".')
        if prefix.partition("/")[0] in PROVENANCE_KINDS:
            raise root.fail("prefixes", f'"{prefix}" is kept for provenance', 'For example "person/cbdb-".')
    return prefixes


def _digest(root: Section) -> str:
    """Call it when the whole description has been parsed: only then are all companions known."""
    digest = hashlib.sha256(json.dumps(root.values, sort_keys=True, default=str).encode())
    for path in sorted(root.companions):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()
