"""Campaigns: set up from a filter, claimed in part, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from kg.workspace import Workspace
from tests.webapp.workbench.conftest import HTML, send

Browser = Callable[[str], FlaskClient]
CAMPAIGNS = "/workbench/campaigns"


def made(client: FlaskClient, query: str = "least=0.9", **form: str) -> str:
    """The address of a new campaign."""
    values = {"name": "盛家人物", "description": "先看\n生卒年", "deadline": "2027-01-31", **form}
    answer = send(client, f"{CAMPAIGNS}?{query}", **values)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_campaign_is_made_of_the_pairs_of_the_filter(browser: Browser, bench: Workspace) -> None:
    client = browser("second")
    page = client.get(made(client), headers=HTML).text
    (campaign,) = bench.workbench.campaigns.list()
    assert (campaign.name, campaign.size, campaign.deadline, campaign.by) == ("盛家人物", 3, "2027-01-31", "second")
    assert "<h1>盛家人物</h1>" in page
    assert "先看\n生卒年" in page
    assert "0 of 3" in page


def test_a_name_that_is_taken_is_refused_with_what_was_typed(browser: Browser) -> None:
    client = browser("second")
    made(client)
    again = send(client, CAMPAIGNS, name="盛家人物", description="another", deadline="")
    assert again.status_code == 400
    assert "There is a campaign" in again.text
    assert ">another</textarea>" in again.text


def test_a_contributor_claims_pairs_which_lead_through_the_campaign(browser: Browser, bench: Workspace) -> None:
    address = made(browser("second"))
    helper = browser("helper")
    assert send(helper, address, action="claim", count="2").status_code == 303
    page = helper.get(address, headers=HTML).text
    assert page.count("?campaign=1") == 3  # two pairs, and the queue
    assert "盛宣懷 ⇄ 盛宣懐" in page
    progress = bench.workbench.campaigns.progress(1)
    assert (progress.claimed, progress.free) == (2, 1)
    pair = helper.get("/workbench/pair/1?campaign=1", headers=HTML).text
    assert "campaign=1" in pair


def test_what_is_claimed_is_nobody_elses_until_it_is_given_back(browser: Browser, bench: Workspace) -> None:
    address, helper, other = made(browser("second")), browser("helper"), browser("cataloguer")
    send(helper, address, action="claim", count="2")
    send(other, address, action="claim", count="5")
    assert len(bench.workbench.campaigns.held(1, by=bench.accounts.get("cataloguer"))) == 1
    send(helper, address, action="release")
    assert bench.workbench.campaigns.held(1, by=bench.accounts.get("helper")) == ()
    assert bench.workbench.campaigns.progress(1).free == 2


def test_looking_at_a_campaign_renews_no_claim(browser: Browser, bench: Workspace) -> None:
    address, helper = made(browser("second")), browser("helper")
    send(helper, address, action="claim", count="1")
    before = bench.workbench.campaigns.history(1)
    helper.get(address, headers=HTML)
    assert bench.workbench.campaigns.history(1) == before


def test_a_number_that_is_none_is_refused_on_the_same_page(browser: Browser) -> None:
    address = made(browser("second"))
    for count in ("0", "many", "201", "²"):
        answer = send(browser("helper"), address, action="claim", count=count)
        assert answer.status_code == 400
        assert "is not a number" in answer.text


def test_a_closed_campaign_is_claimed_no_more_until_it_is_opened_again(browser: Browser, bench: Workspace) -> None:
    chief, helper = browser("second"), browser("helper")
    address = made(chief)
    page = helper.get(address, headers=HTML)
    assert 'value="close"' not in page.text
    assert send(helper, address, action="close").status_code == 403
    assert send(chief, address, action="close").status_code == 303
    assert send(helper, address, action="claim", count="1").status_code == 409
    assert send(chief, address, action="close").status_code == 409
    assert send(chief, address, action="reopen").status_code == 303
    assert not bench.workbench.campaigns.get(1).closed


def test_the_table_says_who_has_settled_how_many(browser: Browser, bench: Workspace) -> None:
    address, helper = made(browser("second")), browser("helper")
    bench.workbench.queue.doubt(1, "two of that name", by=bench.accounts.get("helper"))
    page = helper.get(address, headers=HTML).text
    assert '<th scope="row">helper</th><td class="numeric">1</td>' in page
    assert '<progress max="3" value="1" aria-label="1 of 3">' in page


def test_only_those_who_may_set_campaigns_up(browser: Browser) -> None:
    helper = browser("helper")
    page = helper.get(CAMPAIGNS, headers=HTML)
    assert page.status_code == 200
    assert 'name="deadline"' not in page.text
    assert send(helper, CAMPAIGNS, name="mine").status_code == 403


def test_an_unknown_campaign_is_not_found(browser: Browser) -> None:
    assert browser("helper").get(f"{CAMPAIGNS}/99", headers=HTML).status_code == 404
