"""Editing a record: preferring, withdrawing and adding, as one proposal with a dry run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.authority.decisions import Kind
from kg.curation import decide
from kg.errors import InvalidInput
from kg.terms import curie, integer, literal
from kg.workspace import Workspace
from tests.webapp.workbench.conftest import HTML, person, send
from webapp.workbench.properties import properties_for, read_value

Browser = Callable[[str], FlaskClient]
EDIT = "/workbench/edit/person/one-1"


@pytest.fixture
def merged(bench: Workspace) -> Workspace:
    """The workspace with 李鴻章 of both files as one record."""
    pair = (person(bench, "one-2"), person(bench, "two-2"))
    decide(bench, Kind.MERGE, pair, agent="cataloguer", reason="same years and place")
    return bench


@pytest.fixture
def request_context(site: Flask) -> Iterator[None]:
    """A request, for what is in the language of the page."""
    with site.test_request_context("/?lang=en"):
        yield


def keys(page: str, words: str) -> list[str]:
    """The values of the boxes whose label says something."""
    return re.findall(rf'name="change" value="([0-9a-f]{{16}})"(?: checked)?> {words}', page)


def test_every_claim_can_be_withdrawn_and_only_rivals_can_be_preferred(browser: Browser, merged: Workspace) -> None:
    client = browser("helper")
    page = client.get(EDIT, headers=HTML).text
    assert len(keys(page, "withdraw")) == 5  # type, name, birth, death, native place
    assert not keys(page, "prefer")
    both = client.get("/workbench/edit/person/one-2", headers=HTML).text
    assert len(keys(both, "prefer")) == 2  # the two spellings of the name


def test_a_value_is_preferred_as_a_proposal(browser: Browser, merged: Workspace) -> None:
    client, address = browser("helper"), "/workbench/edit/person/one-2"
    page = client.get(address, headers=HTML).text
    chosen = re.search(r'李鸿章.*?value="([0-9a-f]{16})"[^>]*> prefer', page, re.DOTALL)
    assert chosen
    answer = send(client, address, change=chosen[1], reason="as the letters sign", property="zs:note", value="")
    assert answer.status_code == 303
    (group,) = merged.workbench.proposals.page().groups
    assert answer.headers["Location"] == f"/workbench/review/{group.id}?done=edit"
    (proposal,) = group.proposals
    assert proposal.kind is Kind.PREFER
    assert proposal.terms == (person(merged, "one-2"), curie("skos:prefLabel"), literal("李鸿章", "zh-hant"))
    assert proposal.agent == "Helper A. (helper)"
    assert "A proposal about this waits for review" in client.get(address, headers=HTML).text


def test_several_changes_are_one_proposal(browser: Browser, bench: Workspace) -> None:
    client = browser("helper")
    page = client.get(EDIT, headers=HTML).text
    birth = re.search(r'1844.*?value="([0-9a-f]{16})"[^>]*> withdraw', page, re.DOTALL)
    assert birth
    form = {"property": "zs:birthYear", "value": "1845", "language": "", "reason": "墓誌"}
    assert send(client, EDIT, change=birth[1], **form).status_code == 303
    (group,) = bench.workbench.proposals.page().groups
    year, entity = curie("zs:birthYear"), person(bench, "one-1")
    withdrawn, added = group.proposals
    assert withdrawn.terms[1:] == (entity, year, integer(1844))
    assert bench.minter.is_record(withdrawn.terms[0])
    assert added.terms == (entity, year, integer(1845))


def test_a_dry_run_shows_what_would_happen_and_keeps_the_form(browser: Browser, bench: Workspace) -> None:
    form = {"property": "skos:altLabel", "value": "杏蓀", "language": "zh-Hant", "reason": "", "action": "preview"}
    answer = send(browser("helper"), EDIT, **form)
    assert answer.status_code == 200
    assert "What would happen" in answer.text
    assert "“杏蓀”" in answer.text
    assert 'name="value" maxlength="1000" value="杏蓀"' in answer.text
    assert '<option value="skos:altLabel" selected>' in answer.text
    assert bench.workbench.proposals.page().total == 0


def test_without_reason_or_change_nothing_is_proposed(browser: Browser, bench: Workspace) -> None:
    client = browser("helper")
    nothing = send(client, EDIT, reason="because", value="", property="zs:note")
    assert (nothing.status_code, "Nothing was chosen" in nothing.text) == (400, True)
    silent = send(client, EDIT, reason=" ", value="1845", property="zs:birthYear")
    assert (silent.status_code, "A decision needs a reason." in silent.text) == (400, True)
    gone = send(client, EDIT, reason="because", change="0123456789abcdef")
    assert (gone.status_code, "is not there any more" in gone.text) == (404, True)
    assert bench.workbench.proposals.page().total == 0


def test_an_edit_of_an_old_page_is_refused_and_the_form_shows_the_new_version(
    browser: Browser, bench: Workspace
) -> None:
    claim = (person(bench, "one-1"), curie("zs:note"), literal("實業家", "zh-hant"))
    decide(bench, Kind.ADD, claim, agent="somebody", reason="meanwhile")
    form = {"property": "zs:birthYear", "value": "1845", "reason": "墓誌", "language": ""}
    stale = send(browser("helper"), EDIT, **form, version="0")
    assert stale.status_code == 409
    assert 'name="version" value="1"' in stale.text
    assert bench.workbench.proposals.page().total == 0


def test_another_mistake_does_not_make_an_old_page_a_new_one(browser: Browser, bench: Workspace) -> None:
    claim = (person(bench, "one-1"), curie("zs:note"), literal("實業家", "zh-hant"))
    decide(bench, Kind.ADD, claim, agent="somebody", reason="meanwhile")
    answer = send(browser("helper"), EDIT, property="zs:birthYear", value="1845", reason="", version="0")
    assert answer.status_code == 400
    assert 'name="version" value="0"' in answer.text


def test_where_no_second_person_is_asked_for_the_change_is_in_force_and_shows_in_the_history(
    browser: Browser, bench: Workspace
) -> None:
    bench.settings["workbench.second_person"] = False
    form = {"property": "zs:birthYear", "value": "1845", "reason": "墓誌", "language": ""}
    answer = send(browser("cataloguer"), EDIT, **form)
    assert answer.headers["Location"] == "/workbench/history/person/one-1?done=edit-in-force"
    assert bench.decisions.read()[-1].kind is Kind.ADD


def test_a_withdrawn_claim_is_marked_and_cannot_be_withdrawn_again(browser: Browser, bench: Workspace) -> None:
    client = browser("helper")
    before = client.get(EDIT, headers=HTML).text
    birth = re.search(r'1844.*?value="([0-9a-f]{16})"[^>]*> withdraw', before, re.DOTALL)
    assert birth
    send(client, EDIT, change=birth[1], reason="misread", property="zs:note", value="")
    bench.workbench.proposals.accept(1, reviewer=bench.accounts.get("second"))
    after = client.get(EDIT, headers=HTML).text
    assert birth[1] not in after
    assert "claimed, not held" in after


def test_a_value_has_to_fit_its_property(browser: Browser, bench: Workspace) -> None:
    client = browser("helper")
    for prop, value, language in (
        ("zs:nativePlace", "武進", ""),
        ("zs:birthYear", "person/one-2", ""),
        ("zs:nativePlaceName", "武進", ""),
        ("zs:father", "person/nobody", ""),
        ("zs:digest", "x", ""),
        ("zs:note", "x" * 1001, ""),
        ("zs:note", "x", "klingon"),
        ("skos:altLabel", "zs:nonsense", ""),
    ):
        answer = send(client, EDIT, property=prop, value=value, language=language, reason="because")
        assert answer.status_code in (400, 404), prop
        assert 'role="alert"' in answer.text
    assert bench.workbench.proposals.page().total == 0


@pytest.mark.usefixtures("request_context")
def test_properties_are_those_of_the_type_by_label() -> None:
    names = [each.name for each in properties_for("person")]
    assert {"zs:birthYear", "zs:note", "skos:altLabel"} <= set(names)
    assert not {"zs:sender", "zs:standsFor", "bf:extent"} & set(names)
    assert "bf:extent" in {
        each.name for each in properties_for("person", ["http://id.loc.gov/ontologies/bibframe/extent"])
    }
    assert [each.label for each in properties_for("letter")] == sorted(e.label for e in properties_for("letter"))


@pytest.mark.usefixtures("request_context")
def test_a_value_is_read_as_on_the_command_line(bench: Workspace) -> None:
    assert read_value(curie("zs:birthYear"), "1845", "", bench.minter) == integer(1845)
    assert read_value(curie("zs:gender"), "zs:Male", "", bench.minter) == curie("zs:Male")
    assert read_value(curie("zs:nativePlaceName"), '"武進"@zh-Hant', "", bench.minter) == literal("武進", "zh-hant")
    assert read_value(curie("zs:nativePlaceName"), "1844", "zh-Hant", bench.minter) == literal("1844", "zh-hant")
    with pytest.raises(InvalidInput, match="language"):
        read_value(curie("zs:nativePlaceName"), "武進", "", bench.minter)


def test_the_page_of_an_entity_leads_contributors_to_the_workbench(site: Flask, browser: Browser) -> None:
    page = browser("helper").get("/person/one-1", headers=HTML).text
    for address in (EDIT, "/workbench/history/person/one-1", "/workbench/split/person/one-1"):
        assert f'href="{address}"' in page
    assert 'name="one" value="person/one-1"' in page
    assert EDIT not in site.test_client().get("/person/one-1", headers=HTML).text


def test_readers_do_not_edit(site: Flask) -> None:
    answer = site.test_client().get(EDIT, headers=HTML)
    assert (answer.status_code, "/login" in answer.headers["Location"]) == (303, True)
