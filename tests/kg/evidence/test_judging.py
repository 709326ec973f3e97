"""Judgements: recorded in the log with their evidence, shown, undone, refused where they say nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest

from kg import terms
from kg.authority.decisions import Kind
from kg.curation import decide, decide_all
from kg.errors import InvalidInput, NotFound
from kg.evidence.judging import Found, Judgement, proposal
from kg.evidence.works import Judged, work_evidence
from kg.rebuild import rebuild
from kg.terms import Term, curie, literal
from kg.workspace import Workspace
from ontology.namespaces import expand

YEAR, GRADE = expand("zs:year"), "https://w3id.org/zhishu/evidencegrade/strong"


def edition(workspace: Workspace) -> Term:
    return workspace.minter.path("instance/sample-yuzhai-cungao-1939")


def judge(workspace: Workspace, value: str, kind: str = "dates", agent: str = "甲", **said: Any) -> int:
    judged = Judgement(edition(workspace), kind, literal(value), YEAR, **said)
    (taken,) = decide_all(workspace, [proposal(workspace.minter, judged, agent=agent, reason="牌記")])
    return taken.number


def judgements(workspace: Workspace) -> tuple[Judged, ...]:
    return work_evidence(workspace.live.store, workspace.minter.path("work/sample-yuzhai-cungao")[1:-1]).judgements


def test_a_judgement_is_read_back_with_grade_page_and_evidence(books: Workspace) -> None:
    number = judge(
        books, "民國二十八年", grade="B", page="頁三", found=(Found("牌記", "己卯秋刊", "卷首", "思補樓本", "A"),)
    )
    (found,) = judgements(books)
    assert (found.value, found.property, found.grade, found.page, found.agent) == (
        "民國二十八年", YEAR, GRADE, "頁三", "甲",
    )  # fmt: skip
    (piece,) = found.evidence
    assert (piece.text, piece.page, piece.source) == ("己卯秋刊", "卷首", "思補樓本")
    assert piece.type == expand("evidencetype:imprint")
    assert books.decisions.read()[-1].number == number


def test_a_date_becomes_a_time_with_its_years(books: Workspace) -> None:
    judge(books, "民國二十八年")
    (time,) = {o for s, p, o in books.decisions.read()[-1].claims if p == curie("zs:dates")}
    said = {p: o for s, p, o in books.decisions.read()[-1].claims if s == time}
    assert said[curie("zs:beginYear")] == terms.integer(1939)
    assert said[curie("zs:dateText")] == literal("民國二十八年")


def test_judgements_that_cannot_both_hold_are_shown_against_one_another(books: Workspace) -> None:
    judge(books, "1939")
    judge(books, "1914", agent="乙")
    judge(books, "1914", "contradicts", agent="丙")
    found = {each.agent: each for each in judgements(books)}
    assert set(found["甲"].against) == {found["乙"].iri}
    assert set(found["乙"].against) == {found["甲"].iri, found["丙"].iri}
    assert set(found["丙"].against) == {found["乙"].iri}


def test_undoing_takes_judgement_and_evidence_out_and_undoing_that_brings_them_back(books: Workspace) -> None:
    before = dump(books)
    number = judge(books, "1939", found=(Found("imprint", "己卯秋刊"),))
    undo = decide(books, Kind.UNDO, agent="甲", reason="誤", undoes=number).number
    assert judgements(books) == ()
    assert view(dump(books)) == view(before)
    decide(books, Kind.UNDO, agent="甲", reason="不誤", undoes=undo)
    assert len(judgements(books)) == 1


def test_a_rebuild_comes_to_the_same_bytes(books: Workspace) -> None:
    judge(books, "1939", grade="conclusive")
    before = dump(books)
    rebuild(books)
    assert dump(books) == before


def dump(workspace: Workspace) -> bytes:
    out = io.BytesIO()
    workspace.live.store.dump(out)
    return out.getvalue()


def view(nquads: bytes) -> set[bytes]:
    """What is said of anything but the log itself."""
    return {line for line in nquads.splitlines() if b"/decision/" not in line and b"/curation" not in line}


def test_the_same_judgement_is_not_recorded_twice(books: Workspace) -> None:
    judge(books, "1939")
    with pytest.raises(InvalidInput, match="recorded before"):
        judge(books, "1939")


@pytest.mark.parametrize(
    ("kind", "value", "said", "complaint"),
    [
        ("proves", "1939", {}, "not in the scheme judgement"),
        ("dates", "1939", {"grade": "best"}, "not in the scheme evidencegrade"),
        ("dates", "1939", {"found": (Found("smell", "x"),)}, "not in the scheme evidencetype"),
    ],
)
def test_words_that_are_not_in_their_scheme_are_refused(
    books: Workspace, kind: str, value: str, said: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InvalidInput, match=complaint):
        judge(books, value, kind, **said)
    assert books.decisions.read() == ()


def test_a_judgement_on_nothing_known_is_refused(books: Workspace) -> None:
    unknown = Judgement(books.minter.path("instance/sample-nothing"), "dates", literal("1939"))
    with pytest.raises(NotFound):
        decide_all(books, [proposal(books.minter, unknown, agent="甲", reason="因")])
    with pytest.raises(InvalidInput, match="about a statement"):
        proposal(books.minter, Judgement(edition(books), "supports", literal("1939")), agent="甲", reason="因")


def test_a_judgement_cannot_speak_in_the_name_of_other_nodes(books: Workspace) -> None:
    forged = (edition(books), curie("rdf:type"), curie("zs:Judgement"))
    with pytest.raises(InvalidInput, match="not a node of a judgement"):
        decide(books, Kind.JUDGE, forged, agent="甲", reason="因")
