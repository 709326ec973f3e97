"""Ego grids of CBDB kinship, as the visualisation of the kin of 1,572 persons publishes them: a ZIP archive.

``data/<ego>.csv`` has a cell for each kin of a person (``安郊 (119997) - First son``), and
``data/kinship/<ego>-<kin>.txt`` the path between them in names; kin whom only a path names are taken from there. The
labels are English words for the kinship codes of CBDB: ``labels.tsv`` turns them back into the codes, also where they
are put together (``Son-in-law's grandfather``), and the crosswalk into our concepts. A label that has no concept is
kept in its words and named.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.agent_context import AgentContext
from ingest.agents import AgentClaims
from ingest.cbdb.persons import birth_order
from ingest.code_tables import read_rows
from ingest.dating import read_dating
from ingest.source import Source
from kg.chinese import path_code, read_cbdb_code, reduce_path
from kg.errors import InvalidDataset, InvalidInput
from kg.record import Problem, Record
from kg.terms import Term, integer, literal
from ontology.crosswalks import crosswalk
from ontology.namespaces import expand
from ontology.schemes import concept_for

ZIP_MAGIC = b"PK\x03\x04"
_MEMBERS, _LARGEST = 200_000, 8 << 20
_GRID = re.compile(r"(?:.*/)?data/(\d+)\.csv")
_PATH = re.compile(r"(?:.*/)?kinship/(\d+)-(\d+)\.txt")
_INFO = re.compile(r"(?P<name>.*) \((?P<number>\d+)\) - (?P<label>.+)", re.DOTALL)
_EXAMINATION = re.compile(r"(?P<method>.+?)\s*(?:\((?P<year>\d{3,4})\))?")
_LAST_STEP = re.compile(r"(?P<name>[^→]+?)\s*\((?P<label>(?:[^()→]|\([^()]*\))+)\)$")
_COLUMNS = {"personID", "info"}
_EGO = "Ego"
_SPOUSE = expand("kin:spouse")


@dataclass(frozen=True, slots=True)
class Kin:
    """A cell of a grid: number, name, the label of the tie."""

    number: str
    name: str
    label: str


def read_grids(source: Source, context: AgentContext) -> Iterator[Record | Problem]:
    """One record per ego. Raises InvalidDataset for an archive that is damaged, a bomb, or without grids."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            yield from _archive(source.name, archive, context)
    except zipfile.BadZipFile as error:
        raise InvalidDataset(f"{source.name}: not a ZIP archive: {error}", hint="Fetch it again.") from error


@cache
def kin_concept(label: str) -> tuple[str, int]:
    """The concept (IRI) of a label and the birth order that it tells; empty and 0 where it tells none.

    >>> kin_concept("Father")[0].rpartition("/")[2], kin_concept("Third son")[1], kin_concept("Clan grand-aunt")
    ('father', 3, ('', 0))
    """
    if label.strip().lower() == "spouse":
        return _SPOUSE, 0
    words, _, last = label.strip().rpartition(" ")
    code = _code(label) or (last if words and last in _codes() else "")
    if not code:
        found = (concept_for("kin", word) or "" for word in label.split(";"))
        return next(filter(None, found), ""), 0
    return _codes().get(code) or _by_path(code), birth_order(code)


def _archive(name: str, archive: zipfile.ZipFile, context: AgentContext) -> Iterator[Record | Problem]:
    members = archive.infolist()
    grids = sorted((int(match[1]), each) for each in members if (match := _GRID.fullmatch(each.filename)))
    if not grids or len(members) > _MEMBERS:
        raise InvalidDataset(f"{name}: {len(grids)} grids (data/<number>.csv) among {len(members):,} files")
    paths: dict[str, dict[str, str]] = {}
    for each in members:
        if match := _PATH.fullmatch(each.filename):
            text = _text(archive, each)
            if isinstance(text, Problem):
                yield text
            else:
                paths.setdefault(match[1], {})[match[2]] = " ".join(text.split())
    unmapped: set[str] = set()
    for ego, member in grids:
        text = _text(archive, member)
        if isinstance(text, Problem):
            yield text
        else:
            yield from _grid(member.filename, str(ego), text, paths.pop(str(ego), {}), context, unmapped)
    for ego_number in paths:
        yield Problem(name, 0, f"kinship/{ego_number}-*.txt", "paths of somebody who has no grid")


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str | Problem:
    if member.file_size > _LARGEST or member.flag_bits & 1:
        reason = "is encrypted" if member.flag_bits & 1 else f"is larger than {_LARGEST:,} bytes"
        return Problem(member.filename, 0, "", reason)
    try:
        return archive.read(member).decode("utf-8-sig")
    except (UnicodeDecodeError, zipfile.BadZipFile, NotImplementedError) as error:
        return Problem(member.filename, 0, "", f"cannot be read: {error}")


def _grid(
    file: str,
    ego: str,
    text: str,
    paths: dict[str, str],
    context: AgentContext,
    unmapped: set[str],
) -> Iterator[Record | Problem]:
    rows = csv.DictReader(io.StringIO(text))
    if not set(rows.fieldnames or ()) >= _COLUMNS:
        yield Problem(file, 1, "", f"not a grid: the columns {', '.join(sorted(_COLUMNS))} are missing")
        return
    claims = AgentClaims(context, "person", ego)
    claims.add("dcterms:identifier", literal(ego))
    problems: list[Problem] = []
    for row in rows:
        if not (info := (row.get("info") or "").strip()):
            continue
        match = _INFO.fullmatch(info)
        if match is None:
            problems.append(Problem(file, rows.line_num, "info", f'"{info}" is not "name (number) - tie"'))
        elif match["label"] == _EGO or match["number"] == ego:
            _ego(claims, match["name"], row, problems, file)
        else:
            kin = Kin(match["number"], match["name"], match["label"])
            if problem := _tie(claims, kin, paths.pop(kin.number, ""), unmapped):
                problems.append(Problem(file, rows.line_num, "info", problem, skipped=False))
    for number, path in paths.items():
        if problem := _from_path(claims, number, path, unmapped):
            problems.append(Problem(f"kinship/{ego}-{number}.txt", 1, "", problem, skipped=False))
    yield from problems
    if any(claims.names()):
        yield Record(ego, file, claims.subject, claims.finished())
    else:
        yield Problem(file, 0, "", "the grid has no cell of the ego, so nobody is named")


def _ego(claims: AgentClaims, name: str, row: Mapping[str, str], problems: list[Problem], file: str) -> None:
    claims.name(name, concept=expand("nametype:ming"), preferred=True)
    if dynasty := (row.get("dynasty") or "").strip():
        claims.add("zs:dynasty", literal(dynasty))
    for column, make in (("yearBirth", claims.born), ("yearDeath", claims.died)):
        year = (row.get(column) or "").strip()
        if year in ("", "0"):
            continue
        dating = read_dating("", _edtf(year))
        if dating.expression is None:
            problems.append(Problem(file, 0, column, f'"{year}" is no year', skipped=False))
        else:
            make(dating)
    status = (row.get("examStatus") or "").strip()
    if match := _EXAMINATION.fullmatch(status):
        node = claims.node("entry", "zs:Entry")
        claims.add("zs:entrant", claims.subject, node)
        claims.say("zs:entryMethod", match["method"], subject=node)
        if match["year"]:
            claims.add("zs:year", integer(int(match["year"])), node)


def _from_path(claims: AgentClaims, number: str, path: str, unmapped: set[str]) -> str:
    """Kin whom no cell names: the last step of the path, whose label is seen from the ego."""
    match = _LAST_STEP.search(path.rpartition("→")[2].strip())
    if match is None:
        return f'"{path}" is no path of names with their ties in parentheses'
    return _tie(claims, Kin(number, match["name"], match["label"]), path, unmapped)


def _tie(claims: AgentClaims, kin: Kin, path: str, unmapped: set[str]) -> str:
    alter: Term = claims.named("person", kin.name, kin.number)
    concept, order = kin_concept(kin.label)
    node = claims.tie("kinship", concept, alter)
    if order:
        claims.add("zs:birthOrder", integer(order), node)
    claims.say("zs:typeText", kin.label, "en" if kin.label.isascii() else "", node)
    claims.say("zs:note", path, subject=node)
    if not concept and kin.label not in unmapped:
        unmapped.add(kin.label)
        return f'"{kin.label}" is no kinship that is known here; kept in these words (named at its first use)'
    return ""


def _edtf(year: str) -> str:
    if not re.fullmatch(r"-?\d{1,4}", year):
        return "x"
    astronomical = int(year) if int(year) > 0 else int(year) + 1
    return f"{'-' if astronomical < 0 else ''}{abs(astronomical):04d}"


def _code(label: str) -> str:
    plain = label.strip().lower()
    if whole := _labels().get(plain):
        return whole
    parts = [_labels().get(part, "") for part in plain.split("'s ")]
    return "".join(parts) if len(parts) > 1 and all(parts) else ""


@cache
def _codes() -> Mapping[str, str]:
    return crosswalk("kin", "cbdbcode")


def _by_path(code: str) -> str:
    """The concept of the kin path of a code that CBDB has not, where all ways to read it are one."""
    try:
        found = {concept_for("kin", path_code(reduce_path(path))) or "" for path in read_cbdb_code(code)}
    except InvalidInput:
        return ""
    return found.pop() if len(found) == 1 else ""


@cache
def _labels() -> dict[str, str]:
    labels = {row["label"]: row["code"] for row in read_rows(Path(__file__).parent / "labels.tsv")}
    return labels | {"spouse": "W"}
