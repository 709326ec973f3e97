"""Decisions made elsewhere come back as proposals, with the table they come from, and reviewers accept them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from kg.accounts.roles import Role
from kg.authority.decisions import utc_now
from kg.workbench.proposal import ProposalFilter, ProposalState
from kg.workspace import Workspace
from webapp import create_app
from webapp.evaluation import close_pool
from webapp.reconcile.decision_rows import schema
from webapp.reconcile.guide import TEMPLATE_PREFIX, TEMPLATE_ROW, TEMPLATE_SEPARATOR, TEMPLATE_SUFFIX

PERSONS = 100
MAPPING = """
id = "trial-persons"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant", required = true},
    {column = "born", property = "zs:birthYear", type = "year"},
]
"""
TABLE = {"name": "盛檔人名表", "url": "https://example.org/names.csv"}
Send = Callable[..., Any]


class Clock:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        self.moment = utc_now()

    def __call__(self) -> str:
        return self.moment


@pytest.fixture
def clock_of_accounts() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, load_table_from: Callable[..., object]) -> Path:
    """The directory of a workspace with a hundred persons."""
    folder = tmp_path_factory.mktemp("persons")
    opened = Workspace.open(folder / "workspace")
    rows = "".join(f"{n},李{chr(0x4E00 + n)},{1800 + n}\n" for n in range(1, PERSONS + 1))
    load_table_from(folder / "source", opened, f"id,name,born\n{rows}", MAPPING)
    opened.close()
    return folder / "workspace"


@pytest.fixture
def open_workspace(tmp_path: Path, loaded: Path, clock_of_accounts: Clock) -> Iterator[Workspace]:
    """A copy of it, with accounts of several roles."""
    shutil.copytree(loaded, tmp_path / "workspace")
    opened = Workspace.open(tmp_path / "workspace", clock=clock_of_accounts)
    for name, role in (("lina", Role.READER), ("wang", Role.CONTRIBUTOR), ("shen", Role.REVIEWER)):
        opened.accounts.add(name, role=role)
    yield opened
    opened.close()


@pytest.fixture
def service(open_workspace: Workspace) -> Iterator[FlaskClient]:
    """A client of the application over it."""
    app = create_app(open_workspace, {"TESTING": True})
    yield app.test_client()
    close_pool(app)


def token(workspace: Workspace, name: str, days: int = 30) -> str:
    owner = workspace.accounts.get(name)
    return workspace.accounts.tokens.make(owner, "OpenRefine", owner.role, days)[0]


@pytest.fixture
def send(service: FlaskClient, open_workspace: Workspace) -> Send:
    """A function that sends decisions with the token of somebody, and gives the answer."""
    secret = token(open_workspace, "wang")

    def sent(*rows: dict[str, object], table: dict[str, str] = TABLE) -> Any:
        headers = {"Authorization": f"Bearer {secret}"}
        answer = service.post("/reconcile/decisions", json={"table": table, "decisions": list(rows)}, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    return sent


def row(number: int, **more: object) -> dict[str, object]:
    """A row that says that a name is a person's."""
    same = {"row": str(number), "query": f"字{number}", "judgement": "same", "id": f"person/trial-{number}"}
    return {**same, "reason": "字與生年相合", **more}


def statuses(answer: Any) -> list[str]:
    return [each["status"] for each in answer["results"]]


def waiting(workspace: Workspace) -> int:
    return workspace.workbench.proposals.page(ProposalFilter()).total


def test_a_hundred_decisions_are_proposed_and_accepted_in_bulk(
    service: FlaskClient, open_workspace: Workspace, send: Send
) -> None:
    rows = [row(n, values={"born": 1800 + n, "note": None}) for n in range(1, PERSONS + 1)]
    assert Draft202012Validator(schema()).is_valid({"table": TABLE, "decisions": rows})
    answer = send(*rows)
    assert answer["counts"] == {"proposed": PERSONS, "known": 0, "unchanged": 0, "refused": 0}
    assert not open_workspace.decisions.read()

    page = open_workspace.workbench.proposals.page(ProposalFilter(origins=("api",)), limit=PERSONS)
    first = page.groups[0]
    assert (first.origin.sender, first.origin.row) == ("盛檔人名表 <https://example.org/names.csv>", "1")
    assert first.note == "字1; born: 1801"
    assert first.proposals[0].reason == "字與生年相合 [盛檔人名表 <https://example.org/names.csv> · 1 · 字1]"

    reviewer = open_workspace.accounts.get("shen")
    verdicts = open_workspace.workbench.proposals.accept_all([each.id for each in page.groups], reviewer=reviewer)
    assert [each.problem for each in verdicts] == [""] * PERSONS
    assert len(open_workspace.decisions.read()) == PERSONS
    found = service.get("/reconcile/suggest/entity", query_string={"prefix": "字7"}).json
    assert found is not None
    assert "person/trial-7" in [each["id"] for each in found["result"]]
    assert statuses(send(*rows)) == ["known"] * PERSONS


def test_sending_again_changes_nothing(open_workspace: Workspace, send: Send) -> None:
    first = send(row(1), row(1), row(2))
    assert statuses(first) == ["proposed", "proposed", "proposed"]
    assert first["results"][0]["proposal"] == first["results"][1]["proposal"]
    assert first["results"][0]["address"] == f"http://localhost/workbench/review/{first['results'][0]['proposal']}"
    again = send(row(1), row(2))
    assert statuses(again) == ["known", "known"]
    assert again["results"][0]["proposal"] == first["results"][0]["proposal"]
    assert waiting(open_workspace) == 2
    assert statuses(send(row(1, id="person/trial-3"))) == ["proposed"]
    assert statuses(send(row(3, query="字1", id="person/trial-1"))) == ["known"]
    other = send(row(1), table={"name": "another"})
    assert statuses(other) == ["refused"]
    assert "proposal 1" in other["results"][0]["reason"]


def test_a_proposal_that_was_declined_is_not_sent_again(open_workspace: Workspace, send: Send) -> None:
    number = send(row(1))["results"][0]["proposal"]
    reviewer = open_workspace.accounts.get("shen")
    open_workspace.workbench.proposals.decline(number, "另一人", reviewer=reviewer)
    answer = send(row(1))
    assert statuses(answer) == ["known"]
    assert ProposalState.DECLINED.value in answer["results"][0]["reason"]


def test_a_row_that_is_a_record_here_becomes_a_merge_or_a_difference(open_workspace: Workspace, send: Send) -> None:
    answer = send(
        row(1, entity="person/trial-2"),
        row(3, entity="http://127.0.0.1:8421/person/trial-4", judgement="different"),
        row(5, entity="person/trial-5"),
    )
    assert statuses(answer) == ["proposed", "proposed", "known"]
    kinds = [group.proposals[0].kind.value for group in open_workspace.workbench.proposals.page().groups]
    assert kinds == ["same", "different"]


def test_the_address_of_the_senders_record_becomes_an_exact_match(open_workspace: Workspace, send: Send) -> None:
    assert statuses(send(row(1, query="李生", url="https://example.org/p/1"))) == ["proposed"]
    (group,) = open_workspace.workbench.proposals.page().groups
    assert [each.terms[1].rpartition("#")[2] for each in group.proposals] == ["exactMatch>", "altLabel>"]


def test_rows_that_cannot_be_proposed_say_why_and_do_not_keep_others_back(send: Send) -> None:
    answer = send(
        row(1),
        row(2, id="person/nobody"),
        row(3, judgement="different"),
        row(4, judgement="new"),
        row(5, query=f"李{chr(0x4E05)}"),
        row(6, reason=""),
        row(7, surprise=1),
        {"query": "x"},
        row(8, judgement="perhaps"),
        row(9, url="ftp://example.org/"),
        row(10, values={"a": {}}),
    )
    assert statuses(answer) == [
        *("proposed", "refused", "refused", "unchanged", "known", "refused"),
        *("refused", "refused", "refused", "refused", "refused"),
    ]
    assert all(each["reason"] for each in answer["results"][1:])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('{"table": {"name": "x"}}', 400),
        ('{"decisions": [{}]}', 400),
        ('{"table": {"name": ""}, "decisions": [{}]}', 400),
        ('{"table": {"name": "x"}, "decisions": []}', 400),
        ('{"table": {"name": "x"}, "decisions": {}}', 400),
        ('{"table": {"name": "x", "url": "javascript:x"}, "decisions": [{}]}', 400),
        ('{"table": {"name": "x"}, "decisions": [{}], "more": 1}', 400),
        (json.dumps({"table": {"name": "x"}, "decisions": [{}] * 1001}), 413),
    ],
    ids=range(10),
)
def test_a_body_of_another_form_is_refused_as_the_schema_says(
    service: FlaskClient, open_workspace: Workspace, body: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {token(open_workspace, 'wang')}", "Content-Type": "application/json"}
    answer = service.post("/reconcile/decisions", data=body, headers=headers)
    assert answer.status_code == status
    if body != "{":
        assert not Draft202012Validator(schema()).is_valid(json.loads(body))


@pytest.mark.parametrize("name", ["lina", "nobody", "wrong", "expired", "revoked"])
def test_without_a_good_token_nothing_is_proposed(
    service: FlaskClient, open_workspace: Workspace, clock_of_accounts: Clock, name: str
) -> None:
    headers = {"Content-Type": "application/json"}
    if name == "lina":
        headers["Authorization"] = f"Bearer {token(open_workspace, 'lina')}"
    elif name != "nobody":
        secret = token(open_workspace, "wang", days=1)
        headers["Authorization"] = f"Bearer {secret}" if name != "wrong" else f"Bearer {secret[:-1]}x"
        if name == "revoked":
            open_workspace.accounts.tokens.revoke(open_workspace.accounts.tokens.of("wang")[0].number)
        if name == "expired":
            clock_of_accounts.moment = f"{int(clock_of_accounts.moment[:4]) + 1}{clock_of_accounts.moment[4:]}"
    body = json.dumps({"table": TABLE, "decisions": [row(1)]})
    answer = service.post("/reconcile/decisions", data=body, headers=headers)
    assert answer.status_code == (403 if name == "lina" else 401)
    assert answer.json is not None
    assert answer.json["error"]["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if name in ("wrong", "expired", "revoked"):
        assert "invalid_token" in answer.headers["WWW-Authenticate"]
    assert waiting(open_workspace) == 0
    form = headers | {"Content-Type": "application/x-www-form-urlencoded"}
    assert service.post("/reconcile", data={"queries": "{}"}, headers=form).json == {}


def test_what_is_sent_is_in_the_audit_log(open_workspace: Workspace, send: Send) -> None:
    send(row(1), row(2, id="person/nobody"))
    (entry,) = [each for each in open_workspace.accounts.audit.read() if each.action == "reconcile.decisions"]
    assert (entry.account, entry.note) == ("wang", "proposed 1, known 0, unchanged 0, refused 1")


def test_the_recipe_for_openrefine_gives_what_the_schema_says(send: Send) -> None:
    """The GREL between double braces is put in by hand, as OpenRefine would do it for two rows."""

    def exported(number: int) -> str:
        values = {
            "jsonize(toString(row.index + 1))": str(number),
            'jsonize(cells["NAME"].value)': f"字{number}",
            'jsonize(cells["NAME"].recon.match.id)': f"person/trial-{number}",
        }
        text = TEMPLATE_ROW
        for expression, value in values.items():
            assert f"{{{{{expression}}}}}" in text
            text = text.replace(f"{{{{{expression}}}}}", json.dumps(value, ensure_ascii=False))
        return text

    text = TEMPLATE_PREFIX + TEMPLATE_SEPARATOR.join(map(exported, (1, 2))) + TEMPLATE_SUFFIX
    document = json.loads(text)
    Draft202012Validator(schema()).validate(document)
    assert statuses(send(*document["decisions"], table=document["table"])) == ["proposed", "proposed"]
