"""The samples to the triple, and the fault that each has on purpose."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.convert import convert

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("importer", "file", "golden", "fault"),
    [
        ("marc", "sample-marc.xml", "marc.nq", "$6 names 250-05, and no 250 names it in return"),
        ("unimarc", "sample-cnmarc.mrc", "cnmarc.nq", "100 $a/26-29 says UTF-8, but the bytes are GB18030"),
    ],
)
def test_a_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named(
    importer: str, file: str, golden: str, fault: str
) -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert(importer, ROOT / "ingest" / "samples" / file, claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests" / "golden" / golden).read_text("utf-8")
    assert done.problems == 1
    assert fault in report.getvalue()
