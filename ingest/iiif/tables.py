"""The tables beside this module: labels of metadata and tags of annotations, and what they mean."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType


@cache
def table(name: str, column: str) -> Mapping[str, str]:
    """The first column of a table, in lower case, with another column.

    >>> table("metadata.tsv", "target")["作者"]
    'zs:creatorName'
    """
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t")
        first = (reader.fieldnames or [""])[0]
        return MappingProxyType({row[first].lower(): row[column] for row in reader})
