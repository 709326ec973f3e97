"""Batches: drawn from a filter, judged by sample, taken or refused."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from kg.workbench.batch import BatchState
from kg.workbench.item import ItemState
from kg.workspace import Workspace
from tests.webapp.workbench.conftest import HTML, send

Browser = Callable[[str], FlaskClient]
BATCHES = "/workbench/batches"


def drawn(client: FlaskClient, bound: str = "0.9") -> str:
    """The address of a new batch."""
    answer = send(client, f"{BATCHES}?kind=person", bound=bound, keep="one", note="first run", seed="7")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def judge(client: FlaskClient, address: str, bench: Workspace, judgements: dict[str, str]) -> None:
    """Judge every item of the sample; those not named are the same."""
    for each in bench.workbench.batches.sample(int(address.rpartition("/")[2])):
        note = judgements.get(each.item.candidate.one.rpartition("-")[2][:-1], "")
        action = "different" if note else "same"
        assert send(client, address, item=str(each.item.id), action=action, note=note).status_code == 303


def test_the_page_says_how_many_pairs_each_bound_gives(browser: Browser) -> None:
    page = browser("second").get(BATCHES, headers=HTML).text
    assert '<th scope="row">0.95</th><td class="numeric">3</td>' in page
    assert '<th scope="row">0.995</th><td class="numeric">1</td>' in page


def test_a_batch_holds_the_open_pairs_of_the_filter_from_the_bound_on(browser: Browser, bench: Workspace) -> None:
    client = browser("second")
    page = client.get(drawn(client), headers=HTML).text
    (batch,) = bench.workbench.batches.list()
    assert (batch.size, batch.bound, batch.keep, batch.seed, batch.by) == (3, 0.9, "one", 7, "second")
    assert "The batch has 3 pairs with a score of at least 0.9" in page
    assert page.count('value="different"') == 3
    assert "first run" in page


def test_a_bound_that_is_none_is_refused_on_the_same_page_with_what_was_typed(browser: Browser) -> None:
    answer = send(browser("second"), BATCHES, bound="high", note="my note")
    assert answer.status_code == 400
    assert "“high” cannot be used" in answer.text
    assert 'value="my note"' in answer.text


def test_different_needs_a_note_and_what_was_typed_stays(browser: Browser, bench: Workspace) -> None:
    client = browser("second")
    address = drawn(client)
    item = bench.workbench.batches.sample(1)[0].item.id
    answer = send(client, address, item=str(item), action="different", note="")
    assert answer.status_code == 400
    assert "Say why the two are not the same." in answer.text
    assert bench.workbench.batches.get(1).check.judged == 0


def test_a_batch_that_passes_is_taken_with_a_reason(browser: Browser, bench: Workspace) -> None:
    client = browser("second")
    address = drawn(client)
    judge(client, address, bench, {})
    page = client.get(address, headers=HTML).text
    assert "At a confidence of 95 % at least 100.0 % of the batch are right; 95 % are asked for." in page
    assert send(client, address, action="take", note="").status_code == 400
    taken = send(client, address, action="take", note="same names and years")
    assert "3 proposals were made" in taken.text
    assert bench.workbench.batches.get(1).state is BatchState.TAKEN
    assert bench.workbench.proposals.page().total == 3
    assert 'value="take"' not in client.get(address, headers=HTML).text


def test_a_batch_with_too_many_errors_is_not_taken_and_says_so(browser: Browser, bench: Workspace) -> None:
    client = browser("second")
    address = drawn(client)
    judge(client, address, bench, {"2": "another person of that name"})
    page = client.get(address, headers=HTML).text
    assert "Nothing is taken of this batch." in page
    assert "at least 66.7 % of the batch are right" in page
    assert 'value="take"' not in page
    refused = send(client, address, action="take", note="all the same")
    assert refused.status_code == 409
    assert "not good enough" in refused.text
    assert bench.workbench.proposals.page().total == 0


def test_a_batch_that_is_given_up_leaves_its_pairs_in_the_queue(browser: Browser, bench: Workspace) -> None:
    client = browser("second")
    address = drawn(client)
    assert send(client, address, action="abandon").status_code == 303
    assert "given up" in client.get(address, headers=HTML).text
    assert {each.item.state for each in bench.workbench.batches.sample(1)} == {ItemState.OPEN}
    assert send(client, address, item="1", action="same").status_code == 409


def test_only_reviewers_see_batches(browser: Browser) -> None:
    assert browser("cataloguer").get(BATCHES, headers=HTML).status_code == 403
    assert browser("cataloguer").post(BATCHES, data={"bound": "0.9"}, headers=HTML).status_code == 403


def test_what_was_done_is_in_the_audit_log(browser: Browser, bench: Workspace) -> None:
    drawn(browser("second"))
    (entry,) = [each for each in bench.accounts.audit.read() if each.action == "batch.drawn"]
    assert (entry.account, entry.about) == ("second", "batch 1")
