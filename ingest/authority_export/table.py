"""Authority records as CSV in UTF-8 with a byte order mark, for spreadsheets: one row a record, or one row a form.

Several values of one cell are divided by `` | ``. A cell that a spreadsheet would take for a formula gets an apostrophe
in front (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from ingest.authority_export import values
from ingest.authority_export.selection import AuthoritySelection, at_least_one, checked
from ingest.exporter import ExportReport
from kg.authority.records.record import AuthorityRecord
from ontology.namespaces import compact

RECORD_COLUMNS = (
    *("iri", "about", "type", "status", "level", "calis_zh_hans", "calis_zh_hant", "nlc_zh_hans", "naco_pinyin"),
    *("name", "surname", "given_name", "born", "died", "active_from", "active_to", "dynasty", "gender"),
    *("native_place", "variants", "identifiers", "kin_and_associates", "posts", "sources_found", "sources_not_found"),
    *("superseded", "equal_headings", "datasets", "modified"),
)
FORM_COLUMNS = (
    *("record", "about", "kind", "rules", "language", "text", "name", "surname", "given_name", "type", "begin", "end"),
    *("computed", "curated", "held", "datasets", "records", "citations"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class AuthorityCsvExporter:
    """Writes tables."""

    versions = ("records", "forms")

    def export(self, selection: AuthoritySelection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the records. Raises InvalidInput for an unknown table, for an archive, and where there is no record."""
        checked("CSV", self.versions, version, archive)
        report = ExportReport()
        records = at_least_one(selection.records, selection.title)
        out.write(b"\xef\xbb\xbf" + _line(RECORD_COLUMNS if version == "records" else FORM_COLUMNS))
        for record in records:
            for row in [record_row(record)] if version == "records" else form_rows(record):
                out.write(_line(row))
                report.written["rows"] += 1
        return report


def record_row(record: AuthorityRecord) -> list[str]:
    """The cells of a record, in the order of ``RECORD_COLUMNS``."""
    forms = [
        form.text if (form := record.form(*choice)) else ""
        for choice in (("calis", "zh-Hans"), ("calis", "zh-Hant"), ("nlc", "zh-Hans"), ("naco", "zh-Latn-pinyin"))
    ]
    main = values.form_in(record, ("calis", "zh-Hant"), ("naco", "zh-Latn-pinyin"))
    life = [_cell(text for text, _ in values.dates(record, kind)) for kind in _DATES]
    related = (f"{values.kind_label(each.kind, 'zh-Hant')}: {each.label} <{each.iri}>" for each in record.related)
    posts = (" ".join(filter(None, (e.begin, e.end, e.organization, e.place, e.office))) for e in record.posts)
    return [
        *(record.iri, record.about, record.kind, compact(record.status), compact(record.level), *forms),
        *(record.facts.name, main.surname if main else "", main.given if main else "", *life),
        *(record.facts.dynasty, values.kind_label(record.facts.sex, "zh-Hant"), record.facts.native_place),
        _cell(each.text for each in values.found_variants(record)),
        _cell(":".join(filter(None, values.system_of(each))) for each in record.identifiers),
        *(_cell(related), _cell(posts)),
        _cell(f"{each.title} {each.found}".strip() for each in record.sources_found),
        *(_cell(record.sources_not_found), _cell(record.superseded), _cell(record.equal)),
        *(_cell(record.entity.datasets), record.modified),
    ]


def form_rows(record: AuthorityRecord) -> Iterator[list[str]]:
    """A row for each form of the name, in the order of ``FORM_COLUMNS``."""
    for form in record.forms:
        yield [
            *(record.iri, record.about, "authorized", form.rules, form.language, form.text, form.name, form.surname),
            *(form.given, "", "", "", _said(form.computed), _said(form.curated), "true", "", "", ""),
        ]
    for variant in record.variants:
        yield [
            *(record.iri, record.about, "variant", "", variant.language, variant.text, variant.text, variant.surname),
            *(variant.given, values.kind_label(variant.kind, "zh-Hant"), *variant.period, _said(variant.computed)),
            *("false", _said(variant.held), _cell(dict.fromkeys(each.dataset for each in variant.sources))),
            *(_cell(each.record for each in variant.sources), _cell(variant.citations)),
        ]


_DATES = ("birth", "death", "activeFrom", "activeTo")


def _said(value: bool) -> str:
    return "true" if value else "false"


def _cell(texts: Iterable[str]) -> str:
    return " | ".join(texts)


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(f"'{cell}" if _is_formula(cell) else cell for cell in cells)
    return out.getvalue().encode("utf-8", "replace")


def _is_formula(cell: str) -> bool:
    """Years before our era are numbers, not formulas."""
    return cell.startswith(_FORMULA) and not cell[1:].replace("-", "").replace("~", "").isdigit()
