"""The home page says what there is, from the data itself, and where to begin when there is nothing."""

from __future__ import annotations

from flask.testing import FlaskClient

from kg.workspace import Workspace


def test_counts_are_live_and_lead_to_a_search(client: FlaskClient, small_workspace: Workspace) -> None:
    page = client.get("/").text
    counts = small_workspace.live.manifest.counts
    assert (
        f'href="/search?type=person"><span class="kind">人物</span> <span class="count">{counts["person"]}</span>'
        in page
    )
    assert client.get("/search.json?type=letter").json["total"] == counts["letter"] == 30


def test_examples_are_found_when_tried(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<a href="/search?q=%E7%9B%9B%E5%AE%A3%E6%87%B7">盛宣懷</a>' in page
    assert client.get("/search.json?q=盛宣懷").json["total"]


def test_datasets_have_licences_and_samples_say_so(client: FlaskClient) -> None:
    page = client.get("/").text
    row = page[page.index("试用trial-cbdb") :]
    assert "样例" in row[: row.index("</tr>")]
    assert "CC0 1.0" in row[: row.index("</tr>")]
    other = page[page.index("试用trial-dnb") :]
    assert "样例" not in other[: other.index("</tr>")]


def test_latest_decision_is_shown_with_its_reason(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<a href="/decision/1">决定1</a>' in page
    assert "姓名與生卒年相合" in page


def test_empty_workspace_says_how_to_begin(empty_client: FlaskClient) -> None:
    page = empty_client.get("/?lang=en").text
    assert "Nothing is loaded yet" in page
    assert "zhishu load" in page
    assert empty_client.get("/search?q=盛").status_code == 200
    assert empty_client.get("/dataset").status_code == 200


def test_health_names_the_generation(client: FlaskClient, small_workspace: Workspace) -> None:
    answer = client.get("/healthz")
    assert answer.json["status"] == "ok"
    assert answer.json["generation"] == small_workspace.live.name
    assert answer.headers["Cache-Control"] == "no-store"
