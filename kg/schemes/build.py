"""Writes ``ontology/schemes`` and the generated files of ``ontology/crosswalks``: ``python -m kg.schemes.build``.

Run it after a change to the tables of this package, of `kg.chinese` (kin terms) or of `kg.calendar` (eras); a test
fails while the files differ from what it writes.
"""

from __future__ import annotations

from pathlib import Path

import ontology
from kg.schemes import association, calendar, classification, crosswalk, kinship
from kg.schemes.concept import Scheme, to_turtle
from kg.schemes.table import concepts, rows, three_languages

ONTOLOGY = Path(ontology.__file__).parent
#: The name of a scheme's file, where it is not the prefix.
_FILES = {"kin": "kinship", "assoc": "association"}


def schemes() -> tuple[Scheme, ...]:
    """Every scheme."""
    own = (
        kinship.scheme(),
        association.scheme(),
        calendar.dynasty_scheme(),
        calendar.era_scheme(),
        classification.scheme(),
    )
    return (*own, *_of_tables())


def files() -> dict[Path, str]:
    """What is to stand where: path below ``ontology`` and text."""
    found = {Path("schemes") / f"{_FILES.get(each.prefix, each.prefix)}.ttl": to_turtle(each) for each in schemes()}
    found |= {Path("crosswalks") / name: text for name, text in crosswalk.generated().items()}
    return found


def write() -> list[Path]:
    """Write the files that differ; returns which."""
    changed = []
    for path, text in files().items():
        target = ONTOLOGY / path
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _of_tables() -> tuple[Scheme, ...]:
    return tuple(
        Scheme(
            prefix,
            three_languages(label, label_en),
            three_languages(definition, definition_en),
            f"{note} Written by python -m kg.schemes.build from kg/schemes/tables/{prefix}.tsv.",
            concepts(f"{prefix}.tsv"),
        )
        for prefix, label, label_en, definition, definition_en, note in rows("schemes.tsv", 6)
    )


if __name__ == "__main__":
    for path in write():
        print(path.as_posix())
