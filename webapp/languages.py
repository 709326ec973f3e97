"""The languages of the interface. Messages are English in the code, with catalogues in ``translations/``.

Chosen by ``?lang=`` (kept in a cookie), else by the cookie, else by the browser's list. Data is never converted.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, Response, g, request
from flask_babel import Babel, get_domain

COOKIE = "lang"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface: BCP 47 tag, name of its catalogue, its own name, and that name in brief."""

    tag: str
    locale: str
    name: str
    brief: str


LANGUAGES = (
    Language("zh-Hans", "zh_Hans", "简体中文", "简"),
    Language("zh-Hant", "zh_Hant", "繁體中文", "繁"),
    Language("en", "en", "English", "EN"),
)
_BY_TAG = {language.tag: language for language in LANGUAGES}
_TRADITIONAL = ("tw", "hk", "mo", "hant")


def recognise(tag: str) -> Language | None:
    """The language of the interface that a BCP 47 tag asks for, None where there is none.

    >>> [found.tag for tag in ("zh-TW", "zh", "en-GB", "fr") if (found := recognise(tag))]
    ['zh-Hant', 'zh-Hans', 'en']
    """
    primary, *rest = tag.lower().replace("_", "-").split("-")
    if primary == "en":
        return _BY_TAG["en"]
    if primary != "zh":
        return None
    traditional = "hans" not in rest and any(part in _TRADITIONAL for part in rest)
    return _BY_TAG["zh-Hant" if traditional else "zh-Hans"]


def current() -> Language:
    """The language of this request."""
    if "language" not in g:
        g.language = _choose()
    found: Language = g.language
    return found


def gettext(message: str, **values: object) -> str:
    """A message in the language of this request, ``%(name)s`` in it replaced by values."""
    found = _catalogue().ugettext(message)
    return found % values if values else found


def _ngettext(singular: str, plural: str, number: int) -> str:
    return _catalogue().ungettext(singular, plural, number)


def _catalogue() -> NullTranslations:
    # Looked up once a request: a page has hundreds of messages.
    if "catalogue" not in g:
        g.catalogue = get_domain().get_translations()
    found: NullTranslations = g.catalogue
    return found


def _choose() -> Language:
    for asked in (request.args.get("lang", ""), request.cookies.get(COOKIE, "")):
        if found := recognise(asked):
            return found
    accepted = [tag for tag, _ in request.accept_languages]
    return next((found for tag in accepted if (found := recognise(tag))), _BY_TAG["en" if accepted else "zh-Hans"])


def init_app(app: Flask) -> None:
    """Choose the language of every request and remember one that was asked for."""
    Babel(app, locale_selector=lambda: Locale.parse(current().locale), default_timezone="UTC")
    # The method is added to the environment by jinja2.ext.i18n.
    app.jinja_env.install_gettext_callables(gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.after_request(_remember)


def _remember(response: Response) -> Response:
    if recognise(request.args.get("lang", "")):
        remember(response, current())
    return response


def remember(response: Response, language: Language) -> None:
    """Have the browser ask for a language from now on."""
    response.set_cookie(COOKIE, language.tag, max_age=_YEAR, samesite="Lax", httponly=True)
