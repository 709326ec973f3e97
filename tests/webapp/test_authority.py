"""The page of an authority record, its data and files, and what became of records that were merged or withdrawn."""

from __future__ import annotations

import io
from collections.abc import Callable

import pymarc
import pytest
from flask.testing import FlaskClient
from pyoxigraph import Quad

from webapp.authority import DOWNLOADS
from webapp.negotiate import FORMATS, Format

BASE = "http://127.0.0.1:8421/"
PATH = "/authority/cbdb-55084"


def test_the_page_shows_forms_under_each_rule_set_status_and_sources(client: FlaskClient) -> None:
    page = client.get(PATH, headers={"Accept-Language": "en"}).text
    for words in ("盛宣懷 (1844-1916)", "Sheng, Xuanhuai, 1844-1916", "Provisional", "LC/NACO", "trial", "dnb-005845"):
        assert words in page
    assert 'href="/person/cbdb-55084"' in page
    for each in DOWNLOADS:
        assert f'href="{PATH}.{each.suffix}"' in page


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_it_has_no_untranslated_words(client: FlaskClient, language: str) -> None:
    page = client.get(f"{PATH}?lang={language}").text
    assert ("Authorized forms" in page) is (language == "en")
    assert ("规范形式" in page) is (language == "zh-Hans")


def test_the_page_of_the_person_leads_there(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    assert f'<a href="{PATH}">' in page
    assert PATH not in client.get("/letter/trial-1").text


@pytest.mark.parametrize("form", [each for each in FORMATS if each.rdf], ids=lambda each: each.suffix)
def test_every_rdf_format_says_the_same(
    client: FlaskClient, statements: Callable[[bytes, Format], set[Quad]], form: Format
) -> None:
    by_suffix = client.get(f"{PATH}.{form.suffix}")
    by_accept = client.get(PATH, headers={"Accept": form.media_type})
    assert by_suffix.status_code == by_accept.status_code == 200
    assert by_suffix.data == by_accept.data
    found = statements(by_suffix.data, form)
    assert found == statements(client.get(f"{PATH}.nt").data, FORMATS[2])
    assert any(
        str(q.subject) == f"<{BASE}authority/cbdb-55084>" and str(q.object) == f"<{BASE}person/cbdb-55084>"
        for q in found
    )


def test_json_has_the_shape_of_the_record(client: FlaskClient) -> None:
    content = client.get(f"{PATH}.json").json
    assert content is not None
    assert content["heading"] == "盛宣懷 (1844-1916)"
    assert [each["language"] for each in content["forms"] if each["rules"] == "calis"] == ["zh-Hans", "zh-Hant"]
    assert content["superseded"] == [f"{BASE}person/dnb-005845"]


@pytest.mark.parametrize("each", DOWNLOADS, ids=lambda each: each.suffix)
def test_the_record_can_be_had_as_a_file(client: FlaskClient, each: object) -> None:
    response = client.get(f"{PATH}.{each.suffix}")  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert response.mimetype == each.media_type  # type: ignore[attr-defined]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "宣懷" in response.data.decode("utf-8-sig") or each.suffix == "unimarc"  # type: ignore[attr-defined]
    again = client.get(f"{PATH}.{each.suffix}", headers={"If-None-Match": response.headers["ETag"]})  # type: ignore[attr-defined]
    assert again.status_code == 304


def test_the_marc_file_is_read_by_pymarc(client: FlaskClient) -> None:
    (record,) = pymarc.MARCReader(io.BytesIO(client.get(f"{PATH}.mrc").data))
    assert record is not None
    assert record["001"].data == "cbdb-55084"


@pytest.mark.parametrize("suffix", ["", ".ttl", ".json", ".html", ".mrc", ".eac"])
def test_a_merged_record_leads_to_the_one_that_holds(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/authority/dnb-005845{suffix}")
    assert (response.status_code, response.location) == (301, f"{PATH}{suffix}")


@pytest.mark.parametrize(
    ("address", "status"),
    [("/authority/gone-1", 410), ("/authority/nobody", 404), ("/authority/nobody.mrc", 404), ("/authority/", 404)],
)
def test_what_is_gone_and_what_never_was(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_errors_are_json_for_programs(client: FlaskClient) -> None:
    content = client.get("/authority/nobody.json").json
    assert content is not None
    assert content["error"]["status"] == 404


def test_a_name_that_would_be_markup_is_text(client: FlaskClient) -> None:
    page = client.get("/authority/cbdb-bad").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
