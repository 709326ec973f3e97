"""How data looks on a page: addresses of IRIs, labels in the language of the interface, numbers, years, marks."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask_babel import format_decimal
from markupsafe import Markup, escape

from kg.accounts.account import Account
from kg.authority.description import Value
from kg.authority.inline import InlineValue
from kg.iris import encode
from kg.search import FACETS
from ontology.code_lists import code_label, is_code
from ontology.namespaces import PREFIXES, compact
from ontology.terms import all_terms, entity_types, term_comment, term_label
from webapp import languages
from webapp.accounts.current import account, is_sessionless
from webapp.addresses import term_address
from webapp.current import generation, workspace
from webapp.languages import LANGUAGES, Language
from webapp.languages import gettext as _
from webapp.term_words import kind_of_change, kind_of_severity, kind_of_status, kind_of_term

#: Types of entity in the navigation of every page.
NAVIGATION = ("person", "letter", "genealogy", "work", "place")
_HAN = re.compile("[\u3400-\u9fff]")
_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/(?:licenses|publicdomain)/(?P<name>[a-z-]+)/(?:(?P<version>[\d.]+)/?)?"
)


@dataclass(frozen=True, slots=True)
class Site:
    """What the frame of every page shows."""

    title: str
    language: Language
    alternates: tuple[tuple[Language, str], ...]
    navigation: tuple[tuple[str, str, bool], ...]  #: words, address, whether it is this page
    query: str
    account: Account | None  #: who is signed in
    sign_in: str  #: address of the page of sign-in; empty where a page is the same whoever sends the request


def init_app(app: Flask) -> None:
    """Give every template the frame and the functions of this module."""
    app.jinja_env.globals.update(
        href=href,
        language_tag=language_tag,
        term=label_of_term,
        term_comment=lambda iri: term_comment(iri, languages.current().tag),
        compact=compact,
        type_label=type_label,
        facet_label=facet_label,
        facet_value=facet_value,
        dataset_title=dataset_title,
        number=format_decimal,
        span=span,
        marked=marked,
        moment=moment,
        size=size,
        kind_of_name=kind_of_name,
        kind_of_decision=kind_of_decision,
        kind_of_term=kind_of_term,
        kind_of_change=kind_of_change,
        kind_of_status=kind_of_status,
        kind_of_severity=kind_of_severity,
        words=words,
        licence=licence,
        without_han=without_han,
        asset=asset,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"site": site()})


def site() -> Site:
    """The frame of this page."""
    area, chosen = request.endpoint or "", request.args.getlist("type")
    pages = [(_("Search"), url_for("search.index"), area == "search.index" and not chosen)]
    pages += [
        (type_label(t), url_for("search.index", type=t), area == "search.index" and chosen == [t]) for t in NAVIGATION
    ]
    pages += [("SPARQL", url_for("sparql.endpoint"), area.startswith("sparql."))]
    pages += [(_("Datasets"), url_for("dataset.index"), area.startswith("dataset."))]
    pages += [(_("Ontology"), url_for("ontology.index"), area.startswith(("ontology.", "scheme.")))]
    query = request.args.get("q", "")[:500] if area.startswith("search.") else ""
    title, known = workspace().settings["title"], account()
    return Site(title, languages.current(), _alternates(), tuple(pages), query, known, _sign_in())


def _sign_in() -> str:
    if is_sessionless():
        return ""
    if request.method not in ("GET", "HEAD") or request.blueprint == "signin":
        return url_for("signin.login")
    query = request.query_string.decode("utf-8", "replace")
    here = f"{request.path.removesuffix('.html')}{'?' if query else ''}{query}"
    return url_for("signin.login", next=here)


def _alternates() -> tuple[tuple[Language, str], ...]:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    path = "/".join(encode(part) for part in request.path.removesuffix(".html").split("/"))
    return tuple((each, f"{path}?{urlencode([*kept, ('lang', each.tag)], errors='replace')}") for each in LANGUAGES)


def href(iri: str) -> str:
    """The address of an IRI: a path on this server for our own and for terms, the IRI itself if it is http(s), else
    empty."""
    base: str = workspace().minter.base
    if iri.startswith(base):
        return f"{request.script_root}/{iri[len(base) :]}"
    return term_address(iri) or (iri if iri.startswith(("http://", "https://")) else "")


def language_tag(tag: str) -> str:
    """A language tag in the usual letters: the store keeps them in lower case.

    >>> language_tag("zh-hant"), language_tag("zh-latn-pinyin"), language_tag("")
    ('zh-Hant', 'zh-Latn-pinyin', '')
    """
    primary, *rest = tag.split("-")
    usual = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest]
    return "-".join([primary, *usual])


def label_of_term(iri: str) -> str:
    """The label of a property, class or concept in the language of the interface."""
    return term_label(iri, languages.current().tag)


def type_label(segment: str) -> str:
    """The name of a type of entity, or of a kind of term, in the language of the interface."""
    found = entity_types().get(segment)
    return found.label(languages.current().tag) if found else kind_of_term(segment)


def facet_label(name: str) -> str:
    """The name of a facet in the language of the interface."""
    return FACETS[name].labels[languages.current().tag]


def facet_value(facet: str, value: str) -> str:
    """What a facet value is called: types and datasets have names, a compact IRI has a label, other values are data."""
    if facet == "type":
        return type_label(value)
    if facet == "dataset":
        return dataset_title(value)
    prefix, colon, local = value.partition(":")
    return label_of_term(PREFIXES[prefix] + local) if colon and prefix in PREFIXES else value


def dataset_title(dataset: str) -> str:
    """The title of a loaded dataset in the language of the interface, else its id."""
    if dataset == "curation":
        return _("Curation")
    found = generation().manifest.datasets.get(dataset)
    titles = found.title if found else {}
    wanted = [languages.current().tag, *(each.tag for each in LANGUAGES)]
    return next((titles[tag] for tag in wanted if tag in titles), dataset)


def kind_of_name(kind: str) -> str:
    """What a kind of name form is called: the authorized form, a variant form, the text, or a type of name."""
    match kind:
        case "authorized":
            return _("authorized form")
        case "variant":
            return _("variant form")
        case "text":
            return _("text")
        case "key":
            return _("reading")
        case "title":
            return _("title")
        case _:
            return label_of_term(PREFIXES["nametype"] + kind)


def kind_of_decision(kind: str) -> str:
    """What a kind of decision says."""
    known = {
        "same": _("the same"),
        "merge": _("merge"),
        "split": _("split"),
        "different": _("not the same"),
        "prefer": _("preferred value"),
        "withdraw": _("withdrawn"),
        "add": _("added claim"),
        "judge": _("judgement"),
        "undo": _("undone"),
    }
    return known.get(kind, kind)


def words(value: Value | InlineValue) -> str:
    """A value of a statement in words: terms and codes in the language of the interface, all else as it is."""
    if value.iri in all_terms():
        return label_of_term(value.iri)
    return code_label(value.iri, languages.current().tag) if is_code(value.iri) else value.text


def without_han(text: str) -> bool:
    """Whether a text has no Chinese character: a message of the domain, which speaks English."""
    return not _HAN.search(text)


def licence(address: str) -> str:
    """The usual name of a Creative Commons licence; for any other the address itself.

    >>> licence("https://creativecommons.org/licenses/by-nc-sa/4.0/"), licence("https://example.org/terms")
    ('CC BY-NC-SA 4.0', 'https://example.org/terms')
    """
    found = _CREATIVE_COMMONS.fullmatch(address)
    if not found:
        return address
    name = "CC0" if found["name"] == "zero" else f"CC {found['name'].upper()}"
    return f"{name} {found['version'] or ''}".strip()


def span(first: int | None, last: int | None) -> str:
    """Years from first to last; astronomical years before 1 are written as years before Christ."""
    if first is None and last is None:
        return ""
    if first == last and first is not None:
        return _year(first)
    return f"{'' if first is None else _year(first)}–{'' if last is None else _year(last)}"


def _year(year: int) -> str:
    return str(year) if year > 0 else _("%(year)s BC", year=1 - year)


def marked(form: str, start: int, end: int) -> Markup:
    """A text with the part that was found in <mark>."""
    return escape(form[:start]) + Markup("<mark>") + escape(form[start:end]) + Markup("</mark>") + escape(form[end:])


def moment(time: str) -> str:
    """An xsd:dateTime as people read it: date, hours and minutes, in UTC.

    >>> moment("2026-11-22T15:47:59Z")
    '2026-11-22 15:47 UTC'
    """
    date, _t, clock = time.partition("T")
    return f"{date} {clock[:5]} UTC" if clock else date


def size(count: int) -> str:
    """A number of bytes in the unit that fits.

    >>> size(512), size(2_500_000)
    ('512 B', '2.4 MiB')
    """
    if count < 1024:
        return f"{count} B"
    power = min((count.bit_length() - 1) // 10, 3)
    return f"{count / 1024**power:.1f} {'KMG'[power - 1]}iB"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file, which changes with its content so that browsers may keep it for long."""
    return url_for("static", filename=name, v=_digest(name))
