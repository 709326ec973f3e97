"""The language of the interface: how it is chosen, that all messages are translated, that data is never converted."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from webapp.translations import compile as catalogues


def language_of(page: str) -> str:
    """The language that a page says it is in."""
    found = re.search(r'<html lang="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "zh-Hans"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK;q=0.8,en;q=0.7", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("fr", "en"),
        ("fr,zh;q=0.5", "zh-Hans"),
    ],
)
def test_browser_language_is_followed(client: FlaskClient, accepted: str, expected: str) -> None:
    assert language_of(client.get("/", headers={"Accept-Language": accepted}).text) == expected


def test_language_in_the_address_wins_and_is_remembered(client: FlaskClient) -> None:
    chosen = client.get("/?lang=zh-Hant", headers={"Accept-Language": "en"})
    assert language_of(chosen.text) == "zh-Hant"
    assert "SameSite=Lax" in chosen.headers["Set-Cookie"]
    assert language_of(client.get("/dataset", headers={"Accept-Language": "en"}).text) == "zh-Hant"
    assert language_of(client.get("/dataset?lang=en").text) == "en"


def test_unknown_language_is_passed_over(client: FlaskClient) -> None:
    answer = client.get("/?lang=xx-<b>", headers={"Accept-Language": "en"})
    assert language_of(answer.text) == "en"
    assert "Set-Cookie" not in answer.headers


def test_every_page_links_to_itself_in_the_other_languages(client: FlaskClient) -> None:
    page = client.get("/search?q=盛&type=person&lang=en").text
    for tag in ("zh-Hans", "zh-Hant", "en"):
        address = f"/search?q=%E7%9B%9B&amp;type=person&amp;lang={tag}"
        assert f'<link rel="alternate" hreflang="{tag}" href="{address}">' in page
        assert f'<a href="{address}" lang="{tag}" hreflang="{tag}"' in page


@pytest.mark.parametrize(("tag", "word"), [("zh-Hans", "检索"), ("zh-Hant", "檢索"), ("en", "Search")])
def test_interface_speaks_the_language(client: FlaskClient, tag: str, word: str) -> None:
    assert f"<h1>{word}</h1>" in client.get(f"/search?lang={tag}").text


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant", "en"])
def test_data_is_never_converted(client: FlaskClient, tag: str) -> None:
    page = client.get(f"/person/cbdb-55084?lang={tag}").text
    assert '<span lang="zh-Hant">盛宣懷</span>' in page
    assert "盛宣怀" not in page


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_every_message_is_translated_and_none_is_left_over(locale: str) -> None:
    with catalogues.path(locale, ".po").open("rb") as file:
        translated = {
            m.id if isinstance(m.id, str) else (m.id[0], m.id[1]): m.string
            for m in catalogues.read_po(file, locale=locale)
            if m.id
        }
    assert set(translated) == catalogues.used()
    assert all(text if isinstance(text, str) else all(text or ()) for text in translated.values())


def test_placeholders_are_those_of_the_message() -> None:
    for locale in ("zh_Hans", "zh_Hant"):
        with catalogues.path(locale, ".po").open("rb") as file:
            for message in catalogues.read_po(file, locale=locale):
                if message.id:
                    key, text = catalogues._key(message), catalogues._text(message)
                    assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", key)), key


def test_made_files_are_current() -> None:
    for path, content in catalogues.files().items():
        assert path.read_bytes() == content, f"{path.name}: run python -m webapp.translations.compile"


def test_corrections_are_of_messages_that_are_used() -> None:
    keys = {message if isinstance(message, str) else message[0] for message in catalogues.used()}
    assert set(catalogues.corrections()) <= keys
